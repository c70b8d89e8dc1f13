import { deflateSync } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import type { DType, TypedArray } from '../../src/model/dtypes.js';
import type { ArrayData } from '../../src/report/data/page-data.js';
import { toHtml } from '../../src/report/markup/html.js';
import { arrayFigure } from '../../src/report/plots/array-figure.js';
import { axisOf } from '../../src/report/plots/axis.js';
import { marksOf, xOf } from '../../src/report/plots/companions.js';
import { decimated } from '../../src/report/plots/decimation.js';
import { encodeElements } from '../../src/report/plots/elements-text.js';
import { heatMapPicture, onScale } from '../../src/report/plots/heat-map.js';
import { histogramOf } from '../../src/report/plots/histogram.js';
import { linePlot } from '../../src/report/plots/line-plot.js';
import { INFINITY_COLOURS, paletteOf } from '../../src/report/plots/palettes.js';
import { PathText } from '../../src/report/plots/path-text.js';
import { storedDeflate } from '../../src/report/plots/png.js';
import { statisticsOf } from '../../src/report/plots/statistics.js';
import { decoded } from './decoded-png.js';

function arrayOf(name: string, dtype: DType, values: TypedArray, rest: Partial<ArrayData> = {}): ArrayData {
  const histogram = histogramOf(values);
  return {
    pointer: `/${name}`,
    name,
    dtype,
    shape: [values.length],
    statistics: statisticsOf(values, dtype),
    ...(histogram === undefined ? {} : { histogram }),
    elements: encodeElements(values),
    ...rest,
  };
}

const float64 = (name: string, values: readonly number[], rest?: Partial<ArrayData>) =>
  arrayOf(name, 'float64', Float64Array.from(values), rest);
const curve = (length: number, value: (index: number) => number) => Array.from({ length }, (_, index) => value(index));
const figure = (array: ArrayData, arrays = [array]) => toHtml(arrayFigure(array, arrays));

const texts = (low: number, high: number, options = {}) => {
  const { ticks, apart } = axisOf(low, high, { most: 6, width: 8, ...options });
  return [ticks.map(({ text }) => text).join(' '), apart];
};

const AXES: readonly (readonly [number, number, object, string, string])[] = [
  [0, 1.61132, {}, '0.0 0.5 1.0 1.5', ''],
  [0, 40, {}, '0 10 20 30 40', ''],
  [-4, 4, {}, '−4 −2 0 2 4', ''],
  [0, 99, { isWhole: true }, '0 20 40 60 80', ''],
  [0, 2, { isWhole: true }, '0 1 2', ''],
  [0, 999999, {}, '0 200000 400000 600000 800000', ''],
  [0, 1e6, {}, '0.0 0.2 0.4 0.6 0.8 1.0', '×10⁶'],
  [0, 1e-5, {}, '0.0 0.2 0.4 0.6 0.8 1.0', '×10⁻⁵'],
  [1234567.01, 1234567.5, {}, '0.1 0.2 0.3 0.4 0.5', '+ 1234567'],
  [1, 1 + 2 ** -51, {}, '0 1 2 3 4', '×10⁻¹⁶ + 1'],
  [0, 30, { base: 2n ** 53n + 1n }, '95 100 105 110 115 120', '+ 9007199254740900'],
  [-Number.MAX_VALUE, Number.MAX_VALUE, {}, '−1 0 1', '×10³⁰⁸'],
  [0, 5e-324, {}, '0 5e-324', ''],
  [0.02, 5, { isLog: true }, '0.1 1', ''],
  [1e-9, 1e9, { isLog: true }, '10⁻⁹ 10⁻⁵ 10⁻¹ 10³ 10⁷', ''],
];

for (const [low, high, options, expected, apart] of AXES)
  test(`the axis from ${low} to ${high} ${JSON.stringify(options, (_, value) => (typeof value === 'bigint' ? String(value) : value))} has the ticks ${expected} ${apart}`, (t) => {
    t.deepEqual(texts(low, high, options), [expected, apart]);
  });

