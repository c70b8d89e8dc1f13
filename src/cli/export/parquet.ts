import { escaped } from '../console/escaping.js';
import { Failure } from '../console/failure.js';
import {
  type ColumnType,
  commonMembers,
  identifier,
  literal,
  sortedMembers,
  sqlOf,
  typesOfMembers,
} from './column-type.js';
import { ExportFile } from './destination.js';
import type { ExportedArtifacts } from './exported-artifacts.js';
import { lineNames, writeLines } from './ndjson.js';

const PACKAGE = '@duckdb/node-api';

/** What is used of DuckDB. */
interface Duckdb {
  readonly DuckDBInstance: {
    create(path: string): Promise<{ connect(): Promise<Connection>; closeSync(): void }>;
  };
}

interface Connection {
  run(sql: string): Promise<unknown>;
  closeSync(): void;
}

/** A file that was written. */
interface WrittenParquet {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Writes a Parquet file by DuckDB, by way of lines of JSON in a temporary file: one row for each artifact, one column for each member.
 * All files are read twice, for the types of the columns are those of all their values.
 *
 * @throws Failure if DuckDB is not installed, or cannot do it.
 */
export async function writeParquet(artifacts: ExportedArtifacts, destination: ExportFile): Promise<WrittenParquet> {
  const duckdb = await loadDuckdb();
  let members = new Map<string, ColumnType>();
  await artifacts.each(async ({ artifact }) => {
    members = commonMembers(members, await typesOfMembers(artifact.root));
  });
  const names = lineNames((name) => members.has(name));
  const columns = new Map<string, ColumnType>([
    [names.id, { kind: 'text' }],
    [names.path, { kind: 'text' }],
    [names.seal, { kind: 'text' }],
    ...sortedMembers(members),
  ]);
  checkNames([...columns.keys()]);
  const lines = await ExportFile.create(`${destination.temporaryPath}.ndjson`, false);
  try {
    const { lines: rows, longest } = await writeLines(artifacts, lines, names);
    await lines.flush();
    if (rows > 0) await convert(duckdb, lines.temporaryPath, longest, columns, destination);
    return { rows, columns: columns.size };
  } finally {
    await lines.discard();
  }
}

/** @throws Failure if it is not there. */
async function loadDuckdb(): Promise<Duckdb> {
  try {
    return await import(PACKAGE);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    const fault = isMissing ? 'is not installed' : `does not start: ${escaped(String(error))}`;
    throw new Failure(
      `.parquet is written by DuckDB, which ${fault}. To install it:\n  npm install ${PACKAGE}\nOr export .csv, .ndjson or .npy.`,
      { code: 'DUCKDB', cause: error },
    );
  }
}

/** @throws Failure if two columns have the same name for DuckDB. */
function checkNames(names: readonly string[]): void {
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

/** Bytes of a line besides itself that DuckDB has room for. */
const ROOM = 1 << 16;

/** @param lines - the path of the lines. */
async function convert(
  { DuckDBInstance }: Duckdb,
  lines: string,
  longest: number,
  columns: ReadonlyMap<string, ColumnType>,
  { temporaryPath, path }: ExportFile,
): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const types = Array.from(columns, ([column, type]) => `${literal(column)}: ${literal(sqlOf(type))}`);
  const table = `read_json(${literal(asPattern(lines))}, format = 'newline_delimited', maximum_object_size = ${longest + ROOM}, columns = {${types.join(', ')}})`;
  try {
    await connection.run("SET temp_directory = ''");
    await connection.run(
      `COPY (SELECT ${[...columns.keys()].map(identifier).join(', ')} FROM ${table}) TO ${literal(temporaryPath)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`,
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

/** A path in which DuckDB finds no pattern. */
const asPattern = (path: string): string => path.replace(/[*?[]/g, '[$&]');
