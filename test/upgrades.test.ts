// Specifies schemaVersion and upgradesFrom: files of older versions of a class are loaded by the present one, and nothing is lost on the way.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { Exclude, instanceToPlain, plainToInstance } from 'class-transformer';
import {
  Artifact,
  ArtifactRepository,
  type Class,
  codec,
  DeclarationError,
  decode,
  encode,
  InvalidArtifactError,
  isArtifactError,
  jsonSchemaOf,
  MemoryStorage,
  NdArray,
  Persisted,
  type PersistedClassOptions,
  persisted,
  readJson,
  type NdArray as Shaped,
  Stored,
  type StoredArray,
  writeJson,
} from '../src/index.js';
import { KEY } from './support/changes.js';
import { create, newFolder, sealed } from './support/stored.js';

// ── Three versions of a class ───────────────────────────────────────────────────────────────────────────────────────

@Persisted({ procedure: 'Detection' })
class Version1 extends Artifact {
  @Persisted() window!: number;
  @Persisted() threshold!: number;
  @NdArray('float64') curve!: Float64Array;
}

@Persisted({
  procedure: 'Detection',
  schemaVersion: 2,
  upgradesFrom: { 1: ({ window, ...rest }) => ({ ...rest, window_size: window }) },
})
class Version2 extends Artifact {
  @Persisted() windowSize!: number;
  @Persisted() threshold!: number;
  @NdArray('float64') curve!: Float64Array;
}

@Persisted({
  procedure: 'Detection',
  schemaVersion: 3,
  upgradesFrom: {
    1: ({ window, ...rest }) => ({ ...rest, window_size: window }),
    2: ({ curve, ...rest }) => ({ ...rest, statistic: curve, method: 'pelt' }),
  },
})
class Version3 extends Artifact {
  @Persisted() windowSize!: number;
  @Persisted() threshold!: number;
  @Persisted() method!: string;
  @NdArray('float64') statistic!: Float64Array;
}

const head = { procedureVersion: '1.1.0', inputParameters: { a: 1 }, timestamp: new Date(0) };
const curve = () => Float64Array.of(0.5, -0, Number.NaN);
const version1 = () => Version1.create({ ...head, window: 12, threshold: Number.NaN, curve: curve() });
const version2 = () => Version2.create({ ...head, windowSize: 12, threshold: Number.NaN, curve: curve() });
const version3 = () =>
  Version3.create({ ...head, windowSize: 12, threshold: Number.NaN, method: 'pelt', statistic: curve() });

/** The text in another layout, which only the exact reader reads, with a seal that fits it. */
const inOtherLayout = (text: string): string =>
  sealed(Buffer.from(text.replace(/\n( *)"procedure_version"/, '\n$1 "procedure_version"'))).toString();

/** Loads a text from a storage: by the quick reader, if it is in the layout of the writer. */
async function loaded<T extends Artifact>(text: string, Class: Class<T>): Promise<T> {
  const storage = new MemoryStorage();
  await create(storage, KEY, Buffer.from(text));
  return new ArtifactRepository({ storage, classes: [Class] }).load(KEY, Class);
}

