// `artifacts show` shows an array by name, dtype and shape, then by its values if they are few, else by statistics and a plot.

import test from 'ava';
import { arrayLines } from '../../src/cli/one-artifact/array-lines.js';
import { CompanionSearch } from '../../src/cli/one-artifact/companions.js';
import { StoredArray } from '../../src/format/stored-array.js';
import type { DType, TypedArray } from '../../src/model/dtypes.js';
import { ProgressReporter } from '../../src/model/progress.js';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const linear = (length: number) => Float64Array.from({ length }, (_, index) => index);

/** Arrays, and the lines that show them on 42 columns without a plot. */
const CASES: readonly (readonly [
  title: string,
  dtype: DType | undefined,
  shape: readonly number[],
  values: TypedArray,
  lines: readonly string[],
])[] = [
  ['no elements', 'float64', [0], linear(0), ['curve  float64[0]']],
  ['no elements, two axes', 'int8', [3, 0], new Int8Array(0), ['curve  int8[3,0]']],
  ['no axis', 'float64', [], linear(1), ['curve  float64[]', '  0']],
  ['few values', 'int64', [2], BigInt64Array.of(2n ** 53n + 1n, -1n), ['curve  int64[2]', '  9007199254740993  -1']],
  [
    'few values without a dtype',
    undefined,
    [4],
    Float64Array.of(0.1234567890123, -0, nan, -infinity),
    ['curve  numbers[4]', '  0.1234567890123  -0  NaN  -Infinity'],
  ],
  ['few booleans', 'bool', [3], Uint8Array.of(1, 0, 1), ['curve  bool[3]', '  true  false  true']],
  [
    'few rows',
    'float64',
    [3, 2],
    Float64Array.of(0, 0.5, 10, -1, nan, 2),
    ['curve  float64[3,2]', '    0  0.5', '   10   -1', '  NaN    2'],
  ],
  [
    'few rows of three axes',
    'int8',
    [2, 1, 2],
    Int8Array.of(1, 2, 3, 4),
    ['curve  int8[2,1,2]', '  [0,0]  1  2', '  [1,0]  3  4'],
  ],
  ['many values', 'float64', [17], linear(17), ['curve  float64[17]', '  min 0 [0]  mean 8  max 16 [16]']],
  [
    'rows that are too wide for the terminal',
    'float64',
    [2, 5],
    linear(10).map((value) => value + 0.123456789),
    ['curve  float64[2,5]', '  min 0.123457 [0,0]  mean 4.62346  max 9.12346 [1,4]'],
  ],
  [
    'more rows than fit on eight lines',
    'float64',
    [9, 1],
    linear(9),
    ['curve  float64[9,1]', '  min 0 [0,0]  mean 4  max 8 [8,0]'],
  ],
  [
    'some elements are NaN',
    'float64',
    [17],
    linear(17).fill(nan, 3),
    ['curve  float64[17]', '  min 0 [0]  mean 1  max 2 [2]  14 NaN'],
  ],
  ['all elements are NaN', 'float64', [17], linear(17).fill(nan), ['curve  float64[17]  all NaN']],
  ['all elements are the same', 'float64', [1000], linear(1000).fill(0.1), ['curve  float64[1000]  all 0.1']],
  ['many booleans', 'bool', [100], new Uint8Array(100).fill(1, 0, 33), ['curve  bool[100]  33 of 100 true']],
  ['all booleans are the same', 'bool', [100], new Uint8Array(100), ['curve  bool[100]  all false']],
  [
    '64-bit integers: min and max have all digits, the mean is rounded, and has an exponent',
    'uint64',
    [17],
    new BigUint64Array(17).fill(2n ** 64n - 1n, 1),
    ['curve  uint64[17]', '  min 0 [0]  mean 1.73616e+19  max 18446744073709551615 [1]'],
  ],
  [
    'infinities',
    'float64',
    [17],
    linear(17).fill(infinity, 16),
    ['curve  float64[17]', '  min 0 [0]  mean Infinity  max Infinity [16]  1 infinite'],
  ],
];

for (const [title, dtype, shape, values, lines] of CASES) {
  test(`an array is shown by its values or statistics: ${title}`, async (t) => {
    const array = StoredArray.ofValues(dtype, shape, values);
    t.deepEqual(await arrayLines('curve', array, { width: 42, hasPlots: false, progress: new ProgressReporter() }), [
      ...lines,
    ]);
  });
}

test('an array of many different values has a plot below its statistics, other arrays have none', async (t) => {
  const linesOf = (values: Float64Array) => {
    const array = StoredArray.ofValues('float64', [values.length], values);
    return arrayLines('curve', array, { width: 80, hasPlots: true, progress: new ProgressReporter() });
  };
  t.is((await linesOf(linear(17))).length, 6);
  t.is((await linesOf(linear(16))).length, 2);
  t.is((await linesOf(linear(17).fill(1))).length, 1);
  t.is((await linesOf(linear(17).fill(nan))).length, 1);
});

const progress = new ProgressReporter();
const flat = (length: number, ...spikes: [index: number, value: number][]) => {
  const values = new Float64Array(length).fill(5);
  for (const [index, value] of spikes) values[index] = value;
  return values;
};

