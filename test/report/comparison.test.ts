// Two artifacts are compared by the data of a page as by their files, with the words and figures of `artifacts compare`.

import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { compareArtifacts } from '../../src/display/compare-artifacts.js';
import { differenceNote } from '../../src/display/difference-note.js';
import type { ResolvedArtifact } from '../../src/display/resolved-artifact.js';
import { StoredArray } from '../../src/format/stored-array.js';
import { valueAt } from '../../src/format/stored-tree.js';
import { Artifact, encode, NdArray, Persisted } from '../../src/index.js';
import type { TypedArray } from '../../src/model/dtypes.js';
import { ProgressReporter } from '../../src/model/progress.js';
import { comparisonInPage } from '../../src/report/comparison/artifact-comparison.js';
import type { ArrayData, ArtifactData, ComparisonData } from '../../src/report/data/page-data.js';
import { linkInFile } from '../../src/report/data/page-state.js';
import { comparisonData } from '../../src/report/gathering/comparison-data.js';
import { artifactData } from '../../src/report/gathering/gathered-artifact.js';
import { toHtml } from '../../src/report/markup/html.js';
import { encodeElements } from '../../src/report/plots/elements-text.js';
import { statisticsOf } from '../../src/report/plots/statistics.js';
import { comparedFigure } from '../../src/report/views/compared-figure.js';
import { comparisonView } from '../../src/report/views/comparison.js';
import { openStoredArtifact, type StoredArtifact } from '../../src/repository/stored-artifact.js';
import { BytesSource } from '../../src/storage/bytes-source.js';
import { artifact } from '../support/arbitraries.js';
import { decoded } from './decoded-png.js';

const store = {
  storage: undefined as never,
  readsAsStored: () => true,
  openStored: openStoredArtifact,
};

/** Returns an artifact in memory by the text of its file. */
const fileOf = (id: string, text: string): ResolvedArtifact => ({
  key: undefined,
  path: `${id}.json`,
  id,
  open: async () => new BytesSource(Buffer.from(text)),
});

/** Compares texts of files in the three ways. */
async function compared(...texts: string[]) {
  const files = texts.map((text, index) => fileOf(`0000000${index}`, text));
  const artifacts: ArtifactData[] = [];
  for (const file of files) artifacts.push(await artifactData(store, file));
  // A page carries its data as JSON.
  const inPage = comparisonInPage(JSON.parse(JSON.stringify(artifacts)));
  const onServer = await comparisonData(store, files);
  return { files, inPage, onServer: JSON.parse(JSON.stringify(onServer)) as ComparisonData };
}

/** Compares as the command line does: the pointers that differ with their notes, and how many values were compared. */
async function byCommandLine(files: readonly ResolvedArtifact[]) {
  const opened: { id: string; artifact: StoredArtifact }[] = [];
  for (const { id, open, path } of files)
    opened.push({ id, artifact: await openStoredArtifact(open, path, { progress: new ProgressReporter() }) });
  const { inputs, results } = await compareArtifacts(opened, true, {}, new ProgressReporter());
  const notesOf = ({ pointer, differences }: NonNullable<typeof inputs>['differing'][number]) => ({
    pointer,
    notes: differences.map((difference, index) => {
      const array = [0, index + 1]
        .map((place) => valueAt(opened[place]?.artifact.root as never, pointer))
        .find((value) => value instanceof StoredArray);
      return difference && differenceNote(difference, array);
    }),
  });
  return {
    inputs: inputs?.differing.map(({ pointer }) => pointer),
    results: results.differing.map(({ pointer }) => pointer),
    counts: [inputs?.compared, results.compared],
    notes: [...(inputs?.differing ?? []), ...results.differing].map(notesOf),
  };
}

