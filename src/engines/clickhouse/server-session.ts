import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { escapedLines } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { loadFault } from '../load-fault.js';
import type { ResultColumn, SentRows } from '../messages.js';
import { loadFailure, type OptionalPackage } from '../optional-package.js';
import { checkTables, readingSelect } from './gate.js';
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
  #answer: { close(): void } | undefined;
  #result: ResultLines | undefined;
  #hasTables = false;

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
      // The server says whether it had success before it sends the first row.
      clickhouse_settings: { wait_end_of_query: 1 },
      log: { level: library.ClickHouseLogLevel.OFF },
    });
    const session = new ServerSession(client, address);
    try {
      await session.#checkServer();
      return await act(session);
    } finally {
      await session.#close();
    }
  }

  texts(sql: string): Promise<readonly string[]> {
    return this.#attempt(() => this.#texts(sql));
  }

  async open(tables: readonly TypedTable[]): Promise<void> {
    // Of a query whose asker is gone, nobody wants the answer.
    this.#hasTables = true;
    const settings = { ...lineSettings(tables), cancel_http_readonly_queries_on_client_close: 1, enable_analyzer: 1 };
    await this.#run(settingStatement(settings));
    for (const [table, path] of tables) {
      const { create, insert } = temporaryTableStatements(table);
      await this.#run(create);
      await this.#attempt(async () => {
        const { stream } = await this.#client.exec({ query: insert, values: createReadStream(path) });
        await text(stream);
      });
      await this.#checkRows(table.name, table.scan.rows);
    }
    await this.#run('SET readonly = 1');
  }

  async select(sql: string): Promise<readonly ResultColumn[]> {
    const tree = await this.texts(`EXPLAIN QUERY TREE ${readingSelect(sql)}`);
    this.#result = await this.#attempt(async () => {
      checkTables(tree);
      const answer = await this.#client.query({ query: sql, format: RESULT_FORMAT });
      this.#answer = answer;
      return ResultLines.of(linesOf(answer.stream()));
    });
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
    const [version] = await this.#attempt(() => this.#texts('SELECT version()'), fault);
    if (!/^\d+\.\d+/.test(String(version))) throw this.#failure(fault(String(version)));
  }

  async #texts(sql: string): Promise<readonly string[]> {
    // The tree of a statement has a FORMAT that stands behind it as a part of it.
    const clickhouse_settings = { default_format: 'JSONCompactEachRow' } as const;
    const { stream } = await this.#client.exec({ query: sql, clickhouse_settings });
    const lines = (await text(stream)).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line)[0] as string);
  }

  /** Ends the session. A server that does not do so ends it itself, when nothing has been asked for a minute. */
  async #close(): Promise<void> {
    // Of a long answer, only the first rows may have been read.
    this.#answer?.close();
    const clickhouse_settings = { close_session: 1 } as ClickHouseSettings;
    if (this.#hasTables) await this.#client.command({ query: 'SELECT 1', clickhouse_settings }).catch(() => undefined);
    await this.#client.close();
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

  #faultOf({ type, code, message }: ClientError, other: (message: string) => string): string {
    const { origin, user } = this.#address;
    if (type === 'AUTHENTICATION_FAILED')
      return `found no user ${user} with this password at ${origin}, expected one: see CLICKHOUSE_USER and CLICKHOUSE_PASSWORD`;
    if (type !== undefined) return `${message.trim()} (${type})`;
    if (code !== undefined)
      return `found no connection to ${origin}: ${message}; expected a server that answers HTTP, usually at the port 8123, or HTTPS at 8443`;
    return other(message);
  }
}

/** Units: characters. What is shown of the answer of another server. */
const MOST_OF_ANSWER = 200;

/** What an error of the client has: the type of ClickHouse's own error, or the code of one of the network. */
interface ClientError {
  readonly type?: string;
  readonly code?: string;
  readonly message: string;
}

/** Yields the lines of rows as the client gives them. */
async function* linesOf(
  stream: AsyncIterable<readonly { readonly text: string }[]>,
): AsyncGenerator<readonly string[]> {
  for await (const rows of stream) yield rows.map(({ text }) => text);
}
