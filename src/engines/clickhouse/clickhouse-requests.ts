import type { CommonRequests } from '../messages.js';

/** What the child process that runs ClickHouse can be asked for. */
export interface ClickhouseRequests extends CommonRequests {
  /** Opens an empty database, with a folder for its files. */
  open: { request: string; answer: undefined };
  /** Runs statements one after the other. */
  run: { request: readonly string[]; answer: undefined };
  /** Runs a statement and returns the texts in the first column of its result. */
  texts: { request: string; answer: readonly string[] };
}
