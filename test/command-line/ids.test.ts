// Ids, and the words that name an artifact: which artifact each word resolves to, and what a message says if there is not exactly one.

import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { processTerminal } from '../../src/cli/console/terminal.js';
import { Context } from '../../src/cli/context/context.js';
import { newestArtifact, resolveArtifacts } from '../../src/cli/selection/resolve-artifacts.js';
import { Failure } from '../../src/display/failure.js';
import { idsOf } from '../../src/display/ids.js';
import { newFolder } from '../support/stored.js';
import { artifacts } from './installed.js';
import { exampleStore } from './store.js';

const folder = await exampleStore();
const root = join(folder, 'artifacts', 'exploratory');
const context = new Context({ root }, processTerminal());

/** Returns the artifact that a word names in the example, by its path below the root. */
async function resolved(word: string, options = {}): Promise<string | undefined> {
  const [artifact] = await resolveArtifacts(context, [word], options);
  return artifact?.path.slice(root.length + 1);
}

/** Returns the message for a word that does not name exactly one artifact. */
async function faultOf(t: ExecutionContext, word: string, options = {}): Promise<string> {
  const failure = await t.throwsAsync(resolved(word, options), { instanceOf: Failure });
  return (failure?.message ?? '').replaceAll(root, 'ROOT');
}

test('an id is the first 8 digits of the SHA-256 of procedure and name', (t) => {
  t.deepEqual(idsOf(['GridModel/2026-02-27T00-57-36_5a7df4.json']), ['ebd90cce']);
});

const TWINS = ['GridModel/2026-01-01T00-00-00_009f3d.json', 'GridModel/2026-01-01T00-00-00_00c0c7.json'];

test('two ids of a listing that share their first 8 digits have 12 digits, and all others have 8', (t) => {
  const ids = idsOf([...TWINS, 'GridModel/2026-02-27T00-57-36_5a7df4.json']);
  t.deepEqual(
    ids.map((id) => id.length),
    [12, 12, 8],
  );
  t.is(ids[0]?.slice(0, 8), ids[1]?.slice(0, 8));
  t.not(ids[0], ids[1]);
  t.is(idsOf(TWINS.slice(1))[0]?.length, 8);
});

test('8 digits that two artifacts share are ambiguous, and 12 digits name one', async (t) => {
  const store = await newFolder();
  for (const twin of TWINS) await cp(join(root, 'GridModel', '2026-02-27T00-57-36_5a7df4.json'), join(store, twin));
  const twins = new Context({ root: store }, processTerminal());
  const [first = '', second = ''] = idsOf(TWINS);
  const failure = await t.throwsAsync(resolveArtifacts(twins, [first.slice(0, 8)]), { instanceOf: Failure });
  t.is(
    failure?.message,
    `"${first.slice(0, 8)}" stands for 2 artifacts. Take one of these ids:
ID            TIME                 VERSION  SEED
${first}  2026-01-01 00:00:00  0.10.0   -
${second}  2026-01-01 00:00:00  0.10.0   -`,
  );
  t.is((await resolveArtifacts(twins, [second]))[0]?.key, TWINS[1]);
});

const LATEST = 'GridModel/2026-02-27T00-57-36_5a7df4.json';
const NAMED_BY_SEAL = 'ChangePointDetection/2026-02-26T14-39-49_d42870_1905a82623600b9a.json';

