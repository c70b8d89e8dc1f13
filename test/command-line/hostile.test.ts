// Hostile names and contents: no command writes what a terminal obeys, suggests what a shell runs, or takes all memory.

import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { needs } from '../support/needs.js';
import { newFolder } from '../support/stored.js';
import { artifacts, artifactsOnTerminal, inShell } from './installed.js';

const testOnTerminal = await needs('script');

/** Matches what a terminal obeys or hides: control characters except line ends, marks of direction, separators, surrogates. */
const HIDDEN = /[^\P{C}\n]|[\p{Zl}\p{Zp}\u115f\u3164]/u;

/** Escape sequences for a colour and a window title, a mark that reverses the direction, a tag, and zero-width characters. */
const HOSTILE = 'a\x1b[31m\x9b31m\x1b]0;title\x07\r\u202eb\u{e0041}\u200b\u2028\u3164';

/** Makes a folder in which every name and text that another person may have written is hostile. */
async function hostileStore(): Promise<string> {
  const folder = await newFolder();
  const root = join(folder, HOSTILE);
  await mkdir(join(root, HOSTILE), { recursive: true });
  await mkdir(join(root, 'Procedure', HOSTILE), { recursive: true });
  await symlink(HOSTILE, join(root, `${HOSTILE}link`));
  await writeFile(join(root, 'Procedure', `${HOSTILE}.json`), HOSTILE);
  for (const second of ['00', '01', '02']) {
    const artifact = {
      procedure_name: second === '02' ? HOSTILE : 'Procedure',
      procedure_version: HOSTILE + second,
      timestamp: `2026-01-01T00:00:${second}${second === '01' ? HOSTILE : ''}`,
      input_parameters: { [HOSTILE]: HOSTILE + second, plain: second, nested: { [HOSTILE]: [HOSTILE] } },
      [`${HOSTILE}member`]: second,
      curve: [1, 2, Number(second)],
      [`${HOSTILE}curve`]: [1, 2, Number(second)],
      seed: HOSTILE,
    };
    await writeFile(join(root, 'Procedure', `2026-01-01T00-00-${second}_aaaaaa.json`), JSON.stringify(artifact));
  }
  await writeFile(join(root, 'Procedure', '2026-01-01T00-00-03_aaaaaa.json'), `{"${HOSTILE}": ${HOSTILE}`);
  return folder;
}

const cwd = await hostileStore();

for (const args of [
  [],
  ['list'],
  ['list', 'Procedure', '--wide', '--size'],
  ['list', 'Procedure', '--columns', HOSTILE],
  ['list', 'Procedure', `${HOSTILE}=1`],
  ['list', 'Procedure', 'plain>00'],
  ['list', 'Procedure', '--sort', HOSTILE],
  ['list', 'Procedure', '--since', HOSTILE],
  ['list', 'Procedure', '--limit', HOSTILE],
  ['list', HOSTILE],
  ['show', 'Procedure@2026-01-01T00:00:00'],
  ['show', 'Procedure@2026-01-01T00:00:03'],
  ['show', 'Procedure@2026-01-01T00:00:00', '--array', HOSTILE],
  ['show', 'Procedure@2026-01-01T00:00:00', '--array', 'curve'],
  ['show', HOSTILE],
  ['compare', 'Procedure@2026-01-01T00:00:00', 'Procedure@2026-01-01T00:00:01'],
  ['compare', 'Procedure@2026-01-01T00:00:00', 'Procedure@2026-01-01T00:00:01', '--exclude', HOSTILE],
  ['compare', HOSTILE, HOSTILE],
  ['export', 'Procedure', '-o', HOSTILE],
  ['export', 'Procedure', '-o', `${HOSTILE}.csv`, '--force'],
  ['export', 'Procedure', '-o', `missing/${HOSTILE}.csv`],
  ['keys', 'Procedure'],
  ['keys', HOSTILE],
  ['verify'],
  ['verify', HOSTILE],
  ['verify', '--import', HOSTILE],
  ['remove', 'aaaaaa'],
  ['remove', HOSTILE],
  ['remove', `Procedure/${HOSTILE}.json`],
  ['remove', `${HOSTILE}@latest`],
  ['sweep'],
  ['init'],
  ['completion', HOSTILE],
  ['complete', '--', 'list', ''],
  ['complete', '--', 'list', 'Procedure', ''],
  [HOSTILE],
  ['list', `--${HOSTILE}`],
  ['help', HOSTILE],
]) {
  test(`artifacts ${JSON.stringify(args)} writes nothing that a terminal obeys or hides`, async (t) => {
    for (const json of [false, true]) {
      const given = json && args[0] !== 'complete' ? ['--json', ...args] : args;
      const { stdout, stderr, exitCode } = await artifacts(given, { cwd, env: { ARTIFACTS_ROOT: HOSTILE } });
      t.notRegex(stdout, HIDDEN);
      t.notRegex(stderr, HIDDEN);
      t.not(exitCode, null);
      t.false(stderr.includes('INTERNAL') || stderr.includes('fault of artifacts'), stderr);
    }
  });
}

