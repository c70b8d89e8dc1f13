// `artifacts export --parquet` writes procedures as .parquet files with a manifest; a second run writes only what is new.

import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import { LEAST_ARTIFACTS, plannedParts } from '../../src/cli/export/planned-parts.js';
import { listedEntry } from '../../src/repository/listing.js';
import { newFolder } from '../support/stored.js';
import { allTypesStore } from './all-types-store.js';
import { artifacts, type Ran } from './installed.js';
import { exampleStore } from './store.js';
import { withDuckdb } from './with-duckdb.js';

const example = await exampleStore();
const ROOT = 'artifacts/exploratory';

/** Returns a copy of the example storage. */
async function copyOfExample(): Promise<string> {
  const folder = await newFolder();
  await cp(example, folder, { recursive: true });
  return folder;
}

const exported = (cwd: string, ...args: string[]): Promise<Ran> =>
  withDuckdb(['export', '--parquet', 'out', ...args], { cwd });

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).filter((name) => name.includes('.')).sort();

const manifestOf = async (cwd: string) => JSON.parse(await readFile(join(cwd, 'out', '_manifest.json'), 'utf8'));

/** Runs a SELECT on .parquet files. */
async function rowsOf(sql: string) {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run("SET TimeZone = 'UTC'");
  return (await connection.runAndReadAll(sql)).getRows();
}

test('each procedure has parts in the order of names, and the manifest says what they hold', async (t) => {
  const cwd = await copyOfExample();
  const { stdout, stderr, exitCode } = await exported(cwd);
  t.is(stdout, '');
  t.regex(stderr, /^out: 63 artifacts in 4 new parts; 0 parts kept\.\n/);
  t.is(exitCode, 0);
  t.deepEqual(await filesIn(join(cwd, 'out')), [
    'ChangePointDetection/part-00000.parquet',
    'EarlyWarning/part-00000.parquet',
    'GridModel/part-00000.parquet',
    'MultimodalityDetection/part-00000.parquet',
    '_manifest.json',
  ]);
  const { root, procedures } = await manifestOf(cwd);
  t.is(root, ROOT);
  const names = (await readdir(join(cwd, ROOT, 'GridModel'))).sort();
  const [part] = procedures.GridModel.parts;
  t.deepEqual(Object.keys(part.artifacts), names);
  t.is(part.file, 'GridModel/part-00000.parquet');
  t.deepEqual(part.columns, procedures.GridModel.columns);
  t.deepEqual(Object.entries(part.columns).slice(0, 5), [
    ['_id', 'VARCHAR'],
    ['_path', 'VARCHAR'],
    ['_seal', 'VARCHAR'],
    ['cell_count', 'VARCHAR'],
    ['cell_ids', 'BIGINT[]'],
  ]);
  const path = join(cwd, 'out', part.file);
  const rows = await rowsOf(`SELECT _path, _seal FROM '${path}'`);
  t.deepEqual(
    rows,
    names.map((name) => [join(ROOT, 'GridModel', name), part.artifacts[name]]),
  );
  t.deepEqual(await rowsOf(`SELECT DISTINCT compression FROM parquet_metadata('${path}')`), [['ZSTD']]);
});

test('the cells of a part are those that a query has; 64-bit integers of both signs are decimals', async (t) => {
  const cwd = await allTypesStore();
  await exported(cwd);
  for (const procedure of ['All-types', 'Plain']) {
    const select = (from: string) =>
      `SELECT to_json(list(t ORDER BY _path))::VARCHAR j FROM (SELECT * ${procedure === 'Plain' ? 'REPLACE (big::DECIMAL(20,0) AS big, big_list::DECIMAL(20,0)[] AS big_list)' : ''} FROM ${from}) t`;
    const [[found]] = (await rowsOf(select(`'${join(cwd, 'out', procedure, '*.parquet')}'`))) as [[string]];
    const { stdout } = await withDuckdb(['query', '--csv', '--raw', select(`"${procedure}"`)], { cwd });
    t.is(`j\r\n"${found.replaceAll('"', '""')}"\r\n`, stdout);
  }
  const { columns } = (await manifestOf(cwd)).procedures.Plain;
  t.deepEqual([columns.big, columns.big_list, columns.timestamp], ['DECIMAL(20,0)', 'DECIMAL(20,0)[]', 'TIMESTAMPTZ']);
});

