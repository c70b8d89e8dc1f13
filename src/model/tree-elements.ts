import { type DType, dtypeTraits } from './dtypes.js';
import type { Tree } from './tree.js';
import { doubleOf, integerOf } from './tree-numbers.js';

/** Returns what the typed array of a dtype holds for a value; undefined if the dtype has no such element. */
export type ToElement = (value: unknown) => number | bigint | undefined;

/** Returns the conversion of a tree into an element. A float may be a name or a bigint in a tree, and an integer may have a point or an exponent. */
export function elementOfTree(dtype: DType): ToElement {
  const { kind, toHeld } = dtypeTraits(dtype);
  if (kind === 'float') return (tree) => toHeld(doubleOf(tree as Tree));
  return kind === 'bigint' ? (tree) => toHeld(integerOf(tree as Tree)) : toHeld;
}
