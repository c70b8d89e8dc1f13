import { escaped } from '../console/escaping.js';
import { sizeText, someOf } from '../console/notes.js';
import { type Column, GAP, type TableOptions, tableText, widestOf } from '../console/table.js';
import { type ChosenColumns, chooseColumns } from './columns.js';
import type { Row } from './row.js';
import { timeColumn } from './times.js';

/** What the table of artifacts shows. */
export interface ArtifactTableOptions extends TableOptions {
  /** The columns that a line may take; undefined if there is no limit. */
  readonly width: number | undefined;
  /** An id for each row. */
  readonly ids: readonly string[];
  readonly hasProcedure: boolean;
  readonly hasSize: boolean;
  /** Pointers of the keys that a condition or `--sort` names. */
  readonly asked: ReadonlySet<string>;
  /** Pointers of the only keys that are wanted. */
  readonly exactly: readonly string[] | undefined;
}

/** What notes name of what does not vary, and of what had no room. */
const MOST_CONSTANT = 12;
const MOST_OMITTED = 6;

/** The table of artifacts, and the notes on what it does not show. */
export function artifactTable(
  rows: readonly Row[],
  { width, ids, hasProcedure, hasSize, asked, exactly, ...options }: ArtifactTableOptions,
): { readonly table: string; readonly notes: readonly string[] } {
  const time = timeColumn(rows.map((row) => row.time));
  const fixed: (Column & { cells: readonly string[] })[] = [
    { head: 'ID', align: 'left', cells: ids },
    { head: time.head, align: 'left', cells: time.cells.map(escaped) },
  ];
  if (hasSize) fixed.push({ head: 'SIZE', align: 'right', cells: rows.map(({ size }) => sizeText(size)) });
  if (hasProcedure)
    fixed.push({ head: 'PROCEDURE', align: 'left', cells: rows.map(({ entry }) => entry.procedureName) });
  const taken = fixed.map(({ head, cells }) => widestOf([head, ...cells]));
  const room = width === undefined ? undefined : width - taken.reduce((sum, each) => sum + GAP + each, -GAP);
  const chosen = chooseColumns(
    rows.map(({ values }) => values),
    { room, asked, exactly },
  );
  const columns = [...fixed, ...chosen.columns];
  const lines = rows.map((_, row) => columns.map(({ cells }) => cells[row] as string));
  return { table: tableText(columns, lines, options), notes: notesOn(chosen) };
}

function notesOn({ constant, unread, omitted }: ChosenColumns): string[] {
  const notes: string[] = [];
  if (constant.length > 0) notes.push(`Do not vary: ${someOf(constant, MOST_CONSTANT)}`);
  if (unread.length > 0) notes.push(`Not read, in files over 1 MiB: ${someOf(unread, MOST_CONSTANT)}`);
  if (omitted.length > 0)
    notes.push(`Vary, no room: ${someOf(omitted.map(escaped), MOST_OMITTED)} (--columns KEY,…; --wide)`);
  return notes;
}
