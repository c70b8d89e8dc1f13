// A plot draws the highest element of each cell with block characters: as one curve, several curves, or rows.

import test from 'ava';
import { Plot } from '../../src/cli/one-artifact/plot.js';
import type { DType, TypedArray } from '../../src/model/dtypes.js';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

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
       31 ┤                        ▁▂▃▄▅▆▇█
          ┤                ▁▂▃▄▅▆▇█████████
          ┤        ▁▂▃▄▅▆▇█████████████████
        0 ┤▁▂▃▄▅▆▇█████████████████████████
           0                             31
`,
  ],
  [
    'negative values',
    Float64Array.of(-5, -4, -3, -2, -1, -2, -3),
    [7],
    `
       -1 ┤            ▁▁▁▁████▁▁▁▁
          ┤        ▁▁▁▁████████████▁▁▁▁
          ┤    ▁▁▁▁████████████████████
       -5 ┤▁▁▁▁████████████████████████
           0                          6
`,
  ],
  [
    'NaN leaves a gap',
    Float64Array.of(0, 1, nan, nan, 4, 5, 6),
    [7],
    `
        6 ┤                    ▃▃▃▃████
          ┤                ▆▆▆▆████████
          ┤                ████████████
        0 ┤▁▁▁▁▆▆▆▆        ████████████
           0                          6
`,
  ],
  [
    'infinities are arrows, and do not change the scale',
    Float64Array.of(0, 1, infinity, 2, -infinity, 3),
    [6],
    `
        3 ┤        ↑↑↑↑        ████
          ┤        ████▆▆▆▆    ████
          ┤    ▃▃▃▃████████    ████
        0 ┤▁▁▁▁████████████↓↓↓↓████
           0                      5
`,
  ],
  [
    'only infinities and NaN',
    Float64Array.of(infinity, -infinity, nan),
    [3],
    `
          ┤↑↑↑↑↓↓↓↓
           0          2
`,
  ],
  [
    'one value and NaN',
    Float64Array.of(3, 3, nan, 3),
    [4],
    `
        3 ┤▁▁▁▁▁▁▁▁    ▁▁▁▁
           0              3
`,
  ],
  [
    'one element',
    Int8Array.of(7),
    [1],
    `
        7 ┤▁▁▁▁
           0
`,
  ],
  [
    'booleans',
    Uint8Array.of(1, 0, 0, 1, 1, 0),
    [6],
    `
          ┤████▁▁▁▁▁▁▁▁████████▁▁▁▁
           0                      5
`,
    'bool',
  ],
  [
    '64-bit integers that differ by little',
    BigInt64Array.of(2n ** 62n, 2n ** 62n + 1n, 2n ** 62n + 3n),
    [3],
    `
4.612e+18 ┤        ████
          ┤        ████
          ┤    ▃▃▃▃████
4.612e+18 ┤▁▁▁▁████████
           0          2
`,
  ],
  [
    'values whose difference is larger than any double',
    Float64Array.of(-1.7e308, 0, 1.7e308),
    [3],
    `
 1.7e+308 ┤        ████
          ┤    ▁▁▁▁████
          ┤    ████████
-1.7e+308 ┤▁▁▁▁████████
           0          2
`,
  ],
  [
    'the smallest doubles',
    Float64Array.of(0, 5e-324),
    [2],
    `
   5e-324 ┤    ████
          ┤    ████
          ┤    ████
        0 ┤▁▁▁▁████
           0      1
`,
  ],
  [
    'values with many digits',
    Float64Array.of(-123456789012, 1234567.89),
    [2],
    `
  1235000 ┤    ████
          ┤    ████
          ┤    ████
-1.23e+11 ┤▁▁▁▁████
           0      1
`,
  ],
  [
    'more values than columns: a cell shows the highest of its values',
    Float64Array.from({ length: 1000 }, (_, index) => index % 100),
    [1000],
    `
       99 ┤  ▁█  ▂█  ▃█  ▄█  ▅█  ▅█  ▆█  ▇█  ██  █
          ┤ ▁██ ▂██ ▃██ ▃██ ▄██ ▅██ ▆██ ▇██ ▇██ ██
          ┤▁███▂███▂███▃███▄███▅███▆███▆███▇██████
        0 ┤███████████████████████████████████████
           0                                   999
