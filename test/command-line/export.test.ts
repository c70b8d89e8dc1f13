// `artifacts export` writes the artifacts of a procedure into a .csv, .ndjson, .npy or .parquet file, complete or not at all.

import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, link, lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import test from 'ava';
import { Artifact, ArtifactRepository, FileStorage, NdArray, Nested, NestedList, Persisted } from '../../src/index.js';
import { needs } from '../support/needs.js';
import { newFolder, sealed } from '../support/stored.js';
import { artifacts, artifactsOnTerminal, inShell, installed } from './installed.js';
import { exampleStore } from './store.js';

const store = await exampleStore();
const [withNumpy, onTerminal] = [await needs('numpy'), await needs('script')];
const ROOT = 'artifacts/exploratory';

/** Runs `artifacts export` on the example storage, in a new folder unless one is given. Returns its output and the files in the folder. */
async function exported(args: readonly string[], folder?: string) {
  const cwd = folder ?? (await newFolder());
  const ran = await artifacts(['export', ...args, '--root', join(store, ROOT)], { cwd });
  return { ...ran, cwd, files: (await readdir(cwd)).sort() };
}

const idOf = (procedure: string, name: string): string =>
  createHash('sha256').update(`${procedure}/${name}`).digest('hex').slice(0, 8);

/** Returns the names of the files of a procedure, the newest first. */
async function namesOf(procedure: string): Promise<string[]> {
  return (await readdir(join(store, ROOT, procedure))).sort().reverse();
}

const textOf = (procedure: string, name: string): Promise<string> =>
  readFile(join(store, ROOT, procedure, name), 'utf8');

/** Returns id, path and seal of the artifacts of a procedure. */
async function identities(procedure: string) {
  const names = await namesOf(procedure);
  return Promise.all(
    names.map(async (name) => ({
      id: idOf(procedure, name.replace('.json', '')),
      path: join(store, ROOT, procedure, name),
      seal: /"sha256": "(\w+)"/.exec(await textOf(procedure, name))?.[1] ?? null,
    })),
  );
}

const DESCRIPTION = '"Variance and autocorrelation in a moving window, before the lake was fertilized.\nTwo lines."';
const NOTE = '"Measured again after the sensor had been cleaned, with another battery."';

const WARNINGS = [
  `EarlyWarning,2026-02-28T18:30:00+01:00,NaN,gaussian,1,${DESCRIPTION},2,x64,0.5,true,,-1,2.0.0`,
  `EarlyWarning,2026-02-28T18:20:00,0.25,gaussian,1,${DESCRIPTION},2,x64,-0.5," NaN\u202e",,0.5,2.0.0`,
  `EarlyWarning,2026-02-28T18:00:00Z,0.25,gaussian,1,${DESCRIPTION},2,x64,1e-17,10,,1,2.0.0`,
  `EarlyWarning,2026-02-28T12:00:00+05:45,Infinity,gaussian,1,${DESCRIPTION},2,x64,-0.0,'=cmd(),,0,2.0.0`,
  `EarlyWarning,2026-02-28T06:30:00Z,0.3,gaussian,1,${DESCRIPTION},2,x64,0.45678912345,"Lake Peter, 2008–2011",,5e-324,2.0.0`,
  `EarlyWarning,2026-02-28T06:10:00Z,0.1,gaussian,1,${DESCRIPTION},2,x64,Infinity,esc\x1b[31mred,${NOTE},NaN,2.0.0`,
  `EarlyWarning,2026-02-27T23:59:59+09:00,0.1,gaussian,1,${DESCRIPTION},2,x64,0.83,порог ≥ 5 µs 😀,${NOTE},0.01,2.0.0`,
  `EarlyWarning,2026-02-27T15:40:12Z,0.1,gaussian,1,${DESCRIPTION},2,x64,NaN,plain,${NOTE},null,2.0.0`,
];

/**
 * Returns the expected CSV of EarlyWarning.
 *
 * @param change - changes the fields after id, path and seal.
 */
async function warningsCsv(change: (row: string) => string = (row) => row): Promise<string> {
  const head =
    'id,path,seal,procedure_name,timestamp,detrend.bandwidth,detrend.method,lag,description,host.cores,host.cpu,kendall_tau,label,note,p_value,procedure_version';
  const own = (await identities('EarlyWarning')).map(({ id, path, seal }) => `${id},${path},${seal}`);
  const rows = WARNINGS.map((row, index) => `${own[index]},${change(row)}`);
  return [head, ...rows].map((line) => `${line}\r\n`).join('');
}

