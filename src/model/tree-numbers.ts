// Numbers in a tree. JSON has no NaN and no infinities: a file has their names, a tree the doubles themselves.

import { NumberText } from './number-text.js';
import type { Tree } from './tree.js';

/** The names of the doubles that JSON has no number for. */
export type NonFiniteName = 'NaN' | 'Infinity' | '-Infinity';

/** The double that each of these names stands for. */
export const NON_FINITE: { readonly [Name in NonFiniteName]: number } = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** Returns the tree of a number: the number, or its name if it is not finite. */
export const treeOfNumber = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

/**
 * Returns the double that a tree stands for: that of a number, or of the name of a number that is not finite. Undefined if it stands for
 * none: the tree is something else, or an integer that no double equals and that is not the text of a double either.
 */
export function doubleOf(tree: Tree): number | undefined {
  if (typeof tree === 'number') return tree;
  if (typeof tree === 'string')
    return Object.hasOwn(NON_FINITE, tree) ? NON_FINITE[tree as keyof typeof NON_FINITE] : undefined;
  if (tree instanceof NumberText) return tree.double;
  if (typeof tree !== 'bigint') return undefined;
  const value = Number(tree);
  return BigInt(value) === tree || String(value) === String(tree) ? value : undefined;
}

/** Returns the integer that the number of a tree names exactly; undefined if it names none. -0 names none: no integer has its sign. */
export function integerOf(tree: Tree): bigint | undefined {
  if (typeof tree === 'bigint') return tree;
  if (tree instanceof NumberText) return tree.integer;
  if (typeof tree !== 'number' || !Number.isInteger(tree) || Object.is(tree, -0)) return undefined;
  // For a larger integer, a reader makes a number only if the text in the file is String(number). That text names the integer.
  return Number.isSafeInteger(tree) ? BigInt(tree) : new NumberText(String(tree)).integer;
}
