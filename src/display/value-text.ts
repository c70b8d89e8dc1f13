import type { StoredScalar } from '../format/stored-tree.js';
import { scalarText } from '../json/scalars.js';
import { type DType, dtypeTraits } from '../model/dtypes.js';
import { NumberText } from '../model/number-text.js';
import { escapedJson } from './escaping.js';

/**
 * Returns the text of a scalar, with all its digits. A text stands in quotes, as in the file, because without the class nothing else tells
 * the text "NaN" from the number NaN.
 */
export function valueText(value: StoredScalar): string {
  if (typeof value === 'string') return escapedJson(scalarText(value));
  if (value instanceof NumberText) return value.text;
  return Object.is(value, -0) ? '-0' : String(value);
}

/**
 * Returns the text of an element of an array, with all its digits.
 *
 * @param held - the element as the array holds it: a boolean is 0 or 1.
 */
export const elementText = (held: number | bigint, dtype: DType | undefined): string =>
  valueText(dtype === undefined ? held : dtypeTraits(dtype).toElement(held));

/** The significant digits of a rounded number in the output. */
const ROUNDED_DIGITS = 6;

/** Returns a number rounded to some significant digits. */
export const roundedText = (value: number, digits = ROUNDED_DIGITS): string =>
  Object.is(value, -0) ? '-0' : String(Number(value.toPrecision(digits)));

/** The significant digits that tell any two doubles apart. */
const ALL_DIGITS = 17;

/**
 * Returns a mean rounded, but with as many digits as keep it between the lowest and the highest number. It is a double: beside 64-bit
 * integers with all their digits it has an exponent, so that nobody takes it for an exact one.
 */
export function meanText(mean: number, lowest: number | bigint, highest: number | bigint): string {
  const isBeyondDoubles = typeof lowest === 'bigint' && Math.abs(mean) > Number.MAX_SAFE_INTEGER;
  const text = (digits: number): string =>
    isBeyondDoubles ? Number(mean.toPrecision(digits)).toExponential() : roundedText(mean, digits);
  for (let digits = ROUNDED_DIGITS; digits < ALL_DIGITS; digits++) {
    const rounded = Number(mean.toPrecision(digits));
    if (rounded >= lowest && rounded <= highest) return text(digits);
  }
  return text(ALL_DIGITS);
}
