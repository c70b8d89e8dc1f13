import { resolve } from 'node:path';
import { escapedLines } from '../../display/escaping.js';
import { sqlIdentifier, sqlLiteral } from '../../engines/duckdb/sql-text.js';
import { selectOfFiles } from '../../engines/duckdb/view.js';
import { SPARK_TYPES, sparkIdentifier } from '../../engines/spark-types.js';
import { TRINO_TYPES } from '../../engines/trino-types.js';
import { type TypeNames, typeText } from '../../engines/type-names.js';
import { isBucketUrl } from '../context/bucket-url.js';
import type { Context } from '../context/context.js';
import type { QueriedTable } from './queried-table.js';

/**
 * Writes the statements by which other engines see the same tables, and the query that the user has given.
 *
 * @returns no notes.
 */
export async function writeStatements(
  { root, terminal: { out } }: Context,
  tables: readonly QueriedTable[],
  sql: string | undefined,
): Promise<string[]> {
  const sections = [
    [
      '-- DuckDB: views over the files themselves.',
      "SET TimeZone = 'UTC';",
      ...tables.map((table) => duckdbView(root, table)),
    ],
    [
      '-- Spark: a recipe, which was not run. `_id` and `_seal` are left out.',
      "SET spark.sql.session.timeZone = 'UTC';",
      ...tables.map((table) => sparkView(root, table)),
    ].map(asComment),
    [
      '-- Trino: a recipe, which was not run, for the parts of: artifacts export --parquet DIR',
      ...tables.map(trinoTable),
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