test('a .csv file has a row for each artifact and a column for each key, and a note names the arrays that are left out', async (t) => {
  const { stdout, stderr, exitCode, cwd, files } = await exported(['EarlyWarning', '-o', 'runs.csv']);
  t.is(
    stderr,
    `runs.csv: 8 rows, 16 columns. Left out are the arrays: indicators, mask,
  variance (.ndjson has them).
1 text that a spreadsheet would run begins with ' now (--raw: as stored).
`,
  );
  t.deepEqual([stdout, exitCode, files], ['', 0, ['runs.csv']]);
  t.is(await readFile(join(cwd, 'runs.csv'), 'utf8'), await warningsCsv());
});

test('with --raw, a .csv file has all texts as they are stored', async (t) => {
  const { stderr, cwd } = await exported(['EarlyWarning', '-o', 'runs.csv', '--raw']);
  t.false(stderr.includes('spreadsheet'));
  t.is(await readFile(join(cwd, 'runs.csv'), 'utf8'), await warningsCsv((row) => row.replace("'=cmd()", '=cmd()')));
});

test('with conditions, only the artifacts that match are exported', async (t) => {
  const { stderr, exitCode, cwd } = await exported(['early', 'kendall_tau=0..', '--has', 'note', '-o', 'runs.CSV']);
  t.is(
    stderr,
    `runs.CSV: 2 rows, 16 columns. Left out are the arrays: indicators, mask,
  variance (.ndjson has them).
Not compared: 1 with kendall_tau NaN (1).
`,
  );
  t.is(exitCode, 0);
  const [head, ...rows] = (await readFile(join(cwd, 'runs.CSV'), 'utf8')).split('\r\n');
  t.true(head?.endsWith(',procedure_version'));
  t.deepEqual(
    rows.filter((row) => row !== '').map((row) => row.slice(0, 8)),
    (await identities('EarlyWarning')).slice(5, 7).map(({ id }) => id),
  );
});

test('a .ndjson file has a line for each artifact, with its whole content and all digits of its numbers', async (t) => {
  const { stderr, exitCode, cwd } = await exported(['GridModel', '-o', 'runs.ndjson']);
  t.deepEqual([stderr, exitCode], ['runs.ndjson: 6 artifacts, one a line.\n', 0]);
  const lines = (await readFile(join(cwd, 'runs.ndjson'), 'utf8')).split('\n');
  t.is(lines.pop(), '');
  const ours = await identities('GridModel');
  for (const [index, name] of (await namesOf('GridModel')).entries()) {
    const text = await textOf('GridModel', name);
    // No text of this procedure contains a blank, so all white space can be removed.
    t.is(lines[index], JSON.stringify(ours[index]).replace(/\}$/, `,${text.replaceAll(/\s/g, '').slice(1)}`));
  }
  t.true(lines[0]?.includes('"cell_ids":[9007199254740993,5,-9223372036854775808]'));
  t.true(lines[0]?.includes('"temperature":[[0,0.16666666666666666,'));
});

test('a .ndjson line of an unsealed file keeps the digits of its numbers, and NaN and the infinities become texts', async (t) => {
  const folder = await newFolder();
  await mkdir(join(folder, 'Other'));
  const text = `{
    "procedure_name": "Other", "procedure_version": "1", "timestamp": "2026-02-11T15:40:12.063671",
    "input_parameters": {"window": 1.0, "tiny": 1e-07},
    "curve": [NaN, -Infinity, Infinity, -0.0, 9007199254740993, 1.50],
    "id": "mine", "$id": "too", "label": "say \\"NaN\\", \\u00e4"
}`;
  await writeFile(join(folder, 'Other', '2026-02-11T15-40-12_c290ae.json'), text);
  const { stdout, stderr } = await artifacts(['export', 'Other', '-o', '-', '--format', 'ndjson', '--root', '.'], {
    cwd: folder,
  });
  t.is(stderr, '1 artifact, one a line.\n');
  const id = idOf('Other', '2026-02-11T15-40-12_c290ae');
  t.is(
    stdout,
    `{"$$id":"${id}","path":"Other/2026-02-11T15-40-12_c290ae.json","seal":null,"procedure_name":"Other","procedure_version":"1","timestamp":"2026-02-11T15:40:12.063671","input_parameters":{"window":1.0,"tiny":1e-07},"curve":["NaN","-Infinity","Infinity",-0.0,9007199254740993,1.50],"id":"mine","$id":"too","label":"say \\"NaN\\", \\u00e4"}\n`,
  );
});

