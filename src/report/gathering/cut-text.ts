import { createHash } from 'node:crypto';
import { StoredArray } from '../../format/stored-array.js';
import { isStoredObject, type StoredObject, type StoredTree } from '../../format/stored-tree.js';
import { MOST_CHARACTERS } from '../data/packed-tree.js';
import { shortened } from '../tables/packed-values.js';

/** The greatest number of characters of a key that a page carries: it stands there several times. */
const MOST_OF_KEY = 500;

/** So many hexadecimal digits tell any two texts apart. */
const DIGITS = 32;

/**
 * Returns a text that a page has room for: of a long one, the beginning, its length, and a digest, so that two texts do not become one.
 *
 * @example
 * cutText('y'.repeat(1_000_000)) // 'yyy…yyy… (1,000,000 characters, SHA-256 3b1f…)'
 */
export function cutText(text: string, most = MOST_CHARACTERS): string {
  if (text.length <= most) return text;
  // UTF-8 has no halves of surrogate pairs: it would make one of all of them.
  const digest = createHash('sha256').update(text, 'utf16le').digest('hex').slice(0, DIGITS);
  const length = text.length.toLocaleString('en');
  return `${shortened(text, most)} (${length} characters, SHA-256 ${digest})`;
}

/** Returns a key that a page has room for. */
export const cutKey = (key: string): string => cutText(key, MOST_OF_KEY);

/** Returns the members of an artifact with keys that a page has room for. */
export const withCutKeys = (root: StoredObject): StoredObject =>
  hasLongKey(root) ? (cut(root) as StoredObject) : root;

function hasLongKey(tree: StoredTree): boolean {
  if (tree instanceof StoredArray) return false;
  if (Array.isArray(tree)) return tree.some(hasLongKey);
  if (!isStoredObject(tree)) return false;
  return Object.entries(tree).some(([key, member]) => key.length > MOST_OF_KEY || hasLongKey(member));
}

function cut(tree: StoredTree): StoredTree {
  if (tree instanceof StoredArray) return tree;
  if (Array.isArray(tree)) return tree.map(cut);
  if (!isStoredObject(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, member]) => [cutKey(key), cut(member)]));
}
