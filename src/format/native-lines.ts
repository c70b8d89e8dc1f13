import { isScalar } from '../json/scalars.js';
import { CHARACTERS_PER_STRINGIFY } from '../model/limits.js';
import { isTreeObject, type Tree } from '../model/tree.js';

// Nothing else on Node makes JSON as fast as JSON.stringify. With an indent of two spaces, it lays out many trees as the writer does:
//
//     {"end": 3, "label": ["a", {}]}   the same
//     {"label": null, "end": 3}        differs: the writer sorts keys
//     {"interval": [0, 3]}             differs: the writer puts a list of scalars on one line
//     [-0, NaN, 10n, {}]               differs: -0.0, "NaN", 10; JSON.stringify writes 0 and null, and throws

/** The greatest depth of a list, and of an item within it, for JSON.stringify. Below it, the indents and the estimates cost more than it saves. */
const MAX_NATIVE_DEPTH = 8;

/**
 * Returns the number of successive items, from an index on, that JSON.stringify lays out as the writer does, and whose text is short enough
 * to be made in one step.
 *
 * @param depth - the number of lists and objects that the list is in.
 */
export function countNativeItems(list: readonly Tree[], start: number, depth: number): number {
  if (depth > MAX_NATIVE_DEPTH) return 0;
  let end = start;
  for (let room = CHARACTERS_PER_STRINGIFY; room > 0 && end < list.length; end++) {
    room -= nativeSize(list[end] as Tree, MAX_NATIVE_DEPTH);
    if (Number.isNaN(room)) break;
  }
  return end - start;
}

/**
 * Returns the lines of such items, by JSON.stringify.
 *
 * @param depth - the number of lists and objects that their list is in.
 */
export function nativeLines(items: Tree[], depth: number): string {
  // JSON.stringify indents by depth, so the items are put into as many lists, whose brackets are cut off afterwards.
  let nested: Tree = items;
  for (let level = 0; level < depth; level++) nested = [nested];
  const text = JSON.stringify(nested, null, 2);
  // For depth 1, before the lines: `[⏎  [`, 5 characters; and after them: `⏎  ]⏎]`, 6 characters.
  return text.slice(1 + depth * (depth + 3), -2 - depth * (depth + 3));
}

/**
 * Estimates the length of a tree's text. Returns NaN if JSON.stringify lays the tree out in another way than the writer, or if a text in it is
 * so long that JSON.stringify would not be faster.
 *
 * @param depth - the greatest depth of lists and objects within the tree.
 */
function nativeSize(tree: Tree, depth: number): number {
  if (typeof tree === 'number') return (tree === 0 && Object.is(tree, -0)) || !Number.isFinite(tree) ? Number.NaN : 16;
  if (typeof tree === 'string') return tree.length <= CHARACTERS_PER_STRINGIFY ? tree.length : Number.NaN;
  if (typeof tree !== 'object') return typeof tree === 'bigint' ? Number.NaN : 8;
  if (tree === null) return 8;
  if (depth === 0) return Number.NaN;
  let size = 8;
  if (Array.isArray(tree)) {
    if (tree.length > 0 && tree.every(isScalar)) return Number.NaN;
    for (let index = 0; index < tree.length && size <= CHARACTERS_PER_STRINGIFY; index++)
      size += nativeSize(tree[index] as Tree, depth - 1);
    return size <= CHARACTERS_PER_STRINGIFY ? size : Number.NaN;
  }
  if (!isTreeObject(tree)) return Number.NaN;
  let previous = '';
  for (const key in tree) {
    if (key < previous || size > CHARACTERS_PER_STRINGIFY || key.length > CHARACTERS_PER_STRINGIFY) return Number.NaN;
    size += key.length + nativeSize(tree[key] as Tree, depth - 1);
    previous = key;
  }
  return size;
}
