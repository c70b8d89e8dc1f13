import { scalarText } from '../../json/scalars.js';
import type { DType } from '../../model/dtypes.js';
import { NumberText } from '../../model/number-text.js';
import type { StoredScalar } from '../../repository/stored-tree.js';
import { escapedJson } from '../console/escaping.js';
import { widthOf } from '../console/table.js';

/** A value that has nothing below it, exactly: a text in quotes, as the file has it, so that the text "NaN" and the number NaN are told apart. */
export function valueText(value: StoredScalar): string {
  if (typeof value === 'string') return escapedJson(scalarText(value));
  if (value instanceof NumberText) return value.text;
  return Object.is(value, -0) ? '-0' : String(value);
}

/** An element of an array, exactly. */
export const elementText = (held: number | bigint, dtype: DType | undefined): string =>
  valueText(dtype === 'bool' ? held === 1 : held);

/** A text in lines that begin at a column and end before another one. A word that is longer than a line stays whole. */
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
