import { widthOf } from '../../display/text-width.js';

/** A column of a table. */
export interface Column {
  /** The lines of the head, joined with `\n`. */
  readonly head: string;
  readonly align: 'left' | 'right';
}

/** Options of a table. */
export interface TableOptions {
  /** Styles each line of the heads. */
  readonly styleHead?: (line: string) => string;
}

/** The number of blanks between two columns. */
export const GAP = 2;

/** Lays out a table as text. The last lines of all heads stand beside each other, and no line ends in blanks. */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { styleHead = (line) => line }: TableOptions = {},
): string {
  const heads = columns.map(({ head }) => head.split('\n'));
  const height = Math.max(0, ...heads.map((lines) => lines.length));
  const headRows = Array.from({ length: height }, (_, row) =>
    heads.map((lines) => lines[row - height + lines.length] ?? ''),
  );
  const widths = columns.map((_, index) => {
    const widthIn = (width: number, cells: readonly string[]) => Math.max(width, widthOf(cells[index] as string));
    return rows.reduce(widthIn, headRows.reduce(widthIn, 0));
  });
  const lineOf = (cells: readonly string[]) =>
    cells
      .map((cell, index) => {
        const blanks = ' '.repeat((widths[index] as number) - widthOf(cell));
        return columns[index]?.align === 'right' ? blanks + cell : cell + blanks;
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  return [...headRows.map((cells) => styleHead(lineOf(cells))), ...rows.map(lineOf)]
    .map((line) => `${line}\n`)
    .join('');
}
