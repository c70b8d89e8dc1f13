import { createHash } from 'node:crypto';
import { StoredArray } from '../../format/stored-array.js';
import { isStoredObject, type StoredScalar, type StoredTree } from '../../format/stored-tree.js';
import { pack } from '../data/packed.js';
import { MOST_CHARACTERS, type PackedTree } from '../data/packed-tree.js';

/** Packs the members of an artifact for a page, where they are compared value by value. */
export function packTree(tree: StoredTree): PackedTree {
  if (tree instanceof StoredArray) return { isNullNaN: tree.missing === null };
  if (Array.isArray(tree)) return { list: tree.map(packTree) };
  if (isStoredObject(tree)) return { object: Object.entries(tree).map(([key, member]) => [key, packTree(member)]) };
  if (typeof tree !== 'string' || tree.length <= MOST_CHARACTERS) return pack(tree as StoredScalar);
  // UTF-8 has no halves of surrogate pairs: it would make one of all of them.
  const digest = createHash('sha256').update(tree, 'utf16le').digest('hex');
  return { text: tree.slice(0, MOST_CHARACTERS), length: tree.length, digest };
}
