import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, totalmem } from 'node:os';
import { escaped, escapedLines } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { onInterruption } from '../../model/interruption.js';
import type { Answer, NamedTables, Request, Requests, ResultColumn, SentValue } from './messages.js';
import { sqlLiteral, sqlPath } from './sql-text.js';

export const DUCKDB_PACKAGE = '@duckdb/node-api';

/** The part of the memory that DuckDB may take. */
const MEMORY_PART = 1 / 2;

/** Units: MiB. */
const memoryLimit = (): number =>
  Math.ceil((Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) * MEMORY_PART) / 2 ** 20);

/**
 * Returns the statements that open a database which may read and write some files and nothing else. DuckDB looks for the path of a file
 * among the allowed ones, and for the pattern that names it, too. The order matters: from `enable_external_access` on, no other path can
 * be allowed, and from `lock_configuration` on, nothing can be set.
 */
function openingStatements(paths: readonly string[], statements: readonly string[]): string[] {
  return [
    "SET TimeZone = 'UTC'",
    `SET memory_limit = '${memoryLimit()}MiB'`,
    `SET threads = ${availableParallelism()}`,
    "SET max_temp_directory_size = '0KB'",
    `SET allowed_paths = [${[...paths.map(sqlLiteral), ...paths.map(sqlPath)].join(', ')}]`,
    'SET enable_external_access = false',
    ...statements,
    'SET lock_configuration = true',
  ];
}

/** What needs DuckDB, and what to do without. */
export interface DuckdbNeed {
  /** What needs it, as a message begins: `.parquet is written by DuckDB`. */
  readonly purpose: string;
  /** A line that says what can be done without it; undefined if there is nothing. */
  readonly otherwise?: string;
  /** A line that says what takes less memory; undefined if nothing does. */
  readonly lessMemory?: string;
}

/** The file of the child process, which stands beside this one, also in the bundle. */
const CHILD = new URL('./duckdb-child.js', import.meta.url);

/** Units: characters. What is kept of what the child process writes before it ends by itself. */
const MOST_LAST_WORDS = 1000;

/** DuckDB, in a child process. All methods throw a Failure (`DUCKDB`) with the message of DuckDB if it refuses something or ends. */
export class Duckdb {
  readonly #child: ChildProcess;
  readonly #need: DuckdbNeed;
  readonly #unregister: () => void;
  #lastWords = '';
  /** Takes the answer to the last request. */
  #onAnswer: ((answer: Answer) => void) | undefined;
  #end: Answer | undefined;

  private constructor(need: DuckdbNeed) {
    this.#need = need;
    this.#child = fork(CHILD, { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#unregister = onInterruption(() => this.#child.kill('SIGKILL'));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-MOST_LAST_WORDS);
    });
    this.#child.on('message', (answer) => this.#onAnswer?.(answer as Answer));
    this.#child.on('error', (error) => this.#ended(`did not start: ${error.message}`));
    this.#child.on('close', (code, signal) => this.#ended(this.#faultOfEnd(code, signal)));
  }

  /**
   * Starts DuckDB, calls a function with it, and ends it.
   *
   * @throws Failure (`DUCKDB`) if DuckDB is not installed or does not start.
   */
  static async use<T>(need: DuckdbNeed, act: (duckdb: Duckdb) => Promise<T>): Promise<T> {
    const { purpose, otherwise } = need;
    const duckdb = new Duckdb(need);
    try {
      const { fault } = await duckdb.#request('load', undefined);
      if (fault === undefined) return await act(duckdb);
      const found = fault === 'missing' ? 'is not installed' : `does not start: ${escaped(fault)}`;
      const lines = [`${purpose}, which ${found}. To install it:`, `  npm install ${DUCKDB_PACKAGE}`];
      throw new Failure([...lines, ...(otherwise === undefined ? [] : [otherwise])].join('\n'), { code: 'DUCKDB' });
    } finally {
      await duckdb.#close();
    }
  }

  /** Reads a statement without running it. A statement that is not one SELECT is refused. */
  async parse(sql: string): Promise<NamedTables> {
    await this.open([], []);
    return this.#request('parse', sql);
  }

  /**
   * Opens an empty database, which may read and write some files and nothing else, and runs statements in it. Then its settings are locked.
   *
   * @param paths - the paths of these files.
   */
  async open(paths: readonly string[], statements: readonly string[]): Promise<void> {
    await this.#request('open', openingStatements(paths, statements));
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
    await this.#request('open', openingStatements([from, to], [copy]), fault);
  }

  /** Begins a SELECT, and returns its columns. */
  select(sql: string): Promise<readonly ResultColumn[]> {
    return this.#request('select', sql);
  }

  /** Yields the rows of the SELECT, some at a time. */
  async *rows(): AsyncGenerator<readonly (readonly SentValue[])[]> {
    for (;;) {
      const rows = await this.#request('next', undefined);
      if (rows.length === 0) return;
      yield rows;
    }
  }

  async #request<Name extends keyof Requests>(
    name: Name,
    request: Requests[Name]['request'],
    fault = 'DuckDB',
  ): Promise<Requests[Name]['answer']> {
    const answer = await new Promise<Answer>((resolve) => {
      if (this.#end !== undefined) return resolve(this.#end);
      this.#onAnswer = resolve;
      // Why it could not be sent is known when the process has ended.
      this.#child.send({ name, request } as Request, () => {});
    });
    if ('fault' in answer) throw new Failure(`${fault}: ${this.#faultText(answer.fault)}`, { code: 'DUCKDB' });
    return answer.answer as Requests[Name]['answer'];
  }

  /** Returns a message of DuckDB. What it says itself of memory is how to change settings, which are locked. */
  #faultText(fault: string): string {
    if (!fault.startsWith('Out of Memory Error')) return escapedLines(fault);
    const { lessMemory } = this.#need;
    const advice = lessMemory === undefined ? '' : `\n${lessMemory}`;
    return `this takes more than the ${memoryLimit()} MiB that it may use, half of the memory.${advice}`;
  }

  #ended(fault: string): void {
    this.#end ??= { fault };
    this.#onAnswer?.(this.#end);
  }

  #faultOfEnd(code: number | null, signal: NodeJS.Signals | null): string {
    const end = signal === null ? `with the exit code ${code}` : `by ${signal}`;
    const guess = signal === 'SIGKILL' ? ', perhaps because the system had no more memory' : '';
    const words = this.#lastWords.trim();
    return `its process was ended ${end}${guess}${words === '' ? '' : `:\n${words}`}`;
  }

  async #close(): Promise<void> {
    this.#unregister();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }
}
