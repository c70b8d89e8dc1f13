import type { StoredTree } from '../format/stored-tree.js';
import { NumberText } from '../model/number-text.js';

// Values of different types are sorted by type: numbers, booleans, texts, lists and arrays; then NaN, null, absent.

/** Values of this rank or a higher one stay last in both directions: NaN, null, absent. */
const FIRST_LAST_RANK = 4;

function typeRank(value: StoredTree | undefined): number {
  if (value === undefined) return FIRST_LAST_RANK + 2;
  if (value === null) return FIRST_LAST_RANK + 1;
  if (typeof value === 'number') return Number.isNaN(value) ? FIRST_LAST_RANK : 0;
  if (typeof value === 'bigint' || value instanceof NumberText) return 0;
  if (typeof value === 'boolean') return 1;
  return typeof value === 'string' ? 2 : 3;
}

/**
 * Compares two values by type; numbers by value, false before true, texts by code units. NaN, null and absent values (undefined) are last
 * in both directions.
 *
 * @returns a number as `sort` takes it. It is 0 for equal values, and for any two lists or arrays.
 */
export function compareValues(
  a: StoredTree | undefined,
  b: StoredTree | undefined,
  direction: 'rising' | 'falling',
): number {
  const [rankA, rankB] = [typeRank(a), typeRank(b)];
  const sign = direction === 'rising' || Math.max(rankA, rankB) >= FIRST_LAST_RANK ? 1 : -1;
  if (rankA !== rankB) return sign * (rankA - rankB);
  if (rankA > 2) return 0;
  const [x, y] = [comparable(a), comparable(b)];
  return x < y ? -sign : x > y ? sign : 0;
}

/** Returns a value that `<` compares. JavaScript compares a number with a bigint exactly. */
const comparable = (value: StoredTree | undefined): number | bigint | string | boolean =>
  value instanceof NumberText ? (value.integer ?? Number(value.text)) : (value as number | bigint | string | boolean);