/** Returns the bytes of a .npy file. */
function npy(header: string, data: NodeJS.ArrayBufferView): Buffer {
  const padded = Buffer.from(`${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`);
  const length = Buffer.of(padded.length & 255, padded.length >> 8);
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, padded, bytes]);
}

test('a .npy file holds the array of one artifact', async (t) => {
  const { stderr, exitCode, cwd } = await exported(['GridModel', 'step=0.5', '--array', 'land', '-o', 'land.npy']);
  t.deepEqual([stderr, exitCode], ['land.npy: bool[8,12], /land of 1 artifact.\n', 0]);
  const land = Uint8Array.from({ length: 96 }, (_, cell) => (cell % 3 === 0 ? 1 : 0));
  const header = "{'descr': '|b1', 'fortran_order': False, 'shape': (8, 12), }";
  // NumPy reserves room for 21 digits of the first length.
  t.deepEqual(await readFile(join(cwd, 'land.npy')), npy(header + ' '.repeat(20), land));
});

test('a .npy file stacks the arrays of several artifacts along a new first axis', async (t) => {
  const { stderr, exitCode, cwd } = await exported(['GridModel', '--array', '/cell_ids', '-o', 'ids.npy']);
  t.deepEqual([stderr, exitCode], ['ids.npy: int64[6,3], /cell_ids of 6 artifacts, the newest first.\n', 0]);
  const ids = BigInt64Array.from([5n, 4n, 3n, 2n, 1n, 0n].flatMap((run) => [2n ** 53n + 1n, run, -(2n ** 63n)]));
  const header = "{'descr': '<i8', 'fortran_order': False, 'shape': (6, 3), }";
  t.deepEqual(await readFile(join(cwd, 'ids.npy')), npy(header + ' '.repeat(20), ids));
});

withNumpy('numpy.load reads a .npy file, and numpy.save writes the same bytes again', async (t) => {
  const folder = await newFolder();
  await exported(['GridModel', 'step=0.5', '--array', 'temperature', '-o', 'a.npy'], folder);
  await exported(['EarlyWarning', '--array', 'variance', '-o', 'b.npy'], folder);
  await exported(['GridModel', 'rows=8', '--array', 'land', '-o', 'c.npy'], folder);
  const program = `
import io, numpy
for name in 'abc':
    array = numpy.load(name + '.npy')
    again = io.BytesIO()
    numpy.save(again, array)
    print(array.dtype, array.shape, again.getvalue() == open(name + '.npy', 'rb').read())
print(numpy.load('b.npy')[5][5:8])`;
  const { stdout } = await promisify(execFile)('python3', ['-c', program], { cwd: folder });
  t.is(stdout, 'float64 (8, 12) True\nfloat32 (8, 32) True\nbool (4, 8, 12) True\n[ nan -inf  -0.]\n');
});

for (const [title, args, message] of [
  [
    'several arrays if none is named',
    ['EarlyWarning'],
    `A .npy file holds one array, and these artifacts have 3. Write one of
  --array /indicators
  --array /mask
  --array /variance
`,
  ],
  [
    'an array that no artifact has',
    ['GridModel', '--array', 'temprature'],
    `No artifact here has the array temprature. Write one of
  --array /cell_ids
  --array /land
  --array /temperature
`,
  ],
  [
    'arrays of different shapes',
    ['GridModel', '--array', 'land'],
    `/land is not the same kind of array in all artifacts, so that they cannot be stacked:
  bool[4,6]: ebd90cce, 23c28e7e
  bool[8,12]: a1331b84, 855f1a3e, b269bdd8, a2b02130
Export those that are, or all of them as .ndjson.
`,
  ],
] as const)
  test(`export refuses to write a .npy file of ${title}`, async (t) => {
    const { stderr, exitCode, files } = await exported([...args, '-o', 'a.npy']);
    t.is(stderr, message);
    t.deepEqual([exitCode, files], [2, []]);
  });

@Persisted()
class Segment {
  @Persisted({ type: Number }) start!: number;
  @NdArray('float64') curve!: Float64Array;
}

