// `artifacts upgrade` says which files load as they are, which load upgraded, and which do not; with --write it saves what loads upgraded.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { addressOfKey } from '../../src/format/address.js';
import { sealed } from '../support/stored.js';
import { moduleOf } from './classes-module.js';
import { artifacts, installed } from './installed.js';
import { oldStore, presentModule } from './old-store.js';

const module = await presentModule();

/** A module with a class of the version of the files, which has other keys, and a default. */
const renamed = await moduleOf(`
import { codec as c, persisted } from 'persisted-artifacts';
const fields = { procedureVersion: c.string, inputParameters: c.json, timestamp: c.isoText, seed: c.integer,
  kind: { codec: c.string, aliases: ['level'] }, curve: c.ndArray('float64'), method: { codec: c.string, default: 'pelt' } };
persisted(class Run {}, { procedure: 'CPD', fields });`);

const words = (...others: string[]) => ['upgrade', ...others, '--import', module];

/** Returns the paths of all files of a storage below its root, with their texts. */
async function filesIn(cwd: string): Promise<Record<string, string>> {
  const root = join(cwd, 'artifacts', 'exploratory');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const read = async (path: string) => [path.slice(root.length + 1), await readFile(path, 'utf8')] as const;
  return Object.fromEntries(await Promise.all(paths.sort().map(read)));
}

const sealOf = (text: string): string => /"sha256": "([0-9a-f]{64})"/.exec(text)?.[1] as string;

test('without --write, upgrade says what loads upgraded and what does not, and writes nothing', async (t) => {
  const cwd = await oldStore('low', 'odd');
  const before = await filesIn(cwd);
  t.deepEqual(await artifacts(words(), { cwd }), {
    stdout: `CPD/2026-02-11T15-40-10_f1dcbb.json
  upgrades from version 1 to 2
CPD/2026-02-11T15-40-11_f4a420.json
  has 1 fault:
    (root): the upgrade from version 1 throws Error: no \\x1b[31mlevel
2 files: 1 upgrades, 1 does not load. Nothing was written (--write).
`,
    stderr: '',
    exitCode: 1,
  });
  t.deepEqual(await filesIn(cwd), before);
});

test('with --write, what loads upgraded is saved in a new file that names the seal of the old one, which stays', async (t) => {
  const cwd = await oldStore('low', 'high');
  const before = await filesIn(cwd);
  t.deepEqual(await artifacts(words('--write'), { cwd }), {
    stdout: `CPD/2026-02-11T15-40-10_f1dcbb.json
  upgraded from version 1 to 2: ChangePoints/2026-02-11T15-40-10_1446e3.json
CPD/2026-02-11T15-40-11_f4a420.json
  upgraded from version 1 to 2: ChangePoints/2026-02-11T15-40-11_89704b.json
2 files: 2 were upgraded.
`,
    stderr: '',
    exitCode: 0,
  });
  const after = await filesIn(cwd);
  t.like(after, before);
  t.deepEqual(
    Object.keys(after).filter((path) => !Object.hasOwn(before, path)),
    ['ChangePoints/2026-02-11T15-40-10_1446e3.json', 'ChangePoints/2026-02-11T15-40-11_89704b.json'],
  );
  const text = after['ChangePoints/2026-02-11T15-40-10_1446e3.json'] ?? '';
  t.true(text.includes(`"from": "${sealOf(before['CPD/2026-02-11T15-40-10_f1dcbb.json'] ?? '')}"`));
  t.true(text.includes('"schema_version": 2'));
  t.true(text.includes('"level": 0,\n  "method": "pelt"'));
  t.is((await artifacts(['verify', '--import', module], { cwd })).exitCode, 0);
});

test('a second run writes nothing, and says what is upgraded already', async (t) => {
  const cwd = await oldStore('low', 'high');
  await artifacts(words('--write'), { cwd });
  const before = await filesIn(cwd);
  for (const write of [[], ['--write']])
    t.deepEqual(await artifacts(words(...write), { cwd }), {
      stdout: '4 files: 2 load as they are, 2 were upgraded already.\n',
      stderr: '',
      exitCode: 0,
    });
  t.deepEqual(await filesIn(cwd), before);
  await rm(join(cwd, 'artifacts', 'exploratory', 'ChangePoints', '2026-02-11T15-40-11_89704b.json'));
  t.is(
    (await artifacts(words('--write'), { cwd })).stdout.split('\n').at(-2),
    '3 files: 1 loads as it is, 1 was upgraded, 1 was upgraded already.',
  );
  t.deepEqual(await filesIn(cwd), before);
});

