import type { ColumnType } from '../column-type.js';
import type { LinesTable } from '../query-engine.js';
import type { TableColumns } from '../table-columns.js';
import { typeText } from '../type-names.js';
import { CLICKHOUSE_TYPES } from './clickhouse-types.js';
import type { TypedTable } from './session.js';
import { clickhouseIdentifier, clickhouseLiteral, clickhousePath } from './sql-text.js';

/** The settings with which lines or files are read exactly. */
export const READING_SETTINGS = {
  session_timezone: "'UTC'",
  date_time_input_format: "'best_effort'",
  enable_nullable_tuple_type: 1,
  // A null in a column without nulls is an error, not 0.
  input_format_null_as_default: 0,
} as const;

/** Units: bytes. ClickHouse reads lines in parallel only if each is much shorter than the 10 MiB that it takes at once. */
const LONGEST_PARALLEL = 1 << 20;

/** Returns the settings with which the lines of tables are read, and answers written, exactly. */
export const lineSettings = (tables: readonly TypedTable[]): Record<string, string | number> => ({
  ...READING_SETTINGS,
  date_time_output_format: "'iso'",
  input_format_parallel_parsing: tables.every(([{ scan }]) => scan.longest < LONGEST_PARALLEL) ? 1 : 0,
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  output_format_json_quote_denormals: 1,
  output_format_decimal_trailing_zeros: 1,
  output_format_json_map_as_array_of_tuples: 1,
  output_format_json_named_tuples_as_objects: 0,
  print_pretty_type_names: 0,
});

/** Returns the statement that changes some settings. */
export const settingStatement = (settings: Readonly<Record<string, string | number>>): string =>
  `SET ${Array.from(Object.entries(settings), ([name, value]) => `${name} = ${value}`).join(', ')}`;

/** Returns the statements that make a view over the lines of a table, which {@link TypedLines} has written. */
export function viewStatements(table: LinesTable, path: string): string[] {
  // The name of the table of lines is as random as the keys.
  const lines = clickhouseIdentifier(`lines of ${table.scan.keys.id}`);
  const columns = columnsOf(table);
  const selected = columns.map(({ key, name }) => `${clickhouseIdentifier(key)} AS ${clickhouseIdentifier(name)}`);
  return [
    `CREATE TABLE ${lines} (${structureOfLines(columns)}) ENGINE = File(JSONEachRow, ${clickhousePath(path)})`,
    `CREATE VIEW ${clickhouseIdentifier(table.name)} AS SELECT ${selected.join(', ')} FROM ${lines}`,
  ];
}

/** Returns the statements that make a temporary table, and that fill it with the lines that are sent after it. */
export function temporaryTableStatements(table: LinesTable): { readonly create: string; readonly insert: string } {
  const name = clickhouseIdentifier(table.name);
  const columns = columnsOf(table);
  const lines = `input(${clickhouseLiteral(structureOfLines(columns))})`;
  return {
    create: `CREATE TEMPORARY TABLE ${name} (${structure(columns.map((column) => [column.name, column.type]))})`,
    insert: `INSERT INTO ${name} SELECT * FROM ${lines} FORMAT JSONEachRow`,
  };
}

/** A column of a table, and its key in the lines. */
interface LinesColumn {
  readonly key: string;
  readonly name: string;
  readonly type: ColumnType;
}

function columnsOf({ scan: { keys }, columns }: LinesTable): LinesColumn[] {
  const own = OWN.map((key) => ({ key: keys[key], name: columns[key], type: OWN_TYPE }));
  return [...own, ...Array.from(columns.members, ([key, type]) => ({ key, name: key, type }))];
}

const structureOfLines = (columns: readonly LinesColumn[]): string =>
  structure(columns.map(({ key, type }) => [key, type]));

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
