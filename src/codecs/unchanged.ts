import type { Tree } from '../model/tree.js';
import type { Codec } from './codec.js';
import type { Walk } from './walk/walk.js';

/**
 * Returns the codec of values that are the same in the file.
 *
 * @param check - returns the value, in both directions; anything, with a report, if the value is not allowed.
 */
export const unchanged = <T extends Tree>(
  facts: Pick<Codec<T>, 'expected' | 'forms' | 'holds' | 'mapKey' | 'schema'>,
  check: (value: unknown, walk: Walk) => T,
): Codec<T> => ({ ...facts, encode: check, decode: check });