test('files with former keys are upgraded, too', async (t) => {
  const cwd = await oldStore('low');
  const call = { cwd };
  t.is(
    (await artifacts(['upgrade', '--import', renamed], call)).stdout,
    `CPD/2026-02-11T15-40-10_f1dcbb.json
  upgrades to the present keys, names and defaults
1 file: 1 upgrades. Nothing was written (--write).
`,
  );
  const [old = ''] = Object.values(await filesIn(cwd));
  const { stdout } = await artifacts(['upgrade', '--write', '--import', renamed], call);
  t.is(
    stdout,
    `CPD/2026-02-11T15-40-10_f1dcbb.json
  upgraded to the present keys, names and defaults:
  CPD/2026-02-11T15-40-10_f1dcbb_96b482e9bc052c89.json
1 file: 1 was upgraded.
`,
  );
  const { 'CPD/2026-02-11T15-40-10_f1dcbb_96b482e9bc052c89.json': text = '' } = await filesIn(cwd);
  t.true(text.includes(`"from": "${sealOf(old)}"`));
  t.false(text.includes('schema_version'));
  t.is(
    (await artifacts(['upgrade', '--write', '--import', renamed], call)).stdout,
    '2 files: 1 loads as it is, 1 was upgraded already.\n',
  );
});

test('a file that was upgraded to a version before the last one is upgraded from there', async (t) => {
  const cwd = await oldStore('low');
  const call = { cwd };
  await artifacts(words('--write'), call);
  const third = await moduleOf(
    (await readFile(module, 'utf8'))
      .replace('schemaVersion: 2', 'schemaVersion: 3')
      .replace('upgradesFrom: {', 'upgradesFrom: { 2: (file) => ({ ...file, level: file.level + 10 }),'),
  );
  t.is(
    (await artifacts(['upgrade', '--write', '--import', third], call)).stdout,
    `ChangePoints/2026-02-11T15-40-10_1446e3.json
  upgraded from version 2 to 3:
  ChangePoints/2026-02-11T15-40-10_1446e3_a4a8bfa6069f13c1.json
2 files: 1 was upgraded, 1 was upgraded already.
`,
  );
});

test('with --json, each file is an object', async (t) => {
  const cwd = await oldStore('low', 'odd');
  const call = { cwd };
  const linesOf = async (...others: string[]) =>
    (await artifacts(words('--json', ...others), call)).stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const path = 'artifacts/exploratory/CPD/2026-02-11T15-40-10_f1dcbb.json';
  const seal = sealOf(await readFile(join(cwd, path), 'utf8'));
  const [upgradable, problem, summary] = await linesOf();
  t.deepEqual(upgradable, { type: 'upgradable', id: 'af818016', path, seal, from_version: 1, to_version: 2 });
  t.like(problem, { type: 'problem', id: '8f58823f', code: 'ARTIFACT_INVALID' });
  t.deepEqual(problem.issues, [
    { code: 'invalid-value', path: '', message: 'the upgrade from version 1 throws Error: no \x1b[31mlevel' },
  ]);
  const counts = { current: 0, upgradable: 1, upgraded: 0, already_upgraded: 0, unsealed: 0, problems: 1 };
  t.deepEqual(summary, { type: 'summary', files: 2, ...counts, unknown: [] });
  const [upgraded] = await linesOf('--write');
  t.like(upgraded, { type: 'upgraded', id: 'af818016', path, seal, from_version: 1, to_version: 2 });
  t.is(upgraded.new_seal, sealOf(await readFile(join(cwd, upgraded.new_path), 'utf8')));
  const [already, , current] = await linesOf();
  t.is(already.type, 'already_upgraded');
  t.deepEqual(current, {
    type: 'current',
    id: upgraded.new_id,
    path: upgraded.new_path,
    seal: upgraded.new_seal,
  });
});

