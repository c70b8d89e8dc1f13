import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ClickHouseClient, ClickHouseSettings, DataFormat } from '@clickhouse/client';
import { loadFault } from '../load-fault.js';
import { loadFailure, type OptionalPackage } from '../optional-package.js';
import type { ServerAddress } from './server-address.js';
import { clientFailure, SHORT_TIMEOUT, serverFailure } from './server-fault.js';
import { CLICKHOUSE_CODE } from './session.js';

const CLIENT: OptionalPackage = { package: '@clickhouse/client', code: CLICKHOUSE_CODE };

const NEED = {
  purpose: 'A server of ClickHouse is asked by @clickhouse/client',
  otherwise: 'Or leave out --server, so that this machine answers.',
};

/** Units: milliseconds. A query may take as long as it takes: the longest time that a timer of Node has. */
const NO_TIMEOUT = 2 ** 31 - 1;

/** Units: characters. What is shown of the answer of another server. */
const MOST_OF_ANSWER = 200;

/**
 * The connection to a server of ClickHouse, with a session of its own. All methods but `lines` throw a Failure (`CLICKHOUSE`).
 *
 * @see https://clickhouse.com/docs/interfaces/http
 */
export class ServerConnection {
  readonly #client: ClickHouseClient;
  readonly #address: ServerAddress;
  #answer: Readable | undefined;

  private constructor(client: ClickHouseClient, address: ServerAddress) {
    this.#client = client;
    this.#address = address;
  }

  /**
   * Connects with a server, calls a function, and ends the session and the connection.
   *
   * @throws Failure (`CLICKHOUSE`) if the client is not installed, or the server does not answer.
   */
  static async use<T>(address: ServerAddress, act: (connection: ServerConnection) => Promise<T>): Promise<T> {
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
    const connection = new ServerConnection(client, address);
    let hasSession = false;
    try {
      await connection.#checkServer();
      hasSession = true;
      return await act(connection);
    } finally {
      await connection.#close(hasSession);
    }
  }

  /** Runs a statement that answers nothing. */
  async run(sql: string): Promise<void> {
    await this.attempt(() => this.#client.command({ query: sql }));
  }

  /** Runs a statement with lines that belong to it. */
  async send(sql: string, lines: Readable): Promise<void> {
    await this.attempt(async () => {
      const { stream } = await this.#client.exec({ query: sql, values: lines });
      await text(stream);
    });
  }

  /** Runs a statement, and returns the texts in the first column of its result. */
  texts(sql: string): Promise<readonly string[]> {
    return this.attempt(() => this.#texts(sql));
  }

  /**
   * Runs a statement, and returns the lines of its answer, some at a time. Both the call and the reading need an {@link attempt}.
   *
   * @param format - of the answer. The tree of a statement has a FORMAT that stands behind it as a part of it.
   * @param signal - ends the request.
   */
  async lines(sql: string, format: DataFormat, signal?: AbortSignal): Promise<AsyncGenerator<readonly string[]>> {
    const { stream } = await this.#client.exec({
      query: sql,
      clickhouse_settings: { default_format: format },
      ...(signal && { abort_signal: signal }),
    });
    this.#answer = stream;
    return linesOf(stream);
  }

  /**
   * Runs a function, and throws its error as a Failure.
   *
   * @param other - returns the fault of an error that is neither ClickHouse's own nor one of the network.
   */
  async attempt<T>(act: () => Promise<T>, other = (message: string): string => message): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw clientFailure(error, this.#address, other);
    }
  }

  /** Checks that the server is one of ClickHouse. */
  async #checkServer(): Promise<void> {
    const fault = (answer: string) =>
      `found another answer than ClickHouse’s at ${this.#address.origin}, expected that of its port for HTTP: ${answer.slice(0, MOST_OF_ANSWER)}`;
    const [version] = await this.attempt(
      () => this.#texts('SELECT version()', AbortSignal.timeout(SHORT_TIMEOUT)),
      fault,
    );
    if (!/^\d+\.\d+/.test(String(version))) throw serverFailure(fault(String(version)));
  }

  async #texts(sql: string, signal?: AbortSignal): Promise<readonly string[]> {
    const texts: string[] = [];
    for await (const lines of await this.lines(sql, 'JSONCompactEachRow', signal))
      for (const line of lines) texts.push(String(JSON.parse(line)[0]));
    return texts;
  }

  /**
   * @param hasSession - whether the server has answered as ClickHouse: no other is asked to end a session. A server that does not end it then
   * does so when nothing was asked for a minute.
   */
  async #close(hasSession: boolean): Promise<void> {
    // Of a long answer, only the first rows may have been read.
    this.#answer?.destroy();
    const clickhouse_settings = { close_session: 1 } as ClickHouseSettings;
    const ending = { query: 'SELECT 1', clickhouse_settings, abort_signal: AbortSignal.timeout(SHORT_TIMEOUT) };
    if (hasSession) await this.#client.command(ending).catch(() => undefined);
    await this.#client.close();
  }
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
