// Strips: the curves in little in a table.

import test from 'ava';
import fc from 'fast-check';
import type { TypedArray } from '../../src/model/dtypes.js';
import type { TableData } from '../../src/report/data/page-data.js';
import { linkInFile, tableState } from '../../src/report/data/page-state.js';
import { packStrip, StripColumns } from '../../src/report/gathering/strip-columns.js';
import { toHtml } from '../../src/report/markup/html.js';
import { type NumberRange, rangeText } from '../../src/report/plots/number-range.js';
import { rangeOfStrip, stripPicture } from '../../src/report/plots/strip.js';
import { tableView } from '../../src/report/views/table.js';

const picture = (elements: TypedArray, scale?: NumberRange) => toHtml(stripPicture(packStrip(elements), scale));
const labelOf = (html: string) => html.match(/aria-label="([^"]*)"/)?.[1];
const triangles = (html: string) => html.match(/<path class="infinite" d="([^"]*)"/)?.[1];

/** The integers of a clock, which doubles would not tell apart. */
const CLOCK = 1_790_000_000_000_000_000n;
const clock = (first: bigint) => BigInt64Array.from({ length: 40 }, (_, at) => first + 39n * BigInt(at));
const EXTREMES = BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n), 5n);

/** Returns the curve -5, 5, -5, … with some numbers in place of its own. */
function zigzag(numbers: Readonly<Record<number, number>>): Float64Array {
  const values = Float64Array.from({ length: 100 }, (_, at) => (at % 2 === 0 ? -5 : 5));
  for (const [at, value] of Object.entries(numbers)) values[Number(at)] = value;
  return values;
}

/** Returns the head of a table whose rows have these arrays. */
function headOf(...arrays: TypedArray[]): string | undefined {
  const data: TableData = {
    procedure: 'Scan',
    count: arrays.length,
    ids: arrays.map((_, row) => `${row}`.padStart(8, '0')),
    times: arrays.map(() => '2026-02-26T12:00:00Z'),
    sizes: arrays.map(() => 100),
    seals: 'r'.repeat(arrays.length),
    keys: [
      {
        pointer: '/a',
        name: 'a',
        isInput: false,
        values: arrays.map((elements, row) => ({
          shape: [elements.length],
          digest: `${row}`,
          strip: packStrip(elements),
        })),
      },
    ],
  };
  const html = toHtml(tableView(data, tableState('Scan'), linkInFile, { isLive: false, isInFull: () => true }));
  return html.match(/<th scope="col">a<br><span class="quiet">([^<]*)</)?.[1];
}

test('a strip keeps the lowest and the highest number of each column', (t) => {
  const strip = packStrip(Float64Array.from({ length: 1120 }, (_, index) => index % 10));
  t.deepEqual(rangeOfStrip(strip), [0, 9]);
  t.deepEqual(new Set(atob(strip.columns)), new Set(['\x00', '\xfe']));
  t.regex(toHtml(stripPicture(strip)), /^<svg class="strip"/);
});

for (const [title, elements, range] of [
  ['near one another, beyond 2^53', clock(CLOCK), [CLOCK, CLOCK + 1521n]],
  ['that are the lowest and the highest', EXTREMES, [-(2n ** 63n), 2n ** 63n - 1n]],
  ['within 2^53', BigInt64Array.of(3n, -4n, 2n), [-4, 3]],
  ['of which the lowest is 0', BigInt64Array.of(0n, 2n ** 53n + 1n), [0, 2n ** 53n + 1n]],
  ['without a sign', BigUint64Array.of(2n ** 64n - 1n, 2n ** 64n - 3n), [2n ** 64n - 3n, 2n ** 64n - 1n]],
] as const)
  test(`the range of 64-bit integers ${title} is exact`, (t) => {
    t.deepEqual(rangeOfStrip(packStrip(elements)), range);
  });

