// `artifacts copy FROM TO` copies artifacts, checked and once; `artifacts verify A --against B` says whether all of them are there.

import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { idOf } from '../../src/display/ids.js';
import { newFolder } from '../support/stored.js';
import { artifacts } from './installed.js';
import { madeStore } from './made-store.js';
import { exampleStore } from './store.js';

const ROOT = 'artifacts/exploratory';
const GRID = 'GridModel/2026-02-26T22-33-36_33ffee.json';

const linesOf = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('copy copies everything, and says how much; a second one copies nothing', async (t) => {
  const cwd = await exampleStore();
  const first = await artifacts(['copy', ROOT, 'archive'], { cwd });
  t.regex(
    first.stdout,
    /^63 files: 63 copied to archive \(\d+ kB\)\.\nOf the copied, 6 have no seal \(other tools\): nothing shows whether they are\n {2}intact\.\n$/,
  );
  t.deepEqual([first.stderr, first.exitCode], ['', 0]);
  t.deepEqual(await readFile(join(cwd, 'archive', GRID)), await readFile(join(cwd, ROOT, GRID)));
  t.deepEqual(await artifacts(['copy', ROOT, 'archive'], { cwd }), {
    stdout: '63 files: 63 were in archive already.\n',
    stderr: '',
    exitCode: 0,
  });
  await rm(join(cwd, 'archive', 'GridModel'), { recursive: true });
  const third = await artifacts(['copy', ROOT, 'archive'], { cwd });
  t.regex(third.stdout, /^63 files: 6 copied to archive \(\d+ kB\), 57 were there already\.\n$/);
});

for (const [words, text] of [
  [['GridModel'], /^6 files: 6 copied to archive/],
  [['GridModel', 'rows=4'], /^2 files: 2 copied/],
  [
    ['ChangePointDetection', 'window_size=10..16', '--has', 'search_radius', '--since', '2026-02-26T11'],
    /^\d+ files: \d+ copied/,
  ],
  [['EarlyWarning', '--until', '2026-02-27'], /^2 files: 2 copied/],
  [['--since', '2026-02-28T18:20'], /^2 files: 2 copied/],
  [['GridModel', 'rows=5'], /^No artifact in artifacts\/exploratory matches\. Nothing was copied\.\n$/],
] as const) {
  test(`copy takes the conditions of list: ${words.join(' ')}`, async (t) => {
    const cwd = await exampleStore();
    const { stdout, stderr, exitCode } = await artifacts(['copy', ROOT, 'archive', ...words], { cwd });
    t.regex(stdout, text);
    t.deepEqual([stderr, exitCode], ['', 0]);
    const listed = await artifacts(['list', ...words, '--json'], { cwd });
    const copied = await artifacts(['list', '--root', 'archive', '--json'], { cwd });
    const idsOf = (output: string) => (output === '' ? [] : linesOf(output)).map(({ id }) => id).sort();
    if (!words.includes('rows=5' as never)) t.deepEqual(idsOf(copied.stdout), idsOf(listed.stdout));
  });
}

test('copy takes several procedures, by the beginnings of their names', async (t) => {
  const { stdout } = await artifacts(['copy', ROOT, 'archive', 'grid', 'Early'], { cwd: await exampleStore() });
  t.regex(stdout, /^14 files: 14 copied/);
});

test('with --newer, only what is newer than the target has is copied', async (t) => {
  const cwd = await exampleStore();
  await artifacts(['copy', ROOT, 'archive', '--until', '2026-02-28T12'], { cwd });
  const { stdout } = await artifacts(['copy', ROOT, 'archive', '--newer'], { cwd });
  t.regex(stdout, /^3 files: 3 copied to archive \(\d+\.?\d* kB\)\.\n$/);
  t.is(
    (await artifacts(['copy', ROOT, 'archive', '--newer'], { cwd })).stdout,
    'There is nothing in artifacts/exploratory that is newer than what archive has.\n',
  );
  await rm(join(cwd, 'archive', 'GridModel'), { recursive: true });
  t.regex((await artifacts(['copy', ROOT, 'archive', 'rows=4', '--newer'], { cwd })).stdout, /^2 files: 2 copied/);
});