@Persisted()
class Note {
  @Persisted({ type: String }) text!: string;
}

@Persisted({ procedure: 'Segmentation' })
class Segmentation extends Artifact<{ id: string; '=cmd()': number }> {
  @Persisted({ type: String }) path!: string;
  @NestedList(() => Segment) segments!: Segment[];
  @Nested(() => Note) note!: Note;
  @NdArray('int32', { optional: true }) counts?: Int32Array;
}

/** Makes a storage of artifacts that have arrays in lists, and keys that are also names of columns. Returns the folder. */
async function segmentations(): Promise<string> {
  const folder = await newFolder();
  const repository = new ArtifactRepository({ storage: new FileStorage(join(folder, ROOT)), classes: [Segmentation] });
  for (const counts of [undefined, Int32Array.of(1, 2)])
    await repository.save(
      Segmentation.create({
        procedureVersion: '1',
        inputParameters: { id: 'a', '=cmd()': 1 },
        timestamp: new Date(1.77e12 + (counts === undefined ? 0 : 1000)),
        path: 'b',
        segments: [Object.assign(new Segment(), { start: 1, curve: Float64Array.of(1) })],
        note: Object.assign(new Note(), { text: '' }),
        ...(counts === undefined ? {} : { counts }),
      }),
    );
  return folder;
}

test('in .csv, a key with the name of another column is named by its pointer, and arrays in lists are left out', async (t) => {
  const cwd = await segmentations();
  const { stderr } = await artifacts(['export', 'Seg', '-o', 'a.csv'], { cwd });
  t.is(
    stderr,
    `a.csv: 2 rows, 11 columns. Left out are the arrays: counts, segments.*.curve
  (.ndjson has them).
1 text that a spreadsheet would run begins with ' now (--raw: as stored).
`,
  );
  const [head, row] = (await readFile(join(cwd, 'a.csv'), 'utf8')).split('\r\n');
  t.is(
    head,
    "id,path,seal,procedure_name,timestamp,/input_parameters/id,'=cmd(),/path,note.text,procedure_version,segments",
  );
  t.true(row?.endsWith(',a,1,b,"",1,"[{""start"":1}]"'), row);
  t.is((await artifacts(['list', 'Seg', '--csv'], { cwd })).stdout, await readFile(join(cwd, 'a.csv'), 'utf8'));
  await artifacts(['export', 'Seg', '-o', 'a.ndjson'], { cwd });
  const line = JSON.parse((await readFile(join(cwd, 'a.ndjson'), 'utf8')).split('\n')[0] as string);
  t.deepEqual(Object.keys(line).slice(0, 4), ['id', '$path', 'seal', 'counts']);
  t.is(line.path, 'b');
});

test('if some artifacts lack the array of a .npy file, the message names them', async (t) => {
  const cwd = await segmentations();
  const { stderr, exitCode } = await artifacts(['export', 'Seg', '--array', 'counts', '-o', 'a.npy'], { cwd });
  const [, lacking] = (await readdir(join(cwd, ROOT, 'Segmentation'))).sort().reverse();
  t.is(
    stderr,
    `1 of 2 artifacts have the array /counts, and these lack it:
  ${idOf('Segmentation', (lacking as string).replace('.json', ''))}
To leave them out: --has /counts
`,
  );
  t.is(exitCode, 2);
  const has = await artifacts(['export', 'Seg', '--array', 'counts', '--has', '/counts', '-o', 'a.npy'], { cwd });
  t.is(has.stderr, 'a.npy: int32[2], /counts of 1 artifact.\n');
});

for (const format of ['csv', 'ndjson', 'npy']) {
  test(`-o - with --format ${format} writes to stdout the same bytes as to a file`, async (t) => {
    const array = format === 'npy' ? ['--array', 'cell_ids'] : [];
    const { cwd, stderr } = await exported(['GridModel', ...array, '-o', `a.${format}`]);
    const call = `artifacts export GridModel ${array.join(' ')} -o - --format ${format} --root ${join(store, ROOT)}`;
    const output = await inShell(`${call} > b`, { cwd });
    t.is(output.stderr, stderr.replace(`a.${format}: `, ''));
    t.is(output.exitCode, 0);
    t.deepEqual(await readFile(join(cwd, 'b')), await readFile(join(cwd, `a.${format}`)));
  });
}

