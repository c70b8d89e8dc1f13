// `artifacts adopt` takes a folder of the Python implementation over: each file is decoded with its class and saved, sealed.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { ArtifactRepository, codec as c, FileStorage, persisted, type Reference } from '../../src/index.js';
import { ChangePoints, Modes, ROOT } from '../support/python-reference.js';
import { newFolder, sound } from '../support/stored.js';
import { moduleOf, moduleOfCompiled } from './classes-module.js';
import { artifacts, installed } from './installed.js';

/** A module with the classes of the files in {@link ROOT}. */
const module = await moduleOfCompiled('dist/test/support/python-reference.js');

class Source {
  procedureVersion = '1';
  inputParameters = {};
  timestamp = '2026-02-11T15:40:12Z';
}
class Burst extends Source {
  source!: Reference<Source>;
}
const fields = { procedureVersion: c.string, inputParameters: c.json, timestamp: c.isoText };
persisted(Source, { procedure: 'Source', fields });
persisted(Burst, { procedure: 'Burst', fields: { source: c.reference(() => Source) } });

/** A module with the classes {@link Source} and {@link Burst}. */
const referring = await moduleOf(`
import { codec as c, persisted } from 'persisted-artifacts';
class Source {}
class Burst {}
const fields = { procedureVersion: c.string, inputParameters: c.json, timestamp: c.isoText };
persisted(Source, { procedure: 'Source', fields });
persisted(Burst, { procedure: 'Burst', fields: { ...fields, source: c.reference(() => Source) } });`);

const PROCEDURE = 'ChangePointDetection';
const NAME = '2026-02-11T15-40-12_c290ae.json';

/** Makes a folder that has a copy of the six files in `python`. */
async function pythonFolder(): Promise<string> {
  const cwd = await newFolder();
  await cp(ROOT, join(cwd, 'python'), { recursive: true });
  await rm(join(cwd, 'python', 'README.md'));
  return cwd;
}

/** Returns all files below a folder, with their contents. */
async function contentsOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(
    await Promise.all(
      paths.sort().map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const),
    ),
  );
}

const words = (...others: string[]) => ['adopt', 'python', '--into', 'sealed', '--import', module, ...others];

test('adopt saves each file with its class, sealed, and changes nothing in the folder that it reads', async (t) => {
  const cwd = await pythonFolder();
  const before = await contentsOf(join(cwd, 'python'));
  t.deepEqual(await artifacts(words(), { cwd }), {
    stdout: '6 files: 6 adopted into sealed.\n',
    stderr: '',
    exitCode: 0,
  });
  t.deepEqual(await contentsOf(join(cwd, 'python')), before);
  const classes = [ChangePoints, Modes];
  const [python, sealed] = ['python', 'sealed'].map(
    (name) => new ArtifactRepository({ storage: new FileStorage(join(cwd, name)), classes }),
  ) as [ArtifactRepository, ArtifactRepository];
  t.deepEqual(await sealed.verify(), sound(6));
  for (const Class of classes) {
    const found: unknown[] = [];
    for await (const artifact of sealed.find<ChangePoints | Modes>(Class)) found.push(artifact);
    const expected: unknown[] = [];
    for await (const artifact of python.find<ChangePoints | Modes>(Class)) expected.push(artifact);
    t.is(found.length, 3);
    t.deepEqual(found, expected);
  }
});

test('a second run finds the identical files, and writes only what is missing', async (t) => {
  const cwd = await pythonFolder();
  await artifacts(words(), { cwd });
  const all = await contentsOf(join(cwd, 'sealed'));
  t.is((await artifacts(words(), { cwd })).stdout, '6 files: 6 were in sealed already.\n');
  for (const name of Object.keys(all).slice(1)) await rm(join(cwd, 'sealed', name));
  t.is((await artifacts(words(), { cwd })).stdout, '6 files: 5 adopted into sealed, 1 was there already.\n');
  t.deepEqual(await contentsOf(join(cwd, 'sealed')), all);
});

