import { deflateSync } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import { type DType, dtypeNames, dtypeTraits } from '../../src/model/dtypes.js';
import { fromBase64, toBase64 } from '../../src/report/plots/base64.js';
import { decimated } from '../../src/report/plots/decimation.js';
import { decodeElements, encodeElements } from '../../src/report/plots/elements-text.js';
import { heatMapPicture } from '../../src/report/plots/heat-map.js';
import { histogramOf } from '../../src/report/plots/histogram.js';
import { statisticsOf } from '../../src/report/plots/statistics.js';

const doubles = (text: string) => Array.from(decodeElements(text, 'float64'));

for (const dtype of dtypeNames)
  test(`elements of ${dtype} come back from their base64`, (t) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const { TypedArray } = dtypeTraits(dtype as DType);
        const size = Math.floor(bytes.length / TypedArray.BYTES_PER_ELEMENT);
        const elements = new TypedArray(bytes.slice().buffer, 0, size);
        t.deepEqual(decodeElements(encodeElements(elements), dtype), elements);
      }),
    );
  });

test('base64 is that of Node', (t) => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      t.is(toBase64(bytes), Buffer.from(bytes).toString('base64'));
      t.deepEqual(fromBase64(toBase64(bytes)), new Uint8Array(bytes));
    }),
  );
});

test('statistics leave out NaN and infinities, and count them', (t) => {
  const values = Float64Array.of(3, Number.NaN, -1.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0);
  t.deepEqual(statisticsOf(values, 'float64'), {
    lowest: { text: '-1.5', index: 2 },
    highest: { text: '3', index: 0 },
    mean: '0.5',
    finite: 3,
    nan: 1,
    positiveInfinite: 1,
    negativeInfinite: 1,
  });
});

test('the mean of the largest doubles does not overflow', (t) => {
  const values = Float64Array.of(Number.MAX_VALUE, Number.MAX_VALUE, Number.MAX_VALUE);
  t.is(statisticsOf(values, 'float64').mean, '1.7976931348623157e+308');
});

for (const [numbers, mean] of [
  [Float64Array.of(1, 2, 2), '1.66667'],
  [Float64Array.of(1000000.25, 1000000.5), '1000000.4'],
  [BigInt64Array.of(2n ** 60n, 2n ** 60n + 512n), '1.152921504606847e+18'],
  [BigInt64Array.of(1790000000000000002n, 1790000000000001523n), '1.790000000000001e+18'],
  [BigInt64Array.of(-3n, 4n), '0.5'],
] as const)
  test(`the mean ${mean} has as many digits as keep it between the lowest and the highest`, (t) => {
    t.is(statisticsOf(numbers, undefined).mean, mean);
  });

test('64-bit integers have exact texts', (t) => {
  const statistics = statisticsOf(BigInt64Array.of(9007199254740993n, -9223372036854775808n), 'int64');
  t.like(statistics, { lowest: { text: '-9223372036854775808' }, highest: { text: '9007199254740993' } });
});

test('two numbers that differ by one ULP do not look like one', (t) => {
  t.like(statisticsOf(Float64Array.of(1, 1 + 2 ** -52), 'float64'), {
    lowest: { text: '1' },
    highest: { text: '1.0000000000000002' },
  });
});

test('a histogram has 24 bars, and counts the finite numbers', (t) => {
  const values = Float64Array.from({ length: 48 }, (_, index) => index);
  t.deepEqual(histogramOf(values), Array(24).fill(2));
  t.is(histogramOf(values.subarray(0, 19)), undefined);
});

test('each column of a decimated curve keeps its lowest and highest number, and NaN where it has some', (t) => {
  const value = fc.oneof({ weight: 20, arbitrary: fc.double({ noNaN: true }) }, fc.constant(Number.NaN));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 400 }), fc.integer({ min: 1, max: 20 }), (list, columns) => {
      const { indices, values } = decimated(Float64Array.from(list), columns);
      const kept = new Map(doubles(indices).map((index, at) => [index, doubles(values)[at] as number]));
      for (const [index, each] of kept) t.is(each, list[index] as number);
      if (list.length <= 2 * columns) t.is(kept.size, list.length);
      else
        for (let column = 0; column < columns; column++) {
          const isHere = (_: unknown, index: number) =>
            Math.floor(((index + 1) * columns - 1) / list.length) === column;
          const here = list.filter(isHere);
          const keptHere = [...kept].filter(([index]) => isHere(undefined, index)).map(([, each]) => each);
          const finite = here.filter(Number.isFinite);
          if (finite.length > 0) {
            t.is(Math.min(...keptHere.filter(Number.isFinite)) + 0, Math.min(...finite) + 0);
            t.is(Math.max(...keptHere.filter(Number.isFinite)) + 0, Math.max(...finite) + 0);
          }
          for (const special of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
            t.is(keptHere.includes(special), here.includes(special));
          t.true(keptHere.length <= 8);
        }
    }),
  );
});

test('a heat map is a PNG', (t) => {
  const picture = heatMapPicture(Float64Array.of(1, 2, 3, 4), [2, 2], 'float64', deflateSync);
  t.like(picture, { cells: [2, 2], range: [1, 4] });
  t.regex(picture?.url as string, /^data:image\/png;base64,iVBOR/);
});
