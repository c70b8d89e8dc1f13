import { hash } from 'node:crypto';
import { readSeal } from '../format/seal.js';
import { withSource } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import { ifReadable } from './readable.js';

// Two things identify an artifact on the command line: its id, which follows from the name of its file, and its seal.
//
//   the key    Scan/2026-02-26T13-13-27_3f8a9b.json
//   its id     the first 8 digits of the SHA-256 of Scan/2026-02-26T13-13-27_3f8a9b
//
// So no file is opened for an id, an unsealed file has one, too, and an artifact has the same id in every copy of its storage.

/** Digits of an id, and of each of those that share their first digits with another id of the same listing. */
const ID_DIGITS = 8;
const LONG_ID_DIGITS = 12;

/** Returns the ids of the artifacts of one listing, in its order. */
export function idsOf(keys: readonly string[]): string[] {
  const all = keys.map(idDigitsOf);
  const counts = new Map<string, number>();
  for (const digits of all) counts.set(shortId(digits), (counts.get(shortId(digits)) ?? 0) + 1);
  return all.map((digits) => (counts.get(shortId(digits)) === 1 ? shortId(digits) : digits.slice(0, LONG_ID_DIGITS)));
}

/** Returns the id of an artifact that is not in a listing with others. */
export const idOf = (key: string): string => shortId(idDigitsOf(key));

const shortId = (digits: string): string => digits.slice(0, ID_DIGITS);

/** Returns all 64 digits of an id. A beginning of them names the artifact. */
export const idDigitsOf = (key: string): string => hash('sha256', key.replace(/\.json$/, ''));

/** Returns the seal at the end of a file, without checking it; undefined if the file has none or cannot be read. */
export const sealOf = ({ open }: { open(): Promise<Source> }): Promise<string | undefined> =>
  ifReadable(withSource(open(), readSeal));
