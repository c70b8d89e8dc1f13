// An array with many rows and few columns is drawn as curves, one for each column.

import test from 'ava';
import fc from 'fast-check';
import { Artifact, encode, NdArray, Persisted } from '../../src/index.js';
import type { DType, TypedArray } from '../../src/model/dtypes.js';
import type { ArrayData } from '../../src/report/data/page-data.js';
import { artifactData } from '../../src/report/gathering/gathered-artifact.js';
import { toHtml } from '../../src/report/markup/html.js';
import { arrayFigure } from '../../src/report/plots/array-figure.js';
import { ColumnDecimations, columnsOf } from '../../src/report/plots/columns.js';
import { curveOf } from '../../src/report/plots/curve.js';
import { decimated } from '../../src/report/plots/decimation.js';
import { encodeElements } from '../../src/report/plots/elements-text.js';
import { statisticsOf } from '../../src/report/plots/statistics.js';
import { openStoredArtifact } from '../../src/repository/stored-artifact.js';
import { BytesSource } from '../../src/storage/bytes-source.js';

const arrayOf = (dtype: DType, elements: TypedArray, shape: readonly number[]): ArrayData => ({
  pointer: '/a',
  name: 'a',
  dtype,
  shape,
  statistics: statisticsOf(elements, dtype),
  elements: encodeElements(elements),
});

const figure = (array: ArrayData) => toHtml(arrayFigure(array, [array]));
const doubles = (length: number) => Float64Array.from({ length }, (_, index) => Math.sin(index));
const legendsOf = (html: string) =>
  [...html.matchAll(/<span class="legend">.*?<\/svg> ([^<]*)<\/span>/g)].map(([, name]) => name);

test('each column of floating-point numbers is a curve over the index of the row, with a dash that the legend names', (t) => {
  const values = doubles(90);
  values[31] = Number.NaN;
  values[62] = Number.POSITIVE_INFINITY;
  const html = figure(arrayOf('float64', values, [30, 3]));
  t.deepEqual(legendsOf(html), ['column 0', 'column 1', 'column 2']);
  for (const [place, dashes] of [undefined, '7 3', '2 2.5'].entries()) {
    const [curve = ''] = html.match(new RegExp(`<g class="curve-${place + 1}">.*?</g>`)) ?? [];
    t.is(curve.match(/stroke-dasharray="([^"]*)"/)?.[1], dashes);
  }
  t.regex(html, />row<\/text>/);
  t.regex(html, /class="gap"/);
  t.regex(html, /∞↑/);
  t.regex(html, /<dt>lowest<\/dt> <dd>-[\d.]+ <span class="quiet">\[\d+,\d\]<\/span>/);
  t.notRegex(html, /class="cells"/);
});

test('the infinities of each curve have its colour, beside those of others at the same place', (t) => {
  const values = doubles(90);
  for (const index of [30, 31, 62]) values[index] = Number.POSITIVE_INFINITY;
  values[32] = Number.NEGATIVE_INFINITY;
  const html = figure(arrayOf('float64', values, [30, 3]));
  const [, group = ''] = html.match(/<g class="infinity"[^>]*>(.*?)<\/g>/) ?? [];
  t.deepEqual(
    [...group.matchAll(/<text x="([\d.]+)%"[^>]*>(.*?)<\/text>/g)].map(([, x, marks = '']) => [
      Number(x),
      ...[...marks.matchAll(/<tspan class="([^"]*)"[^>]*>([^<]*)</g)].map(([, kind, text]) => `${kind} ${text}`),
    ]),
    [
      [34.48, 'curve-1 ∞↑', 'curve-2 ∞↑'],
      [34.48, 'curve-3 ∞↓'],
      [68.97, 'curve-3 ∞↑'],
    ],
  );
});

test('the names of axes name the rows and the columns', (t) => {
  const html = figure({ ...arrayOf('float32', new Float32Array(90).fill(1), [45, 2]), axes: ['step', 'channel'] });
  t.deepEqual(legendsOf(html), ['channel 0', 'channel 1']);
  t.regex(html, />step<\/text>/);
});

for (const array of [
  arrayOf('float64', doubles(60), [30, 2]),
  arrayOf('float32', new Float32Array(63).fill(0.1), [21, 3]),
])
  test(`the columns of ${array.dtype}[${array.shape}] are curves, however few numbers there are`, (t) => {
    const html = figure(array);
    t.is(legendsOf(html).length, array.shape[1] as number);
    t.notRegex(html, /<td>/);
  });

for (const [what, array] of [
  ['integers', arrayOf('int32', new Int32Array(90).fill(1), [30, 3])],
  ['20 rows', arrayOf('float64', doubles(80), [20, 4])],
  ['5 columns', arrayOf('float64', doubles(150), [30, 5])],
  ['3 axes', arrayOf('float64', doubles(180), [30, 3, 2])],
] as const)
  test(`an array of ${what} is a heat map`, (t) => {
    t.regex(figure(array), /class="cells"/);
  });

test('the columns of an array that is read piece by piece are decimated as each of them alone', (t) => {
  const lists = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.array(fc.double(), { minLength: 21, maxLength: 120 }));
  fc.assert(
    fc.property(lists, fc.array(fc.integer({ min: 1, max: 50 })), ([count, list], sizes) => {
      const rows = Math.floor(list.length / count);
      const values = Float64Array.from(list.slice(0, rows * count));
      const decimations = new ColumnDecimations([rows, count]);
      let at = 0;
      for (const size of [...sizes, values.length]) decimations.add(values.subarray(at, (at += size)));
      const alone = Array.from({ length: count }, (_, column) =>
        decimated(values.filter((_, index) => index % count === column)),
      );
      t.deepEqual(decimations.data(), alone);
    }),
  );
});

@Persisted({ procedure: 'Series' })
class Series extends Artifact {
  @NdArray('float64', { shape: [6000, 3] }) series!: NdArray<Float64Array>;
}

test('one spike in a column of many rows is drawn, and the other columns do not have it', async (t) => {
  const data = Float64Array.from({ length: 18_000 }, (_, index) => (index === 3 * 4321 + 1 ? 50 : 1));
  const text = encode(
    Series.create({
      procedureVersion: '1',
      inputParameters: {},
      timestamp: new Date(0),
      series: { data, shape: [6000, 3] },
    }),
  );
  const store = { storage: undefined as never, readsAsStored: () => true, openStored: openStoredArtifact };
  const open = async () => new BytesSource(Buffer.from(text));
  const { arrays } = await artifactData(store, { key: undefined, path: 'a.json', id: 'a', open });
  const [series] = JSON.parse(JSON.stringify(arrays)) as [ArrayData];
  t.is(series.elements, undefined);
  const highest = columnsOf(series)?.map((column) => {
    const { indices, values } = curveOf(column) as { indices: Float64Array; values: Float64Array };
    return [Math.max(...values), indices[values.indexOf(50)]];
  });
  t.deepEqual(highest, [
    [1, undefined],
    [50, 4321],
    [1, undefined],
  ]);
  t.deepEqual(legendsOf(figure(series)), ['column 0', 'column 1', 'column 2']);
});
