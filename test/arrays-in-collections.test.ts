// Specifies arrays in lists and maps: what `$artifact.arrays` says of them, and that every reader finds them by it, and nothing else.

import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { published } from '../src/declaration/codec.js';
import { readBytesExactly } from '../src/format/exact-reader.js';
import { readArtifact } from '../src/format/read-artifact.js';
import {
  Artifact,
  codec as c,
  decode,
  encode,
  NdArray,
  NestedList,
  NestedMap,
  Persisted,
  Stored,
} from '../src/index.js';
import { decodeInstance, encodeInstance } from '../src/mapping/mapper.js';
import { Elements } from '../src/model/elements.js';
import { LIMITS, type Limits } from '../src/model/limits.js';
import { ProgressReporter } from '../src/model/progress.js';
import { isTreeObject, type Tree } from '../src/model/tree.js';
import { openStoredArtifact } from '../src/repository/stored-artifact.js';
import { BytesSource } from '../src/storage/bytes-source.js';
import { anything, anythingCodec, shapedOf } from './support/anything.js';
import { limits } from './support/arbitraries.js';
import { sealed } from './support/stored.js';

@Persisted()
class Floats {
  @NdArray('float64') data!: Float64Array;
}

@Persisted()
class Bytes {
  @NdArray('uint8') data!: Uint8Array;
}

@Persisted()
class Words {
  @Stored(c.list(c.string)) data!: string[];
}

@Persisted()
class Rows {
  @Stored(c.list(c.ndArray('float64'))) data!: Float64Array[];
}

const kinds = { Floats, Bytes, Words, Rows };
const of = <K extends keyof typeof kinds>(kind: K, data: unknown) =>
  Object.assign(new kinds[kind](), { data }) as InstanceType<(typeof kinds)[K]>;

/** Anything, and a list and a map of instances of several classes. */
@Persisted({ procedure: 'Holder' })
class Holder extends Artifact {
  @Stored(published(anythingCodec)) any!: unknown;
  @NestedList(() => kinds) kinds!: (Floats | Bytes | Words | Rows)[];
  @NestedMap(() => kinds) byName!: Map<string, Floats | Bytes | Words | Rows>;
}

const holder = (values: Partial<Pick<Holder, 'any' | 'kinds' | 'byName'>>): Holder =>
  Holder.create({
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    any: null,
    kinds: [],
    byName: new Map(),
    ...values,
  });

const tableOf = (text: string): { [pointer: string]: object } => JSON.parse(text).$artifact.arrays;

/** The arrays of a tree that is written, by pointer. */
function* elementsWithin(tree: Tree, pointer = ''): Generator<[string, Elements]> {
  if (tree instanceof Elements) yield [pointer, tree];
  const members = Array.isArray(tree) ? tree.entries() : isTreeObject(tree) ? Object.entries(tree) : [];
  for (const [key, member] of members)
    yield* elementsWithin(member as Tree, `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`);
}

const options = { path: undefined, progress: new ProgressReporter(), step: 'read', arrays: 'keep' } as const;

/** Holds that both readers, and `open`, find what was saved. */
async function checkReaders(saved: Holder, given: Limits = LIMITS): Promise<void> {
  const bytes = Buffer.from(encode(saved));
  const text = bytes.toString();
  const file = await readArtifact(new BytesSource(bytes), { ...options, limits: given });
  for (const each of [file, readBytesExactly(bytes, { path: undefined })]) {
    const loaded = decodeInstance(Holder, each);
    assert.deepStrictEqual(loaded, saved);
    assert.equal(encode(loaded), text);
  }
  const opened = await openStoredArtifact(async () => new BytesSource(bytes), 'file.json', {
    progress: new ProgressReporter(),
    limits: given,
  });
  const expected = [...elementsWithin(encodeInstance(saved).root)].sort(([a], [b]) => (a < b ? -1 : 1));
  const found = [...opened.arrays].sort(([a], [b]) => (a < b ? -1 : 1));
  assert.deepStrictEqual(
    await Promise.all(found.map(async ([pointer, each]) => [pointer, each.dtype, each.shape, await each.read()])),
    expected.map(([pointer, { dtype, shape, values }]) => [pointer, dtype, shape, values]),
  );
}

