// With --import, commands show the members of old files as their classes have them now: upgraded, under the present keys, with defaults.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test from 'ava';
import type { PageData, TableData } from '../../src/report/data/page-data.js';
import { moduleOf } from './classes-module.js';
import { artifacts, artifactsOnTerminal, installed } from './installed.js';
import { oldStore, presentModule } from './old-store.js';

const module = await presentModule();

test('list shows upgraded members under the present keys, and finds the old folder by the present name', async (t) => {
  const cwd = await oldStore('low', 'high', 'low');
  t.deepEqual(await artifacts(['list', 'ChangePoints', '--import', module], { cwd }), {
    stdout: `                               window_
ID        TIME (UTC)              size  level  statistic
4397fb71  2026-02-11 15:40:12       12      0  ▁▁▁▂▃▃▃▄▅▅▆▆▇▇██
8f58823f  2026-02-11 15:40:11       11      1  ▁▁▁▂▃▃▃▄▅▅▆▆▇▇██
af818016  2026-02-11 15:40:10       10      0  ▁▁▁▂▃▃▃▄▅▅▆▆▇▇██
`,
    stderr: `Do not vary: penalty 3, method pelt, procedure_version "1.0", seed 7, statistic
  float64[20]
3 files are older than their classes, and shown as these have them now.
3 artifacts, newest first.
`,
    exitCode: 0,
  });
});

test('conditions, --sort and --columns take the present keys', async (t) => {
  const cwd = await oldStore('low', 'high', 'low');
  const words = ['list', 'CPD', 'window_size=11..', 'level=0', 'penalty=3', '--columns', 'window_size,method'];
  t.deepEqual(await artifacts([...words, '--sort', 'window_size', '--import', module], { cwd }), {
    stdout: `                               window_
ID        TIME (UTC)              size  method
4397fb71  2026-02-11 15:40:12       12  pelt
`,
    stderr: `Do not vary: penalty 3, level 0, procedure_version "1.0", seed 7, statistic
  float64[20]
3 files are older than their classes, and shown as these have them now.
1 artifact that matches (3 looked at), by window_size.
`,
    exitCode: 0,
  });
  const { stderr, exitCode } = await artifacts(['list', 'CPD', 'window=11', '--import', module], { cwd });
  t.is(stderr.split('\n')[0], 'No artifact here has "window".');
  t.is(exitCode, 2);
});

test('a file that does not fit its class is shown as it is stored, and counted', async (t) => {
  const cwd = await oldStore('low', 'odd');
  const call = { cwd };
  const { stdout, stderr, exitCode } = await artifacts(['list', 'CPD', '--import', module], call);
  t.is(
    stdout,
    `ID        TIME (UTC)           level
8f58823f  2026-02-11 15:40:11  odd
af818016  2026-02-11 15:40:10  0
`,
  );
  t.true(
    stderr.endsWith(`
1 file is older than its class, and shown as the class has it now.
1 file does not fit its class, and is shown as stored: artifacts verify --import
  ${module}
2 artifacts, newest first.
`),
  );
  t.is(exitCode, 0);
  const shown = await artifacts(['show', '8f58823f', '--import', module], call);
  t.true(shown.stdout.includes('\n  level  "odd"\n'));
  t.is(
    shown.stderr,
    `artifacts/exploratory/CPD/2026-02-11T15-40-11_f4a420.json has 1 fault:
  (root): the upgrade from version 1 throws Error: no \\x1b[31mlevel
It does not fit its class, and is shown as it is stored.
`,
  );
  t.is(shown.exitCode, 0);
});

test('show says from which version the file was upgraded', async (t) => {
  const cwd = await oldStore('low');
  const call = { cwd };
  t.is(
    (await artifacts(['show', '--import', module], call)).stdout,
    `ChangePoints 1.0   af818016
  file    artifacts/exploratory/CPD/2026-02-11T15-40-10_f1dcbb.json
  class   upgraded from version 1 to 2
  time    2026-02-11T15:40:10Z
  seed    7
  seal    9be26f96ffd25796… right
  size    459 B
parameters
  penalty      3
  window_size  10
members
  level   0
  method  "pelt"
statistic  float64[20]  min 0 [0]  mean 9.5  max 19 [19]
       19 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⣀⣀⠤⠤⠤⠔⠒⠒⠒⠊⠉⠉⠉⠉⠉
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⣀⣀⠤⠤⠤⠔⠒⠒⠒⠒⠒⠒⠒⠉⠉⠉⠁
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⣀⣀⠤⠤⠤⠤⠤⠤⠤⠒⠒⠒⠒⠉⠉⠉⠁
        0 ┤⣀⣀⣀⣀⣀⡠⠤⠤⠤⠒⠒⠒⠒⠉⠉⠉⠁
           0                                                                  19
`,
  );
  const json = JSON.parse((await artifacts(['show', '--import', module, '--json'], call)).stdout);
  t.is(json.upgraded_from, 1);
  t.is(json.procedure_name, 'ChangePoints');
  t.deepEqual(json.input_parameters, { penalty: 3, window_size: 10 });
  t.deepEqual(Object.keys(json.arrays), ['/statistic']);
  const { stdout } = await artifacts(['show', '--array', 'statistic[18:20]', '--import', module], call);
  t.is(stdout, '18\n19\n');
});

