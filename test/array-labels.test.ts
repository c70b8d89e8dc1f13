// Specifies the labels of an array: its unit, the names of its axes, and the array that has the x of each number. They stand beside the dtype in
// the file, and are checked on load as the dtype is.

import test from 'ava';
import fc from 'fast-check';
import { StoredArray } from '../src/format/stored-array.js';
import {
  Artifact,
  ArtifactRepository,
  codec as c,
  DeclarationError,
  decode,
  encode,
  jsonSchemaOf,
  MemoryStorage,
  NdArray,
  NestedList,
  NestedMap,
  Persisted,
  persisted,
  Rest,
  readJson,
  type NdArray as Shaped,
  Stored,
  writeJson,
} from '../src/index.js';
import { issuesOf } from './support/holder.js';
import { bytesOf, create, newFolder, sealed } from './support/stored.js';

@Persisted()
class Segment {
  @NdArray('float32', { unit: 'mV', x: 'instants' }) curve!: Float32Array;
  @NdArray('float32', { unit: 's' }) instants!: Float32Array;
}

@Persisted({ procedure: 'Flows' })
class Flows extends Artifact {
  @NdArray('float64', { unit: 'm³/s', axes: ['year'], missing: null }) flow!: Float64Array;
  @NdArray('float64', { x: 'densityGrid' }) density!: Float64Array;
  @NdArray('float64', { unit: 'm³/s' }) densityGrid!: Float64Array;
  @NdArray('float64', { shape: [null, 2], axes: ['trial', 'channel'], unit: '°C' }) rows!: number[][];
  @NdArray('int16', { axes: ['row', 'column'] }) any!: Shaped<Int16Array>;
  @Stored(c.nullable(c.ndArray('int64', { unit: 'ns', x: 'flow' })), { optional: true }) ticks?: BigInt64Array | null;
  @NdArray('float32', { unit: 'K', nullable: true, as: (data) => [...data] }) built!: number[] | null;
  @NestedList(() => Segment) segments!: Segment[];
  @NestedMap(() => Segment) byName!: Map<string, Segment>;
  @Stored(c.map(c.ndArray('uint8', { unit: 'counts' }))) counts!: Map<string, Uint8Array>;
}

const segment = (...curve: number[]): Segment =>
  Object.assign(new Segment(), { curve: Float32Array.from(curve), instants: Float32Array.from(curve.keys()) });

const flows = (values: Partial<Flows> = {}): Flows =>
  Object.assign(
    Flows.create({
      procedureVersion: '1',
      inputParameters: {},
      timestamp: new Date(0),
      flow: Float64Array.of(1120, Number.NaN, 963),
      density: Float64Array.of(0.5, 0.25),
      densityGrid: Float64Array.of(1, 2),
      rows: [[1, 2]],
      any: { data: Int16Array.of(1, 2), shape: [1, 2] },
      ticks: BigInt64Array.of(2n ** 60n),
      built: [1],
      segments: [segment(1, 2), segment()],
      byName: new Map([['*', segment(1)]]),
      counts: new Map([['a', Uint8Array.of(1)]]),
    }),
    values,
  );

const ARRAYS = {
  '/any': { dtype: 'int16', axes: ['row', 'column'], shape: [1, 2] },
  '/built': { dtype: 'float32', unit: 'K', shape: [1] },
  '/by_name/*/curve': { dtype: 'float32', unit: 'mV', x: 'instants', shape: [1] },
  '/by_name/*/instants': { dtype: 'float32', unit: 's', shape: [1] },
  '/counts/*': { dtype: 'uint8', unit: 'counts' },
  '/density': { dtype: 'float64', x: 'density_grid', shape: [2] },
  '/density_grid': { dtype: 'float64', unit: 'm³/s', shape: [2] },
  '/flow': { dtype: 'float64', unit: 'm³/s', axes: ['year'], missing: null, shape: [3] },
  '/rows': { dtype: 'float64', unit: '°C', axes: ['trial', 'channel'], shape: [1, 2] },
  '/segments/*/curve': { dtype: 'float32', unit: 'mV', x: 'instants' },
  '/segments/*/instants': { dtype: 'float32', unit: 's' },
  '/ticks': { dtype: 'int64', unit: 'ns', x: 'flow', shape: [1] },
};

