// `artifacts` without a command lists the procedures. It finds the folder of the artifacts, or says where it may be.

import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { needs } from '../support/needs.js';
import { WITHOUT_ROOT_RIGHTS } from '../support/other-processes.js';
import { newFolder } from '../support/stored.js';
import { artifacts, inShell } from './installed.js';
import { exampleStore } from './store.js';

const testOfPermissions = await needs('file permissions');

const EXAMPLE = `PROCEDURE               ARTIFACTS  FIRST                LAST
ChangePointDetection           30  2026-02-11 15:40:12  2026-02-26 14:39:49
EarlyWarning                    8  2026-02-27 15:40:12  2026-02-28 18:30:00
GridModel                       6  2026-02-26 21:57:36  2026-02-27 00:57:36
MultimodalityDetection         19  2026-02-11 16:02:44  2026-02-26 20:12:09
`;

test('artifacts without a command lists the procedures, and three commands to try next', async (t) => {
  t.deepEqual(await artifacts([], { cwd: await exampleStore() }), {
    stdout: EXAMPLE,
    stderr: `
Next:  artifacts list ChangePointDetection
       artifacts show           (the newest)
       artifacts --help
`,
    exitCode: 0,
  });
});

test('the commands to try next repeat --root and --follow-links', async (t) => {
  const folder = await exampleStore();
  const { stdout, stderr, exitCode } = await artifacts(
    ['--follow-links', '--root', 'artifacts/../artifacts/exploratory'],
    {
      cwd: folder,
    },
  );
  t.is(stdout, EXAMPLE);
  t.is(exitCode, 0);
  t.is(
    stderr,
    `
Next:  artifacts list ChangePointDetection --root artifacts/../artifacts/exploratory --follow-links
       artifacts show --root artifacts/../artifacts/exploratory --follow-links           (the newest)
       artifacts --help
`,
  );
});

test('ARTIFACTS_ROOT names the folder of the artifacts', async (t) => {
  const ARTIFACTS_ROOT = join(await exampleStore(), 'artifacts', 'exploratory');
  t.is((await artifacts([], { env: { ARTIFACTS_ROOT } })).stdout, EXAMPLE);
});

test('--json prints an object for each procedure, and a summary', async (t) => {
  const { stdout, stderr } = await artifacts(['--json'], { cwd: await exampleStore() });
  t.is(
    stdout,
    `{"type":"procedure","procedure":"ChangePointDetection","artifacts":30,"first":"2026-02-11T15:40:12","last":"2026-02-26T14:39:49"}
{"type":"procedure","procedure":"EarlyWarning","artifacts":8,"first":"2026-02-27T15:40:12","last":"2026-02-28T18:30:00"}
{"type":"procedure","procedure":"GridModel","artifacts":6,"first":"2026-02-26T21:57:36","last":"2026-02-27T00:57:36"}
{"type":"procedure","procedure":"MultimodalityDetection","artifacts":19,"first":"2026-02-11T16:02:44","last":"2026-02-26T20:12:09"}
{"type":"summary","procedures":4,"artifacts":63,"others":0,"not_read":0}
`,
  );
  t.is(stderr, '');
});

test('artifacts in an empty folder says that there are none, and that is not an error', async (t) => {
  t.deepEqual(await artifacts(['--root', '.'], { cwd: await newFolder() }), {
    stdout: 'There are no artifacts in . yet.\n',
    stderr: '',
    exitCode: 0,
  });
});

test('if the folder has no artifacts, a folder below or above that has some is named', async (t) => {
  const cwd = await exampleStore();
  for (const [root, other] of [
    ['artifacts', 'artifacts/exploratory'],
    ['artifacts/exploratory/GridModel', 'artifacts/exploratory'],
  ] as const) {
    const text = `There are no artifacts in ${root} yet. If you mean those of ${other}, write\n  artifacts --root ${other}\n`;
    t.is((await artifacts(['--root', root], { cwd, env: { COLUMNS: '200' } })).stdout, text);
    t.is((await artifacts(['list', '--root', root], { cwd, env: { COLUMNS: '200' } })).stderr, text);
  }
});