/** The text as another tool writes it: without `$artifact`. */
const unsealed = (text: string): string => text.replace(/,\n {2}"\$artifact": \{.*$/s, '\n}\n');

test('a file names the version of its class, behind format and before the seal, if it is above 1', (t) => {
  t.is(
    encode(version3()),
    sealed(
      Buffer.from(`{
  "input_parameters": {
    "a": 1
  },
  "method": "pelt",
  "procedure_name": "Detection",
  "procedure_version": "1.1.0",
  "statistic": [0.5,-0.0,"NaN"],
  "threshold": "NaN",
  "timestamp": "1970-01-01T00:00:00.000Z",
  "window_size": 12,
  "$artifact": {
    "arrays": {
      "/statistic": {
        "dtype": "float64",
        "shape": [3]
      }
    },
    "format": 1,
    "non_finite": ["/threshold"],
    "schema_version": 3,
    "sha256": "${'0'.repeat(64)}"
  }
}
`),
    ).toString(),
  );
  t.false(encode(version1()).includes('schema_version'));
});

for (const [title, change] of [
  ['in the layout of the writer', (text: string) => text],
  ['in another layout', inOtherLayout],
] as const) {
  test(`files of all versions are loaded by the newest class: ${title}`, async (t) => {
    for (const each of [version1(), version2(), version3()])
      assert.deepStrictEqual(await loaded(change(encode(each)), Version3), version3());
    assert.deepStrictEqual(await loaded(change(encode(version1())), Version2), version2());
    t.pass();
  });
}

test('a file of another tool is of version 1', (t) => {
  assert.deepStrictEqual(decode(unsealed(encode(version1())), Version3), version3());
  t.pass();
});

test('load, find and findLatest give upgraded artifacts of files of every age', async (t) => {
  const storage = new MemoryStorage();
  for (const [Old, artifact] of [
    [Version1, version1()],
    [Version2, version2()],
    [Version3, version3()],
  ] as [Class<Artifact>, Artifact][]) {
    artifact.seed = artifact.constructor.name.length;
    artifact.timestamp = new Date(Number(Old.name.at(-1)) * 1000);
    await new ArtifactRepository({ storage, classes: [Old] }).save(artifact);
  }
  const repository = new ArtifactRepository({ storage, classes: [Version3] });
  const found: Version3[] = [];
  for await (const each of repository.find(Version3)) found.push(each);
  t.deepEqual(
    found.map(({ timestamp }) => timestamp.getTime()),
    [1000, 2000, 3000],
  );
  for (const each of found)
    assert.deepStrictEqual({ ...each, timestamp: head.timestamp, seed: 8 }, { ...version3(), seed: 8 });
  t.deepEqual(await repository.findLatest(Version3), found[2]);
  t.deepEqual((await repository.verify()).problems, []);
});

// ── What an upgrade gets ────────────────────────────────────────────────────────────────────────────────────────────

@Persisted({ procedure: 'Values' })
class Values extends Artifact {
  @Persisted() whole!: number;
  @Persisted() big!: bigint;
  @Stored(codec.json) others!: unknown;
  @NdArray('int64') counts!: BigInt64Array;
  @NdArray('float64', { missing: null, shape: [null, 2], type: Object }) rows!: Shaped<Float64Array>;
  @Stored(codec.list(codec.ndArray('uint8'))) ragged!: Uint8Array[];
}

const values = () =>
  Values.create({
    ...head,
    whole: 2 ** 60,
    big: 7n,
    others: { list: [1, 'NaN', Number.NaN], empty: {} },
    counts: BigInt64Array.of(1n, 2n ** 62n),
    rows: { data: Float64Array.of(1, Number.NaN, 3, 4), shape: [2, 2] },
    ragged: [Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(1, 2)],
  });

/** Declares a class whose one upgrade is the function, and returns a function that loads a text as it. */
function upgradedBy(
  // biome-ignore lint/suspicious/noExplicitAny: as users write upgrades.
  upgrade: (file: Record<string, any>) => any,
  Fields: new () => Artifact = Values,
  procedure = 'Values',
): (text: string) => Promise<Artifact> {
  class Upgraded extends Fields {}
  persisted(Upgraded, { procedure, schemaVersion: 2, upgradesFrom: { 1: upgrade } });
  return (text) => loaded(text, Upgraded);
}

for (const [title, change] of [
  ['in the layout of the writer', (text: string) => text],
  ['in another layout', inOtherLayout],
] as const)
  test(`an upgrade gets plain values, and arrays as StoredArray: ${title}`, async (t) => {
    let given: Record<string, unknown> = {};
    const load = upgradedBy((file) => {
      given = file;
      return file;
    });
    const artifact = (await load(change(encode(values())))) as Values;
    const { counts, rows, ragged, ...plain } = given as { [key: string]: StoredArray };
    assert.deepStrictEqual(plain, {
      big: '7',
      input_parameters: { a: 1 },
      others: { list: [1, 'NaN', Number.NaN], empty: {} },
      procedure_name: 'Values',
      procedure_version: '1.1.0',
      timestamp: '1970-01-01T00:00:00.000Z',
      whole: 1152921504606847000n,
    });
    const shown = ({ dtype, data, shape, missing }: StoredArray) => ({ dtype, data, shape, missing });
    assert.deepStrictEqual(
      [counts, rows, ...(ragged as never as StoredArray[])].map((each) => shown(each as StoredArray)),
      [
        { dtype: 'int64', data: BigInt64Array.of(1n, 2n ** 62n), shape: [2], missing: undefined },
        { dtype: 'float64', data: Float64Array.of(1, Number.NaN, 3, 4), shape: [2, 2], missing: null },
        { dtype: 'uint8', data: Uint8Array.of(1), shape: [1], missing: undefined },
        { dtype: 'uint8', data: Uint8Array.of(), shape: [0], missing: undefined },
        { dtype: 'uint8', data: Uint8Array.of(1, 2), shape: [2], missing: undefined },
      ],
    );
    assert.deepStrictEqual({ ...artifact }, { ...values() });
    t.pass();
  });

test('an upgrade gets lists from a file of another tool, and the bare NaN of Python as a number', async (t) => {
  let given: Record<string, unknown> = {};
  const load = upgradedBy(
    (file) => {
      given = file;
      return file;
    },
    Version1,
    'Detection',
  );
  const text = unsealed(encode(version1())).replace('"threshold": "NaN"', '"threshold": NaN');
  assert.deepStrictEqual({ ...(await load(text)) }, { ...version1() });
  assert.deepStrictEqual(given, {
    curve: [0.5, -0, 'NaN'],
    input_parameters: { a: 1 },
    procedure_name: 'Detection',
    procedure_version: '1.1.0',
    threshold: Number.NaN,
    timestamp: '1970-01-01T00:00:00.000Z',
    window: 12,
  });
  t.pass();
});

test('a number that no double and no bigint holds is refused before an upgrade could make NaN of it', async (t) => {
  const load = upgradedBy(({ threshold, ...rest }) => ({ ...rest, threshold: 2 * threshold }), Version1, 'Detection');
  const text = unsealed(encode(version1()));
  const error = await t.throwsAsync(load(text.replace('"threshold": "NaN"', '"threshold": 1e400')));
  t.regex(
    `${error?.message}`,
    /\/threshold: found 1e400, expected a number that a double or a bigint holds, for the upgrade from version 1/,
  );
  // Python writes the double 1e22 with a point.
  const large = (await load(text.replace('"threshold": "NaN"', '"threshold": 10000000000000000000000.0'))) as Version1;
  t.is(large.threshold, 2e22);
});

test('an upgrade may change what it gets', async (t) => {
  const load = upgradedBy(
    (file) => {
      file['window'] *= 2;
      file['input_parameters'].b = 2;
      file['curve'].data[0] = 7;
      delete file['procedure_name'];
      return file;
    },
    Version1,
    'Detection',
  );
  const { window, inputParameters, curve } = (await load(encode(version1()))) as Version1;
  t.deepEqual([window, inputParameters, curve[0]], [24, { a: 1, b: 2 }, 7]);
});

test('a StoredArray of an upgrade cannot be given another dtype or shape: that would have no effect', async (t) => {
  for (const property of ['dtype', 'shape', 'data']) {
    const load = upgradedBy(
      (file) => {
        file['curve'][property] = 'float32';
        return file;
      },
      Version1,
      'Detection',
    );
    await t.throwsAsync(load(encode(version1())), { message: /the upgrade from version 1 throws TypeError: / });
  }
});

// ── What an upgrade returns ─────────────────────────────────────────────────────────────────────────────────────────

@Persisted({ procedure: 'Values' })
class Arrays extends Artifact {
  @NdArray('float64') curve!: Float64Array;
  @NdArray('float64', { optional: true }) again?: Float64Array;
  @Stored(codec.ndArray('float32', { shape: [2, null] }), { optional: true }) matrix?: Shaped<Float32Array>;
  @Stored(codec.ndArray('bool'), { optional: true }) mask?: Uint8Array;
  @Stored(codec.ndArray('uint8'), { optional: true }) bytes?: Uint8Array;
  @Stored(codec.list(codec.ndArray('int16')), { optional: true }) ragged?: Int16Array[];
  @Stored(codec.ndArray('float64', { missing: null }), { optional: true }) gaps?: Float64Array;
  @Stored(codec.json, { optional: true }) others?: unknown;
}

const arrays = (more: Partial<Arrays> = {}) => Arrays.create({ ...head, curve: Float64Array.of(1, 2, 3, 4), ...more });

// biome-ignore lint/suspicious/noExplicitAny: as users write upgrades.
type AnyFile = Record<string, any>;

for (const [title, upgrade, expected] of [
  ['the file itself', (file) => file, {}],
  ['an array twice', (file) => ({ ...file, again: file['curve'] }), { again: Float64Array.of(1, 2, 3, 4) }],
  ['undefined, which is no key', (file) => ({ ...file, again: undefined, others: { a: undefined } }), { others: {} }],
  ['a typed array', (file) => ({ ...file, bytes: Uint8Array.of(1, 255) }), { bytes: Uint8Array.of(1, 255) }],
  ['a Buffer, which is one of uint8', (file) => ({ ...file, bytes: Buffer.from('a') }), { bytes: Uint8Array.of(97) }],
  [
    'an array with another shape and dtype',
    ({ curve, ...file }) => ({
      ...file,
      curve,
      matrix: { ...curve, dtype: 'float32', data: Float32Array.from(curve.data), shape: [2, 2] },
    }),
    { matrix: { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] } },
  ],
  [
    'bools, whose typed array is that of uint8',
    (file) => ({ ...file, mask: { dtype: 'bool', data: Uint8Array.of(0, 1), shape: [2] } }),
    { mask: Uint8Array.of(0, 1) },
  ],
  [
    'arrays in a list',
    (file) => ({ ...file, ragged: [Int16Array.of(1), { dtype: 'int16', data: new Int16Array(0), shape: [0] }] }),
    { ragged: [Int16Array.of(1), Int16Array.of()] },
  ],
  [
    'an array in which null stands for NaN',
    ({ curve, ...file }) => ({
      ...file,
      curve,
      gaps: { dtype: 'float64', data: curve.data, shape: [4], missing: null },
    }),
    { gaps: Float64Array.of(1, 2, 3, 4) },
  ],
  ['a bigint that is a number in JSON', (file) => ({ ...file, others: [5n] }), { others: [5] }],
  ['NaN and -0', (file) => ({ ...file, others: [Number.NaN, -0] }), { others: [Number.NaN, -0] }],
  [
    'an object with the keys of an array, but without a typed array',
    (file) => ({ ...file, others: { dtype: 'float64', data: [1], shape: [1] } }),
    { others: { dtype: 'float64', data: [1], shape: [1] } },
  ],
] as [string, (file: AnyFile) => unknown, Partial<Arrays>][])
  test(`an upgrade may return ${title}`, async (t) => {
    const load = upgradedBy(upgrade, Arrays);
    assert.deepStrictEqual({ ...(await load(encode(arrays()))) }, { ...arrays(expected) });
    // What comes out can be saved.
    assert.deepStrictEqual(decode(encode(arrays(expected)), Arrays), arrays(expected));
    t.pass();
  });

