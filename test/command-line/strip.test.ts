// Strips: curves in one line of block characters.

import test from 'ava';
import { curveOf, stripOf } from '../../src/cli/rows/strip.js';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const linear = (length: number) => Array.from({ length }, (_, index) => index);

for (const [title, values, width, strip] of [
  ['a curve with as many values as columns shows each value', linear(8), 9, '▁▂▃▄▅▆▇█'],
  ['fewer values than columns take one column each', [0, 1], 16, '▁█'],
  ['each column shows the highest value of its piece', [0, 7, 0, 0, 0, 3, 0, 0, 0], 3, '█▄▁'],
  ['pieces differ in length by one value at most', [0, 0, 9, 0, 0, 0, 0, 0, 9, 0], 4, '▁█▁█'],
  ['the scale begins at the lowest value of the curve, not of the pieces', [-8, 0, -2, -2, 0, 0], 3, '█▇█'],
  ['negative values have a scale like all others', [-3, -2, -1], 9, '▁▅█'],
  ['a constant curve stands at the bottom', [5, 5, 5], 9, '▁▁▁'],
  ['one value is one block at the bottom', [1], 9, '▁'],
  ['a curve without values is empty', [], 9, ''],
  ['NaN shows only where a piece has nothing else', [nan, nan, 0, nan, 1, nan], 3, '·▁█'],
  ['a curve of NaN alone is dots', [nan, nan], 9, '··'],
  ['infinities are arrows, and not on the scale of the finite values', [-infinity, 0, 4, 8, infinity], 9, '↓▁▅█↑'],
  ['an infinity in a constant curve is an arrow', [3, infinity, 3], 9, '▁↑▁'],
  ['a curve of infinities alone is arrows', [infinity, -infinity], 9, '↑↓'],
  ['a piece with an infinity and a number shows the higher one', [infinity, 0, -infinity, 1], 2, '↑█'],
  ['values whose difference overflows have a scale', [-1.7e308, 0, 1.7e308], 9, '▁▅█'],
  ['the smallest doubles have a scale', [0, 5e-324], 9, '▁█'],
] as const)
  test(title, (t) => t.is(stripOf(values, width), strip));

test('the curve of an array with several axes has the means over all axes but the last, without NaN', (t) => {
  t.deepEqual([...curveOf([1, 2, 3, 4, 5, 6], [2, 3])], [2.5, 3.5, 4.5]);
  t.deepEqual([...curveOf([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2])], [4, 5]);
  t.deepEqual([...curveOf([nan, nan, 3, nan], [2, 2])], [3, nan]);
  t.deepEqual([...curveOf([], [0, 3])], [nan, nan, nan]);
});

test('a mean over infinities is no number: an arrow for one sign, the mark of NaN for both', (t) => {
  const values = [0, infinity, -infinity, infinity, nan, 1, 2, 3, -infinity, infinity];
  t.is(stripOf(curveOf(values, [2, 5]), 9), '▁↑↓·↑');
});

test('the mean of numbers whose sum overflows is a number', (t) => {
  t.deepEqual([...curveOf([1e308, 1, 1e308, 2, 1e308, 3, 1e308, 4], [4, 2])], [1e308, 2.5]);
});

test('64-bit integers that differ by one beyond 2^53 differ in a curve', (t) => {
  t.is(stripOf(curveOf(BigInt64Array.of(2n ** 60n, 2n ** 60n + 1n), [2]), 9), '▁█');
});