test('files, folders and links that are not artifacts are counted', async (t) => {
  const cwd = await newFolder();
  await writeFile(join(cwd, 'notes.txt'), '');
  t.is(
    (await artifacts(['--root', '.'], { cwd })).stderr,
    '1 other thing is there, no artifact: artifacts verify --root .\n',
  );
  await symlink('/', join(cwd, 'Linked'));
  await symlink('unmounted', join(cwd, 'Archive'));
  await mkdir(join(cwd, 'Procedure'));
  await writeFile(join(cwd, 'Procedure', 'draft.json'), '');
  t.is(
    (await artifacts(['--root', '.'], { cwd })).stderr,
    '3 other things are there, no artifacts: artifacts verify --root .\n1 folder could not be read: artifacts verify --root .\n',
  );
});

testOfPermissions('a folder that may not be read is counted, and the exit code is 1', async (t) => {
  const cwd = await exampleStore();
  await chmod(join(cwd, 'artifacts', 'exploratory', 'GridModel'), 0o000);
  const { stdout, stderr, exitCode } = await inShell(`set -- artifacts; ${WITHOUT_ROOT_RIGHTS}`, { cwd });
  await chmod(join(cwd, 'artifacts', 'exploratory', 'GridModel'), 0o755);
  t.false(stdout.includes('GridModel'));
  t.true(stderr.startsWith('1 folder could not be read: artifacts verify\n'));
  t.is(exitCode, 1);
});

testOfPermissions('a path below a folder that may not be searched is named in the error', async (t) => {
  const cwd = await exampleStore();
  await mkdir(join(cwd, 'closed', 'inner'), { recursive: true });
  await chmod(join(cwd, 'closed'), 0o000);
  for (const [words, path] of [
    ['--root closed/inner', 'closed/inner'],
    ['show closed/file.json', 'closed/file.json'],
  ] as const) {
    t.deepEqual(await inShell(`set -- artifacts ${words}; ${WITHOUT_ROOT_RIGHTS}`, { cwd }), {
      stdout: '',
      stderr: `stat ${path}: EACCES: permission denied, stat '${path}'\n`,
      exitCode: 2,
    });
  }
  await chmod(join(cwd, 'closed'), 0o755);
});

test('if the working directory was deleted, the message says so', async (t) => {
  t.deepEqual(await inShell('mkdir gone; cd gone; rmdir ../gone; artifacts', { cwd: await newFolder() }), {
    stdout: '',
    stderr: 'getcwd .: found that the working directory was deleted, expected one that exists, or an absolute path\n',
    exitCode: 2,
  });
});

test('from within a procedure’s folder, the folder of the artifacts is named', async (t) => {
  const cwd = join(await exampleStore(), 'artifacts', 'exploratory', 'GridModel');
  t.true((await artifacts([], { cwd })).stderr.endsWith(' write\n  artifacts --root ..\n'));
});

test('if there is no folder, the nearest one in a parent folder is named, but not used', async (t) => {
  const folder = await exampleStore();
  const below = join(folder, 'deep', 'er');
  await mkdir(below, { recursive: true });
  const message = `There is no folder artifacts/exploratory here. If you mean the one above, write
  artifacts --root ../../artifacts/exploratory
`;
  for (const args of [[], ['sweep']])
    t.deepEqual(await artifacts(args, { cwd: below }), { stdout: '', stderr: message, exitCode: 2 });
  t.deepEqual(await artifacts(['--json'], { cwd: below }), {
    stdout: '',
    stderr: `{"type":"error","code":"NO_STORE","message":${JSON.stringify(message.trimEnd())},"path":"artifacts/exploratory","issues":[]}\n`,
    exitCode: 2,
  });
});

for (const [root, message] of [
  ['missing', 'There is no folder missing here. Another one: artifacts --root DIR'],
  ['/missing', 'There is no folder /missing. Another one: artifacts --root DIR'],
  ['package.json', 'package.json is no folder, but --root has to be one.'],
  ['', '--root is empty. Write for example --root results.'],
  ['esc\x1b[31m', 'There is no folder esc\\x1b[31m here. Another one: artifacts --root DIR'],
] as const) {
  test(`--root ${JSON.stringify(root)} is refused`, async (t) => {
    t.deepEqual(await artifacts(['--root', root]), { stdout: '', stderr: `${message}\n`, exitCode: 2 });
  });
}
