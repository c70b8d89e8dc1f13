import { availableParallelism } from 'node:os';
import { escaped } from '../../display/escaping.js';
import { engineMemory } from '../engine-memory.js';
import { type EngineNeed, type EnginePackage, EngineProcess } from '../engine-process.js';
import type { NamedTables, ResultColumn, SentRows } from '../messages.js';
import type { LinesTable, QueryEngine, QueryEngineKind } from '../query-engine.js';
import type { DuckdbRequests } from './duckdb-requests.js';
import { DUCKDB_NAMES } from './held-names.js';
import { sqlIdentifier, sqlLiteral, sqlPath } from './sql-text.js';
import { selectOfLines } from './view.js';

/** The package of DuckDB. Its process stands beside this file, also in the bundle. */
const DUCKDB_PACKAGE: EnginePackage = {
  name: 'DuckDB',
  package: '@duckdb/node-api',
  code: 'DUCKDB',
  child: new URL('./duckdb-child.js', import.meta.url),
  isOutOfMemory: (message) => message.startsWith('Out of Memory Error'),
};

/**
 * Returns the statements that open a database which may read and write some files and nothing else. DuckDB looks for the path of a file
 * among the allowed ones, and for the pattern that names it, too. The order matters: from `enable_external_access` on, no other path can
 * be allowed, and from `lock_configuration` on, nothing can be set.
 */
function openingStatements(paths: readonly string[], statements: readonly string[]): string[] {
  return [
    "SET TimeZone = 'UTC'",
    `SET memory_limit = '${engineMemory()}MiB'`,
    `SET threads = ${availableParallelism()}`,
    "SET max_temp_directory_size = '0KB'",
    `SET allowed_paths = [${[...paths.map(sqlLiteral), ...paths.map(sqlPath)].join(', ')}]`,
    'SET enable_external_access = false',
    ...statements,
    'SET lock_configuration = true',
  ];
}

/** DuckDB, in a child process. All methods throw a Failure (`DUCKDB`) with the message of DuckDB if it refuses something or ends. */
export class Duckdb implements QueryEngine {
  readonly #process: EngineProcess<DuckdbRequests>;

  private constructor(process: EngineProcess<DuckdbRequests>) {
    this.#process = process;
  }

  /**
   * Starts DuckDB, calls a function with it, and ends it.
   *
   * @throws Failure (`DUCKDB`) if DuckDB is not installed or does not start.
   */
  static use<T>(need: EngineNeed, act: (duckdb: Duckdb) => Promise<T>): Promise<T> {
    return EngineProcess.use<DuckdbRequests, T>(DUCKDB_PACKAGE, need, (process) => act(new Duckdb(process)));
  }

  async parse(sql: string): Promise<NamedTables> {
    await this.#process.request('open', openingStatements([], []));
    return this.#process.request('parse', sql);
  }

  async open(tables: readonly LinesTable[]): Promise<void> {
    const create = ({ name, scan, columns }: LinesTable) =>
      `CREATE VIEW ${sqlIdentifier(name)} AS ${selectOfLines(scan, columns)}`;
    const paths = tables.map(({ scan: { path } }) => path);
    await this.#process.request('open', openingStatements(paths, tables.map(create)));
  }

  /**
   * Lets DuckDB write a .parquet file.
   *
   * @param from - the path of the only file that it may read.
   * @param select - the SELECT that reads it.
   * @param to - the path at which it writes.
   * @param path - the path that the user knows, for errors.
   */
  async writeParquet(from: string, select: string, to: string, path: string): Promise<void> {
    const copy = `COPY (${select}) TO ${sqlLiteral(to)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`;
    const fault = `DuckDB could not write ${escaped(path)}`;
    await this.#process.request('open', openingStatements([from, to], [copy]), fault);
  }

  select(sql: string): Promise<readonly ResultColumn[]> {
    return this.#process.request('select', sql);
  }

  rows(): AsyncIterable<SentRows> {
    return this.#process.rows();
  }
}

const NEED: EngineNeed = {
  purpose: 'Queries are run by DuckDB',
  lessMemory: `Ask for fewer rows or columns at once. Or let DuckDB itself, which may use the disk, too, ask the parts of:
  artifacts export --parquet DIR`,
};

/** DuckDB as an engine of queries. */
export const DUCKDB: QueryEngineKind = {
  names: DUCKDB_NAMES,
  limits: 'DuckDB ignores case, and has no empty names',
  identifier: sqlIdentifier,
  isSyntaxError: (message) => message.includes('Parser Error'),
  use: (_, act) => Duckdb.use(NEED, act),
};