const RETURNED: [string, (file: AnyFile) => unknown, string[]][] = [
  [
    'nothing',
    () => undefined,
    ['(root): the upgrade from version 1 returns undefined, expected an object with the members of the next version'],
  ],
  [
    'null',
    () => null,
    ['(root): the upgrade from version 1 returns null, expected an object with the members of the next version'],
  ],
  [
    'a list',
    (file) => [file],
    ['(root): the upgrade from version 1 returns a list of 1, expected an object with the members of the next version'],
  ],
  [
    'an array',
    ({ curve }) => curve,
    [
      '(root): the upgrade from version 1 returns an instance of StoredArray, expected an object with the members of the next version',
    ],
  ],
  [
    'a promise',
    async (file) => file,
    [
      '(root): the upgrade from version 1 returns an instance of Promise, expected the value itself: an upgrade is synchronous',
    ],
  ],
  [
    'a promise that is rejected',
    async () => Promise.reject(new Error('late')),
    [
      '(root): the upgrade from version 1 returns an instance of Promise, expected the value itself: an upgrade is synchronous',
    ],
  ],
  [
    'a promise in a member',
    (file) => ({ ...file, others: [file['curve'].read()] }),
    [
      '/others/0: the upgrade from version 1 returns an instance of Promise, expected the value itself: an upgrade is synchronous',
    ],
  ],
  [
    'several faults',
    (file) => ({ ...file, others: [new Date(0), () => 1, Symbol('s'), new Map(), Object.create(null), undefined] }),
    [
      '/others/0: the upgrade from version 1 returns an instance of Date, expected what a file holds: plain values, lists and objects, and arrays',
      '/others/1: the upgrade from version 1 returns the function (anonymous), expected what a file holds: plain values, lists and objects, and arrays',
      '/others/2: the upgrade from version 1 returns Symbol(s), expected what a file holds: plain values, lists and objects, and arrays',
      '/others/3: the upgrade from version 1 returns an instance of Map, expected what a file holds: plain values, lists and objects, and arrays',
      '/others/4: the upgrade from version 1 returns an object without a prototype, expected what a file holds: plain values, lists and objects, and arrays',
      '/others/5: the upgrade from version 1 returns undefined, expected what a file holds: plain values, lists and objects, and arrays',
    ],
  ],
  [
    'a list with holes',
    // biome-ignore lint/suspicious/noSparseArray: a hole is the case.
    (file) => ({ ...file, others: [1, , 2] }),
    [
      '/others: the upgrade from version 1 returns a list with holes, properties of its own or another class, expected elements alone',
      '/others/1: the upgrade from version 1 returns undefined, expected what a file holds: plain values, lists and objects, and arrays',
    ],
  ],
  [
    'a symbol as key',
    (file) => ({ ...file, [Symbol('s')]: 1 }),
    [
      '(root): the upgrade from version 1 returns a plain object with symbols or hidden properties, expected enumerable keys alone',
    ],
  ],
  [
    'the key __proto__',
    (file) => ({ ...file, others: JSON.parse('{"__proto__": 1}') }),
    ['/others/__proto__: the upgrade from version 1 returns the key "__proto__", which no artifact may have'],
  ],
  [
    'a cycle',
    (file) => {
      const cycle: unknown[] = [];
      cycle.push(cycle);
      return { ...file, others: cycle };
    },
    ['/others/0: the upgrade from version 1 returns a cycle, expected a tree: JSON has no references'],
  ],
  [
    'a getter that throws',
    (file) => ({
      ...file,
      get others() {
        throw new Error('no');
      },
    }),
    ['/others: the upgrade from version 1 returns a value on which reading throws Error: no'],
  ],
  [
    'a DataView',
    (file) => ({ ...file, others: new DataView(new ArrayBuffer(1)) }),
    ['/others: the upgrade from version 1 returns an instance of DataView, expected a typed array of a dtype'],
  ],
  [
    'a typed array of no dtype',
    (file) => ({ ...file, others: new Uint8ClampedArray(1) }),
    ['/others: the upgrade from version 1 returns an instance of Uint8ClampedArray, expected a typed array of a dtype'],
  ],
  [
    'an array of an unknown dtype',
    (file) => ({ ...file, curve: { dtype: 'float16', data: new Float64Array(1), shape: [1] } }),
    [
      '/curve: the upgrade from version 1 returns the dtype "float16", expected one of bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64',
    ],
  ],
  [
    'a dtype of another typed array',
    (file) => ({ ...file, curve: { dtype: 'float32', data: new Float64Array(1), shape: [1] } }),
    [
      '/curve: the upgrade from version 1 returns an instance of Float64Array, expected a Float32Array for the dtype float32',
    ],
  ],
  [
    'a bool that is neither 0 nor 1',
    (file) => ({ ...file, mask: { dtype: 'bool', data: Uint8Array.of(2), shape: [1] } }),
    ['/mask/0: the upgrade from version 1 returns 2, expected 0 or 1 for true or false'],
  ],
  [
    'a bool of the file, in which it has written what is neither 0 nor 1',
    (file) => {
      file['mask'].data[1] = 2;
      return file;
    },
    ['/mask/1: the upgrade from version 1 returns 2, expected 0 or 1 for true or false'],
  ],
  [
    'an array of the file, whose buffer it has transferred away',
    (file) => {
      const { buffer } = file['curve'].data;
      structuredClone(buffer, { transfer: [buffer] });
      return file;
    },
    [
      '/curve: the upgrade from version 1 returns a Float64Array whose buffer was transferred away, expected its elements',
    ],
  ],
  [
    'a shape that does not fit',
    (file) => ({ ...file, curve: { ...file['curve'], data: file['curve'].data, shape: [3] } }),
    [
      '/curve: the upgrade from version 1 returns the shape [ 3 ] of an array with 4 elements, expected the lengths of its axes',
    ],
  ],
  [
    'a missing that is not null',
    (file) => ({ ...file, gaps: { dtype: 'float64', data: new Float64Array(1), shape: [1], missing: 'NaN' } }),
    ['/gaps: the upgrade from version 1 returns missing: "NaN" (float64), expected null, for floats alone'],
  ],
  [
    'nothing where a field is',
    ({ curve, ...file }) => file,
    [
      '/curve: found no such key, expected one: only a field with { optional: true } or { default } may be without (after the upgrade from version 1)',
    ],
  ],
  [
    'a key that no field has',
    (file) => ({ ...file, window: 1 }),
    ['/window: found a key that Upgraded does not declare (after the upgrade from version 1)'],
  ],
  [
    'another procedure',
    (file) => ({ ...file, procedure_name: 'Other' }),
    ['/procedure_name: found "Other", expected "Values" (after the upgrade from version 1)'],
  ],
  [
    '$artifact',
    (file) => ({ ...file, $artifact: {} }),
    ['/$artifact: found a key that Upgraded does not declare (after the upgrade from version 1)'],
  ],
  [
    'a list where a sealed file has an array',
    (file) => ({ ...file, curve: [1, 2] }),
    [
      "/curve: found a list of 2, expected an array of the file, a Float64Array, or { dtype: 'float64', data, shape } (after the upgrade from version 1)",
    ],
  ],
  [
    'an array of another dtype',
    (file) => ({ ...file, curve: new Float32Array(1) }),
    ['/curve: found the dtype float32, expected float64 (after the upgrade from version 1)'],
  ],
  [
    'an array in a plain value',
    (file) => ({ ...file, others: { a: [file['curve']] } }),
    ['/others/a/0: found an array, expected none: no field has one there (after the upgrade from version 1)'],
  ],
];

