import type { ColumnType } from '../column-type.js';
import type { LinesTable } from '../query-engine.js';
import type { TableColumns } from '../table-columns.js';
import { typeText } from '../type-names.js';
import { CLICKHOUSE_TYPES } from './clickhouse-types.js';
import { clickhouseIdentifier, clickhouseLiteral, clickhousePath } from './sql-text.js';

/** The settings with which lines or files are read exactly. */
export const READING_SETTINGS = {
  session_timezone: "'UTC'",
  date_time_input_format: "'best_effort'",
  enable_nullable_tuple_type: 1,
  // A null in a column without nulls is an error, not 0.
  input_format_null_as_default: 0,
} as const;

/** Returns the statement that changes some settings. */
export const settingStatement = (settings: Readonly<Record<string, string | number>>): string =>
  `SET ${Array.from(Object.entries(settings), ([name, value]) => `${name} = ${value}`).join(', ')}`;

/** Returns the statements that make a view over the lines of a table, which {@link TypedLines} has written. */
export function viewStatements({ name, scan: { keys }, columns }: LinesTable, path: string): string[] {
  // The name of the table of lines is as random as the keys.
  const lines = clickhouseIdentifier(`lines of ${keys.id}`);
  const own = OWN.map((key) => ({ key: keys[key], name: columns[key], type: OWN_TYPE }));
  const members = Array.from(columns.members, ([key, type]) => ({ key, name: key, type }));
  const all = [...own, ...members];
  const read = structure(all.map(({ key, type }) => [key, type]));
  const selected = all.map(({ key, name: as }) => `${clickhouseIdentifier(key)} AS ${clickhouseIdentifier(as)}`);
  return [
    `CREATE TABLE ${lines} (${read}) ENGINE = File(JSONEachRow, ${clickhousePath(path)})`,
    `CREATE VIEW ${clickhouseIdentifier(name)} AS SELECT ${selected.join(', ')} FROM ${lines}`,
  ];
}

/**
 * Returns the SELECT that reads the files themselves as a table, with the same columns.
 *
 * @param pattern - of the paths of the files, or their URLs in a bucket.
 */
export function selectOfFiles(pattern: string, { id, path, seal, members }: TableColumns): string {
  const [key, name] = [`extract(_path, '([^/]+/[^/]+)\\\\.json$')`, clickhouseIdentifier];
  const own = [
    `lower(substring(hex(SHA256(${key})), 1, 8)) AS ${name(id)}`,
    `_path AS ${name(path)}`,
    `${name('$artifact')}.sha256 AS ${name(seal)}`,
  ];
  const read = `${structure([...members])}, ${name('$artifact')} Tuple(sha256 Nullable(String))`;
  const from = pattern.startsWith('s3:') ? `s3(${clickhouseLiteral(pattern)}` : `file(${clickhousePath(pattern)}`;
  const selected = [...own, ...Array.from(members.keys(), name)];
  return `SELECT ${selected.join(', ')} FROM ${from}, 'JSONEachRow', ${clickhouseLiteral(read)})`;
}

const OWN = ['id', 'path', 'seal'] as const;

/** An unsealed file has no seal. */
const OWN_TYPE: ColumnType = { kind: 'text', hasNull: true };

const structure = (columns: readonly (readonly [name: string, type: ColumnType])[]): string =>
  columns.map(([name, type]) => `${clickhouseIdentifier(name)} ${typeText(type, CLICKHOUSE_TYPES)}`).join(', ');
