// `artifacts compare` shows how artifacts differ from the first one, inputs first, and exits with 1 if they differ.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { compareArtifacts } from '../../src/display/compare-artifacts.js';
import { Artifact, ArtifactRepository, FileStorage, NdArray, Persisted } from '../../src/index.js';
import { type Progress, ProgressReporter } from '../../src/model/progress.js';
import { listEntries } from '../../src/repository/listing.js';
import { openStoredArtifact } from '../../src/repository/stored-artifact.js';
import { newFolder } from '../support/stored.js';
import { artifacts } from './installed.js';
import { exampleStore } from './store.js';

const CLOSEST = ['48ee2167', '473d17cd'] as const;
const EIGHT = ['ee467e26', 'a159074e', '4ccebf63', '96e92fe1', 'c48bde9b', '9c58b429', '48ee2167', 'df82853f'];

for (const [title, args, stdout, exitCode] of [
  [
    'only the seed differs',
    ['48ee2167', '473d17cd'],
    `      48ee2167          473d17cd
      2026-02-26 11:40  2026-02-26 14:38
seed  42                1
Inputs: 1 of 7 differ. Results: all 4 the same, bit for bit.
`,
    1,
  ],
  [
    'only the results are compared, and they are the same',
    ['48ee2167', '473d17cd', '--results'],
    `  48ee2167          473d17cd
  2026-02-26 11:40  2026-02-26 14:38
Results: all 4 the same, bit for bit.
`,
    0,
  ],
  [
    'three artifacts, with arrays',
    ['48ee2167', '9c58b429', '4ccebf63'],
    `                 48ee2167          9c58b429          4ccebf63
                 2026-02-26 11:40  2026-02-26 11:28  2026-02-26 10:52
threshold        0.2               1                 1
window_size      16                12                10
statistic_curve  float64[100]      float64[100]      float64[100]
    9c58b429: 76 of 100 differ, first at [12], most at [84], by 1.29889
    4ccebf63: 80 of 100 differ, first at [10], most at [84], by 1.12908
Inputs: 2 of 7 differ. Results: 1 of 4 differ, bit for bit (or --relative 1e-9).
`,
    1,
  ],
  [
    'four artifacts, whose times take two lines',
    ['c48bde9b', '4ccebf63', '48ee2167', '01aa6d15'],
    `                 c48bde9b      4ccebf63      48ee2167      01aa6d15
                 2026-02-26    2026-02-26    2026-02-26    2026-02-26
                 11:16         10:52         11:40         12:04
threshold        0.5           1             0.2           1
window_size      12            10            16            16
statistic_curve  float64[100]  float64[100]  float64[100]  float64[100]
    4ccebf63: 80 of 100 differ, first at [10], most at [88], by 0.62172
    48ee2167: 76 of 100 differ, first at [12], most at [84], by 1.29889
    01aa6d15: 76 of 100 differ, first at [12], most at [84], by 1.29889
Inputs: 2 of 7 differ. Results: 1 of 4 differ, bit for bit (or --relative 1e-9).
`,
    1,
  ],
  [
    'eight artifacts, whose values stand below each other',
    EIGHT,
    `ID        TIME
ee467e26  2026-02-26 10:28
a159074e  2026-02-26 10:40
4ccebf63  2026-02-26 10:52
96e92fe1  2026-02-26 11:04
c48bde9b  2026-02-26 11:16
9c58b429  2026-02-26 11:28
48ee2167  2026-02-26 11:40
df82853f  2026-02-26 11:52
threshold
    ee467e26: 0.2
    a159074e: 0.5
    4ccebf63: 1
    96e92fe1: 0.2
    c48bde9b: 0.5
    9c58b429: 1
    48ee2167: 0.2
    df82853f: 0.5
window_size
    ee467e26: 10
    a159074e: 10
    4ccebf63: 10
    96e92fe1: 12
    c48bde9b: 12
    9c58b429: 12
    48ee2167: 16
    df82853f: 16
detected_change_points
    ee467e26: [28 63 82]
    a159074e: [28 82]
    4ccebf63: [28 82]
    96e92fe1: [28 82]
    c48bde9b: [28 82]
    9c58b429: [28 82]
    48ee2167: [28 82]
    df82853f: [28 82]
statistic_curve
    ee467e26: float64[100]
    a159074e: float64[100]
    4ccebf63: float64[100]
    96e92fe1: 80 of 100 differ, first at [10], most at [88], by 0.62172
    c48bde9b: 80 of 100 differ, first at [10], most at [88], by 0.62172
    9c58b429: 80 of 100 differ, first at [10], most at [88], by 0.62172
    48ee2167: 80 of 100 differ, first at [10], most at [84], by 1.12908
    df82853f: 80 of 100 differ, first at [10], most at [84], by 1.12908
Inputs: 2 of 7 differ. Results: 2 of 4 differ, bit for bit (or --relative 1e-9).
`,
    1,
  ],
  [
    'artifacts of two procedures, and a text that does not fit into its column',
    ['GridModel@latest', 'EarlyWarning@latest'],
    `                   ebd90cce                762636f2
                   2026-02-27 00:57Z       2026-02-28 18:30+01:00
procedure_name     "GridModel"             "EarlyWarning"
columns            6                       -
detrend            -                       2 members
lag                -                       1
rows               4                       -
step               0.08333333333333333     -
procedure_version  "0.10.0"                "2.0.0"
cell_count         "24000000000000000000"  -
cell_ids           int64[3]                -
converged          false                   -
description
    ebd90cce: -
    762636f2: "Variance and autocorrelation in a moving window, before the lake
              was fertilized.\\nTwo lines."
host               -                       2 members
indicators         -                       float64[7,2]
kendall_tau        -                       0.5
label              -                       "true"
land               bool[4,6]               -
mask               -                       [1 0 1]
p_value            -                       -1
temperature        float64[4,6]            -
variance           -                       float32[32]
Inputs: 7 of 7 differ. Results: 13 of 13 differ, bit for bit.
`,
    1,
  ],
  [
    'indices in arrays of several axes',
    ['b269bdd8', 'a2b02130'],
    `             b269bdd8          a2b02130
             2026-02-26 22:33  2026-02-26 21:57
step         0.25              0.5
cell_ids     int64[3]          int64[3]
    1 of 3 differ, first at [1], most at [1], by 1
land         bool[8,12]        bool[8,12]
    64 of 96 differ, first at [0,0]
temperature  float64[8,12]     float64[8,12]
    95 of 96 differ, first at [0,1], most at [7,11], by 47.5
Inputs: 1 of 4 differ. Results: 3 of 5 differ, bit for bit (or --relative 1e-9).
`,
    1,
  ],
  [
    'texts that look like numbers, and hidden characters',
    ['762636f2', '0ef9db73', 'eedf16c4'],
    `                   762636f2      0ef9db73      eedf16c4
                   2026-02-28    2026-02-28    2026-02-28
                   18:30+01:00   18:20         06:30Z
detrend.bandwidth  NaN           0.25          0.3
indicators         float64[7,2]  float64[6,2]  float64[3,2]
    0ef9db73: another length or shape
    eedf16c4: another length or shape
kendall_tau        0.5           -0.5          0.45678912345
label
    762636f2: "true"
    0ef9db73: " NaN\\u202e"
    eedf16c4: "Lake Peter, 2008–2011"
p_value            -1            0.5           5e-324
variance           float32[32]   float32[32]   float32[32]
    0ef9db73: 32 of 32 differ, first at [0], most at [0], by 1
    eedf16c4: 32 of 32 differ, first at [0], most at [0], by 4
Inputs: 1 of 4 differ. Results: 5 of 9 differ, bit for bit (or --relative 1e-9).
`,
    1,
  ],
  [
    'one artifact with itself',
    ['48ee2167', '48ee2167'],
    `  48ee2167          48ee2167
  2026-02-26 11:40  2026-02-26 11:40
Inputs: all 7 the same. Results: all 4 the same, bit for bit.
`,
    0,
  ],
  [
    'results that differ by less than the tolerance',
    ['c48bde9b', '4ccebf63', '--results', '--absolute', '1'],
    `  c48bde9b          4ccebf63
  2026-02-26 11:16  2026-02-26 10:52
Results: all 4 the same, within absolute 1.
`,
    0,
  ],
  [
    'inputs, to which the tolerance does not apply',
    ['c48bde9b', '4ccebf63', '--absolute', '100', '--relative', '1e-9'],
    `             c48bde9b          4ccebf63
             2026-02-26 11:16  2026-02-26 10:52
threshold    0.5               1
window_size  12                10
Inputs: 2 of 7 differ. Results: all 4 the same, within absolute 100, relative
  1e-9.
`,
    1,
  ],
  [
    'some values are excluded',
    [
      'c48bde9b',
      '4ccebf63',
      '--exclude',
      'threshold',
      '--exclude',
      '/input_parameters/window_size',
      '--exclude',
      '/statistic_curve',
    ],
    `  c48bde9b          4ccebf63
  2026-02-26 11:16  2026-02-26 10:52
Inputs: all 5 the same. Results: all 3 the same, bit for bit.
`,
    0,
  ],
] as const) {
  test(`compare shows a table on 80 columns: ${title}`, async (t) => {
    t.deepEqual(await artifacts(['compare', ...args], { cwd: await exampleStore() }), { stdout, stderr: '', exitCode });
  });
}

