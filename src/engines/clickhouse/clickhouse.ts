import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Failure } from '../../display/failure.js';
import { LineFile } from '../line-file.js';
import type { NamedTables, ResultColumn, SentRows } from '../messages.js';
import type { LinesTable, QueryEngine, QueryEngineKind } from '../query-engine.js';
import { CLICKHOUSE_NAMES } from './clickhouse-types.js';
import { EmbeddedSession } from './embedded-session.js';
import { checkFunctions, checkTotals, namedTables, ONE_SELECT, readingSelect } from './gate.js';
import type { ServerAddress } from './server-address.js';
import { ServerSession } from './server-session.js';
import { CLICKHOUSE_CODE, type ClickhouseSession, type TypedTable } from './session.js';
import { clickhouseIdentifier, clickhouseLiteral } from './sql-text.js';
import { TypedLines } from './typed-lines.js';

/** ClickHouse, in a child process or on a server. All methods throw a Failure (`CLICKHOUSE`) with its message if it refuses something. */
class Clickhouse implements QueryEngine {
  readonly #session: ClickhouseSession;

  constructor(session: ClickhouseSession) {
    this.#session = session;
  }

  async parse(sql: string): Promise<NamedTables> {
    return (await this.#checked(sql)).named;
  }

  async open(tables: readonly LinesTable[]): Promise<void> {
    const written: TypedTable[] = [];
    for (const table of tables) written.push([table, await typedLinesOf(table)]);
    await this.#session.open(written);
  }

  async select(sql: string): Promise<readonly ResultColumn[]> {
    const { statement } = await this.#checked(sql);
    return this.#session.select(statement);
  }

  rows(): AsyncIterable<SentRows> {
    return this.#session.rows();
  }

  /** Returns a statement as ClickHouse's formatter writes it, after the gate has let it pass. */
  async #checked(sql: string): Promise<{ readonly statement: string; readonly named: NamedTables }> {
    const formatted = `SELECT formatQuerySingleLine(${clickhouseLiteral(sql)})`;
    const [statement = ''] = await this.#session.texts(formatted).catch(withoutCall);
    try {
      const select = readingSelect(statement);
      checkFunctions(statement);
      checkTotals(statement);
      // In parentheses, there are no INTO OUTFILE, FORMAT and other clauses of a whole statement.
      const tree = await this.#session.texts(`EXPLAIN AST SELECT * FROM (${select})`).catch(otherThanSelect);
      return { statement, named: namedTables(statement, tree, this.#session.database) };
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure(`ClickHouse: ${(error as Error).message}`, { code: CLICKHOUSE_CODE });
    }
  }
}

/** Throws what an error of the parser says of a statement that the formatter has read: it is no SELECT. */
function otherThanSelect(error: Failure): never {
  throw COMMON.isSyntaxError(error.message) ? new Error(ONE_SELECT) : error;
}

/** Throws an error of the formatter without the call of it, and without what else might stand there. */
function withoutCall(error: Failure): never {
  const { code, message } = error;
  if (message.includes('Multi-statements')) throw new Failure(`ClickHouse: ${ONE_SELECT}`, { code });
  throw new Failure(
    message.replace(/[\s:.]*(?:Expected one of: |In scope SELECT formatQuery).*(?= \(SYNTAX_ERROR\)$)/s, ''),
    {
      code,
    },
  );
}

/** Writes the lines of a table as ClickHouse reads them, in place of those that are there. Returns the path of their file. */
async function typedLinesOf({ scan: { path, types } }: LinesTable): Promise<string> {
  const typed = new TypedLines(types);
  const lines = new LineFile(`${path}.typed`);
  try {
    for await (const piece of createReadStream(path)) for (const each of typed.push(piece)) await lines.write(each);
  } finally {
    lines.finish();
  }
  await rm(path);
  return lines.path;
}

const COMMON = {
  names: CLICKHOUSE_NAMES,
  limits: 'ClickHouse has no empty names',
  identifier: clickhouseIdentifier,
  isSyntaxError: (message: string) => message.includes('SYNTAX_ERROR'),
};

/** ClickHouse in a child process as an engine of queries. */
export const CLICKHOUSE: QueryEngineKind = {
  ...COMMON,
  use: (folder, act) => EmbeddedSession.use(folder, (session) => act(new Clickhouse(session))),
};

/** Returns a server of ClickHouse as an engine of queries. */
export const clickhouseServer = (address: ServerAddress): QueryEngineKind => ({
  ...COMMON,
  use: (_, act) => ServerSession.use(address, (session) => act(new Clickhouse(session))),
});
