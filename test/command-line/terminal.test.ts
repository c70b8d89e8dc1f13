// What the terminal of the user can show, and what happens when nobody reads the output.

import test from 'ava';
import { hasBlocks, hasColors, widthFor } from '../../src/cli/console/terminal.js';
import { needs } from '../support/needs.js';
import { artifacts, artifactsOnTerminal, inShell } from './installed.js';
import { exampleStore } from './store.js';

const testOnTerminal = await needs('script');

for (const [env, isTerminal, expected] of [
  [{}, true, true],
  [{}, false, false],
  [{ CI: 'true' }, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ TERM: 'dumb' }, true, false],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: 'false' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, true],
] as const) {
  const where = isTerminal ? 'a terminal' : 'a pipe';
  test(`${where} with ${JSON.stringify(env)} has ${expected ? 'colours' : 'no colours'}`, (t) => {
    t.is(hasColors(env, isTerminal), expected);
  });
}

for (const [COLUMNS, columns, isTerminal, expected] of [
  [undefined, 120, true, 120],
  [undefined, 0, true, 80],
  [undefined, undefined, true, 80],
  ['100', 120, true, 100],
  ['100', undefined, false, 100],
  [undefined, undefined, false, undefined],
  ['0', undefined, false, undefined],
  ['wide', 120, true, 120],
] as const) {
  const where = isTerminal ? `a terminal of ${columns} columns` : 'a pipe';
  test(`${where} with COLUMNS=${COLUMNS ?? ''} takes ${expected ?? 'any number of'} columns`, (t) => {
    t.is(widthFor({ COLUMNS }, columns, isTerminal), expected);
  });
}

for (const [env, expected] of [
  [{}, true],
  [{ LANG: 'de_DE.UTF-8' }, true],
  [{ LANG: 'C.utf8' }, true],
  [{ LANG: 'C' }, false],
  [{ LANG: 'en_US.ISO-8859-1' }, false],
  [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, false],
  [{ LANG: 'C', LC_CTYPE: 'UTF-8' }, true],
  [{ LANG: 'en_US.UTF-8', TERM: 'dumb' }, false],
] as const) {
  test(`a terminal with ${JSON.stringify(env)} ${expected ? 'shows' : 'does not show'} block characters`, (t) =>
    t.is(hasBlocks(env), expected));
}

test('when the reader of a pipe closes it, the program ends in silence with exit code 141', async (t) => {
  const cwd = await exampleStore();
  const pipe = 'mkfifo gate; { read < gate; artifacts; } | { exec 0<&-; echo > gate; }';
  t.deepEqual(await inShell(`set -o pipefail; ${pipe}`, { cwd }), { stdout: '', stderr: '', exitCode: 141 });
});

test('a full disk is reported, with exit code 2', async (t) => {
  const cwd = await exampleStore();
  const { stderr, exitCode } = await inShell('artifacts > /dev/full', { cwd });
  t.is(stderr, 'Could not write the output: ENOSPC: no space left on device, write.\n');
  t.is(exitCode, 2);
});

test('if not even an error can be written, the exit code is 2', async (t) => {
  t.is((await inShell('artifacts lst > /dev/full 2>&1')).exitCode, 2);
});

testOnTerminal('a terminal shows the same rows as a pipe, with colours', async (t) => {
  const cwd = await exampleStore();
  const { screen } = await artifactsOnTerminal('artifacts', { cwd });
  const [head, ...rows] = screen.split('\n');
  t.is(head, '\x1b[2mPROCEDURE               ARTIFACTS  FIRST                LAST\x1b[22m');
  const piped = await artifacts([], { cwd });
  t.deepEqual(rows, `${piped.stdout}${piped.stderr}`.split('\n').slice(1));
});

testOnTerminal('with NO_COLOR, a terminal shows no colours', async (t) => {
  const { screen } = await artifactsOnTerminal('artifacts', { cwd: await exampleStore(), env: { NO_COLOR: '1' } });
  t.false(screen.includes('\x1b'));
});

test('with FORCE_COLOR, a pipe gets colours', async (t) => {
  const { stdout } = await artifacts([], { cwd: await exampleStore(), env: { FORCE_COLOR: '1' } });
  t.true(stdout.startsWith('\x1b[2mPROCEDURE'));
});
