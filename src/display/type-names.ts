import { StoredArray } from '../format/stored-array.js';
import { isStoredScalar, type StoredTree } from '../format/stored-tree.js';
import { scalarType } from './scalar-types.js';
import { UNKNOWN_DTYPE } from './shape-text.js';

/** Returns the name of a value's type, as people read it: a dtype for an array, or as `scalarType` has it, or `list` or `object`. */
export function typeName(tree: StoredTree): string {
  if (isStoredScalar(tree)) return scalarType(tree);
  if (tree instanceof StoredArray) return tree.dtype ?? UNKNOWN_DTYPE;
  return Array.isArray(tree) ? 'list' : 'object';
}