test('what cannot be copied is named with the reason, and the exit code is 1', async (t) => {
  const cwd = await exampleStore();
  const at = (...names: string[]) => join(cwd, ROOT, ...names);
  await writeFile(at('GridModel', 'notes.json'), 'notes');
  await mkdir(at('GridModel', 'deeper'));
  const text = await readFile(at(GRID), 'utf8');
  await rm(at(GRID));
  await writeFile(at(GRID), text.replace('"columns": 12', '"columns": 13'));
  const other = 'GridModel/2026-02-26T23-09-36_b10140.json';
  await mkdir(join(cwd, 'archive', 'GridModel'), { recursive: true });
  await writeFile(join(cwd, 'archive', other), 'another file');
  const { stdout, stderr, exitCode } = await artifacts(['copy', ROOT, 'archive'], { cwd });
  t.is(
    stdout.replace(/\(\d+ kB\)/, '(SIZE)'),
    `${GRID}
  was changed since it was sealed
${other}
  archive/${other} holds other bytes than
  ${ROOT}/${other} already;
  nothing was written
GridModel/notes.json
  is not an artifact's JSON: found "notes", expected a value, at byte 0
  (line 1, column 1)
GridModel/deeper
  found a folder in a procedure’s folder, expected files: the library does not
  look into it
64 files: 61 copied to archive (SIZE), 3 could not be copied, 1 other thing is
  no artifact.
Of the copied, 6 have no seal (other tools): nothing shows whether they are
  intact.
`,
  );
  t.deepEqual([stderr, exitCode], ['', 1]);
  t.is(await readFile(join(cwd, 'archive', other), 'utf8'), 'another file');
});

test('with --json, copy prints an object for each file, and a summary', async (t) => {
  const { cwd, keys } = await madeStore();
  await mkdir(join(cwd, 'archive', 'Recording'), { recursive: true });
  await writeFile(join(cwd, 'archive', keys[0]), 'another file');
  await cp(join(cwd, ROOT, keys[1]), join(cwd, 'archive', keys[1]));
  const ran = await artifacts(['copy', ROOT, 'archive', '--json'], { cwd });
  t.deepEqual([ran.stderr, ran.exitCode], ['', 1]);
  const lines = linesOf(ran.stdout);
  const files = await Promise.all(
    keys.map(async (key) => {
      const text = await readFile(join(cwd, ROOT, key), 'utf8');
      return {
        id: idOf(key),
        path: `archive/${key}`,
        seal: JSON.parse(text).$artifact.sha256,
        size: text.length,
        from: `${ROOT}/${key}`,
      };
    }),
  );
  const [north, south, low, both, burst] = files;
  const bytes = [low, both, burst].reduce((sum, file) => sum + (file?.size ?? 0), 0);
  const message = `archive/${keys[0]} holds other bytes than ${ROOT}/${keys[0]} already; nothing was written`;
  t.deepEqual(lines, [
    { type: 'copied', ...burst },
    { type: 'copied', ...low },
    { type: 'copied', ...both },
    { type: 'problem', id: north?.id, path: north?.from, code: 'ARTIFACT_CONFLICT', message, target: north?.path },
    { type: 'present', ...south },
    { type: 'summary', files: 5, copied: 3, present: 1, unsealed: 0, bytes, problems: 1, dangling: 3 },
  ]);
});

test('copy says how many references lead to what was not copied', async (t) => {
  const { cwd } = await madeStore();
  const { stdout, exitCode } = await artifacts(['copy', ROOT, 'archive', 'Filtered'], { cwd });
  t.regex(
    stdout,
    /^2 files: 2 copied to archive \(.*\)\.\n4 references of the copied lead to what is not in archive\.\n$/,
  );
  t.is(exitCode, 0);
});

test('wrong places and words are refused, and nothing is made', async (t) => {
  const cwd = await exampleStore();
  await symlink(ROOT, join(cwd, 'link'));
  const apart = (to: string) =>
    `${ROOT} and ${to} are not apart from each other.\nNothing is changed in the folder that is read: write another one after it.\n`;
  for (const [words, stderr] of [
    [['nowhere', 'archive'], 'There is no folder nowhere.\n'],
    [[`${ROOT}/${GRID}`, 'archive'], `${ROOT}/${GRID} is no folder.\n`],
    [[ROOT, ROOT], apart(ROOT)],
    [[ROOT, 'link'], apart('link')],
    [[ROOT, `${ROOT}/backup`], apart(`${ROOT}/backup`)],
    [[ROOT, ''], 'The folder to copy to is empty. Write for example artifacts copy results archive.\n'],
    [[ROOT, 'archive', '--root', ROOT], `Two folders are given: ${ROOT}, and --root ${ROOT}.\n`],
    [[ROOT, 'archive', 'GirdModel'], 'There is no procedure "GirdModel". Did you mean GridModel?\n'],
    [[ROOT], "error: missing required argument 'to'\nSee artifacts copy --help.\n"],
    [
      [ROOT, 'archive', '--since', 'yesterday'],
      '--since and --until take a time, or its beginning, as it stands in the names of files.\nWrite for example --since 2026-02-26 or --until 2026-02-26T12:00.\n',
    ],
  ] as const)
    t.deepEqual(await artifacts(['copy', ...words], { cwd }), { stdout: '', stderr, exitCode: 2 }, words.join(' '));
  const { stderr } = await artifacts(['copy', ROOT, 'archive', 'rows=4', 'GridModel'], { cwd });
  t.true(stderr.includes(`artifacts copy ${ROOT} archive PROCEDURE GridModel=10..20`), stderr);
  t.deepEqual((await readdir(cwd)).sort(), ['artifacts', 'link']);
});