test('labels stand beside the dtype, in the order of their keys; x is the key of the other array', (t) => {
  const text = encode(flows());
  t.deepEqual(JSON.parse(text).$artifact.arrays, ARRAYS);
  t.true(
    text.includes(
      '\n      "/flow": {\n        "axes": ["year"],\n        "dtype": "float64",\n        "missing": null,\n        "shape": [3],\n        "unit": "m³/s"\n      },\n',
    ),
  );
});

test('what is loaded is what was saved, and is saved again as the same bytes', (t) => {
  const text = encode(flows());
  const loaded = decode(text, Flows);
  t.deepEqual(loaded, flows());
  t.is(encode(loaded), text);
});

const labelsOf = ({ unit, axes, x }: StoredArray) => ({ unit, axes, x });
const none = { unit: undefined, axes: undefined, x: undefined };

test('verify, open and describe know the labels', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Flows] });
  const path = await repository.save(flows());
  t.deepEqual(await repository.load(path, Flows), flows());
  t.deepEqual((await repository.verify()).problems, []);
  t.deepEqual((await repository.describe(path)).arrays as unknown, ARRAYS);
  const opened = await repository.open(path);
  t.deepEqual(labelsOf(opened.array('/flow')), { ...none, unit: 'm³/s', axes: ['year'] });
  t.deepEqual(labelsOf(opened.array('/density')), { ...none, x: 'density_grid' });
  t.deepEqual(labelsOf(opened.array('/segments/1/curve')), { ...none, unit: 'mV', x: 'instants' });
  t.deepEqual(labelsOf(opened.array('/by_name/*/curve')), { ...none, unit: 'mV', x: 'instants' });
});

test('a large array keeps its labels', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Flows] });
  const flow = Float64Array.from({ length: 400_000 }, (_, index) => index / 7);
  const path = await repository.save(flows({ flow }));
  t.deepEqual((await repository.load(path, Flows)).flow, flow);
  const array = (await repository.open(path)).array('/flow');
  t.deepEqual(labelsOf(array), { ...none, unit: 'm³/s', axes: ['year'] });
  t.deepEqual(await array.read(399_999), flow.slice(399_999));
});

/** The text of an artifact in which one part is replaced, with the seal that fits. */
function changed(from: string, to: string, text = encode(flows())): string {
  if (!text.includes(from)) throw new Error(`found no ${from}`);
  return sealed(Buffer.from(text.replace(from, () => to))).toString();
}

test('a file in another layout, which the exact reader reads, gives the same', async (t) => {
  const other = changed('"rows": [\n    [1,2]\n  ]', '"rows": [ [1, 2] ]');
  t.deepEqual(decode(other, Flows), flows());
  const storage = new MemoryStorage();
  await create(storage, 'Flows/other.json', Buffer.from(other));
  const opened = await new ArtifactRepository({ storage, classes: [Flows] }).open('Flows/other.json');
  t.deepEqual(labelsOf(opened.array('/flow')), { ...none, unit: 'm³/s', axes: ['year'] });
});

@Persisted({ procedure: 'Flows' })
class Plain extends Artifact {
  @NdArray('float64', { missing: null }) flow!: Float64Array;
  @NdArray('float64') density!: Float64Array;
  @NdArray('float64') densityGrid!: Float64Array;
}

@Persisted({ procedure: 'Flows' })
class Labelled extends Artifact {
  @NdArray('float64', { missing: null, unit: 'm³/s', axes: ['year'] }) flow!: Float64Array;
  @NdArray('float64', { x: 'densityGrid' }) density!: Float64Array;
  @NdArray('float64') densityGrid!: Float64Array;
}

const plain = <T extends Plain>(Class: new () => T): T =>
  Object.assign(new Class(), {
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    flow: Float64Array.of(1),
    density: Float64Array.of(2),
    densityGrid: Float64Array.of(3),
  });

test('a file without labels is loaded by a class that has them, and gets them when it is saved', (t) => {
  t.deepEqual(decode(encode(plain(Plain)), Labelled), plain(Labelled));
  t.is(encode(decode(encode(plain(Plain)), Labelled)), encode(plain(Labelled)));
});

test('a class without labels refuses each of a file', (t) => {
  t.deepEqual(
    issuesOf(() => decode(encode(plain(Labelled)), Plain)),
    [
      'invalid-type /density: found x density_grid, expected none',
      'invalid-type /flow: found unit m³/s, expected none',
      'invalid-type /flow: found axes [year], expected none',
    ],
  );
});

