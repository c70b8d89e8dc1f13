import { type DType, dtypeTraits } from './dtypes.js';
import type { Missing } from './elements.js';
import type { Tree } from './tree.js';
import { doubleOf, integerOf } from './tree-numbers.js';

/** Returns what the typed array of a dtype holds for a value; undefined if the dtype has no such element. */
export type ToElement = (value: unknown) => number | bigint | undefined;

/**
 * Returns the conversion of a tree into an element. A float may be a name or a bigint in a tree, and an integer may have a point or an exponent.
 *
 * @param missing - null if `null` stands for NaN instead of its name; `'either'` if both do.
 */
export function elementOfTree(dtype: DType, missing?: Missing | 'either'): ToElement {
  const { kind, toHeld } = dtypeTraits(dtype);
  if (kind === 'bigint') return (tree) => toHeld(integerOf(tree as Tree));
  if (kind !== 'float') return toHeld;
  if (missing === undefined) return (tree) => toHeld(doubleOf(tree as Tree));
  return (tree) => {
    if (tree === null) return Number.NaN;
    const double = doubleOf(tree as Tree);
    return missing === null && Number.isNaN(double) ? undefined : toHeld(double);
  };
}