test('a second run writes nothing, and later ones only what is new, removed or changed', async (t) => {
  const cwd = await copyOfExample();
  const grid = join(cwd, ROOT, 'GridModel');
  const [first = '', second = '', ...others] = (await readdir(grid)).sort();
  await mkdir(join(cwd, 'aside'));
  for (const name of [first, second]) await cp(join(grid, name), join(cwd, 'aside', name));
  await rm(join(grid, first));
  await exported(cwd, 'GridModel');
  const partOf = (number: number) => join(cwd, 'out', 'GridModel', `part-0000${number}.parquet`);
  const timeOf = async (number: number) => (await stat(partOf(number))).mtimeMs;
  const [time, manifest] = [await timeOf(0), await readFile(join(cwd, 'out', '_manifest.json'), 'utf8')];

  t.is((await exported(cwd, 'GridModel')).stderr, 'out: nothing new; 1 part kept.\n');
  t.is(await timeOf(0), time);
  t.is(await readFile(join(cwd, 'out', '_manifest.json'), 'utf8'), manifest);

  await cp(join(cwd, 'aside', first), join(grid, first));
  t.is((await exported(cwd, 'GridModel')).stderr, 'out: 1 artifact in 1 new part; 1 part kept.\n');
  t.is(await timeOf(0), time);
  t.deepEqual(
    (await manifestOf(cwd)).procedures.GridModel.parts.map((part: { artifacts: object }) =>
      Object.keys(part.artifacts),
    ),
    [[second, ...others], [first]],
  );

  await rm(join(grid, second));
  const { stderr } = await exported(cwd, 'GridModel');
  t.is(
    stderr,
    'out: 4 artifacts in 1 new part; 1 part kept.\n1 artifact of a former export was removed or changed: the parts that had it were\n  written again without.\n',
  );
  t.deepEqual(await filesIn(join(cwd, 'out', 'GridModel')), ['part-00001.parquet', 'part-00002.parquet']);
  t.deepEqual(await rowsOf(`SELECT count(*)::INT FROM '${join(cwd, 'out', 'GridModel', '*.parquet')}'`), [[5]]);

  await rm(grid, { recursive: true });
  t.regex(
    (await exported(cwd)).stderr,
    /^out: 57 artifacts in 3 new parts; 0 parts kept\.\n5 artifacts of a former export were removed/,
  );
  t.false((await readdir(join(cwd, 'out'))).includes('GridModel'));
});

test('parts of an interrupted run, which no manifest names, are removed', async (t) => {
  const cwd = await copyOfExample();
  await exported(cwd, 'GridModel');
  await writeFile(join(cwd, 'out', 'GridModel', 'part-00007.parquet'), 'half');
  await writeFile(join(cwd, 'out', 'GridModel', 'notes.txt'), 'mine');
  await exported(cwd, 'GridModel');
  t.deepEqual(await filesIn(join(cwd, 'out', 'GridModel')), ['notes.txt', 'part-00000.parquet']);
});

/** Returns an unsealed file with a member. */
const fileWith = (x: string): string =>
  `{"procedure_name":"Foo","procedure_version":"1","timestamp":"2026-02-01T00:00:00Z","input_parameters":{},"x":${x}}`;

test('parts may differ in their types; the manifest has the types that hold all, and a note says how to read them', async (t) => {
  const cwd = await newFolder();
  const folder = join(cwd, ROOT, 'Foo');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '2026-02-01T00-00-00_abcdef.json'), fileWith('1'));
  await exported(cwd);
  await writeFile(join(folder, '2026-02-01T00-00-01_abcdef.json'), fileWith('1.5'));
  const { stderr } = await exported(cwd);
  t.is(
    stderr.replaceAll('\n  ', ' '),
    'out: 1 artifact in 1 new part; 1 part kept.\nThe parts of Foo have different types of x: read them with union_by_name = true. _manifest.json has the types that hold all values.\n',
  );
  const { columns, parts } = (await manifestOf(cwd)).procedures.Foo;
  t.is(columns.x, 'DOUBLE');
  t.deepEqual(
    parts.map((part: { columns: { x: string } }) => part.columns.x),
    ['BIGINT', 'DOUBLE'],
  );
  const path = join(cwd, 'out', 'Foo', '*.parquet');
  t.deepEqual(await rowsOf(`SELECT x FROM read_parquet('${path}', union_by_name = true) ORDER BY x`), [[1], [1.5]]);
  await writeFile(join(folder, '2026-02-01T00-00-02_abcdef.json'), fileWith('9007199254740993'));
  await exported(cwd);
  t.is((await manifestOf(cwd)).procedures.Foo.columns.x, 'JSON');
});