for (const [title, from, to, issues] of [
  ['another unit', '"unit": "°C"', '"unit": "K"', ['invalid-type /rows: found unit K, expected °C']],
  [
    'other names of axes',
    '"axes": ["trial","channel"]',
    '"axes": ["channel","trial"]',
    ['invalid-type /rows: found axes [channel, trial], expected [trial, channel]'],
  ],
  [
    'another x',
    '"x": "density_grid"',
    '"x": "nothing"',
    ['invalid-type /density: found x nothing, expected density_grid'],
  ],
  [
    'a unit where the class has none',
    '"x": "density_grid"',
    '"unit": "1", "x": "density_grid"',
    ['invalid-type /density: found unit 1, expected none'],
  ],
  [
    'another dtype and another unit',
    '"dtype": "float32",\n        "unit": "mV"',
    '"dtype": "float64",\n        "unit": "V"',
    [
      'invalid-type /segments/0/curve: found the dtype float64, expected float32',
      'invalid-type /segments/0/curve: found unit V, expected mV',
      'invalid-type /segments/1/curve: found the dtype float64, expected float32',
      'invalid-type /segments/1/curve: found unit V, expected mV',
    ],
  ],
] as const) {
  test(`a sealed file is refused for ${title}`, (t) => {
    t.deepEqual(
      issuesOf(() => decode(changed(from, to), Flows)),
      issues as never,
    );
  });
}

for (const [title, to, message] of [
  [
    'a unit that is no text',
    '"unit": 5',
    /not of format 1: its arrays are wrong: found the unit 5, expected a text of 1 to 64/,
  ],
  ['an empty unit', '"unit": ""', /found the unit "", expected/],
  ['a unit of 65 characters', `"unit": "${'m'.repeat(65)}"`, /found the unit "m{65}", expected/],
  ['a unit with a line break', '"unit": "m\\ns"', /found the unit "m\\ns", expected/],
  ['a unit with a blank at its end', '"unit": "m "', /found the unit "m ", expected/],
  ['a unit of a megabyte', `"unit": "${'m'.repeat(1 << 20)}"`, /found the unit "m+… \(1048578 characters\), expected/],
  ['axes that are no list', '"axes": "year"', /found the axes "year", expected a list of names/],
  [
    'axes that are a long list of numbers',
    `"axes": [${Array(9000).fill(1)}]`,
    /found the axes \[.*, expected a list of names/s,
  ],
  ['axes with an empty name', '"axes": ["year",""]', /found the axes \[ 'year', '' \], expected a list of names/],
  [
    'more names than axes',
    '"axes": ["a","b","c"]',
    /found the axes \[ 'a', 'b', 'c' \], expected 2: one name for each axis \(\/rows\)$/,
  ],
  ['an x that is no text', '"x": 1', /found x: 1, expected a text \(\/rows\)/],
  ['an unknown member', '"units": "K"', /has an \$artifact member that is not of format 1$/],
] as const) {
  test(`a table with ${title} is refused`, async (t) => {
    const file = changed(to.startsWith('"unit"') ? '"unit": "°C"' : '"axes": ["trial","channel"]', to);
    t.throws(() => decode(file, Flows), { code: 'ARTIFACT_FORMAT', message });
    const storage = new MemoryStorage();
    await create(storage, 'Flows/x.json', Buffer.from(file));
    await t.throwsAsync(new ArtifactRepository({ storage }).open('Flows/x.json'), { code: 'ARTIFACT_FORMAT', message });
  });
}

test('an array of free rank must have as many axes as it has names for', (t) => {
  const wrong = flows({ any: { data: Int16Array.of(1), shape: [1] } });
  t.deepEqual(
    issuesOf(() => encode(wrong)),
    ['invalid-length /any: found the shape (1), expected the axes [row, column]'],
  );
});

test('a file in which an array of a pattern has another number of axes than names is refused, also without its class', async (t) => {
  @Persisted({ procedure: 'Grids' })
  class Grids extends Artifact {
    @Stored(c.list(c.ndArray('int8', { as: 'nd-array', axes: ['row', 'column'] }))) grids!: Shaped<Int8Array>[];
  }
  const grids = [{ data: Int8Array.of(1, 2), shape: [1, 2] }];
  const saved = Grids.create({ procedureVersion: '1', inputParameters: {}, timestamp: new Date(0), grids });
  t.deepEqual(decode(encode(saved), Grids), saved);
  const file = changed('"grids": [\n    [\n      [1,2]\n    ]\n  ]', '"grids": [\n    [1,2]\n  ]', encode(saved));
  t.deepEqual(
    issuesOf(() => decode(file, Grids)),
    ['invalid-length /grids/0: found the shape (2), expected the axes [row, column]'],
  );
  const storage = new MemoryStorage();
  await create(storage, 'Grids/x.json', Buffer.from(file));
  await t.throwsAsync(new ArtifactRepository({ storage }).open('Grids/x.json'), {
    code: 'ARTIFACT_FORMAT',
    message:
      /has an array of the shape \(2\) at \/grids\/0, where its \$artifact\.arrays name the axes \[row, column\]$/,
  });
});

// ── Patterns ─────────────────────────────────────────────────────────────────────────────────────────────────────────

@Persisted()
class Warm {
  @NdArray('float64', { unit: '°C' }) values!: Float64Array;
}

@Persisted()
class Cold {
  @NdArray('float64', { unit: 'K' }) values!: Float64Array;
}

@Persisted({ procedure: 'Kinds' })
class Kinds extends Artifact {
  @NestedList(() => ({ warm: Warm, cold: Cold })) events!: (Warm | Cold)[];
}

test('arrays of one pattern in different units have exact pointers, as those of different dtypes have', (t) => {
  const event = <T extends Warm | Cold>(Class: new () => T, ...values: number[]): T =>
    Object.assign(new Class(), { values: Float64Array.from(values) });
  const saved = Object.assign(new Kinds(), {
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    events: [event(Warm, 1), event(Cold, 2), event(Warm), event(Cold)],
  });
  const text = encode(saved);
  t.deepEqual(JSON.parse(text).$artifact.arrays, {
    '/events/*/values': { dtype: 'float64', unit: '°C' },
    '/events/1/values': { dtype: 'float64', unit: 'K', shape: [1] },
    '/events/3/values': { dtype: 'float64', unit: 'K', shape: [0] },
  });
  t.deepEqual(decode(text, Kinds), saved);
  const first = changed(
    '"/events/1/values": {\n        "dtype": "float64",\n        "shape": [1],\n        "unit": "K"',
    '"/events/1/values": {\n        "dtype": "float64",\n        "shape": [1],\n        "unit": "°C"',
    text,
  );
  t.deepEqual(
    issuesOf(() => decode(first, Kinds)),
    ['invalid-type /events/1/values: found unit °C, expected K'],
  );
});

// ── Any labels ───────────────────────────────────────────────────────────────────────────────────────────────────────

const label = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 16 })
  .filter((text) => text === text.trim() && text.length <= 64 && !/\p{Cc}/u.test(text));

