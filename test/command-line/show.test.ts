// `artifacts show` shows one artifact in full, damaged or not, and prints elements of arrays.

import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { needs } from '../support/needs.js';
import { newFolder } from '../support/stored.js';
import { artifacts, artifactsOnTerminal } from './installed.js';
import { exampleStore } from './store.js';

const testOnTerminal = await needs('script');

const ROOT = 'artifacts/exploratory';
const CHANGE_POINTS = `${ROOT}/ChangePointDetection/2026-02-26T11-40-13_d42870.json`;
const PYTHON = `${ROOT}/MultimodalityDetection/2026-02-11T16-02-44_a4dfdc.json`;

/** The parameters and members of {@link CHANGE_POINTS}. */
const MEMBERS = `parameters
  minimum_segment_length  10
  normalize               true
  search_radius           10
  threshold               0.2
  window_size             16
members
  non_interpretation_clause  "This procedure identifies structural changes in
                             time-series data. It is exploratory and
                             descriptive, and does not imply interpretation or
                             evaluation."
  series_length              100
`;

for (const [title, args, stdout] of [
  [
    'parameters, members, and arrays, the longer one with a plot',
    ['show', '48ee2167'],
    `ChangePointDetection 1.1.0   48ee2167
  file    artifacts/exploratory/ChangePointDetection/2026-02-26T11-40-13_d42870.json
  time    2026-02-26T11:40:13.901Z
  seed    42
  seal    d86a3e8e994da0ae… right
  size    2.2 kB
${MEMBERS}detected_change_points  int64[2]
  28  82
statistic_curve  float64[100]  min 0 [0]  mean 0.498752  max 2.16225 [28]
           ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀▼⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀▼
    2.162 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⠤⠊⠉⠉⢢⣀
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⡔⠊⠀⠀⠀⠀⠀⠀⠑⠤⡀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢠⠒⠊⢹
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢠⠔⠊⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠈⠢⡀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⠔⠊⠉⠁⠀⠀⠘⡄
        0 ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣠⠋⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠈⠢⣀⡠⠤⠤⠤⠤⠤⡠⢄⣀⣀⠤⠤⠤⡠⠤⢄⣀⡠⠒⠊⠁⠀⠀⠀⠀⠀⠀⠀⣇⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
           0                                                                  99
           ▼ detected_change_points  28  82
`,
  ],
  [
    'NaN and infinities, hidden characters, infinities in a plot',
    ['show', 'EarlyWarning@2026-02-28T06-10'],
    `EarlyWarning 2.0.0   b57988c6
  file    artifacts/exploratory/EarlyWarning/2026-02-28T06-10-00_a1f2c0.json
  time    2026-02-28T06:10:00Z
  seal    fe74ecb2c285a4bc… right
  size    1.4 kB
parameters
  detrend
    bandwidth  0.1
    method     "gaussian"
  lag      1
members
  description  "Variance and autocorrelation in a moving window, before the lake
               was fertilized.\\nTwo lines."
  host
    cores  2
    cpu    "x64"
  kendall_tau  Infinity
  label        "esc\\u001b[31mred"
  note         "Measured again after the sensor had been cleaned, with another
               battery."
  p_value      NaN
indicators  float64[2,2]
     0  0.25
   0.5  0.75
mask  bool[3]
  true  false  true
variance  float32[32]
  min -Infinity [6]  mean -Infinity  max 2.93848 [31]  1 NaN  1 infinite
    2.938 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠒⠒⠒⠒⠒⠒⠒⠉⠉⠉⠉⠉⠉⠉⠉
          ┤⠒⠒⠒⠒⠒⠒⠒⠒⠒⠂⠀⠀⠀⠀⠀⠀⠀⡜⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⡰⠁
        0 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢠⠃
-Infinity ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀↓
           0                                                                  31
`,
  ],
  [
    '64-bit integers, booleans, arrays of two axes',
    ['show', 'GridModel@latest'],
    `GridModel 0.10.0   ebd90cce
  file    artifacts/exploratory/GridModel/2026-02-27T00-57-36_5a7df4.json
  time    2026-02-27T00:57:36.901Z
  seal    cd9c639b929d89a4… right
  size    1.2 kB
parameters
  columns  6
  rows     4
  step     0.08333333333333333
members
  cell_count  "24000000000000000000"
  converged   false
cell_ids  int64[3]
  9007199254740993  5  -9223372036854775808
land  bool[4,6]
  false   true  false  false   true  false
  false   true  false  false   true  false
  false   true  false  false   true  false
  false   true  false  false   true  false
temperature  float64[4,6]  min 0 [0,0]  mean 1.94928  max 3.83333 [3,5]  1 NaN
  [0]  ▁▁▁▁▁▁▂▂▂▂▂▂
  [1]  ▃▃··▃▃▄▄▄▄▄▄
  [2]  ▅▅▅▅▅▅▆▆▆▆▆▆
  [3]  ▇▇▇▇▇▇██████
`,
  ],
  [
    'an unsealed file',
    ['show', PYTHON],
    `MultimodalityDetection 1.1.0   079b95b7
  file    artifacts/exploratory/MultimodalityDetection/2026-02-11T16-02-44_a4dfdc.json
  time    2026-02-11T16:02:44.622244
  seed    0
  seal    none (another tool wrote the file)
  size    6.2 kB
parameters
  bandwidth         "scott"
  prominence_ratio  0.05
  n_grid            100
members
  number_of_modes            2
  non_interpretation_clause  "This procedure is exploratory and descriptive. It
                             identifies structural features of distributions and
                             does not imply interpretation, diagnosis, or
                             evaluation."
density_curve  numbers[100]  min 0.044391 [99]  mean 0.231407  max 0.4625 [73]
           ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀▼⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀▼
   0.4625 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⡠⠒⠊⠉⠉⠉⠉⠉⠉⠒⠢⢄⡀
          ┤⠀⠀⠀⠀⠀⠀⠀⢀⣀⠤⠒⠒⠒⠒⠢⠤⣀⡀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⡠⠒⠊⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠈⠒⢄
          ┤⠀⠀⠀⠀⡠⠔⠊⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀⠈⠑⠢⠤⣀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⠤⠔⠉⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠉⠑⠢⡀
  0.04439 ┤⡠⠤⠊⠉⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠉⠑⠒⠤⠤⠤⠤⠤⠤⠤⠔⠒⠊⠉⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠈⠉⠢⠤⣀⣀
           1.25                        density_grid                         5.45
           ▼ detected_peaks  1.9712121212121212  4.346969696969697
density_grid  numbers[100]  min 1.25 [0]  mean 3.35  max 5.45 [99]
     5.45 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⣀⣀⣀⠤⠤⠤⠤⠒⠒⠒⠒⠉⠉⠉⠉⠉
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⣀⣀⡠⠤⠤⠤⠔⠒⠒⠒⠒⠊⠉⠉⠉⠁
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⣀⣀⣀⡠⠤⠤⠤⠤⠒⠒⠒⠒⠊⠉⠉⠉⠁
     1.25 ┤⣀⣀⣀⣀⡠⠤⠤⠤⠤⠒⠒⠒⠒⠉⠉⠉⠉
           0                                                                  99
detected_peaks  numbers[2]
  1.9712121212121212  4.346969696969697
`,
  ],
] as const) {
  test(`an artifact is shown on 80 columns: ${title}`, async (t) => {
    t.deepEqual(await artifacts(args, { cwd: await exampleStore() }), { stdout, stderr: '', exitCode: 0 });
  });
}