test('between any two doubles, an axis has 2 to 12 ticks that rise, within it', (t) => {
  const check = (a: number, b: number, isLog: boolean) => {
    const [low, high] = a < b ? [a, b] : [b, a];
    if (low === high || (isLog && low <= 0)) return;
    const { ticks } = axisOf(low, high, { most: 6, width: 8, isLog });
    t.true(ticks.length >= 2 && ticks.length <= 12, `${low} to ${high}: ${ticks.length} ticks`);
    for (const [index, { at }] of ticks.entries())
      t.true(at >= 0 && at <= 1 && (index === 0 || at > (ticks[index - 1]?.at as number)), `${low} to ${high}: ${at}`);
  };
  const double = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(fc.property(double, double, fc.boolean(), check));
  const ulps = fc.bigInt({ min: 1n, max: 50n });
  fc.assert(
    fc.property(double, ulps, fc.boolean(), (value, steps, isLog) => {
      const words = new BigInt64Array(Float64Array.of(value).buffer);
      words[0] = (words[0] as bigint) + steps;
      const [next] = new Float64Array(words.buffer) as unknown as [number];
      if (Number.isFinite(next)) check(value, next, isLog);
    }),
  );
});

/** Every attribute of the SVGs that has numbers has finite ones. */
const notFinite = (html: string) =>
  [...html.matchAll(/ (?:d|x|y|x1|x2|y1|y2|width|height|viewBox)="([^"]*)"/g)]
    .map(([, value]) => value as string)
    .filter((value) => /NaN|Infinity|undefined|e[+-]?\d/.test(value));

test('whatever the numbers are, a figure has only finite coordinates', (t) => {
  const value = fc.oneof(
    fc.double(),
    fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, 0, -0, 1, 1 + 2 ** -52, Number.NaN),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 21, maxLength: 60 }), fc.boolean(), (values, isLog) => {
      const array = float64('a', values);
      const whole = toHtml(arrayFigure(array, [array], { pointer: '/a', range: undefined, isLog }));
      const zoomed = toHtml(arrayFigure(array, [array], { pointer: '/a', range: [3, 9], isLog }));
      t.deepEqual(notFinite(whole + zoomed), []);
    }),
  );
  const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  fc.assert(
    fc.property(fc.array(integer, { minLength: 21, maxLength: 40 }), fc.boolean(), (values, isLog) => {
      const array = arrayOf('a', 'int64', BigInt64Array.from(values));
      t.deepEqual(notFinite(toHtml(arrayFigure(array, [array], { pointer: '/a', range: undefined, isLog }))), []);
    }),
  );
});

for (const [what, values] of [
  ['constant', curve(30, () => 3.25)],
  ['0', curve(30, () => 0)],
  ['the largest double', curve(30, () => Number.MAX_VALUE)],
  ['NaN', curve(30, () => Number.NaN)],
  ['infinite', curve(30, (index) => (index % 2 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY))],
  ['subnormal', curve(30, (index) => (index % 3) * 5e-324)],
] as const)
  test(`an array of which all numbers are ${what} has a figure`, (t) => {
    const html = figure(float64('a', values));
    t.deepEqual(notFinite(html), []);
    t.regex(html, /<figure class="plot" data-pointer="\/a">.*class="body"/);
  });

test('a gap of NaN ends the line, a number alone is a dot, infinities stand at the edges', (t) => {
  const values = [
    ...curve(10, (index) => index),
    Number.NaN,
    5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    ...curve(10, () => 2),
  ];
  const html = figure(float64('a', values));
  t.is(html.match(/<path [^>]*stroke-width="1.5"[^>]*d="([^"]*)"/)?.[1]?.split('M').length, 3);
  t.regex(html, /<path stroke-width="4" stroke-linecap="round" d="M11 \d+h0"/);
  t.regex(html, /<path class="gap"[^>]*d="M10 \d+h0M12 \d+h0"/);
  t.regex(html, /∞↑/);
  t.regex(html, /<dt>NaN<\/dt> <dd>2<\/dd>/);
  t.regex(html, /<dt>Infinity<\/dt> <dd>1<\/dd>/);
});

