import { dirname, join } from 'node:path';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import type { ColumnType } from '../../engines/column-type.js';
import { Duckdb } from '../../engines/duckdb/duckdb.js';
import { PARQUET_TYPES } from '../../engines/duckdb/duckdb-types.js';
import { foldedName } from '../../engines/duckdb/held-names.js';
import { selectOfLines } from '../../engines/duckdb/view.js';
import { inPrivateFolder } from '../../engines/private-folder.js';
import { scanArtifacts } from '../../engines/scan.js';
import { sortedMembers } from '../../engines/type-names.js';
import type { FileDestination } from './destination.js';
import type { ExportedArtifacts } from './exported-artifacts.js';
import { freeKeys, jsonOf } from './ndjson.js';

/** What the message begins with that DuckDB is not installed, and how it ends. */
const NEEDS_DUCKDB = {
  purpose: '.parquet is written by DuckDB',
  otherwise: 'Or export .csv, .ndjson or .npy.',
  lessMemory: 'Fewer artifacts at a time take less: artifacts export --parquet DIR',
};

/** The size of the table that was written. */
interface WrittenParquet {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Writes a .parquet file with one row for each artifact and one column for each member: a scan finds the types of the columns, and writes
 * the artifacts as lines of JSON, which DuckDB reads.
 *
 * @throws Failure (`DUCKDB`) if DuckDB is not installed, fails, or cannot tell the names of two columns apart.
 */
export const writeParquet = (
  artifacts: ExportedArtifacts,
  { temporaryPath, path }: FileDestination,
): Promise<WrittenParquet> =>
  Duckdb.use(NEEDS_DUCKDB, (duckdb) =>
    inPrivateFolder(dirname(temporaryPath), async (folder) => {
      const scan = await scanArtifacts(artifacts, join(folder, 'lines.ndjson'), jsonOf);
      const members = new Map(sortedMembers(scan.types).map(([key, type]) => [key, textOfTime(type)]));
      const own = freeKeys((key) => members.has(key));
      const names = [own.id, own.path, own.seal, ...members.keys()];
      checkColumnNames(names);
      const select = selectOfLines(scan, { ...own, members }, PARQUET_TYPES);
      if (scan.rows > 0) await duckdb.writeParquet(scan.path, select, temporaryPath, path);
      return { rows: scan.rows, columns: names.length };
    }),
  );

/** Returns the type of a column in which times are as they are stored, with their offsets. */
const textOfTime = (type: ColumnType): ColumnType => (type.kind === 'timestamp' ? { kind: 'text' } : type);

/** @throws Failure (`DUCKDB`) if the names of two columns differ only in case, which DuckDB ignores. */
function checkColumnNames(names: readonly string[]): void {
  const byName = new Map<string, string>();
  for (const name of names) {
    const other = byName.get(foldedName(name));
    if (other !== undefined)
      throw new Failure(
        `DuckDB takes the columns ${escaped(other)} and ${escaped(name)} for one. Export .csv or .ndjson instead.`,
        { code: 'DUCKDB' },
      );
    byName.set(foldedName(name), name);
  }
}