const f64 = (...values: number[]) => shapedOf(Float64Array.from(values), values.length);
const i8 = (...values: number[]) => shapedOf(Int8Array.from(values), values.length);
const float64 = { dtype: 'float64' };
const int8 = { dtype: 'int8' };

for (const [title, values, table] of [
  ['a list of arrays has one pattern', { any: [f64(1), f64(), f64(1, 2)] }, { '/any/*': float64 }],
  ['lists of lists of arrays have one pattern', { any: [[f64(1)], [], [f64(), f64(2)]] }, { '/any/*/*': float64 }],
  [
    'an array of another dtype than the first one has an exact pointer',
    { any: [f64(1), i8(1), f64(2), i8()] },
    { '/any/*': float64, '/any/1': { ...int8, shape: [1] }, '/any/3': { ...int8, shape: [0] } },
  ],
  [
    'the first array of a map is that of the first key, whichever was inserted first',
    {
      any: new Map([
        ['b', i8(1)],
        ['c', i8(1)],
        ['a', f64(1)],
      ]),
    },
    { '/any/*': float64, '/any/b': { ...int8, shape: [1] }, '/any/c': { ...int8, shape: [1] } },
  ],
  [
    'null, numbers, texts and maps may stand where a pattern leads',
    { any: [f64(1), null, 7, 'NaN', new Map<string, unknown>([['x', 1]]), f64(2)] },
    { '/any/*': float64 },
  ],
  [
    'an array whose NaNs are written otherwise than in the first one has an exact pointer',
    { any: [f64(1), shapedOf(Float64Array.of(1, Number.NaN), 1, 2), f64(Number.NaN)] },
    { '/any/*': float64, '/any/1': { ...float64, missing: null, shape: [1, 2] } },
  ],
  [
    'the pattern of arrays in which null stands for NaN says so',
    { any: [shapedOf(Float32Array.of(Number.NaN), 1, 1), shapedOf(Float32Array.of(), 0, 0), null] },
    { '/any/*': { dtype: 'float32', missing: null }, '/any/1': { dtype: 'float32', missing: null, shape: [0, 0] } },
  ],
  [
    'an array without axes has an exact pointer, and no pattern',
    { any: [shapedOf(Float64Array.of(5)), shapedOf(Float64Array.of(Number.NaN))] },
    { '/any/0': { ...float64, shape: [] }, '/any/1': { ...float64, shape: [] } },
  ],
  [
    'an array without axes beside others has an exact pointer',
    { any: [7, shapedOf(Float64Array.of(7)), f64(7)] },
    { '/any/*': float64, '/any/1': { ...float64, shape: [] } },
  ],
  [
    'an array whose shape its lists do not show has an exact pointer beside the pattern of its dtype',
    { any: [shapedOf(new Int8Array(), 2, 0, 3), shapedOf(new Float64Array(), 0, 2), i8(1)] },
    {
      '/any/*': int8,
      '/any/0': { ...int8, shape: [2, 0, 3] },
      '/any/1': { ...float64, missing: null, shape: [0, 2] },
    },
  ],
  [
    'below a map with the key *, all arrays have exact pointers, at any depth',
    {
      any: new Map<string, unknown>([
        ['*', f64(1)],
        ['a', [f64(1), [f64(2)]]],
        ['b', new Map([['c', f64()]])],
      ]),
    },
    {
      '/any/*': { ...float64, shape: [1] },
      '/any/a/0': { ...float64, shape: [1] },
      '/any/a/1/0': { ...float64, shape: [1] },
      '/any/b/c': { ...float64, shape: [0] },
    },
  ],
  [
    'a map with the key * leaves other maps of the list their pattern',
    {
      any: [
        new Map([['a', f64(1)]]),
        new Map([
          ['*', f64(1)],
          ['a', f64(2)],
        ]),
        new Map([['!', i8(1)]]),
      ],
    },
    {
      '/any/*/*': float64,
      '/any/1/*': { ...float64, shape: [1] },
      '/any/1/a': { ...float64, shape: [1] },
      '/any/2/!': { ...int8, shape: [1] },
    },
  ],
  [
    'arrays have exact pointers if their pattern also leads to a list',
    { any: [f64(1), [1, 2], f64(2)] },
    { '/any/0': { ...float64, shape: [1] }, '/any/2': { ...float64, shape: [1] } },
  ],
  [
    'classes of one list may have arrays of several dtypes in one field',
    { kinds: [of('Bytes', Uint8Array.of(1)), of('Floats', Float64Array.of(1)), of('Bytes', Uint8Array.of(2))] },
    { '/kinds/*/data': { dtype: 'uint8' }, '/kinds/1/data': { ...float64, shape: [1] } },
  ],
  [
    'classes of one list may have an array and a list of arrays in one field',
    { kinds: [of('Floats', Float64Array.of(1)), of('Rows', [Float64Array.of(1), Float64Array.of()])] },
    { '/kinds/*/data/*': float64, '/kinds/0/data': { ...float64, shape: [1] } },
  ],
  [
    'classes of one map may have an array and a list of texts in one field',
    {
      byName: new Map<string, object>([
        ['*', of('Floats', Float64Array.of(1))],
        ['a', of('Words', ['x', 'y'])],
        ['b', of('Bytes', Uint8Array.of(1))],
      ]),
    },
    { '/by_name/*/data': { ...float64, shape: [1] }, '/by_name/b/data': { dtype: 'uint8', shape: [1] } },
  ],
  [
    'a key before * in a map may have a list where the key * has an array',
    {
      byName: new Map<string, object>([
        ['!', of('Words', ['x'])],
        ['*', of('Floats', Float64Array.of(1))],
      ]),
    },
    { '/by_name/*/data': { ...float64, shape: [1] } },
  ],
  [
    'a key before * in a map may have a list of arrays where the key * has an array',
    {
      any: new Map<string, unknown>([
        ['!', [i8(1, 1)]],
        ['*', f64(2)],
      ]),
    },
    { '/any/!/0': { dtype: 'int8', shape: [2] }, '/any/*': { ...float64, shape: [1] } },
  ],
] as const) {
  test(title, async (t) => {
    const saved = holder(values as never);
    t.deepEqual(tableOf(encode(saved)), table as never);
    await checkReaders(saved);
    t.pass();
  });
}