test('the label of a strip and the head of a column have the numbers themselves', (t) => {
  t.is(labelOf(picture(clock(CLOCK))), 'from 1790000000000000000 to 1790000000000001521');
  t.is(headOf(clock(CLOCK), clock(CLOCK)), '1790000000000000000 to 1790000000000001521');
  t.is(headOf(EXTREMES, EXTREMES), '-9223000000000000000 to 9223000000000000000');
  t.is(headOf(clock(0n), clock(100n)), '0 to 1621');
});

test('64-bit integers that lie near one another share a scale, on which each stands where it is', (t) => {
  t.is(headOf(clock(CLOCK), clock(CLOCK + 1521n)), '1790000000000000000 to 1790000000000003042');
  const heights = (first: bigint) => {
    const path = picture(clock(first), [CLOCK, CLOCK + 3042n]).match(/<path d="M\d+ (\d+)l/);
    return Number(path?.[1]);
  };
  t.deepEqual([heights(CLOCK), heights(CLOCK + 1521n)], [46, 24]);
});

test('64-bit integers that lie far from one another have a scale each', (t) => {
  t.is(headOf(clock(CLOCK), clock(2n * CLOCK)), 'each to its own scale');
  t.is(headOf(clock(CLOCK), Float64Array.of(0.5, 1.5)), 'each to its own scale');
});

for (const [range, text] of [
  [[-5, 5], '-5 to 5'],
  [[0.123456, 1234.56], '0.1235 to 1235'],
  [[1, 1.00001], '1 to 1.00001'],
  [[1.00001, 1.00001], '1 to 1'],
  [[2n ** 60n, 2n ** 60n + 1n], '1152921504606846976 to 1152921504606846977'],
] as const)
  test(`the range ${text} is rounded, but not to equal numbers`, (t) => t.is(rangeText(range, 4), text));

test('an infinity ends the line, a triangle at the edge marks it, and the label counts it', (t) => {
  const html = picture(zigzag({ 50: Number.POSITIVE_INFINITY }));
  t.is(labelOf(html), 'from -5 to 5, 1 Infinity');
  t.is(triangles(html), 'M54 -1l3-7 3 7z');
  t.is(html.match(/M/g)?.length, 3, 'two lines and a triangle');
  t.is(labelOf(picture(zigzag({ 50: 5 }))), 'from -5 to 5');
  t.is(triangles(picture(zigzag({ 50: 5 }))), undefined);
});

test('infinities of both signs are told apart', (t) => {
  const html = picture(
    zigzag({ 0: Number.NEGATIVE_INFINITY, 1: Number.NEGATIVE_INFINITY, 9: Number.POSITIVE_INFINITY }),
  );
  t.is(labelOf(html), 'from -5 to 5, 1 Infinity, 2 -Infinity');
  t.is(triangles(html), 'M8 -1l3-7 3 7zM-2 49l3 7 3-7zM-1 49l3 7 3-7z');
});

test('a column keeps its finite numbers beside an infinity', (t) => {
  const values = Float64Array.from({ length: 1120 }, (_, index) => index % 10);
  const { columns } = packStrip(values);
  values[5] = Number.POSITIVE_INFINITY;
  t.deepEqual(packStrip(values), { range: [0, 9], columns, positiveInfinite: { count: 1, columns: [0] } });
});

test('a strip of NaN and infinities alone has no line', (t) => {
  const html = picture(Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY));
  t.is(labelOf(html), 'no finite number, 2 Infinity');
  t.regex(html, /<path d="" /);
});

test('a strip that is read piece by piece is that of the whole', (t) => {
  const numbers = fc.oneof(
    fc.float64Array({ maxLength: 400 }),
    fc.bigInt64Array({ maxLength: 400 }),
    fc
      .array(fc.oneof(fc.bigInt({ min: -5n, max: 5n }), fc.bigInt({ min: 0n, max: 2n ** 63n - 1n })), {
        maxLength: 400,
      })
      .map((list) => BigInt64Array.from(list)),
    fc.int8Array({ maxLength: 400 }),
  );
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 50 }), (elements: TypedArray, step) => {
      const columns = new StripColumns(elements.length);
      for (let at = 0; at < elements.length; at += step) columns.add(elements.subarray(at, at + step));
      t.deepEqual(columns.data(), packStrip(elements));
    }),
  );
});