test('on a log axis, numbers that are not above 0 are counted and marked', (t) => {
  const array = float64(
    'a',
    curve(30, (index) => index - 10),
  );
  const html = toHtml(arrayFigure(array, [array], { pointer: '/a', range: undefined, isLog: true }));
  t.regex(html, /11 numbers are not above 0\. A log axis has no place for them: bars at the foot\./);
  t.regex(html, /<path class="below"/);
});

test('one spike in a million numbers is drawn', (t) => {
  const values = Float64Array.from({ length: 1e6 }, (_, index) => (index === 777_777 ? 50 : Math.sin(index)));
  const { elements: _, ...array } = arrayOf('a', 'float64', values);
  const html = figure({ ...array, drawn: decimated(values) });
  const path = html.match(/<path [^>]*stroke-width="1.5"[^>]*d="M0 (\d+)l([^"]*)"/);
  let y = Number(path?.[1]);
  const steps = path?.[2]?.match(/-?\d+/g) ?? [];
  const heights = steps.flatMap((step, index) => (index % 2 ? [(y += Number(step))] : []));
  t.is(Math.min(...heights), 0);
  t.is(heights.filter((height) => height === 0).length, 1);
});

test('the curve of 1,000 numbers takes at most 5 bytes a number', (t) => {
  let state = 1;
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const html = figure(
    float64(
      'a',
      curve(1000, (index) => Math.sin(index / 100) + 0.2 * normal()),
    ),
  );
  const path = html.match(/<path [^>]*stroke-width="1.5"[^>]*d="([^"]*)"/)?.[1] as string;
  t.true(path.length <= 5000, `${path.length}`);
});

test('a line is a path from point to point, whose steps at one height are one', (t) => {
  const path = new PathText();
  path.moveTo(0, 400);
  for (const [across, down] of [
    [1, 0],
    [1, -3],
    [12, 345],
    [2880, -1000],
    [0, 99999],
  ] as const)
    path.lineBy(across, down);
  t.is(path.finish(), 'M0 400l1 0 1-3 12 345 2880-1000 0 99999 ');
  const html = figure(float64('a', [...curve(20, () => 1), ...curve(20, () => 0)]));
  t.regex(html, /d="M0 0l19 0 1 400 19 0 "/);
});

test('the text of a long line has all its steps', (t) => {
  const path = new PathText();
  path.moveTo(0, 0);
  for (let step = 0; step < 5000; step++) path.lineBy(1, step);
  t.is(path.finish(), `M0 0l${Array.from({ length: 5000 }, (_, step) => `1 ${step} `).join('')}`);
});

test('the bars of a histogram are equally thick and fill its range, also on a log axis', (t) => {
  const values = curve(24, (bar) => 2 ** bar);
  const array = float64('a', values);
  for (const isLog of [false, true]) {
    const html = toHtml(arrayFigure(array, [array], { pointer: '/a', range: undefined, isLog }));
    const [, d = '', thickness] = /class="histogram".*?<path d="([^"]*)"[^>]* stroke-width="([^"]*)"/.exec(html) ?? [];
    const bars = [...d.matchAll(/M0 ([\d.]+)h([\d.]+)/g)].map(([, y, across]) => [Number(y), Number(across)] as const);
    t.is(thickness, isLog ? '5.3' : '5.2');
    t.is(bars.length, isLog ? 24 : 6);
    t.true(Math.abs((bars[0]?.[0] as number) - (24 + 150 - 3.6)) <= 0.1, d);
    t.true(Math.abs((bars.at(-1)?.[0] as number) - (24 + 6.25 - 3.6)) <= 0.1, d);
    t.is(Math.max(...bars.map(([, across]) => across)), 60);
  }
});