const ENDINGS = `What can be written:
  .csv      a table, without arrays
  .ndjson   one line of JSON for each artifact, with arrays
  .parquet  a table with arrays, by DuckDB
  .npy      one array
`;

for (const [args, message] of [
  [['-o', 'runs.xlsx'], `runs.xlsx ends in .xlsx. ${ENDINGS}`],
  [['-o', 'runs'], `runs has no ending. ${ENDINGS}`],
  [['-o', '.csv'], `.csv has no ending. ${ENDINGS}`],
  [['-o', '-', '--format', 'xls'], `--format xls is none of these. ${ENDINGS}`],
  [['-o', '-'], '-o - has no ending. Write for example -o - --format csv.\n'],
  [['-o', 'a.csv', '--format', 'csv'], '--format is for -o -, a file has the format of its ending.\n'],
  [
    ['-o', '-', '--format', 'parquet'],
    '.parquet cannot be written to the output. Write for example -o runs.parquet.\n',
  ],
  [['-o', '-', '--format', 'csv', '--force'], '--force is for files. The output needs none.\n'],
  [['-o', 'a.csv', '--array', 'land'], '--array is for .npy, which holds one array.\n'],
  [['-o', 'a.ndjson', '--raw'], '--raw is for .csv. In all other formats, texts are as they are stored.\n'],
  [[], "error: required option '-o, --output <file>' not specified\nSee artifacts export --help.\n"],
  [['-o', 'no/a.csv'], 'There is no folder for no/a.csv. To make it: mkdir -p no\n'],
  [['rows=99', '-o', 'a.csv'], 'No artifact of GridModel matches (6 were looked at). Nothing was exported.\n'],
  [['--since', '2027', '-o', 'a.csv'], 'There is no artifact of GridModel within these times. Nothing was exported.\n'],
  [
    ['-o', 'a.parquet'],
    `.parquet is written by DuckDB, which is not installed. To install it:
  npm install @duckdb/node-api
Or export .csv, .ndjson or .npy.
`,
  ],
] as const)
  test(`export writes nothing, and says why: ${args.join(' ')}`, async (t) => {
    const { stdout, stderr, exitCode, files } = await exported(['GridModel', ...args]);
    t.deepEqual({ stdout, stderr, exitCode, files }, { stdout: '', stderr: message, exitCode: 2, files: [] });
  });

test('an existing file is replaced only with --force, also if the path is a link to it', async (t) => {
  const cwd = await newFolder();
  await writeFile(join(cwd, 'a.csv'), 'before');
  await symlink('a.csv', join(cwd, 'link.csv'));
  for (const name of ['a.csv', 'link.csv']) {
    const { stderr, exitCode, files } = await exported(['GridModel', '-o', name], cwd);
    t.is(stderr, `${name} is there already. To replace it: --force\n`);
    t.deepEqual([exitCode, files], [2, ['a.csv', 'link.csv']]);
  }
  t.is(await readFile(join(cwd, 'a.csv'), 'utf8'), 'before');
  const { exitCode, files } = await exported(['GridModel', '-o', 'link.csv', '--force'], cwd);
  t.deepEqual([exitCode, files], [0, ['a.csv', 'link.csv']]);
  t.true((await lstat(join(cwd, 'link.csv'))).isSymbolicLink());
  t.true((await readFile(join(cwd, 'a.csv'), 'utf8')).startsWith('id,path,seal,'));
});

test('with --force, an existing file stays if there is nothing to export', async (t) => {
  const cwd = await newFolder();
  await writeFile(join(cwd, 'a.csv'), 'before');
  const { exitCode, files } = await exported(['GridModel', 'rows=99', '-o', 'a.csv', '--force'], cwd);
  t.deepEqual([exitCode, files], [2, ['a.csv']]);
  t.is(await readFile(join(cwd, 'a.csv'), 'utf8'), 'before');
});

test('a folder is not replaced by a file', async (t) => {
  const cwd = await newFolder();
  await mkdir(join(cwd, 'a.csv'));
  const { stderr, exitCode } = await exported(['GridModel', '-o', 'a.csv', '--force'], cwd);
  t.deepEqual([stderr, exitCode], ['a.csv is no file, and is not replaced by one.\n', 2]);
});

