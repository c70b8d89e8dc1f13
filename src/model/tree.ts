import { type ArrayPlace, Elements } from './elements.js';
import { listsAsRead } from './lists-as-read.js';
import { NumberList } from './number-list.js';
import type { NumberText } from './number-text.js';

/** The greatest depth of nested objects and lists in a tree. The root object has depth 1. */
export const MAX_DEPTH = 512;

/**
 * What stands between an instance and the text of its file. A tree has JSON's own values and, besides them,
 *
 * - bigint for an integer that no double equals,
 * - {@link Elements} for an n-dimensional array,
 * - {@link ArrayPlace} for an array whose text was found in a file, and not read,
 * - {@link NumberList} for a long list of numbers, or of rows of them, that was read,
 * - {@link NumberText} for a number that was read and has to keep its text.
 */
export type Tree =
  | null
  | boolean
  | number
  | bigint
  | string
  | Tree[]
  | NumberList
  | TreeObject
  | Elements
  | NumberText
  | ArrayPlace;

/** A JSON object in a tree. */
export interface TreeObject {
  [key: string]: Tree;
}

/**
 * Returns the items of a list, whichever node it is; undefined if the tree is not a list, or an {@link ArrayPlace}, whose items were not
 * read.
 */
export function itemsOf(tree: unknown): readonly Tree[] | undefined {
  if (tree instanceof NumberList) return tree.items();
  const list = tree instanceof Elements ? listsAsRead(tree) : tree;
  return Array.isArray(list) ? list : undefined;
}

/** True if a tree is a JSON object. */
export const isTreeObject = (tree: unknown): tree is TreeObject =>
  typeof tree === 'object' && tree !== null && Object.getPrototypeOf(tree) === Object.prototype;

/** Returns the member of an object; undefined if the object itself has none, whatever its prototype has. */
export const memberOf = (object: TreeObject, key: string): Tree | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;