for (const [title, upgrade, expected] of RETURNED)
  test(`refused: an upgrade that returns ${title}`, async (t) => {
    const artifact = arrays({ mask: Uint8Array.of(0, 1) });
    const error = await t.throwsAsync(upgradedBy(upgrade, Arrays)(encode(artifact)), {
      instanceOf: InvalidArtifactError,
    });
    t.deepEqual(
      error?.issues.map(({ path, message }) => `${path || '(root)'}: ${message}`),
      expected,
    );
  });

test('what an upgrade throws is the cause of an error that names the version', async (t) => {
  const cause = new TypeError('curve is not iterable');
  const load = upgradedBy(() => {
    throw cause;
  });
  const error = await t.throwsAsync(load(encode(values())), { instanceOf: InvalidArtifactError });
  t.deepEqual(error?.issues, [
    { code: 'invalid-value', path: '', message: 'the upgrade from version 1 throws TypeError: curve is not iterable' },
  ]);
  t.is(error?.cause, cause);
  t.is(error?.procedure, 'Values');
  t.is(error?.path, KEY);
});

test('an array is not copied on its way through upgrades, and no two values share one', async (t) => {
  const seen: StoredArray[] = [];
  const shared = Float64Array.of(9);
  class Renamed extends Artifact {
    a!: Float64Array;
    b!: Float64Array;
    c!: Float64Array;
  }
  const floats = codec.ndArray('float64');
  persisted(Renamed, {
    procedure: 'Values',
    schemaVersion: 3,
    fields: { a: floats, b: floats, c: floats },
    upgradesFrom: {
      1: ({ curve, ...rest }) => {
        seen.push(curve);
        return { ...rest, first: curve };
      },
      2: ({ first, ...rest }) => ({ ...rest, a: first, b: { ...first, data: first.data, shape: [4] }, c: shared }),
    },
  });
  const { a, b, c } = await loaded(encode(arrays()), Renamed);
  t.is(a.buffer, seen[0]?.data.buffer as ArrayBuffer);
  t.not(b.buffer, a.buffer);
  t.not(c.buffer, shared.buffer);
  t.deepEqual([a, b, c], [Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 2, 3, 4), shared]);
});

