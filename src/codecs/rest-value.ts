import { StoredArray } from '../format/stored-array.js';
import { labelsOf } from '../model/array-labels.js';
import { Elements } from '../model/elements.js';
import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';
import { jsonValueCodec } from './json-value.js';
import { isSafeKey, keysOf } from './keys.js';
import { isPlainObjectValue } from './plain.js';
import type { UndeclaredArrays } from './undeclared-arrays.js';
import type { DecodingWalk } from './walk/decoding-walk.js';
import type { EncodingWalk } from './walk/encoding-walk.js';
import { isWalkableList } from './walkable-list.js';

// A member that no field names ⇄ its part of the tree: a plain JSON value, in which a StoredArray stands for each array of a sealed file.

/** Returns the tree of such a member. */
export function encodeRestValue(value: unknown, walk: EncodingWalk): Tree {
  if (value instanceof StoredArray) return encodeArray(value, walk);
  if (Array.isArray(value)) return walk.inside(value, () => encodeList(value, walk)) ?? null;
  if (isPlainObjectValue(value)) return walk.inside(value, () => encodeObject(value, walk)) ?? null;
  return jsonValueCodec.encode(value, walk);
}

function encodeArray(array: StoredArray, walk: EncodingWalk): Tree {
  const { dtype, shape, missing } = array;
  if (walk.profile !== undefined)
    walk.wrongType(array, 'lists, such as Array.from(array.data): a file without $artifact tells no array from a list');
  else if (dtype === undefined) walk.wrongType(array, 'an array with a dtype: that of a sealed file');
  else if (!array.isInMemory)
    walk.wrongType(array, 'an array in memory: read its elements, and declare a field for them');
  else {
    const elements = new Elements(dtype, shape, array.data, missing, labelsOf(array));
    walk.addArray(elements);
    return elements;
  }
  return null;
}

/**
 * The loaded lists and objects to whose items patterns of `$artifact.arrays` lead: they are written with patterns again. Arrays in any other
 * list or object have exact pointers, which every class finds.
 */
const collections = new WeakSet<object>();

function visitItem(container: object, key: string | number, walk: EncodingWalk): void {
  if (collections.has(container)) walk.atElement(key);
  else walk.atMember(key);
}

function encodeList(list: readonly unknown[], walk: EncodingWalk): Tree[] {
  if (!isWalkableList(list, walk)) return [];
  const tree = new Array<Tree>(list.length);
  for (let index = 0; index < list.length; index++) {
    visitItem(list, index, walk);
    tree[index] = walk.runUserCode(() => encodeRestValue(list[index], walk)) ?? null;
  }
  return tree;
}

function encodeObject(object: Record<string, unknown>, walk: EncodingWalk): TreeObject {
  const tree: TreeObject = {};
  for (const key of keysOf(object, walk)) {
    if (Object.hasOwn(object, '*')) walk.atMember(key);
    else visitItem(object, key, walk);
    walk.runUserCode(() => {
      if (isSafeKey(key, walk)) tree[key] = encodeRestValue(object[key], walk);
    });
  }
  return tree;
}

/**
 * Returns the value of such a member.
 *
 * @param arrays - the arrays of the sealed file there; undefined if there are none.
 */
export function decodeRestValue(tree: Tree, arrays: UndeclaredArrays | undefined, walk: DecodingWalk): unknown {
  if (arrays === undefined) return jsonValueCodec.decode(tree, walk);
  const dtype = arrays.dtypeOf(tree);
  if (dtype !== undefined) return decodeArray(tree, arrays, dtype, walk);
  if (!Array.isArray(tree) && !isTreeObject(tree)) return jsonValueCodec.decode(tree, walk);
  return walk.inside(tree, () => {
    const container: Record<string, unknown> | unknown[] = Array.isArray(tree) ? new Array(tree.length) : {};
    if (arrays.hasPatternsIn(tree)) collections.add(container);
    for (const key of Array.isArray(tree) ? tree.keys() : Object.keys(tree)) {
      walk.member(key, () => {
        const item = tree[key as never] as Tree;
        if (isSafeKey(key, walk))
          container[key as never] = decodeRestValue(item, arrays.child(tree, key), walk) as never;
      });
    }
    return container;
  });
}

function decodeArray(tree: Tree, arrays: UndeclaredArrays, dtype: string, walk: DecodingWalk): StoredArray | undefined {
  const array = arrays.arrayOf(tree);
  if (array === undefined) walk.wrongType(tree, `the ${dtype} array that $artifact.arrays says is there`);
  else if (walk.ownership === 'copy')
    return StoredArray.ofValues(array.dtype, array.shape, array.data.slice(), array.missing, labelsOf(array));
  return array;
}