test('the bytes of a file do not depend on the order in which keys were inserted into a Map', (t) => {
  const entries = [
    ['b', i8(1)],
    ['a', f64(1)],
    ['é', i8(2)],
    ['10', f64(2)],
    ['9', [i8(1), f64(1)]],
  ] as const;
  const texts = [entries, [...entries].reverse()].map((each) =>
    encode(holder({ any: new Map<string, unknown>(each) })),
  );
  t.is(texts[0], texts[1]);
});

test('an array of numbers is written row by row, and a list of arrays without axes on one line', (t) => {
  const matrix = shapedOf(Float64Array.of(1, 2, 3, 4), 2, 2);
  const text = encode(holder({ any: [matrix, f64(1, 2), f64()] }));
  t.regex(text, /\n {2}"any": \[\n {4}\[\n {6}\[1,2\],\n {6}\[3,4\]\n {4}\],\n {4}\[1,2\],\n {4}\[\]\n {2}\],\n/);
  const scalars = encode(holder({ any: [shapedOf(Int8Array.of(1)), shapedOf(Float64Array.of(-0)), null] }));
  t.regex(scalars, /\n {2}"any": \[1,-0\.0,null\],\n/);
});

test('a list of arrays before the key * of a map is no array of a pattern beside the map', async (t) => {
  const map = new Map<string, unknown>([
    ['!', [shapedOf(BigInt64Array.of(9007199254740993n), 1)]],
    ['*', shapedOf(Float64Array.of(Number.NaN))],
  ]);
  await checkReaders(holder({ any: [map, [f64()], [f64(1)]] }));
  t.pass();
});

test('every reader finds the arrays of any lists and maps, and every other value, however small the pieces are that are read', async (t) => {
  await fc.assert(
    fc.asyncProperty(anything, limits, async (any, given) => checkReaders(holder({ any }), given)),
    { numRuns: 400 },
  );
  t.pass();
});

