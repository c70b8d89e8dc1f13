import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ClickHouseClient, ClickHouseSettings, DataFormat } from '@clickhouse/client';
import { escapedLines } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { loadFault } from '../load-fault.js';
import type { ResultColumn, SentRows } from '../messages.js';
import { loadFailure, type OptionalPackage } from '../optional-package.js';
import { checkTables, otherTableError, possibleTables, readingSelect } from './gate.js';
import { RESULT_FORMAT, ResultLines } from './result-lines.js';
import type { ServerAddress } from './server-address.js';
import { CLICKHOUSE_CODE, type ClickhouseSession, type TypedTable } from './session.js';
import { clickhouseIdentifier } from './sql-text.js';
import { lineSettings, settingStatement, temporaryTableStatements } from './view.js';

const CLIENT: OptionalPackage = { package: '@clickhouse/client', code: CLICKHOUSE_CODE };

const NEED = {
  purpose: 'A server of ClickHouse is asked by @clickhouse/client',
  otherwise: 'Or leave out --server, so that this machine answers.',
};

/** Units: milliseconds. A query may take as long as it takes: the longest time that a timer of Node has. */
const NO_TIMEOUT = 2 ** 31 - 1;

/** Units: milliseconds. How long a server may take to say its version. */
const FIRST_TIMEOUT = 30_000;

/** The settings of a session. A user's profile may have others, which would give other answers, or a part of an answer without an error. */
const SETTINGS = {
  // Of a query whose asker is gone, nobody wants the answer.
  cancel_http_readonly_queries_on_client_close: 1,
  // Every request asks for it, which is no change of a setting if the session has it, too.
  enable_http_compression: 1,
  enable_analyzer: 1,
  ...Object.fromEntries(
    ['result', 'read', 'timeout', 'group_by', 'join', 'set', 'sort', 'distinct', 'transfer'].map((what) => [
      `${what}_overflow_mode`,
      "'throw'",
    ]),
  ),
  limit: 0,
  offset: 0,
  extremes: 0,
  final: 0,
  join_use_nulls: 0,
  transform_null_in: 0,
  aggregate_functions_null_for_empty: 0,
  union_default_mode: "''",
};

/**
 * A session of a server of ClickHouse, which the lines of the artifacts are sent to: as temporary tables, which no other session sees, and
 * which end with this one. So its views are those of the other engines, and it needs no access to the artifacts themselves.
 *
 * @see https://clickhouse.com/docs/interfaces/http
 */
export class ServerSession implements ClickhouseSession {
  readonly database = undefined;
  readonly #client: ClickHouseClient;
  readonly #address: ServerAddress;
  readonly #tables = new Set<string>();
  #answer: Readable | undefined;
  #result: ResultLines | undefined;

  private constructor(client: ClickHouseClient, address: ServerAddress) {
    this.#client = client;
    this.#address = address;
  }

  /**
   * Begins a session, calls a function with it, and ends the connection.
   *
   * @throws Failure (`CLICKHOUSE`) if the client is not installed, or the server does not answer.
   */
  static async use<T>(address: ServerAddress, act: (session: ServerSession) => Promise<T>): Promise<T> {
    let library: typeof import('@clickhouse/client') | undefined;
    const fault = await loadFault(async () => {
      library = await import('@clickhouse/client');
    });
    if (library === undefined) throw loadFailure(CLIENT, NEED, fault as string);
    const client = library.createClient({
      url: address.origin,
      username: address.user,
      password: address.password,
      session_id: randomUUID(),
      // A session takes one request at a time. On one connection, each comes when the server has done with the one before.
      max_open_connections: 1,
      request_timeout: NO_TIMEOUT,
      // What is compressed has an end, so that a part of it is not taken for the whole.
      compression: { response: true },
      // The server says whether it had success before it sends the first row.
      clickhouse_settings: { wait_end_of_query: 1 },
      log: { level: library.ClickHouseLogLevel.OFF },
    });
    const session = new ServerSession(client, address);
    try {
      await session.#checkServer();
      await session.#configure([]);
      return await act(session);
    } finally {
      await session.#close();
    }
  }

