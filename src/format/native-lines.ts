import { isScalar } from '../json/scalars.js';
import { isTreeObject, type Tree } from '../model/tree.js';

// JSON.stringify with two spaces lays out as the writer does what has no list of scalars in it and no -0, and whose keys are in
// order. Nothing else on Node is as fast.

/** Characters, roughly, that are handed to JSON.stringify at once. */
const NATIVE_RUN = 1 << 16;

/** How deep a list may be, and its items, for JSON.stringify to be worth while: its indent is made, and looks are taken, again and again. */
const NATIVE_DEPTH = 8;

/** How many items from an index on JSON.stringify lays out as we do. */
export function nativeRun(list: readonly Tree[], start: number, depth: number): number {
  if (depth > NATIVE_DEPTH) return 0;
  let end = start;
  for (let room = NATIVE_RUN; room > 0 && end < list.length; end++) {
    room -= nativeSize(list[end] as Tree, NATIVE_DEPTH);
    if (Number.isNaN(room)) break;
  }
  return end - start;
}

/** The lines of items as JSON.stringify lays them out in a list at a depth: in as many lists that hold nothing else. */
export function nativeLines(list: Tree[], depth: number): string {
  let nested: Tree = list;
  for (let level = 0; level < depth; level++) nested = [nested];
  const text = JSON.stringify(nested, null, 2);
  // Each of them begins with a bracket, a line feed and the next one's indent, and ends with the same, indented by its own.
  return text.slice(1 + depth * (depth + 3), -2 - depth * (depth + 3));
}

/**
 * About how many characters a tree takes, if JSON.stringify with two spaces writes it as we do: no list of scalars, no -0, nothing that
 * is not finite, keys in order, and no long text, for which it would be no faster. NaN if not.
 */
function nativeSize(tree: Tree, depth: number): number {
  if (typeof tree === 'number') return (tree === 0 && Object.is(tree, -0)) || !Number.isFinite(tree) ? Number.NaN : 16;
  if (typeof tree === 'string') return tree.length <= NATIVE_RUN ? tree.length : Number.NaN;
  if (typeof tree !== 'object') return typeof tree === 'bigint' ? Number.NaN : 8;
  if (tree === null) return 8;
  if (depth === 0) return Number.NaN;
  let size = 8;
  if (Array.isArray(tree)) {
    if (tree.length > 0 && tree.every(isScalar)) return Number.NaN;
    for (let index = 0; index < tree.length && size <= NATIVE_RUN; index++)
      size += nativeSize(tree[index] as Tree, depth - 1);
    return size <= NATIVE_RUN ? size : Number.NaN;
  }
  if (!isTreeObject(tree)) return Number.NaN;
  let previous = '';
  for (const key in tree) {
    if (key < previous || size > NATIVE_RUN || key.length > NATIVE_RUN) return Number.NaN;
    size += key.length + nativeSize(tree[key] as Tree, depth - 1);
    previous = key;
  }
  return size;
}