/** Checks that the three ways find the same. */
async function checkSame(...texts: string[]): Promise<ComparisonData> {
  const { files, inPage, onServer } = await compared(...texts);
  assert.deepEqual(JSON.parse(JSON.stringify(inPage)), onServer);
  const expected = await byCommandLine(files);
  assert.deepEqual(
    inPage.inputs.map(({ pointer }) => pointer),
    expected.inputs,
  );
  assert.deepEqual(
    inPage.results.map(({ pointer }) => pointer),
    expected.results,
  );
  for (const [index, part] of (['inputs', 'results'] as const).entries()) {
    const [differing, of] = [inPage[part].length, expected.counts[index]];
    const text = of === 0 ? 'there are none' : differing === 0 ? `all ${of} the same` : `${differing} of ${of} differ`;
    assert.ok(inPage.summary.includes(`${part === 'inputs' ? 'Inputs' : 'Results'}: ${text}`), inPage.summary);
  }
  for (const { pointer, differences } of inPage.arrays) {
    const notes = expected.notes.find((each) => each.pointer === pointer)?.notes;
    for (const [place, difference] of differences.slice(1).entries())
      if (notes?.[place] !== undefined) assert.equal(difference?.note, notes[place]);
  }
  return inPage;
}

@Persisted({ procedure: 'Curve' })
class Curve extends Artifact<{ gain: number; list?: number[] }> {
  @NdArray('float64') curve!: Float64Array;
  @NdArray('int64') whole!: BigInt64Array;
  @NdArray('float64', { shape: [3, 30], optional: true }) map?: NdArray<Float64Array>;
  @NdArray('float64', { optional: true }) channels?: NdArray<Float64Array>;
  @Persisted() text!: string;
}

const curveOf = (values: Partial<Curve> = {}): string =>
  encode(
    Curve.create({
      procedureVersion: '1',
      inputParameters: { gain: Number.NaN },
      timestamp: new Date(0),
      curve: Float64Array.of(1, Number.NaN, -0, 1e300, 5, 6),
      whole: BigInt64Array.of(2n ** 60n, 1n),
      text: 'a',
      ...values,
    }),
  );

const unsealed = (level: string, curve: string, parameters = '{"a": [1, 2]}') =>
  `{"procedure_name": "P", "procedure_version": "1", "timestamp": "2026-02-26T11:40:13", "input_parameters": ${parameters},
"level": ${level}, "none": [], "curve": ${curve}}`;

const CASES: readonly (readonly [title: string, texts: readonly string[], summary: string])[] = [
  ['two that are the same', [curveOf(), curveOf()], 'Inputs: all 2 the same. Results: all 3 the same, bit for bit.'],
  [
    'a number, the sign of a zero, and a neighbour of a 64-bit integer',
    [
      curveOf(),
      curveOf({ curve: Float64Array.of(1, Number.NaN, 0, 1e300, 5, 6), whole: BigInt64Array.of(2n ** 60n + 1n, 1n) }),
    ],
    'Inputs: all 2 the same. Results: 2 of 3 differ.',
  ],
  [
    'three of other lengths and texts, the last as the first',
    [curveOf(), curveOf({ curve: Float64Array.of(1), text: '1' }), curveOf()],
    'Inputs: all 2 the same. Results: 2 of 3 differ.',
  ],
  [
    'long texts that differ at their end',
    [curveOf({ text: `${'x'.repeat(5000)}a` }), curveOf({ text: `${'x'.repeat(5000)}b` })],
    'Inputs: all 2 the same. Results: 1 of 3 differ.',
  ],
  [
    'long texts that are the same',
    [curveOf({ text: 'x'.repeat(5000) }), curveOf({ text: 'x'.repeat(5000) })],
    'Inputs: all 2 the same. Results: all 3 the same, bit for bit.',
  ],
  [
    'unsealed files with lists of other lengths and types',
    [unsealed('1', '[1, 2, null, 4, 5]'), unsealed('"1"', '[1, 3, NaN, 4, 5]', '{"a": [1, 3, 4]}')],
    'Inputs: 2 of 4 differ. Results: 2 of 3 differ.',
  ],
  [
    'keys that mean something in JavaScript, or with signs of pointers',
    [
      unsealed('{"toString": 1, "constructor": 2, "a/b~": 3}', '[[1, 2], [3, 4]]'),
      unsealed('{"toString": 2, "constructor": 2, "a/b~": 4}', '[[1, 2], [3, 5]]'),
    ],
    'Inputs: all 3 the same. Results: 3 of 5 differ.',
  ],
];

