import { type DType, dtypeTraits, type TypedArray, UNDECLARED_DTYPES } from '../model/dtypes.js';
import { type Missing, sizeOf } from '../model/elements.js';
import { NumberList } from '../model/number-list.js';
import { NumberText } from '../model/number-text.js';
import type { Tree } from '../model/tree.js';
import { elementOfTree } from '../model/tree-elements.js';

/** The shape and the elements of an array that a tree has as nested lists. */
export interface ListedArray {
  readonly shape: readonly number[];
  readonly values: TypedArray;
}

/**
 * Makes an array of nested lists. A bare element becomes an array without axes.
 *
 * @param dtype - undefined for an unsealed file: the numbers then become doubles, or 64-bit integers if no double equals one of them.
 * @param missing - null if `null` stands for NaN instead of its name; `'either'` if both do.
 * @returns undefined if the lists of one level differ in length, or one of their items is not an element of the dtype.
 */
export function listedArray(
  lists: Tree,
  dtype: DType | undefined,
  missing?: Missing | 'either',
): ListedArray | undefined {
  const shape = shapeOf(lists);
  const items = itemsWithin(lists, shape);
  if (items === undefined) return undefined;
  const known = dtype ?? dtypeOfNumbers(items);
  if (known === undefined) return undefined;
  const values = new (dtypeTraits(known).TypedArray)(items.length);
  const toElement = elementOfTree(known, missing);
  for (const [index, item] of items.entries()) {
    const element = toElement(item);
    if (element === undefined) return undefined;
    values[index] = element as never;
  }
  return { shape, values };
}

/** Returns the length of the first list of each level. */
function shapeOf(lists: Tree): number[] {
  const shape: number[] = [];
  let level: Tree | undefined = lists;
  for (; Array.isArray(level); level = level[0]) shape.push(level.length);
  if (level instanceof NumberList) shape.push(level.values.length);
  return shape;
}

/** Returns the items of the innermost lists, in C order; undefined if the lists have another shape. */
function itemsWithin(lists: Tree, shape: readonly number[]): readonly Tree[] | undefined {
  const items: Tree[] = [];
  const visit = (tree: Tree | undefined, axis: number): boolean => {
    if (axis === shape.length) return tree !== undefined && items.push(tree) > 0;
    if (tree instanceof NumberList) {
      if (axis !== shape.length - 1 || tree.values.length !== shape[axis]) return false;
      for (const value of tree.values) items.push(value);
      return true;
    }
    return Array.isArray(tree) && tree.length === shape[axis] && tree.every((item) => visit(item, axis + 1));
  };
  return visit(lists, 0) && items.length === sizeOf(shape) ? items : undefined;
}

/** Returns a dtype that has all the items as elements; undefined if there is none, or no item. */
function dtypeOfNumbers(items: readonly Tree[]): DType | undefined {
  if (items.length === 0) return undefined;
  return UNDECLARED_DTYPES.find((dtype) => {
    // Python writes the double 10000000000000000 as 1e+16, which is read as a NumberText.
    if (dtype === 'float64')
      return items.every(
        (item) => typeof item === 'number' || (item instanceof NumberText && item.double !== undefined),
      );
    const toElement = elementOfTree(dtype);
    return items.every(
      (item) => (typeof item === 'number' || typeof item === 'bigint') && toElement(item) !== undefined,
    );
  });
}
