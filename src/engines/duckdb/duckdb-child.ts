// The process that runs DuckDB. It is a process of its own, so that what a statement does to it, or to the memory that it takes, is one error
// of the command. It reads the files that it is told of, and nothing else, and writes nothing but the .parquet file that it is told of.

import type { DuckDBConnection, DuckDBInstance, DuckDBResult, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { answerRequests } from '../child.js';
import { loadFault } from '../load-fault.js';
import type { NamedTables, ResultColumn, SentValue } from '../messages.js';
import type { DuckdbRequests } from './duckdb-requests.js';
import { sentValue } from './sent-value.js';

type Library = typeof import('@duckdb/node-api');

let library: Library;
let instance: DuckDBInstance | undefined;
let connection: DuckDBConnection;
let result: DuckDBResult;

answerRequests<DuckdbRequests>({
  load: () =>
    loadFault(async () => {
      library = await import('@duckdb/node-api');
    }),

  open,
  parse: namedTables,

  async select(sql) {
    const statements = await connection.extractStatements(sql);
    const statement = statements.count === 1 ? await statements.prepare(0) : undefined;
    if (statement?.statementType !== library.StatementType.SELECT) throw new Error(ONE_SELECT);
    result = await statement.stream();
    const types = result.columnTypes();
    return result
      .columnNames()
      .map((name, index): ResultColumn => ({ name, isNumeric: NUMBER.test(String(types[index])) }));
  },

  async next() {
    const chunk = await result.fetchChunk();
    const types = result.columnTypes();
    const rowOf = (row: readonly DuckDBValue[]) =>
      row.map((value, index): SentValue => sentValue(value, types[index] as DuckDBType, library));
    return chunk?.getRows().map(rowOf) ?? [];
  },
});

/** The types of numbers. */
const NUMBER = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT|U?INTEGER|BIGNUM|FLOAT|DOUBLE|DECIMAL\(\d+,\s*\d+\))$/;

const ONE_SELECT = 'the query is another statement, or several; expected one SELECT';

/** Opens an empty database, and runs statements in it one after the other. Closes the one before. */
async function open(statements: readonly string[]): Promise<undefined> {
  instance?.closeSync();
  instance = await library.DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  for (const sql of statements) await connection.run(sql);
  return undefined;
}

/** The functions of tables that read nothing. */
const MAKERS = ['range', 'generate_series', 'unnest'];

/** The schemas that DuckDB has itself. */
const SCHEMAS = ['information_schema', 'pg_catalog'];

/** @throws Error if it is not one SELECT. */
async function namedTables(sql: string): Promise<NamedTables> {
  const parsed = await textOf('SELECT json_serialize_sql($1::VARCHAR)', [sql]);
  const { error, error_type: type, error_message: message, statements } = JSON.parse(parsed);
  // DuckDB writes only a SELECT as JSON.
  if (error && type === 'not implemented') throw new Error(ONE_SELECT);
  if (error) throw new Error(`${type === 'parser' ? 'Parser Error: ' : ''}${message}`);
  if (statements.length !== 1) throw new Error(ONE_SELECT);
  const tables = new Set<string>();
  const known = new Set<string>();
  const dotted = new Set<string>();
  let isComplete = true;
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, schema_name: schema, table_name: name, query, cte_map: withs, function: call } = node as Node;
    for (const { key } of withs?.map ?? []) known.add(key);
    if (type === 'BASE_TABLE') {
      if (schema === '' || schema === 'main') tables.add(name as string);
      else if (SCHEMAS.includes(schema?.toLowerCase() as string)) isComplete = false;
      else dotted.add(`${schema}.${name}`);
    }
    if (type === 'SHOW_REF' && query === null) isComplete = false;
    if (type === 'TABLE_FUNCTION' && !MAKERS.includes(call?.function_name as string)) isComplete = false;
    for (const each of Object.values(node)) visit(each);
  };
  visit(statements[0]);
  const views = JSON.parse(await textOf('SELECT to_json(list(view_name)) FROM duckdb_views() WHERE internal'));
  for (const name of tables)
    if (views.includes(name.toLowerCase())) {
      known.add(name);
      isComplete = false;
    }
  return { tables: [...tables], known: [...known], dotted: [...dotted], isComplete };
}

/** A node of the tree of a statement. */
interface Node {
  readonly type?: string;
  readonly schema_name?: string;
  readonly table_name?: string;
  readonly query?: unknown;
  readonly cte_map?: { readonly map: readonly { readonly key: string }[] };
  readonly function?: { readonly function_name: string };
}

const textOf = async (sql: string, values: string[] = []): Promise<string> =>
  (await connection.runAndReadAll(sql, values)).getRows()[0]?.[0] as string;
