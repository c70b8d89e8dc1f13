import { itemsOf, type Tree } from '../model/tree.js';
import { type Codec, encodeGuarded } from './codec.js';
import { LIST } from './forms.js';
import { isPlainList, NOT_PLAIN_LIST } from './plain.js';

/** Array of values of one codec ⇄ list. */
export const listCodec = <Item>(itemCodec: Codec<Item>): Codec<Item[]> => ({
  expected: 'a list',
  forms: LIST,
  holds: Array.isArray,
  parts: [itemCodec],
  encode(value, walk) {
    if (!Array.isArray(value)) {
      walk.wrongType(value, 'a list');
      return null;
    }
    if (!isPlainList(value)) {
      walk.report('invalid-value', NOT_PLAIN_LIST);
      return null;
    }
    if (!walk.enter(value)) return null;
    // The list is copied first, because a getter of an element may make the list shorter.
    const items: unknown[] = [...value];
    for (let index = 0; index < items.length; index++) {
      walk.atElement(index);
      items[index] = encodeGuarded(itemCodec, items[index], walk);
    }
    walk.leave();
    return items as Tree[];
  },
  decode(tree, walk) {
    const items = itemsOf(tree);
    if (items === undefined) {
      walk.wrongType(tree, 'a list');
      return [];
    }
    if (!walk.enter(items)) return [];
    // The list is filled in place if possible: what was decoded need not stay in memory.
    const list: unknown[] = walk.ownership === 'move' ? (items as Tree[]) : [...items];
    for (let index = 0; index < list.length; index++) {
      walk.atElement(index);
      list[index] = itemCodec.decode(list[index] as Tree, walk);
    }
    walk.leave();
    return list as Item[];
  },
  schema: (place) => place.list({ items: itemCodec.schema(place.element) }, itemCodec.mapKey !== undefined),
});
