// `artifacts keys` lists the keys of a procedure, their types, and their values.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { KeyStatistics } from '../../src/cli/rows/key-statistics.js';
import { newFolder } from '../support/stored.js';
import { artifacts } from './installed.js';
import { exampleStore } from './store.js';
import { sameAs } from './transcript.js';

// No command here changes the store.
const example = await exampleStore();

const transcript = (title: string, text: string): void => {
  test(title, (t) => sameAs(t, text, { cwd: example }));
};

transcript(
  'keys prints the type, the count and the range of each key of a procedure',
  `\
$ artifacts keys MultimodalityDetection
KEY                          TYPE              IN  VALUES  RANGE
parameters
  bandwidth                  text|number      all       4  0.1, 0.25, scott, si…
  n_grid                     integer          all       2  100, 512
  prominence_ratio           number           all       2  0.01, 0.05
members
  non_interpretation_clause  text             all       2  This procedure descr…
  number_of_modes            integer          all       2  1, 2
  procedure_version          text             all       1  1.1.0
  seed                       integer          all       2  0, 7
arrays
  density_curve              numbers|float64  all      11  100, 512
  density_grid               numbers|float64  all       5  100, 512
  detected_peaks             numbers|float64  all       5  1, 2
MultimodalityDetection: 19 artifacts, versions 1.1.0.
$ artifacts keys EarlyWarning
KEY                  TYPE          IN  VALUES  RANGE
parameters
  detrend.bandwidth  number       all       5  0.1, 0.25, 0.3, Infinity, NaN
  detrend.method     text         all       1  gaussian
  lag                integer      all       1  1
members
  description        text         all       1  Variance and autocorrela…
  host.cores         integer      all       1  2
  host.cpu           text         all       1  x64
  kendall_tau        number       all       8  -0.5 to Infinity
  label              text         all       8  " NaN\\u202e", "10", =cmd(), Lake…
  note               text           3       1  Measured again after the…
  p_value            number|null  all       8  -1 to 1
  procedure_version  text         all       1  2.0.0
arrays
  indicators         float64      all       8  3x2, 4x2, 5x2, 6x2, 7x2, …
  mask               bool         all       1  3
  variance           float32      all       8  32
EarlyWarning: 8 artifacts, versions 2.0.0.
`,
);

transcript(
  'keys takes the beginning of a procedure’s name, and prints the types of arrays',
  `\
$ artifacts keys grid
KEY                  TYPE      IN  VALUES  RANGE
parameters
  columns            integer  all       2  6, 12
  rows               integer  all       2  4, 8
  step               number   all       6  0.0833333… to 0.5
members
  cell_count         text     all       2  "24000000000000000000", "96000000000…
  converged          boolean  all       2  false, true
  procedure_version  text     all       2  0.10.0, 0.9.0
arrays
  cell_ids           int64    all       6  3
  land               bool     all       5  4x6, 8x12
  temperature        float64  all       6  4x6, 8x12
GridModel: 6 artifacts, versions 0.10.0, 0.9.0.
`,
);

transcript(
  'keys refuses a word that names no procedure',
  `\
$ artifacts keys Grids
There is no procedure "Grids". There are ChangePointDetection, EarlyWarning, GridModel, MultimodalityDetection.
[2]
$ artifacts keys Nothing
There is no procedure "Nothing". There are ChangePointDetection, EarlyWarning, GridModel, MultimodalityDetection.
[2]
`,
);

test('without COLUMNS and a terminal, ranges are not cut', async (t) => {
  const { stdout } = await artifacts(['keys', 'EarlyWarning'], { cwd: example, env: { COLUMNS: undefined } });
  t.true(
    stdout.includes(
      '  label              text         all       8  " NaN\\u202e", "10", =cmd(), Lake Peter, 2008–2011, "true", …\n',
    ),
    stdout,
  );
});

test('on a narrow terminal, a range still has 12 columns', async (t) => {
  const { stdout } = await artifacts(['keys', 'GridModel'], { cwd: example, env: { COLUMNS: '20' } });
  t.true(stdout.includes('  step               number   all       6  0.0833333… …\n'), stdout);
});

