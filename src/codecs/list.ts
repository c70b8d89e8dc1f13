import { itemsOf, type Tree } from '../model/tree.js';
import { type Codec, encodeWith } from './codec.js';
import { isPlainList, NOT_PLAIN_LIST } from './plain.js';

/** An array of values of one codec. */
export const listCodec = <Live>(item: Codec<Live>): Codec<Live[]> => ({
  encode(value, walk) {
    if (!Array.isArray(value)) {
      walk.wrongType(value, 'a list');
      return null;
    }
    if (!isPlainList(value)) {
      walk.report('invalid-value', NOT_PLAIN_LIST);
      return null;
    }
    // A copy, for a getter of an element may make the list shorter.
    return (
      walk.inside(value, () =>
        [...value].map((each, index) => {
          walk.atElement(index);
          return walk.runUserCode(encodeWith, item, each) ?? null;
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
          return item.decode(each, walk);
        }),
      ) ?? []
    );
  },
});