test('adopt names each file that it cannot take and all that is wrong with it, and takes the others', async (t) => {
  const cwd = await pythonFolder();
  const at = (...names: string[]) => join(cwd, 'python', ...names);
  const text = await readFile(at(PROCEDURE, NAME), 'utf8');
  await writeFile(at(PROCEDURE, NAME), text.replace('"seed": 0', '"seed": "\\u001b[31m", "extra\\u202e": 1'));
  const second = at(PROCEDURE, '2026-02-11T15-40-13_5dd106.json');
  await writeFile(second, (await readFile(second, 'utf8')).slice(0, 300));
  await rename(
    at('MultimodalityDetection', '2026-02-11T16-02-44_a4dfdc.json'),
    at('MultimodalityDetection', '2026-02-11T16-02-44_000000.json'),
  );
  await mkdir(at('Unknown', 'deeper'), { recursive: true });
  await writeFile(at('Unknown', NAME), text.replace(PROCEDURE, 'Unknown'));
  await writeFile(at('notes.txt'), '');
  await writeFile(at('Unknown', 'README.md'), '');
  await writeFile(at('loose.json'), text);
  const { stdout, stderr, exitCode } = await artifacts(words(), { cwd });
  t.is(
    stdout,
    `ChangePointDetection/2026-02-11T15-40-12_c290ae.json
  has 2 faults:
    /seed: found "\\u001b[31m", expected a number
    /extra\\u202e: found a key that ChangePoints does not declare
ChangePointDetection/2026-02-11T15-40-13_5dd106.json
  is not an artifact's JSON: found the end of the file, expected a value, at
  byte 300 (line 19, column 1), in /statistic_curve/11
MultimodalityDetection/2026-02-11T16-02-44_000000.json
  has another artifact's name: its own is 2026-02-11T16-02-44_a4dfdc.json
Unknown/2026-02-11T15-40-12_c290ae.json
  no class is known for the procedure "Unknown"; known: ChangePointDetection,
  MultimodalityDetection
Unknown/deeper
  found a folder in a procedure’s folder, expected files: the library does not
  look into it
loose.json
  found no folder, expected a procedure’s folder
7 files: 3 adopted into sealed, 4 could not be taken, 2 other things may hide
  artifacts.
`,
  );
  t.is(stderr, 'Left out, for they are no artifacts: Unknown/README.md, notes.txt.\n');
  t.is(exitCode, 1);
});

