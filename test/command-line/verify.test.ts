// `artifacts verify` checks the seal, name, folder and parameters of every file, and with --import the contents.

import { mkdir, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { idsOf } from '../../src/display/ids.js';
import { newFolder } from '../support/stored.js';
import { exampleModule } from './classes-module.js';
import { artifacts } from './installed.js';
import { exampleStore } from './store.js';

test('if there is no problem, verify prints how many files it checked', async (t) => {
  t.deepEqual(await artifacts(['verify'], { cwd: await exampleStore() }), {
    stdout: `63 files, no problem: 57 seals and names right, 6 have no seal (other tools).
Contents were not decoded: no class is known (--import ./classes.js).
`,
    stderr: '',
    exitCode: 0,
  });
});

test('a long message is wrapped', async (t) => {
  const cwd = await exampleStore();
  const path = join(cwd, 'artifacts', 'exploratory', 'GridModel', '2026-02-26T22-33-36_33ffee.json');
  await writeFile(path, (await readFile(path, 'utf8')).replaceAll('\n', '\r\n'));
  const { stdout } = await artifacts(['verify', 'GridModel'], { cwd });
  t.is(
    stdout,
    `GridModel/2026-02-26T22-33-36_33ffee.json
  has other line ends than it was sealed with (git does so with autocrlf, unless
  there is a line '*.json -text' in .gitattributes): expected LF, found CRLF
1 of 6 files has a problem. Nothing was changed.
What is still readable of one: artifacts show PATH
`,
  );
});

test('verify checks only the procedures that are named, also by the beginnings of their names', async (t) => {
  const cwd = await exampleStore();
  t.is(
    (await artifacts(['verify', 'grid', 'EarlyWarning'], { cwd })).stdout,
    `14 files, no problem: 14 seals and names right.
Contents were not decoded: no class is known (--import ./classes.js).
`,
  );
  t.deepEqual(await artifacts(['verify', 'GirdModel'], { cwd }), {
    stdout: '',
    stderr: 'There is no procedure "GirdModel". Did you mean GridModel?\n',
    exitCode: 2,
  });
});

/** Makes a storage with a changed file, one that was cut short, one with a wrong name, and one in a wrong folder. Returns the folder. */
async function damagedStore(): Promise<string> {
  const cwd = await exampleStore();
  const at = (...names: string[]) => join(cwd, 'artifacts', 'exploratory', ...names);
  const changed = at('ChangePointDetection', '2026-02-26T14-14-55_484a14.json');
  await writeFile(changed, (await readFile(changed, 'utf8')).replace('"seed": 42', '"seed": 43'));
  await truncate(at('EarlyWarning', '2026-02-28T06-10-00_a1f2c0.json'), 900);
  await rename(at('GridModel', '2026-02-26T23-09-36_b10140.json'), at('GridModel', '2026-02-26T23-09-37_36b749.json'));
  await rename(
    at('GridModel', '2026-02-26T22-33-36_33ffee.json'),
    at('MultimodalityDetection', '2026-02-26T22-33-36_33ffee.json'),
  );
  return cwd;
}

test('verify names each file that has a problem, in the order of the names, and says what is wrong', async (t) => {
  const cwd = await damagedStore();
  t.deepEqual(await artifacts(['verify'], { cwd }), {
    stdout: `ChangePointDetection/2026-02-26T14-14-55_484a14.json
  was changed since it was sealed
EarlyWarning/2026-02-28T06-10-00_a1f2c0.json
  is not an artifact's JSON: found the end of the file, expected "," or "]", at
  byte 900 (line 26, column 266), in /variance
GridModel/2026-02-26T23-09-37_36b749.json
  has another artifact's name: its own is 2026-02-26T23-09-36_b10140.json
MultimodalityDetection/2026-02-26T22-33-36_33ffee.json
  is in the wrong folder: its procedure is GridModel
4 of 63 files have a problem. Nothing was changed.
What is still readable of one: artifacts show PATH
`,
    stderr: '',
    exitCode: 1,
  });
  t.is(
    (await artifacts(['verify', 'EarlyWarning'], { cwd })).stdout.split('\n').at(-3),
    '1 of 8 files has a problem. Nothing was changed.',
  );
});

test('with --json, each problem is an object with the whole message', async (t) => {
  const { stdout, exitCode } = await artifacts(['verify', 'ChangePoint', 'GridModel', '--json'], {
    cwd: await damagedStore(),
  });
  const root = 'artifacts/exploratory';
  const [changed, renamed, summary] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.is(changed.path, `${root}/ChangePointDetection/2026-02-26T14-14-55_484a14.json`);
  t.regex(
    changed.message,
    /^artifacts\/.*\.json was changed since it was sealed: expected [0-9a-f]{64}, found [0-9a-f]{64}$/,
  );
  t.is(changed.id, idsOf(['ChangePointDetection/2026-02-26T14-14-55_484a14.json'])[0]);
  t.deepEqual(Object.keys(renamed), ['type', 'id', 'path', 'seal', 'code', 'message']);
  t.is(renamed.code, 'ARTIFACT_INTEGRITY');
  t.deepEqual(summary, {
    type: 'summary',
    files: 35,
    problems: 2,
    sealed: 30,
    unsealed: 3,
    decoded: 0,
    undecoded: [
      { procedure: 'ChangePointDetection', files: 29 },
      { procedure: 'GridModel', files: 4 },
    ],
  });
  t.is(exitCode, 1);
});

test('files, folders and links that are not artifacts are problems, and their names are escaped', async (t) => {
  const cwd = await newFolder();
  await mkdir(join(cwd, 'Procedure', 'deeper'), { recursive: true });
  await mkdir(join(cwd, 'no procedure'));
  await writeFile(join(cwd, 'Procedure', 'x\x1b[31m\n.json'), '');
  await symlink('elsewhere', join(cwd, 'Linked'));
  t.deepEqual(await artifacts(['verify', '--root', '.'], { cwd }), {
    stdout: `Linked
  found a link to elsewhere, where nothing is: is the disk mounted?
Procedure/deeper
  found a folder in a procedure’s folder, expected files: the library does not
  look into it
Procedure/x\\x1b[31m\\n.json
  is outside of the storage’s files: expected a folder and a file below its
  root, both named with letters, digits, "_", "." and "-"
no procedure
  found a folder that can be no procedure’s, expected one named with letters,
  digits, "_", "." and "-"
1 of 1 file has a problem, 3 other things are no artifacts. Nothing was changed.
What is still readable of one: artifacts show PATH --root .
`,
    stderr: '',
    exitCode: 1,
  });
});

test('a link is followed only with --follow-links', async (t) => {
  const cwd = await exampleStore();
  const root = join(cwd, 'artifacts', 'exploratory');
  await rename(join(root, 'GridModel'), join(cwd, 'elsewhere'));
  await symlink(join(cwd, 'elsewhere'), join(root, 'GridModel'));
  const { stdout } = await artifacts(['verify', 'GridModel'], { cwd });
  t.is(
    stdout,
    `GridModel
  found a link, expected none: links are followed by --follow-links
0 files, no problem, 1 other thing is no artifact. Nothing was changed.
`,
  );
  t.is((await artifacts(['verify', 'GridModel', '--follow-links'], { cwd })).exitCode, 0);
});

test('verify finds no problem in an empty folder', async (t) => {
  const { stdout, exitCode } = await artifacts(['verify', '--root', '.'], { cwd: await newFolder() });
  t.deepEqual({ stdout, exitCode }, { stdout: 'There are no artifacts in . yet.\n', exitCode: 0 });
});

test('with --import, the artifacts of known classes are decoded', async (t) => {
  const cwd = await exampleStore();
  const words = ['verify', 'ChangePoint', 'GridModel', '--import', await exampleModule()];
  const folder = join(cwd, 'artifacts', 'exploratory', 'ChangePointDetection');
  const python = (await readdir(folder)).filter((name) => name.startsWith('2026-02-11'));
  const undecodable = await artifacts(words, { cwd });
  t.regex(
    undecodable.stdout,
    /^ChangePointDetection\/2026-02-11T15-40-12_c290ae\.json\n {2}has 2 faults:\n {4}\/series_length:/,
  );
  t.regex(undecodable.stdout, /\n3 of 36 files have a problem\./);
  for (const name of python) await rm(join(folder, name));
  t.deepEqual(await artifacts(words, { cwd }), {
    stdout: '33 files, no problem: 33 seals and names right.\nDecoded were 27. No class is known of GridModel (6).\n',
    stderr: '',
    exitCode: 0,
  });
  t.is(
    (await artifacts(['verify', 'ChangePoint', `--import=${words.at(-1)}`], { cwd })).stdout.split('\n')[1],
    'All contents were decoded.',
  );
});

for (const [what, text, reason] of [
  ['does not exist', undefined, "Cannot find module './classes.js'"],
  ['throws', 'throw new Error("no \\x1b[31m");', 'no \\x1b[31m'],
] as const) {
  test(`a module that ${what} is refused`, async (t) => {
    const cwd = await exampleStore();
    if (text !== undefined) await writeFile(join(cwd, 'classes.js'), text);
    const { stderr, exitCode } = await artifacts(['verify', '--import', './classes.js'], { cwd });
    t.is(stderr.split('\n')[0], `./classes.js could not be imported: ${reason}`);
    t.is(exitCode, 2);
  });
}

test('a module that declares no classes is refused', async (t) => {
  const cwd = await exampleStore();
  await writeFile(join(cwd, 'classes.js'), '');
  t.deepEqual(await artifacts(['verify', '--import', './classes.js'], { cwd }), {
    stdout: '',
    stderr: `./classes.js declares no artifact class with this copy of persisted-artifacts.
The copy of the project is run by npx --no artifacts.
`,
    exitCode: 2,
  });
});
