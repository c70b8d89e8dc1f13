import { isLowSurrogate } from '../json/scalars.js';
import { dtypeTraits } from '../model/dtypes.js';
import type { Elements } from '../model/elements.js';
import { NumberText } from '../model/number-text.js';

// Numbers and strings as Python's json writes them.

/**
 * Returns the text that Python's json writes for a float: its `repr`, `1.0`, `1e-07`, `-0.0`, or `NaN`, `Infinity`, `-Infinity`.
 *
 * @see https://docs.python.org/3/library/json.html#infinite-and-nan-number-values
 */
export function pythonFloat(value: number): string {
  if (isSameInPython(value) || !Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return '-0.0';
  // An integer below 1e16.
  if (Math.abs(value) < 1e16 && Number.isInteger(value)) return `${value}.0`;
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
}

/** True for a float that Python writes as ECMAScript does: no integer, and large enough that neither of them writes it with an exponent. */
export const isSameInPython = (value: number): boolean => Math.abs(value) >= 1e-4 && Math.floor(value) !== value;

/**
 * Returns the text of a number in a file for Python. JavaScript does not tell 1 from 1.0, so an integer within ±(2^53 − 1) is an int. All
 * other numbers are floats, unless the tree has their text.
 */
export function pythonNumber(number: number | bigint | NumberText): string {
  if (number instanceof NumberText) return number.text;
  if (typeof number === 'bigint') return String(number);
  return Number.isSafeInteger(number) && !Object.is(number, -0) ? String(number) : pythonFloat(number);
}

/** Returns the function that gives the text of an array's element in a file for Python, by what the typed array holds for it. */
export function pythonElement({ dtype, missing }: Elements): (held: number | bigint) => string {
  const { kind, toElement } = dtypeTraits(dtype);
  if (kind !== 'float') return (held) => String(toElement(held));
  return (held) => (missing === null && Number.isNaN(held) ? 'null' : pythonFloat(held as number));
}

/** Escapes everything but printable ASCII in a text of JSON, as Python's json does by default. */
export const inAscii = (text: string): string =>
  text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * Compares strings as Python does, by their code points. The order of UTF-16 code units differs from it: U+1F600 is written with surrogates,
 * which come before U+E000.
 */
export function byCodePoint(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a.charCodeAt(index) === b.charCodeAt(index)) index++;
  // If the strings differ in the second half of a surrogate pair, the code points that differ begin one unit before.
  if (isLowSurrogate(a.charCodeAt(index)) || isLowSurrogate(b.charCodeAt(index))) index = Math.max(0, index - 1);
  return (a.codePointAt(index) ?? -1) - (b.codePointAt(index) ?? -1) || a.length - b.length;
}
