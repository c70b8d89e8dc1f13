import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { idsOf } from '../../display/ids.js';
import { NameFault, parseNames } from '../../display/key-names.js';
import { eachReadable } from '../../display/readable.js';
import { ProgressLine } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { artifactTable } from '../rows/artifact-table.js';
import { type Row, readRow } from '../rows/row.js';
import { NameResolution } from '../selection/name-resolution.js';
import { type Selection, type SelectionOptions, select } from '../selection/selection.js';
import { writeSelectionNotes } from '../selection/selection-notes.js';

/** The options of `artifacts list`. */
export interface ListCommandOptions extends SelectionOptions {
  readonly limit?: string;
  readonly all?: boolean;
  readonly columns?: string;
  readonly wide?: boolean;
  readonly size?: boolean;
  readonly csv?: boolean;
}

/** The rows of the table if neither `--limit` nor `--all` is given. */
const DEFAULT_LIMIT = 20;

/**
 * `artifacts list`: lists the artifacts of one procedure, or of all procedures, the newest first.
 *
 * @param procedure - the procedure as the user typed it; undefined for all procedures.
 * @param words - the conditions as the user typed them.
 * @returns 0, or 1 if some artifacts could not be read.
 * @throws Failure if options or conditions are wrong, or if there is no such procedure or key.
 */
export async function list(
  context: Context,
  procedure: string | undefined,
  words: readonly string[],
  options: ListCommandOptions,
): Promise<0 | 1> {
  checkOutputOptions(context, options);
  const limit = limitOf(context, options);
  const names = options.columns === undefined ? undefined : parseColumns(options.columns);
  const selection = await select(context, 'list', procedure === undefined ? [] : [procedure], words, options, limit);
  if (options.csv) {
    const { writeListedCsv } = await import('../formats/listed-csv.js');
    await writeListedCsv(context, selection, limit, names, options);
  } else if (context.json) {
    const { writeListedJson } = await import('../formats/listed-json.js');
    await writeListedJson(context, selection, limit, names);
  } else await writeListTable(context, selection, limit, names, options);
  return selection.unread.length === 0 ? 0 : 1;
}

/** @throws Failure if options contradict each other. */
function checkOutputOptions({ json }: Context, { csv, columns, wide }: ListCommandOptions): void {
  if (csv && json) throw new Failure('--csv and --json are two forms of the answer. Write one of them.');
  if (wide && (csv || json))
    throw new Failure(`--wide is for the table, and ${csv ? '--csv' : '--json'} has all keys.`);
  if (wide && columns !== undefined)
    throw new Failure('--columns and --wide contradict each other. Write one of them.');
}

function limitOf({ json }: Context, { limit, all, csv }: ListCommandOptions): number {
  if (limit !== undefined && all) throw new Failure('--limit and --all contradict each other. Write one of them.');
  if (limit === undefined) return all || csv || json ? Number.POSITIVE_INFINITY : DEFAULT_LIMIT;
  if (/^[1-9]\d*$/.test(limit)) return Number(limit);
  throw new Failure(`--limit ${escaped(limit)} is no number of artifacts. Write for example --limit 50, or --all.`);
}

function parseColumns(columns: string): string[] {
  try {
    return parseNames(columns);
  } catch (error) {
    if (!(error instanceof NameFault)) throw error;
    throw new Failure(
      `--columns "${escaped(columns)}" is no list of keys. Write for example --columns seed,window_size.`,
    );
  }
}

async function writeListTable(
  context: Context,
  selection: Selection,
  limit: number,
  names: readonly string[] | undefined,
  options: ListCommandOptions,
): Promise<void> {
  const { terminal } = context;
  const { askedPointers, procedure } = selection;
  const { rows, hasMore } = await readRows(context, selection, limit);
  const resolution = names && new NameResolution(context, procedure, names);
  for (const { values } of rows) resolution?.add((pointer) => values.has(pointer));
  const exactly = await resolution?.pointers();
  let notes: readonly string[] = [];
  if (rows.length > 0) {
    const shownRows = artifactTable(rows, {
      width: options.wide ? undefined : terminal.width,
      ids: idsOf(rows.map(({ entry }) => entry.key)),
      hasProcedure: procedure === undefined,
      hasSize: options.size ?? false,
      asked: askedPointers,
      exactly,
      styleHead: terminal.colors.dim,
    });
    await terminal.out.write(shownRows.table);
    notes = shownRows.notes;
  }
  await writeSelectionNotes(context, selection, options, notes, rows.length, hasMore);
}

/** Reads rows until there are `limit` ones. If an artifact cannot be read, the next one takes its place. */
async function readRows(
  context: Context,
  { entries, unread }: Selection,
  limit: number,
): Promise<{ rows: Row[]; hasMore: boolean }> {
  const { terminal, json } = context;
  const rows: Row[] = [];
  let next = 0;
  while (rows.length < limit && next < entries.length) {
    const wanted = entries.slice(next, next + limit - rows.length);
    next += wanted.length;
    const progress = new ProgressLine(terminal, json, 'files');
    for await (const row of eachReadable(wanted, unread, (entry) => readRow(context, entry), progress)) rows.push(row);
  }
  return { rows, hasMore: next < entries.length };
}
