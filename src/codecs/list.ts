import { itemsOf, type Tree } from '../model/tree.js';
import { type Codec, encodeWith } from './codec.js';
import { isPlainList, NOT_PLAIN_LIST } from './plain.js';

/** Array of values of one codec ⇄ list. */
export const listCodec = <Item>(itemCodec: Codec<Item>): Codec<Item[]> => ({
  encode(value, walk) {
    if (!Array.isArray(value)) {
      walk.wrongType(value, 'a list');
      return null;
    }
    if (!isPlainList(value)) {
      walk.report('invalid-value', NOT_PLAIN_LIST);
      return null;
    }
    // The list is copied first, because a getter of an element may make the list shorter.
    return (
      walk.inside(value, () =>
        [...value].map((each, index) => {
          walk.atElement(index);
          return walk.runUserCode(encodeWith, itemCodec, each) ?? null;
        }),
      ) ?? null
    );
  },
  decode(tree, walk) {
    const items = itemsOf(tree);
    if (items === undefined) {
      walk.wrongType(tree, 'a list');
      return [];
    }
    return (
      walk.inside(items, () =>
        items.map((each: Tree, index) => {
          walk.atElement(index);
          return itemCodec.decode(each, walk);
        }),
      ) ?? []
    );
  },
});
