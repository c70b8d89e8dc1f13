import { createHash, type Hash } from 'node:crypto';
import { isSafeName } from '../storage/key.js';

/** What the name of a file tells of its artifact. */
export interface Address {
  readonly procedureName: string;
  /** `YYYY-MM-DDThh:mm:ss`, the artifact's own time. */
  readonly timestamp: string;
  /** The first 6 hexadecimal digits of the SHA-256 of the input parameters. */
  readonly parameterHash: string;
  /** The first 16 digits of the file's seal, where another artifact had the shorter name already. */
  readonly sealPrefix?: string | undefined;
}

const TIMESTAMP = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)/;
const KEY = /^([^/]+)\/(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)_([0-9a-f]{6})(?:_([0-9a-f]{16}))?\.json$/;

/** The second of a timestamp's text, `YYYY-MM-DDThh:mm:ss`, or undefined if it has none. */
export const secondOf = (timestamp: string): string | undefined => TIMESTAMP.exec(timestamp)?.[0];

/** The key of an address: where its file is in a storage. */
export const keyOfAddress = ({ procedureName, timestamp, parameterHash, sealPrefix }: Address): string =>
  `${procedureName}/${timestamp.replaceAll(':', '-')}_${parameterHash}${sealPrefix === undefined ? '' : `_${sealPrefix}`}.json`;

/** The last folder whose name was found safe: keys mostly come folder by folder. */
let safeFolder: string | undefined;

/** The address that a key stands for, or undefined if it is not an artifact's. */
export function addressOfKey(key: string): Address | undefined {
  const match = KEY.exec(key);
  if (match === null) return undefined;
  const [, procedureName = '', date, hours, minutes, seconds, parameterHash = '', sealPrefix] = match;
  if (procedureName !== safeFolder) {
    if (!isSafeName(procedureName)) return undefined;
    safeFolder = procedureName;
  }
  return { procedureName, timestamp: `${date}T${hours}:${minutes}:${seconds}`, parameterHash, sealPrefix };
}

/** The hash of input parameters, from their canonical text, which `addText` gives piece by piece. */
export function hashOf(addText: (add: (piece: string) => void) => void): string {
  const hash = createHash('sha256');
  let text = '';
  addText((piece) => {
    text += piece;
    if (text.length < HASHED) return;
    hash.update(text, 'utf8');
    text = '';
  });
  return shortened(hash.update(text, 'utf8'));
}

/** The hashes of all texts that such parts make: of a list, each time another one of its texts. */
export function hashesOf(parts: readonly (string | readonly string[])[]): Set<string> {
  const hashes = new Set<string>();
  const visit = (hash: Hash, from: number): void => {
    for (let index = from; index < parts.length; index++) {
      const part = parts[index] as string | readonly string[];
      if (typeof part === 'string') hash.update(part, 'utf8');
      else {
        for (const text of part) visit(hash.copy().update(text, 'utf8'), index + 1);
        return;
      }
    }
    hashes.add(shortened(hash));
  };
  visit(createHash('sha256'), 0);
  return hashes;
}

const shortened = (hash: Hash): string => hash.digest('hex').slice(0, 6);

/** Characters that are hashed in one go. */
const HASHED = 1 << 16;

/** The part of a seal that stands in a name. */
export const sealPrefixOf = (seal: string): string => seal.slice(0, 16);