for (const [title, args, stdout, exitCode] of [
  [
    'values and arrays',
    ['48ee2167', '9c58b429', '4ccebf63'],
    `{"type":"difference","path":"/input_parameters/threshold","kind":"value","values":[0.2,1],"artifacts":["48ee2167","9c58b429"]}
{"type":"difference","path":"/input_parameters/threshold","kind":"value","values":[0.2,1],"artifacts":["48ee2167","4ccebf63"]}
{"type":"difference","path":"/input_parameters/window_size","kind":"value","values":[16,12],"artifacts":["48ee2167","9c58b429"]}
{"type":"difference","path":"/input_parameters/window_size","kind":"value","values":[16,10],"artifacts":["48ee2167","4ccebf63"]}
{"type":"difference","path":"/statistic_curve","kind":"values","differing":76,"of":100,"first":12,"largest_absolute":1.2988854834440045,"at":84,"largest_relative":27.389804204426376,"largest_ulps":4608528479351882000,"artifacts":["48ee2167","9c58b429"]}
{"type":"difference","path":"/statistic_curve","kind":"values","differing":80,"of":100,"first":10,"largest_absolute":1.1290801158475934,"at":84,"largest_relative":27.57732619549978,"largest_ulps":4607763743961649700,"artifacts":["48ee2167","4ccebf63"]}
{"type":"summary","same":false,"members":11,"differing":3,"inputs":{"members":7,"differing":2},"results":{"members":4,"differing":1}}
`,
    1,
  ],
  [
    'dtypes, types and missing values',
    ['GridModel@latest', 'EarlyWarning@latest'],
    `{"type":"difference","path":"/procedure_name","kind":"value","values":["GridModel","EarlyWarning"],"artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/input_parameters/columns","kind":"missing","in":"ebd90cce","value":6,"artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/input_parameters/detrend","kind":"missing","in":"762636f2","value":{"bandwidth":"NaN","method":"gaussian"},"artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/input_parameters/lag","kind":"missing","in":"762636f2","value":1,"artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/input_parameters/rows","kind":"missing","in":"ebd90cce","value":4,"artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/input_parameters/step","kind":"missing","in":"ebd90cce","value":0.08333333333333333,"artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/procedure_version","kind":"value","values":["0.10.0","2.0.0"],"artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/cell_count","kind":"missing","in":"ebd90cce","value":"24000000000000000000","artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/cell_ids","kind":"missing","in":"ebd90cce","value":{"dtype":"int64","shape":[3]},"artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/converged","kind":"missing","in":"ebd90cce","value":false,"artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/description","kind":"missing","in":"762636f2","value":"Variance and autocorrelation in a moving window, before the lake was fertilized.\\nTwo lines.","artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/host","kind":"missing","in":"762636f2","value":{"cores":2,"cpu":"x64"},"artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/indicators","kind":"missing","in":"762636f2","value":{"dtype":"float64","shape":[7,2]},"artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/kendall_tau","kind":"missing","in":"762636f2","value":0.5,"artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/label","kind":"missing","in":"762636f2","value":"true","artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/land","kind":"missing","in":"ebd90cce","value":{"dtype":"bool","shape":[4,6]},"artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/mask","kind":"missing","in":"762636f2","value":{"dtype":"bool","shape":[3]},"artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/p_value","kind":"missing","in":"762636f2","value":-1,"artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/temperature","kind":"missing","in":"ebd90cce","value":{"dtype":"float64","shape":[4,6]},"artifacts":["ebd90cce","762636f2"]}
{"type":"difference","path":"/variance","kind":"missing","in":"762636f2","value":{"dtype":"float32","shape":[32]},"artifacts":["ebd90cce","762636f2"]}
{"type":"summary","same":false,"members":20,"differing":20,"inputs":{"members":7,"differing":7},"results":{"members":13,"differing":13}}
`,
    1,
  ],
  [
    'results that are the same',
    ['48ee2167', '473d17cd', '--results'],
    `{"type":"summary","same":true,"members":4,"differing":0,"results":{"members":4,"differing":0}}
`,
    0,
  ],
] as const) {
  test(`with --json, each difference is an object: ${title}`, async (t) => {
    const cwd = await exampleStore();
    t.deepEqual(await artifacts(['compare', ...args, '--json'], { cwd }), { stdout, stderr: '', exitCode });
  });
}