test('without an id, the newest artifact is shown', async (t) => {
  const cwd = await exampleStore();
  const { stdout } = await artifacts(['show'], { cwd });
  t.is(stdout, (await artifacts(['show', 'EarlyWarning@latest'], { cwd })).stdout);
  t.true(stdout.startsWith('EarlyWarning 2.0.0   762636f2\n'));
});

test('if there is no artifact, show exits with 2', async (t) => {
  t.deepEqual(await artifacts(['show', '--root', '.'], { cwd: await newFolder() }), {
    stdout: '',
    stderr: 'There are no artifacts in . yet.\n',
    exitCode: 2,
  });
});

test('without a limit of the width, no text is wrapped', async (t) => {
  const { stdout } = await artifacts(['show', '48ee2167'], { cwd: await exampleStore(), env: { COLUMNS: '' } });
  t.regex(stdout, /^ {2}non_interpretation_clause {2}".{100,}"$/m);
});

for (const env of [{ TERM: 'dumb' }, { LANG: 'C' }]) {
  test(`with ${JSON.stringify(env)}, there are no plots`, async (t) => {
    const { stdout } = await artifacts(['show', '48ee2167'], { cwd: await exampleStore(), env });
    t.true(stdout.endsWith('statistic_curve  float64[100]  min 0 [0]  mean 0.498752  max 2.16225 [28]\n'));
  });
}

