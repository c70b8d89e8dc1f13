// `artifacts remove` removes the artifacts that are named exactly, after a question or with --yes.

import { chmod, cp, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { needs } from '../support/needs.js';
import { WITHOUT_ROOT_RIGHTS } from '../support/other-processes.js';
import { newFolder } from '../support/stored.js';
import { artifacts, artifactsOnTerminal, inShell } from './installed.js';
import { exampleStore } from './store.js';

const testOnTerminal = await needs('script');
const testOfPermissions = await needs('file permissions');

const ROOT = join('artifacts', 'exploratory');
const ONE = 'GridModel/2026-02-27T00-57-36_5a7df4.json';
const OTHER = 'ChangePointDetection/2026-02-26T14-39-49_d42870_1905a82623600b9a.json';
const TABLE = `ID        TIME                   SIZE  PROCEDURE
ebd90cce  2026-02-27 00:57:36  1.2 kB  GridModel
589e2a27  2026-02-26 14:39:49  2.2 kB  ChangePointDetection
`;

const isThere = (cwd: string, key: string): Promise<boolean> =>
  stat(join(cwd, ROOT, key)).then(
    () => true,
    () => false,
  );

test('with --yes, the artifacts that ids and paths name are shown and removed', async (t) => {
  const cwd = await exampleStore();
  t.deepEqual(await artifacts(['remove', 'ebd90cce', join(ROOT, OTHER), '--yes'], { cwd }), {
    stdout: `${TABLE}Removed 2, 3.5 kB.\n`,
    stderr: '',
    exitCode: 0,
  });
  t.false(await isThere(cwd, ONE));
  t.false(await isThere(cwd, OTHER));
  t.regex((await artifacts(['verify'], { cwd })).stdout, /^61 files, no problem/);
});

test('without a terminal and without --yes, nothing is removed', async (t) => {
  const cwd = await exampleStore();
  const message = 'Nothing was removed, for nobody is there to be asked. If you are sure, add --yes.';
  t.deepEqual(await artifacts(['remove', 'ebd90cce', '589e2a27'], { cwd, input: '2\n' }), {
    stdout: TABLE,
    stderr: `${message}\n`,
    exitCode: 2,
  });
  t.deepEqual(await artifacts(['remove', 'ebd90cce', '--json'], { cwd }), {
    stdout: '',
    stderr: `${JSON.stringify({ type: 'error', code: 'USAGE', message, issues: [] })}\n`,
    exitCode: 2,
  });
  t.true(await isThere(cwd, ONE));
});

for (const [ids, keys, isRemoved] of [
  ['ebd90cce', 'y', true],
  ['ebd90cce', '1', false],
  ['ebd90cce', '', false],
  ['ebd90cce 589e2a27', '2', true],
  ['ebd90cce 589e2a27', 'y', false],
  ['ebd90cce 589e2a27', '3', false],
] as const) {
  testOnTerminal(
    `the answer ${JSON.stringify(keys)} to the removal of ${ids} removes ${isRemoved ? 'them' : 'nothing'}`,
    async (t) => {
      const cwd = await exampleStore();
      const question = ids.includes(' ') ? 'Remove these 2 for good? Type 2: ' : 'Remove this one for good? y/N: ';
      const { screen, exitCode } = await artifactsOnTerminal(`artifacts remove ${ids}`, {
        cwd,
        typed: [{ after: question.trimEnd(), keys: `${keys}\n` }],
      });
      const last = isRemoved ? `Removed ${keys === '2' ? '2, 3.5' : '1, 1.2'} kB.` : 'Nothing was removed.';
      t.true(screen.endsWith(`${question}${keys}\n${last}\n`), screen);
      t.is(exitCode, isRemoved ? 0 : 1);
      t.is(await isThere(cwd, ONE), !isRemoved);
    },
  );
}

testOnTerminal('after Ctrl-C at the question, nothing is removed', async (t) => {
  const cwd = await exampleStore();
  const typed = [{ after: 'y/N:', keys: '\x03' }];
  t.is((await artifactsOnTerminal('exec artifacts remove ebd90cce', { cwd, typed })).exitCode, 130);
  t.true(await isThere(cwd, ONE));
});

test('an artifact that is named twice is removed once', async (t) => {
  const cwd = await exampleStore();
  const { stdout } = await artifacts(['remove', 'ebd90cce', ONE, '--yes'], { cwd });
  t.true(stdout.endsWith('Removed 1, 1.2 kB.\n'));
});

test('a damaged artifact can be removed, and so can a .json file without an artifact’s name', async (t) => {
  const cwd = await exampleStore();
  await writeFile(join(cwd, ROOT, ONE), '');
  await writeFile(join(cwd, ROOT, 'GridModel', 'copy.json'), '{}');
  t.deepEqual(await artifacts(['remove', 'ebd90cce', 'GridModel/copy.json', '--yes'], { cwd }), {
    stdout: `ID        TIME                 SIZE  PROCEDURE
ebd90cce  2026-02-27 00:57:36   0 B  GridModel
11b281ef  -                     2 B  GridModel
Removed 2, 2 B.
`,
    stderr: '',
    exitCode: 0,
  });
});

test('with --json, an object is printed for each removed artifact', async (t) => {
  const cwd = await exampleStore();
  const { stdout, exitCode } = await artifacts(['remove', OTHER, 'ebd90cce', '--yes', '--json'], { cwd });
  const [first, second, summary] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.is(first.path, `${ROOT}/${OTHER}`);
  t.true(first.seal.startsWith('1905a82623600b9a'));
  t.deepEqual(
    { ...second, seal: '' },
    { type: 'removed', id: 'ebd90cce', path: `${ROOT}/${ONE}`, seal: '', size: 1249 },
  );
  t.deepEqual(summary, { type: 'summary', removed: 2, bytes: first.size + 1249, failed: 0 });
  t.is(exitCode, 0);
});

for (const [what, words, message] of [
  [
    'PROCEDURE@latest',
    ['GridModel@latest'],
    `"GridModel@latest" is no path and no beginning of an id, and nothing else is accepted here. Take its id:
ID        TIME                 VERSION  SEED
ebd90cce  2026-02-27 00:57:36  0.10.0   -`,
  ],
  [
    'the beginning of a name',
    ['2026-02-27T00-5'],
    `"2026-02-27T00-5" is no path and no beginning of an id, and nothing else is accepted here. Take its id:
ID        TIME                 VERSION  SEED
ebd90cce  2026-02-27 00:57:36  0.10.0   -`,
  ],
  [
    'the digits of the parameters of one artifact',
    ['5a7df4'],
    `"5a7df4" is no path and no beginning of an id, and nothing else is accepted here. Take its id:
ID        TIME                 VERSION  SEED
ebd90cce  2026-02-27 00:57:36  0.10.0   -`,
  ],
  [
    'an id that no artifact has',
    ['ebd90cce', 'zz'],
    'No artifact has the id "zz" (63 in artifacts/exploratory).\nTheir ids: artifacts list PROCEDURE',
  ],
  [
    'the beginning of a procedure',
    ['grid/2026-02-27T00-57-36_5a7df4'],
    'There is no artifact "grid/2026-02-27T00-57-36_5a7df4" (63 in artifacts/exploratory).\nTheir ids: artifacts list PROCEDURE',
  ],
  ['missing', [], "error: missing required argument 'id'\nSee artifacts remove --help."],
] as const) {
  test(`nothing is removed if the argument is ${what}`, async (t) => {
    const cwd = await exampleStore();
    t.deepEqual(await artifacts(['remove', ...words, '--yes'], { cwd }), {
      stdout: '',
      stderr: `${message}\n`,
      exitCode: 2,
    });
    t.true(await isThere(cwd, ONE));
  });
}

test('the digits of parameters that several artifacts share remove none of them', async (t) => {
  const cwd = await exampleStore();
  const { stderr, exitCode } = await artifacts(['remove', 'd42870', '--yes'], { cwd });
  t.regex(stderr, /^"d42870" is no path.* Take one of these ids:\n/s);
  t.is(exitCode, 2);
  t.true(await isThere(cwd, OTHER));
});

test('a file outside the folder of the artifacts is not removed', async (t) => {
  const cwd = await exampleStore();
  const path = join(await newFolder(), 'copy.json');
  await cp(join(cwd, ROOT, ONE), path);
  const { stderr, exitCode } = await artifacts(['remove', path, '--yes'], { cwd });
  t.is(stderr, `${path} is not in artifacts/exploratory. Say where it is by --root.\n`);
  t.is(exitCode, 2);
  t.is((await stat(path)).size, 1249);
});

test('an artifact that cannot be removed is named, and the others are removed', async (t) => {
  const cwd = await exampleStore();
  const elsewhere = join(await newFolder(), 'elsewhere.json');
  await rename(join(cwd, ROOT, ONE), elsewhere);
  await symlink(elsewhere, join(cwd, ROOT, ONE));
  const { stdout, stderr, exitCode } = await artifacts(['remove', 'ebd90cce', '589e2a27', '--yes'], { cwd });
  t.true(stdout.endsWith('Removed 1 of 2, 2.2 kB.\n'), stdout);
  t.is(stderr, `unlink ${ROOT}/${ONE}: found a link, expected none: links are followed by --follow-links\n`);
  t.is(exitCode, 1);
  t.false(await isThere(cwd, OTHER));
  t.is((await stat(elsewhere)).size, 1249);
});

testOfPermissions('an artifact in a folder without write permission stays, and the message says why', async (t) => {
  const cwd = await exampleStore();
  await chmod(join(cwd, ROOT, 'GridModel'), 0o555);
  const { stdout, stderr, exitCode } = await inShell(`set -- artifacts remove ebd90cce --yes; ${WITHOUT_ROOT_RIGHTS}`, {
    cwd,
  });
  t.true(stdout.endsWith('Removed 0 of 1, 0 B.\n'));
  t.regex(stderr, /^unlink artifacts\/exploratory\/GridModel\/\S+\.json: EACCES: permission denied/);
  t.is(exitCode, 1);
});