// ── Other ways in ───────────────────────────────────────────────────────────────────────────────────────────────────

test('plainToInstance upgrades the plain object of an old file', (t) => {
  for (const each of [version1(), version2(), version3()])
    assert.deepStrictEqual(plainToInstance(Version3, JSON.parse(encode(each))), version3());
  // Without $artifact, a plain object is of version 1, as a file is.
  assert.deepStrictEqual(plainToInstance(Version3, JSON.parse(unsealed(encode(version1())))), version3());
  t.pass();
});

test('instanceToPlain gives the version beside the members, so that plainToInstance gives the same instance', (t) => {
  const plain = instanceToPlain(version3());
  t.deepEqual(plain['$artifact'], {
    arrays: { '/statistic': { dtype: 'float64', shape: [3] } },
    format: 1,
    non_finite: ['/threshold'],
    schema_version: 3,
  });
  assert.deepStrictEqual(plainToInstance(Version3, plain), version3());
  const text = JSON.stringify(plain).replace('[0.5,0,', '[0.5,-0,');
  assert.deepStrictEqual(plainToInstance(Version3, JSON.parse(text)), version3());
  t.false('$artifact' in instanceToPlain(version1()));
  class Sub extends Version3 {}
  persisted(Sub, { procedure: 'SubOfVersion3' });
  const sub = Object.assign(new Sub(), version3());
  t.deepEqual(plainToInstance(Sub, instanceToPlain(sub)), sub);
});

