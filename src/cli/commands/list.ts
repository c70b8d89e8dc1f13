import { PROCEDURE_KEY, TIMESTAMP_KEY } from '../../json/layout.js';
import { StoredArray } from '../../json/stored-array.js';
import type { ListedEntry } from '../../listing.js';
import type { StoredArtifact, StoredTree } from '../../stored-artifact.js';
import { artifactLine } from '../artifact-json.js';
import { artifactTable } from '../artifact-table.js';
import type { Context } from '../context.js';
import { CsvWriter, guardedText } from '../csv.js';
import { shown, shownLines } from '../escaping.js';
import { Failure, failureOf, failureText } from '../failure.js';
import { idsOf } from '../ids.js';
import { jsonLine } from '../json-text.js';
import { inputsFirst, NameFault, namesIn, namesOf, pointersMeantBy } from '../key-names.js';
import { leafAt, leavesOf } from '../leaves.js';
import { counted, wrapped } from '../notes.js';
import { openArtifact, type Row, readRow } from '../rows.js';
import { eachReadable } from '../search.js';
import { NameResolution, type Selection, type SelectionOptions, select } from '../selection.js';

/** What somebody asks `list` for. */
export interface ListCommandOptions extends SelectionOptions {
  readonly limit?: string;
  readonly all?: boolean;
  readonly columns?: string;
  readonly wide?: boolean;
  readonly size?: boolean;
  readonly csv?: boolean;
}

/** Rows of a table unless somebody says otherwise. */
const LIMIT = 20;

/**
 * `artifacts list`: artifacts of one procedure or of all, the newest first.
 *
 * @param words - conditions.
 * @returns 1 if some artifacts could not be read.
 * @throws Failure for wrong conditions and options, and if there is no such procedure or key.
 */
export async function list(
  context: Context,
  procedure: string | undefined,
  words: readonly string[],
  options: ListCommandOptions,
): Promise<0 | 1> {
  const limit = limitOf(context, options);
  const names = options.columns === undefined ? undefined : columnNames(options.columns);
  const selection = await select(context, 'list', procedure, words, options);
  if (options.csv) await writeCsv(context, selection, limit, names, options);
  else if (context.json) await writeJson(context, selection, limit, names);
  else await writeTable(context, selection, limit, names, options);
  return selection.unread.length === 0 ? 0 : 1;
}

const wrong = (message: string): Failure => new Failure(message, { exitCode: 2 });

function limitOf({ json }: Context, { limit, all, csv }: ListCommandOptions): number {
  if (csv && json) throw wrong('--csv and --json are two forms of the answer. Write one of them.');
  if (limit !== undefined && all) throw wrong('--limit and --all contradict each other. Write one of them.');
  if (limit === undefined) return all || csv || json ? Number.POSITIVE_INFINITY : LIMIT;
  if (/^[1-9]\d*$/.test(limit)) return Number(limit);
  throw wrong(`--limit ${shown(limit)} is no number of artifacts. Write for example --limit 50, or --all.`);
}

function columnNames(columns: string): string[] {
  try {
    return namesIn(columns);
  } catch (error) {
    if (!(error instanceof NameFault)) throw error;
    throw wrong(`--columns "${shown(columns)}" is no list of keys. Write for example --columns seed,window_size.`);
  }
}

async function writeTable(
  context: Context,
  selection: Selection,
  limit: number,
  names: readonly string[] | undefined,
  options: ListCommandOptions,
): Promise<void> {
  const { terminal } = context;
  const { asked, procedure } = selection;
  const { rows, hasMore } = await readRows(context, selection, limit);
  const resolution = names && new NameResolution(names);
  for (const { values } of rows) resolution?.add((pointer) => values.has(pointer));
  const exactly = await resolution?.pointers(context, procedure);
  const notes: string[] = [];
  if (rows.length > 0) {
    const { table, notes: onColumns } = artifactTable(rows, {
      width: options.wide ? undefined : terminal.width,
      ids: idsOf(rows.map(({ entry }) => entry.key)),
      hasProcedure: procedure === undefined,
      hasSize: options.size ?? false,
      asked,
      exactly,
      styleHead: terminal.colors.dim,
    });
    await terminal.out.write(table);
    notes.push(...onColumns);
  }
  await writeNotes(context, selection, options, [...notes], rows.length, hasMore);
}

/** Reads as many rows as are wanted. Those that cannot be read make room for the next ones. */
async function readRows(
  { storage }: Context,
  { entries, unread }: Selection,
  limit: number,
): Promise<{ rows: Row[]; hasMore: boolean }> {
  const rows: Row[] = [];
  let next = 0;
  while (rows.length < limit && next < entries.length) {
    const wanted = entries.slice(next, next + limit - rows.length);
    next += wanted.length;
    for await (const row of eachReadable(wanted, unread, (entry) => readRow(storage, entry))) rows.push(row);
  }
  return { rows, hasMore: next < entries.length };
}

/** Writes notes, the last of which tell how many artifacts are given, and how many could not be read. */
async function writeNotes(
  context: Context,
  selection: Selection,
  options: ListCommandOptions,
  notes: readonly string[],
  given: number,
  hasMore: boolean,
): Promise<void> {
  const { incomparable, unread, procedure } = selection;
  const last = [
    ...(incomparable.length === 0 ? [] : [`Not compared: ${incomparable.join('; ')}.`]),
    countNote(selection, options, given, hasMore),
  ];
  if (unread.length > 0) {
    const what = unread.length === 1 ? '1 file' : `${unread.length} files`;
    last.push(`${what} could not be read: ${context.call('verify', ...(procedure === undefined ? [] : [procedure]))}`);
  }
  const { terminal } = context;
  for (const note of [...notes, ...last]) await terminal.err.write(wrapped(note, terminal.width));
}

