// An x of 64-bit integers that doubles cannot tell apart: times in nanoseconds, for example.

import test from 'ava';
import type { TypedArray } from '../../src/model/dtypes.js';
import type { ArrayData } from '../../src/report/data/page-data.js';
import { toHtml } from '../../src/report/markup/html.js';
import { PlotReader } from '../../src/report/page/plot-reader.js';
import { arrayFigure } from '../../src/report/plots/array-figure.js';
import { marksOf, xOf } from '../../src/report/plots/companions.js';
import { encodeElements } from '../../src/report/plots/elements-text.js';
import { statisticsOf } from '../../src/report/plots/statistics.js';

const START = 1_772_107_200_000_000_001n;

function arrayOf(name: string, elements: TypedArray, dtype: 'int64' | 'float64'): ArrayData {
  const statistics = statisticsOf(elements, dtype);
  return { pointer: `/${name}`, name, dtype, shape: [elements.length], statistics, elements: encodeElements(elements) };
}

const curve = arrayOf(
  'curve',
  Float64Array.from({ length: 100 }, (_, index) => index),
  'float64',
);
const time = arrayOf(
  'time',
  BigInt64Array.from({ length: 100 }, (_, index) => START + BigInt(index)),
  'int64',
);
const peaks = arrayOf('peaks', BigInt64Array.of(START + 25n, START + 75n), 'int64');
const arrays = [curve, time, peaks];

test('it is an x if its integers rise, though their doubles are equal', (t) => {
  t.is(xOf(curve, arrays), time);
  const falling = arrayOf(
    'time',
    BigInt64Array.from({ length: 100 }, (_, index) => START - BigInt(index)),
    'int64',
  );
  t.is(xOf(curve, [curve, falling]), undefined);
});

test('marks on it stand where its integers are', (t) => {
  const [marks] = marksOf(curve, arrays);
  t.is(marks?.kind, 'x');
  t.is(marks?.base, START);
  t.deepEqual(marks?.values, Float64Array.of(25, 75));
  t.deepEqual(marksOf(curve, [curve, time, arrayOf('peaks', BigInt64Array.of(START - 1n, START), 'int64')]), []);
});

test('its axis and the curve over it are those of the distances, and its integers are read exactly', (t) => {
  const html = toHtml(arrayFigure(curve, arrays));
  t.false(html.includes('NaN'));
  t.true(html.includes('+ 17721072'), 'the axis says what its ticks leave out');
  const reader = PlotReader.of(curve, time, { pointer: '/curve', range: undefined, isLog: false });
  t.is(reader?.nearest(0.5).index, 49);
  t.is(reader?.placeText(49), `[49]  time ${START + 49n}`);
  t.is(reader?.valueText(49), '49');
  t.is(reader?.beside(99, 0).at, 1);
});
