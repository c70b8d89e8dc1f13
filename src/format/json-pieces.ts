import { quotedPieces } from '../json/scalars.js';
import { Elements } from '../model/elements.js';
import { LIMITS } from '../model/limits.js';
import { NumberText } from '../model/number-text.js';
import { isTreeObject, itemsOf, type Tree, type TreeObject } from '../model/tree.js';

// JSON on one line, made piece by piece: the text of a hash may be longer than the longest string. Canonical JSON and Python's JSON differ
// in separators, in the order of keys, and in numbers; the rest is here.

/** Takes a text piece by piece. */
export type TextSink = (piece: string) => void;

/**
 * Estimates the length of a tree's text and subtracts it from `room`. Stops as soon as the result is negative.
 *
 * Units: characters.
 */
export function roomAfter(tree: Tree, room: number): number {
  if (typeof tree === 'string') return room - tree.length;
  if (tree instanceof NumberText) return room - tree.text.length;
  if (tree instanceof Elements) return room - 32 * tree.values.length;
  if (isTreeObject(tree)) {
    for (const key in tree) {
      if (room < 0) break;
      room = roomAfter(tree[key] as Tree, room - key.length - 1);
    }
    return room;
  }
  const items = itemsOf(tree);
  if (items === undefined) return room - 32;
  for (let index = 0; index < items.length && room >= 0; index++) room = roomAfter(items[index] as Tree, room - 1);
  return room;
}

/** Adds a string in quotes. */
export function addQuoted(text: string, add: TextSink): void {
  for (const piece of quotedPieces(text, LIMITS.piece)) add(piece);
}

/** Adds a list; `addItem` adds each of its items. */
export function addList(items: readonly Tree[], comma: string, add: TextSink, addItem: (item: Tree) => void): void {
  add('[');
  for (let index = 0; index < items.length; index++) {
    if (index > 0) add(comma);
    addItem(items[index] as Tree);
  }
  add(']');
}

/** Adds an object with its keys in the given order; `addMember` adds each of its values. */
export function addObject(
  object: TreeObject,
  keys: readonly string[],
  { comma, colon }: { readonly comma: string; readonly colon: string },
  add: TextSink,
  addMember: (member: Tree) => void,
): void {
  add('{');
  for (const [index, key] of keys.entries()) {
    if (index > 0) add(comma);
    addQuoted(key, add);
    add(colon);
    addMember(object[key] as Tree);
  }
  add('}');
}
