// `artifacts` on a bucket of a real server: it prints what it prints of a folder that has the same artifacts.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { ArtifactRepository, FileStorage, type Storage } from '../../src/index.js';
import { writeReport } from '../../src/report/index.js';
import { installedWith, running } from '../command-line/installed-with.js';
import { exampleStore } from '../command-line/store.js';
import { installedWithS3, withS3 } from '../command-line/with-s3.js';
import { clickhouseServer } from '../support/clickhouse-server.js';
import { needs } from '../support/needs.js';
import { BUCKET, type S3Server, s3Server } from '../support/s3-server.js';
import { newFolder } from '../support/stored.js';
import { until } from '../support/until.js';

const testOnServer = await needs('ceph');
const testWithClickhouse = await needs('ceph', 'chdb');

let server: S3Server;
test.before(async () => {
  if (testOnServer === test) server = await s3Server();
});
test.after.always(() => server?.stop());

const FOLDER = 'artifacts/exploratory';

/** The settings with which ClickHouse writes JSON as a query of `artifacts` has it. */
const OWN_JSON =
  "SET output_format_json_quote_64bit_integers = 1, output_format_json_named_tuples_as_objects = 0, output_format_json_quote_denormals = 1, date_time_output_format = 'iso'";

/** Makes a folder, and copies its artifacts into the bucket by the command. Returns the folder, and the URL of the copies. */
async function folderAndBucket(name: string): Promise<{ cwd: string; url: string; env: NodeJS.ProcessEnv }> {
  const cwd = await exampleStore();
  const url = `s3://${BUCKET}/${name}`;
  const env = { ...server.environment, HOME: cwd };
  const { exitCode } = await withS3(['copy', FOLDER, url], { cwd, env });
  if (exitCode !== 0) throw new Error(`copy ended with ${exitCode}`);
  return { cwd, url, env };
}

const FIRST = 'GridModel/2026-02-26T21-57-36_f03a8c.json';

/** The words of commands, in which `ROOT` stands for the folder or the bucket. */
const COMMANDS: readonly (readonly string[])[] = [
  [],
  ['--json'],
  ['list'],
  ['list', '--all', '--size', '--wide'],
  ['list', '--all', '--json'],
  ['list', '--all', '--csv'],
  ['list', 'Grid', 'rows=8', '--sort', 'step', '--columns', 'step,cell_count'],
  ['list', 'ChangePointDetection', 'window_size=10..16', '--has', 'threshold', '--lacks', 'note'],
  ['list', '--since', '2026-02-27', '--until', '2026-02-27T12'],
  ['list', 'Nothing'],
  ['keys', 'EarlyWarning'],
  ['keys', 'EarlyWarning', '--json'],
  ['show'],
  ['show', '--lineage'],
  ['show', 'GridModel@latest-1', '--array', 'temperature'],
  ['show', 'a2b02130'],
  ['show', `ROOT/${FIRST}`],
  ['show', FIRST],
  ['show', FIRST.replace('.json', '')],
  ['show', FIRST.replace('GridModel/', '')],
  ['show', `ROOT/${FIRST}`, '--json'],
  ['show', 'GridModel/nothing.json'],
  ['show', 'ffffffff'],
  ['compare', 'GridModel@latest', `ROOT/${FIRST}`],
  ['compare', 'GridModel@latest', FIRST, '--results', '--relative', '1e-9', '--json'],
  ['verify'],
  ['verify', '--json'],
  ['verify', 'GridModel', 'Early'],
  ['verify', 'ROOT', '--against', 'ROOT'],
  ['sweep'],
  ['sweep', '--json'],
  ['export', 'GridModel', '-o', '-', '--format', 'csv'],
  ['export', 'GridModel', '-o', '-', '--format', 'ndjson'],
  ['remove', 'GridModel@latest'],
  ['remove', FIRST],
];

testOnServer('every command prints of a bucket what it prints of a folder, but for the paths', async (t) => {
  const { cwd, url, env } = await folderAndBucket('same');
  for (const words of COMMANDS) {
    const run = async (root: string) => {
      const args = words.map((word) => word.replace('ROOT', root));
      return withS3(args, { cwd, env: { ...env, ARTIFACTS_ROOT: root } });
    };
    const { stdout, stderr, exitCode } = await run(FOLDER);
    const expected = { stdout: stdout.replaceAll(FOLDER, url), stderr: stderr.replaceAll(FOLDER, url), exitCode };
    t.deepEqual(await run(url), expected, words.join(' '));
  }
});