/** Makes the example storage and changes the text of one file. Returns the folder. */
async function damaged(change: (text: string) => string): Promise<string> {
  const cwd = await exampleStore();
  const path = join(cwd, CHANGE_POINTS);
  await writeFile(path, change(await readFile(path, 'utf8')));
  return cwd;
}

const CHANGED =
  /^artifacts\/exploratory\/ChangePointDetection\/2026-02-26T11-40-13_d42870\.json was changed since it was sealed: expected [0-9a-f]{64}, found [0-9a-f]{64}\n$/;

test('a file that was changed since it was sealed is shown with the mark WRONG, and an error', async (t) => {
  const cwd = await damaged((text) => text.replace('"series_length": 100', '"series_length": 101'));
  const { stdout, stderr, exitCode } = await artifacts(['show', CHANGE_POINTS], { cwd });
  t.true(stdout.includes('\n  seal    d86a3e8e994da0ae… WRONG\n'));
  t.true(stdout.includes('\n  series_length              101\n'));
  t.true(stdout.endsWith('▼ detected_change_points  28  82\n'));
  t.regex(stderr, CHANGED);
  t.is(exitCode, 1);
});

test('--array prints the elements of a file that was changed since it was sealed, and an error', async (t) => {
  const cwd = await damaged((text) => text.replace('[28,82]', '[28,83]'));
  const { stdout, stderr, exitCode } = await artifacts(['show', CHANGE_POINTS, '--array', 'detected_change_points'], {
    cwd,
  });
  t.is(stdout, '28\n83\n');
  t.regex(stderr, CHANGED);
  t.is(exitCode, 1);
});

test('with --json, a file that was changed since it was sealed is an object on stdout and an error on stderr', async (t) => {
  const cwd = await damaged((text) => text.replace('[28,82]', '[28,83]'));
  const { stdout, stderr, exitCode } = await artifacts(['show', CHANGE_POINTS, '--json'], { cwd });
  t.deepEqual(JSON.parse(stdout).arrays['/detected_change_points'], {
    dtype: 'int64',
    shape: [2],
    min: 28,
    max: 83,
    mean: 55.5,
    nan: 0,
  });
  t.is(JSON.parse(stderr).code, 'ARTIFACT_INTEGRITY');
  t.is(exitCode, 1);
});

test('an array that does not fit its declaration is left out, and the rest is shown', async (t) => {
  const cwd = await damaged((text) => text.replace('"dtype": "int64"', '"dtype": "bool"'));
  const { stdout, stderr, exitCode } = await artifacts(['show', CHANGE_POINTS], { cwd });
  t.true(stdout.includes('\ndetected_change_points  bool[2]  cannot be read\nstatistic_curve  float64[100]  min 0'));
  t.true(
    stderr.startsWith(
      `${CHANGE_POINTS} has another array at /detected_change_points than its $artifact.arrays says: bool[2]\n`,
    ),
  );
  t.is(exitCode, 1);
});

test('of a file that was cut short, the intact members are shown', async (t) => {
  const cwd = await exampleStore();
  await truncate(join(cwd, CHANGE_POINTS), 1000);
  t.deepEqual(await artifacts(['show', CHANGE_POINTS], { cwd }), {
    stdout: `ChangePointDetection 1.1.0   48ee2167
  file    artifacts/exploratory/ChangePointDetection/2026-02-26T11-40-13_d42870.json
  seed    42
  seal    not checked: the file is damaged
  size    1.0 kB
${MEMBERS}detected_change_points  numbers[2]
  28  82
`,
    stderr: `${CHANGE_POINTS} is not an artifact's JSON: found the end of the file, expected "," or "]", at byte 1000 (line 15, column 509), in /statistic_curve
Only what is whole in it can be shown, and without the dtypes of arrays.
`,
    exitCode: 1,
  });
});

test('with --json, a file that was cut short is only an error', async (t) => {
  const cwd = await exampleStore();
  await truncate(join(cwd, CHANGE_POINTS), 1000);
  const { stdout, stderr, exitCode } = await artifacts(['show', CHANGE_POINTS, '--json'], { cwd });
  t.is(stdout, '');
  t.is(JSON.parse(stderr).code, 'ARTIFACT_FORMAT');
  t.is(exitCode, 1);
});