`,
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
  [0:3]    ▁▁▁▁▁▁▁▁▁▁▂▂▂▂▂▂▂▂▂▂
  [3:5]    ▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂
  [5:8]    ▃▃▃▃▃▃▃▃▃▃▄▄▄▄▄▄▄▄▄▄
  [8:10]   ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄
  [10:13]  ▅▅▅▅▅▅▅▅▅▅▆▆▆▆▆▆▆▆▆▆
  [13:15]  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆
  [15:18]  ▇▇▇▇▇▇▇▇▇▇██████████
  [18:20]  ████████████████████
`,
  ],
  [
    'few curves along the first axis, each on its own scale',
    Float64Array.from({ length: 60 }, (_, index) => (index % 3) * 100 + index),
    [20, 3],
    `
  [:,0]  ▁▁▂▃▃▃▄▅▅▆▆▇███  0 … 57
  [:,1]  ▁▁▂▃▃▃▄▅▅▆▆▇███  101 … 158
  [:,2]  ▁▁▂▃▃▃▄▅▅▆▆▇███  202 … 259
`,
  ],
  [
    'two curves, one constant and one of NaN',
    Float64Array.from({ length: 16 }, (_, index) => [5, nan][index % 2] as number),
    [8, 2],
    `
  [:,0]  ▁▁▁▁▁▁▁▁  5 … 5
  [:,1]  ········
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
  [0,0] to [0,2]  ▁▁▁▁▂▂▂▂
  [0,3] to [0,4]  ▂▂▂▂▂▂▂▂
  [1,0] to [1,2]  ▃▃▃▃▄▄▄▄
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
    for (const length of [values.length, 1, 7]) {
      const plot = new Plot(shape, dtype, 50);
      for (let start = 0; start < values.length; start += length) plot.add(values.slice(start, start + length));
      t.is(`\n${plot.lines().join('\n')}\n`, lines, `pieces of ${length} elements`);
    }
  });
}

const LOG_CASES: typeof CASES = [
  [
    'powers of ten are the ticks',
    Float64Array.from({ length: 32 }, (_, index) => 10 ** (index / 8)),
    [32],
    `
     1000 ┤                        ▁▂▃▄▅▆▇█
      100 ┤                ▁▂▃▄▅▆▇█████████
       10 ┤        ▁▂▃▄▅▆▇█████████████████
        1 ┤▁▂▃▄▅▆▇█████████████████████████
           0                             31
`,
  ],
  [
    'numbers that are not above 0 are counted and not drawn, infinities are arrows',
    Float64Array.of(1, 10, -3, 0, nan, infinity, 100, -infinity, 1000),
    [9],
    `
     1000 ┤                    ↑↑↑↑        ████
      100 ┤                    ████▆▆▆▆    ████
       10 ┤    ▃▃▃▃            ████████    ████
        1 ┤▁▁▁▁████            ████████↓↓↓↓████
           0                                  8
           2 numbers are not above 0, and not
           drawn on a logarithmic scale
`,
  ],
  [
    'less than two powers of ten',
    Float64Array.of(2, 3, 5, 0),
    [4],
    `
        5 ┤        ████
          ┤        ████
          ┤    ▇▇▇▇████
        2 ┤▁▁▁▁████████
           0              3
           1 number is not above 0, and not drawn
           on a logarithmic scale
`,
  ],
  [
    'no number above 0',
    Float64Array.of(-2, -3, 0),
    [3],
    `
        0 ┤        ████
          ┤        ████
          ┤▃▃▃▃    ████
       -3 ┤████▁▁▁▁████
           0          2
           no number is above 0, so the scale is
           not logarithmic
`,
  ],
  [
    '64-bit integers',
    BigInt64Array.from({ length: 8 }, (_, index) => 10n ** BigInt(2 * index)),
    [8],
    `
     10¹² ┤                        ▄▄▄▄████
      10⁸ ┤                ▃▃▃▃▇▇▇▇████████
      10⁴ ┤        ▂▂▂▂▆▆▆▆████████████████
      10⁰ ┤▁▁▁▁▅▅▅▅████████████████████████
           0                              7
`,
    'int64',
  ],
  [
    'two curves, one of them without a number above 0',
    Float64Array.from({ length: 16 }, (_, index) => (index % 2 ? -1 : 10 ** (index / 4))),
    [8, 2],
    `
  [:,0]  ▁▂▃▄▅▆▇█  1 … 3162
  [:,1]
  8 numbers are not above 0, and not drawn on a
  logarithmic scale
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
          ┤▁▁▁▁████████▁▁▁▁
           0              3
`,
    'bool',
  ],
];

for (const [title, values, shape, lines, dtype] of LOG_CASES)
  test(`an array is plotted on a logarithmic scale: ${title}`, (t) => {
    for (const length of [values.length, 1, 7]) {
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