test('an empty folder is copied to nothing', async (t) => {
  const cwd = await newFolder();
  await mkdir(join(cwd, 'results'));
  const { stdout, exitCode } = await artifacts(['copy', 'results', 'archive'], { cwd });
  t.deepEqual([stdout, exitCode], ['There are no artifacts in results yet.\n', 0]);
});

test('the words of copy are completed from the folder that is copied', async (t) => {
  const cwd = await exampleStore();
  const complete = async (...words: string[]) =>
    (await artifacts(['complete', '--', 'copy', ...words], { cwd })).stdout;
  t.is(await complete(ROOT, 'archive', 'Gri'), 'GridModel\n');
  t.is(await complete(ROOT, 'archive', 'GridModel', 'ro'), 'rows=\n');
  t.is(await complete('nowhere', 'archive', 'Gri'), '');
  t.is(await complete(ROOT, 'archive', '--ne'), '--newer\n');
});

// ── verify --against ────────────────────────────────────────────────────────────────────────────────────────────────

test('verify --against says that all files are there with the same bytes', async (t) => {
  const cwd = await exampleStore();
  await artifacts(['copy', ROOT, 'archive'], { cwd });
  const expected = {
    stdout: `63 files, no problem: 57 seals and names right, 6 have no seal (other tools).
Contents were not decoded: no class is known (--import ./classes.js).
archive has the same bytes of 63 files. It has nothing else.
`,
    stderr: '',
    exitCode: 0,
  };
  t.deepEqual(await artifacts(['verify', ROOT, '--against', 'archive'], { cwd }), expected);
  t.deepEqual(await artifacts(['verify', '--against', 'archive'], { cwd }), expected);
});

test('verify --against names what is missing and what differs, with both paths, and what only the other folder has', async (t) => {
  const cwd = await exampleStore();
  await artifacts(['copy', ROOT, 'archive'], { cwd });
  const at = (name: string) => join(cwd, 'archive', name);
  const text = await readFile(at(GRID), 'utf8');
  await rm(at(GRID));
  // The damage does not show at the end, where the seal is.
  await writeFile(at(GRID), text.replace('"columns": 12', '"columns": 13'));
  const [missing, more] = ['GridModel/2026-02-26T23-09-36_b10140.json', 'GridModel/2027-02-26T23-09-36_b10140.json'];
  await rename(at(missing), at(more));
  const { stdout, exitCode } = await artifacts(['verify', ROOT, '--against', 'archive'], { cwd });
  t.is(
    stdout,
    `${GRID}
  has other bytes than archive/${GRID}
${missing}
  archive/${missing} does not exist
2 of 63 files have a problem. Nothing was changed.
What is still readable of one: artifacts show PATH --root ${ROOT}
archive has 1 file more: ${more}.
`,
  );
  t.is(exitCode, 1);
  const lines = linesOf((await artifacts(['verify', ROOT, '--against', 'archive', '--json'], { cwd })).stdout);
  t.deepEqual(
    lines.map(({ type, code, path }) => [type, code, path]),
    [
      ['problem', 'ARTIFACT_CONFLICT', `${ROOT}/${GRID}`],
      ['problem', 'ARTIFACT_NOT_FOUND', `${ROOT}/${missing}`],
      ['surplus', undefined, `archive/${more}`],
      ['summary', undefined, undefined],
    ],
  );
  t.deepEqual([lines[3]?.['problems'], lines[3]?.['surplus']], [2, 1]);
});

test('a file that is damaged in both folders is a problem', async (t) => {
  const cwd = await exampleStore();
  const text = await readFile(join(cwd, ROOT, GRID), 'utf8');
  await rm(join(cwd, ROOT, GRID));
  await writeFile(join(cwd, ROOT, GRID), text.replace('"columns": 12', '"columns": 13'));
  await cp(join(cwd, ROOT), join(cwd, 'archive'), { recursive: true });
  const { stdout, exitCode } = await artifacts(['verify', ROOT, '--against', 'archive'], { cwd });
  t.true(stdout.startsWith(`${GRID}\n  was changed since it was sealed\n`), stdout);
  t.is(exitCode, 1);
});

test('verify --against refuses wrong folders', async (t) => {
  const cwd = await exampleStore();
  for (const [words, stderr] of [
    [['--against', 'nowhere'], 'There is no folder nowhere.\n'],
    [['nowhere', '--against', ROOT], 'There is no folder nowhere.\n'],
    [[ROOT, '--against', ROOT], `${ROOT} and ${ROOT} are not apart from each other.\n`],
    [
      ['a', 'b', '--against', ROOT],
      'With --against, verify takes one folder. Write for example artifacts verify A --against B.\n',
    ],
  ] as const)
    t.deepEqual(await artifacts(['verify', ...words], { cwd }), { stdout: '', stderr, exitCode: 2 });
});