test('a JSON file that is not an artifact is shown, and the error says what it lacks', async (t) => {
  const cwd = await exampleStore();
  await mkdir(join(cwd, 'elsewhere'));
  await writeFile(join(cwd, 'elsewhere', 'package.json'), '{\n  "name": "x\\u001b[31m",\n  "version": 1\n}\n');
  t.deepEqual(await artifacts(['show', 'elsewhere/package.json'], { cwd }), {
    stdout: `Unknown procedure   5d212dcf
  file    elsewhere/package.json
  seal    not checked: the file is damaged
  size    44 B
members
  name     "x\\u001b[31m"
  version  1
`,
    stderr: `elsewhere/package.json is not an artifact: expected procedure_name, procedure_version and timestamp as text
Only what is whole in it can be shown, and without the dtypes of arrays.
`,
    exitCode: 1,
  });
});

test('control characters in a file are escaped', async (t) => {
  const cwd = await exampleStore();
  const hostile = 'x\x1b[31m\u202e\n\x9b';
  const file = {
    procedure_name: hostile,
    procedure_version: hostile,
    timestamp: hostile,
    seed: hostile,
    input_parameters: { [hostile]: hostile, list: [hostile], object: { [hostile]: [{ [hostile]: [1, 2] }] } },
    [hostile]: [1, 2, 3],
    objects: [{ [hostile]: [1, 2] }],
  };
  const path = join(cwd, 'hostile.json');
  await writeFile(path, JSON.stringify(file));
  const { stdout, stderr, exitCode } = await artifacts(['show', path], { cwd });
  t.is(stderr, '');
  t.is(exitCode, 0);
  t.notRegex(stdout, /(?!\n)[\p{Cc}\p{Cf}]/u);
  t.true(stdout.startsWith('x\\x1b[31m\\u202e\\n\\x9b x\\x1b[31m\\u202e\\n\\x9b   '));
  t.true(stdout.includes('\nx\\x1b[31m\\u202e\\n\\x9b  numbers[3]\n  1  2  3\n'));
  t.true(stdout.includes('\n/objects/0/x\\x1b[31m\\u202e\\n\\x9b  numbers[2]\n  1  2\n'));
});

for (const [array, stdout, stderr] of [
  ['/detected_change_points', '28\n82\n', ''],
  ['detected_change_points', '28\n82\n', ''],
  [
    '/statistic_curve[13:16]',
    `0
0
0
`,
    '3 of 100 elements of /statistic_curve, float64[100].\n',
  ],
  ['/statistic_curve[-100]', '0\n', '1 of 100 elements of /statistic_curve, float64[100].\n'],
  ['/statistic_curve[100:]', '', '0 of 100 elements of /statistic_curve, float64[100].\n'],
] as const) {
  test(`--array ${array} prints elements with all digits, one a line`, async (t) => {
    const cwd = await exampleStore();
    t.deepEqual(await artifacts(['show', '48ee2167', '--array', array], { cwd }), { stdout, stderr, exitCode: 0 });
  });
}

test('--array prints one row a line of an array of two axes, and 64-bit integers and booleans exactly', async (t) => {
  const cwd = await exampleStore();
  const valuesOf = async (array: string) =>
    (await artifacts(['show', 'GridModel@latest', '--array', array], { cwd })).stdout;
  t.is(await valuesOf('temperature[1:3,:3]'), '1 NaN 1.3333333333333333\n2 2.1666666666666665 2.3333333333333335\n');
  t.is(await valuesOf('temperature[:,1]'), '0.16666666666666666\nNaN\n2.1666666666666665\n3.1666666666666665\n');
  t.is(await valuesOf('land[0]'), 'false\ntrue\nfalse\nfalse\ntrue\nfalse\n');
  t.is(await valuesOf('cell_ids'), '9007199254740993\n5\n-9223372036854775808\n');
});