test('keys lists the present keys', async (t) => {
  t.is(
    (await artifacts(['keys', 'ChangeP', '--import', module], { cwd: await oldStore('low', 'high') })).stdout,
    `KEY                  TYPE      IN  VALUES  RANGE
parameters
  penalty            integer  all       1  3
  window_size        integer  all       2  10, 11
members
  level              integer  all       2  0, 1
  method             text     all       1  pelt
  procedure_version  text     all       1  "1.0"
  seed               integer  all       1  7
arrays
  statistic          float64  all       2  20
`,
  );
});

test('compare compares what the class gives', async (t) => {
  const cwd = await oldStore('low', 'low');
  t.deepEqual(await artifacts(['compare', 'CPD@latest', 'CPD@latest-1', '--import', module], { cwd }), {
    stdout: `             8f58823f             af818016
             2026-02-11 15:40:11  2026-02-11 15:40:10
window_size  11                   10
statistic    float64[20]          float64[20]
    19 of 20 differ, first at [1], most at [19], by 19
Inputs: 1 of 4 differ. Results: 1 of 3 differ, bit for bit (or --relative 1e-9).
`,
    stderr: '2 files are older than their classes, and shown as these have them now.\n',
    exitCode: 1,
  });
});

test('export writes what the class gives, with every element of the arrays', async (t) => {
  const cwd = await oldStore('low');
  const call = { cwd };
  const ndjson = await artifacts(['export', 'ChangePoints', '-o', '-', '--format', 'ndjson', '--import', module], call);
  const { id, path, seal, ...members } = JSON.parse(ndjson.stdout);
  t.is(id, 'af818016');
  t.deepEqual(members, {
    input_parameters: { penalty: 3, window_size: 10 },
    level: 0,
    method: 'pelt',
    procedure_name: 'ChangePoints',
    procedure_version: '1.0',
    seed: 7,
    statistic: Array.from({ length: 20 }, (_, at) => at),
    timestamp: '2026-02-11T15:40:10Z',
  });
  t.true((await readFile(join(cwd, path), 'utf8')).includes(seal));
  t.is(ndjson.stderr, '1 artifact, one a line.\n1 file is older than its class, and shown as the class has it now.\n');
  const csv = await artifacts(['export', 'CPD', '-o', '-', '--format', 'csv', '--import', module], call);
  t.is(
    csv.stdout.split('\r\n')[0],
    'id,path,seal,procedure_name,timestamp,penalty,window_size,seed,level,method,procedure_version',
  );
  await artifacts(['export', 'CPD', '-o', 'x.npy', '--array', 'statistic', '--import', module], call);
  t.is((await readFile(join(cwd, 'x.npy'))).subarray(-8).readDoubleLE(), 19);
});

test('with --json, the summary counts the files that are older, and those that do not fit', async (t) => {
  const { stdout } = await artifacts(['list', '--json', '--import', module], { cwd: await oldStore('low', 'odd') });
  const [, artifact, summary] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.is(artifact.upgraded_from, 1);
  t.deepEqual(summary, { type: 'summary', matching: 2, not_read: 0, older: 1, misfits: 1 });
});

test('files without a class are shown as they are stored, without a note', async (t) => {
  const cwd = await oldStore('low');
  const [name = ''] = await readdir(join(cwd, 'artifacts', 'exploratory', 'CPD'));
  const other = await moduleOf(`
    import { codec as c, persisted } from 'persisted-artifacts';
    const fields = { procedureVersion: c.string, inputParameters: c.json, timestamp: c.isoText };
    persisted(class Other {}, { procedure: 'Other', fields });`);
  await mkdir(join(cwd, 'copy', 'CPD'), { recursive: true });
  await copyFile(join(cwd, 'artifacts', 'exploratory', 'CPD', name), join(cwd, 'copy', 'CPD', name));
  const call = { cwd };
  const words = ['list', '--root', 'copy'];
  t.deepEqual(await artifacts([...words, '--import', other], call), await artifacts(words, call));
});

