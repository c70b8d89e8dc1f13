import type { ColumnType } from '../column-type.js';
import type { Scan } from '../scan.js';
import type { TableColumns } from '../table-columns.js';
import { type TypeNames, typeText } from '../type-names.js';
import { DUCKDB_TYPES } from './duckdb-types.js';
import { sqlIdentifier, sqlLiteral, sqlPath } from './sql-text.js';

/** Units: bytes. DuckDB allocates twice this, and reads as much at once. */
const LEAST_OBJECT_SIZE = 1 << 20;

/** Returns the SELECT that reads the lines of a scan as a table. */
export function selectOfLines(
  { path, keys, longest }: Pick<Scan, 'path' | 'keys' | 'longest'>,
  columns: Omit<TableColumns, 'leftOut'>,
  names: TypeNames = DUCKDB_TYPES,
): string {
  const members = [...columns.members];
  const read: [string, string][] = [keys.id, keys.path, keys.seal].map((key) => [key, DUCKDB_TYPES.text]);
  const selected = (['id', 'path', 'seal'] as const).map(
    (key) => `${sqlIdentifier(keys[key])} AS ${sqlIdentifier(columns[key])}`,
  );
  for (const [key, type] of members) {
    read.push([key, readType(type)]);
    selected.push(selectedColumn(key, type, names));
  }
  const size = Math.max(longest + 1, LEAST_OBJECT_SIZE);
  const options = `format = 'newline_delimited', maximum_object_size = ${size}, columns = {${structOf(read)}}`;
  return `SELECT ${selected.join(', ')} FROM read_json(${sqlPath(path)}, ${options})`;
}

/**
 * Returns the SELECT that reads the files themselves as a table, with the same columns.
 *
 * @param pattern - of the paths of the files.
 * @param largest - the size of the largest file. Units: bytes.
 */
export function selectOfFiles(pattern: string, largest: number, columns: TableColumns): string {
  const members = [...columns.members];
  const read = members.map(([key, type]): [string, string] => [key, readType(type)]);
  const key = `regexp_extract(filename, '([^/\\\\]+)[/\\\\]([^/\\\\]+)\\.json$', ['folder', 'name'])`;
  const own = [
    `left(sha256(${key}.folder || '/' || ${key}.name), 8) AS ${sqlIdentifier(columns.id)}`,
    `filename AS ${sqlIdentifier(columns.path)}`,
    `"$artifact".sha256 AS ${sqlIdentifier(columns.seal)}`,
  ];
  const selected = [...own, ...members.map(([name, type]) => selectedColumn(name, type, DUCKDB_TYPES))];
  const size = Math.max(largest + 1, LEAST_OBJECT_SIZE);
  const all = structOf([...read, ['$artifact', 'STRUCT(sha256 VARCHAR)']]);
  const options = `format = 'unstructured', filename = true, maximum_object_size = ${size}, columns = {${all}}`;
  return `SELECT ${selected.join(', ')} FROM read_json(${sqlLiteral(pattern)}, ${options})`;
}

/** Returns the type as which the JSON of a column is read. */
const readType = (type: ColumnType): string =>
  type.kind === 'timestamp' ? DUCKDB_TYPES.text : typeText(type, DUCKDB_TYPES);

/** Returns a column of a SELECT: as it was read, or of another type. */
function selectedColumn(key: string, type: ColumnType, names: TypeNames): string {
  const [read, wanted] = [readType(type), typeText(type, names)];
  const name = sqlIdentifier(key);
  return read === wanted ? name : `CAST(${name} AS ${wanted}) AS ${name}`;
}

const structOf = (types: readonly (readonly [string, string])[]): string =>
  types.map(([key, type]) => `${sqlLiteral(key)}: ${sqlLiteral(type)}`).join(', ');