test('--json writes one object for each key, and a summary', async (t) => {
  const { stdout, stderr, exitCode } = await artifacts(['keys', 'EarlyWarning', '--json'], { cwd: example });
  t.is(stderr, '');
  t.is(exitCode, 0);
  const lines = stdout.trim().split('\n');
  t.is(
    lines[0],
    '{"type":"key","key":"detrend.bandwidth","path":"/input_parameters/detrend/bandwidth","group":"parameters","types":["number"],"count":8,"values":5,"lowest":0.1,"highest":"Infinity"}',
  );
  t.is(lines.at(-1), '{"type":"summary","procedure":"EarlyWarning","artifacts":8,"versions":["2.0.0"],"not_read":0}');
  t.is(lines.length, 15);
});

test('files that cannot be read are counted, and with --json each is an object on stderr', async (t) => {
  const cwd = await newFolder();
  const folder = join(cwd, 'artifacts', 'exploratory', 'P');
  await mkdir(folder, { recursive: true });
  const path = 'artifacts/exploratory/P/2026-01-01T00-00-00_aaaaaa.json';
  await writeFile(join(cwd, path), 'no JSON');
  await sameAs(
    t,
    `\
$ artifacts keys P
P: 0 artifacts.
1 file could not be read: artifacts verify P
[1]
$ artifacts keys P --json 2> /dev/null
{"type":"summary","procedure":"P","artifacts":0,"versions":[],"not_read":1}
[1]
`,
    { cwd },
  );
  const { stderr } = await artifacts(['keys', 'P', '--json'], { cwd });
  t.is(JSON.parse(stderr).path, path);
});

const statisticsOf = (values: Iterable<Parameters<KeyStatistics['add']>[0]>): KeyStatistics => {
  const statistics = new KeyStatistics();
  for (const value of values) statistics.add(value);
  return statistics;
};

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

for (const [values, types, count, range] of [
  [[1, 2, 1], 'integer', 2, '1, 2'],
  [[2, 1.5], 'number', 2, '1.5, 2'],
  [[-0], 'number', 1, '-0'],
  [[2n ** 60n, 1], 'integer', 2, '1, 1152921504606846976'],
  [['b', 0.1, 'a'], 'text|number', 3, '0.1, a, b'],
  [[null, true, '10', 10], 'text|integer|boolean|null', 4, '10, true, "10", null'],
  [[5, 4, 3, 2, 1, 0], 'integer', 6, '0 to 5'],
  [[5, 4, 3, 2, 1, 0.5, nan, null, -infinity], 'number|null', 9, '-Infinity to 5'],
  [[1, 2, 3, 4, 5, 'a'], 'text|integer', 6, '1, 2, 3, 4, 5, …'],
  [['f', 'e', 'd', 'c', 'b', 'a'], 'text', 6, 'b, c, d, e, f, …'],
  [[nan, nan], 'number', 1, 'NaN'],
] as const)
  test(`types, count and range of the values ${values.map((value) => (Object.is(value, -0) ? '-0' : String(value))).join(', ')}`, (t) => {
    const statistics = statisticsOf(values);
    t.deepEqual([statistics.types, statistics.values, statistics.range], [types, count, range]);
  });

test('different values are counted up to 10000', (t) => {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
  t.is(statisticsOf(numbers(10_000)).valuesCell, '10000');
  t.is(statisticsOf([...numbers(10_000), ...numbers(10_000)]).valuesCell, '10000');
  const many = statisticsOf(numbers(10_001));
  t.is(many.valuesCell, '>10000');
  t.is(many.values, undefined);
  t.is(many.range, '0 to 10000');
});

test('different arrays are not counted if the elements of one were not read', (t) => {
  const array = { kind: 'array', dtype: 'float32', shape: [2, 3], elements: undefined, strips: undefined } as const;
  const statistics = statisticsOf([
    { ...array, digest: undefined },
    { ...array, digest: 'a', dtype: undefined, shape: [] },
  ]);
  t.true(statistics.isArray);
  t.deepEqual([statistics.types, statistics.valuesCell], ['numbers|float32', '-']);
});
