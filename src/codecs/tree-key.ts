import { createHash } from 'node:crypto';
import { Elements } from '../model/elements.js';
import { NumberText } from '../model/number-text.js';
import { isTreeObject, itemsOf, type Tree } from '../model/tree.js';

/** Units: characters. Longer keys are replaced by their hash, so that the keys of nested trees do not grow with each level. */
const LONG = 256;

/** Returns a text that two encoded trees have in common if and only if they are the same: numbers by Object.is, arrays by dtype and shape. */
export function treeKey(tree: Tree): string {
  const key = wholeKey(tree);
  // No other key begins with this character.
  return key.length > LONG ? `#${createHash('sha256').update(key).digest('hex')}` : key;
}

function wholeKey(tree: Tree): string {
  if (tree instanceof Elements) return `${tree.dtype}(${tree.shape})${hashOf(tree)}`;
  const items = itemsOf(tree);
  if (items !== undefined) return `[${items.map(treeKey)}]`;
  if (isTreeObject(tree)) {
    const members = Object.keys(tree)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${treeKey(tree[key] as Tree)}`);
    return `{${members}}`;
  }
  if (tree instanceof NumberText) return tree.text;
  if (typeof tree === 'string') return JSON.stringify(tree);
  if (typeof tree === 'bigint') return `${tree}n`;
  return Object.is(tree, -0) ? '-0' : String(tree);
}

/** Returns a hash of the elements. There are many NaN, which all count as one. */
function hashOf(elements: Elements): string {
  const values = elements.copy();
  for (let index = 0; index < values.length; index++)
    if (Number.isNaN(values[index])) values[index] = Number.NaN as never;
  const { buffer, byteOffset, byteLength } = values;
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');
}