for (const [what, word, path] of [
  ['an id', 'ebd90cce', LATEST],
  ['12 digits of an id', idsOf([LATEST, LATEST])[0] as string, LATEST],
  ['a beginning of an id', 'ebd9', LATEST],
  ['an id in capitals', 'EBD90CCE', LATEST],
  ['a path', join(root, LATEST), LATEST],
  ['PROCEDURE/NAME', 'GridModel/2026-02-27T00-57-36_5a7df4', LATEST],
  ['PROCEDURE/NAME.json', LATEST, LATEST],
  ['parameter digits that one artifact has', '5a7df4', LATEST],
  ['a beginning of a name', '2026-02-27T00-5', LATEST],
  [
    'a whole name that is also the beginning of another',
    '2026-02-26T14-39-49_d42870.json',
    'ChangePointDetection/2026-02-26T14-39-49_d42870.json',
  ],
  ['digits of a seal that are part of a name', '1905a82623600b9a', NAMED_BY_SEAL],
  ['PROCEDURE@latest', 'GridModel@latest', LATEST],
  ['PROCEDURE@latest-5', 'GridModel@latest-5', 'GridModel/2026-02-26T21-57-36_f03a8c.json'],
  ['PROCEDURE@DAY', 'GridModel@2026-02-26', 'GridModel/2026-02-26T23-45-36_dee520.json'],
  ['PROCEDURE@MINUTE', 'GridModel@2026-02-26T22:33', 'GridModel/2026-02-26T22-33-36_33ffee.json'],
  [
    'PROCEDURE@MINUTE with the minute as in names',
    'GridModel@2026-02-26T22-33',
    'GridModel/2026-02-26T22-33-36_33ffee.json',
  ],
  [
    'PROCEDURE@MINUTE with the minute as in tables',
    'GridModel@2026-02-26 22:33',
    'GridModel/2026-02-26T22-33-36_33ffee.json',
  ],
  ['the beginning of a procedure with @latest', 'grid@latest', LATEST],
] as const) {
  test(`a word that is ${what} names one artifact: ${word.replace(root, 'ROOT')}`, async (t) =>
    t.is(await resolved(word), path));
}

test('a seal names an artifact, from 16 digits on', async (t) => {
  const seal = /"sha256": "(\w+)"/.exec(await readFile(join(root, LATEST), 'utf8'))?.[1] ?? '';
  for (const word of [seal, seal.slice(0, 16), seal.toUpperCase()]) t.is(await resolved(word), LATEST);
  t.regex(await faultOf(t, seal.slice(0, 15)), /^No artifact has the id/);
});

test('a path may name a file outside the storage', async (t) => {
  const path = join(await newFolder(), 'copy.json');
  await cp(join(root, LATEST), path);
  const [artifact] = await resolveArtifacts(context, [path]);
  t.is(artifact?.path, path);
  t.is(artifact?.key, undefined);
  const source = await artifact?.open();
  t.is(source?.size, (await readFile(path)).length);
  await source?.close();
});

test('a word that names several artifacts is refused, with a table of them', async (t) => {
  t.is(
    await faultOf(t, 'd42870'),
    `"d42870" stands for 7 artifacts with the same parameters. Take one of these ids:
ID        TIME                 VERSION  SEED
48ee2167  2026-02-26 11:40:13  1.1.0    42
473d17cd  2026-02-26 14:38:43  1.1.0    1
25bef9be  2026-02-26 14:38:45  1.1.0    2
9b3c9e24  2026-02-26 14:38:47  1.1.0    3
43562cde  2026-02-26 14:38:49  1.1.0    4
ae0a81a3  2026-02-26 14:39:49  1.1.0    5
589e2a27  2026-02-26 14:39:49  1.1.0    6`,
  );
});

test('the table shows the 8 newest candidates, and their procedures if they differ', async (t) => {
  t.is(
    await faultOf(t, '2026-02-2'),
    `"2026-02-2" stands for 57 artifacts. Take one of these ids:
ID        TIME                 VERSION  SEED
a6fa0be0  2026-02-27 15:40:12  2.0.0    -
f742b9e4  2026-02-27 23:59:59  2.0.0    -
b57988c6  2026-02-28 06:10:00  2.0.0    -
eedf16c4  2026-02-28 06:30:00  2.0.0    -
00f9d78d  2026-02-28 12:00:00  2.0.0    -
6f60f7e7  2026-02-28 18:00:00  2.0.0    -
0ef9db73  2026-02-28 18:20:00  2.0.0    -
762636f2  2026-02-28 18:30:00  2.0.0    -
and 49 older`,
  );
  t.is(
    await faultOf(t, '2026-02-11T1'),
    `"2026-02-11T1" stands for 5 artifacts. Take one of these ids:
ID        TIME                 VERSION  SEED  PROCEDURE
f245cc5c  2026-02-11 15:40:12  1.1.0    0     ChangePointDetection
3ccd4a7d  2026-02-11 15:40:13  1.1.0    0     ChangePointDetection
079b95b7  2026-02-11 16:02:44  1.1.0    0     MultimodalityDetection
a47f74f9  2026-02-11 16:02:45  1.1.0    0     MultimodalityDetection
7a739228  2026-02-11 16:05:00  1.1.0    7     MultimodalityDetection`,
  );
});

