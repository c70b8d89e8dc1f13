import { isTreeObject, memberOf, type Tree, type TreeObject } from '../model/tree.js';
import type { Codec } from './codec.js';
import { OBJECT } from './forms.js';
import { keysOf } from './keys.js';
import { isWrongNull } from './nullable.js';
import { isPlainObjectValue } from './plain.js';
import type { Walk } from './walk/walk.js';

/**
 * Plain object with certain members, each with a codec of its own ⇄ object with the same keys.
 *
 * @param codecs - by key. No key is `*` or `__proto__`.
 */
export function objectCodec(codecs: Readonly<Record<string, Codec>>): Codec<Record<string, unknown>> {
  const members = Object.entries(codecs);
  const byKey = new Map(members);
  const keys = members.map(([key]) => JSON.stringify(key)).join(', ') || 'none';
  const reportUnknown = (key: string, walk: Walk): void => {
    walk.atMember(key);
    walk.report('unknown-field', `found a key that is not declared, expected ${keys}`);
  };
  return {
    expected: 'a plain object',
    forms: OBJECT,
    holds: isPlainObjectValue,
    parts: Object.values(codecs),
    encode(value, walk) {
      if (!isPlainObjectValue(value)) {
        walk.wrongType(value, 'a plain object');
        return null;
      }
      if (!walk.enter(value)) return null;
      for (const key of keysOf(value, walk)) if (!byKey.has(key)) reportUnknown(key, walk);
      const tree: TreeObject = {};
      for (const [key, codec] of members) {
        walk.atMember(key);
        walk.runUserCode(() => {
          const member = Object.hasOwn(value, key) ? value[key] : undefined;
          if (member === undefined) walk.report('missing-field', `found undefined, expected ${codec.expected}`);
          else if (!isWrongNull(member, codec, walk)) tree[key] = codec.encode(member, walk);
        });
      }
      walk.leave();
      return tree;
    },
    decode(tree, walk) {
      const object: Record<string, unknown> = {};
      if (!isTreeObject(tree)) walk.wrongType(tree, 'an object');
      else if (walk.enter(tree)) {
        for (const key of Object.keys(tree))
          if (!byKey.has(key) && !walk.passesOver(key, tree[key] as Tree)) reportUnknown(key, walk);
        for (const [key, codec] of members) {
          walk.atMember(key);
          const member = memberOf(tree, key);
          if (member === undefined) walk.report('missing-field', `found no such key, expected ${codec.expected}`);
          else if (!isWrongNull(member, codec, walk)) object[key] = codec.decode(member, walk);
        }
        walk.leave();
      }
      return object;
    },
    schema: (place) => ({
      type: 'object',
      properties: Object.fromEntries(members.map(([key, codec]) => [key, codec.schema(place.within())])),
      required: members.map(([key]) => key),
      additionalProperties: false,
    }),
  };
}