  texts(sql: string): Promise<readonly string[]> {
    return this.#attempt(() => this.#texts(sql));
  }

  async open(tables: readonly TypedTable[]): Promise<void> {
    // The session may have ended since it was begun: reading the artifacts takes long.
    await this.#configure(tables);
    for (const [table, path] of tables) {
      const { create, insert } = temporaryTableStatements(table);
      await this.#run(create);
      this.#tables.add(table.name);
      await this.#attempt(async () => {
        const { stream } = await this.#client.exec({ query: insert, values: createReadStream(path) });
        await text(stream);
      });
      await this.#checkRows(table.name, table.scan.rows);
    }
    await this.#run('SET readonly = 1');
  }

  async select(sql: string): Promise<readonly ResultColumn[]> {
    await this.#checkTables(readingSelect(sql));
    this.#result = await this.#attempt(async () => ResultLines.of(await this.#lines(sql, RESULT_FORMAT)));
    return this.#result.columns;
  }

  async *rows(): AsyncGenerator<SentRows> {
    for (;;) {
      const rows = await this.#attempt(async () => this.#result?.next() ?? []);
      if (rows.length === 0) return;
      yield rows;
    }
  }

  /** Checks that the server is one of ClickHouse. */
  async #checkServer(): Promise<void> {
    const fault = (answer: string) =>
      `found another answer than ClickHouse’s at ${this.#address.origin}, expected that of its port for HTTP: ${answer.slice(0, MOST_OF_ANSWER)}`;
    const [version] = await this.#attempt(
      () => this.#texts('SELECT version()', AbortSignal.timeout(FIRST_TIMEOUT)),
      fault,
    );
    if (!/^\d+\.\d+/.test(String(version))) throw this.#failure(fault(String(version)));
  }

  /**
   * Checks that a SELECT reads no table but those of this session. First by the names alone: the analysis already runs subqueries that
   * have one value.
   */
  async #checkTables(select: string): Promise<void> {
    const names = possibleTables(await this.texts(`EXPLAIN AST SELECT * FROM (${select})`));
    for (const name of names)
      for (const table of this.#otherTables(name)) {
        const [isThere] = await this.texts(`EXISTS TABLE ${table}`);
        if (isThere !== '0') throw this.#failure(otherTableError(table).message);
      }
    // Later passes leave out where a value of a condition comes from.
    const tree = await this.texts(`EXPLAIN QUERY TREE passes = 1 ${select}`);
    await this.#attempt(async () => checkTables(tree));
  }

  /** Yields the other tables that a name may be: with one dot or several, it may be that of a database and that of a table in it. */
  *#otherTables(name: string): Generator<string> {
    if (!this.#tables.has(name)) yield clickhouseIdentifier(name);
    for (const { index } of name.matchAll(/\./g))
      yield `${clickhouseIdentifier(name.slice(0, index))}.${clickhouseIdentifier(name.slice(index + 1))}`;
  }

  async #texts(sql: string, signal?: AbortSignal): Promise<readonly string[]> {
    const texts: string[] = [];
    for await (const lines of await this.#lines(sql, 'JSONCompactEachRow', signal))
      for (const line of lines) texts.push(String(JSON.parse(line)[0]));
    return texts;
  }

  /**
   * Runs a statement, and returns the lines of its answer, some at a time.
   *
   * @param format - of the answer. The tree of a statement has a FORMAT that stands behind it as a part of it.
   */
  async #lines(sql: string, format: DataFormat, signal?: AbortSignal): Promise<AsyncGenerator<readonly string[]>> {
    const { stream } = await this.#client.exec({
      query: sql,
      clickhouse_settings: { default_format: format },
      ...(signal && { abort_signal: signal }),
    });
    this.#answer = stream;
    return linesOf(stream);
  }

  /** Ends the session. A server that does not do so ends it itself, when nothing has been asked for a minute. */
  async #close(): Promise<void> {
    // Of a long answer, only the first rows may have been read.
    this.#answer?.destroy();
    const clickhouse_settings = { close_session: 1 } as ClickHouseSettings;
    if (this.#tables.size > 0)
      await this.#client.command({ query: 'SELECT 1', clickhouse_settings }).catch(() => undefined);
    await this.#client.close();
  }

  #configure(tables: readonly TypedTable[]): Promise<void> {
    return this.#run(settingStatement({ ...lineSettings(tables), ...SETTINGS }));
  }

  async #run(sql: string): Promise<void> {
    await this.#attempt(() => this.#client.command({ query: sql }));
  }

  /** Checks that the server has all lines that were sent. */
  async #checkRows(name: string, sent: number): Promise<void> {
    const [rows] = await this.texts(`SELECT toString(count()) FROM ${clickhouseIdentifier(name)}`);
    if (rows === String(sent)) return;
    throw this.#failure(`found ${rows} rows in ${name} on the server, expected the ${sent} that were sent`);
  }

  /** @param other - returns the fault of an error that is neither ClickHouse's own nor one of the network. */
  async #attempt<T>(act: () => Promise<T>, other = (message: string): string => message): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw this.#failure(this.#faultOf(error as ClientError, other), error);
    }
  }

  #failure(fault: string, cause?: unknown): Failure {
    return new Failure(`ClickHouse: ${escapedLines(fault)}`, { code: CLICKHOUSE_CODE, cause });
  }

  #faultOf({ type, code, name, message }: ClientError, other: (message: string) => string): string {
    const { origin, user } = this.#address;
    if (type === 'AUTHENTICATION_FAILED')
      return `found no user ${user} with this password at ${origin}, expected one: see CLICKHOUSE_USER and CLICKHOUSE_PASSWORD`;
    // The client takes another word in parentheses for the type.
    if (code === SYNTAX_ERROR) return `${message.trim()} (SYNTAX_ERROR)`;
    if (type !== undefined) return `${message.trim()} (${type})`;
    if (name === 'AbortError' || message.includes('aborted a request'))
      return `found no answer of ${origin} for ${FIRST_TIMEOUT / 1000} s, expected one`;
    if (code === 'Z_BUF_ERROR' || LOST.test(`${code} ${message}`))
      return `lost the connection to ${origin}: ${message}; expected the whole answer`;
    if (code !== undefined)
      return `found no connection to ${origin}: ${message}; expected a server that answers HTTP, usually at the port 8123, or HTTPS at 8443`;
    return other(message || 'an empty one');
  }
}

/** The code of ClickHouse for a statement that its parser refuses. */
const SYNTAX_ERROR = '62';

/** What Node says of a connection that was there. */
const LOST = /\b(?:ECONNRESET|EPIPE|aborted|socket hang up)\b/;

/** Units: characters. What is shown of the answer of another server. */
const MOST_OF_ANSWER = 200;

/** What an error of the client has: the type of ClickHouse's own error, or the code of one of the network. */
interface ClientError {
  readonly type?: string;
  readonly code?: string;
  readonly name?: string;
  readonly message: string;
}

/**
 * Yields the lines of a stream, without their ends.
 *
 * @throws Error if the last one has no end.
 */
async function* linesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let begun: string[] = [];
  for await (const piece of stream) {
    const [first = '', ...others] = decoder.decode(piece, { stream: true }).split('\n');
    begun.push(first);
    const last = others.pop();
    if (last === undefined) continue;
    yield [begun.join(''), ...others];
    begun = [last];
  }
  if (begun.some((part) => part !== ''))
    throw new Error('found a part of a line at the end of an answer; expected a whole one');
}