test('upgrade takes the procedures that are named, and counts those without a class', async (t) => {
  const cwd = await oldStore('low');
  const folder = join(cwd, 'artifacts', 'exploratory', 'Other');
  await mkdir(folder);
  await writeFile(join(folder, '2026-02-11T15-40-10_f1dcbb.json'), '{}');
  await writeFile(join(folder, 'notes.txt'), '');
  const call = { cwd };
  const both = await artifacts(words(), call);
  t.is(both.stdout.split('\n').at(-2), '1 file: 1 upgrades. Nothing was written (--write).');
  t.is(both.stderr, 'No class is known of Other (1).\n');
  t.is(both.exitCode, 0);
  // By the present name of the procedure, too.
  t.deepEqual(await artifacts(words('ChangeP'), call), { ...both, stderr: '' });
  t.deepEqual(await artifacts(words('Other'), call), {
    stdout: 'There are no artifacts of these classes in artifacts/exploratory.\n',
    stderr: 'No class is known of Other (1).\n',
    exitCode: 0,
  });
  t.deepEqual(await artifacts(words('Othr'), call), {
    stdout: '',
    stderr: 'There is no procedure "Othr". Did you mean Other?\n',
    exitCode: 2,
  });
});

test('an unsealed file that loads upgraded is left to adopt', async (t) => {
  const cwd = await oldStore('low');
  const [path = ''] = Object.keys(await filesIn(cwd));
  const text = (await filesIn(cwd))[path] ?? '';
  const other = join(cwd, 'artifacts', 'exploratory', 'CPD', '2026-02-11T15-40-19_f1dcbb.json');
  await writeFile(other, text.replace(/,\n {2}"\$artifact": \{.*$/s, '\n}\n').replace('15:40:10', '15:40:19'));
  t.deepEqual(await artifacts(words('--write'), { cwd }), {
    stdout: `CPD/2026-02-11T15-40-10_f1dcbb.json
  upgraded from version 1 to 2: ChangePoints/2026-02-11T15-40-10_1446e3.json
2 files: 1 was upgraded, 1 upgrades and is unsealed.
`,
    stderr: 'Files without a seal are taken over by: artifacts adopt\n',
    exitCode: 0,
  });
});

test('--import is required', async (t) => {
  t.deepEqual(await artifacts(['upgrade'], { cwd: await oldStore('low') }), {
    stdout: '',
    stderr: "error: required option '--import <module>' not specified\nSee artifacts upgrade --help.\n",
    exitCode: 2,
  });
});

for (const [signal, expected] of [
  ['SIGINT', 130],
  ['SIGKILL', null],
] as const) {
  test(`after ${signal}, there are only whole files, and the next run upgrades the rest`, async (t) => {
    const cwd = await oldStore('low');
    const root = join(cwd, 'artifacts', 'exploratory');
    const [[key = '', text = ''] = []] = Object.entries(await filesIn(cwd));
    for (let minute = 0; minute < 60; minute++) {
      // The time alone differs, so the hash in the name is the same.
      const time = `2026-02-11T16:${String(minute).padStart(2, '0')}:10`;
      const copy = sealed(Buffer.from(text.replace('2026-02-11T15:40:10', time)));
      await writeFile(join(root, key.replace('2026-02-11T15-40-10', time.replaceAll(':', '-'))), copy);
    }
    const child = spawn(installed, words('--write'), { cwd, stdio: 'ignore' });
    const closed = once(child, 'close');
    const written = async () =>
      (await readdir(join(root, 'ChangePoints')).catch(() => [])).filter((name) => name.endsWith('.json'));
    while ((await written()).length < 5 && child.exitCode === null) await setTimeout(1);
    child.kill(signal);
    const [exitCode] = await closed;
    t.true(exitCode === expected || exitCode === 0);
    t.true((await written()).every((name) => addressOfKey(`ChangePoints/${name}`) !== undefined));
    t.is((await artifacts(['verify', '--import', module], { cwd })).exitCode, 0);
    const { stdout } = await artifacts(words('--write'), { cwd });
    t.regex(
      stdout,
      /\n\d+ files: \d+ loads? as (it is|they are), (\d+ were upgraded, )?\d+ were upgraded already\.\n$/,
    );
    t.is((await written()).length, 61);
    t.is((await artifacts(words(), { cwd })).stdout, '122 files: 61 load as they are, 61 were upgraded already.\n');
  });
}
