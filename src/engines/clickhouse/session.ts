import type { ResultColumn, SentRows } from '../messages.js';
import type { LinesTable } from '../query-engine.js';

/** The code of all failures of ClickHouse. */
export const CLICKHOUSE_CODE = 'CLICKHOUSE';

/** A table, and the path of the file of its lines as ClickHouse reads them. */
export type TypedTable = readonly [table: LinesTable, path: string];

/** Where ClickHouse runs statements: in a child process, or on a server. All methods throw a Failure (`CLICKHOUSE`) with its message. */
export interface ClickhouseSession {
  /** The database of the tables, whose name may stand before theirs; undefined if they are in none. */
  readonly database: string | undefined;
  /** Runs a statement, to which no FORMAT may be added, and returns the texts in the first column of its result. */
  texts(sql: string): Promise<readonly string[]>;
  /** Makes the tables. From then on, statements cannot change anything. */
  open(tables: readonly TypedTable[]): Promise<void>;
  /** Begins a SELECT or DESCRIBE, and returns its columns. */
  select(sql: string): Promise<readonly ResultColumn[]>;
  /** Yields its rows, some at a time. */
  rows(): AsyncIterable<SentRows>;
}
