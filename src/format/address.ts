import { isSafeName } from '../storage/key.js';

// The name of an artifact's file and back. The artifact of `ChangePointDetection` of 2026-02-11T15:40:12 has the key
//
//     ChangePointDetection/2026-02-11T15-40-12_41505c.json
//     ChangePointDetection/2026-02-11T15-40-12_41505c_733a8bf09b093731.json   if another artifact has the shorter one

/** The number of hexadecimal digits of the parameter hash in a name. */
export const PARAMETER_HASH_LENGTH = 6;

/** The number of hexadecimal digits of the seal in the longer name. */
const SEAL_PREFIX_LENGTH = 16;

/** What the key of a file in a storage says about the artifact in it. */
export interface Address {
  readonly procedureName: string;
  /** The artifact's own timestamp, to the second: `YYYY-MM-DDThh:mm:ss`. */
  readonly timestamp: string;
  /** The first digits of the SHA-256 of the input parameters. */
  readonly parameterHash: string;
  /** The first digits of the file's seal, if another artifact has the shorter name; for an unsealed file, those of the SHA-256 of its bytes. */
  readonly sealPrefix?: string | undefined;
}

/** What a timestamp begins with: a date and a time to the second. */
export const SECOND = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)/;
const HASHES = `([0-9a-f]{${PARAMETER_HASH_LENGTH}})(?:_([0-9a-f]{${SEAL_PREFIX_LENGTH}}))?`;
const NAME = `(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d)-(\\d\\d)-(\\d\\d)_${HASHES}`;
const KEY = new RegExp(`^([^/]+)/${NAME}\\.json$`);

/** The name of an artifact's file, without `.json`. */
export const FILE_NAME = new RegExp(`^${NAME}$`);

/**
 * Returns a timestamp's text up to its second, without fraction and zone; undefined if the text does not begin with a date and a time.
 *
 * @example
 * secondOf('2026-02-11T15:40:12.063Z'); // '2026-02-11T15:40:12'
 */
export const secondOf = (timestamp: string): string | undefined => SECOND.exec(timestamp)?.[0];

/** Returns the key of an artifact's file in a storage. */
export const keyOfAddress = ({ procedureName, timestamp, parameterHash, sealPrefix }: Address): string =>
  `${procedureName}/${timestamp.replaceAll(':', '-')}_${parameterHash}${sealPrefix === undefined ? '' : `_${sealPrefix}`}.json`;

/** The procedure name that was last found to be safe. Keys mostly come folder by folder, so this saves nearly all checks. */
let lastSafeName: string | undefined;

/** Returns what a key says about its artifact; undefined if no artifact can have the key. */
export function addressOfKey(key: string): Address | undefined {
  const match = KEY.exec(key);
  if (match === null) return undefined;
  const [, name = '', date, hours, minutes, seconds, parameterHash = '', sealPrefix] = match;
  if (name !== lastSafeName) {
    if (!isSafeName(name)) return undefined;
    lastSafeName = name;
  }
  // A list has an address for each of a million files. All of a folder share one name, and a time of two short texts takes a third of the memory
  // of one that grows piece by piece.
  return {
    procedureName: lastSafeName,
    timestamp: `${date}T` + `${hours}:${minutes}:${seconds}`,
    parameterHash,
    sealPrefix,
  };
}

/** Returns the digits of a seal that stand in the longer name; for an unsealed file, those of the SHA-256 of its bytes. */
export const sealPrefixOf = (seal: string): string => seal.slice(0, SEAL_PREFIX_LENGTH);
