import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';
import type { Codec } from './codec.js';
import { OBJECT } from './forms.js';
import { isSafeKey, keysOf } from './keys.js';
import { isPlainObjectValue } from './plain.js';

/** Plain object with any keys, whose values have one codec ⇄ object with the same keys. Its places are as those of a Map with string keys. */
export const recordCodec = <Value>(valueCodec: Codec<Value>): Codec<Record<string, Value>> => ({
  expected: 'a plain object',
  forms: OBJECT,
  holds: isPlainObjectValue,
  parts: [valueCodec],
  encode(value, walk) {
    if (!isPlainObjectValue(value)) {
      walk.wrongType(value, 'a plain object');
      return null;
    }
    if (!walk.enter(value)) return null;
    const tree: TreeObject = {};
    const hasPattern = !Object.hasOwn(value, '*');
    for (const key of keysOf(value, walk)) {
      if (hasPattern) walk.atElement(key);
      else walk.atMember(key);
      walk.runUserCode(() => {
        if (isSafeKey(key, walk)) tree[key] = valueCodec.encode(value[key], walk);
      });
    }
    walk.leave();
    return tree;
  },
  decode(tree, walk) {
    const object: Record<string, Value> = {};
    if (!isTreeObject(tree)) walk.wrongType(tree, 'an object');
    else if (walk.enter(tree)) {
      const hasPattern = !Object.hasOwn(tree, '*');
      for (const key of Object.keys(tree).sort()) {
        if (hasPattern) walk.atElement(key);
        else walk.atMember(key);
        if (isSafeKey(key, walk)) object[key] = valueCodec.decode(tree[key] as Tree, walk);
      }
      walk.leave();
    }
    return object;
  },
  schema: (place) => ({ type: 'object', additionalProperties: valueCodec.schema(place.within()) }),
});
