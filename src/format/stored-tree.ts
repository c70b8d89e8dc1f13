import type { ArrayLabels } from '../model/array-labels.js';
import type { DType } from '../model/dtypes.js';
import { ArrayPlace, Elements, type Missing } from '../model/elements.js';
import { FormatError } from '../model/errors.js';
import { excerpt } from '../model/message-text.js';
import { isList, NumberList } from '../model/number-list.js';
import { NumberText } from '../model/number-text.js';
import { Place, pointerOfPlace } from '../model/place.js';
import { escapeKey, keysOfPointer } from '../model/pointer.js';
import { isSameList } from '../model/same-list.js';
import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';
import { isTreeScalar, type TreeScalar } from '../model/tree-scalar.js';
import { type ArrayTable, entryOfMatches, type PointerMatch } from './array-table.js';
import { ARTIFACT_KEY, INPUT_PARAMETERS_KEY } from './layout.js';
import { listedArray, shapedArray } from './listed-array.js';
import { StoredArray } from './stored-array.js';

/** A value of a stored tree without anything below it. */
export type StoredScalar = TreeScalar;

/** What a file holds, as a tree in which every array is a {@link StoredArray}. */
export type StoredTree = StoredScalar | StoredTree[] | StoredObject | StoredArray;

/** An object of a stored tree. */
export interface StoredObject {
  [key: string]: StoredTree;
}

/**
 * Returns the tree of a sealed file with a {@link StoredArray} in the place of each array that the file declares in
 * `$artifact.arrays`. Changes the lists and objects of the tree instead of copying them. The table then knows which of its entries have
 * no array.
 *
 * @param arrayAt - returns the stored array for an array that was left in the file.
 * @throws FormatError (`ARTIFACT_FORMAT`) if the file does not hold the arrays that it declares.
 */
export function withDeclaredArrays(
  root: TreeObject,
  table: ArrayTable,
  path: string | undefined,
  arrayAt: (array: ArrayPlace, place: Place | undefined) => StoredArray,
): StoredObject {
  const fault = (message: string) => new FormatError(path, message);
  const withNamedAxes = (array: StoredArray, place: Place | undefined): StoredArray => {
    const { axes, shape } = array;
    if (axes === undefined || axes.length === shape.length) return array;
    const at = `(${shape.join(', ')}) at ${excerpt(pointerOfPlace(place))}`;
    throw fault(`has an array of the shape ${at}, where its ${ARTIFACT_KEY}.arrays name the axes [${axes.join(', ')}]`);
  };
  const visit = (tree: Tree, matches: readonly PointerMatch[], place: Place | undefined): StoredTree => {
    const entry = entryOfMatches(matches);
    if (tree instanceof ArrayPlace) {
      table.use(matches);
      return withNamedAxes(arrayAt(tree, place), place);
    }
    // Where a pattern leads to something else than a list, there is no array.
    if (entry !== undefined && (entry.shape !== undefined || isList(tree) || tree instanceof Elements)) {
      const array = arrayOfTree(tree, entry, entry.missing);
      if (array !== undefined) {
        table.use(matches);
        return withNamedAxes(array, place);
      }
      if (isList(tree) || tree instanceof Elements) {
        const pointer = excerpt(pointerOfPlace(place));
        throw fault(`has no ${entry.dtype} array at ${pointer}, where its ${ARTIFACT_KEY}.arrays names one`);
      }
    }
    const hasPattern = !isTreeObject(tree) || !Object.hasOwn(tree, '*');
    return mapped(tree, (item, key) => {
      const next = table.childMatches(matches, String(key), hasPattern);
      if (next === undefined)
        throw fault(`is not an artifact: its ${ARTIFACT_KEY}.arrays name one place in too many ways`);
      return next.length === 0 ? asStoredTree(item) : visit(item, next, new Place(place, key));
    });
  };
  return visit(root, table.rootMatches, undefined) as StoredObject;
}

/**
 * Returns an array that a tree holds as one node, as nested lists, or as a single element if it has no axes; undefined if the tree is not
 * such an array.
 *
 * @param type - the shape is undefined for any.
 * @param missing - as `listedArray` takes it.
 */
export function arrayOfTree(
  tree: Tree,
  {
    dtype,
    shape,
    labels,
  }: {
    readonly dtype: DType | undefined;
    readonly shape?: readonly number[] | undefined;
    readonly labels?: ArrayLabels | undefined;
  },
  missing: Missing | 'either',
): StoredArray | undefined {
  if (tree instanceof Elements)
    return shape === undefined || isSameList(shape, tree.shape) ? StoredArray.ofElements(tree) : undefined;
  const listed = shapedArray(tree, { dtype, shape }, missing);
  return (
    listed && StoredArray.ofValues(dtype, listed.shape, listed.values, missing === null ? null : undefined, labels)
  );
}