test('a word is ambiguous if it is the parameter digits of one artifact and a beginning of the id of another', async (t) => {
  const store = await newFolder();
  const [id = ''] = idsOf([LATEST]);
  const other = `GridModel/2026-01-01T00-00-00_${id.slice(0, 6)}.json`;
  for (const key of [LATEST, other]) await cp(join(root, LATEST), join(store, key));
  const both = new Context({ root: store }, processTerminal());
  const failure = await t.throwsAsync(resolveArtifacts(both, [id.slice(0, 6)]), { instanceOf: Failure });
  t.regex(failure?.message ?? '', /^"ebd90c" stands for 2 artifacts\. Take/);
  t.deepEqual(failure?.candidates, [join(store, other), join(store, LATEST)]);
  t.is((await resolveArtifacts(both, [id.slice(0, 7)]))[0]?.key, LATEST);
});

test('the table of candidates has artifacts that cannot be read, too', async (t) => {
  const store = await newFolder();
  for (const name of ['2026-01-01T00-00-00_aaaaaa.json', '2026-01-01T00-00-01_aaaaaa.json']) {
    await cp(join(root, LATEST), join(store, 'GridModel', name));
    await writeFile(join(store, 'GridModel', name), '{"procedure_version": ');
  }
  const damaged = new Context({ root: store }, processTerminal());
  const failure = await t.throwsAsync(resolveArtifacts(damaged, ['aaaaaa']), { instanceOf: Failure });
  t.regex(failure?.message ?? '', /2026-01-01 00:00:01 {2}- {8}-$/);
});

for (const [word, message] of [
  ['zz', 'No artifact has the id "zz" (63 in ROOT).\nTheir ids: artifacts list PROCEDURE --root ROOT'],
  ['', 'No artifact has the id "" (63 in ROOT).\nTheir ids: artifacts list PROCEDURE --root ROOT'],
  [
    'ebd',
    'No artifact has the id "ebd" (63 in ROOT).\nThe beginning of an id has at least 4 digits.\nTheir ids: artifacts list PROCEDURE --root ROOT',
  ],
  [
    'x'.repeat(5000),
    `No artifact has the id "${'x'.repeat(5000)}" (63 in ROOT).\nTheir ids: artifacts list PROCEDURE --root ROOT`,
  ],
  ['\x1b[31m', 'No artifact has the id "\\x1b[31m" (63 in ROOT).\nTheir ids: artifacts list PROCEDURE --root ROOT'],
  [
    'GridModel/nothing',
    'There is no artifact "GridModel/nothing" (63 in ROOT).\nTheir ids: artifacts list PROCEDURE --root ROOT',
  ],
  [
    'GridModel/../../../notes',
    'There is no artifact "GridModel/../../../notes" (63 in ROOT).\nTheir ids: artifacts list PROCEDURE --root ROOT',
  ],
  [
    'GridModel@latest-6',
    'GridModel has 6 artifacts, and no latest-6.\nAll: artifacts list GridModel --all --root ROOT',
  ],
  [
    'GridModel@2027',
    'GridModel has 6 artifacts, and none whose time begins with 2027.\nAll: artifacts list GridModel --all --root ROOT',
  ],
  ['GridModle@latest', 'There is no procedure "GridModle". Did you mean GridModel?'],
  [
    'Nothing@latest',
    'There is no procedure "Nothing". There are ChangePointDetection, EarlyWarning, GridModel, MultimodalityDetection.',
  ],
] as const) {
  test(`the word ${JSON.stringify(word.slice(0, 40))} names no artifact, and the message says why`, async (t) =>
    t.is(await faultOf(t, word), message));
}

for (const word of ['ebd90cce', 'EBD9', join(root, LATEST), LATEST, LATEST.replace('.json', '')])
  test(`with isExact, ${word.replace(root, 'ROOT')} names one artifact`, async (t) =>
    t.is(await resolved(word, { isExact: true }), LATEST));