for (const [args, stderr] of [
  [['48ee2167'], 'compare takes 2 to 8 artifacts, and was given 1.\n'],
  [[...EIGHT, '48ee2167'], 'compare takes 2 to 8 artifacts, and was given 9.\n'],
  [[...CLOSEST, '--relative', '-1'], '--relative -1 is no number from 0 on. Write for example --relative 1e-9.\n'],
  [[...CLOSEST, '--absolute', 'NaN'], '--absolute NaN is no number from 0 on. Write for example --absolute 1e-9.\n'],
  [
    [...CLOSEST, '--absolute', '1e999'],
    '--absolute 1e999 is no number from 0 on. Write for example --absolute 1e-9.\n',
  ],
  [[...CLOSEST, '--exclude', '/sead'], 'None of them has "/sead" to exclude. Did you mean /seed?\n'],
  [[...CLOSEST, '--exclude', 'treshold'], 'None of them has "treshold" to exclude. Did you mean threshold?\n'],
  [
    [...CLOSEST, '--exclude', 'nothing\x1b[31m'],
    'None of them has "nothing\\x1b[31m" to exclude. Write a JSON Pointer, for example --exclude /host.\n',
  ],
] as const) {
  test(`compare ${args.join(' ').replace('\x1b', 'ESC')} is refused, and the message says what to type`, async (t) => {
    const cwd = await exampleStore();
    t.deepEqual(await artifacts(['compare', ...args], { cwd }), { stdout: '', stderr, exitCode: 2 });
  });
}

