import { createReadStream } from 'node:fs';
import type { ResultColumn, SentRows } from '../messages.js';
import { checkTables, otherTableError, possibleTables, readingSelect } from './gate.js';
import { RESULT_FORMAT, ResultLines } from './result-lines.js';
import type { ServerAddress } from './server-address.js';
import { ServerConnection } from './server-connection.js';
import { serverFailure } from './server-fault.js';
import type { ClickhouseSession, TypedTable } from './session.js';
import { clickhouseIdentifier } from './sql-text.js';
import { lineSettings, settingStatement, temporaryTableStatements } from './view.js';

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
 */
export class ServerSession implements ClickhouseSession {
  readonly database = undefined;
  readonly #connection: ServerConnection;
  readonly #tables = new Set<string>();
  #result: ResultLines | undefined;

  private constructor(connection: ServerConnection) {
    this.#connection = connection;
  }

  /**
   * Begins a session, calls a function with it, and ends it.
   *
   * @throws Failure (`CLICKHOUSE`) if the client is not installed, or the server does not answer.
   */
  static use<T>(address: ServerAddress, act: (session: ServerSession) => Promise<T>): Promise<T> {
    return ServerConnection.use(address, async (connection) => {
      const session = new ServerSession(connection);
      await session.#configure([]);
      return act(session);
    });
  }

  texts(sql: string): Promise<readonly string[]> {
    return this.#connection.texts(sql);
  }

  async open(tables: readonly TypedTable[]): Promise<void> {
    // The session may have ended since it was begun: reading the artifacts takes long.
    await this.#configure(tables);
    for (const [table, path] of tables) {
      const { create, insert } = temporaryTableStatements(table);
      await this.#connection.run(create);
      this.#tables.add(table.name);
      await this.#connection.send(insert, createReadStream(path));
      await this.#checkRows(table.name, table.scan.rows);
    }
    await this.#connection.run('SET readonly = 1');
  }

  async select(sql: string): Promise<readonly ResultColumn[]> {
    await this.#checkTables(readingSelect(sql));
    this.#result = await this.#connection.attempt(async () =>
      ResultLines.of(await this.#connection.lines(sql, RESULT_FORMAT)),
    );
    return this.#result.columns;
  }

  async *rows(): AsyncGenerator<SentRows> {
    for (;;) {
      const rows = await this.#connection.attempt(async () => this.#result?.next() ?? []);
      if (rows.length === 0) return;
      yield rows;
    }
  }

  #configure(tables: readonly TypedTable[]): Promise<void> {
    return this.#connection.run(settingStatement({ ...lineSettings(tables), ...SETTINGS }));
  }

  /** Checks that the server has all lines that were sent. */
  async #checkRows(name: string, sent: number): Promise<void> {
    const [rows] = await this.texts(`SELECT toString(count()) FROM ${clickhouseIdentifier(name)}`);
    if (rows === String(sent)) return;
    throw serverFailure(`found ${rows} rows in ${name} on the server, expected the ${sent} that were sent`);
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
        if (isThere !== '0') throw serverFailure(otherTableError(table).message);
      }
    // Later passes leave out where a value of a condition comes from.
    const tree = await this.texts(`EXPLAIN QUERY TREE passes = 1 ${select}`);
    await this.#connection.attempt(async () => checkTables(tree));
  }

  /** Yields the other tables that a name may be: with one dot or several, it may be that of a database and that of a table in it. */
  *#otherTables(name: string): Generator<string> {
    if (!this.#tables.has(name)) yield clickhouseIdentifier(name);
    for (const { index } of name.matchAll(/\./g))
      yield `${clickhouseIdentifier(name.slice(0, index))}.${clickhouseIdentifier(name.slice(index + 1))}`;
  }
}