/** Makes a storage with the grids of the example, one of them changed. Returns the folder and the path of the changed file. */
async function gridsWith(change: (text: string) => Uint8Array | string): Promise<{ cwd: string; path: string }> {
  const cwd = await newFolder();
  const folder = join(cwd, ROOT, 'GridModel');
  await mkdir(folder, { recursive: true });
  const names = await namesOf('GridModel');
  for (const name of names) await link(join(store, ROOT, 'GridModel', name), join(folder, name));
  const changed = names[2] as string;
  await rm(join(folder, changed));
  await writeFile(join(folder, changed), change(await textOf('GridModel', changed)));
  return { cwd, path: join(ROOT, 'GridModel', changed) };
}

for (const [title, formats, change, fault] of [
  [
    'with a wrong seal',
    ['csv', 'ndjson'],
    (text: string) => text.replace('"converged": true', '"converged": false'),
    /^\S+ was changed since it was sealed: /,
  ],
  ['that is cut short', ['csv', 'ndjson'], (text: string) => text.slice(0, 500), /^\S+ is not an artifact's JSON: /],
  [
    'with a right seal and a broken array',
    ['ndjson'],
    (text: string) => sealed(Buffer.from(text.replace('[true,false,', '[true,,,,,,'))),
    /^\S+ (has another array at \/land|is not an artifact's JSON)/,
  ],
] as const)
  for (const format of formats)
    test(`a file ${title} is named and counted, and the other artifacts are exported: .${format}`, async (t) => {
      const { cwd, path } = await gridsWith(change);
      const { stderr, exitCode } = await artifacts(['export', 'GridModel', '-o', `a.${format}`], { cwd });
      t.is(exitCode, 1);
      t.regex(stderr, fault);
      t.true(stderr.startsWith(path));
      t.true(stderr.endsWith('\n1 file could not be read and is not in it.\n'), stderr);
      t.regex(stderr, /\na\.(csv: 5 rows|ndjson: 5 artifacts), /);
      const lines = (await readFile(join(cwd, `a.${format}`), 'utf8')).trimEnd().split('\n');
      t.is(lines.length, format === 'csv' ? 6 : 5);
      t.false(lines.some((line) => line.includes(path)));
      if (format === 'ndjson') for (const line of lines) t.notThrows(() => JSON.parse(line));
    });

test('if no file can be read, nothing is exported', async (t) => {
  const { cwd, path } = await gridsWith(() => '{');
  for (const name of await readdir(join(cwd, ROOT, 'GridModel')))
    if (!path.endsWith(name)) await rm(join(cwd, ROOT, 'GridModel', name));
  for (const format of ['csv', 'ndjson', 'npy']) {
    const { stderr, exitCode } = await artifacts(['export', 'GridModel', '-o', `a.${format}`], { cwd });
    t.is(exitCode, 2);
    t.true(stderr.endsWith('\nNo artifact of GridModel that was asked for could be read. Nothing was exported.\n'));
    t.deepEqual(await readdir(cwd), ['artifacts']);
  }
});

/** Returns the objects that `--json` prints. */
const objectsIn = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

test('with --json, a summary object goes to stdout, or to stderr if the artifacts go to stdout', async (t) => {
  const table = await exported(['EarlyWarning', '-o', 'a.csv', '--json']);
  const summary = { type: 'summary', path: 'a.csv', artifacts: 8, columns: 16 };
  const omitted = { left_out: ['indicators', 'mask', 'variance'], guarded: 1, not_read: 0 };
  t.is(table.stdout, `${JSON.stringify({ ...summary, ...omitted })}\n`);
  t.deepEqual(objectsIn(table.stderr), []);
  const output = await exported(['GridModel', '--array', 'cell_ids', '-o', '-', '--format', 'npy', '--json']);
  const array = { array: '/cell_ids', dtype: 'int64', shape: [6, 3], not_read: 0 };
  t.deepEqual(objectsIn(output.stderr), [{ type: 'summary', path: null, artifacts: 6, ...array }]);
});

test('if the file cannot be written completely, no part of it is left', async (t) => {
  const cwd = await newFolder();
  // ulimit -f limits the size of files, in blocks of 1 KiB.
  const call = `ulimit -f 4; artifacts export EarlyWarning -o a.ndjson --root ${join(store, ROOT)}`;
  const { stderr, exitCode } = await inShell(call, { cwd });
  t.deepEqual([stderr, exitCode], ['Could not write a.ndjson: EFBIG: file too large, write.\n', 2]);
  t.deepEqual(await readdir(cwd), []);
});

test('with --json, the path of an error is not escaped', async (t) => {
  const cwd = await newFolder();
  const call = `ulimit -f 4; artifacts export EarlyWarning -o $'a\\e.ndjson' --json --root ${join(store, ROOT)}`;
  const { stderr } = await inShell(call, { cwd });
  const { path, message } = JSON.parse(stderr);
  t.is(path, 'a\x1b.ndjson');
  t.is(message, 'Could not write a\\x1b.ndjson: EFBIG: file too large, write.');
});

test('a link that is not followed is reported with its path', async (t) => {
  const cwd = await newFolder();
  const folder = join(cwd, ROOT, 'Linked');
  await mkdir(folder, { recursive: true });
  const name = '2026-02-26T11-40-13_d42870.json';
  await symlink(join(store, ROOT, 'ChangePointDetection', name), join(folder, name));
  const path = join(ROOT, 'Linked', name);
  const message = `open ${path}: found a link, expected none: links are followed by --follow-links`;
  const { stderr } = await artifacts(['export', 'Linked', '-o', 'a.csv'], { cwd });
  t.is(stderr.split('\n')[0], message);
  const json = await artifacts(['export', 'Linked', '-o', 'a.csv', '--json'], { cwd });
  t.deepEqual(JSON.parse(json.stderr.split('\n')[0] ?? ''), {
    type: 'error',
    code: 'ARTIFACT_STORAGE',
    message,
    path,
    issues: [],
  });
});

test('a replaced file keeps its permissions, whatever the umask', async (t) => {
  const cwd = await newFolder();
  await writeFile(join(cwd, 'a.csv'), '');
  await chmod(join(cwd, 'a.csv'), 0o666);
  await inShell(`umask 022; artifacts export GridModel -o a.csv --force --root ${join(store, ROOT)}`, { cwd });
  t.is((await stat(join(cwd, 'a.csv'))).mode & 0o777, 0o666);
});

/** Makes a storage of `count` artifacts of 1 MB. Returns the folder. */
async function large(count: number): Promise<string> {
  const cwd = await newFolder();
  const folder = join(cwd, ROOT, 'Many');
  await mkdir(folder, { recursive: true });
  const file = join(folder, '2026-02-11T15-40-12_000000.json');
  const text = `{"procedure_name":"Many","procedure_version":"1","timestamp":"2026-02-11T15:40:12","input_parameters":{},"curve":`;
  await writeFile(file, `${text}[${'0.123456789,'.repeat(80_000)}1]}`);
  for (let index = 1; index < count; index++) await link(file, file.replace('000000', String(index).padStart(6, '0')));
  return cwd;
}

test('if the reader of the output ends early, export ends without a message', async (t) => {
  const call = 'set -o pipefail; artifacts export Many -o - --format ndjson | head -c 5';
  t.deepEqual(await inShell(call, { cwd: await large(5) }), { stdout: '{"id"', stderr: '', exitCode: 141 });
});

test('Ctrl-C leaves no part of a file', async (t) => {
  const cwd = await large(1000);
  const child = spawn(installed, ['export', 'Many', '-o', 'a.ndjson'], { cwd, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const isBegun = async () => (await readdir(cwd)).some((name) => name.endsWith('.tmp'));
  while (child.exitCode === null && !(await isBegun())) await after(5);
  child.kill('SIGINT');
  t.deepEqual(await ended, [130, null]);
  t.deepEqual(await readdir(cwd), ['artifacts']);
});

for (const format of ['csv', 'ndjson'])
  onTerminal(`on a terminal, the control characters of a .${format} are escaped`, async (t) => {
    const call = `artifacts export EarlyWarning -o - --format ${format} --root ${join(store, ROOT)}`;
    const { screen, exitCode } = await artifactsOnTerminal(call);
    t.is(exitCode, 0);
    t.notRegex(screen, /[^\P{Cc}\n]|\u202e/u);
    t.true(screen.includes(format === 'csv' ? ' NaN\\u202e' : '" NaN\\u202e"'));
  });

onTerminal('a .npy file is not written to a terminal', async (t) => {
  const call = `artifacts export GridModel --array land -o - --format npy --root ${join(store, ROOT)}`;
  const { screen, exitCode } = await artifactsOnTerminal(call);
  t.deepEqual([screen, exitCode], ['.npy is no text for a terminal. Write for example -o curve.npy.\n', 2]);
});
