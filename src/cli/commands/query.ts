import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { nearest } from '../../display/nearest.js';
import { counted, MOST_LISTED_NAMES, someOf } from '../../display/wording.js';
import type { NamedTables } from '../../engines/messages.js';
import { inPrivateFolder } from '../../engines/private-folder.js';
import type { QueryEngine, QueryEngineKind } from '../../engines/query-engine.js';
import { scanArtifacts } from '../../engines/scan.js';
import { tableColumns, viewNames } from '../../engines/table-columns.js';
import type { ArtifactError } from '../../model/errors.js';
import { failureOf, failureText } from '../console/failure.js';
import { wrapped } from '../console/notes.js';
import { ProgressLine, type Step } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { ExportedArtifacts } from '../export/exported-artifacts.js';
import { chosenEngine, type EngineOptions } from '../query/chosen-engine.js';
import type { QueriedTable } from '../query/queried-table.js';
import { writeStatements } from '../query/statements.js';
import { tableNotes } from '../query/table-notes.js';
import { writeResult } from '../query/write-result.js';
import { listProcedure, procedureNames } from '../selection/procedures.js';

/** The options of `artifacts query`. */
export interface SqlQueryOptions extends EngineOptions {
  readonly csv?: boolean;
  readonly raw?: boolean;
  readonly sql?: boolean;
}

/** What all steps of a query know. */
interface Query {
  readonly context: Context;
  readonly kind: QueryEngineKind;
  /** The name of the view of each procedure. */
  readonly views: ReadonlyMap<string, string>;
  /** A folder for temporary files. */
  readonly folder: string;
}

/**
 * `artifacts query`: answers a SELECT over the artifacts, of which each procedure is a view.
 *
 * @returns 0, or 1 if some artifacts could not be read.
 * @throws Failure if the options contradict each other, the statement is refused, or it names no artifacts.
 */
export async function query(context: Context, sql: string | undefined, options: SqlQueryOptions): Promise<0 | 1> {
  checkOptions(context, sql, options);
  const { kind, note } = chosenEngine(context, options);
  const views = viewNames(await procedureNames(context), kind.names);
  if (views.size === 0) throw new Failure(context.noArtifactsText, { code: 'NOT_FOUND' });
  return inPrivateFolder(tmpdir(), (folder) => {
    const query = { context, kind, views, folder };
    const statements = (tables: readonly QueriedTable[]) =>
      writeStatements(context, { kind, tables, procedures: [...views.keys()], sql });
    if (sql === undefined) return withTables(query, [...views.keys()], statements);
    return kind.use(folder, async (engine) => {
      const named = await engine.parse(sql).catch((error) => withQuoting(error, kind));
      const wanted = wantedProcedures(query, named);
      return withTables(query, wanted, async (tables) => {
        if (options.sql) return statements(tables);
        const notes = await answer(context, engine, sql, tables, options);
        if (note !== undefined) notes.push(note);
        return named.isComplete || views.size === 1 ? notes : [...notes, READ_ALL];
      });
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
async function withTables(
  query: Query,
  procedures: readonly string[],
  act: (tables: readonly QueriedTable[]) => Promise<string[]>,
): Promise<0 | 1> {
  const { context, kind } = query;
  const { terminal, json } = context;
  const unread: ArtifactError[] = [];
  const tables = await scannedTables(query, procedures, unread);
  for (const error of unread) await terminal.err.write(failureText(failureOf(error), json));
  if (tables.length === 0 && procedures.length > 0) throw nothingToAskFailure(context, procedures, unread.length);
  const notes = [...tables.flatMap((table) => tableNotes(table, kind.limits)), ...(await act(tables))];
  if (unread.length > 0)
    notes.push(
      `${counted(unread.length, 'file')} could not be read and ${unread.length === 1 ? 'is' : 'are'} not in the answer.`,
    );
  for (const note of notes) await terminal.err.write(wrapped(note, terminal.width));
  return unread.length === 0 ? 0 : 1;
}

function checkOptions(
  { json }: Context,
  sql: string | undefined,
  { csv, raw, sql: asStatements }: SqlQueryOptions,
): void {
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
function wantedProcedures({ kind, views }: Query, named: NamedTables): string[] {
  const { folded } = kind.names;
  const byName = new Map(Array.from(views, ([procedure, name]) => [folded(name), procedure]));
  const known = new Set(named.known.map(folded));
  const noView = (table: string) => noViewFailure(kind, [...views.values()], table);
  for (const table of named.dotted) throw noView(table);
  const wanted = new Set<string>();
  for (const table of named.tables) {
    const procedure = byName.get(folded(table));
    if (procedure !== undefined) wanted.add(procedure);
    else if (!known.has(folded(table))) throw noView(table);
  }
  return named.isComplete ? [...wanted] : [...views.keys()];
}

/** Says of a statement that the engine cannot read that names may need quotes. */
function withQuoting(error: Failure, kind: QueryEngineKind): never {
  if (!kind.isSyntaxError(error.message)) throw error;
  throw new Failure(`${error.message}${QUOTING}`, { code: error.code });
}

function noViewFailure({ identifier }: QueryEngineKind, names: readonly string[], table: string): Failure {
  const similar = nearest(table, names);
  const listed = someOf(
    names.map((name) => identifier(escaped(name))),
    MOST_LISTED_NAMES,
  );
  const advice = similar === undefined ? `There are ${listed}.` : `Did you mean ${identifier(escaped(similar))}?`;
  return new Failure(`There is no procedure "${escaped(table)}" to ask. ${advice}${QUOTING}`, { code: 'NOT_FOUND' });
}

/** Said where a name was not found: it may have been cut at its first dot or hyphen. */
const QUOTING = '\nA name with other characters than letters, digits and _ stands in double quotes: FROM "a-b".';

/** Scans procedures one after the other. One without a file that can be read has no table. */
async function scannedTables(
  { context, kind, views, folder }: Query,
  procedures: readonly string[],
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
    if (scan.rows > 0) tables.push({ procedure, name, scan, columns: tableColumns(scan.types, kind.names) });
  }
  return tables;
}

/** Runs the query and writes the answer. Returns notes on it. */
async function answer(
  context: Context,
  engine: QueryEngine,
  sql: string,
  tables: readonly QueriedTable[],
  { csv = false, raw = false }: SqlQueryOptions,
): Promise<string[]> {
  await engine.open(tables);
  return writeResult(context, await engine.select(sql), engine.rows(), { csv, raw });
}

function nothingToAskFailure(context: Context, procedures: readonly string[], unread: number): Failure {
  const names = someOf(procedures.map(escaped), MOST_LISTED_NAMES);
  if (unread > 0) return new Failure(`No artifact of ${names} could be read.`);
  return new Failure(`There is no artifact of ${names} in ${escaped(context.root)}.`, { code: 'NOT_FOUND' });
}
