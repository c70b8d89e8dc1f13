import { stringify } from '../libraries.cjs';
import { dtypeTraits } from '../model/dtypes.js';
import { Elements } from '../model/elements.js';
import { MAX_WHOLE_TEXT } from '../model/limits.js';
import { plainOf } from '../model/plain-tree.js';
import { isTreeObject, itemsOf, type Tree } from '../model/tree.js';
import { treeOfNumber } from '../model/tree-numbers.js';
import { addList, addObject, addQuoted, roomAfter, type TextSink } from './json-pieces.js';

// The text of which the parameter hash is made: `{"threshold":1,"window_size":10}`, however the file lays it out.

/**
 * Adds the canonical JSON of a tree: RFC 8785, but integers beyond 2^53 keep all their digits. Short texts are made by
 * safe-stable-stringify, and long ones, which may be longer than the longest string, piece by piece.
 *
 * @param maxWhole - the length of a text, in characters, up to which it is made in one piece.
 * @see RFC 8785, JSON Canonicalization Scheme (JCS)
 */
export function addCanonicalJson(tree: Tree, add: TextSink, maxWhole = MAX_WHOLE_TEXT): void {
  if (roomAfter(tree, maxWhole) >= 0) add(stringify(plainOf(tree)) as string);
  else if (typeof tree === 'string') addQuoted(tree, add);
  else if (typeof tree === 'bigint') add(String(tree));
  else if (tree instanceof Elements) addElements(tree, add);
  else if (isTreeObject(tree)) {
    const addMember = (member: Tree) => addCanonicalJson(member, add, maxWhole);
    addObject(tree, Object.keys(tree).sort(), { comma: ',', colon: ':' }, add, addMember);
  } else {
    const items = itemsOf(tree);
    if (items === undefined) add(JSON.stringify(plainOf(tree)));
    else addList(items, ',', add, (item) => addCanonicalJson(item, add, maxWhole));
  }
}

/** Adds the text of an array, which is that of nested lists, without making the lists. */
function addElements({ dtype, shape, values, missing }: Elements, add: TextSink): void {
  const { toElement } = dtypeTraits(dtype);
  let next = 0;
  const addFrom = (axis: number): void => {
    if (axis === shape.length) {
      const value = toElement(values[next++] as number | bigint);
      if (missing === null && Number.isNaN(value)) add('null');
      else addCanonicalJson(typeof value === 'number' ? treeOfNumber(value) : value, add);
      return;
    }
    add('[');
    for (let index = 0; index < (shape[axis] as number); index++) {
      if (index > 0) add(',');
      addFrom(axis + 1);
    }
    add(']');
  };
  addFrom(0);
}
