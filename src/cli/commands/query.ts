import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { nearest } from '../../display/nearest.js';
import { counted, MOST_LISTED_NAMES, someOf } from '../../display/wording.js';
import { Duckdb } from '../../engines/duckdb/duckdb.js';
import { foldedName } from '../../engines/duckdb/held-names.js';
import type { NamedTables } from '../../engines/duckdb/messages.js';
import { sqlIdentifier } from '../../engines/duckdb/sql-text.js';
import { selectOfLines, tableColumns, viewNames } from '../../engines/duckdb/view.js';
import { inPrivateFolder } from '../../engines/private-folder.js';
import { scanArtifacts } from '../../engines/scan.js';
import type { ArtifactError } from '../../model/errors.js';
import { failureOf, failureText } from '../console/failure.js';
import { wrapped } from '../console/notes.js';
import { ProgressLine, type Step } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { ExportedArtifacts } from '../export/exported-artifacts.js';
import type { QueriedTable } from '../query/queried-table.js';
import { writeStatements } from '../query/statements.js';
import { tableNotes } from '../query/table-notes.js';
import { writeResult } from '../query/write-result.js';
import { listProcedure, procedureNames } from '../selection/procedures.js';

/** The options of `artifacts query`. */
export interface QueryOptions {
  readonly csv?: boolean;
  readonly raw?: boolean;
  readonly sql?: boolean;
}

const NEEDS_DUCKDB = {
  purpose: 'Queries are run by DuckDB',
  lessMemory: `Ask for fewer rows or columns at once. Or let DuckDB itself, which may use the disk, too, ask the parts of:
  artifacts export --parquet DIR`,
};

/**
 * `artifacts query`: answers a SELECT over the artifacts, of which each procedure is a view.
 *
 * @returns 0, or 1 if some artifacts could not be read.
 * @throws Failure if the options contradict each other, the statement is refused, or it names no artifacts.
 */
export async function query(context: Context, sql: string | undefined, options: QueryOptions): Promise<0 | 1> {
  checkOptions(context, sql, options);
  const views = viewNames(await procedureNames(context));
  if (views.size === 0) throw new Failure(context.noArtifactsText, { code: 'NOT_FOUND' });
  if (sql === undefined)
    return withTables(context, views, [...views.keys()], (tables) => writeStatements(context, tables, sql));
  return Duckdb.use(NEEDS_DUCKDB, async (duckdb) => {
    const named = await duckdb.parse(sql).catch(withQuoting);
    const wanted = wantedProcedures(views, named);
    return withTables(context, views, wanted, async (tables) => {
      if (options.sql) return writeStatements(context, tables, sql);
      const notes = await answer(context, duckdb, sql, tables, options);
      return named.isComplete || views.size === 1 ? notes : [...notes, READ_ALL];
    });
  });
}

const READ_ALL = 'All procedures were read, because the query can ask for others than those that it names.';

/**
 * Reads all artifacts of some procedures, and calls a function with their tables. Writes the errors of those that cannot be read.
 *
 * @param act - writes the answer, and returns notes on it.
 * @returns 0, or 1 if some artifacts could not be read.
 * @throws Failure if none could.
 */
const withTables = (
  context: Context,
  views: ReadonlyMap<string, string>,
  procedures: readonly string[],
  act: (tables: readonly QueriedTable[]) => Promise<string[]>,
): Promise<0 | 1> =>
  inPrivateFolder(tmpdir(), async (folder) => {
    const { terminal, json } = context;
    const unread: ArtifactError[] = [];
    const tables = await scannedTables(context, views, procedures, folder, unread);
    for (const error of unread) await terminal.err.write(failureText(failureOf(error), json));
    if (tables.length === 0 && procedures.length > 0) throw nothingToAskFailure(context, procedures, unread.length);
    const notes = [...tables.flatMap(tableNotes), ...(await act(tables))];
    if (unread.length > 0)
      notes.push(
        `${counted(unread.length, 'file')} could not be read and ${unread.length === 1 ? 'is' : 'are'} not in the answer.`,
      );
    for (const note of notes) await terminal.err.write(wrapped(note, terminal.width));
    return unread.length === 0 ? 0 : 1;
  });