test('any labels come back, and the same bytes', (t) => {
  fc.assert(
    fc.property(
      fc.record(
        { unit: label, axes: fc.array(label, { minLength: 1, maxLength: 4 }), x: fc.constant('grid') },
        { requiredKeys: [] },
      ),
      fc.array(fc.array(fc.double(), { maxLength: 3 }), { maxLength: 4 }),
      ({ axes, ...labels }, lists) => {
        class Any extends Artifact {
          declare grid: Float64Array;
          declare one: Shaped<Float64Array>;
          declare many: Float64Array[];
        }
        const oneAxis = axes && { axes: axes.slice(0, 1) };
        persisted(Any, {
          procedure: 'Any',
          fields: {
            grid: c.ndArray('float64', { ...(labels.unit !== undefined && { unit: labels.unit }) }),
            one: c.ndArray('float64', { ...labels, ...(axes && { axes }), as: 'nd-array' }),
            many: c.list(c.ndArray('float64', { ...(labels.unit !== undefined && { unit: labels.unit }), ...oneAxis })),
          },
        });
        const rank = axes?.length ?? 1;
        const saved = Object.assign(new Any(), {
          procedureVersion: '1',
          inputParameters: {},
          timestamp: new Date(0),
          grid: Float64Array.of(1),
          one: { data: Float64Array.of(2), shape: Array.from({ length: rank }, () => 1) },
          many: lists.map((list) => Float64Array.from(list)),
        });
        const text = encode(saved);
        const loaded = decode(text, Any);
        t.deepEqual(loaded, saved);
        t.is(encode(loaded), text);
        const { '/one': one } = JSON.parse(text).$artifact.arrays;
        t.deepEqual(one, { dtype: 'float64', shape: saved.one.shape, ...labels, ...(axes && { axes }) });
      },
    ),
  );
});