test('one spike in a million elements is seen, and where it is, a low one too', async (t) => {
  const values = flat(
    1_000_000,
    [700_001, 9],
    [300_000, -7],
    [500_000, infinity],
    [500_001, -infinity],
    [500_002, nan],
  );
  const array = StoredArray.ofValues('float64', [values.length], values);
  const lines = await arrayLines('curve', array, { width: 100, hasPlots: true, progress });
  t.is(lines[0], 'curve  float64[1000000]  min -Infinity [500001]  mean NaN  max Infinity [500000]  1 NaN  2 infinite');
  t.regex(lines[1] as string, /^ Infinity ┤\u2800+↑$/);
  t.regex(lines.at(-2) as string, /^-Infinity ┤\u2800+↓$/);
  const finite = StoredArray.ofValues('float64', [1_000_000], flat(1_000_000, [700_001, 9], [300_000, -7]));
  const [head, top, , , bottom] = await arrayLines('curve', finite, { width: 100, hasPlots: true, progress });
  t.is(head, 'curve  float64[1000000]  min -7 [300000]  mean 4.99999  max 9 [700001]');
  t.regex(top as string, /^ {8}9 ┤⣀+[⣠⣸⣇]{1,2}⣀+$/);
  t.regex(bottom as string, /^ {7}-7 ┤\u2800+[⡇⢸]$/);
});

test('unit and names of axes stand behind the dtype, without hidden characters', async (t) => {
  const labels = { unit: 'm³/s\u202e', axes: ['year'] };
  const array = StoredArray.ofValues('float64', [17], linear(17), undefined, labels);
  t.deepEqual(await arrayLines('flow', array, { width: 80, hasPlots: false, progress }), [
    'flow  float64[17]  m³/s\\u202e  (year)  min 0 [0]  mean 8  max 16 [16]',
  ]);
});

/** Returns the lines of an array among others, on 60 columns. */
function linesAmong(name: string, arrays: Readonly<Record<string, StoredArray>>): Promise<string[]> {
  const search = new CompanionSearch(new Map(Object.entries(arrays).map(([key, each]) => [`/${key}`, each])));
  const companions = () => search.of(`/${name}`);
  return arrayLines(name, arrays[name] as StoredArray, { width: 60, hasPlots: true, progress, companions });
}

const stored = (values: TypedArray, dtype?: DType, labels?: { x: string }) =>
  StoredArray.ofValues(dtype, [values.length], values, undefined, labels);

test('below a curve stand the first and last x of the array that its class names', async (t) => {
  const lines = await linesAmong('flow', {
    flow: stored(linear(17), 'float64', { x: 'instants' }),
    flow_grid: stored(linear(17), 'float64'),
    instants: stored(
      BigInt64Array.from({ length: 17 }, (_, index) => 2n ** 60n + 1000n * BigInt(index)),
      'int64',
    ),
  });
  t.is(lines.at(-2), '           1152921504606846976           1152921504606862976');
  t.is(lines.at(-1), '           instants');
});

test('without that, an array that its name and numbers show to be one', async (t) => {
  const lines = await linesAmong('density', {
    density: stored(linear(17)),
    density_grid: stored(linear(17).map((each) => each / 4)),
  });
  t.is(lines.at(-1), '           0                 density_grid                  4');
});

test('detections are marked above the curve and named below it', async (t) => {
  const lines = await linesAmong('curve', {
    curve: stored(linear(17)),
    detected: stored(Int32Array.of(0, 16), 'int32'),
  });
  t.is(lines[1], `           ▼${'\u2800'.repeat(47)}▼`);
  t.is(lines.at(-1), '           ▼ detected  0  16');
});

test('below a curve stands which detections are not marked in it, and why', async (t) => {
  const lines = await linesAmong('curve', {
    curve: stored(linear(17)),
    detected: stored(Int32Array.of(0, 17), 'int32'),
  });
  t.is(sentenceOf(lines.slice(-2)), 'detected is not marked: index 17 is beyond the last one, 16');
});

test('the x of a long curve is not held in memory: its ends are read', async (t) => {
  const length = 100_000;
  const instants = stored(linear(length), 'float64');
  const lines = await linesAmong('curve', { curve: stored(linear(length), 'float64', { x: 'instants' }), instants });
  t.regex(lines.at(-1) as string, /^ {11}0 +instants +99999$/);
});

const sentenceOf = (lines: readonly string[]) => lines.map((line) => line.trim()).join(' ');
const rising = linear(17);
const changed = (index: number, value: number) => rising.with(index, value);

for (const [what, x, problem] of [
  ['does not rise', stored(changed(9, 8)), '"instants" does not rise at index 9'],
  ['has NaN', stored(changed(3, nan)), '"instants" is NaN at index 3'],
  ['is shorter', stored(linear(16)), '"instants" has the length 16 and not 17'],
  ['has two axes', StoredArray.ofValues('float64', [17, 1], rising), '"instants" has 2 axes'],
  ['is not there', undefined, 'there is no array "instants"'],
] as const)
  test(`below a curve stands why the array of x that its class names is not used: it ${what}`, async (t) => {
    const lines = await linesAmong('curve', {
      curve: stored(rising, 'float64', { x: 'instants' }),
      ...(x && { instants: x }),
    });
    const axis = lines.indexOf(`           0${' '.repeat(46)}16`);
    t.is(sentenceOf(lines.slice(axis + 1)), `x: ${problem}; index used`);
  });

test('of a long array of x that does not rise, the index of its last number is named', async (t) => {
  const length = 100_000;
  const curve = stored(linear(length), 'float64', { x: 'instants' });
  const lines = await linesAmong('curve', { curve, instants: stored(linear(length).fill(7)) });
  t.true(sentenceOf(lines).endsWith('x: "instants" does not rise at index 99999; index used'));
});