test('few numbers stand as they are, booleans as true and false', (t) => {
  t.regex(figure(arrayOf('mask', 'bool', Uint8Array.of(1, 0))), /<span>true<\/span> <span>false<\/span>/);
  t.regex(figure(float64('a', [0.1], { shape: [] })), /<span>0\.1<\/span>/);
  t.regex(figure(float64('a', [])), /no numbers/);
  t.regex(figure(float64('a', [1, 2, 3, 4], { shape: [2, 2] })), /<th scope="row">1<\/th><td>3<\/td><td>4<\/td>/);
});

test('hostile names stay texts', (t) => {
  const html = figure(
    float64('<script>alert(1)</script>', curve(30, Math.sin), { unit: '"onload="', axes: ['\u202e'] }),
  );
  t.notRegex(html, /<script|"onload="|\u202e/);
});

test('the x of an array is the one its class says, or a rising one of the same length with a name for an x', (t) => {
  const [density, grid, other, time] = [
    float64('density_curve', curve(30, Math.sin)),
    float64(
      'density_grid',
      curve(30, (index) => index / 2),
    ),
    float64(
      'other_grid',
      curve(30, (index) => index),
    ),
    float64(
      'short_time',
      curve(10, (index) => index),
    ),
  ];
  const arrays = [density, other, grid, time];
  t.is(xOf(density, arrays), grid);
  t.is(xOf({ ...density, x: '/other_grid' }, arrays), other);
  t.is(xOf(density, [density, other, time]), undefined);
  t.is(
    xOf(density, [density, { ...grid, elements: encodeElements(Float64Array.from(curve(30, () => 1))) }]),
    undefined,
  );
  t.regex(figure(density, arrays), />density_grid</);
});

const SINE = float64('curve', curve(30, Math.sin), { x: '/time' });
const timeOf = (index: number, value: number) =>
  float64(
    'time',
    curve(30, (at) => (at === index ? value : at)),
  );

for (const [what, other, problem] of [
  ['does not rise', timeOf(17, 3), '"time" does not rise at index 17'],
  ['stands still', timeOf(17, 16), '"time" does not rise at index 17'],
  ['has NaN', timeOf(0, Number.NaN), '"time" is NaN at index 0'],
  ['has an infinity', timeOf(29, Number.POSITIVE_INFINITY), '"time" is Infinity at index 29'],
  ['is longer', float64('time', curve(31, Number)), '"time" has the length 31 and not 30'],
  ['has two axes', float64('time', curve(30, Number), { shape: [30, 1] }), '"time" has 2 axes'],
  ['cannot be read', { ...timeOf(0, 0), elements: undefined as never }, '"time" cannot be read'],
  ['is not there', float64('clock', curve(30, Number)), 'there is no array "time"'],
] as const)
  test(`a plot says why the array that is to have its x does not: it ${what}`, (t) => {
    const html = figure(SINE, [SINE, other]);
    t.true(html.includes(`<p class="note">x: ${toHtml(problem)}; index used</p>`), html.match(/<p.*?<\/p>/)?.[0]);
    t.regex(html, />index<\/text>/);
  });

test('a plot says nothing of an x that fits, nor where none is named', (t) => {
  const time = timeOf(0, 0);
  t.false(figure(SINE, [SINE, time]).includes('index used'));
  t.false(figure(float64('curve', curve(30, Math.sin)), [timeOf(17, 3)]).includes('index used'));
  const map = { ...SINE, shape: [3, 10] };
  t.true(figure(map, [map, time]).includes(toHtml('x: "time" is not used, because the array has 2 axes')));
});