for (const [title, change, message] of [
  [
    'a pattern to which only arrays of other dtypes belong',
    ['"/any/*": {\n        "dtype": "float64"', '"/any/*": {\n        "dtype": "int16"'],
    /\/\$artifact\/arrays\/~1any~1\*: found an entry for an array that is not there, expected none/,
  ],
  [
    'an exact pointer to a number that is not an array',
    ['"/any/*": {', '"/any/2": {\n        "dtype": "float64",\n        "shape": [1]\n      },\n      "/any/*": {'],
    /\/any\/2: found 7, expected a list of 1/,
  ],
  [
    'an exact pointer to nothing',
    ['"/any/*": {', '"/any/9": {\n        "dtype": "float64",\n        "shape": [1]\n      },\n      "/any/*": {'],
    /\/\$artifact\/arrays\/~1any~19: found an entry for an array that is not there, expected none/,
  ],
] as const) {
  test(`${title} is refused, though the seal fits`, (t) => {
    const isAllExact = title.startsWith('a pattern');
    const saved = holder({ any: isAllExact ? [f64(1), i8(1)] : [f64(1), null, 7] });
    const [from, to] = change;
    let text = encode(saved);
    t.true(text.includes(from));
    text = text.replace(from, to);
    if (isAllExact)
      text = text.replace(
        '"/any/1"',
        '"/any/0": {\n        "dtype": "float64",\n        "shape": [1]\n      },\n      "/any/1"',
      );
    t.throws(() => decode(sealed(Buffer.from(text)).toString(), Holder), { code: 'ARTIFACT_INVALID', message });
  });
}

@Persisted({ procedure: 'Lists' })
class Lists extends Artifact {
  @Stored(c.list(c.ndArray('float64'))) ragged!: Float64Array[];
}

test('what stands in the place of an array in a list is refused with its place', (t) => {
  const saved = Lists.create({
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    ragged: [Float64Array.of(1, 2), Float64Array.of(3)],
  });
  for (const [to, message] of [
    ['[3,null]', /\/ragged\/1\/1: found null, expected a number \(float64\)/],
    ['5', /\/ragged\/1: found 5, expected a list \(float64\)/],
    ['null', /\/ragged\/1: found null, expected a list \(float64\)/],
    ['[[3]]', /\/ragged\/1: found the shape \(1, 1\), expected \(any\)/],
  ] as const) {
    const text = sealed(Buffer.from(encode(saved).replace('[3]', to))).toString();
    t.throws(() => decode(text, Lists), { code: 'ARTIFACT_INVALID', message }, to);
  }
});

/** Arrays in every container that a codec makes. */
@Persisted({ procedure: 'Containers' })
class Containers extends Artifact {
  @Stored(c.map(c.number, c.ndArray('float64'))) byNumber!: Map<number, Float64Array>;
  @Stored(c.tuple(c.ndArray('float64'), c.ndArray('int8'))) pair!: [Float64Array, Int8Array];
  @Stored(c.list(c.tuple(c.integer, c.ndArray('float64')))) pairs!: [number, Float64Array][];
  @Stored(c.list(c.object({ a: c.ndArray('float64'), b: c.nullable(c.ndArray('int8')) }))) objects!: {
    a: Float64Array;
    b: Int8Array | null;
  }[];
  @Stored(c.record(c.either(c.number, c.ndArray('float64')))) results!: Record<string, number | Float64Array>;
  @Stored(c.list(c.list(c.nullable(c.ndArray('float32', { missing: null }))))) deep!: (Float32Array | null)[][];
}

test('members of tuples and objects are named in patterns, and items, keys of Maps and both values of pairs are not', (t) => {
  const saved = Containers.create({
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    byNumber: new Map([
      [2, Float64Array.of(1)],
      [1, Float64Array.of()],
    ]),
    pair: [Float64Array.of(1), Int8Array.of(2)],
    pairs: [
      [1, Float64Array.of(1)],
      [2, Float64Array.of(2)],
    ],
    objects: [
      { a: Float64Array.of(1), b: null },
      { a: Float64Array.of(2), b: Int8Array.of(1) },
    ],
    results: { a: 1, b: Float64Array.of(1), c: Number.NaN },
    deep: [[null, Float32Array.of(Number.NaN)], []],
  });
  t.deepEqual(tableOf(encode(saved)), {
    '/by_number/*/1': float64,
    '/deep/*/*': { dtype: 'float32', missing: null },
    '/objects/*/a': float64,
    '/objects/*/b': int8,
    '/pair/0': { ...float64, shape: [1] },
    '/pair/1': { ...int8, shape: [1] },
    '/pairs/*/1': float64,
    '/results/*': float64,
  });
  t.deepEqual(decode(encode(saved), Containers), saved);
});
