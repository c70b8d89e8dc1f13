import { types } from 'node:util';
import { Elements } from '../model/elements.js';
import { listsAsRead } from '../model/lists-as-read.js';
import { NumberList } from '../model/number-list.js';
import { NumberText } from '../model/number-text.js';
import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';
import { doubleOf } from '../model/tree-numbers.js';
import type { Codec } from './codec.js';
import { ANY, LIST } from './forms.js';
import { isSafeKey, keysOf } from './keys.js';
import { isPlainObject } from './plain.js';
import type { DecodingWalk } from './walk/decoding-walk.js';
import type { EncodingWalk } from './walk/encoding-walk.js';
import type { Walk } from './walk/walk.js';
import { isWalkableList } from './walkable-list.js';

const JSON_VALUE = 'a JSON value: a string, number, boolean, null, list or plain object';

/** The advice for values that are not JSON values. */
const DECLARE_TYPE =
  '; declare the type of the value: @IsoDate(), @NdArray(), @Nested(() => TheClass), or @Stored() with a codec (codec.list, codec.set, codec.map, codec.bigint, codec.custom); for parameters @Nested(() => Parameters) declare inputParameters: Parameters';

/**
 * Plain JSON value ⇄ the same value: null, boolean, number, string, list or plain object. NaN and the infinities are kept, too. Whatever
 * JSON.stringify would drop or change is refused.
 */
export const jsonValueCodec: Codec = {
  expected: 'a JSON value',
  forms: ANY,
  holds: (value) => value !== undefined,
  encode,
  decode,
  schema: (place) => place.json(),
};

/** List of plain JSON values ⇄ the same list. */
export const jsonListCodec: Codec = {
  expected: 'a list',
  forms: LIST,
  holds: Array.isArray,
  encode: (value, walk) => (Array.isArray(value) ? encode(value, walk) : reportNotAList(value, walk)),
  decode: (tree, walk) => (isList(tree) ? decode(tree, walk) : reportNotAList(tree, walk)),
  schema: (place) => place.jsonList(),
};

const isList = (tree: Tree): boolean => Array.isArray(tree) || tree instanceof NumberList || tree instanceof Elements;

function reportNotAList(found: unknown, walk: Walk): null {
  walk.wrongType(found, 'a list');
  return null;
}

function encode(value: unknown, walk: EncodingWalk): Tree {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) walk.addPlainNonFinite();
    return value;
  }
  if (Array.isArray(value)) return walk.inside(value, () => encodeList(value, walk)) ?? null;
  if (typeof value === 'object' && isPlainObject(value)) {
    return walk.inside(value, () => encodeObject(value as Record<string, unknown>, walk)) ?? null;
  }
  const canBeDeclared = (typeof value === 'object' && !types.isPromise(value)) || typeof value === 'bigint';
  walk.wrongType(value, canBeDeclared ? `${JSON_VALUE}${DECLARE_TYPE}` : JSON_VALUE);
  return null;
}

function encodeList(list: readonly unknown[], walk: EncodingWalk): Tree[] {
  if (!isWalkableList(list, walk)) return [];
  // Array.from would allocate memory for sixteen more items.
  const tree = new Array<Tree>(list.length);
  for (let index = 0; index < list.length; index++) {
    tree[index] = walk.member(index, () => encode(list[index], walk)) ?? null;
  }
  return tree;
}

function encodeObject(object: Record<string, unknown>, walk: EncodingWalk): TreeObject {
  const tree: TreeObject = {};
  for (const key of keysOf(object, walk)) {
    walk.member(key, () => {
      if (isSafeKey(key, walk)) tree[key] = encode(object[key], walk);
    });
  }
  return tree;
}

function decode(tree: Tree, walk: DecodingWalk): unknown {
  if (tree instanceof NumberList) return tree.isPlain ? tree.items() : decode(tree.items(), walk);
  if (tree instanceof Elements) return decode(listsAsRead(tree), walk);
  // Lists and objects are filled in place if possible: the values of a large file do not fit into memory twice.
  const isOwn = walk.ownership === 'move';
  if (Array.isArray(tree)) {
    return walk.inside(tree, () => {
      const list: unknown[] = isOwn ? tree : [...tree];
      for (const [index, item] of tree.entries()) list[index] = walk.member(index, () => decode(item, walk));
      return list;
    });
  }
  if (isTreeObject(tree)) {
    return walk.inside(tree, () => {
      const object: Record<string, unknown> = isOwn ? tree : { ...tree };
      for (const key of Object.keys(tree)) {
        walk.member(key, () => {
          if (isSafeKey(key, walk)) object[key] = decode(tree[key] as Tree, walk);
        });
      }
      return object;
    });
  }
  if (tree === null || typeof tree === 'string' || typeof tree === 'boolean') return tree;
  const value = doubleOf(tree);
  if (value !== undefined) return value;
  if (typeof tree === 'bigint' || tree instanceof NumberText) walk.wrongValue(tree, 'a number that a double holds');
  else walk.wrongType(tree, JSON_VALUE);
  return undefined;
}