test('a property of a versioned class that is not declared is refused on save, as of any class', (t) => {
  const artifact = Object.assign(version3(), { undeclared: 1 });
  const message = /\/undeclared: found the property undeclared, which is not declared/;
  t.throws(() => encode(artifact), { message });
  t.throws(() => instanceToPlain(artifact), { message });
  @Exclude()
  class Excluding extends Artifact {
    secret = 1;
  }
  persisted(Excluding, { procedure: 'Excluding', schemaVersion: 2 });
  const excluding = Object.assign(new Excluding(), head);
  t.false(encode(excluding).includes('secret'));
});

test('a plain object of the user is not changed by the upgrade of it', (t) => {
  class Changing extends Artifact {
    others!: unknown;
  }
  persisted(Changing, {
    procedure: 'Changing',
    schemaVersion: 2,
    fields: { others: codec.json },
    upgradesFrom: {
      1: (file) => {
        file['others'].list.push(2);
        return file;
      },
    },
  });
  const plain = {
    procedure_name: 'Changing',
    procedure_version: '1',
    input_parameters: {},
    timestamp: '1970-01-01T00:00:00.000Z',
    others: { list: [1] },
  };
  t.deepEqual(plainToInstance(Changing, plain).others, { list: [1, 2] });
  t.deepEqual(plain.others, { list: [1] });
  const cycle: unknown[] = [];
  cycle.push(cycle);
  t.throws(() => plainToInstance(Changing, { ...plain, others: cycle }), { message: /\/others\/0: found a cycle/ });
});

test('a plain object whose schema_version is no version is refused', (t) => {
  const plain = JSON.parse(encode(version3()));
  plain.$artifact.schema_version = 1;
  t.throws(() => plainToInstance(Version3, plain), {
    message: /\/\$artifact\/schema_version: found what does not fit the values, expected an integer above 1/,
  });
});

test('a Standard Schema upgrades stored JSON', (t) => {
  const { '~standard': standard } = codec.nested(() => Version3) as unknown as {
    '~standard': { validate(value: unknown): { value?: unknown; issues?: unknown } };
  };
  assert.deepStrictEqual(standard.validate(JSON.parse(encode(version1()))), { value: version3() });
  t.pass();
});

test('the JSON Schema of a file allows schema_version and from', (t) => {
  const { properties } = jsonSchemaOf(Version3) as never as { properties: { $artifact: { properties: object } } };
  const seal = { type: 'string', pattern: '^[0-9a-f]{64}$' };
  t.like(properties.$artifact.properties, {
    schema_version: { type: 'integer', minimum: 2 },
    from: seal,
    sha256: seal,
  });
});

