import type { CommonRequests, NamedTables } from '../messages.js';

/** What the child process that runs DuckDB can be asked for. */
export interface DuckdbRequests extends CommonRequests {
  /** Opens an empty database, and runs statements in it. Closes the one before. */
  open: { request: readonly string[]; answer: undefined };
  /** Reads a statement without running it. */
  parse: { request: string; answer: NamedTables };
}
