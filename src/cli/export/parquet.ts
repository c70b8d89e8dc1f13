import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import {
  type ColumnType,
  commonMemberTypes,
  memberTypesOf,
  sortedMembers,
  sqlIdentifier,
  sqlLiteral,
  sqlOf,
} from './column-type.js';
import { FileDestination } from './destination.js';
import type { ExportedArtifacts } from './exported-artifacts.js';
import { lineKeys, writeNdjson } from './ndjson.js';

const DUCKDB_PACKAGE = '@duckdb/node-api';

/** The functions of DuckDB's package that are used. The package is optional, so its types cannot be imported. */
interface Duckdb {
  readonly DuckDBInstance: {
    create(path: string): Promise<{ connect(): Promise<Connection>; closeSync(): void }>;
  };
}

interface Connection {
  run(sql: string): Promise<unknown>;
  closeSync(): void;
}

/** The size of the table that was written. */
interface WrittenParquet {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Writes a .parquet file with one row for each artifact and one column for each member.
 *
 * 1. A first pass over the artifacts finds the type of each column.
 * 2. A second pass writes the artifacts as lines of JSON into a temporary file.
 * 3. DuckDB reads the lines and writes the table.
 *
 * @throws Failure (`DUCKDB`) if DuckDB is not installed, fails, or cannot tell the names of two columns apart.
 */
export async function writeParquet(
  artifacts: ExportedArtifacts,
  destination: FileDestination,
): Promise<WrittenParquet> {
  const duckdb = await loadDuckdb();
  let members = new Map<string, ColumnType>();
  await artifacts.each(async ({ artifact }) => {
    members = commonMemberTypes(members, await memberTypesOf(artifact.root));
  });
  const keys = lineKeys((key) => members.has(key));
  const columns = new Map<string, ColumnType>([
    [keys.id, { kind: 'text' }],
    [keys.path, { kind: 'text' }],
    [keys.seal, { kind: 'text' }],
    ...sortedMembers(members),
  ]);
  checkColumnNames([...columns.keys()]);
  const lines = await FileDestination.create(`${destination.temporaryPath}.ndjson`, false);
  try {
    const { lines: rows, longest } = await writeNdjson(artifacts, lines, keys);
    await lines.flush();
    if (rows > 0) await runDuckdb(duckdb, lines.temporaryPath, longest, columns, destination);
    return { rows, columns: columns.size };
  } finally {
    await lines.discard();
  }
}

/** @throws Failure (`DUCKDB`) if DuckDB is not installed or does not start. */
async function loadDuckdb(): Promise<Duckdb> {
  try {
    return await import(DUCKDB_PACKAGE);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    const fault = isMissing ? 'is not installed' : `does not start: ${escaped(String(error))}`;
    throw new Failure(
      `.parquet is written by DuckDB, which ${fault}. To install it:\n  npm install ${DUCKDB_PACKAGE}\nOr export .csv, .ndjson or .npy.`,
      { code: 'DUCKDB', cause: error },
    );
  }
}

/** @throws Failure (`DUCKDB`) if the names of two columns differ only in case, which DuckDB ignores. */
function checkColumnNames(names: readonly string[]): void {
  const byName = new Map<string, string>();
  for (const name of names) {
    const other = byName.get(name.toLowerCase());
    if (other !== undefined)
      throw new Failure(
        `DuckDB takes the columns ${escaped(other)} and ${escaped(name)} for one. Export .csv or .ndjson instead.`,
        { code: 'DUCKDB' },
      );
    byName.set(name.toLowerCase(), name);
  }
}

/** DuckDB refuses a line that is longer than the maximum it is given. The maximum is the longest line plus this many bytes. */
const SPARE_BYTES = 1 << 16;

/**
 * Lets DuckDB read the lines and write the table.
 *
 * @param lines - the path of the temporary file with the lines.
 * @param longest - the length of the longest line in bytes.
 * @throws Failure (`DUCKDB`) if DuckDB fails.
 */
async function runDuckdb(
  { DuckDBInstance }: Duckdb,
  lines: string,
  longest: number,
  columns: ReadonlyMap<string, ColumnType>,
  { temporaryPath, path }: FileDestination,
): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const types = Array.from(columns, ([column, type]) => `${sqlLiteral(column)}: ${sqlLiteral(sqlOf(type))}`);
  const table = `read_json(${sqlLiteral(escapePattern(lines))}, format = 'newline_delimited', maximum_object_size = ${longest + SPARE_BYTES}, columns = {${types.join(', ')}})`;
  try {
    await connection.run("SET temp_directory = ''");
    await connection.run(
      `COPY (SELECT ${[...columns.keys()].map(sqlIdentifier).join(', ')} FROM ${table}) TO ${sqlLiteral(temporaryPath)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`,
    );
  } catch (error) {
    throw new Failure(`DuckDB could not write ${escaped(path)}: ${escaped((error as Error).message)}`, {
      code: 'DUCKDB',
      cause: error,
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Escapes the characters of a path that DuckDB would take for a pattern of file names. */
const escapePattern = (path: string): string => path.replace(/[*?[]/g, '[$&]');