/** Returns a tree without arrays as a stored tree. Changes its lists and objects instead of copying them. */
export const asStoredTree = (tree: Tree): StoredTree => mapped(tree, asStoredTree);

/**
 * Returns the tree of an unsealed file with a {@link StoredArray} in the place of each list of numbers, except for lists within the
 * input parameters and within ragged lists. Changes the lists and objects of the tree instead of copying them.
 */
export function withNumberListsAsArrays(root: TreeObject): StoredObject {
  const stored = (tree: Tree): StoredTree => {
    if (!isList(tree)) return mapped(tree, stored);
    const listed = listedArray(tree, undefined);
    if (listed !== undefined) return StoredArray.ofValues(undefined, listed.shape, listed.values);
    return mapped(tree, (item) => (isList(item) ? asStoredTree(item) : stored(item)));
  };
  return mapped(root, (member, key) =>
    key === INPUT_PARAMETERS_KEY ? asStoredTree(member) : stored(member),
  ) as StoredObject;
}

/** Replaces each item of a list, or each member of an object, by what `change` returns for it. */
function mapped(tree: Tree, change: (item: Tree, key: string | number) => StoredTree): StoredTree {
  if (tree instanceof NumberList) return asStoredTree(tree.items());
  if (Array.isArray(tree)) {
    for (const [index, item] of tree.entries()) tree[index] = change(item, index) as Tree;
    return tree as StoredTree[];
  }
  if (!isTreeObject(tree)) return tree as StoredScalar;
  for (const key of Object.keys(tree)) tree[key] = change(tree[key] as Tree, key) as Tree;
  return tree as StoredObject;
}

/**
 * Returns a tree as JSON.parse would return it, but without arrays, and with NaN and infinities as numbers. Changes the lists and
 * objects of the tree instead of copying them.
 */
export function withoutArrays(tree: StoredTree): unknown {
  if (Array.isArray(tree)) {
    // Beside other items, an array leaves its place empty, so that all of them keep their index.
    if (tree.every((item) => item instanceof StoredArray)) tree.length = 0;
    for (const [index, item] of tree.entries())
      tree[index] = (item instanceof StoredArray ? undefined : withoutArrays(item)) as StoredTree;
  } else if (isStoredObject(tree)) {
    for (const key of Object.keys(tree)) {
      const member = tree[key] as StoredTree;
      if (member instanceof StoredArray) delete tree[key];
      else tree[key] = withoutArrays(member) as StoredTree;
    }
  } else if (tree instanceof NumberText) return tree.double ?? tree.text;
  return tree;
}

/** Returns the tree of an instance as a stored tree. Copies its lists and objects, because they may be the user's own. */
export const copyAsStoredTree = (tree: Tree): StoredTree =>
  tree instanceof Elements
    ? StoredArray.ofElements(tree)
    : Array.isArray(tree)
      ? tree.map(copyAsStoredTree)
      : isTreeObject(tree)
        ? Object.fromEntries(Object.entries(tree).map(([key, member]) => [key, copyAsStoredTree(member)]))
        : asStoredTree(tree);

/** Returns the value at a JSON Pointer; undefined if there is none. */
export function valueAt(root: StoredObject, pointer: string): StoredTree | undefined {
  let tree: StoredTree = root;
  for (const key of keysOfPointer(pointer)) {
    if (!(Array.isArray(tree) || isStoredObject(tree)) || !Object.hasOwn(tree, key)) return undefined;
    tree = tree[key as never];
  }
  return tree;
}

/** True for an object of a stored tree, and not for a list, an array or a scalar. */
export const isStoredObject = (tree: StoredTree | undefined): tree is StoredObject => isTreeObject(tree);

/** True for a scalar of a stored tree. */
export const isStoredScalar: (tree: StoredTree | undefined) => tree is StoredScalar = isTreeScalar;

/** Returns a tree whose lists and objects are copies. Its arrays are the same. */
export const copyOfStoredTree = (tree: StoredTree): StoredTree =>
  Array.isArray(tree)
    ? tree.map(copyOfStoredTree)
    : isStoredObject(tree)
      ? Object.fromEntries(Object.entries(tree).map(([key, member]) => [key, copyOfStoredTree(member)]))
      : tree;

/** Generates the arrays of a tree, each with its JSON Pointer, in the order of the tree. */
export function* arraysWithin(tree: StoredTree, pointer: string): Generator<[string, StoredArray]> {
  if (tree instanceof StoredArray) yield [pointer, tree];
  const members: Iterable<[string | number, StoredTree]> = Array.isArray(tree)
    ? tree.entries()
    : isStoredObject(tree)
      ? Object.entries(tree)
      : [];
  for (const [key, member] of members) yield* arraysWithin(member, `${pointer}/${escapeKey(String(key))}`);
}
