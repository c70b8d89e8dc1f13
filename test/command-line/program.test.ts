// Wrong usage, help and version, which are the same for all commands.

import { readFile } from 'node:fs/promises';
import test from 'ava';
import { newFolder } from '../support/stored.js';
import { artifacts } from './installed.js';

for (const [args, message] of [
  [['lst'], "error: unknown command 'lst'\n(Did you mean list?)"],
  [['swep'], "error: unknown command 'swep'\n(Did you mean sweep?)"],
  [['--jsn'], "error: unknown option '--jsn'\n(Did you mean --json?)"],
  [['--root'], "error: option '--root <dir>' argument missing"],
  [
    ['sweep', 'this'],
    "error: too many arguments for 'sweep'. Expected 0 arguments but got 1.\nSee artifacts sweep --help.",
  ],
  [['sweep', '--no'], "error: unknown option '--no'\nSee artifacts sweep --help."],
  [['\x1b[31m\u202e'], "error: unknown command '\\x1b[31m\\u202e'"],
  [['sweep', '--\x9b'], "error: unknown option '--\\x9b'\nSee artifacts sweep --help."],
] as const) {
  test(`wrong usage exits with 2 and says what is wrong: ${JSON.stringify(args)}`, async (t) => {
    t.deepEqual(await artifacts(args), { stdout: '', stderr: `${message}\n`, exitCode: 2 });
  });
}

test('with --json, wrong usage prints an object on stderr', async (t) => {
  const error = {
    type: 'error',
    code: 'USAGE',
    message: "error: unknown command 'lst'\n(Did you mean list?)",
    issues: [],
  };
  t.deepEqual(await artifacts(['lst', '--json']), { stdout: '', stderr: `${JSON.stringify(error)}\n`, exitCode: 2 });
});

test('--root can stand before or after the command, and be joined to its value by =', async (t) => {
  const cwd = await newFolder();
  for (const args of [
    ['--root', '.', 'sweep'],
    ['sweep', '--root', '.'],
    ['sweep', '--root=.'],
  ])
    t.deepEqual(await artifacts(args, { cwd }), {
      stdout: 'Nothing was left behind in . by a process that has ended.\n',
      stderr: '',
      exitCode: 0,
    });
});

test('help for an unknown command is an error', async (t) => {
  t.is((await artifacts(['help', 'nothing'])).exitCode, 2);
});

test('--json after -- is an argument, not an option', async (t) => {
  const { stderr } = await artifacts(['lst', '--', '--json']);
  t.is(stderr, "error: unknown command 'lst'\n(Did you mean list?)\n");
});

test('--version prints the version of the package', async (t) => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  t.deepEqual(await artifacts(['--version']), { stdout: `${version}\n`, stderr: '', exitCode: 0 });
});

test('--help and help print the same, on 80 columns, and the help of each command has an example', async (t) => {
  const { stdout, exitCode } = await artifacts(['--help']);
  t.is(exitCode, 0);
  t.is((await artifacts(['help'])).stdout, stdout);
  const [, commands = ''] = stdout.split('Commands:\n');
  const names = Array.from(commands.matchAll(/^ {2}(\w+)/gm), ([, name]) => name as string);
  t.true(names.includes('sweep'));
  const pages = [stdout];
  for (const name of names.filter((each) => each !== 'help')) {
    const page = (await artifacts([name, '--help'])).stdout;
    t.is((await artifacts(['help', name])).stdout, page);
    t.true(page.includes(`For example:\n  artifacts ${name}`), name);
    pages.push(page);
  }
  for (const page of pages) for (const line of page.split('\n')) t.true(line.length <= 80, line);
});