test('a value class, and a file without $artifact that writeJson would write, have no version', async (t) => {
  const folder = await newFolder();
  await t.throwsAsync(writeJson(`${folder}/file.json`, version3(), Version3), {
    message:
      /\(root\): found version 3 of Version3, expected version 1, as which every file without \$artifact is loaded/,
  });
  await writeJson(`${folder}/file.json`, version1(), Version1);
  assert.deepStrictEqual(await readJson(`${folder}/file.json`, Version3), version3());
  class Members {
    timestamp!: string;
  }
  persisted(Members, { fields: { timestamp: codec.isoText } });
  await writeFile(`${folder}/sealed.json`, encode(version3()));
  const members = await readJson(`${folder}/sealed.json`, Members, { unknown: 'ignore' });
  t.is(members.timestamp, '1970-01-01T00:00:00.000Z');
  assert.deepStrictEqual(await readJson(`${folder}/sealed.json`, Version3), version3());
});

test('undeclared keys of an upgraded file are passed over on demand, with the arrays in them', async (t) => {
  const folder = await newFolder();
  class Few extends Artifact {
    threshold!: number;
  }
  persisted(Few, {
    procedure: 'Detection',
    schemaVersion: 2,
    fields: { threshold: codec.number },
    upgradesFrom: { 1: (file) => file },
  });
  await writeFile(`${folder}/file.json`, encode(version1()));
  await t.throwsAsync(readJson(`${folder}/file.json`, Few), {
    message: /\/window: found a key that Few does not declare \(after the upgrade from version 1\)/,
  });
  t.is((await readJson(`${folder}/file.json`, Few, { unknown: 'ignore' })).threshold, Number.NaN);
});

test('the elements of an array that is still in its file are read, not looked at', async (t) => {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Version3] });
  const array = (await repository.open(await repository.save(version3()))).array('/statistic');
  t.false(array.isInMemory);
  t.throws(() => array.data, {
    message: 'found an array whose elements are still in its file; read them: await array.read()',
  });
  t.deepEqual(await array.read(), curve());
});

// ── Wrong files ─────────────────────────────────────────────────────────────────────────────────────────────────────

@Persisted({ procedure: 'Detection', schemaVersion: 4, upgradesFrom: { 3: (file) => file } })
class Version4 extends Artifact {
  @Persisted() windowSize!: number;
  @Persisted() threshold!: number;
  @Persisted() method!: string;
  @NdArray('float64') statistic!: Float64Array;
}

@Persisted({ procedure: 'Detection', schemaVersion: 5 })
class Version5 extends Version4 {}

for (const [title, artifact, Loading, message] of [
  [
    'a newer file',
    version3(),
    Version2,
    'found version 3, expected versions from 1 to 2: a newer version of Version2 has written it',
  ],
  [
    'a newer file, by a class of version 1',
    version3(),
    Version1,
    'found version 3, expected version 1: a newer version of Version1 has written it',
  ],
  [
    'a file before the oldest upgrade',
    version2(),
    Version4,
    'found version 2, expected versions from 3 to 4: Version4 has no upgrade from a version before 3',
  ],
  [
    'an old file, without an upgrade',
    version1(),
    Version5,
    'found version 1, expected version 5: Version5 has no upgrade from a version before 5',
  ],
] as [string, Artifact, Class<Artifact>, string][])
  test(`refused: ${title}`, async (t) => {
    const error = await t.throwsAsync(loaded(encode(artifact), Loading), { instanceOf: InvalidArtifactError });
    t.deepEqual(error?.issues, [{ code: 'invalid-value', path: '/$artifact/schema_version', message }]);
  });

test('a chain of upgrades may begin later than version 1', async (t) => {
  t.is((await loaded(encode(version3()), Version4)).method, 'pelt');
});

for (const [title, line] of [
  ['1, for which no line stands', '"schema_version": 1'],
  ['0', '"schema_version": 0'],
  ['a fraction', '"schema_version": 2.5'],
  ['a text', '"schema_version": "3"'],
  ['null', '"schema_version": null'],
  ['beyond 2^53', '"schema_version": 9007199254740993'],
  ['an unknown member', '"schema": 3'],
])
  test(`refused: a file whose schema_version is ${title}`, async (t) => {
    const text = encode(version3()).replace('"schema_version": 3', () => line as string);
    const error = await t.throwsAsync(loaded(sealed(Buffer.from(text)).toString(), Version3));
    t.true(isArtifactError(error, 'ARTIFACT_FORMAT'));
    t.is(error?.message, `${KEY} has an $artifact member that is not of format 1`);
  });

for (const [title, from] of [
  ['too short', '"abc"'],
  ['in capitals', `"${'A'.repeat(64)}"`],
  ['no text', '1'],
])
  test(`refused: a file whose from is ${title}`, async (t) => {
    const text = encode(version3()).replace('    "non_finite"', () => `    "from": ${from},\n    "non_finite"`);
    const error = await t.throwsAsync(loaded(sealed(Buffer.from(text)).toString(), Version3));
    t.is(error?.message, `${KEY} has an $artifact member that is not of format 1`);
  });

