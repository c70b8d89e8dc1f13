import { types } from 'node:util';
import { itemsOf, type Tree } from '../model/tree.js';
import { type Codec, encodeGuarded } from './codec.js';
import { describeValue } from './describe-value.js';
import { LIST } from './forms.js';
import { mayHaveKeysOf } from './keys.js';
import { isPlainMap, NOT_PLAIN_MAP } from './plain.js';
import { membersOf } from './tuple.js';

/**
 * Map from numbers, bigints or booleans to values of one codec ⇄ list of pairs `[key, value]`, in the order of insertion.
 *
 * @param keyCodec - the codec of the keys, whose `mapKey` is `value`.
 */
export const pairMapCodec = <Key, Value>(keyCodec: Codec<Key>, valueCodec: Codec<Value>): Codec<Map<Key, Value>> => ({
  expected: 'a Map',
  forms: LIST,
  holds: (value) => types.isMap(value) && mayHaveKeysOf(value, keyCodec),
  parts: [valueCodec],
  encode(value, walk) {
    if (!types.isMap(value)) {
      walk.wrongType(value, 'a Map');
      return null;
    }
    if (!isPlainMap(value)) walk.report('invalid-value', NOT_PLAIN_MAP);
    if (!walk.enter(value)) return null;
    const tree: Tree[] = [];
    // The entries are copied first, because code of the user may add others meanwhile.
    for (const [key, each] of [...value]) {
      const pair: Tree[] = [];
      walk.atElement(tree.length);
      if (walk.enter(pair)) {
        walk.atMember(0);
        pair.push(encodeGuarded(keyCodec, key, walk));
        walk.atMember(1);
        pair.push(encodeGuarded(valueCodec, each, walk));
        walk.leave();
      }
      tree.push(pair);
    }
    walk.leave();
    return tree;
  },
  decode(tree, walk) {
    const map = new Map<Key, Value>();
    const pairs = itemsOf(tree);
    if (pairs === undefined) walk.wrongType(tree, 'a list of pairs [key, value]');
    else if (walk.enter(pairs)) {
      for (const [index, each] of pairs.entries()) {
        walk.atElement(index);
        const pair = itemsOf(each);
        if (pair === undefined) walk.wrongType(each, 'a pair [key, value]');
        else if (pair.length !== 2)
          walk.report('invalid-length', `found ${pair.length} elements, expected a pair [key, value]`);
        else if (walk.enter(pair)) {
          const before = walk.issueCount;
          walk.atMember(0);
          const key = keyCodec.decode(pair[0] as Tree, walk);
          if (Object.is(key, -0)) walk.wrongValue(key, '0, for a Map has no key -0');
          else if (walk.issueCount === before && map.has(key))
            walk.report('invalid-value', `found the key ${describeValue(key)} a second time, expected each key once`);
          const isKey = walk.issueCount === before;
          walk.atMember(1);
          const value = valueCodec.decode(pair[1] as Tree, walk);
          if (isKey) map.set(key, value);
          walk.leave();
        }
      }
      walk.leave();
    }
    return map;
  },
  schema: (place) => ({
    type: 'array',
    items: { type: 'array', ...membersOf([keyCodec.schema(place.within()), valueCodec.schema(place.element)]) },
  }),
});