test('of a decimated x that does not rise, the index in the array is named', (t) => {
  const values = Float64Array.from({ length: 10_000 }, (_, index) => (index === 7777 ? -1 : index));
  const { elements: _, ...time } = arrayOf('time', 'float64', values);
  const { elements: __, ...long } = arrayOf('curve', 'float64', values, { x: '/time', drawn: decimated(values) });
  const html = figure(long, [long, { ...time, drawn: decimated(values) }]);
  t.true(html.includes(toHtml('x: "time" does not rise at index 7777; index used')));
});

test('marks are rising indices, or values of x, and the plot names their array', (t) => {
  const density = float64('density_curve', curve(30, Math.sin));
  const grid = float64(
    'density_grid',
    curve(30, (index) => index / 2),
  );
  const points = arrayOf('detected_change_points', 'int64', BigInt64Array.of(3n, 20n));
  const peaks = float64('density_peaks', [1.25]);
  const kinds = (arrays: ArrayData[]) =>
    marksOf(density, [density, ...arrays]).map(({ array, kind }) => `${array.name} ${kind}`);
  t.deepEqual(kinds([grid, points, peaks]), ['detected_change_points index', 'density_peaks x']);
  t.deepEqual(kinds([peaks]), []);
  t.deepEqual(kinds([arrayOf('detected', 'int64', BigInt64Array.of(20n, 3n))]), []);
  t.deepEqual(kinds([arrayOf('detected', 'int64', BigInt64Array.of(30n))]), []);
  t.deepEqual(marksOf(float64('other', curve(30, Math.sin)), [density, grid, peaks]), []);
  const html = figure(density, [density, points]);
  t.regex(html, /▼ detected_change_points 3 {2}20<\/span> <span class="quiet">int64\[2\] as index/);
});

for (const [title, marks, others, note] of [
  ['an index beyond the curve', [3, 30], [], 'is not marked: index 30 is beyond the last one, 29'],
  ['a value outside of its x', [1.25, 15], ['density_grid'], 'is not marked: 15 lies outside of density_grid'],
] as const)
  test(`a plot says that marks are left out, because they have ${title}`, (t) => {
    const density = float64('density_curve', curve(30, Math.sin));
    const peaks = float64('density_peaks', [...marks]);
    const arrays = others.map((name) =>
      float64(
        name,
        curve(30, (index) => index / 2),
      ),
    );
    const html = figure(density, [density, peaks, ...arrays]);
    t.true(html.includes(`<p class="note">density_peaks ${note}</p>`), html);
    t.notRegex(html, /▼/);
  });

test('marks that are neither indices nor have an x are not spoken of', (t) => {
  const density = float64('density_curve', curve(30, Math.sin));
  for (const marks of [[1.25], [-1, 2], [20, 3], [Number.NaN]])
    t.notRegex(figure(density, [density, float64('density_peaks', marks)]), /marked/);
});

test('an array that a class names as the x of another one has no marks', (t) => {
  const wavelengths = float64('wavelengths', curve(30, Number));
  const spectrum = { ...float64('spectrum', curve(30, Math.sin)), x: wavelengths.pointer };
  const peaks = arrayOf('detected_peaks', 'int64', BigInt64Array.of(3n, 20n));
  const arrays = [wavelengths, spectrum, peaks];
  t.deepEqual(
    arrays.map((array) => marksOf(array, arrays).length),
    [0, 1, 0],
  );
});

test('the second of two curves keeps its dashes where the first is missing', (t) => {
  const other = { indices: undefined, values: Float64Array.of(1, -2, 3), base: 0n };
  const html = toHtml(linePlot([undefined, other], { label: 'difference', x: { length: 3 }, isSymmetric: true }));
  t.regex(html, /<g class="curve-2"><path [^>]*stroke-dasharray="7 3"/);
  t.regex(html, /class="zero"/);
});

test('curves of large integers lie on one scale', (t) => {
  const base = 2n ** 60n;
  const [a, b] = [0, 10].map((shift) => ({
    indices: undefined,
    values: Float64Array.of(0, 10),
    base: base + BigInt(shift),
  }));
  const html = toHtml(linePlot([a, b], { label: '', x: { length: 2 } }));
  t.regex(html, /d="M0 400l1-200 ".*d="M0 200l1-200 "/);
});

