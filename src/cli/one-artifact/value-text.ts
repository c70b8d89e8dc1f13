import type { StoredScalar } from '../../format/stored-tree.js';
import { scalarText } from '../../json/scalars.js';
import { type DType, dtypeTraits } from '../../model/dtypes.js';
import { NumberText } from '../../model/number-text.js';
import { escapedJson } from '../console/escaping.js';
import { widthOf } from '../console/table.js';

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

/**
 * Breaks a text between words into lines. A word that is longer than a line is not broken.
 *
 * @param column - the column at which each line begins.
 * @param width - the columns that a line may take, from column 0 on; undefined if there is no limit.
 */
export function wrappedAt(text: string, column: number, width: number | undefined): string[] {
  if (width === undefined || column + widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let taken = column;
  for (const word of text.split(' ')) {
    const added = widthOf(word) + 1;
    if (lines.length === 0 || taken + added > width) {
      lines.push(word);
      taken = column + added - 1;
    } else {
      lines[lines.length - 1] += ` ${word}`;
      taken += added;
    }
  }
  return lines;
}