test('with --json, each file is an object, and a problem has all issues', async (t) => {
  const cwd = await pythonFolder();
  const path = join(cwd, 'python', PROCEDURE, NAME);
  await writeFile(path, (await readFile(path, 'utf8')).replace('"seed": 0', '"seed": "7"'));
  const { stdout, exitCode } = await artifacts(words('--json'), { cwd });
  const [problem, adopted, ...others] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.deepEqual(problem, {
    type: 'problem',
    id: 'f245cc5c',
    path: `python/${PROCEDURE}/${NAME}`,
    code: 'ARTIFACT_INVALID',
    message: `python/${PROCEDURE}/${NAME} has 1 fault:\n  /seed: found "7", expected a number`,
    issues: [{ code: 'invalid-type', path: '/seed', message: 'found "7", expected a number' }],
  });
  t.like(adopted, { type: 'adopted', from: `python/${PROCEDURE}/2026-02-11T15-40-13_5dd106.json` });
  t.deepEqual(Object.keys(adopted), ['type', 'id', 'path', 'seal', 'from']);
  t.true((await readFile(join(cwd, adopted.path), 'utf8')).includes(`"sha256": "${adopted.seal}"`));
  t.deepEqual(others.at(-1), { type: 'summary', files: 6, adopted: 5, present: 0, problems: 1, others: 0 });
  t.is(exitCode, 1);
  const again = await artifacts(words('--json'), { cwd });
  t.is(again.stdout.match(/^\{"type":"present",/gm)?.length, 5);
});

test('sealed files are taken over byte for byte, and one whose seal is broken is not', async (t) => {
  const cwd = await pythonFolder();
  await artifacts(words(), { cwd });
  const call = ['adopt', 'sealed', '--into', 'copy', '--import', module];
  t.is((await artifacts(call, { cwd })).stdout, '6 files: 6 adopted into copy.\n');
  t.deepEqual(await contentsOf(join(cwd, 'copy')), await contentsOf(join(cwd, 'sealed')));
  const [name = ''] = Object.keys(await contentsOf(join(cwd, 'sealed')));
  const path = join(cwd, 'sealed', name);
  await chmod(path, 0o644);
  await writeFile(path, (await readFile(path, 'utf8')).replace('"seed": 0', '"seed": 1'));
  t.is(
    (await artifacts(call, { cwd })).stdout,
    `${name}
  was changed since it was sealed
6 files: 5 were in copy already, 1 could not be taken.
`,
  );
});

test('an artifact with the name of another one is saved beside it, with the digits of its seal', async (t) => {
  const cwd = await pythonFolder();
  const path = join(cwd, 'python', PROCEDURE, NAME);
  await artifacts(words(), { cwd });
  const [first = ''] = Object.keys(await contentsOf(join(cwd, 'sealed')));
  await writeFile(path, (await readFile(path, 'utf8')).replace('"seed": 0', '"seed": 1'));
  t.is((await artifacts(words(), { cwd })).stdout, '6 files: 1 adopted into sealed, 5 were there already.\n');
  const names = await readdir(join(cwd, 'sealed', PROCEDURE));
  t.is(names.length, 4);
  t.is(names.filter((name) => name.startsWith(first.slice(`${PROCEDURE}/`.length, -'.json'.length))).length, 2);
  t.is((await artifacts(words(), { cwd })).stdout, '6 files: 6 were in sealed already.\n');
});

test('an artifact is adopted after those to which it refers, and refused if they are not there', async (t) => {
  const cwd = await newFolder();
  const storage = new FileStorage(join(cwd, 'old'));
  const repository = new ArtifactRepository({ storage, classes: [Source, Burst] });
  const source = new Source();
  const sourcePath = await repository.save(source);
  await repository.save(Object.assign(new Burst(), { source: repository.referenceTo(source) }));
  const call = (into: string) => artifacts(['adopt', 'old', '--into', into, '--import', referring], { cwd });
  t.is((await call('new')).stdout, '2 files: 2 adopted into new.\n');
  await repository.remove(sourcePath, { evenIfReferenced: true });
  const { stdout, exitCode } = await call('other');
  t.regex(stdout, /^Burst\/.*\.json\n {2}.*\/source: found a reference to Source\/.*, where\n {2}there is no file/s);
  t.regex(stdout, /\n1 file: 1 could not be taken\.\n$/);
  t.is(exitCode, 1);
});

test('links are followed only with --follow-links', async (t) => {
  const cwd = await pythonFolder();
  await rename(join(cwd, 'python', PROCEDURE), join(cwd, 'elsewhere'));
  await symlink(join(cwd, 'elsewhere'), join(cwd, 'python', PROCEDURE));
  t.deepEqual(await artifacts(words(), { cwd }), {
    stdout: `${PROCEDURE}
  found a link, expected none: links are followed by --follow-links
3 files: 3 adopted into sealed, 1 other thing may hide artifacts.
`,
    stderr: '',
    exitCode: 1,
  });
  t.is(
    (await artifacts(words('--follow-links'), { cwd })).stdout,
    '6 files: 3 adopted into sealed, 3 were there already.\n',
  );
});

for (const [what, args, message] of [
  ['no --into', ['python', '--import', module], "error: required option '--into <dir>' not specified"],
  ['no --import', ['python', '--into', 'sealed'], "error: required option '--import <module>' not specified"],
  ['an empty --into', ['python', '--into', '', '--import', module], '--into is empty. Write for example'],
  [
    '--root',
    ['python', '--into', 'sealed', '--import', module, '--root', 'x'],
    'adopt writes to the folder of --into.',
  ],
  ['no folder', ['pyton', '--into', 'sealed', '--import', module], 'There is no folder pyton.'],
  ['a file', ['file', '--into', 'sealed', '--import', module], 'file is no folder.'],
  ['the same folder', ['python', '--into', './python/', '--import', module], 'python and ./python/ are not apart'],
  ['a folder in it', ['python', '--into', 'python/a/b', '--import', module], 'python and python/a/b are not apart'],
  ['the folder above', ['python', '--into', '.', '--import', module], 'python and . are not apart'],
  ['a link to it', ['python', '--into', 'link/sealed', '--import', module], 'python and link/sealed are not apart'],
  [
    'an empty folder',
    ['empty', '--into', 'sealed', '--import', module],
    'There is no file PROCEDURE/NAME.json in empty.',
  ],
  [
    'the folder of a procedure',
    [`python/${PROCEDURE}`, '--into', 'sealed', '--import', module],
    `There is no file PROCEDURE/NAME.json in python/${PROCEDURE}. If you mean those of python, write`,
  ],
  [
    'a module without classes',
    ['python', '--into', 'sealed', '--import', './none.mjs'],
    './none.mjs declares no artifact',
  ],
] as const) {
  test(`adopt refuses ${what}, and writes nothing`, async (t) => {
    const cwd = await pythonFolder();
    await symlink('python', join(cwd, 'link'));
    await mkdir(join(cwd, 'empty'));
    await writeFile(join(cwd, 'file'), '');
    await writeFile(join(cwd, 'none.mjs'), '');
    const before = await contentsOf(cwd);
    const { stdout, stderr, exitCode } = await artifacts(['adopt', ...args], { cwd });
    t.is(stderr.slice(0, message.length), message);
    t.is(stdout, '');
    t.is(exitCode, 2);
    t.deepEqual(await contentsOf(cwd), before);
  });
}

test('two classes of one procedure are refused', async (t) => {
  const cwd = await pythonFolder();
  const two = await moduleOf(`
    import { codec, persisted } from 'persisted-artifacts';
    for (const Class of [class A {}, class B {}]) {
      const { string: procedureVersion, json: inputParameters, isoText: timestamp } = codec;
      persisted(Class, { procedure: 'P', fields: { procedureVersion, inputParameters, timestamp } });
    }`);
  const { stderr, exitCode } = await artifacts(['adopt', 'python', '--into', 'sealed', '--import', two], { cwd });
  t.regex(stderr, /^B: has the procedure name P, which another class A has already/);
  t.is(exitCode, 2);
});

for (const [signal, expected] of [
  ['SIGINT', 130],
  ['SIGKILL', null],
] as const) {
  test(`after ${signal}, there are only whole files, and the next run adopts the rest`, async (t) => {
    const cwd = await pythonFolder();
    const folder = join(cwd, 'python', PROCEDURE);
    const text = await readFile(join(folder, NAME), 'utf8');
    for (let minute = 0; minute < 60; minute++) {
      const time = `2026-02-11T16:${String(minute).padStart(2, '0')}:12`;
      const name = `${time.replaceAll(':', '-')}_c290ae.json`;
      await writeFile(join(folder, name), text.replace(/2026-02-11T15:40:12/, time));
    }
    const child = spawn(installed, words(), { cwd, stdio: 'ignore' });
    const closed = once(child, 'close');
    const published = async () =>
      (await readdir(join(cwd, 'sealed', PROCEDURE)).catch(() => [])).filter((name) => name.endsWith('.json'));
    while ((await published()).length < 5 && child.exitCode === null) await setTimeout(1);
    child.kill(signal);
    const [exitCode] = await closed;
    t.true(exitCode === expected || exitCode === 0);
    const sealed = new ArtifactRepository({
      storage: new FileStorage(join(cwd, 'sealed')),
      classes: [ChangePoints, Modes],
    });
    const { checked, problems } = await sealed.verify();
    t.true(checked >= 5);
    t.deepEqual(problems, []);
    const { stdout } = await artifacts(words(), { cwd });
    t.regex(stdout, /^66 files: (\d+ adopted into sealed, \d+ were there|66 were in sealed) already\.\n$/);
    t.deepEqual(await sealed.verify(), sound(66));
  });
}
