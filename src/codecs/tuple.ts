import type { JsonSchema } from '../model/json-schema.js';
import { itemsOf, type Tree } from '../model/tree.js';
import { type Codec, encodeGuarded } from './codec.js';
import { LIST } from './forms.js';
import { isPlainList, NOT_PLAIN_LIST } from './plain.js';
import type { Walk } from './walk/walk.js';

/** Array of certain members, each with a codec of its own ⇄ list. */
export function tupleCodec(codecs: readonly Codec[]): Codec<unknown[]> {
  const { length } = codecs;
  const hasLength = (items: readonly unknown[], walk: Walk): boolean => {
    if (items.length === length) return true;
    walk.report('invalid-length', `found ${items.length} elements, expected ${length}`);
    return false;
  };
  return {
    expected: `a list of ${length}`,
    forms: LIST,
    holds: Array.isArray,
    parts: codecs,
    encode(value, walk) {
      if (!Array.isArray(value)) {
        walk.wrongType(value, this.expected);
        return null;
      }
      if (!hasLength(value, walk)) return null;
      if (!isPlainList(value)) {
        walk.report('invalid-value', NOT_PLAIN_LIST);
        return null;
      }
      if (!walk.enter(value)) return null;
      // The list is copied first, because a getter of an element may make the list shorter.
      const items: unknown[] = [...value];
      for (const [index, codec] of codecs.entries()) {
        walk.atMember(index);
        items[index] = encodeGuarded(codec, items[index], walk);
      }
      walk.leave();
      return items as Tree[];
    },
    decode(tree, walk) {
      const items = itemsOf(tree);
      if (items === undefined) {
        walk.wrongType(tree, this.expected);
        return [];
      }
      if (!hasLength(items, walk) || !walk.enter(items)) return [];
      const list = codecs.map((codec, index) => {
        walk.atMember(index);
        return codec.decode(items[index] as Tree, walk);
      });
      walk.leave();
      return list;
    },
    schema: (place) => place.list(membersOf(codecs.map((codec) => codec.schema(place.element)))),
  };
}

/** Returns the keywords of lists that have certain members and no others. */
export const membersOf = (schemas: readonly JsonSchema[]): JsonSchema =>
  schemas.length === 0
    ? { maxItems: 0 }
    : { prefixItems: schemas, items: false, minItems: schemas.length, maxItems: schemas.length };