testOnServer('reports and exports of a bucket have the bytes of those of a folder, but for the paths', async (t) => {
  const { cwd, url, env } = await folderAndBucket('files');
  const file = async (root: string, name: string, ...args: string[]) => {
    const path = join(cwd, `${root === FOLDER ? 'folder' : 'bucket'}-${name}`);
    const { exitCode } = await withS3([...args, '-o', path, '--root', root], { cwd, env });
    t.is(exitCode, 0);
    return readFile(path);
  };
  for (const [name, ...args] of [
    ['runs.csv', 'export', 'GridModel', 'rows=8'],
    ['runs.ndjson', 'export', 'EarlyWarning'],
    ['land.npy', 'export', 'GridModel', 'rows=8', '--array', 'land'],
  ] as [string, ...string[]][]) {
    const bytes = await file(FOLDER, name, ...args);
    const expected = name.endsWith('.npy') ? bytes : Buffer.from(String(bytes).replaceAll(FOLDER, url));
    t.deepEqual(await file(url, name, ...args), expected, name);
  }
  const report = async (root: string) =>
    String(await file(root, 'report.html', 'report', '--max', '5'))
      .replaceAll(root, 'ROOT')
      .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:Z| UTC)/g, 'TIME');
  t.is((await report(url)).length, (await report(FOLDER)).length);
});

testOnServer('writeReport shows the artifacts of a bucket', async (t) => {
  const { cwd, url } = await folderAndBucket('library');
  const written = async (storage: Storage) => {
    const path = join(await newFolder(), 'report.html');
    const { artifacts, problems } = await writeReport(new ArtifactRepository({ storage }), { path, max: 3 });
    t.deepEqual(problems, []);
    return { artifacts, text: await readFile(path, 'utf8') };
  };
  const ofBucket = await written(server.storage('library'));
  const ofFolder = await written(new FileStorage(join(cwd, FOLDER)));
  t.is(ofBucket.artifacts, ofFolder.artifacts);
  t.true(ofBucket.text.includes(url));
});