test('a class whose default is wrong is refused', async (t) => {
  const wrong = await moduleOf(`
    import { codec as c, persisted } from 'persisted-artifacts';
    const fields = { procedureVersion: c.string, inputParameters: c.json, timestamp: c.isoText, seed: c.integer, level: c.string,
      curve: c.ndArray('float64'), method: { codec: c.string, default: () => 3 } };
    persisted(class Run {}, { procedure: 'CPD', fields });`);
  const { stdout, stderr, exitCode } = await artifacts(['list', '--import', wrong], { cwd: await oldStore('low') });
  t.is(stdout, '');
  t.is(stderr, 'Run.method: has a wrong default: found 3, expected a string\n');
  t.is(exitCode, 2);
});

test('a module that cannot be imported ends every command', async (t) => {
  const cwd = await oldStore('low');
  await writeFile(join(cwd, 'broken.mjs'), 'throw new Error("not \\x1b[31mtoday");');
  for (const words of [['list'], ['keys', 'CPD'], ['show'], ['compare', 'CPD@latest', 'CPD@latest']])
    t.deepEqual(await artifacts([...words, '--import', './broken.mjs'], { cwd }), {
      stdout: '',
      stderr: './broken.mjs could not be imported: not \\x1b[31mtoday\n',
      exitCode: 2,
    });
});

test('on a terminal, the command line of the bundle has the width and the colours of the terminal', async (t) => {
  const { screen, exitCode } = await artifactsOnTerminal(`artifacts list CPD --import ${module}`, {
    cwd: await oldStore('low', 'high'),
  });
  t.true(screen.includes('\x1b[2mID        TIME (UTC)              size  level  statistic\x1b[22m\n'));
  t.is(exitCode, 0);
});

/** Returns the rows of the only table of a page: the values of each by name. */
const rowsOf = ({ ids, keys }: TableData) =>
  ids.map((_, row) =>
    Object.fromEntries(keys.map(({ name, values }) => [name, values.length === 1 ? values[0] : values[row]])),
  );

const PRESENT = [
  { window_size: 12, level: 0, penalty: 3, method: 'pelt' },
  { window_size: 11, level: 1, penalty: 3, method: 'pelt' },
  { window_size: 10, level: 0, penalty: 3, method: 'pelt' },
];

test('report shows artifacts as their classes have them now, and takes conditions on the present keys', async (t) => {
  const cwd = await oldStore('low', 'high', 'low');
  const { stderr, exitCode } = await artifacts(['report', 'ChangePoints', '--import', module], { cwd });
  t.is(exitCode, 0);
  t.true(stderr.includes('3 files are older than their classes, and shown as these have them now.'));
  const html = await readFile(join(cwd, 'report.html'), 'utf8');
  t.like(rowsOf(JSON.parse(/ id="data:p=ChangePoints">(.*?)<\/script>/.exec(html)?.[1] as string)), PRESENT);
  t.true(html.includes('id="a=8f58823f"'));
  const some = ['report', 'CPD', 'level=1', '--import', module, '-o', 'some.html', '--json'];
  t.like(JSON.parse((await artifacts(some, { cwd })).stdout), { artifacts: 1, shown: 1, problems: 0, older: 3 });
});

test('serve shows artifacts as their classes have them now, and filters by the present keys', async (t) => {
  const cwd = await oldStore('low', 'high', 'low');
  const child = spawn(installed, ['serve', '--port', '0', '--import', module], {
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const page = async (query: string): Promise<PageData> => (await fetch(`${line}page.json?${query}`)).json() as never;
  const { overview, tables } = await page('p=ChangePoints');
  t.deepEqual(
    overview.procedures.map(({ name, count }) => [name, count]),
    [['ChangePoints', 3]],
  );
  t.like(rowsOf(tables[0] as TableData), PRESENT);
  t.deepEqual((await page('p=ChangePoints&q=level%3D1')).tables[0]?.ids, ['8f58823f']);
  t.is((await page('a=8f58823f')).artifacts[0]?.procedure, 'ChangePoints');
});