test('a damaged artifact is not compared', async (t) => {
  const cwd = await exampleStore();
  const path = 'artifacts/exploratory/ChangePointDetection/2026-02-26T11-40-13_d42870.json';
  await writeFile(join(cwd, path), (await readFile(join(cwd, path), 'utf8')).replace('"seed": 42', '"seed": 43'));
  const { stdout, stderr, exitCode } = await artifacts(['compare', ...CLOSEST], { cwd });
  t.is(stdout, '');
  t.true(stderr.startsWith(`${path} was changed since it was sealed: expected `));
  t.is(exitCode, 2);
});

@Persisted({ procedure: 'Curve' })
class Curve extends Artifact<{ gain: number }> {
  @NdArray('float64') curve!: Float64Array;
  @NdArray('float32') short!: Float32Array;
  @Persisted() level!: number;
}

const curveOf = (values: Partial<Curve>): Curve =>
  Curve.create({
    procedureVersion: '1',
    inputParameters: { gain: Number.NaN },
    timestamp: new Date(0),
    curve: Float64Array.of(1, Number.NaN, -0, 1e300, 5),
    short: Float32Array.of(1, 2),
    level: Number.NEGATIVE_INFINITY,
    ...values,
  });

/** Saves artifacts in a new folder. Returns the folder and the paths. */
async function savedCurves(...all: Curve[]): Promise<{ cwd: string; paths: string[] }> {
  const cwd = await newFolder();
  const repository = new ArtifactRepository({
    storage: new FileStorage(join(cwd, 'artifacts', 'exploratory')),
    classes: [Curve],
  });
  const paths: string[] = [];
  for (const each of all) paths.push(await repository.save(each));
  return { cwd, paths };
}

test('a file of the Python implementation is the same if its values are, although it has no dtypes and writes NaN as a bare word', async (t) => {
  const { cwd, paths } = await savedCurves(curveOf({}));
  const python = join(cwd, 'python.json');
  await writeFile(
    python,
    `{"procedure_name": "Curve", "procedure_version": "1", "timestamp": "2026-02-26T11:40:13.000001", "input_parameters": {"gain": NaN},
"curve": [1.0, NaN, -0.0, 1e+300, 5], "short": [1, 2.0], "level": -Infinity}`,
  );
  const { stdout, exitCode } = await artifacts(['compare', paths[0] as string, python], { cwd });
  t.regex(stdout, /\nInputs: all 2 the same\. Results: all 3 the same, bit for bit\.\n$/);
  t.is(exitCode, 0);
});