for (const [title, texts, summary] of CASES)
  test(`a page compares as its files, and as the command line: ${title}`, async (t) => {
    t.is((await checkSame(...texts)).summary, summary);
  });

test('a page compares as its files, and as the command line, whatever is in them', async (t) => {
  await fc.assert(
    fc.asyncProperty(artifact, artifact, fc.func(fc.boolean()), async (a, b, takes) => {
      const fields = Object.keys(a).map((key) => [key, (takes(key) ? b : a)[key as keyof typeof a]]);
      const mixed = Object.assign(Object.create(Object.getPrototypeOf(a)), Object.fromEntries(fields));
      await checkSame(encode(a), encode(mixed));
    }),
    { numRuns: 60 },
  );
  t.pass();
});

test('of an array that is longer than a page carries, a page knows whether it differs, and the files how', async (t) => {
  const long = Float64Array.from({ length: 5000 }, (_, index) => Math.sin(index));
  const other = long.slice();
  other[4321] = 7;
  const { inPage, onServer } = await compared(
    curveOf({ curve: long }),
    curveOf({ curve: other }),
    curveOf({ curve: long }),
  );
  t.deepEqual(inPage.results[0]?.cells, [
    'float64[5000]',
    'differ; how, says artifacts compare 00000000 00000001',
    'the same',
  ]);
  t.is(inPage.summary, onServer.summary);
  t.regex(onServer.results[0]?.cells[1] as string, /^1 of 5000 differ, first at \[4321\], most at \[4321\], by /);
  t.true(onServer.arrays[0]?.differences[1]?.drawn !== undefined);
});

test('damaged files are named and not compared, and neither are less than two or more than eight artifacts', async (t) => {
  const { inPage } = await compared(curveOf(), curveOf().slice(0, -100), curveOf());
  t.is(inPage.artifacts.length, 2);
  t.is(inPage.damaged.length, 1);
  t.is(inPage.summary, 'Inputs: all 2 the same. Results: all 3 the same, bit for bit.');
  t.is(comparisonInPage([], ['a']).problem, 'A comparison takes 2 to 8 artifacts, and was given 1.');
  t.is(comparisonInPage([], [...'abcdefghi']).problem, 'A comparison takes 2 to 8 artifacts, and was given 9.');
  t.is(comparisonInPage([], ['a', 'b']).problem, 'There are no two artifacts to compare.');
  t.deepEqual(comparisonInPage([], ['a', 'b']).absent, ['a', 'b']);
});

test('the page shows curves over one another, the first difference, and the differences below; more than four side by side', async (t) => {
  const curve = (scale: number) => Float64Array.from({ length: 100 }, (_, index) => scale * Math.sin(index / 10));
  const html = async (count: number) => {
    const texts = Array.from({ length: count }, (_, index) => curveOf({ curve: curve(1 + index) }));
    return toHtml(comparisonView((await compared(...texts)).inPage, linkInFile, []));
  };
  const three = await html(3);
  t.regex(three, /<h1>Compare 3<\/h1>/);
  t.regex(three, /99 of 100 differ, first at \[1\]/);
  t.regex(three, /Difference from 00000000/);
  t.regex(three, /▼ differs first at \[1\] in 00000001, \[1\] in 00000002/);
  const five = await html(5);
  t.false(five.includes('Difference from'));
  t.is(five.match(/curve of 0000000\d/g)?.length, 5);
});

const INFINITE = Number.POSITIVE_INFINITY;

/** Returns the page of the comparison of artifacts that have a map of 3 × 30 numbers. */
async function mapsHtml(...maps: ((index: number) => number)[]): Promise<string> {
  const texts = maps.map((value) => {
    const rows = Array.from({ length: 3 }, (_, row) => Array.from({ length: 30 }, (_, at) => value(row * 30 + at)));
    return curveOf({ map: { data: Float64Array.from(rows.flat()), shape: [3, 30] } });
  });
  return toHtml(comparisonView((await compared(...texts)).inPage, linkInFile, []));
}

const legendsOf = (html: string): string[] =>
  [...html.matchAll(/<div class="scale">(.*?)<\/div>/g)].map(([, legend]) =>
    (legend as string).replace(/^.*?aria-label="([^"]*)".*?<\/svg>/, '$1 ').replace(/<[^>]*>/g, ''),
  );