for (const [what, word] of [
  ['PROCEDURE@latest', 'GridModel@latest'],
  ['parameter digits', '5a7df4'],
  ['a beginning of a name', '2026-02-27T00-5'],
  ['a whole name without its procedure', '2026-02-27T00-57-36_5a7df4.json'],
] as const)
  test(`with isExact, a word that is ${what} is refused, and the message has the id to type`, async (t) => {
    t.is(
      await faultOf(t, word, { isExact: true }),
      `"${word}" is no path and no beginning of an id, and nothing else is accepted here. Take its id:
ID        TIME                 VERSION  SEED
ebd90cce  2026-02-27 00:57:36  0.10.0   -`,
    );
  });

test('with isExact, a seal is refused', async (t) => {
  t.regex(await faultOf(t, '1905a82623600b9a', { isExact: true }), /^"1905a82623600b9a" is no path.*\n589e2a27 /s);
});

test('with isExact, a beginning of an id is refused if it is also the parameter digits of another artifact', async (t) => {
  const [id = ''] = idsOf([LATEST]);
  const store = await newFolder();
  const other = `GridModel/2026-01-01T00-00-00_${id.slice(0, 6)}.json`;
  for (const key of [LATEST, other]) await cp(join(root, LATEST), join(store, key));
  const both = new Context({ root: store }, processTerminal());
  const failure = await t.throwsAsync(resolveArtifacts(both, [id.slice(0, 6)], { isExact: true }), {
    instanceOf: Failure,
  });
  t.regex(failure?.message ?? '', /^"ebd90c" stands for 2 artifacts\. Take/);
});

test('with isExact, no procedure is suggested', async (t) => {
  t.is(
    await faultOf(t, 'GridModle@latest', { isExact: true }),
    'No artifact has the id "GridModle@latest" (63 in ROOT).\nTheir ids: artifacts list PROCEDURE --root ROOT',
  );
});

test('a file with @ in its name can be named by its path', async (t) => {
  const cwd = await newFolder();
  await cp(join(root, LATEST), join(cwd, 'grid@latest'));
  await cp(join(root, LATEST), join(cwd, 'copy@home.json'));
  const env = { ARTIFACTS_ROOT: root };
  t.is((await artifacts(['show', 'copy@home.json'], { cwd, env })).exitCode, 0);
  const { stderr, exitCode } = await artifacts(['show', 'grid@latest'], { cwd, env });
  t.regex(stderr, /^"grid@latest" stands for 2 artifacts\. Take one of these ids or paths:\n/);
  t.is(exitCode, 2);
});

test('a candidate outside the storage is listed by its path, which names it alone', async (t) => {
  const cwd = await newFolder();
  await cp(join(root, LATEST), join(cwd, LATEST));
  const call = { cwd, env: { ARTIFACTS_ROOT: root } };
  const path = join(cwd, LATEST);
  t.is(
    (await artifacts(['show', LATEST], call)).stderr,
    `"${LATEST}" stands for 2 artifacts. Take one of these ids or paths:
${'ID'.padEnd(path.length)}  TIME                 VERSION  SEED
${path}  -                    0.10.0   -
${'ebd90cce'.padEnd(path.length)}  2026-02-27 00:57:36  0.10.0   -
`,
  );
  t.is((await artifacts(['show', path], call)).exitCode, 0);
});

test('newestArtifact returns the newest artifact of all procedures; undefined if there is none', async (t) => {
  t.is((await newestArtifact(context))?.key, 'EarlyWarning/2026-02-28T18-30-00_8c2406.json');
  t.is(await newestArtifact(new Context({ root: await newFolder() }, processTerminal())), undefined);
});

test('a procedure is named by its whole name, or by a beginning that no other procedure has, regardless of case', async (t) => {
  const store = await newFolder();
  for (const name of ['Grid', 'GridModel', 'Gridlock'])
    await cp(join(root, 'GridModel'), join(store, name), { recursive: true });
  const grids = new Context({ root: store }, processTerminal());
  t.is((await resolveArtifacts(grids, ['Grid@latest']))[0]?.key?.split('/')[0], 'Grid');
  t.is((await resolveArtifacts(grids, ['gridm@latest']))[0]?.key?.split('/')[0], 'GridModel');
  const failure = await t.throwsAsync(resolveArtifacts(grids, ['grid@latest']), { instanceOf: Failure });
  t.is(failure?.message, '"grid" stands for 3 procedures: Grid, GridModel, Gridlock.');
});