// ── Changed classes ──────────────────────────────────────────────────────────────────────────────────────────────────

test('a file names x by a former key of the other array, and is loaded', (t) => {
  @Persisted({ procedure: 'Flows' })
  class Renamed extends Artifact {
    @NdArray('float64', { missing: null, unit: 'm³/s', axes: ['year'] }) flow!: Float64Array;
    @NdArray('float64', { x: 'grid' }) density!: Float64Array;
    @NdArray('float64', { aliases: ['density_grid'] }) grid!: Float64Array;
  }
  const loaded = decode(encode(plain(Labelled)), Renamed);
  t.deepEqual(loaded.grid, Float64Array.of(3));
  t.is(JSON.parse(encode(loaded)).$artifact.arrays['/density'].x, 'grid');
});

/** Returns a class of version 2 with an upgrade. */
function upgradedBy(upgrade: (file: Record<string, StoredArray>) => Record<string, unknown>) {
  @Persisted({ procedure: 'Flows', schemaVersion: 2, upgradesFrom: { 1: upgrade } })
  class Second extends Artifact {
    @NdArray('float64', { missing: null, unit: 'l/s', axes: ['year'] }) flow!: Float64Array;
    @NdArray('float64', { x: 'grid' }) density!: Float64Array;
    @NdArray('float64') grid!: Float64Array;
  }
  return Second;
}

for (const [title, upgrade, expected] of [
  [
    'a new array has no labels, and is taken; an x whose array has another key now is no x',
    ({ flow, density_grid, ...rest }: Record<string, StoredArray>) => ({
      ...rest,
      grid: density_grid,
      flow: {
        dtype: 'float64',
        data: Float64Array.from(flow?.data as Float64Array, (each) => each * 1000),
        shape: [1],
        missing: null,
      },
    }),
    [],
  ],
  [
    'an array that is kept, or moved, keeps its labels',
    ({ density_grid, ...rest }: Record<string, StoredArray>) => ({ ...rest, grid: density_grid }),
    ['invalid-type /flow: found unit m³/s, expected l/s (after the upgrade from version 1)'],
  ],
  [
    'a described array may have labels, and those of the array that it is made of',
    ({ density_grid, flow, ...rest }: Record<string, StoredArray>) => ({
      ...rest,
      grid: { ...density_grid, data: density_grid?.data, unit: 'm' },
      flow: { ...flow, data: flow?.data, unit: 'l/s' },
    }),
    ['invalid-type /grid: found unit m, expected none (after the upgrade from version 1)'],
  ],
  [
    'a wrong label of a described array is refused',
    ({ flow, ...rest }: Record<string, StoredArray>) => ({
      ...rest,
      flow: { ...flow, data: flow?.data, axes: ['a', 'b'] },
    }),
    [
      "invalid-value /flow: the upgrade from version 1 returns the axes [ 'a', 'b' ], expected 1: one name for each axis",
    ],
  ],
] as const) {
  test(`upgrades: ${title}`, (t) => {
    t.deepEqual(
      issuesOf(() => decode(encode(plain(Labelled)), upgradedBy(upgrade))),
      expected as never,
    );
  });
}

test('an upgrade sees the labels of arrays in memory, and of those in their file', async (t) => {
  const seen: unknown[] = [];
  const Second = upgradedBy(({ flow, density_grid, ...rest }: Record<string, StoredArray>) => {
    seen.push(labelsOf(flow as StoredArray));
    return { ...rest, grid: density_grid, flow: (flow as StoredArray).data };
  });
  const storage = new MemoryStorage();
  const path = await new ArtifactRepository({ storage, classes: [Labelled] }).save(plain(Labelled));
  const repository = new ArtifactRepository({ storage, classes: [Second] });
  await repository.describe(path).catch(() => undefined);
  t.true(seen.length > 0);
  for (const each of seen) t.deepEqual(each, { ...none, unit: 'm³/s', axes: ['year'] });
});

@Persisted({ procedure: 'Flows' })
class Others extends Artifact {
  @Rest() others!: Record<string, unknown>;
}