test('heat maps that are compared have one scale, and their differences another one', async (t) => {
  const html = await mapsHtml(
    (at) => at,
    (at) => at * 2 - 20,
  );
  t.deepEqual(legendsOf(html), [
    'colours from -20 to 158 one scale for all',
    'colours from -20 to 158 one scale for all',
    'colours from -69 to 69 scale of the differences',
  ]);
  const colours = [...html.matchAll(/class="cells" src="([^"]*)"/g)].map(([, url]) => decoded(url as string).pixels);
  // 20 stands at 20 in both maps, 40 at 30 in the second one.
  for (const [a, b] of [
    [20, 20],
    [40, 30],
  ] as const)
    for (const [channel, byte] of (colours[0]?.[a] ?? []).entries())
      t.true(Math.abs(byte - (colours[1]?.[b]?.[channel] as number)) <= 2, `${a}`);
  t.notRegex(html, /Flat on this scale|scale of its own/);
});

/** Returns texts of two artifacts that have an array of some rows and 3 columns, which differ in the second column from row 4 on. */
const ofColumns = (rows: number): [string, string] => {
  const text = (differing: number) =>
    curveOf({
      channels: {
        data: Float64Array.from(
          { length: 3 * rows },
          (_, at) => Math.sin(at) + (at % 3 === 1 && at >= 12 ? differing : 0),
        ),
        shape: [rows, 3],
      },
    });
  return [text(0), text(1)];
};

const labelsOf = (html: string) => [...html.matchAll(/aria-label="(column \d: [^"]*)"/g)].map(([, label]) => label);

test('few long columns are compared as curves, as the page of an artifact draws them, with their differences', async (t) => {
  const { inPage } = await compared(...ofColumns(30));
  const html = toHtml(comparisonView(inPage, linkInFile, []));
  t.deepEqual(
    labelsOf(html),
    [0, 1, 2].flatMap((column) => [`column ${column}: 2 curves`, `column ${column}: differences from 00000000`]),
  );
  t.is(html.match(/▼ differs first at \[4\] in 00000001/g)?.length, 1);
  t.regex(html, />row<\/text>/);
  t.notRegex(html, /class="cells"/);
});

test('the differences of columns that are too long for a page are a heat map', async (t) => {
  const { onServer } = await compared(...ofColumns(3000));
  const html = toHtml(comparisonView(onServer, linkInFile, []));
  t.deepEqual(labelsOf(html), ['column 0: 2 curves', 'column 1: 2 curves', 'column 2: 2 curves']);
  t.is(html.match(/class="cells"/g)?.length, 1);
  t.regex(html, /00000001 less 00000000/);
});

test('a heat map that one scale for all flattens says so', async (t) => {
  const html = await mapsHtml(
    (at) => at,
    (at) => at * 1000,
  );
  t.regex(html, /Flat on this scale: its numbers go from 0 to 89\./);
  t.is(html.match(/Flat on this scale/g)?.length, 1);
});

test('differences have one scale, unless it would hide the smaller ones', async (t) => {
  const legends = async (...scales: number[]) =>
    legendsOf(await mapsHtml((at) => at, ...scales.map((scale) => (at: number) => at * scale))).slice(
      1 + scales.length,
    );
  t.deepEqual(await legends(2, 3), [
    'colours from -178 to 178 scale of the differences',
    'colours from -178 to 178 scale of the differences',
  ]);
  t.deepEqual(await legends(2, 101), [
    'colours from -89 to 89 scale of this difference',
    'colours from -8900 to 8900 scale of this difference',
  ]);
});

