import { dtypeTraits } from './dtypes.js';
import { Elements, nestedLists } from './elements.js';
import { NumberText } from './number-text.js';
import { isTreeObject, itemsOf, type Tree } from './tree.js';
import { treeOfNumber } from './tree-numbers.js';

/**
 * Returns a tree as JSON.parse would return its text: arrays as nested lists, numbers that are not finite by their names,
 * and missing ones as null. An integer
 * that no double equals stays a bigint.
 */
export function plainOf(tree: Tree): unknown {
  if (tree instanceof Elements) {
    const { toElement } = dtypeTraits(tree.dtype);
    const { missing } = tree;
    return nestedLists(tree, (held) =>
      missing === null && Number.isNaN(held) ? missing : plainScalar(toElement(held)),
    );
  }
  if (tree instanceof NumberText) return tree.double ?? tree.text;
  const items = itemsOf(tree);
  if (items !== undefined) return items.map(plainOf);
  if (isTreeObject(tree))
    return Object.fromEntries(Object.entries(tree).map(([key, member]) => [key, plainOf(member)]));
  return typeof tree === 'number' ? treeOfNumber(tree) : tree;
}

function plainScalar(value: boolean | number | bigint): unknown {
  if (typeof value === 'number') return treeOfNumber(value);
  if (typeof value === 'bigint' && BigInt.asIntN(54, value) === value) return Number(value);
  return value;
}