test('a property with @Rest() keeps labels, and writes them again', (t) => {
  for (const text of [encode(flows()), encode(plain(Labelled))]) {
    const loaded = decode(text, Others);
    t.deepEqual(labelsOf(loaded.others['flow'] as StoredArray), { ...none, unit: 'm³/s', axes: ['year'] });
    const again = encode(loaded);
    t.deepEqual(labelsOf(decode(again, Others).others['density'] as StoredArray), { ...none, x: 'density_grid' });
    t.deepEqual(JSON.parse(again).$artifact.arrays, JSON.parse(text).$artifact.arrays);
  }
  t.deepEqual(decode(encode(decode(encode(flows()), Others)), Flows), flows());
});

test('a save proves that the labels of kept arrays come back', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Others] });
  const path = await repository.save(decode(encode(flows()), Others));
  t.deepEqual(decode(encode(await repository.load(path, Others)), Flows), flows());
});

// ── Files without $artifact ──────────────────────────────────────────────────────────────────────────────────────────

test('a file for Python, and one that writeJson writes, has no labels and is loaded', async (t) => {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Labelled], profile: 'python' });
  const path = await repository.save(plain(Labelled));
  const text = Buffer.from(await bytesOf(storage, path)).toString();
  t.false(text.includes('m³/s'));
  t.deepEqual(await repository.load(path, Labelled), plain(Labelled));
  const file = `${await newFolder()}/part.json`;
  const part = segment(1, 2);
  await writeJson(file, part, Segment);
  t.deepEqual(await readJson(file, Segment), part);
});

// ── Comparing ────────────────────────────────────────────────────────────────────────────────────────────────────────

test('two arrays in different units differ; one without a unit is not in another one', async (t) => {
  @Persisted({ procedure: 'Flows' })
  class Litres extends Artifact {
    @NdArray('float64', { missing: null, unit: 'l/s', axes: ['year'] }) flow!: Float64Array;
    @NdArray('float64') density!: Float64Array;
    @NdArray('float64') densityGrid!: Float64Array;
  }
  const storage = new MemoryStorage();
  for (const [name, Class] of Object.entries({ Labelled, Litres, Plain }))
    await create(storage, `Flows/${name}.json`, Buffer.from(encode(plain(Class))));
  const repository = new ArtifactRepository({ storage });
  const compare = (a: string, b: string) => repository.compare(`Flows/${a}.json`, `Flows/${b}.json`);
  t.deepEqual(await compare('Labelled', 'Litres'), {
    same: false,
    differences: [{ path: '/flow', kind: 'unit', units: ['m³/s', 'l/s'] }],
  });
  t.deepEqual(await compare('Labelled', 'Plain'), { same: true, differences: [] });
  t.deepEqual(await compare('Plain', 'Litres'), { same: true, differences: [] });
});

// ── Declarations ─────────────────────────────────────────────────────────────────────────────────────────────────────

const LABEL = 'a text of 1 to 64 characters, without control characters, and without blanks at its ends';

for (const [options, fault] of [
  [{ unit: 5 }, `found the unit 5, expected ${LABEL}`],
  [{ unit: '' }, `found the unit "", expected ${LABEL}`],
  [{ unit: ' m' }, `found the unit " m", expected ${LABEL}`],
  [{ unit: 'm\u0000' }, `found the unit "m\\u0000", expected ${LABEL}`],
  [{ unit: 'm'.repeat(65) }, `found the unit "${'m'.repeat(65)}", expected ${LABEL}`],
  [{ unit: null }, `found the unit null, expected ${LABEL}`],
  [{ axes: 'year' }, `found the axes "year", expected a list of names, each ${LABEL}`],
  [{ axes: [''] }, `found the axes [ '' ], expected a list of names, each ${LABEL}`],
  [{ axes: [] }, 'found the axes [], expected 1: one name for each axis'],
  [{ axes: ['a', 'b'] }, "found the axes [ 'a', 'b' ], expected 1: one name for each axis"],
  [{ axes: ['a'], shape: [2, 2] }, "found the axes [ 'a' ], expected 2: one name for each axis"],
  [{ x: 1 }, 'found x: 1, expected a text'],
  [{ x: 'grid', shape: [] }, 'found x for an array without axes, expected one axis or more'],
] as const) {
  test(`wrong labels do not declare an array: ${JSON.stringify(options).slice(0, 40)}`, (t) => {
    class Wrong {}
    const type = 'shape' in options ? Object : Float64Array;
    const decorate = () =>
      (NdArray('float64', { ...options, type } as never) as PropertyDecorator)(Wrong.prototype, 'value');
    t.throws(decorate, { instanceOf: DeclarationError, message: `Wrong.value: ${fault}` });
    t.throws(() => c.ndArray('float64', options as never), {
      instanceOf: DeclarationError,
      message: `codec.ndArray(): ${fault}`,
    });
  });
}