testOnTerminal(
  'hidden characters of CSV are escaped on a terminal, and written as they are stored to a pipe',
  async (t) => {
    const env = { ARTIFACTS_ROOT: HOSTILE, NO_COLOR: '1' };
    const { screen, exitCode } = await artifactsOnTerminal('artifacts list Procedure --csv', { cwd, env });
    t.notRegex(screen, HIDDEN);
    t.true(screen.includes('\\x1b[31m'));
    t.is(exitCode, 1);
    t.regex((await artifacts(['list', 'Procedure', '--csv'], { cwd, env })).stdout, HIDDEN);
  },
);

/** Returns the words that a shell makes of a suggestion. */
async function wordsOf(suggestion: string | undefined): Promise<string[]> {
  const { stdout, stderr } = await inShell(`printf '%s\\n' ${suggestion}`);
  return (stdout + stderr).trimEnd().split('\n');
}

for (const text of ['b`id`', '$(id)', 'it\'s "so"', '\\', '-a; id', "'"]) {
  test(`a shell that runs a suggestion runs nothing of the key ${text}`, async (t) => {
    const cwd = await newFolder();
    const quoted = JSON.stringify(text);
    await mkdir(join(cwd, 'artifacts', 'exploratory', 'Procedure'), { recursive: true });
    for (const second of ['00', '01']) {
      const artifact = {
        procedure_name: 'Procedure',
        procedure_version: '1',
        timestamp: `2026-01-01T00:00:${second}`,
        input_parameters: second === '00' ? { [`${text}y`]: 1 } : {},
        label: text,
        [text]: text,
        [`${text}x`]: [0.5, 1.5],
        ...(second === '01' ? { [`${text}y`]: 1 } : {}),
      };
      const name = `2026-01-01T00-00-${second}_aaaaaa.json`;
      await writeFile(join(cwd, 'artifacts', 'exploratory', 'Procedure', name), JSON.stringify(artifact));
    }
    const advised = async (...args: string[]) => (await artifacts(['list', 'Procedure', ...args], { cwd })).stderr;
    const example = async (condition: string) => /\nWrite for example (.*)\.\n$/.exec(await advised(condition))?.[1];
    t.deepEqual(await wordsOf(await example('label>1')), [`label=${quoted}`]);
    const named = (await wordsOf(await example(`${quoted}>1`)))[0];
    t.true(named === `${quoted}=${quoted}` || named === `${text}=${quoted}`, named);
    const [option, key = ''] = await wordsOf(await example(`${JSON.stringify(`${text}x`)}=1`));
    t.is(option, '--has');
    t.is((await artifacts(['list', 'Procedure', '--json', `--has=${key}`], { cwd })).stdout.split('\n').length, 4);
    const names = (await advised('--sort', `${text}y`)).split('\n').slice(1, 3);
    for (const [index, name] of names.entries()) {
      const [word = ''] = await wordsOf(name.trim());
      const pointer = `${index === 0 ? '/input_parameters' : ''}/${text}y`;
      t.true(word === pointer || word === JSON.stringify(pointer), word);
    }
    t.is(names.length, 2);
  });
}

test('a file with many values below one long key is not read, and the other files are', async (t) => {
  const cwd = await newFolder();
  await mkdir(join(cwd, 'Procedure'));
  const values = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`a${index}`, index]));
  const files = ['00', '01'].map((second) => `Procedure/2026-01-01T00-00-${second}_aaaaaa.json`);
  for (const [index, path] of files.entries()) {
    const artifact = {
      procedure_name: 'Procedure',
      procedure_version: '1',
      timestamp: '2026-01-01T00:00:00',
      input_parameters: {},
      host: index === 0 ? values : { ['k'.repeat(200_000)]: values },
    };
    await writeFile(join(cwd, path), JSON.stringify(artifact));
  }
  const message =
    'has too many values below long keys, expected pointers to them of 64 characters at most for each byte of the file';
  const outcome = async (...args: string[]) => {
    const { stdout, stderr, exitCode } = await artifacts(['--root', '.', ...args], { cwd });
    return { lines: stdout.split('\n').length - 1, stderr: stderr.trimEnd().split('\n').at(-1), exitCode };
  };
  const unread = '1 file could not be read: artifacts verify Procedure --root .';
  t.deepEqual(await outcome('list', 'Procedure'), { lines: 2, stderr: unread, exitCode: 1 });
  t.deepEqual(await outcome('keys', 'Procedure'), { lines: 20_003, stderr: unread, exitCode: 1 });
  t.deepEqual(await outcome('export', 'Procedure', '-o', '-', '--format', 'csv'), {
    lines: 2,
    stderr: '1 file could not be read and is not in it.',
    exitCode: 1,
  });
  for (const args of [
    ['show', '--json', 'Procedure@latest'],
    ['compare', ...files],
  ]) {
    const { stdout, stderr, exitCode } = await artifacts(['--root', '.', ...args], { cwd });
    t.true(stderr.includes(`${files[1]} ${message}`), stderr);
    t.deepEqual([stdout, exitCode], ['', 2]);
  }
});