test('a file that cannot be read is named, counted, and tried again by each run', async (t) => {
  const cwd = await copyOfExample();
  const grid = join(cwd, ROOT, 'GridModel');
  const [name = ''] = (await readdir(grid)).sort();
  const text = await readFile(join(grid, name), 'utf8');
  await rm(join(grid, name));
  await writeFile(join(grid, name), text.replace('"converged": true', '"converged": false'));
  for (const written of ['5 artifacts in 1 new part; 0 parts kept', 'nothing new; 1 part kept']) {
    const { stderr, exitCode } = await exported(cwd, 'GridModel');
    t.regex(stderr, new RegExp(`^${join(ROOT, 'GridModel', name)} was changed since it was sealed: `));
    t.true(stderr.includes(`\nout: ${written}.\n`), stderr);
    t.true(stderr.endsWith('1 file could not be read and is not in it.\n'));
    t.is(exitCode, 1);
  }
});

test('with --json, the summary is an object', async (t) => {
  const { stdout } = await exported(await copyOfExample(), 'GridModel', '--json');
  const summary = { type: 'summary', path: 'out', artifacts: 6, parts: 1, kept_parts: 0, gone: 0, not_read: 0 };
  t.is(stdout, `${JSON.stringify(summary)}\n`);
});

test('nothing is written into a folder of something else, of another root, or of an unknown version', async (t) => {
  const cwd = await copyOfExample();
  const fault = async (...args: string[]) => (await exported(cwd, ...args)).stderr;
  await mkdir(join(cwd, 'out'));
  await writeFile(join(cwd, 'out', 'mine.txt'), 'mine');
  t.is(await fault(), 'out is not empty, and no export of artifacts: it has mine.txt.\n');
  await rm(join(cwd, 'out'), { recursive: true });
  await exported(cwd, 'GridModel');
  t.is(
    await fault('--root', join(cwd, ROOT)),
    `out has the artifacts of ${ROOT}, not of ${join(cwd, ROOT)}. Choose another folder, or remove this one: rm -r out\n`,
  );
  for (const text of ['{', 'null', '{"format":2}']) {
    await writeFile(join(cwd, 'out', '_manifest.json'), text);
    t.regex(await fault(), /^out\/_manifest\.json is no manifest of this version\. /);
  }
});

for (const [args, message] of [
  [['rows=8'], 'rows=8 is a condition. --parquet exports all artifacts of procedures.\n'],
  [['--since', '2026'], '--since does not go with --parquet, which exports all artifacts of procedures.\n'],
  [['-o', 'a.parquet'], '--output does not go with --parquet, which exports all artifacts of procedures.\n'],
  [
    ['Nothing'],
    'There is no procedure "Nothing". There are ChangePointDetection, EarlyWarning, GridModel, MultimodalityDetection.\n',
  ],
] as const)
  test(`export --parquet writes nothing, and says why: ${args.join(' ')}`, async (t) => {
    const cwd = await copyOfExample();
    const { stderr, exitCode } = await exported(cwd, ...args);
    t.deepEqual([stderr, exitCode], [message, 2]);
    t.false((await readdir(cwd)).includes('out'));
  });

test('without DuckDB, export --parquet says how to install it', async (t) => {
  const { stderr, exitCode } = await artifacts(['export', '--parquet', 'out'], { cwd: await copyOfExample() });
  t.regex(
    stderr,
    /^\.parquet is written by DuckDB, which is not installed\. To install it:\n {2}npm install @duckdb\/node-api\n/,
  );
  t.is(exitCode, 2);
});

/** Returns entries with the names of numbers. */
const entries = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, index) => {
    const name = String(from + index).padStart(6, '0');
    return listedEntry(`Foo/${name}`, name, {
      procedureName: 'Foo',
      timestamp: name,
      parameterHash: '',
      sealPrefix: undefined,
    } as never);
  });
const partOf = (from: number, until: number) => ({
  file: `Foo/part-${from}`,
  columns: {},
  seen: new Map(),
  artifacts: Object.fromEntries(entries(from, until).map(({ path }) => [path, 'seal'])),
});
const all = (count: number) => new Map(entries(0, count).map(({ path }) => [path, 'seal']));

test('more than seven small parts are written as one, when there is something new', (t) => {
  const large = partOf(0, LEAST_ARTIFACTS);
  const small = Array.from({ length: 8 }, (_, index) => partOf(LEAST_ARTIFACTS + index, LEAST_ARTIFACTS + index + 1));
  const count = LEAST_ARTIFACTS + 8;
  const unchanged = plannedParts([large, ...small], entries(0, count), all(count));
  t.deepEqual([unchanged.kept.length, unchanged.entries.length], [9, 0]);
  const more = plannedParts([large, ...small], entries(0, count + 1), all(count + 1));
  t.deepEqual([more.kept, more.entries.length, more.gone], [[large], 9, 0]);
  const fewer = plannedParts([large, ...small.slice(1)], entries(0, count + 1), all(count + 1));
  t.deepEqual([fewer.kept.length, fewer.entries.length], [8, 2]);
});
