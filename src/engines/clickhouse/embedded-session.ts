import { join } from 'node:path';
import { engineMemory } from '../engine-memory.js';
import { type EnginePackage, EngineProcess } from '../engine-process.js';
import type { ResultColumn, SentRows } from '../messages.js';
import type { ClickhouseRequests } from './clickhouse-requests.js';
import { CLICKHOUSE_CODE, type ClickhouseSession, type TypedTable } from './session.js';
import { lineSettings, settingStatement, viewStatements } from './view.js';

/** The package of ClickHouse. Its process stands beside this file, also in the bundle. */
export const CHDB: EnginePackage = {
  name: 'ClickHouse',
  package: 'chdb',
  code: CLICKHOUSE_CODE,
  child: new URL('./clickhouse-child.js', import.meta.url),
  isOutOfMemory: (message) => message.includes('(MEMORY_LIMIT_EXCEEDED)'),
};

const DATABASE = 'artifacts';

/**
 * Returns the statements that make the views of tables. The order matters: from `readonly` on, nothing can be set or written. The database
 * that ClickHouse has at first would take the name of any file for that of a table.
 */
export function openingStatements(tables: readonly TypedTable[]): string[] {
  const settings = {
    ...lineSettings(tables),
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

const NEED = {
  purpose: 'This query is run by ClickHouse',
  otherwise: 'Or let DuckDB run it: --engine duckdb',
  lessMemory: 'Ask for fewer rows or columns at once.',
};

/** ClickHouse in a child process. */
export class EmbeddedSession implements ClickhouseSession {
  readonly database = DATABASE;
  readonly #process: EngineProcess<ClickhouseRequests>;

  private constructor(process: EngineProcess<ClickhouseRequests>) {
    this.#process = process;
  }

  /**
   * Starts ClickHouse, calls a function with it, and ends it.
   *
   * @param folder - a private folder, in which it may write temporary files.
   * @throws Failure (`CLICKHOUSE`) if it is not installed or does not start.
   */
  static use<T>(folder: string, act: (session: EmbeddedSession) => Promise<T>): Promise<T> {
    return EngineProcess.use<ClickhouseRequests, T>(CHDB, NEED, async (process) => {
      await process.request('open', join(folder, 'clickhouse'));
      return act(new EmbeddedSession(process));
    });
  }

  texts(sql: string): Promise<readonly string[]> {
    return this.#process.request('texts', sql);
  }

  open(tables: readonly TypedTable[]): Promise<void> {
    return this.#process.request('run', openingStatements(tables)) as Promise<void>;
  }

  select(sql: string): Promise<readonly ResultColumn[]> {
    return this.#process.request('select', sql);
  }

  rows(): AsyncIterable<SentRows> {
    return this.#process.rows();
  }
}
