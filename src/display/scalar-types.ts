import { NumberText } from '../model/number-text.js';
import type { TreeScalar } from '../model/tree-scalar.js';
import { UNKNOWN_DTYPE } from './shape-text.js';

/** The names of types that are no dtypes, in the order in which several are written. */
const TYPES: readonly string[] = ['text', 'integer', 'number', 'boolean', 'null', 'list', 'object', UNKNOWN_DTYPE];

/** Returns the name of a scalar's type, as people read it. */
export function scalarType(scalar: TreeScalar): string {
  if (scalar === null) return 'null';
  if (typeof scalar === 'string') return 'text';
  if (typeof scalar === 'boolean') return 'boolean';
  if (typeof scalar === 'bigint') return 'integer';
  return scalar instanceof NumberText || !Number.isInteger(scalar) || Object.is(scalar, -0) ? 'number' : 'integer';
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
