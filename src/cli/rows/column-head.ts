import { widestOf, widthOf } from '../../display/text-width.js';

/** The greatest number of lines of a head. */
const MOST_LINES = 3;

/** Units: characters. A longer name is not broken into lines: no table has room for it, and trying all widths would take long. */
const LONGEST_BROKEN_NAME = 256;

/**
 * Breaks the name of a key into the lines of a head, after `_` and `.`. The lines are as wide as the cells, or wider if the name needs it
 * to fit on three lines. No part of the name is cut.
 *
 *     cells of 6 columns: window_size_ms   ->   window_ / size_ms
 *
 * @param cellWidth - the columns that the widest cell takes.
 */
export function headOf(name: string, cellWidth: number): string {
  if (name.length > LONGEST_BROKEN_NAME) return name;
  const parts = name.match(/[^_.]*[_.]+|[^_.]+/g) ?? [name];
  for (let width = Math.max(cellWidth, widestOf(parts)); ; width++) {
    const lines = [''];
    for (const part of parts) {
      const last = lines.length - 1;
      if (lines[last] === '' || widthOf(lines[last] + part) <= width) lines[last] += part;
      else lines.push(part);
    }
    if (lines.length <= MOST_LINES) return lines.join('\n');
  }
}
