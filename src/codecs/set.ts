import { types } from 'node:util';
import { itemsOf, type Tree } from '../model/tree.js';
import type { ValidationRules } from '../model/validation-rules.js';
import { type Codec, encodeGuarded } from './codec.js';
import { describeValue } from './describe-value.js';
import { LIST } from './forms.js';
import { isPlainSet, NOT_PLAIN_SET } from './plain.js';
import { treeKey } from './tree-key.js';
import { EncodingWalk } from './walk/encoding-walk.js';
import type { Walk } from './walk/walk.js';

/**
 * Set of values of one codec ⇄ list, in the order of insertion.
 *
 * A Set has two objects that are the same in a file, such as two Dates of one time. A file could not say whether they are two: so they are
 * refused, in both directions.
 */
export const setCodec = <Item>(itemCodec: Codec<Item>): Codec<Set<Item>> => ({
  expected: 'a Set',
  forms: LIST,
  holds: types.isSet,
  parts: [itemCodec],
  encode(value, walk) {
    if (!types.isSet(value)) {
      walk.wrongType(value, 'a Set');
      return null;
    }
    if (!isPlainSet(value)) walk.report('invalid-value', NOT_PLAIN_SET);
    if (!walk.enter(value)) return null;
    const tree: Tree[] = [];
    const seen = new Set<unknown>();
    // Of a type of keys, the Set itself has no two values that are the same in a file.
    const isChecked = itemCodec.mapKey === undefined && !walk.isComparison;
    // The elements are copied first, because code of the user may add others meanwhile.
    for (const item of [...value]) {
      walk.atElement(tree.length);
      const before = walk.issueCount;
      const each = encodeGuarded(itemCodec, item, walk);
      if (isChecked && walk.issueCount === before) checkIsNew(treeKey(each), seen, item, walk);
      tree.push(each);
    }
    walk.leave();
    return tree;
  },
  decode(tree, walk) {
    const set = new Set<Item>();
    const items = itemsOf(tree);
    if (items === undefined) walk.wrongType(tree, 'a list');
    else if (walk.enter(items)) {
      const seen = new Set<unknown>();
      for (const [index, each] of items.entries()) {
        walk.atElement(index);
        const before = walk.issueCount;
        const item = itemCodec.decode(each, walk);
        if (Object.is(item, -0)) walk.wrongValue(item, '0, for a Set holds no -0');
        else if (walk.issueCount === before) checkIsNew(keyOf(item, itemCodec, walk.rules), seen, item, walk);
        set.add(item);
      }
      walk.leave();
    }
    return set;
  },
  schema: (place) =>
    place.list({
      items: itemCodec.schema(place.element),
      // Other values, such as arrays with 0 and -0, may be equal for JSON Schema though a file tells them apart.
      ...(itemCodec.mapKey === undefined ? {} : { uniqueItems: true }),
    }),
});

/**
 * Returns what is equal for two loaded values that are the same in a file. Another tool may have written them differently. A value that cannot
 * be saved is the same as no other.
 */
function keyOf(item: unknown, codec: Codec, rules: ValidationRules): unknown {
  if (typeof item !== 'object' || item === null) return item;
  const walk = new EncodingWalk(rules, { isComparison: true });
  const tree = encodeGuarded(codec, item, walk);
  return walk.issueCount > 0 ? item : treeKey(tree);
}

function checkIsNew(key: unknown, seen: Set<unknown>, item: unknown, walk: Walk): void {
  if (seen.has(key))
    walk.report(
      'invalid-value',
      `found ${describeValue(item)}, the same as an element before it, expected each element once`,
    );
  seen.add(key);
}