test('a difference between floats of at most 4096 units in the last place (ULPs) is given in ULPs too', async (t) => {
  const near = 1 + 3 * Number.EPSILON;
  const { cwd, paths } = await savedCurves(
    curveOf({}),
    curveOf({
      timestamp: new Date(1000),
      curve: Float64Array.of(near, Number.NaN, -0, 1e300, 5),
      short: Float32Array.of(1, 2 + 2 ** -22),
    }),
    curveOf({
      timestamp: new Date(2000),
      curve: Float64Array.of(1, 0, 0, 1e300, 6),
      short: Float32Array.of(1, Number.NaN),
    }),
  );
  const { stdout } = await artifacts(['compare', ...paths], { cwd });
  const [, second, third] = stdout.split('\n', 1).join('').split(/ +/).slice(1);
  t.not(second, third);
  t.is(
    stdout.split('\n').slice(2).join('\n'),
    `curve  float64[5]           float64[5]           float64[5]
    ${second}: 1 of 5 differ, first at [0], most at [0], by 6.66134e-16, 3 ULPs
    ${third}: 3 of 5 differ, first at [1], most at [4], by 1
short  [1 2]                float32[2]           [1 NaN]
    ${second}: 1 of 2 differ, first at [1], most at [1], by 2.38419e-7, 1 ULP
    ${third}: 1 of 2 differ, first at [1]
Inputs: all 2 the same. Results: 2 of 3 differ, bit for bit
  (or --relative 1e-9).
`,
  );
});

test('keys have the same names as in list, and a list of numbers with null is not an array', async (t) => {
  const cwd = await newFolder();
  await mkdir(join(cwd, 'artifacts', 'exploratory'), { recursive: true });
  const textOf = (level: number, curve: string) =>
    `{"procedure_name": "P", "procedure_version": "1", "timestamp": "2026-02-26T11:40:13", "input_parameters": {"level": 1},
"level": ${level}, "none": [], "curve": ${curve}, "point": ${level}}`;
  const paths = [join(cwd, 'a.json'), join(cwd, 'b.json')];
  await writeFile(paths[0] as string, textOf(1, '[1, 2, null, 4, 5]'));
  await writeFile(paths[1] as string, textOf(2, '[1, 3, NaN, 4, 5]'));
  const { stdout } = await artifacts(['compare', ...paths], { cwd });
  t.is(
    stdout.split('\n').slice(2).join('\n'),
    `curve   5 items           numbers[5]
/level  1                 2
point   1                 2
Inputs: all 2 the same. Results: 3 of 4 differ, bit for bit.
`,
  );
});

test('the number NaN and the text "NaN" differ', async (t) => {
  const cwd = await newFolder();
  const root = join(cwd, 'artifacts', 'exploratory');
  await mkdir(root, { recursive: true });
  const head =
    '"procedure_name": "P", "procedure_version": "1", "timestamp": "2026-02-26T11:40:13", "input_parameters": {}';
  const paths = [join(cwd, 'a.json'), join(cwd, 'b.json')];
  await writeFile(paths[0] as string, `{${head}, "level": NaN}`);
  await writeFile(paths[1] as string, `{${head}, "level": "NaN"}`);
  const { stdout } = await artifacts(['compare', ...paths], { cwd });
  t.true(stdout.includes('\nlevel  NaN               "NaN"\n'));
  const { stdout: json } = await artifacts(['compare', ...paths, '--json'], { cwd });
  t.true(json.includes('"path":"/level","kind":"value","values":["NaN","NaN"],"types":["number","text"]'));
});

test('progress counts the bytes of all comparisons together', async (t) => {
  const storage = new FileStorage(join(await exampleStore(), 'artifacts', 'exploratory'));
  const keys = (await listEntries(storage, { procedure: 'ChangePointDetection', order: 'newest' })).slice(0, 4);
  const compared = await Promise.all(
    keys.map(async ({ key, path }) => ({
      id: key,
      artifact: await openStoredArtifact(() => storage.open(key), path, { progress: new ProgressReporter() }),
    })),
  );
  const steps: Progress[] = [];
  const progress = new ProgressReporter({ onProgress: (progress) => void steps.push(progress) });
  await compareArtifacts(compared, true, {}, progress);
  const [{ total = 0 }] = steps as [Progress];
  t.true(steps.every((each, index) => each.total === total && each.bytes > (steps[index - 1]?.bytes ?? 0)));
  t.is(steps.at(-1)?.bytes, total);
});
