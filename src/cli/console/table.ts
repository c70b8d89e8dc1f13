import { createRequire } from 'node:module';

/** A column of a table. */
export interface Column {
  /** Its head, whose lines are joined by `\n`. */
  readonly head: string;
  readonly align: 'left' | 'right';
}

/** How a table is laid out. */
export interface TableOptions {
  /** Styles each line of the heads. */
  readonly styleHead?: (line: string) => string;
}

/** The blanks between two columns. */
export const GAP = 2;

/** A table as text: two blanks between columns, none at the ends of lines, and the last lines of all heads beside each other. */
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

/** Printable ASCII, and what the command line itself draws with: each takes one column. */
const NARROW = /^[ -~·…─-▟]*$/;

/** How many columns a text takes on a terminal. Colours take none. */
export function widthOf(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** How many columns the widest of some texts takes; 0 if there is none. */
export const widestOf = (texts: readonly string[]): number =>
  texts.reduce((width, text) => Math.max(width, widthOf(text)), 0);

let loaded: ((text: string) => number) | undefined;

/** The library is loaded by the first text that needs it: it takes a tenth of the time in which a command starts. */
function stringWidth(text: string): number {
  loaded ??= createRequire(import.meta.url)('string-width') as (text: string) => number;
  return loaded(text);
}
