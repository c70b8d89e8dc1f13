import type { StoredTree } from '../format/stored-tree.js';
import { NumberText } from '../model/number-text.js';
import type { Tree } from '../model/tree.js';
import { doubleOf } from '../model/tree-numbers.js';
import { isClose } from './is-close.js';
import type { Tolerance } from './tolerance.js';

/** True if two values that are neither both lists, both objects nor arrays count as the same. */
export function isSameScalar(a: StoredTree, b: StoredTree, tolerance: Tolerance | undefined): boolean {
  if (Object.is(a, b)) return true;
  if (a instanceof NumberText && b instanceof NumberText && a.text === b.text) return true;
  // Two bigints differ if any digit does. A double equals the integer that a file has in its place, so that an instance equals its file.
  const areBigints = typeof a === 'bigint' && typeof b === 'bigint';
  const first = numberOf(a);
  if (!areBigints && first !== undefined && Object.is(first, numberOf(b))) return true;
  const [here, there] = [nearestDouble(a), nearestDouble(b)];
  return tolerance !== undefined && here !== undefined && there !== undefined && isClose(here, there, tolerance);
}

/** Returns the double of a number; undefined for anything else, also for a text such as "NaN". */
const numberOf = (value: StoredTree): number | undefined =>
  typeof value === 'string' || (typeof value === 'object' && !(value instanceof NumberText))
    ? undefined
    : doubleOf(value as Tree);

/** Returns the double that a tolerance is applied to: the nearest one, for an integer that has more digits than a double. */
function nearestDouble(value: StoredTree): number | undefined {
  if (typeof value !== 'bigint') return numberOf(value);
  const double = Number(value);
  return Number.isFinite(double) ? double : undefined;
}