/** How many of how many artifacts are given, and in which order. */
function countNote(
  { procedure, entries, looked, isSearched, unread }: Selection,
  { sort, reverse, since, until }: ListCommandOptions,
  given: number,
  hasMore: boolean,
): string {
  const of = procedure === undefined ? '' : ` of ${procedure}`;
  if (entries.length === 0) {
    if (isSearched && looked + unread.length > 0)
      return `No artifact${of} matches (${looked} ${looked === 1 ? 'was' : 'were'} looked at).`;
    return `There is no artifact${of}${since === undefined && until === undefined ? '' : ' within these times'}.`;
  }
  const count = `${given < entries.length ? `${given} of ` : ''}${counted(entries.length, 'artifact')}`;
  const matching = isSearched ? ` that match${entries.length === 1 ? 'es' : ''} (${looked} looked at)` : '';
  const order =
    sort === undefined ? (reverse ? 'oldest first' : 'newest first') : `by ${shown(sort)}${reverse ? ', falling' : ''}`;
  return `${count}${matching}, ${order}${hasMore ? ' (--limit N, --all)' : ''}.`;
}

async function writeJson(
  context: Context,
  selection: Selection,
  limit: number,
  names: readonly string[] | undefined,
): Promise<void> {
  const { terminal } = context;
  const { entries, unread, procedure } = selection;
  await new NameResolution(names ?? []).pointers(context, procedure);
  for await (const { artifact, id } of artifactsOf(context, selection, limit)) {
    const wanted = names?.flatMap((name) => pointersMeantBy(name).find((each) => leafAt(artifact.root, each)) ?? []);
    await terminal.out.write(artifactLine(artifact, id, wanted && new Set(wanted)));
  }
  for (const error of unread) await terminal.err.write(failureText(failureOf(error), true));
  await terminal.out.write(jsonLine({ type: 'summary', matching: entries.length, not_read: unread.length }));
}

async function writeCsv(
  context: Context,
  selection: Selection,
  limit: number,
  names: readonly string[] | undefined,
  options: ListCommandOptions,
): Promise<void> {
  const { out } = context.terminal;
  const resolution = names && new NameResolution(names);
  const { scalars, arrays } = await keysOf(context, selection, limit, resolution);
  const wanted = await resolution?.pointers(context, selection.procedure);
  const allNames = namesOf([...scalars, ...arrays, ...(wanted ?? [])]);
  const nameOf = (pointer: string) => allNames.get(pointer) as string;
  const fields = wanted ?? inputsFirst(scalars, allNames);
  const csv = new CsvWriter();
  const write = (values: readonly (StoredTree | undefined)[]) => {
    const line = csv.line(values);
    return out.write(out.isTerminal ? shownLines(line) : line);
  };
  let given = 0;
  await write(['id', 'path', 'seal', PROCEDURE_KEY, TIMESTAMP_KEY, ...fields.map(nameOf)]);
  for await (const { artifact, id } of artifactsOf(context, selection, limit)) {
    const { path, seal, procedureName, timestamp, root } = artifact;
    await write([id, path, seal, procedureName, timestamp, ...fields.map((pointer) => leafAt(root, pointer)?.tree)]);
    given++;
  }
  const notes: string[] = [];
  if (arrays.size > 0) notes.push(`Left out are the arrays: ${[...arrays].map(nameOf).sort().map(shown).join(', ')}.`);
  if (csv.guarded > 0) notes.push(`${guardedText(csv.guarded)}.`);
  await writeNotes(context, selection, options, notes, given, limit < selection.entries.length);
}

/** The artifacts with their ids, one after the other. */
async function* artifactsOf(
  { storage }: Context,
  { entries, unread }: Selection,
  limit: number,
): AsyncGenerator<{ readonly artifact: StoredArtifact; readonly id: string }> {
  const chosen = entries.slice(0, limit);
  const ids = idsOf(chosen.map(({ key }) => key));
  const idOf = new Map(chosen.map((entry, index): [ListedEntry, string] => [entry, ids[index] as string]));
  yield* eachReadable(chosen, unread, async (entry) => ({
    artifact: await openArtifact(storage, entry),
    id: idOf.get(entry) as string,
  }));
}

/** The pointers of all keys: those of arrays, and all others. */
async function keysOf(
  { storage }: Context,
  { entries }: Selection,
  limit: number,
  resolution: NameResolution | undefined,
): Promise<{ scalars: Set<string>; arrays: Set<string> }> {
  const [scalars, arrays] = [new Set<string>(), new Set<string>()];
  // What cannot be read is told when the lines are written.
  const artifacts = eachReadable(entries.slice(0, limit), [], (entry) => openArtifact(storage, entry));
  for await (const { root } of artifacts) {
    for (const { pointer, tree } of leavesOf(root)) (tree instanceof StoredArray ? arrays : scalars).add(pointer);
    resolution?.add((pointer) => leafAt(root, pointer) !== undefined);
  }
  return { scalars, arrays };
}
