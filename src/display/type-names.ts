import { StoredArray } from '../format/stored-array.js';
import type { StoredTree } from '../format/stored-tree.js';
import { NumberText } from '../model/number-text.js';

/** The type of an array whose dtype the file does not say. */
export const UNKNOWN_DTYPE = 'numbers';

/** The names of types that are no dtypes, in the order in which several are written. */
const TYPES: readonly string[] = ['text', 'integer', 'number', 'boolean', 'null', 'list', 'object', UNKNOWN_DTYPE];

/** Returns the name of a value's type, as people read it: one of `TYPES`, or the dtype of an array. */
export function typeName(tree: StoredTree): string {
  if (tree === null) return 'null';
  if (typeof tree === 'string') return 'text';
  if (typeof tree === 'boolean') return 'boolean';
  if (typeof tree === 'bigint') return 'integer';
  if (typeof tree === 'number') return Number.isInteger(tree) && !Object.is(tree, -0) ? 'integer' : 'number';
  if (tree instanceof NumberText) return 'number';
  if (tree instanceof StoredArray) return tree.dtype ?? UNKNOWN_DTYPE;
  return Array.isArray(tree) ? 'list' : 'object';
}

/** Joins the names of types: `text|number`. Beside `number`, `integer` is left out, because an integer is a number, too. */
export function typeNames(types: ReadonlySet<string>): string {
  const named = [...types].filter((type) => type !== 'integer' || !types.has('number'));
  const rank = (type: string) => TYPES.indexOf(type);
  const isDType = (type: string) => rank(type) < 0;
  return [
    ...named.filter((type) => !isDType(type)).sort((a, b) => rank(a) - rank(b)),
    ...named.filter(isDType).sort(),
  ].join('|');
}