for (const [title, change] of [
  ['in the layout of the writer', (text: string) => text],
  ['in another layout', inOtherLayout],
] as const) {
  test(`refused: an old file whose table has an entry for an array that is not there: ${title}`, async (t) => {
    const text = encode(version1()).replace(
      '      "/curve": {',
      '      "/absent": {\n        "dtype": "int8",\n        "shape": [1]\n      },\n      "/curve": {',
    );
    const error = await t.throwsAsync(loaded(change(sealed(Buffer.from(text)).toString()), Version3));
    t.true(isArtifactError(error, 'ARTIFACT_INVALID'));
    t.regex(
      `${error?.message}`,
      /\/\$artifact\/arrays\/~1absent: found an entry for an array that is not there, expected none$/,
    );
  });

  test(`refused: an old file that has another array than its table says: ${title}`, async (t) => {
    const text = encode(version1()).replace('"shape": [3]', '"shape": [4]');
    const error = await t.throwsAsync(loaded(change(sealed(Buffer.from(text)).toString()), Version3));
    t.is(error?.message, `${KEY} has no float64 array at /curve, where its $artifact.arrays names one`);
  });
}

// ── Wrong declarations ──────────────────────────────────────────────────────────────────────────────────────────────

const declare = (options: object) => {
  class Wrong extends Artifact {}
  persisted(Wrong, { procedure: 'Wrong', ...options } as PersistedClassOptions);
};
const up = (file: object) => file;

for (const [options, message] of [
  [{ schemaVersion: 0 }, 'found schemaVersion: 0, expected an integer from 1'],
  [{ schemaVersion: 1.5 }, 'found schemaVersion: 1.5, expected an integer from 1'],
  [{ schemaVersion: '2' }, 'found schemaVersion: "2", expected an integer from 1'],
  [{ schemaVersion: 2 ** 53 }, 'found schemaVersion: 9007199254740992, expected an integer from 1'],
  [{ schemaVersion: null }, 'found schemaVersion: null, expected an integer from 1'],
  [
    { schemaVersion: 2, upgradesFrom: null },
    'found upgradesFrom: null, expected an object with a function for each older version',
  ],
  [
    { schemaVersion: 2, upgradesFrom: [up] },
    'found upgradesFrom: [ [Function: up] ], expected an object with a function for each older version',
  ],
  [{ schemaVersion: 2, upgradesFrom: { a: up } }, 'found "a" in upgradesFrom, expected versions: integers from 1'],
  [{ schemaVersion: 2, upgradesFrom: { 0: up } }, 'found "0" in upgradesFrom, expected versions: integers from 1'],
  [{ schemaVersion: 2, upgradesFrom: { '01': up } }, 'found "01" in upgradesFrom, expected versions: integers from 1'],
  [
    { schemaVersion: 2, upgradesFrom: { [Symbol('s')]: up } },
    'found Symbol(s) in upgradesFrom, expected versions: integers from 1',
  ],
  [
    { upgradesFrom: { 1: up } },
    'found an upgrade from version 1, expected upgrades from versions below schemaVersion, which is 1',
  ],
  [
    { schemaVersion: 3, upgradesFrom: { 2: up, 3: up } },
    'found an upgrade from version 3, expected upgrades from versions below schemaVersion, which is 3',
  ],
  [
    { schemaVersion: 2, upgradesFrom: { 1: 'up' } },
    'found upgradesFrom: { 1: "up" }, expected a function (file) => ({ …file, … })',
  ],
  [
    { schemaVersion: 2, upgradesFrom: { 1: undefined } },
    'found upgradesFrom: { 1: undefined }, expected a function (file) => ({ …file, … })',
  ],
  [
    { schemaVersion: 4, upgradesFrom: { 1: up, 3: up } },
    'found no upgrade from version 2, expected one from each version between 1, the oldest, and 4, its schemaVersion',
  ],
  [
    { schemaVersion: 3, upgradesFrom: { 1: up } },
    'found no upgrade from version 2, expected one from each version between 1, the oldest, and 3, its schemaVersion',
  ],
] as [object, string][])
  test(`refused at class definition: ${message}`, (t) => {
    t.throws(() => declare(options), { instanceOf: DeclarationError, message: `Wrong: ${message}` });
  });

for (const options of [{ schemaVersion: 1 }, { schemaVersion: 2 }, { upgradesFrom: {} }])
  test(`refused at class definition: ${Object.keys(options)[0]} of a value class: ${JSON.stringify(options)}`, (t) => {
    class Part {}
    const message = `Part: found ${Object.keys(options)[0]}, but it is no artifact class; expected the version on the class of the artifacts that hold it, whose upgrades see all of a file`;
    t.throws(() => persisted(Part, options), { instanceOf: DeclarationError, message });
  });

test('a subclass does not inherit the version of its parent: its fields are others', (t) => {
  class Sub extends Version3 {}
  persisted(Sub, { procedure: 'Sub' });
  const sub = new Sub();
  t.false(encode(Object.assign(sub, version3())).includes('schema_version'));
});
