import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';
import type { Codec } from './codec.js';
import { OBJECT } from './forms.js';
import { isSafeKey, keysOf } from './keys.js';
import { isPlainObject } from './plain.js';

/** Plain object with any keys, whose values have one codec ⇄ object with the same keys. Its places are as those of a Map with string keys. */
export const recordCodec = <Value>(valueCodec: Codec<Value>): Codec<Record<string, Value>> => ({
  expected: 'a plain object',
  forms: OBJECT,
  holds: (value) => typeof value === 'object' && value !== null && isPlainObject(value),
  encode(value, walk) {
    if (!this.holds(value)) {
      walk.wrongType(value, 'a plain object');
      return null;
    }
    const object = value as Record<string, unknown>;
    if (!walk.enter(object)) return null;
    const tree: TreeObject = {};
    const hasPattern = !Object.hasOwn(object, '*');
    for (const key of keysOf(object, walk)) {
      if (hasPattern) walk.atElement(key);
      else walk.atMember(key);
      const { level } = walk;
      try {
        if (isSafeKey(key, walk)) tree[key] = valueCodec.encode(object[key], walk);
      } catch (error) {
        walk.reportThrown(error, level);
      }
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
