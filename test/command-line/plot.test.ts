// A plot draws an array as one curve or several curves, each with its lowest and its highest number in each column, or as rows.

import test from 'ava';
import { Plot } from '../../src/cli/one-artifact/plot.js';
import type { DType, TypedArray } from '../../src/model/dtypes.js';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

const flat = (length: number, ...spikes: [index: number, value: number][]) => {
  const values = new Float64Array(length).fill(5);
  for (const [index, value] of spikes) values[index] = value;
  return values;
};

const CASES: readonly (readonly [
  title: string,
  values: TypedArray,
  shape: readonly number[],
  lines: string,
  dtype?: DType,
])[] = [
  [
    'rising values',
    Float64Array.from({ length: 32 }, (_, index) => index),
    [32],
    `
       31 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⣀⠤⠤⠔⠒⠒⠉⠉
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⣀⠤⠤⠔⠒⠒⠉⠉⠁
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⣀⠤⠤⠔⠒⠒⠉⠉⠁
        0 ┤⣀⣀⠤⠤⠔⠒⠒⠉⠉⠁
           0                                    31
`,
  ],
  [
    'negative values',
    Float64Array.of(-5, -4, -3, -2, -1, -2, -3),
    [7],
    `
       -1 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⡠⠤⠔⠒⠊⠉⠉⠒⠒⠤⠤⣀⣀
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⠤⠔⠒⠊⠉⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠉⠑⠒⠢⠤⣀
          ┤⠀⠀⠀⠀⠀⠀⣀⡠⠤⠒⠒⠉⠁
       -5 ┤⣀⠤⠔⠒⠊⠉
           0                                     6
`,
  ],
  [
    'NaN leaves a gap, and a number between NaNs is a dot',
    Float64Array.of(0, 1, nan, nan, 4, nan, 6, 5),
    [8],
    `
        6 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠉⠑⠒⠒⠢⠤
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠂
          ┤
        0 ┤⣀⡠⠤⠤⠔⠒
           0                                     7
`,
  ],
  [
    'infinities are arrows on lines of their own, and do not change the scale',
    Float64Array.of(0, 1, infinity, 2, -infinity, 3),
    [6],
    `
 Infinity ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀↑
        3 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠈
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠂
          ┤⠀⠀⠀⠀⠀⢀⣀⠤
        0 ┤⣀⠤⠔⠒⠉⠁
-Infinity ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀↓
           0                                     5
`,
  ],
  [
    'only infinities and NaN',
    Float64Array.of(infinity, -infinity, nan),
    [3],
    `
 Infinity ┤↑
-Infinity ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀↓
           0                                     2
`,
  ],
  [
    'one value and NaN',
    Float64Array.of(3, 3, nan, 3),
    [4],
    `
        3 ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀
           0                                     3
`,
  ],
  [
    'one element',
    Int8Array.of(7),
    [1],
    `
        7 ┤⡀
           0
`,
  ],
  [
    'booleans',
    Uint8Array.of(1, 0, 0, 1, 1, 0),
    [6],
    `
     true ┤⠉⠒⠤⣀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⡠⠔⠊⠉⠉⠉⠉⠉⠉⠉⠉⠉⠒⠤⣀
    false ┤⠀⠀⠀⠀⠉⠒⠤⣀⣀⣀⣀⣀⣀⣀⣀⣀⡠⠔⠊⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠉⠒⠤⣀
           0                                     5
`,
    'bool',
  ],
  [
    '64-bit integers that differ by little: the highest has its distance',
    BigInt64Array.of(2n ** 62n, 2n ** 62n + 1n, 2n ** 62n + 3n),
    [3],
    `
       +3 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⣀⠤⠤⠒⠒⠉
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⡠⠤⠔⠒⠉⠉
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⣀⣀⣀⠤⠤⠔⠒⠊⠉⠁
4.612e+18 ┤⣀⣀⠤⠤⠤⠤⠒⠒⠒⠒⠉⠉⠉⠉
           0                                     2
`,
  ],
  [
    'values whose difference is larger than any double',
    Float64Array.of(-1.7e308, 0, 1.7e308),
    [3],
    `
 1.7e+308 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⣀⣀⠤⠤⠔⠒⠒⠊⠉
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⣀⠤⠤⠤⠒⠒⠊⠉⠉
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⣀⠤⠤⠔⠒⠒⠉⠉⠁
-1.7e+308 ┤⣀⡠⠤⠤⠒⠒⠊⠉⠉
           0                                     2
`,
  ],
  [
    'the smallest doubles',
    Float64Array.of(0, 5e-324),
    [2],
    `
   5e-324 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⣀⡠⠤⠤⠒⠒⠊⠉
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⣀⠤⠤⠔⠒⠒⠉⠉⠉
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⣀⣀⠤⠤⠔⠒⠒⠉⠉⠁
        0 ┤⣀⡠⠤⠤⠒⠒⠊⠉⠉
           0                                     1
`,
  ],
  [
    'values with many digits',
    Float64Array.of(-123456789012, 1234567.89),
    [2],
    `
  1235000 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⣀⡠⠤⠤⠒⠒⠊⠉
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⣀⠤⠤⠔⠒⠒⠉⠉⠉
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⣀⣀⠤⠤⠔⠒⠒⠉⠉⠁
-1.23e+11 ┤⣀⡠⠤⠤⠒⠒⠊⠉⠉
           0                                     1
`,
  ],
  [
    'more values than columns: each column has its lowest and its highest value',
    Float64Array.from({ length: 1000 }, (_, index) => index % 100),
    [1000],
    `
       99 ┤⠀⠀⠀⡰⡇⠀⠀⣸⠀⠀⠀⣼⠀⠀⠀⣼⠀⠀⢠⡇⠀⠀⡰⡇⠀⠀⡰⡇⠀⠀⡜⡇⠀⠀⣼⠀⠀⠀⡎
          ┤⠀⠀⡰⠁⡇⠀⡰⢹⠀⠀⡜⢸⠀⠀⡜⢸⠀⢠⠏⡇⠀⡰⠁⡇⠀⡰⠁⡇⠀⡜⠀⡇⠀⡜⢸⠀⠀⡜
          ┤⠀⡰⠁⠀⡇⡰⠁⢸⠀⡰⠁⢸⠀⡜⠀⢸⢠⠏⠀⢸⡰⠁⠀⡇⡰⠁⠀⡇⡰⠁⠀⡇⡜⠀⢸⠀⡜
        0 ┤⡠⠃⠀⠀⡷⠁⠀⢸⡰⠁⠀⢸⡜⠀⠀⢸⠜⠀⠀⢸⠃⠀⠀⡷⠁⠀⠀⡷⠁⠀⠀⡟⠀⠀⢸⠜
           0                                   999
`,
  ],
  [
    'steps',
    Float64Array.from({ length: 100 }, (_, index) => Math.floor(index / 20) % 3),
    [100],
    `
        2 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢸⠉⠉⠉⠉⠉⠉⠉⡇
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⣀⣀⣀⣀⣀⣀⣀⡇⠀⠀⠀⠀⠀⠀⠀⡇⠀⠀⠀⠀⠀⠀⠀⣀⣀⣀⣀⣀⣀⣀⣀
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⡇⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢸⠀⠀⠀⠀⠀⠀⠀⡇
        0 ┤⣀⣀⣀⣀⣀⣀⣀⣸⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢸⣀⣀⣀⣀⣀⣀⣸
           0                                    99
`,
  ],
  [
    'a spike up among many values',
    flat(100_000, [70_001, 9]),
    [100_000],
    `
        9 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⡇
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⡇
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢸⡇
        5 ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣸⣇⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
           0                                 99999
`,
  ],
  [
    'a spike down among many values',
    flat(100_000, [30_000, -9]),
    [100_000],
    `
        5 ┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⢹⡏⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢸⡇
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢸
       -9 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢸
           0                                 99999
`,
  ],
  [
    'a long gap of NaN among many values',
    Float64Array.from({ length: 100_000 }, (_, index) => (index > 40_000 && index < 60_000 ? nan : index % 7)),
    [100_000],
    `
        6 ┤⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⠀⠀⠀⠀⠀⠀⠀⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⡇
          ┤⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⠀⠀⠀⠀⠀⠀⠀⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣷
          ┤⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⠀⠀⠀⠀⠀⠀⠀⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⡿
        0 ┤⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⠀⠀⠀⠀⠀⠀⠀⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⡇
           0                                 99999
`,
  ],
  [
    'one infinity of each sign among many values',
    flat(100_000, [50_000, 3], [20_000, infinity], [80_000, -infinity]),
    [100_000],
    `
 Infinity ┤⠀⠀⠀⠀⠀⠀⠀↑
        5 ┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⣿⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣿
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢸
        3 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢸
-Infinity ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀↓
           0                                 99999
`,
  ],
  [
    'the lowest and the highest 64-bit integer',
    new BigInt64Array(9).fill(-(2n ** 63n), 2, 3).fill(2n ** 63n - 1n, 6, 7),
    [9],
    `
9.223e+18 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⡠⠒⠑⠤⡀
          ┤⣀⣀⣀⣀⣀⡀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡠⠔⠁⠀⠀⠀⠀⠈⠒⢄⣀⣀⣀⣀⣀
          ┤⠀⠀⠀⠀⠀⠈⠢⣀⠀⠀⠀⠀⡠⠒⠁
-9.22e+18 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠑⢄⠔⠊
           0                                     8
`,
  ],
  [
    'doubles that four digits do not tell apart',
    Float64Array.of(1, 1 + 2 ** -40, 1 + 2 ** -42),
    [3],
    `
+9.09e-13 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⡠⠤⠒⠉⠑⠒⠢⠤⣀⣀
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⡠⠔⠒⠉⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠉⠑⠒⠢⠤⣀⡀
          ┤⠀⠀⠀⠀⠀⣀⠤⠔⠊⠉⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠈⠉⠑⠒⠤⠤⣀
        1 ┤⣀⠤⠒⠊⠉
           0                                     2
`,
  ],
  [
    'one true among many booleans, then one false',
    new Uint8Array(10_000).fill(1, 5000).fill(1, 2000, 2001).fill(0, 8000, 8001),
    [10_000],
    `
     true ┤⠀⠀⠀⠀⠀⠀⠀⢸⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢸⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⢹⡏⠉⠉⠉⠉⠉⠉⠉
    false ┤⣀⣀⣀⣀⣀⣀⣀⣸⣇⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡇⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⡇
           0                                  9999
`,
    'bool',
  ],
  [
    'a grid, one line for each row, on one scale',
    Int16Array.from({ length: 24 }, (_, index) => index),
    [4, 6],
    `
  [0]  ▁▁▁▁▁▁▂▂▂▂▂▂
  [1]  ▃▃▃▃▃▃▄▄▄▄▄▄
  [2]  ▅▅▅▅▅▅▆▆▆▆▆▆
  [3]  ▇▇▇▇▇▇██████
`,
  ],
  [
    'a grid with NaN and infinities',
    Float64Array.of(1, nan, 2, -infinity, infinity, 0),
    [2, 3],
    `
  [0]  ▅▅··██
  [1]  ↓↓↑↑▁▁
`,
  ],
  [
    'more rows than lines',
    Int16Array.from({ length: 200 }, (_, index) => index),
    [20, 10],
    `
  [0:3]    ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
  [3:5]    ▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂
  [5:8]    ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃
  [8:10]   ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄
  [10:13]  ▅▅▅▅▅▅▅▅▅▅▆▆▆▆▆▆▆▆▆▆
  [13:15]  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆
  [15:18]  ▇▇▇▇▇▇▇▇▇▇██████████
  [18:20]  ████████████████████
`,
  ],
  [
    'more cells than the plot has: each shows the value furthest from the middle of the scale',
    flat(100_000, [30_000, -9], [70_000, 7]),
    [100, 1000],
    `
  [0:13]    ██████████████████████████████████████
  [13:25]   ██████████████████████████████████████
  [25:38]   ▁█████████████████████████████████████
  [38:50]   ██████████████████████████████████████
  [50:63]   ██████████████████████████████████████
  [63:75]   ██████████████████████████████████████
  [75:88]   ██████████████████████████████████████
  [88:100]  ██████████████████████████████████████
`,
  ],
  [
    'an infinity among the values of a cell',
    flat(100_000, [30_000, -infinity], [70_000, infinity], [99_999, -5]),
    [100, 1000],
    `
  [0:13]    ██████████████████████████████████████
  [13:25]   ██████████████████████████████████████
  [25:38]   ↓█████████████████████████████████████
  [38:50]   ██████████████████████████████████████
  [50:63]   ██████████████████████████████████████
  [63:75]   ↑█████████████████████████████████████
  [75:88]   ██████████████████████████████████████
  [88:100]  ██████████████████████████████████████
`,
  ],
  [
    'few curves along the first axis, each on its own scale',
    Float64Array.from({ length: 60 }, (_, index) => (index % 3) * 100 + index),
    [20, 3],
    `
  [:,0]         57 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⡠⠤⠒⠊⠉⠉
                   ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⡠⠤⠒⠒⠒⠉⠁
                   ┤⠀⠀⠀⠀⠀⠀⠀⣀⣀⠤⠤⠤⠒⠊⠉
                 0 ┤⣀⣀⡠⠤⠒⠊⠉
  [:,1]        158 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⡠⠤⠒⠊⠉⠉
                   ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⡠⠤⠒⠒⠒⠉⠁
                   ┤⠀⠀⠀⠀⠀⠀⠀⣀⣀⠤⠤⠤⠒⠊⠉
               101 ┤⣀⣀⡠⠤⠒⠊⠉
  [:,2]        259 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⡠⠤⠒⠊⠉⠉
                   ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⡠⠤⠒⠒⠒⠉⠁
                   ┤⠀⠀⠀⠀⠀⠀⠀⣀⣀⠤⠤⠤⠒⠊⠉
               202 ┤⣀⣀⡠⠤⠒⠊⠉
                    0                           19
`,
  ],
  [
    'two curves, one constant with an infinity and one of NaN',
    Float64Array.from({ length: 16 }, (_, index) => (index % 2 ? nan : index === 6 ? infinity : 5)),
    [8, 2],
    `
  [:,0]   Infinity ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀↑
                 5 ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⠀⠀⠀⠀⠀⠀⠀⠀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
  [:,1]            ┤ all NaN
                    0                            7
`,
  ],
  [
    'a spike down in one of two curves',
    Float64Array.from({ length: 20_000 }, (_, index) => (index === 6001 ? -4 : index % 2 ? 5 : Math.sin(index / 2000))),
    [10_000, 2],
    `
  [:,0]          1 ┤⠀⠀⡠⠊⠉⠉⠑⢄⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⡠⠒⠉⠉⠉⠢⡀
                   ┤⢠⠊⠀⠀⠀⠀⠀⠀⠑⢄⠀⠀⠀⠀⠀⠀⠀⠀⢀⠔⠁⠀⠀⠀⠀⠀⠈⢢
                   ┤⠁⠀⠀⠀⠀⠀⠀⠀⠀⠈⠢⡀⠀⠀⠀⠀⠀⡠⠃⠀⠀⠀⠀⠀⠀⠀⠀⠀⠑⡄
                -1 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠑⠤⣀⣀⡠⠊⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠈
  [:,1]          5 ┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⡏⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
                   ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⡇
                   ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⡇
                -4 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⡇
                    0                         9999
`,
  ],
  [
    'three axes: a line for each row',
    Int16Array.from({ length: 24 }, (_, index) => index),
    [2, 3, 4],
    `
  [0,0]  ▁▁▁▁▁▁▂▂
  [0,1]  ▂▂▂▂▃▃▃▃
  [0,2]  ▃▃▄▄▄▄▄▄
  [1,0]  ▅▅▅▅▅▅▆▆
  [1,1]  ▆▆▆▆▇▇▇▇
  [1,2]  ▇▇██████
`,
  ],
  [
    'three axes, more rows than lines',
    Int16Array.from({ length: 80 }, (_, index) => index),
    [4, 5, 4],
    `
  [0,0] to [0,2]  ▁▁▁▁▁▁▁▁
  [0,3] to [0,4]  ▂▂▂▂▂▂▂▂
  [1,0] to [1,2]  ▃▃▃▃▃▃▃▃
  [1,3] to [1,4]  ▄▄▄▄▄▄▄▄
  [2,0] to [2,2]  ▅▅▅▅▆▆▆▆
  [2,3] to [2,4]  ▆▆▆▆▆▆▆▆
  [3,0] to [3,2]  ▇▇▇▇████
  [3,3] to [3,4]  ████████
`,
  ],
];

