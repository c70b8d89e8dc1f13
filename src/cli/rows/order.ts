import { NumberText } from '../../model/number-text.js';
import type { StoredTree } from '../../repository/stored-tree.js';

/** Ranks from which on values stay last, whichever way the others are sorted. */
const NOT_A_NUMBER = 4;

/** Numbers with infinities, booleans, texts, lists and arrays, NaN, null, absent. */
function rankOf(value: StoredTree | undefined): number {
  if (value === undefined) return NOT_A_NUMBER + 2;
  if (value === null) return NOT_A_NUMBER + 1;
  if (typeof value === 'number') return Number.isNaN(value) ? NOT_A_NUMBER : 0;
  if (typeof value === 'bigint' || value instanceof NumberText) return 0;
  if (typeof value === 'boolean') return 1;
  return typeof value === 'string' ? 2 : 3;
}

/**
 * The order of two values: that of their types, then numbers as numbers, false before true, and texts by their code units. NaN, null and
 * what is absent are last in both directions.
 *
 * @returns a number as for `sort`: 0 leaves two artifacts in the order that they have.
 */
export function compareValues(
  a: StoredTree | undefined,
  b: StoredTree | undefined,
  direction: 'rising' | 'falling',
): number {
  const [rankOfA, rankOfB] = [rankOf(a), rankOf(b)];
  const sign = direction === 'rising' || Math.max(rankOfA, rankOfB) >= NOT_A_NUMBER ? 1 : -1;
  if (rankOfA !== rankOfB) return sign * (rankOfA - rankOfB);
  if (rankOfA > 2) return 0;
  const [x, y] = [comparable(a), comparable(b)];
  return x < y ? -sign : x > y ? sign : 0;
}

/** Numbers and bigints are compared exactly by JavaScript itself. */
const comparable = (value: StoredTree | undefined): number | bigint | string | boolean =>
  value instanceof NumberText ? (value.integer ?? Number(value.text)) : (value as number | bigint | string | boolean);
