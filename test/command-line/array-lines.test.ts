// `artifacts show` shows an array by name, dtype and shape, then by its values if they are few, else by statistics and a plot.

import test from 'ava';
import { arrayLines } from '../../src/cli/one-artifact/array-lines.js';
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
  ['many values', 'float64', [17], linear(17), ['curve  float64[17]  min 0  mean 8  max 16']],
  [
    'rows that are too wide for the terminal',
    'float64',
    [2, 5],
    linear(10).map((value) => value + 0.123456789),
    ['curve  float64[2,5]', '  min 0.123457  mean 4.62346  max 9.12346'],
  ],
  ['more rows than fit on eight lines', 'float64', [9, 1], linear(9), ['curve  float64[9,1]  min 0  mean 4  max 8']],
  [
    'some elements are NaN',
    'float64',
    [17],
    linear(17).fill(nan, 3),
    ['curve  float64[17]', '  min 0  mean 1  max 2  14 NaN'],
  ],
  ['all elements are NaN', 'float64', [17], linear(17).fill(nan), ['curve  float64[17]  all NaN']],
  ['all elements are the same', 'float64', [1000], linear(1000).fill(0.1), ['curve  float64[1000]  all 0.1']],
  ['many booleans', 'bool', [100], new Uint8Array(100).fill(1, 0, 33), ['curve  bool[100]  33 of 100 true']],
  ['all booleans are the same', 'bool', [100], new Uint8Array(100), ['curve  bool[100]  all false']],
  [
    '64-bit integers: min and max have all digits, the mean is rounded',
    'uint64',
    [17],
    new BigUint64Array(17).fill(2n ** 64n - 1n, 1),
    ['curve  uint64[17]', '  min 0  mean 17361600000000000000  max 18446744073709551615'],
  ],
  [
    'infinities',
    'float64',
    [17],
    linear(17).fill(infinity, 16),
    ['curve  float64[17]', '  min 0  mean Infinity  max Infinity'],
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
