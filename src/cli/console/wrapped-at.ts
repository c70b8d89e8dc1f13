import { widthOf } from '../../display/text-width.js';

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
