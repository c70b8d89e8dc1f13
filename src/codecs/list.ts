import { itemsOf, type Tree } from '../json/tree.js';
import { BARE_LIST, isBareList } from './bare.js';
import type { Codec } from './codec.js';

/** An array of values of one codec. */
export const listCodec = <Live>(item: Codec<Live>): Codec<Live[]> => ({
  encode(value, walk) {
    if (!Array.isArray(value)) {
      walk.wrongType(value, 'a list');
      return null;
    }
    if (!isBareList(value)) {
      walk.report('invalid-value', BARE_LIST);
      return null;
    }
    return (
      walk.inside(value, () =>
        value.map((each, index) => {
          walk.atElement(index);
          return walk.guard(() => item.encode(each, walk)) ?? null;
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