for (const [name, deflate] of [
  ['zlib', deflateSync],
  ['stored blocks', storedDeflate],
] as const) {
  test(`a heat map has a colour for each number, and none for NaN (${name})`, (t) => {
    const values = Float64Array.from({ length: 300 }, (_, index) => (index % 7 === 0 ? Number.NaN : index));
    const { width, height, pixels } = decoded(heatMapPicture(values, [10, 30], 'float64', deflate)?.url as string);
    t.deepEqual([width, height], [30, 10]);
    t.deepEqual(pixels[1], [0x44, 0x01, 0x54]);
    t.deepEqual(pixels[299], [0xfd, 0xe7, 0x25]);
    for (const [index, value] of values.entries()) t.is(pixels[index]?.length, Number.isNaN(value) ? 0 : 3);
    const greens = pixels.flatMap((pixel) => pixel[1] ?? []);
    t.deepEqual(
      greens,
      greens.toSorted((a, b) => a - b),
    );
  });

  test(`an image has the pixels of its array (${name})`, (t) => {
    const bytes = Uint8Array.from({ length: 5 * 7 * 3 }, (_, index) => (index * 37) % 256);
    const { pixels } = decoded(heatMapPicture(bytes, [5, 7, 3], 'uint8', deflate)?.url as string);
    t.deepEqual(pixels.flat(), [...bytes]);
  });
}

test('with both signs, the colours are symmetric about grey at 0', (t) => {
  const { pixels } = decoded(
    heatMapPicture(Float64Array.of(-1, 0, 4, -4), [2, 2], 'float64', deflateSync)?.url as string,
  );
  t.deepEqual(pixels[1], [0xec, 0xec, 0xec]);
  t.deepEqual(pixels[2], [0x67, 0x00, 0x1f]);
  t.deepEqual(pixels[3], [0x05, 0x30, 0x61]);
});

test('0 is grey, however far the numbers go on one side', (t) => {
  const { pixels } = decoded(
    heatMapPicture(Float64Array.of(-1, 0, 4, 2), [2, 2], 'float64', deflateSync)?.url as string,
  );
  t.deepEqual(pixels[1], [0xec, 0xec, 0xec]);
});

test('where several numbers share a cell, it shows the one furthest from the middle', (t) => {
  const values = Float64Array.from({ length: 1440 * 2 }, (_, index) => (index === 1001 ? 10 : index === 2000 ? 0 : 5));
  const { width, pixels } = decoded(heatMapPicture(values, [2, 1440], 'float64', deflateSync)?.url as string);
  t.is(width, 720);
  t.deepEqual(pixels[500], [0xfd, 0xe7, 0x25]);
  t.deepEqual(pixels[720 + 280], [0x44, 0x01, 0x54]);
});

const INFINITE = [0xff, 0x00, 0xff];
const MINUS_INFINITE = [0x00, 0x00, 0xff];

for (const [what, numbers] of [
  ['one sign', [1, 2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 9]],
  ['both signs', [-1, 2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 9]],
  ['one number', [4, 4, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 4]],
  ['no number', [Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, Number.NaN]],
] as const)
  test(`in a heat map, infinities have colours of their own, beside ${what}`, (t) => {
    const picture = heatMapPicture(Float64Array.from(numbers), [2, 3], 'float64', deflateSync);
    const { pixels } = decoded(picture?.url as string);
    t.deepEqual([pixels[2], pixels[3], pixels[4]], [INFINITE, MINUS_INFINITE, []]);
    for (const at of [0, 1, 5]) {
      t.notDeepEqual(pixels[at], INFINITE);
      t.notDeepEqual(pixels[at], MINUS_INFINITE);
    }
    t.like(picture?.notFinite, { positiveInfinite: 1, negativeInfinite: 1 });
  });

