// node scale-work.js work argument …: does one work of a table of test/bench/scale.ts, and prints its answer. It is a program of its own because
// the memory of the process is measured.

import { placeOf } from '../../src/cli/context/bucket-url.js';
import { ArtifactRepository, FileStorage, type Storage } from '../../src/index.js';

const [work, ...words] = process.argv.slice(2);
if (work === 'list') console.log(await listed(words[0] as string, Number(words[1])));
if (work === 'sql') for (const row of await rowsOf(words)) console.log(JSON.stringify(row));

/** Lists the newest artifacts of a folder or bucket. Returns how many there were, at most `most`. */
async function listed(root: string, most: number): Promise<number> {
  const repository = new ArtifactRepository({ storage: await storageAt(root) });
  let count = 0;
  for await (const _ of repository.list({ order: 'newest' })) if (++count === most) break;
  return count;
}

// What a work does not need is not loaded: it would take memory.

async function storageAt(root: string): Promise<Storage> {
  if (!root.startsWith('s3:')) return new FileStorage(root);
  const { S3Storage } = await import('../../src/storage/s3/index.js');
  return new S3Storage(placeOf(root));
}

/** Runs statements in DuckDB. Returns the rows of the last one. */
async function rowsOf(statements: readonly string[]): Promise<unknown[]> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  for (const sql of statements.slice(0, -1)) await connection.run(sql);
  const rows = (await connection.runAndReadAll(statements.at(-1) as string)).getRowObjects();
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, Number(value)])));
}
