import { types } from 'node:util';
import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';
import { type Codec, encodeGuarded } from './codec.js';
import { describeValue } from './describe-value.js';
import { OBJECT } from './forms.js';
import { isSafeKey, mayHaveKeysOf } from './keys.js';
import { isPlainMap, NOT_PLAIN_MAP } from './plain.js';
import { stringCodec } from './scalar.js';
import type { Walk } from './walk/walk.js';

/**
 * Map from strings to values of one codec ⇄ object. A loaded Map has its keys in the order of their UTF-16 code units.
 *
 * In `$artifact`, `*` stands for each key of a Map: `/segments/*` is the place of every value. If the Map has a key `*`, that would be
 * ambiguous, so every value has a place of its own.
 *
 * @param keyCodec - the codec of the keys, whose `mapKey` is `text`.
 */
export const mapCodec = <Value>(
  valueCodec: Codec<Value>,
  keyCodec: Codec = stringCodec,
): Codec<Map<string, Value>> => ({
  expected: 'a Map',
  forms: OBJECT,
  holds: (value) => types.isMap(value) && mayHaveKeysOf(value, keyCodec),
  parts: [valueCodec],
  encode(value, walk) {
    if (!types.isMap(value)) {
      walk.wrongType(value, 'a Map');
      return null;
    }
    if (!isPlainMap(value)) walk.report('invalid-value', NOT_PLAIN_MAP);
    const tree: TreeObject = {};
    const hasPattern = !value.has('*');
    walk.inside(value, () => {
      // The entries are copied first, because code of the user may add others meanwhile.
      for (const [key, each] of [...value]) {
        if (typeof key !== 'string') {
          walk.atContainer();
          walk.wrongType(key, 'a string as key of the Map');
        } else {
          if (hasPattern) walk.atElement(key);
          else walk.atMember(key);
          if (isKey(key, keyCodec, walk)) tree[key] = encodeGuarded(valueCodec, each, walk);
        }
      }
    });
    return tree;
  },
  decode(tree, walk) {
    const map = new Map<string, Value>();
    if (!isTreeObject(tree)) walk.wrongType(tree, 'an object');
    else {
      const hasPattern = !Object.hasOwn(tree, '*');
      walk.inside(tree, () => {
        for (const key of Object.keys(tree).sort()) {
          if (hasPattern) walk.atElement(key);
          else walk.atMember(key);
          if (isKey(key, keyCodec, walk)) map.set(key, valueCodec.decode(tree[key] as Tree, walk));
        }
      });
    }
    return map;
  },
  schema: (place) => ({
    type: 'object',
    additionalProperties: valueCodec.schema(place.element),
    ...(keyCodec === stringCodec ? {} : { propertyNames: keyCodec.schema(place.within()) }),
  }),
});

function isKey(key: string, codec: Codec, walk: Walk): boolean {
  if (!isSafeKey(key, walk)) return false;
  if (codec.holds(key)) return true;
  walk.report('invalid-value', `found the key ${describeValue(key)}, expected ${codec.expected}`);
  return false;
}
