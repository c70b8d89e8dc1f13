import { type DType, type TypedArray, UNDECLARED_DTYPES } from '../model/dtypes.js';
import { type Missing, sizeOf } from '../model/elements.js';
import { ElementsBuilder } from '../model/elements-builder.js';
import { NumberBlock, NumberList } from '../model/number-list.js';
import { NumberText } from '../model/number-text.js';
import { isSameList } from '../model/same-list.js';
import type { Tree } from '../model/tree.js';
import { elementOfTree } from '../model/tree-elements.js';
import { isTreeScalar, type TreeScalar } from '../model/tree-scalar.js';

/** The shape and the elements of an array that a tree has as nested lists. */
export interface ListedArray {
  readonly shape: readonly number[];
  readonly values: TypedArray;
}

/**
 * Makes an array of nested lists. A bare element becomes an array without axes.
 *
 * @param dtype - undefined for an unsealed file: the numbers then become doubles, or 64-bit integers if no double equals one of them, and each
 * NumberList in the lists gives its memory back: it cannot be read again.
 * @param missing - null if `null` stands for NaN instead of its name; `'either'` if both do.
 * @returns undefined if the lists of one level differ in length, or one of their items is not an element of the dtype.
 */
export function listedArray(
  lists: Tree,
  dtype: DType | undefined,
  missing?: Missing | 'either',
): ListedArray | undefined {
  const shape = shapeOf(lists);
  const blocks = blocksWithin(lists, shape);
  const known = blocks && (dtype ?? dtypeOfNumbers(blocks));
  if (blocks === undefined || known === undefined) return undefined;
  const found = new ElementsBuilder(known, sizeOf(shape));
  const toElement = elementOfTree(known, missing);
  let isRefused = false;
  for (const block of blocks) {
    found.takeBlock(block, toElement, () => {
      isRefused = true;
    });
    if (isRefused) return undefined;
    if (dtype === undefined) block.release();
  }
  return { shape, values: found.values() };
}

/**
 * Makes an array of a known shape of nested lists.
 *
 * @param type - the shape is undefined for any.
 * @param missing - as {@link listedArray} takes it.
 * @returns undefined if the lists are no such array.
 */
export function shapedArray(
  lists: Tree,
  { dtype, shape }: { readonly dtype: DType | undefined; readonly shape?: readonly number[] | undefined },
  missing?: Missing | 'either',
): ListedArray | undefined {
  const listed = listedArray(lists, dtype, missing);
  if (listed === undefined || shape === undefined) return listed;
  // Nested lists do not show the axes behind the first one of length 0: the shape [2, 0, 3] is written as [[], []].
  const shown = shape.includes(0) ? shape.slice(0, shape.indexOf(0) + 1) : shape;
  return isSameList(shown, listed.shape) ? { ...listed, shape } : undefined;
}

/** Returns the length of the first list of each level. */
function shapeOf(lists: Tree): number[] {
  const shape: number[] = [];
  let level: Tree | undefined = lists;
  for (; Array.isArray(level); level = level[0]) shape.push(level.length);
  if (level instanceof NumberList) shape.push(...level.shape);
  return shape;
}

/** Returns the items of the innermost lists, in C order; undefined if the lists have another shape. */
function blocksWithin(lists: Tree, shape: readonly number[]): readonly NumberBlock[] | undefined {
  const blocks: NumberBlock[] = [];
  /** The items of plain lists since the last NumberList. */
  let items: TreeScalar[] = [];
  const endItems = () => {
    if (items.length > 0) blocks.push(new NumberBlock(undefined, items));
    items = [];
  };
  const visit = (tree: Tree | undefined, axis: number): boolean => {
    if (axis === shape.length) return isTreeScalar(tree) && items.push(tree) > 0;
    if (tree instanceof NumberList) {
      endItems();
      for (const block of tree.blocks) blocks.push(block);
      return isSameList(tree.shape, shape.slice(axis));
    }
    return Array.isArray(tree) && tree.length === shape[axis] && tree.every((item) => visit(item, axis + 1));
  };
  const isVisited = visit(lists, 0);
  endItems();
  const size = blocks.reduce((sum, { length }) => sum + length, 0);
  return isVisited && size === sizeOf(shape) ? blocks : undefined;
}

/** Returns a dtype that has all the items as elements; undefined if there is none, or no item. */
function dtypeOfNumbers(blocks: readonly NumberBlock[]): DType | undefined {
  if (blocks.length === 0) return undefined;
  return UNDECLARED_DTYPES.find((dtype) => {
    const toElement = elementOfTree(dtype);
    // Python writes the double 10000000000000000 as 1e+16, which is read as a NumberText.
    const isElement =
      dtype === 'float64'
        ? (item: TreeScalar) => typeof item === 'number' || (item instanceof NumberText && item.double !== undefined)
        : (item: TreeScalar) => (typeof item === 'number' || typeof item === 'bigint') && toElement(item) !== undefined;
    return blocks.every((block) => block.isWithin(dtype) || block.every(isElement));
  });
}
