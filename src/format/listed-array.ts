import { type DType, dtypeTraits, type TypedArray, UNDECLARED_DTYPES } from '../model/dtypes.js';
import { sizeOf } from '../model/elements.js';
import { NumberList } from '../model/number-list.js';
import { NumberText } from '../model/number-text.js';
import type { Tree } from '../model/tree.js';
import { elementOfTree } from './elements-builder.js';

/** An array that stands in a tree as nested lists. */
export interface ListedArray {
  readonly shape: readonly number[];
  readonly values: TypedArray;
}

/**
 * Makes an array of nested lists, those of one level all of the same length, or of a bare element.
 *
 * @param dtype - undefined if nothing is known but the numbers: they become a Float64Array, or integers of 64 bits where a double cannot
 * hold them.
 * @returns undefined if the lists are none of such elements.
 */
export function listedArray(lists: Tree, dtype: DType | undefined): ListedArray | undefined {
  const shape = shapeOf(lists);
  const items = itemsWithin(lists, shape);
  if (items === undefined) return undefined;
  const known = dtype ?? dtypeOfNumbers(items);
  if (known === undefined) return undefined;
  const values = new (dtypeTraits(known).TypedArray)(items.length);
  const toElement = elementOfTree(known);
  for (const [index, item] of items.entries()) {
    const element = toElement(item);
    if (element === undefined) return undefined;
    values[index] = element as never;
  }
  return { shape, values };
}

/** The lengths of the first list of each level. */
function shapeOf(lists: Tree): number[] {
  const shape: number[] = [];
  let level: Tree | undefined = lists;
  for (; Array.isArray(level); level = level[0]) shape.push(level.length);
  if (level instanceof NumberList) shape.push(level.values.length);
  return shape;
}

/** The items of the innermost lists, in C order; undefined if the lists have not this shape. */
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

/** The dtype that holds numbers of which nothing else is known; undefined if some are none, or there are none. */
function dtypeOfNumbers(items: readonly Tree[]): DType | undefined {
  if (items.length === 0) return undefined;
  return UNDECLARED_DTYPES.find((dtype) => {
    // Python writes the double 10000000000000000 as 1e+16.
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