function checkOptions({ json }: Context, sql: string | undefined, { csv, raw, sql: asStatements }: QueryOptions): void {
  if (csv && json) throw new Failure('--csv and --json are two forms of the answer. Write one of them.');
  if (raw && !csv) throw new Failure('--raw is for --csv. In all other forms, texts are as they are.');
  if (asStatements && (csv || json))
    throw new Failure('--sql prints statements and no answer. Write it without --csv and --json.');
  if (sql === undefined && !asStatements)
    throw new Failure(
      'There is no query. Write for example:\n  artifacts query \'SELECT * FROM "PROCEDURE" LIMIT 10\'',
    );
}

/**
 * Returns the procedures that a statement can read.
 *
 * @throws Failure (`NOT_FOUND`) if it names something else.
 */
function wantedProcedures(views: ReadonlyMap<string, string>, named: NamedTables): string[] {
  const byName = new Map(Array.from(views, ([procedure, name]) => [foldedName(name), procedure]));
  const known = new Set(named.known.map(foldedName));
  for (const table of named.dotted) throw noViewFailure([...views.values()], table);
  const wanted = new Set<string>();
  for (const table of named.tables) {
    const procedure = byName.get(foldedName(table));
    if (procedure !== undefined) wanted.add(procedure);
    else if (!known.has(foldedName(table))) throw noViewFailure([...views.values()], table);
  }
  return named.isComplete ? [...wanted] : [...views.keys()];
}

/** Says of a statement that DuckDB cannot read that names may need quotes. */
function withQuoting(error: Failure): never {
  if (!error.message.includes('Parser Error')) throw error;
  throw new Failure(`${error.message}${QUOTING}`, { code: error.code });
}

function noViewFailure(names: readonly string[], table: string): Failure {
  const similar = nearest(table, names);
  const listed = someOf(
    names.map((name) => sqlIdentifier(escaped(name))),
    MOST_LISTED_NAMES,
  );
  const advice = similar === undefined ? `There are ${listed}.` : `Did you mean ${sqlIdentifier(escaped(similar))}?`;
  return new Failure(`There is no procedure "${escaped(table)}" to ask. ${advice}${QUOTING}`, { code: 'NOT_FOUND' });
}

/** Said where a name was not found: it may have been cut at its first dot or hyphen. */
const QUOTING = '\nA name with other characters than letters, digits and _ stands in double quotes: FROM "a-b".';

/** Scans procedures one after the other. One without a file that can be read has no table. */
async function scannedTables(
  context: Context,
  views: ReadonlyMap<string, string>,
  procedures: readonly string[],
  folder: string,
  unread: ArtifactError[],
): Promise<QueriedTable[]> {
  const tables: QueriedTable[] = [];
  for (const [index, procedure] of procedures.entries()) {
    const entries = await listProcedure(context, procedure, { order: 'oldest' });
    const progress = new ProgressLine(context.terminal, context.json, 'files');
    const artifacts = new ExportedArtifacts(context, entries, 1, (step: Step) => progress.update(step));
    const scan = await scanArtifacts(artifacts, join(folder, `${index}.ndjson`)).finally(() => progress.clear());
    for (const error of artifacts.unread.values()) unread.push(error);
    const name = views.get(procedure) as string;
    if (scan.rows > 0) tables.push({ procedure, name, scan, columns: tableColumns(scan.types) });
  }
  return tables;
}

/** Runs the query and writes the answer. Returns notes on it. */
async function answer(
  context: Context,
  duckdb: Duckdb,
  sql: string,
  tables: readonly QueriedTable[],
  { csv = false, raw = false }: QueryOptions,
): Promise<string[]> {
  const create = ({ name, scan, columns }: QueriedTable) =>
    `CREATE VIEW ${sqlIdentifier(name)} AS ${selectOfLines(scan, columns)}`;
  const paths = tables.map(({ scan: { path } }) => path);
  await duckdb.open(paths, tables.map(create));
  return writeResult(context, await duckdb.select(sql), duckdb.rows(), { csv, raw });
}

function nothingToAskFailure(context: Context, procedures: readonly string[], unread: number): Failure {
  const names = someOf(procedures.map(escaped), MOST_LISTED_NAMES);
  if (unread > 0) return new Failure(`No artifact of ${names} could be read.`);
  return new Failure(`There is no artifact of ${names} in ${escaped(context.root)}.`, { code: 'NOT_FOUND' });
}
