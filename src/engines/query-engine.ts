import type { NamedTables, ResultColumn, SentRows } from './messages.js';
import type { Scan } from './scan.js';
import type { NameRules, TableColumns } from './table-columns.js';

/** The artifacts of a procedure as a table: lines of JSON that a scan has written. */
export interface LinesTable {
  readonly name: string;
  readonly scan: Scan;
  readonly columns: TableColumns;
}

/** A running engine, which answers one SELECT over tables of artifacts. All methods throw a Failure with the message of the engine. */
export interface QueryEngine {
  /** Reads a statement without running it. One that is not a single SELECT is refused. */
  parse(sql: string): Promise<NamedTables>;
  /** Makes a view of each table. From then on, the engine reads these tables and nothing else. */
  open(tables: readonly LinesTable[]): Promise<void>;
  /** Begins the SELECT, and returns its columns. */
  select(sql: string): Promise<readonly ResultColumn[]>;
  /** Yields the rows of the SELECT, some at a time. */
  rows(): AsyncIterable<SentRows>;
}

/** An engine that can answer queries. */
export interface QueryEngineKind {
  readonly names: NameRules;
  /** What the engine does that makes it leave out columns, as a sentence ends. */
  readonly limits: string;
  /** Returns a name as the SQL of the engine writes it. */
  identifier(name: string): string;
  /** True if a message says that a statement is not written as the engine wants it. */
  isSyntaxError(message: string): boolean;
  /**
   * Starts the engine, calls a function with it, and ends it.
   *
   * @param folder - a private folder, in which it may write temporary files.
   * @throws Failure if it is not installed or does not start.
   */
  use<T>(folder: string, act: (engine: QueryEngine) => Promise<T>): Promise<T>;
}
