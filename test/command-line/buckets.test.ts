// `artifacts` on a bucket: what it says of wrong URLs and of what it cannot reach, what it asks a server for, and where it asks none.
// test/system/s3-command-line.test.ts holds that it prints of a bucket what it prints of a folder.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type ObjectServer, objectServer } from '../support/object-server.js';
import { newFolder } from '../support/stored.js';
import { artifacts } from './installed.js';
import { installedWithS3, withS3 } from './with-s3.js';

const cwd = await newFolder();

/** What programs of the tests know of a user of a bucket. No file of this machine tells them more. */
const CREDENTIALS = {
  HOME: cwd,
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Starts a server that has artifacts of a procedure under `artifacts/exploratory`. */
async function serverWith(t: ExecutionContext, count: number, procedure = 'Foo') {
  const server = await objectServer();
  t.teardown(() => server.close());
  const keys = Array.from({ length: count }, (_, index) => {
    const timestamp = new Date(Date.UTC(2026, 1, 1, 0, 0, index)).toISOString();
    const name = `${timestamp.slice(0, 19).replaceAll(':', '-')}_abcdef.json`;
    const text = `{"input_parameters":{"n":${index}},"procedure_name":"${procedure}","procedure_version":"1","timestamp":"${timestamp}"}\n`;
    server.objects.set(`artifacts/exploratory/${procedure}/${name}`, Buffer.from(text));
    return `${procedure}/${name}`;
  });
  return { server, keys, env: { ...CREDENTIALS, AWS_ENDPOINT_URL_S3: server.endpoint } };
}

const ROOT = 's3://lab/artifacts/exploratory';

const failed = (stderr: string) => ({ stdout: '', stderr: `${stderr}\n`, exitCode: 2 });

for (const [url, fault] of [
  ['s3:', 'it does not begin with s3:// and two slashes'],
  ['s3:/lab/artifacts', 'it does not begin with s3:// and two slashes'],
  ['S3://lab/artifacts', 'it begins with S3, and not with s3'],
  ['s3://', 'it names no bucket'],
  ['s3:///artifacts', 'it names no bucket'],
  ['s3://lab/artifacts?versionId=3', 'it has a ? or #, and a path in a bucket has neither a query nor a fragment'],
  ['s3://lab/artifacts#1', 'it has a ? or #, and a path in a bucket has neither a query nor a fragment'],
  ['s3://lab/a//b', 'a name between its slashes is empty, "." or ".."'],
  ['s3://lab//', 'a name between its slashes is empty, "." or ".."'],
  ['s3://lab/../b', 'a name between its slashes is empty, "." or ".."'],
  ['s3://\x1b[31m/?', 'it has a ? or #, and a path in a bucket has neither a query nor a fragment'],
] as const) {
  test(`${JSON.stringify(url)} is refused with one reason, by --root, ARTIFACTS_ROOT and in place of an artifact`, async (t) => {
    const shown = url.replace('\x1b', '\\x1b');
    const expected = failed(`${shown} is no place in a bucket: ${fault}. Write for example s3://lab/artifacts.`);
    t.deepEqual(await artifacts(['list', '--root', url], { cwd }), expected);
    t.deepEqual(await artifacts(['list'], { cwd, env: { ARTIFACTS_ROOT: url } }), expected);
    t.deepEqual(await artifacts(['show', url], { cwd }), expected);
    t.deepEqual(await artifacts(['copy', cwd, url], { cwd }), expected);
  });
}

test('a name that no bucket has is refused', async (t) => {
  const message =
    's3://a b/c is no place in a bucket: found bucket: "a b", expected the name of a bucket: letters, digits, "-", "." and "_".';
  t.deepEqual(await withS3(['--root', 's3://a b/c'], { cwd }), failed(message));
});

test('without the SDK of AWS, it is said how to install it', async (t) => {
  const message =
    'Buckets are read by the SDK of AWS, which is not installed. To install it:\n  npm install @aws-sdk/client-s3';
  t.deepEqual(await artifacts(['list', '--root', ROOT], { cwd }), failed(message));
  const { stderr } = await artifacts(['verify', '--json', '--root', ROOT], { cwd });
  t.deepEqual(JSON.parse(stderr), { type: 'error', code: 'S3', message, issues: [] });
});

test('a server that cannot be reached is one error, with the variables that name it', async (t) => {
  const env = { ...CREDENTIALS, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' };
  const message = `ListObjectsV2 ${ROOT}/: found no connection: connect ECONNREFUSED 127.0.0.1:1; expected a server that answers: see AWS_ENDPOINT_URL_S3 and the network (tried 6 times)`;
  t.deepEqual(await withS3(['list', '--root', ROOT], { cwd, env }), failed(message));
});

test('without a region for AWS, the error names the variable', async (t) => {
  const message = `ListObjectsV2 ${ROOT}/: found no region, expected the one of the bucket: see AWS_REGION`;
  t.deepEqual(await withS3(['list', '--root', ROOT], { cwd, env: CREDENTIALS }), failed(message));
});

test('a bucket without anything below the prefix is no empty list, as a folder that is not there is none', async (t) => {
  const { env } = await serverWith(t, 1);
  for (const command of ['list', 'verify', 'sweep', 'report', 'serve'])
    t.deepEqual(
      await withS3([command, '--root', 's3://lab/artifact'], { cwd, env }),
      failed('There is nothing in s3://lab/artifact.'),
    );
  t.deepEqual(await withS3(['--root', 's3://lab/artifacts'], { cwd, env }), {
    stdout: 'There are no artifacts in s3://lab/artifacts yet.\n',
    stderr: '1 other thing is there, no artifact: artifacts verify --root s3://lab/artifacts\n',
    exitCode: 0,
  });
});

test('the links of a bucket cannot be followed, for it has none', async (t) => {
  const message = `--follow-links is for folders. ${ROOT} is in a bucket, which has no links.`;
  t.deepEqual(await withS3(['list', '--root', ROOT, '--follow-links'], { cwd }), failed(message));
});

for (const args of [
  ['export', 'Foo', '-o', 's3://lab/x.csv'],
  ['report', '-o', 's3://lab/x.csv'],
  [
    'export',
    ...['--ro-crate', 's3://lab/x.csv', '--name', 'A', '--description', 'B', '--license', 'https://c.org/'],
    ...['--author', 'D', '--published', '2026-11-01'],
  ],
]) {
  test(`what is not an artifact is not written to a bucket: ${args.slice(0, 3).join(' ')}`, async (t) => {
    const { env } = await serverWith(t, 1);
    t.deepEqual(
      await withS3([...args, '--root', ROOT], { cwd, env }),
      failed('s3://lab/x.csv is in a bucket, but only artifacts are written there. Name a path on this machine.'),
    );
  });
}

test('a bucket and a prefix in it, or the same one twice, are not copied into each other', async (t) => {
  const { env } = await serverWith(t, 1);
  for (const to of [ROOT, `${ROOT}/`, `${ROOT}/copies`, 's3://lab']) {
    const { stderr } = await withS3(['copy', ROOT, to], { cwd, env });
    t.is(stderr.split('\n', 1)[0], `${ROOT} and ${to} are not apart from each other.`);
  }
  t.notRegex((await withS3(['copy', ROOT, `${ROOT}2`], { cwd, env })).stderr, /apart/);
});

test('commands that need no artifacts ask no server, whatever ARTIFACTS_ROOT is', async (t) => {
  const { server, env } = await serverWith(t, 1);
  const folder = await newFolder();
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  for (const root of [ROOT, 's3:/wrong']) {
    const call = { cwd: folder, env: { ...env, ARTIFACTS_ROOT: root } };
    t.is((await withS3(['completion', 'bash'], call)).exitCode, 0);
    for (const words of [
      ['list', ''],
      ['remove', ''],
      ['keys', 'F'],
      ['list', 'Foo', 'n'],
      ['copy', ROOT, '.', 'F'],
    ])
      t.deepEqual(await withS3(['complete', '--', ...words], call), { stdout: '', stderr: '', exitCode: 0 });
    t.is((await withS3(['complete', '--', 'verif'], call)).stdout, 'verify\n');
    t.is((await withS3(['complete', '--', 'completion', 'z'], call)).stdout, 'zsh\n');
  }
  t.deepEqual(await withS3(['init'], { cwd: folder, env: { ...env, ARTIFACTS_ROOT: ROOT } }), {
    stdout: 'Nothing to add: this project has what artifacts need.\n',
    stderr: 'There is no tsconfig.json. If you use TypeScript: npx tsc --init, and artifacts init again.\n',
    exitCode: 0,
  });
  t.deepEqual(server.takeRequests(), []);
});

/** Returns how many requests for lists and for objects a command makes. */
async function requestsOf(t: ExecutionContext, server: ObjectServer, env: NodeJS.ProcessEnv, ...args: string[]) {
  server.takeRequests();
  const { exitCode } = await withS3(args, { cwd, env });
  t.is(exitCode, 0);
  const requests = server.takeRequests();
  t.true(requests.every((request) => request.startsWith('GET ')));
  const lists = requests.filter((request) => request === 'GET ').length;
  return { lists, objects: requests.length - lists };
}

test('list asks for the names of all artifacts and for those that it shows', async (t) => {
  const { server, env, keys } = await serverWith(t, 2000);
  const requests = (...args: string[]) => requestsOf(t, server, env, ...args, '--root', ROOT);
  // One list asks whether anything is there, and one for the names of the procedures. A page has 1,000 keys.
  t.deepEqual(await requests('list'), { lists: 1 + 2, objects: 20 });
  t.deepEqual(await requests('list', '--limit', '3'), { lists: 1 + 2, objects: 3 });
  t.deepEqual(await requests('list', 'Foo', '--limit', '3'), { lists: 2 + 2, objects: 3 });
  t.deepEqual(await requests('list', 'Foo', '--since', '2026-02-01T00:33:00'), { lists: 2 + 1, objects: 20 });
  t.deepEqual(await requests(), { lists: 1 + 2, objects: 0 });
  // One request looks whether it is there, and one reads it.
  t.deepEqual(await requests('show', `${ROOT}/${keys[7]}`), { lists: 1, objects: 2 });
});

test('an artifact in a bucket is shown by its URL wherever the user is', async (t) => {
  const { env, keys } = await serverWith(t, 1);
  const { stdout, stderr, exitCode } = await withS3(['show', `${ROOT}/${keys[0]}`], { cwd, env });
  t.regex(stdout, new RegExp(`^Foo 1 .*\\n {2}file {4}${ROOT}/${keys[0]}\\n`));
  t.is(stderr, '');
  t.is(exitCode, 0);
  t.deepEqual(
    await withS3(['show', `${ROOT}/Foo/nothing.json`], { cwd, env }),
    failed(
      `There is no artifact "${ROOT}/Foo/nothing.json".\nThose that are there: artifacts list --all --root ${ROOT}`,
    ),
  );
  t.deepEqual(
    await withS3(['show', 's3://lab/Foo'], { cwd, env }),
    failed('There is no artifact "s3://lab/Foo".\nThe URL of an artifact is s3://BUCKET/PREFIX/PROCEDURE/NAME.json.'),
  );
});

test('an artifact elsewhere is not removed', async (t) => {
  const { server, env, keys } = await serverWith(t, 1);
  const folder = await newFolder();
  const message = `${ROOT}/${keys[0]} is not in ${folder}. Say where it is by --root.`;
  t.deepEqual(await withS3(['remove', '--yes', `${ROOT}/${keys[0]}`, '--root', folder], { cwd, env }), failed(message));
  t.is(server.objects.size, 1);
  const removed = await withS3(['remove', '--yes', `${ROOT}/${keys[0]}`, '--root', ROOT], { cwd, env });
  t.is(removed.exitCode, 0);
  t.is(server.objects.size, 0);
});

test('adopt saves in a bucket, and takes over nothing from one', async (t) => {
  const { server, env } = await serverWith(t, 0);
  const module = join(await installedWithS3, '..', '..', '..', '..', '..', '..', 'classes.mjs');
  const classes = await readFile('dist/test/support/python-reference.js', 'utf8');
  await writeFile(module, classes.replace(/'[./]+\/src\/index\.js'/, "'persisted-artifacts'"));
  const adopt = (from: string) => withS3(['adopt', from, '--into', ROOT, '--import', module], { env });
  const from = resolve('test/fixtures/python-reference');
  t.like(await adopt(from), { stdout: `6 files: 6 adopted into ${ROOT}.\n`, exitCode: 0 });
  t.is([...server.objects.keys()].filter((key) => key.endsWith('.json')).length, 6);
  t.like(await adopt(from), { stdout: `6 files: 6 were in ${ROOT} already.\n`, exitCode: 0 });
  t.deepEqual(await adopt(ROOT), failed(`adopt takes over a folder of this machine. Copy ${ROOT} to one first.`));
  const upgraded = await withS3(['upgrade', '--root', ROOT, '--import', module], { env });
  t.like(upgraded, { stdout: '6 files: 6 load as they are.\n', stderr: '', exitCode: 0 });
});

test('serve shows a bucket, and lists it again after a pause', async (t) => {
  const { server, env } = await serverWith(t, 3);
  const child = spawn(process.execPath, [await installedWithS3, 'serve', '--port', '0', '--root', ROOT], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  const url = String(line).trim();
  const page = async () =>
    (await fetch(`${url}page.json`)).json() as Promise<{ root: string; overview: { procedures: unknown } }>;
  const { root, overview } = await page();
  t.is(root, ROOT);
  t.like(overview.procedures, [{ name: 'Foo', count: 3 }]);
  server.takeRequests();
  for (let times = 0; times < 5; times++) await page();
  t.deepEqual(server.takeRequests(), []);
});