test('heat maps of two units, and of integers that doubles round, have no common scale, which is said', (t) => {
  const html = (...arrays: ArrayData[]) => {
    const artifacts = arrays.map((_, place) => ({ id: `0000000${place}`, procedure: 'P', time: '' }));
    const differences = arrays.map((_, place) => (place === 0 ? null : { note: '', reason: 'another unit' }));
    const compared = { pointer: '/map', name: 'map', arrays, xs: arrays.map(() => null), differences };
    return toHtml(comparedFigure(compared, artifacts, undefined));
  };
  const map = (dtype: 'float64' | 'int64', elements: TypedArray, unit?: string): ArrayData => ({
    pointer: '/map',
    name: 'map',
    dtype,
    shape: [2, 3],
    unit,
    statistics: statisticsOf(elements, dtype),
    elements: encodeElements(elements),
  });
  const [few, large] = [Float64Array.of(1, 2, 3, 4, 5, 6), BigInt64Array.of(2n ** 60n, 1n, 2n, 3n, 4n, 5n)];
  t.regex(
    html(map('float64', few, 'm'), map('float64', few, 's')),
    /Each picture has a scale of its own \(another unit\)\./,
  );
  t.regex(
    html(map('int64', large), map('int64', large)),
    /Each picture has a scale of its own \(integers beyond 2⁵³\)\./,
  );
});

test('a comparison counts infinities and NaN, in each heat map and in the differences', async (t) => {
  const html = await mapsHtml(
    (at) => (at === 7 ? Number.NaN : at),
    (at) => (at === 3 ? INFINITE : at === 4 ? -INFINITE : at + 1),
  );
  t.deepEqual(legendsOf(html), [
    'colours from 0 to 90 one scale for allNaN (1)',
    'colours from 0 to 90 one scale for allInfinity (1)-Infinity (1)',
    'colours from -1 to 1 scale of the differencesInfinity (1)-Infinity (1)NaN (1)',
  ]);
});

@Persisted({ procedure: 'Timed' })
class Timed extends Artifact {
  @NdArray('float64', { x: 'time' }) signal!: Float64Array;
  @NdArray('float64') time!: Float64Array;
}

test('a comparison says which x does not fit, and why', async (t) => {
  const timed = (scale: number, place: number) =>
    encode(
      Timed.create({
        procedureVersion: '1',
        inputParameters: {},
        timestamp: new Date(0),
        signal: Float64Array.from({ length: 30 }, (_, index) => scale * index),
        time: Float64Array.from({ length: 30 }, (_, index) => (index === place ? 0.5 : index)),
      }),
    );
  const { inPage, onServer } = await compared(timed(1, 17), timed(2, 17));
  t.deepEqual(JSON.parse(JSON.stringify(inPage)), onServer);
  const html = toHtml(comparisonView(inPage, linkInFile, []));
  for (const id of ['00000000', '00000001'])
    t.true(html.includes(toHtml(`${id}: x: "time" does not rise at index 17; index used.`)), id);
  const right = toHtml(comparisonView((await compared(timed(1, -1), timed(2, -1))).inPage, linkInFile, []));
  t.false(right.includes('index used'));
});

test('few numbers are compared in a table, which marks those that differ', async (t) => {
  const numbers = Float64Array.of(1, Number.NaN, -0, 1e300, 5, 6);
  const { inPage } = await compared(
    curveOf({ curve: numbers }),
    curveOf({ curve: numbers.with(2, 0).with(4, 5 + 2 ** -50) }),
    curveOf({ curve: numbers.slice(0, 5) }),
  );
  const html = toHtml(comparisonView(inPage, linkInFile, []));
  const [figure = ''] = html.match(/<figure [^>]*data-pointer="\/curve".*?<\/figure>/) ?? [];
  t.false(figure.includes('class="chart"'));
  const rows = [...figure.matchAll(/<tr><th scope="row">(.*?)<\/tr>/g)].map(([, row]) =>
    (row as string)
      .replace(/<td class="differs">/g, ' *')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  t.deepEqual(rows, [
    '0 1 1 1',
    '1 NaN NaN NaN',
    '2 -0 *◆ 0 -0',
    '3 1e+300 1e+300 1e+300',
    '4 5 *◆ 5.000000000000001 5',
    '5 6 6 *◆ -',
  ]);
  t.true(figure.includes('◆ differs first at [2] in 00000001'));
  for (const length of [20, 21]) {
    const [a, b] = [0, 1].map((shift) =>
      curveOf({ curve: Float64Array.from({ length }, (_, index) => index + shift) }),
    );
    const page = toHtml(comparisonView((await compared(a as string, b as string)).inPage, linkInFile, []));
    t.is(page.includes('class="chart"'), length > 20);
  }
});
