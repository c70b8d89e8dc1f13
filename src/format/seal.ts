// A sealed file ends in the SHA-256 of all its bytes before the first digit:
//
//     "sha256": "9c1b…64 digits…d4f6"
//   }
// }

import { createHash } from 'node:crypto';
import { bufferOf } from '../json/bytes.js';
import { BYTES_PER_HASH_UPDATE } from '../model/limits.js';
import { readBytes } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import { SEAL_CLOSING, SEAL_LENGTH, SEAL_OPENING } from './layout.js';

/** The digits of a seal. */
export const SEAL_DIGITS = new RegExp(`^[0-9a-f]{${SEAL_LENGTH}}$`);

/** True if a value is the digits of a seal. */
export const isSeal = (value: unknown): value is string => typeof value === 'string' && SEAL_DIGITS.test(value);

/** Returns the seal in which bytes end, its 64 digits; undefined if they do not end in a seal. Whether the seal is right is not checked. */
export function sealAtEnd(bytes: Uint8Array): string | undefined {
  const end = bufferOf(bytes).toString('latin1', Math.max(0, bytes.length - ENDING_LENGTH));
  const isSeal = end.length === ENDING_LENGTH && end.startsWith(SEAL_OPENING) && end.endsWith(SEAL_CLOSING);
  return isSeal ? end.slice(SEAL_OPENING.length, -SEAL_CLOSING.length) : undefined;
}

/** The length of a seal with the text around it, in bytes. */
const ENDING_LENGTH = SEAL_OPENING.length + SEAL_LENGTH + SEAL_CLOSING.length;

/** Reads the seal at the end of a source; undefined if there is none. Whether the seal is right is not checked. */
export const readSeal = async (source: Source): Promise<string | undefined> =>
  sealAtEnd(await readBytes(source, Math.max(0, source.size - ENDING_LENGTH), source.size));

/** Returns how many bytes of a sealed file its seal covers, by the size of the file: all before the first digit. */
export const sealedLength = (size: number): number => size - SEAL_CLOSING.length - SEAL_LENGTH;

/** Returns the SHA-256 of bytes: 64 hexadecimal digits. */
export function digestOf(bytes: Uint8Array): string {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += BYTES_PER_HASH_UPDATE)
    hash.update(bytes.subarray(at, at + BYTES_PER_HASH_UPDATE));
  return hash.digest('hex');
}
