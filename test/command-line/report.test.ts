// `artifacts report` writes tables and plots of artifacts into one file, and says what it wrote.

import { cp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { newFolder } from '../support/stored.js';
import { artifacts } from './installed.js';
import { exampleStore } from './store.js';

const store = await exampleStore();
const ROOT = join(store, 'artifacts', 'exploratory');

/** Runs `artifacts report` in a new folder. Returns its output, and the file that it wrote. */
async function reported(args: readonly string[], root = ROOT) {
  const cwd = await newFolder();
  const ran = await artifacts(['report', ...args, '--root', root], { cwd });
  const files = (await readdir(cwd)).sort();
  const [name] = files;
  return { ...ran, cwd, files, html: name === undefined ? '' : await readFile(join(cwd, name), 'utf8') };
}

const countOf = (html: string, part: string): number => html.split(part).length - 1;

test('report writes all artifacts into report.html, and says how to open it', async (t) => {
  const { stdout, stderr, exitCode, files, html, cwd } = await reported([]);
  t.is(stdout, '');
  t.deepEqual(files, ['report.html']);
  t.regex(stderr, /^report\.html: 63 artifacts, [\d.]+ [kM]B\.\n/);
  t.true(stderr.includes(`file://${cwd}/report.html`));
  t.is(exitCode, 0);
  t.is(countOf(html, ' id="a='), 63);
  t.is(countOf(html, ' id="p='), 4);
});

test('report takes several procedures, conditions after them, and the greatest number in full', async (t) => {
  const { stdout, exitCode, html } = await reported([
    'ChangePointDetection',
    'GridModel',
    '--max',
    '10',
    '-o',
    'some.html',
    '--json',
  ]);
  const { path, artifacts: count, shown, problems, bytes } = JSON.parse(stdout);
  t.deepEqual([path, count, shown, problems, exitCode], ['some.html', 36, 10, 0, 0]);
  t.is(bytes, Buffer.byteLength(html));
  t.deepEqual([countOf(html, ' id="a='), countOf(html, ' id="p=')], [10, 2]);
  const some = await reported(['ChangePointDetection', 'window_size=10']);
  t.regex(some.stderr, /^report\.html: 4 artifacts/);
});

test('report does not replace a file without --force, and writes nothing if no artifact matches', async (t) => {
  const cwd = await newFolder();
  await writeFile(join(cwd, 'report.html'), 'mine');
  const refused = await artifacts(['report', '--root', ROOT], { cwd });
  t.is(refused.stderr, 'report.html is there already. To replace it: --force\n');
  t.deepEqual([refused.exitCode, await readFile(join(cwd, 'report.html'), 'utf8')], [2, 'mine']);
  t.is((await artifacts(['report', '--force', '--root', ROOT], { cwd })).exitCode, 0);
  const none = await reported(['ChangePointDetection', 'window_size=11']);
  t.deepEqual([none.exitCode, none.files], [2, []]);
});

test('report is not written among the artifacts', async (t) => {
  const cwd = await newFolder();
  await cp(join(ROOT, 'GridModel'), join(cwd, 'some', 'GridModel'), { recursive: true });
  const ran = await artifacts(['report', '-o', 'some/GridModel/x.html', '--root', 'some'], { cwd });
  t.is(
    ran.stderr,
    'some/GridModel/x.html is within some, where only artifacts may be. Name a file elsewhere with -o.\n',
  );
  t.is(ran.exitCode, 2);
  t.is((await readdir(join(cwd, 'some', 'GridModel'))).includes('x.html'), false);
});

test('a damaged file is shown with what is whole in it, named on stderr, and makes the exit code 1', async (t) => {
  const root = join(await newFolder(), 'artifacts');
  await cp(join(ROOT, 'GridModel'), join(root, 'GridModel'), { recursive: true });
  const [name] = (await readdir(join(root, 'GridModel'))).sort();
  const path = join(root, 'GridModel', name as string);
  await truncate(path, 700);
  const { stderr, exitCode, html } = await reported([], root);
  t.is(exitCode, 1);
  t.true(stderr.includes(name as string));
  t.is(countOf(html, ' id="a='), 6);
});

const WRONG = [
  [['--max', 'x'], '--max x is no number of artifacts. Write for example --max 200.\n'],
  [['--x', 'density'], '--x density names no two arrays. Write for example --x density=grid.\n'],
  [['--x', 'density=grid'], '--x density=grid: no artifact that is shown has both arrays.\n'],
  [
    ['--x', 'density_curve=density_gird'],
    '--x density_curve=density_gird: no artifact that is shown has both arrays. Did you mean density_curve=density_grid?\n',
  ],
] as const;

for (const [args, message] of WRONG)
  test(`report refuses ${args.join(' ')}`, async (t) => {
    const { stderr, exitCode, files } = await reported(args);
    t.deepEqual({ stderr, exitCode, files }, { stderr: message, exitCode: 2, files: [] });
  });
