import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../display/failure.js';
import { engineMemory } from '../engine-memory.js';
import { type EnginePackage, EngineProcess } from '../engine-process.js';
import { LineFile } from '../line-file.js';
import type { NamedTables, ResultColumn, SentRows } from '../messages.js';
import type { LinesTable, QueryEngine, QueryEngineKind } from '../query-engine.js';
import type { ClickhouseRequests } from './clickhouse-requests.js';
import { CLICKHOUSE_NAMES } from './clickhouse-types.js';
import { checkFunctions, namedTables, ONE_SELECT, readingSelect } from './gate.js';
import { clickhouseIdentifier, clickhouseLiteral } from './sql-text.js';
import { TypedLines } from './typed-lines.js';
import { READING_SETTINGS, settingStatement, viewStatements } from './view.js';

/** The package of ClickHouse. Its process stands beside this file, also in the bundle. */
const CLICKHOUSE_PACKAGE: EnginePackage = {
  name: 'ClickHouse',
  package: 'chdb',
  code: 'CLICKHOUSE',
  child: new URL('./clickhouse-child.js', import.meta.url),
  isOutOfMemory: (message) => message.includes('(MEMORY_LIMIT_EXCEEDED)'),
};

const DATABASE = 'artifacts';

/** Units: bytes. ClickHouse reads lines in parallel only if each is much shorter than the 10 MiB that it takes at once. */
const LONGEST_PARALLEL = 1 << 20;

/**
 * Returns the statements that make the views of tables. The order matters: from `readonly` on, nothing can be set or written. The database
 * that ClickHouse has at first would take the name of any file for that of a table.
 */
export function openingStatements(tables: readonly (readonly [LinesTable, path: string])[]): string[] {
  const isParallel = tables.every(([{ scan }]) => scan.longest < LONGEST_PARALLEL);
  const settings = {
    ...READING_SETTINGS,
    date_time_output_format: "'iso'",
    input_format_parallel_parsing: isParallel ? 1 : 0,
    output_format_json_quote_64bit_integers: 1,
    output_format_json_quote_decimals: 1,
    output_format_json_quote_denormals: 1,
    output_format_decimal_trailing_zeros: 1,
    output_format_json_map_as_array_of_tuples: 1,
    output_format_json_named_tuples_as_objects: 0,
    print_pretty_type_names: 0,
    max_memory_usage: engineMemory() * 2 ** 20,
    // What does not fit into the memory is not written to the disk.
    max_bytes_ratio_before_external_group_by: 0,
    max_bytes_ratio_before_external_sort: 0,
  };
  return [
    `CREATE DATABASE ${DATABASE} ENGINE = Memory`,
    `USE ${DATABASE}`,
    'DROP DATABASE default',
    settingStatement(settings),
    ...tables.flatMap(([table, path]) => viewStatements(table, path)),
    'SET readonly = 1',
  ];
}

/** ClickHouse, in a child process. All methods throw a Failure (`CLICKHOUSE`) with its message if it refuses something or ends. */
class Clickhouse implements QueryEngine {
  readonly #process: EngineProcess<ClickhouseRequests>;

  constructor(process: EngineProcess<ClickhouseRequests>) {
    this.#process = process;
  }

  async parse(sql: string): Promise<NamedTables> {
    return (await this.#checked(sql)).named;
  }

  async open(tables: readonly LinesTable[]): Promise<void> {
    const written: [LinesTable, string][] = [];
    for (const table of tables) written.push([table, await typedLinesOf(table)]);
    await this.#process.request('run', openingStatements(written));
  }

  async select(sql: string): Promise<readonly ResultColumn[]> {
    const { statement } = await this.#checked(sql);
    return this.#process.request('select', statement);
  }

  rows(): AsyncIterable<SentRows> {
    return this.#process.rows();
  }

  /** Returns a statement as ClickHouse's formatter writes it, after the gate has let it pass. */
  async #checked(sql: string): Promise<{ readonly statement: string; readonly named: NamedTables }> {
    const formatted = `SELECT formatQuerySingleLine(${clickhouseLiteral(sql)})`;
    const [statement = ''] = await this.#process.request('texts', formatted).catch(withoutCall);
    try {
      const select = readingSelect(statement);
      checkFunctions(statement);
      // In parentheses, there are no INTO OUTFILE, FORMAT and other clauses of a whole statement.
      const tree = await this.#process.request('texts', `EXPLAIN AST SELECT * FROM (${select})`).catch(() => undefined);
      if (tree === undefined) throw new Error(ONE_SELECT);
      return { statement, named: namedTables(statement, tree, DATABASE) };
    } catch (error) {
      throw new Failure(`ClickHouse: ${(error as Error).message}`, { code: CLICKHOUSE_PACKAGE.code });
    }
  }
}

/** Throws an error of the formatter without the call of it, and without what else might stand there. */
function withoutCall(error: Failure): never {
  const { code, message } = error;
  if (message.includes('Multi-statements')) throw new Failure(`ClickHouse: ${ONE_SELECT}`, { code });
  throw new Failure(
    message.replace(/[\s:.]*(?:Expected one of: |In scope SELECT formatQuery).*(?= \(SYNTAX_ERROR\)$)/s, ''),
    {
      code,
    },
  );
}

/** Writes the lines of a table as ClickHouse reads them, in place of those that are there. Returns the path of their file. */
async function typedLinesOf({ scan: { path, types } }: LinesTable): Promise<string> {
  const typed = new TypedLines(types);
  const lines = new LineFile(`${path}.typed`);
  try {
    for await (const piece of createReadStream(path)) for (const each of typed.push(piece)) await lines.write(each);
  } finally {
    lines.finish();
  }
  await rm(path);
  return lines.path;
}

/** ClickHouse as an engine of queries. */
export const CLICKHOUSE: QueryEngineKind = {
  engine: CLICKHOUSE_PACKAGE,
  names: CLICKHOUSE_NAMES,
  limits: 'ClickHouse has no empty names',
  identifier: clickhouseIdentifier,
  isSyntaxError: (message) => message.includes('SYNTAX_ERROR'),
  use<T>(folder: string, act: (engine: QueryEngine) => Promise<T>): Promise<T> {
    const need = {
      purpose: 'This query is run by ClickHouse',
      otherwise: 'Or let DuckDB run it: --engine duckdb',
      lessMemory: 'Ask for fewer rows or columns at once.',
    };
    return EngineProcess.use<ClickhouseRequests, T>(CLICKHOUSE_PACKAGE, need, async (process) => {
      await process.request('open', join(folder, 'clickhouse'));
      return act(new Clickhouse(process));
    });
  },
};