testOnServer('serve shows what is new in a bucket after a pause', async (t) => {
  const { url, env, cwd } = await folderAndBucket('served');
  const child = spawn(process.execPath, [await installedWithS3, 'serve', '--port', '0', '--root', url], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  const counts = async (): Promise<Record<string, number>> => {
    const { overview } = (await (await fetch(`${String(line).trim()}page.json`)).json()) as {
      overview: { procedures: { name: string; count: number }[] };
    };
    return Object.fromEntries(overview.procedures.map(({ name, count }) => [name, count]));
  };
  const all = { ChangePointDetection: 30, EarlyWarning: 8, GridModel: 6, MultimodalityDetection: 19 };
  t.deepEqual(await counts(), all);
  await server.storage('served').remove(FIRST);
  await until(async () => (await counts())['GridModel'] !== 6);
  t.deepEqual(await counts(), { ...all, GridModel: 5 });
});

testOnServer('artifacts go to a bucket and back, and are removed there', async (t) => {
  const { cwd, url, env } = await folderAndBucket('moved');
  const run = (...args: string[]) => withS3(args, { cwd, env });
  t.is((await run('copy', FOLDER, `${url}/`)).stdout, `63 files: 63 were in ${url}/ already.\n`);
  t.is((await run('copy', url, 'back', 'GridModel')).exitCode, 0);
  for (const name of await readdir(join(cwd, 'back', 'GridModel')))
    t.deepEqual(
      await readFile(join(cwd, 'back', 'GridModel', name)),
      await readFile(join(cwd, FOLDER, 'GridModel', name)),
    );
  t.like(await run('remove', `${url}/${FIRST}`, '--yes', '--root', url), { exitCode: 0 });
  t.like(await run('verify', url, '--against', FOLDER), { exitCode: 0 });
  const { stdout, exitCode } = await run('verify', FOLDER, '--against', url);
  t.is(exitCode, 1);
  t.regex(stdout, new RegExp(`^${FIRST}\\n`));
});

testOnServer('what a server refuses is one error', async (t) => {
  const env = { ...server.environment, HOME: await newFolder() };
  const list = (url: string, changed: NodeJS.ProcessEnv = {}) =>
    withS3(['list', '--root', url], { env: { ...env, ...changed } });
  const failed = (url: string, fault: string) => ({
    stdout: '',
    stderr: `ListObjectsV2 ${url}/: ${fault}\n`,
    exitCode: 2,
  });
  t.deepEqual(
    await list('s3://nothing/a'),
    failed(
      's3://nothing/a',
      'found no bucket nothing, expected one that exists: create it, or see --root and AWS_ENDPOINT_URL_S3',
    ),
  );
  t.deepEqual(
    await list(`s3://${BUCKET}/a`, { AWS_SECRET_ACCESS_KEY: 'wrong' }),
    failed(
      `s3://${BUCKET}/a`,
      'found a secret key that is not the access key’s, expected its own: see AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_PROFILE',
    ),
  );
  t.deepEqual(await list(`s3://${BUCKET}/a`), {
    stdout: '',
    stderr: `There is nothing in s3://${BUCKET}/a.\n`,
    exitCode: 2,
  });
});

testWithClickhouse(
  'a bucket is asked by ClickHouse if it is installed, and its answer is that for a folder',
  async (t) => {
    const { cwd, url, env } = await folderAndBucket('asked');
    const main = installedWith('@aws-sdk', 'chdb');
    const ask = (...args: string[]) =>
      running(main, ['query', '--json', 'SELECT * EXCEPT (_path) FROM GridModel ORDER BY _id', ...args], { cwd, env });
    const [bucket, folder] = [await ask('--root', url), await ask('--engine', 'clickhouse')];
    t.is(bucket.stdout, folder.stdout);
    t.true(bucket.stdout.length > 1000);
    t.is(
      bucket.stderr.replaceAll(/\s+/g, ' '),
      'ClickHouse has answered, because the artifacts are in a bucket (--engine duckdb: DuckDB). ',
    );
    const other = await running(main, ['query', 'SELECT 1', '--engine', 'duckdb', '--root', url], { cwd, env });
    t.regex(other.stderr, /^Queries are run by DuckDB, which is not installed\./);
  },
);

testWithClickhouse('a bucket is asked by a server of ClickHouse, which gets no keys of the bucket', async (t) => {
  const { cwd, url, env } = await folderAndBucket('sent');
  const clickhouse = await clickhouseServer();
  t.teardown(() => clickhouse.close());
  const ask = (...args: string[]) =>
    running(
      installedWith('@aws-sdk', '@clickhouse'),
      ['query', '--json', 'SELECT * EXCEPT (_path) FROM GridModel ORDER BY _id', ...args],
      { cwd, env },
    );
  const [bucket, folder] = [
    await ask('--server', clickhouse.address, '--root', url),
    await ask('--server', clickhouse.address),
  ];
  t.deepEqual(bucket, folder);
  t.true(bucket.stdout.length > 1000);
  t.false(clickhouse.statements.some((each) => each.includes('testsecret')));
});

testWithClickhouse(
  '--sql prints views of ClickHouse over the objects of a bucket, which have the same rows',
  async (t) => {
    const { cwd, url, env } = await folderAndBucket('viewed');
    const main = installedWith('@aws-sdk', 'chdb');
    const { stdout } = await running(main, ['query', '--sql', 'SELECT * FROM GridModel', '--root', url], { cwd, env });
    const { AWS_ENDPOINT_URL_S3: endpoint, AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret } = env;
    const statements = stdout
      .replace(/^--.*\n/gm, '')
      .replaceAll(/\bs3\('s3:\/\/(.*?)',/g, `s3('${endpoint}/$1', '${key}', '${secret}',`)
      .split(/;\n/)
      .filter((each) => each.trim() !== '');
    const select = 'SELECT toJSONString(tuple(* EXCEPT (_path))) AS row FROM GridModel ORDER BY _id';
    const clickhouse = await clickhouseServer();
    t.teardown(() => clickhouse.close());
    const found = await clickhouse.run([...statements.slice(0, -1), OWN_JSON, select]);
    const own = await running(main, ['query', '--json', select, '--root', url], { cwd, env });
    const rows = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => Object.values(JSON.parse(line))[0]);
    t.deepEqual(rows(found), rows(own.stdout));
    t.true(rows(found).length > 1);
  },
);
