import type { ElementText } from '../../../src/format/array-table.js';
import { elementKindOf, type TypedArray } from '../../../src/model/dtypes.js';

/** Returns the text of elements with commas between them, by V8 alone: by JSON.stringify, or by join for bigints. */
export function v8Text({ dtype, missing }: ElementText, values: TypedArray): string {
  const kind = elementKindOf(dtype);
  if (kind === 'bigint') return values.join(',');
  if (kind === 'bool') return JSON.stringify(Array.from(values as Uint8Array, Boolean)).slice(1, -1);
  const list: (number | string | null)[] = Array.from(values as Float64Array);
  let hasNegativeZero = false;
  for (let index = 0; index < list.length; index++) {
    const value = list[index] as number;
    // JSON.stringify writes null for NaN and infinities, and 0 for -0.
    if (!Number.isFinite(value)) list[index] = Number.isNaN(value) && missing === null ? null : String(value);
    else if (value === 0 && Object.is(value, -0)) {
      list[index] = '-0.0';
      hasNegativeZero = true;
    }
  }
  const text = JSON.stringify(list).slice(1, -1);
  return hasNegativeZero ? text.replaceAll('"-0.0"', '-0.0') : text;
}

/**
 * Returns the double that a JSON number names, by V8's Number and by BigInt; undefined if no double can be said to be that number: no double
 * is near it, or it is an integer beyond ±(2^53 − 1) that differs from its double in a digit that it shows.
 */
export function v8Double(text: string): number | undefined {
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  if (/^-?\d+$/.test(text)) return BigInt(value) === BigInt(text) || String(value) === text ? value : undefined;
  const decimal = plain(text);
  if (decimal === plain(String(BigInt(value)))) return value;
  const digits = decimal.indexOf('e');
  return digits <= 100 && decimal === plain(value.toPrecision(digits)) ? value : undefined;
}

/** Returns the digits of a decimal other than 0, without zeros at their ends, and its exponent: `12e2` for -1.2e3. */
function plain(text: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = /^-?(\d+)(?:\.(\d*))?(?:e(.+))?$/i.exec(text) ?? [];
  const digits = whole + fraction;
  const significant = digits.replace(/0+$/, '');
  const places = fraction.length - (digits.length - significant.length);
  return `${significant.replace(/^0+/, '')}e${Number(exponent) - places}`;
}
