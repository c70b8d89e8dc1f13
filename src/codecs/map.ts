import { types } from 'node:util';
import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';
import { type Codec, encodeWith } from './codec.js';
import { isSafeKey } from './json-value.js';
import { isPlainMap } from './plain.js';

/**
 * A Map from strings to values of one codec. It comes back in the order of its keys' UTF-16 code units.
 *
 * In the patterns of places `*` stands for any of its keys. A Map that has a key `*` has no patterns.
 */
export const mapCodec = <Live>(item: Codec<Live>): Codec<Map<string, Live>> => ({
  encode(value, walk) {
    if (!types.isMap(value)) {
      walk.wrongType(value, 'a Map');
      return null;
    }
    if (!isPlainMap(value))
      walk.report(
        'invalid-value',
        'found a Map with properties of its own or of another class, expected entries alone',
      );
    const tree: TreeObject = {};
    const isPattern = !value.has('*');
    walk.inside(value, () => {
      for (const [key, each] of value) {
        if (typeof key !== 'string') {
          walk.atContainer();
          walk.wrongType(key, 'a string as key of the Map');
        } else {
          if (isPattern) walk.atElement(key);
          else walk.atMember(key);
          if (isSafeKey(key, walk)) tree[key] = walk.runUserCode(encodeWith, item, each) ?? null;
        }
      }
    });
    return tree;
  },
  decode(tree, walk) {
    const map = new Map<string, Live>();
    if (!isTreeObject(tree)) walk.wrongType(tree, 'an object');
    else {
      const isPattern = !Object.hasOwn(tree, '*');
      walk.inside(tree, () => {
        for (const key of Object.keys(tree).sort()) {
          if (isPattern) walk.atElement(key);
          else walk.atMember(key);
          if (isSafeKey(key, walk)) map.set(key, item.decode(tree[key] as Tree, walk));
        }
      });
    }
    return map;
  },
});