test('an infinity among many numbers of a cell is seen', (t) => {
  const values = Float64Array.from({ length: 1440 * 2 }, (_, index) =>
    index === 1001 ? Number.NEGATIVE_INFINITY : index,
  );
  const { pixels } = decoded(heatMapPicture(values, [2, 1440], 'float64', deflateSync)?.url as string);
  t.deepEqual(pixels[500], MINUS_INFINITE);
});

test('the colours of infinities are far from those of both palettes', (t) => {
  const bytesOf = (colour: string) => [0, 2, 4].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  for (const colour of Object.values(INFINITY_COLOURS).map(bytesOf))
    for (const isDiverging of [false, true]) {
      const palette = paletteOf(isDiverging, 64);
      for (let at = 0; at < 64; at++) {
        const distances = colour.map((byte, channel) => byte - (palette[3 * at + channel] as number));
        t.true(Math.hypot(...distances) > 100, `${colour} and colour ${at}`);
      }
    }
});

test('the legend of a heat map says which colours are infinities and NaN, and how many there are', (t) => {
  const values = Array.from({ length: 90 }, (_, index) =>
    index < 2 ? Number.POSITIVE_INFINITY : index < 5 ? Number.NEGATIVE_INFINITY : index < 9 ? Number.NaN : index,
  );
  const html = figure(float64('a', values, { shape: [3, 30] }));
  const [, legend = ''] = html.match(/<div class="scale">(.*?)<\/div>/) ?? [];
  t.regex(legend, /<rect [^>]*fill="#ff00ff"\/><\/svg>Infinity \(2\)/);
  t.regex(legend, /<rect [^>]*fill="#0000ff"\/><\/svg>-Infinity \(3\)/);
  t.regex(legend, /<svg class="swatch"[^>]*\/>NaN \(4\)/);
  const finite = figure(
    float64(
      'a',
      values.map((_, index) => index),
      { shape: [3, 30] },
    ),
  );
  t.notRegex(finite, /swatch/);
});

test('a heat map on the scale of others has the colours that its numbers have there, to a level of 253', (t) => {
  const values = Float64Array.of(2, 3, 4, Number.NaN, Number.POSITIVE_INFINITY, 5);
  for (const [scale, isDiverging] of [
    [[0, 10], false],
    [[-10, 5], true],
    [[2, 5], false],
  ] as const) {
    const picture = onScale(heatMapPicture(values, [2, 3], 'float64', deflateSync) as never, scale);
    t.deepEqual(picture.range, scale);
    const { pixels } = decoded(picture.url);
    t.deepEqual([pixels[3], pixels[4]], [[], INFINITE]);
    const [low, high] = isDiverging ? [-10, 10] : scale;
    for (const at of [0, 1, 2, 5]) {
      const fraction = ((values[at] as number) - low) / (high - low);
      const expected = paletteOf(isDiverging, 1001)
        .subarray(3 * Math.round(1000 * fraction))
        .subarray(0, 3);
      for (const [channel, byte] of expected.entries())
        t.true(Math.abs(byte - (pixels[at]?.[channel] as number)) <= 2, `${values[at]} on ${scale}`);
    }
  }
});

test('a figure says that the dtype is not known, and that it may be an image', (t) => {
  const pixels = float64('photo', curve(3 * 4 * 3, Number), { shape: [3, 4, 3], dtype: undefined });
  t.regex(figure(pixels), /numbers\[3,4,3\] \(dtype not known\)/);
  t.regex(figure(pixels), /Its dtype is not known, so it is drawn as a heat map, even if it is an image\./);
  const map = float64('map', curve(36, Number), { shape: [3, 12], dtype: undefined });
  t.regex(figure(map), /\(dtype not known\)/);
  t.notRegex(figure(map), /even if it is an image/);
  t.notRegex(figure({ ...map, dtype: 'float64' }), /dtype not known/);
});
