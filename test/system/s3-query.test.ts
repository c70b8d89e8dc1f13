// `artifacts query` and `export --parquet` on a bucket of a real server: the rows are those of a folder that has the same artifacts.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import ava from 'ava';
import { FileStorage } from '../../src/index.js';
import { allTypesStore } from '../command-line/all-types-store.js';
import type { Ran } from '../command-line/installed.js';
import { installedWith, running } from '../command-line/installed-with.js';
import { exampleStore } from '../command-line/store.js';
import { needs } from '../support/needs.js';
import { BUCKET, type S3Server, s3Server } from '../support/s3-server.js';
import { bytesOf, collect, create } from '../support/stored.js';

const test = await needs('ceph');

let server: S3Server;
ava.before(async () => {
  server = await s3Server();
});
ava.after.always(() => server?.stop());

const FOLDER = 'artifacts/exploratory';
const executable = installedWith('@aws-sdk', '@duckdb');

/** Copies the artifacts of a folder into the bucket. Returns their URL, and a function that runs a command on the folder or on the bucket. */
async function folderAndBucket(name: string, cwd: string) {
  const [from, to] = [new FileStorage(join(cwd, FOLDER)), server.storage(name)];
  for (const key of await collect(from.list())) await create(to, key, await bytesOf(from, key));
  const run = (args: readonly string[], root: string): Promise<Ran> =>
    running(executable, [...args, '--root', root], { cwd, env: { ...server.environment, HOME: cwd } });
  return { url: `s3://${BUCKET}/${name}`, run };
}

const QUERIES: readonly (readonly string[])[] = [
  ['--json', 'FROM ChangePointDetection ORDER BY _path'],
  ['--json', 'FROM EarlyWarning ORDER BY _path'],
  ['--csv', 'FROM GridModel ORDER BY _path'],
  ['SELECT _id, _seal, converged, list_sum(temperature[1]) AS total FROM GridModel ORDER BY _id'],
  ['SELECT count(*) AS pairs FROM GridModel g JOIN MultimodalityDetection m ON g."timestamp" > m."timestamp"'],
  ['DESCRIBE MultimodalityDetection'],
  ['SHOW TABLES'],
  ['FROM GridModl'],
  ['SELECT nothing FROM GridModel'],
];

test('query prints of a bucket what it prints of a folder, but for the paths', async (t) => {
  const { url, run } = await folderAndBucket('queried', await exampleStore());
  for (const words of QUERIES) {
    const { stdout, stderr, exitCode } = await run(['query', ...words], FOLDER);
    const expected = { stdout: stdout.replaceAll(FOLDER, url), stderr: stderr.replaceAll(FOLDER, url), exitCode };
    t.deepEqual(await run(['query', ...words], url), expected, words.join(' '));
  }
});

test('query prints every type of value of a bucket as it prints that of a folder', async (t) => {
  const { url, run } = await folderAndBucket('types', await allTypesStore());
  for (const procedure of ['All-types', 'Plain']) {
    const words = ['query', '--json', `FROM "${procedure}" ORDER BY _path`];
    const { stdout, exitCode } = await run(words, FOLDER);
    t.is(exitCode, 0);
    t.true(stdout.includes(`"_path":"${FOLDER}/`));
    t.is((await run(words, url)).stdout, stdout.replaceAll(FOLDER, url));
  }
});

test('a damaged file of a bucket is named by its URL, and the others are in the answer', async (t) => {
  const cwd = await exampleStore();
  const { url, run } = await folderAndBucket('damaged', cwd);
  const storage = server.storage('damaged');
  const [name = ''] = (await readdir(join(cwd, FOLDER, 'GridModel'))).sort();
  const key = `GridModel/${name}`;
  const changed = Buffer.from(await bytesOf(storage, key))
    .toString('latin1')
    .replace('"converged": true', '"converged": false');
  await storage.remove(key);
  await create(storage, key, Buffer.from(changed, 'latin1'));
  const { stdout, stderr, exitCode } = await run(['query', '--csv', 'SELECT count(*) AS n FROM GridModel'], url);
  t.is(stdout, 'n\r\n5\r\n');
  t.true(stderr.startsWith(`${url}/${key} was changed since it was sealed: `), stderr);
  t.true(stderr.endsWith('\n1 file could not be read and is not in the answer.\n'), stderr);
  t.is(exitCode, 1);
});

test('query --sql names the objects of a bucket by their URL', async (t) => {
  const { url, run } = await folderAndBucket('statements', await exampleStore());
  const { stdout, exitCode } = await run(['query', '--sql', 'FROM GridModel'], url);
  t.true(stdout.includes(`FROM read_json('${url}/GridModel/*.json', `), stdout);
  t.is(exitCode, 0);
});

test('export --parquet writes of a bucket the rows that it writes of a folder, and a second run only what is new', async (t) => {
  const cwd = await exampleStore();
  const { url, run } = await folderAndBucket('exported', cwd);
  const exported = async (root: string) => {
    const parts = root === url ? 'bucket' : 'folder';
    const { stderr } = await run(['export', '--parquet', parts], root);
    return stderr.slice(0, stderr.indexOf('\n') + 1);
  };
  t.is(await exported(FOLDER), 'folder: 63 artifacts in 4 new parts; 0 parts kept.\n');
  t.is(await exported(url), 'bucket: 63 artifacts in 4 new parts; 0 parts kept.\n');
  const [folder, bucket] = [join(cwd, 'folder'), join(cwd, 'bucket')];
  t.is(
    await readFile(join(bucket, '_manifest.json'), 'utf8'),
    (await readFile(join(folder, '_manifest.json'), 'utf8')).replace(FOLDER, url),
  );
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const rowsOf = async (parts: string, procedure: string) => {
    const sql = `SELECT to_json(t)::VARCHAR FROM '${join(parts, procedure, '*.parquet')}' t`;
    return (await connection.runAndReadAll(sql)).getRows().map(([row]) => String(row));
  };
  for (const procedure of ['ChangePointDetection', 'EarlyWarning', 'GridModel', 'MultimodalityDetection']) {
    const expected = (await rowsOf(folder, procedure)).map((row) => row.replaceAll(FOLDER, url));
    t.deepEqual(await rowsOf(bucket, procedure), expected, procedure);
  }
  t.is(await exported(url), 'bucket: nothing new; 4 parts kept.\n');
  const [name = ''] = (await readdir(join(cwd, FOLDER, 'GridModel'))).sort();
  await server.storage('exported').remove(`GridModel/${name}`);
  t.is(await exported(url), 'bucket: 5 artifacts in 1 new part; 3 parts kept.\n');
});