test('an array of free rank may have any number of named axes', (t) => {
  t.notThrows(() => c.ndArray('float64', { as: 'nd-array', axes: ['a', 'b', 'c'] }));
  t.notThrows(() => c.ndArray('float64', { as: (data) => data, axes: ['a', 'b'] }));
});

const curve = c.ndArray('float64', { x: 'grid' });

for (const [title, fields, fault] of [
  [
    'no such property',
    { curve, other: c.ndArray('int8') },
    'found x: "grid", expected another array of the class with one axis: other',
  ],
  [
    'the key of a property',
    { curve: c.ndArray('int8', { x: 'the_grid' }), theGrid: c.ndArray('int8') },
    'found x: "the_grid", expected another array of the class with one axis: theGrid',
  ],
  [
    'the array itself',
    { grid: curve },
    'found x: "grid", expected another array of the class with one axis: there is none',
  ],
  [
    'no array',
    { curve, grid: c.list(c.number) },
    'found x: "grid", expected another array of the class with one axis: there is none',
  ],
  [
    'two axes',
    { curve, grid: c.ndArray('int8', { shape: [2, 2] }) },
    'found x: "grid", expected another array of the class with one axis: there is none',
  ],
  [
    'any number of axes',
    { curve, grid: c.ndArray('int8', { as: 'nd-array' }) },
    'found x: "grid", expected another array of the class with one axis; grid may have any number of axes: give it shape: [null]',
  ],
] as const) {
  test(`x is another array of the class with one axis: ${title}`, (t) => {
    class Wrong {}
    t.throws(() => persisted(Wrong, { fields: fields as never }), {
      instanceOf: DeclarationError,
      message: `Wrong.${'curve' in fields ? 'curve' : 'grid'}: ${fault}`,
    });
  });
}

test('x may be declared later, by a parent, or again in a subclass under another key', (t) => {
  class Base {
    declare grid: Float64Array;
  }
  persisted(Base, { fields: { grid: c.ndArray('float64') } });
  class Derived extends Base {
    declare curve: Float64Array;
  }
  persisted(Derived, { fields: { curve } });
  class Again extends Derived {}
  persisted(Again, { fields: { grid: { codec: c.nullable(c.ndArray('int8')), key: 'other' } } } as never);
  for (const [Class, key] of [
    [Derived, 'grid'],
    [Again, 'other'],
  ] as const) {
    class Run extends Artifact {
      declare part: Derived;
    }
    persisted(Run, { procedure: 'Run', fields: { part: c.nested(() => Class as typeof Derived) } } as never);
    const values = { curve: Float64Array.of(1), grid: key === 'grid' ? Float64Array.of(2) : Int8Array.of(2) };
    const part = Object.assign(new Class(), values);
    const run = Object.assign(new Run(), { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0), part });
    t.is(JSON.parse(encode(run)).$artifact.arrays['/part/curve'].x, key);
    t.deepEqual(decode(encode(run), Run), run);
  }
});

for (const [name, wrong] of [
  ['list', () => c.list(curve)],
  ['list', () => c.list(c.nullable(curve))],
  ['map', () => c.map(curve)],
  ['object', () => c.object({ curve, grid: c.ndArray('float64') })],
  ['either', () => c.either(curve, c.string)],
  [
    'custom',
    () =>
      c.custom({
        name: 'X',
        stored: curve,
        is: () => true,
        encode: (each: never) => each,
        decode: (each: never) => each,
      } as never),
  ],
  ['ndArray', () => jsonSchemaOf(curve)],
] as const) {
  test(`codec.${name}() takes no array with x, for that is no field (${String(wrong).slice(6, 40)})`, (t) => {
    t.throws(wrong, {
      instanceOf: DeclarationError,
      message: `codec.${name}(): found an array with x: "grid", expected that option on a field alone, where it names another one`,
    });
  });
}
