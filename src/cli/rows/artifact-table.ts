import { escaped } from '../../display/escaping.js';
import { widestOf } from '../../display/text-width.js';
import { timeColumn } from '../../display/times.js';
import { sizeText, someOf } from '../../display/wording.js';
import { type Column, GAP, type TableOptions, tableText } from '../console/table.js';
import { type ChosenColumns, chooseColumns } from './columns.js';
import type { Row } from './row.js';

/** Options of the table of artifacts. */
export interface ArtifactTableOptions extends TableOptions {
  /** The columns of the terminal that a line may take; undefined if there is no limit. */
  readonly width: number | undefined;
  /** The id of each row. */
  readonly ids: readonly string[];
  readonly hasProcedure: boolean;
  readonly hasSize: boolean;
  /** The pointers of the keys that a condition or `--sort` names. */
  readonly asked: ReadonlySet<string>;
  /** The pointers that `--columns` names; undefined without `--columns`. */
  readonly exactly: readonly string[] | undefined;
}

/** The greatest number of keys that a note names: keys that do not vary or were not read, and keys that had no room. */
const MOST_CONSTANT = 12;
const MOST_OMITTED = 6;

/** Returns the table of artifacts, and notes on the keys that it does not show. */
export function artifactTable(
  rows: readonly Row[],
  { width, ids, hasProcedure, hasSize, asked, exactly, ...options }: ArtifactTableOptions,
): { readonly table: string; readonly notes: readonly string[] } {
  const time = timeColumn(rows.map((row) => row.time));
  const always: (Column & { cells: readonly string[] })[] = [
    { head: 'ID', align: 'left', cells: ids },
    { head: time.head, align: 'left', cells: time.cells.map(escaped) },
  ];
  if (hasSize) always.push({ head: 'SIZE', align: 'right', cells: rows.map(({ size }) => sizeText(size)) });
  if (hasProcedure)
    always.push({ head: 'PROCEDURE', align: 'left', cells: rows.map(({ entry }) => entry.procedureName) });
  const widths = always.map(({ head, cells }) => widestOf([head, ...cells]));
  const room = width === undefined ? undefined : width - widths.reduce((sum, each) => sum + GAP + each, -GAP);
  const chosen = chooseColumns(
    rows.map(({ values }) => values),
    { room, asked, exactly },
  );
  const columns = [...always, ...chosen.columns];
  const lines = rows.map((_, row) => columns.map(({ cells }) => cells[row] as string));
  return { table: tableText(columns, lines, options), notes: tableNotes(chosen) };
}

function tableNotes({ constant, unread, omitted }: ChosenColumns): string[] {
  const notes: string[] = [];
  if (constant.length > 0) notes.push(`Do not vary: ${someOf(constant, MOST_CONSTANT)}`);
  if (unread.length > 0) notes.push(`Not read, in files over 1 MiB: ${someOf(unread, MOST_CONSTANT)}`);
  if (omitted.length > 0)
    notes.push(`Vary, no room: ${someOf(omitted.map(escaped), MOST_OMITTED)} (--columns KEY,…; --wide)`);
  return notes;
}