for (const [title, values, shape, lines, dtype] of CASES) {
  test(`an array is plotted on 50 columns: ${title}`, (t) => {
    for (const length of values.length > 1000 ? [values.length, 997] : [values.length, 1, 7]) {
      const plot = new Plot(shape, dtype, 50);
      for (let start = 0; start < values.length; start += length) plot.add(values.slice(start, start + length));
      t.is(`\n${plot.lines().join('\n')}\n`, lines, `pieces of ${length} elements`);
    }
  });
}

const LOG_CASES: typeof CASES = [
  [
    'the highest and the lowest number are at the ends, powers of ten between them',
    Float64Array.from({ length: 32 }, (_, index) => 10 ** (index / 8)),
    [32],
    `
     7499 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⣀⠤⠤⠔⠒⠒⠉⠉
      100 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⣀⠤⠤⠔⠒⠒⠉⠉⠁
       10 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⣀⠤⠤⠔⠒⠒⠉⠉⠁
        1 ┤⣀⣀⠤⠤⠔⠒⠒⠉⠉⠁
           0                                    31
`,
  ],
  [
    'numbers that are not above 0 are counted and not drawn, infinities are arrows',
    Float64Array.of(1, 10, -3, 0, nan, infinity, 100, -infinity, 1000),
    [9],
    `
 Infinity ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀↑
     1000 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠈
      100 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠂
       10 ┤⠀⠀⠀⢀⡠⠄
        1 ┤⡠⠔⠊⠁
-Infinity ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀↓
           0                                     8
           2 numbers are not above 0, and not
           drawn on a logarithmic scale
`,
  ],
  [
    'a spike down among many values',
    flat(100_000, [30_000, 1e-6], [60_000, 0]),
    [100_000],
    `
        5 ┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⢹⡏⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
     10⁻² ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢸⡇
     10⁻⁴ ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢸
     10⁻⁶ ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢸
           0                                 99999
           1 number is not above 0, and not drawn
           on a logarithmic scale
`,
  ],
  [
    'less than two powers of ten',
    Float64Array.of(2, 3, 5, 0),
    [4],
    `
        5 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⠤⠔⠒⠉
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⡠⠤⠒⠊⠉⠁
          ┤⠀⠀⠀⠀⠀⠀⢀⣀⡠⠤⠔⠒⠊⠉
        2 ┤⣀⠤⠤⠒⠒⠉⠁
           0                                     3
           1 number is not above 0, and not drawn
           on a logarithmic scale
`,
  ],
  [
    'no number above 0',
    Float64Array.of(-2, -3, 0),
    [3],
    `
        0 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⡠⠤⠒⠉
          ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⡠⠤⠒⠉⠁
          ┤⠤⠤⣀⣀⣀⣀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⡠⠔⠒⠉
       -3 ┤⠀⠀⠀⠀⠀⠀⠉⠉⠉⠉⠒⠒⠒⠒⠤⠤⠤⠤⣀⣀⡠⠔⠒⠉
           0                                     2
           no number is above 0, so the scale is
           not logarithmic
`,
  ],
  [
    '64-bit integers',
    BigInt64Array.from({ length: 8 }, (_, index) => 10n ** BigInt(2 * index)),
    [8],
    `
1.000e+14 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⣀⣀⠤⠤⠔⠒⠒⠊⠉
      10⁸ ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⡠⠤⠔⠒⠒⠊⠉⠉
      10⁴ ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⣀⡠⠤⠤⠔⠒⠊⠉⠁
      10⁰ ┤⣀⡠⠤⠤⠔⠒⠒⠉⠉⠉
           0                                     7
`,
    'int64',
  ],
  [
    'two curves, one of them without a number above 0',
    Float64Array.from({ length: 16 }, (_, index) => (index % 2 ? -1 : 10 ** (index / 4))),
    [8, 2],
    `
  [:,0]       3162 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⡠⠤⠔⠒⠊⠉
               100 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⡠⠤⠒⠒⠉⠉⠁
                10 ┤⠀⠀⠀⠀⠀⠀⠀⢀⣀⡠⠤⠔⠒⠊⠉
                 1 ┤⣀⠤⠤⠒⠒⠊⠉⠁
  [:,1]            ┤ no number above 0
                    0                            7
                    8 numbers are not above 0, and
                    not drawn on a logarithmic
                    scale
`,
  ],
  [
    'rows',
    Float64Array.from({ length: 24 }, (_, index) => 10 ** (index / 3)),
    [2, 12],
    `
  [0]  ▁▁▁▁▁▁▂▂▂▂▂▂▃▃▃▃▃▃▄▄▄▄▄▄
  [1]  ▅▅▅▅▅▅▆▆▆▆▆▆▇▇▇▇▇▇██████
`,
  ],
  [
    'booleans, which have no logarithm',
    Uint8Array.of(0, 1, 1, 0),
    [4],
    `
     true ┤⠀⠀⠀⠀⠀⠀⢀⣀⡠⠤⠔⠒⠊⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠑⠒⠢⠤⢄⣀⡀
    false ┤⣀⠤⠤⠒⠒⠉⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠈⠉⠒⠒⠤⠤⣀
           0                                     3
`,
    'bool',
  ],
];

for (const [title, values, shape, lines, dtype] of LOG_CASES)
  test(`an array is plotted on a logarithmic scale: ${title}`, (t) => {
    for (const length of values.length > 1000 ? [values.length, 997] : [values.length, 1, 7]) {
      const plot = new Plot(shape, dtype, 50, true);
      for (let start = 0; start < values.length; start += length) plot.add(values.slice(start, start + length));
      t.is(`\n${plot.lines().join('\n')}\n`, lines, `pieces of ${length} elements`);
    }
  });

test('no line of a plot is wider than the width', (t) => {
  const values = Float64Array.from({ length: 4096 }, (_, index) => -1e300 * index);
  for (const shape of [[4096], [1024, 4], [64, 64], [8, 8, 64], [2048, 2]]) {
    for (const width of [40, 80, 120]) {
      const plot = new Plot(shape, undefined, width);
      plot.add(values);
      for (const line of plot.lines()) t.true(line.length <= width, `${shape}: ${line}`);
    }
  }
});