test('--array with --json prints exact numbers in nested lists', async (t) => {
  const cwd = await exampleStore();
  const jsonOf = async (array: string) =>
    (await artifacts(['show', 'GridModel@latest', '--json', '--array', array], { cwd })).stdout;
  const head = `{"type":"array","id":"ebd90cce","path":"${ROOT}/GridModel/2026-02-27T00-57-36_5a7df4.json","seal":"cd9c639b929d89a42b4f3a30500070954e3e2c575471b4ebc95795e5cecb7f42",`;
  for (const [array, json] of [
    [
      'cell_ids',
      '"array":"/cell_ids","dtype":"int64","shape":[3],"ranges":[[0,3]],"values":[9007199254740993,5,-9223372036854775808]}\n',
    ],
    [
      'temperature[1:3,:2]',
      '"array":"/temperature","dtype":"float64","shape":[4,6],"ranges":[[1,3],[0,2]],"values":[[1,"NaN"],[2,2.1666666666666665]]}\n',
    ],
    ['land[-1,-1]', '"array":"/land","dtype":"bool","shape":[4,6],"ranges":[[3,4],[5,6]],"values":false}\n'],
    ['land[:2,3:3]', '"array":"/land","dtype":"bool","shape":[4,6],"ranges":[[0,2],[3,3]],"values":[[],[]]}\n'],
  ] as const)
    t.is(await jsonOf(array), head + json);
});

for (const [array, stderr] of [
  ['/statistic_curv', 'There is no array "/statistic_curv" in it. Did you mean /statistic_curve?\n'],
  ['seed', 'There is no array "seed" in it. There are detected_change_points, statistic_curve.\n'],
  [
    'statistic_curve[100]',
    `statistic_curve[100] has the index 100, and the axis has the length 100: /statistic_curve is float64[100]. Write for example
  artifacts show 48ee2167 --array '/statistic_curve[0:10]'
`,
  ],
] as const) {
  test(`--array ${array} is refused, and the message says what to type`, async (t) => {
    const cwd = await exampleStore();
    t.deepEqual(await artifacts(['show', '48ee2167', '--array', array], { cwd }), { stdout: '', stderr, exitCode: 2 });
  });
}

test('--json prints one object with exact numbers, and statistics of the arrays', async (t) => {
  const cwd = await exampleStore();
  t.deepEqual(await artifacts(['show', 'GridModel@latest', '--json'], { cwd }), {
    stdout: `{"type":"artifact","id":"ebd90cce","path":"artifacts/exploratory/GridModel/2026-02-27T00-57-36_5a7df4.json","seal":"cd9c639b929d89a42b4f3a30500070954e3e2c575471b4ebc95795e5cecb7f42","size":1249,"procedure_name":"GridModel","procedure_version":"0.10.0","timestamp":"2026-02-27T00:57:36.901Z","input_parameters":{"columns":6,"rows":4,"step":0.08333333333333333},"members":{"cell_count":"24000000000000000000","converged":false},"arrays":{"/cell_ids":{"dtype":"int64","shape":[3],"min":-9223372036854775808,"max":9007199254740993,"mean":-3071454945866678300,"nan":0},"/land":{"dtype":"bool","shape":[4,6],"min":0,"max":1,"mean":0.3333333333333333,"nan":0},"/temperature":{"dtype":"float64","shape":[4,6],"min":0,"max":3.8333333333333335,"mean":1.9492753623188406,"nan":1}}}
`,
    stderr: '',
    exitCode: 0,
  });
});

testOnTerminal('on a terminal, a wrong seal is red', async (t) => {
  const cwd = await damaged((text) => text.replace('"seed": 42', '"seed": 43'));
  const { screen, exitCode } = await artifactsOnTerminal(`artifacts show ${CHANGE_POINTS}`, { cwd });
  t.true(screen.includes('d86a3e8e994da0ae… \x1b[31mWRONG\x1b[39m\n'));
  t.is(exitCode, 1);
});

test('--log draws plots on a logarithmic scale', async (t) => {
  const { stdout, exitCode } = await artifacts(['show', '48ee2167', '--log'], { cwd: await exampleStore() });
  t.regex(stdout, /\n +\d+ numbers are not above 0, and not drawn on a logarithmic scale\n/);
  t.is(exitCode, 0);
});

for (const args of [['--array', 'statistic_curve'], ['--lineage'], ['--json']])
  test(`--log is refused with ${args.join(' ')}, which draws no plots`, async (t) => {
    const { stdout, stderr, exitCode } = await artifacts(['show', '48ee2167', '--log', ...args], {
      cwd: await exampleStore(),
    });
    t.is(stdout, '');
    t.true(
      stderr.includes('--log is for plots, which --array, --lineage and --json do not draw. Leave it out.'),
      stderr,
    );
    t.is(exitCode, 2);
  });
