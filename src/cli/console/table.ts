import { createRequire } from 'node:module';

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

/** Printable ASCII and the characters of our own plots: each takes one column. */
const ONE_COLUMN_CHARACTERS = /^[ -~·…─-▟]*$/;

/** Returns how many columns of a terminal a text takes. Colours take none. */
export function widthOf(text: string): number {
  return ONE_COLUMN_CHARACTERS.test(text) ? text.length : stringWidth(text);
}

/** Returns how many columns the widest of some texts takes; 0 if there is no text. */
export const widestOf = (texts: readonly string[]): number =>
  texts.reduce((width, text) => Math.max(width, widthOf(text)), 0);

let loadedStringWidth: ((text: string) => number) | undefined;

/** Loads the library for the first text that needs it, because loading it takes a tenth of the time in which a command starts. */
function stringWidth(text: string): number {
  loadedStringWidth ??= createRequire(import.meta.url)('string-width') as (text: string) => number;
  return loadedStringWidth(text);
}
