import { resolve } from 'node:path';
import { escapedLines } from '../../display/escaping.js';
import { CLICKHOUSE } from '../../engines/clickhouse/clickhouse.js';
import { clickhouseIdentifier } from '../../engines/clickhouse/sql-text.js';
import {
  selectOfFiles as clickhouseSelect,
  READING_SETTINGS,
  settingStatement,
} from '../../engines/clickhouse/view.js';
import { DUCKDB } from '../../engines/duckdb/duckdb.js';
import { sqlIdentifier, sqlLiteral } from '../../engines/duckdb/sql-text.js';
import { selectOfFiles } from '../../engines/duckdb/view.js';
import type { QueryEngineKind } from '../../engines/query-engine.js';
import { SPARK_TYPES, sparkIdentifier } from '../../engines/spark-types.js';
import { tableColumns, viewNames } from '../../engines/table-columns.js';
import { TRINO_TYPES } from '../../engines/trino-types.js';
import { type TypeNames, typeText } from '../../engines/type-names.js';
import { isBucketUrl } from '../context/bucket-url.js';
import type { Context } from '../context/context.js';
import type { QueriedTable } from './queried-table.js';

/** The artifacts as tables, and the engine whose statements are to be run. */
interface Queried {
  readonly kind: QueryEngineKind;
  readonly tables: readonly QueriedTable[];
  /** The names of all procedures, by which the names of views are given. */
  readonly procedures: readonly string[];
  /** What the user has asked; undefined if nothing. */
  readonly sql: string | undefined;
}

/**
 * Writes the statements by which engines see the same tables, and the query that the user has given. Those of other engines are comments.
 *
 * @returns no notes.
 */
export async function writeStatements(
  { root, terminal: { out } }: Context,
  { kind, tables, procedures, sql }: Queried,
): Promise<string[]> {
  const tablesOf = ({ names }: QueryEngineKind) =>
    tables.map((table) => ({
      ...table,
      name: viewNames(procedures, names).get(table.procedure) as string,
      columns: tableColumns(table.scan.types, names),
    }));
  const ofDuckdb = tablesOf(DUCKDB);
  const duckdb = [
    '-- DuckDB: views over the files themselves.',
    "SET TimeZone = 'UTC';",
    ...ofDuckdb.map((table) => duckdbView(root, table)),
  ];
  const clickhouse = [
    '-- ClickHouse: views over the files themselves. In a String of several kinds of values, a text has lost its quotes.',
    `${settingStatement(READING_SETTINGS)};`,
    ...tablesOf(CLICKHOUSE).map((table) => clickhouseView(root, table)),
  ];
  const sections = [
    ...(kind === DUCKDB ? [duckdb, clickhouse.map(asComment)] : [clickhouse, duckdb.map(asComment)]),
    [
      '-- Spark: a recipe, which was not run. `_id` and `_seal` are left out.',
      "SET spark.sql.session.timeZone = 'UTC';",
      ...ofDuckdb.map((table) => sparkView(root, table)),
    ].map(asComment),
    [
      '-- Trino: a recipe, which was not run, for the parts of: artifacts export --parquet DIR',
      ...ofDuckdb.map(trinoTable),
    ].map(asComment),
    sql === undefined ? [] : [`${sql.trim().replace(/;$/, '')};`],
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => `${lines.join('\n')}\n`);
  await out.write(out.isTerminal ? escapedLines(text.join('\n')) : text.join('\n'));
  return [];
}

const asComment = (line: string): string => (line.startsWith('--') ? line : line.replaceAll(/^/gm, '-- '));

const filesOf = (root: string, procedure: string): string =>
  `${isBucketUrl(root) ? root : resolve(root)}/${procedure}/*.json`;

const duckdbView = (root: string, { procedure, name, scan, columns }: QueriedTable): string =>
  `CREATE VIEW ${sqlIdentifier(name)} AS ${selectOfFiles(filesOf(root, procedure), scan.largest, columns)};`;

const clickhouseView = (root: string, { procedure, name, columns }: QueriedTable): string =>
  `CREATE VIEW ${clickhouseIdentifier(name)} AS ${clickhouseSelect(filesOf(root, procedure), columns)};`;

function sparkView(root: string, { procedure, name, columns }: QueriedTable): string {
  const types = columnTypes(columns.members, SPARK_TYPES, sparkIdentifier);
  // Hadoop calls the scheme of a bucket s3a.
  const files = filesOf(root, procedure).replace(/^s3:/, 's3a:');
  const options = `path ${sqlLiteral(files)}, multiLine 'true', allowNonNumericNumbers 'true'`;
  return `CREATE TEMPORARY VIEW ${sparkIdentifier(name)} (${types.join(', ')}) USING json OPTIONS (${options});`;
}

function trinoTable({ procedure, name, columns }: QueriedTable): string {
  const own = [columns.id, columns.path, columns.seal].map((column) => `${sqlIdentifier(column)} VARCHAR`);
  const types = [...own, ...columnTypes(columns.members, TRINO_TYPES, sqlIdentifier)];
  const options = `format = 'PARQUET', external_location = ${sqlLiteral(`DIR/${procedure}`)}`;
  return `CREATE TABLE ${sqlIdentifier(name)} (${types.join(', ')}) WITH (${options});`;
}

const columnTypes = (
  members: QueriedTable['columns']['members'],
  names: TypeNames,
  identifier: (name: string) => string,
) => Array.from(members, ([key, type]) => `${identifier(key)} ${typeText(type, names)}`);
