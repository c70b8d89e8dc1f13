// Specifies compare: which values differ, how arrays differ, tolerances, and unsealed files.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import {
  Artifact,
  ArtifactRepository,
  type CompareOptions,
  codec as c,
  type Difference,
  encode,
  MemoryStorage,
  type NdArray,
  type Progress,
  persisted,
} from '../src/index.js';
import { artifact, float64Of } from './support/arbitraries.js';
import { Everything, everything } from './support/classes.js';
import { bytesOf, create, sealed } from './support/stored.js';

const repository = () => new ArtifactRepository({ storage: new MemoryStorage(), classes: [Everything] });

const compared = (a: Everything, b: Everything, options?: CompareOptions) => repository().compare(a, b, options);

test('two artifacts are the same if and only if their texts are the same', async (t) => {
  await fc.assert(
    fc.asyncProperty(artifact, artifact, fc.func(fc.boolean()), async (a, b, takes) => {
      // The second artifact takes most fields from the first one, so that they often differ in one place only.
      const fields = Object.keys(a).map((key) => [key, (takes(key) ? b : a)[key as keyof Everything]]);
      const mixed = Object.assign(everything(), Object.fromEntries(fields));
      for (const [one, other] of [
        [a, mixed],
        [mixed, a],
        [a, a],
      ] as const) {
        const { same, differences } = await compared(one, other);
        assert.equal(same, encode(one) === encode(other));
        assert.equal(same, differences.length === 0);
      }
    }),
    { numRuns: 200 },
  );
  t.pass();
});

test('paths and instances are compared in any combination, with the same result', async (t) => {
  const saving = repository();
  const [a, b] = [
    everything({ seed: 1, float64: Float64Array.of(1, 2) }),
    everything({ seed: 2, float64: Float64Array.of(1, Number.NaN), anything: [{}, 2 ** 60] }),
  ];
  const [first, second] = [await saving.save(a), await saving.save(b)];
  const expected = await saving.compare(a, b);
  t.true(expected.differences.length >= 3);
  t.deepEqual(await saving.compare(first, second), expected);
  t.deepEqual(await saving.compare(first, b), expected);
  t.deepEqual(await saving.compare(a, second), expected);
  t.true((await saving.compare(b, second)).same);
});

const DIFFERENCES: [title: string, a: Partial<Everything>, b: Partial<Everything>, expected: Difference[]][] = [
  ['two numbers', { number: 1 }, { number: 2 }, [{ path: '/number', kind: 'value', values: [1, 2] }]],
  ['the sign of a zero', { number: 0 }, { number: -0 }, [{ path: '/number', kind: 'value', values: [0, -0] }]],
  [
    'the number NaN and the text NaN',
    { anything: Number.NaN },
    { anything: 'NaN' },
    [{ path: '/anything', kind: 'value', values: [Number.NaN, 'NaN'] }],
  ],
  [
    'a number and its text',
    { anything: 10 },
    { anything: '10' },
    [{ path: '/anything', kind: 'value', values: [10, '10'] }],
  ],
  [
    'null and an object',
    { anything: null },
    { anything: {} },
    [{ path: '/anything', kind: 'value', values: [null, 'object'] }],
  ],
  [
    'a list and an object',
    { anything: [] },
    { anything: {} },
    [{ path: '/anything', kind: 'value', values: ['list of 0', 'object'] }],
  ],
  [
    'a key that only one artifact has',
    { anything: { 'a/b': 1 } },
    { anything: { '~': 1 } },
    [
      { path: '/anything/a~1b', kind: 'missing', in: 'a' },
      { path: '/anything/~0', kind: 'missing', in: 'b' },
    ],
  ],
  [
    'two lengths of a list',
    { words: ['a', 'b'] },
    { words: ['c'] },
    [
      { path: '/words', kind: 'length', lengths: [2, 1] },
      { path: '/words/0', kind: 'value', values: ['a', 'c'] },
    ],
  ],
  [
    'two shapes',
    { float64: Float64Array.of(1) },
    { float64: Float64Array.of(1, 2) },
    [{ path: '/float64', kind: 'shape', shapes: [[1], [2]] }],
  ],
  [
    'two shapes with as many elements',
    { anyRank: nd([1, 2], [2]) },
    { anyRank: nd([1, 2], [1, 2]) },
    [{ path: '/any_rank', kind: 'shape', shapes: [[2], [1, 2]] }],
  ],
  [
    'elements of an array',
    { float64: Float64Array.of(1, 2, 3) },
    { float64: Float64Array.of(1, 2.5, 4) },
    [
      {
        path: '/float64',
        kind: 'values',
        differing: 2,
        of: 3,
        first: 1,
        largestAbsolute: 1,
        at: 2,
        largestRelative: 0.25,
        largestUlps: 2 ** 51,
      },
    ],
  ],
  [
    'neighbours of float64',
    { float64: Float64Array.of(1) },
    { float64: Float64Array.of(1 + Number.EPSILON) },
    [
      {
        path: '/float64',
        kind: 'values',
        differing: 1,
        of: 1,
        first: 0,
        largestAbsolute: Number.EPSILON,
        at: 0,
        largestRelative: Number.EPSILON / (1 + Number.EPSILON),
        largestUlps: 1,
      },
    ],
  ],
  [
    'neighbours of float32',
    { float32: Float32Array.of(1) },
    { float32: Float32Array.of(1 + 2 ** -23) },
    [
      {
        path: '/float32',
        kind: 'values',
        differing: 1,
        of: 1,
        first: 0,
        largestAbsolute: 2 ** -23,
        at: 0,
        largestRelative: 2 ** -23 / (1 + 2 ** -23),
        largestUlps: 1,
      },
    ],
  ],
  [
    'neighbours of zero',
    { float64: Float64Array.of(Number.MIN_VALUE) },
    { float64: Float64Array.of(-Number.MIN_VALUE) },
    [
      {
        path: '/float64',
        kind: 'values',
        differing: 1,
        of: 1,
        first: 0,
        largestAbsolute: 2 * Number.MIN_VALUE,
        at: 0,
        largestRelative: 2,
        largestUlps: 2,
      },
    ],
  ],
  [
    'the sign of a zero in an array',
    { float64: Float64Array.of(0) },
    { float64: Float64Array.of(-0) },
    [
      {
        path: '/float64',
        kind: 'values',
        differing: 1,
        of: 1,
        first: 0,
        largestAbsolute: 0,
        at: 0,
        largestRelative: 0,
        largestUlps: 0,
      },
    ],
  ],
  [
    'NaN in an array',
    { float64: Float64Array.of(Number.NaN, Number.NaN) },
    { float64: Float64Array.of(Number.NaN, 1) },
    [
      {
        path: '/float64',
        kind: 'values',
        differing: 1,
        of: 2,
        first: 1,
        largestAbsolute: undefined,
        at: undefined,
        largestRelative: undefined,
        largestUlps: undefined,
      },
    ],
  ],
  [
    'an infinity in an array',
    { float64: Float64Array.of(Infinity) },
    { float64: Float64Array.of(1) },
    [
      {
        path: '/float64',
        kind: 'values',
        differing: 1,
        of: 1,
        first: 0,
        largestAbsolute: Infinity,
        at: 0,
        largestRelative: Infinity,
        largestUlps: 2 ** 52 * 1024,
      },
    ],
  ],
  [
    'integers of 64 bits',
    { int64: BigInt64Array.of(2n ** 62n) },
    { int64: BigInt64Array.of(-(2n ** 62n)) },
    [
      {
        path: '/int64',
        kind: 'values',
        differing: 1,
        of: 1,
        first: 0,
        largestAbsolute: 2n ** 63n,
        at: 0,
        largestRelative: 2,
        largestUlps: undefined,
      },
    ],
  ],
  [
    'booleans',
    { bool: Uint8Array.of(1, 0) },
    { bool: Uint8Array.of(1, 1) },
    [
      {
        path: '/bool',
        kind: 'values',
        differing: 1,
        of: 2,
        first: 1,
        largestAbsolute: 1,
        at: 1,
        largestRelative: 1,
        largestUlps: undefined,
      },
    ],
  ],
];

function nd(numbers: number[], shape: number[]): NdArray<Float64Array> {
  return { data: Float64Array.from(numbers), shape };
}

for (const [title, a, b, expected] of DIFFERENCES) {
  test(`compare reports ${title}`, async (t) => {
    t.deepEqual((await compared(everything(a), everything(b))).differences, expected);
  });
}

test('compare reports different dtypes', async (t) => {
  const storage = new MemoryStorage();
  const saving = new ArtifactRepository({ storage, classes: [Everything] });
  const path = await saving.save(everything({ float64: Float64Array.of(1) }));
  const other = Buffer.from(await bytesOf(storage, path))
    .toString()
    .replace('"/float64": {\n        "dtype": "float64"', '"/float64": {\n        "dtype": "float32"');
  await create(storage, 'Everything/other.json', sealed(Buffer.from(other)));
  t.deepEqual((await saving.compare(path, 'Everything/other.json')).differences, [
    { path: '/float64', kind: 'dtype', dtypes: ['float64', 'float32'] },
  ]);
});

test('elements are compared by the rule of NumPy’s isclose, and NaN is the same as NaN', async (t) => {
  const isClose = (a: number, b: number, absolute: number, relative: number) =>
    (Number.isNaN(a) && Number.isNaN(b)) ||
    a === b ||
    (Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) <= absolute + relative * Math.abs(b));
  const tolerance = fc.constantFrom(0, 1e-9, 0.1, 1);
  await fc.assert(
    fc.asyncProperty(float64Of(20), float64Of(20), tolerance, tolerance, async (a, b, absolute, relative) => {
      const { differences } = await compared(everything({ float64: a }), everything({ float64: b }), {
        absolute,
        relative,
      });
      const differing = [...a.keys()].filter(
        (index) => !isClose(a[index] as number, b[index] as number, absolute, relative),
      );
      assert.equal(differences.length, differing.length === 0 ? 0 : 1);
      const [found] = differences;
      if (found?.kind !== 'values') return;
      assert.deepEqual([found.differing, found.first], [differing.length, differing[0]]);
      const distances = differing
        .map((index) => Math.abs((a[index] as number) - (b[index] as number)))
        .filter((each) => !Number.isNaN(each));
      assert.equal(found.largestAbsolute, distances.length === 0 ? undefined : Math.max(...distances));
    }),
    { numRuns: 500 },
  );
  t.pass();
});

test('a tolerance applies to scalars too, but not to texts and booleans', async (t) => {
  t.true((await compared(everything({ number: 1 }), everything({ number: 1.05 }), { absolute: 0.1 })).same);
  t.true((await compared(everything({ number: 0 }), everything({ number: -0 }), { absolute: 0 })).same);
  t.false((await compared(everything({ anything: '1' }), everything({ anything: '1.05' }), { absolute: 0.1 })).same);
  t.false((await compared(everything({ anything: 1 }), everything({ anything: true }), { absolute: 0.1 })).same);
});

test('excluded values are not compared, nor anything below them', async (t) => {
  const [a, b] = [
    everything({ number: 1, anything: { x: 1, y: 1 } }),
    everything({ number: 2, anything: { x: 2, y: 2 } }),
  ];
  t.true((await compared(a, b, { exclude: ['/number', '/anything'] })).same);
  t.deepEqual(
    (await compared(a, b, { exclude: ['/number', '/anything/x'] })).differences.map(({ path }) => path),
    ['/anything/y'],
  );
});

for (const [options, message] of [
  [{ absolute: '1' }, 'found absolute: "1", expected a number'],
  [{ relative: -1 }, 'found relative: -1, expected a finite number that is not negative'],
  [{ relative: Number.NaN }, 'found relative: NaN, expected a finite number that is not negative'],
  [{ exclude: '/timestamp' }, 'found exclude: "/timestamp", expected a list of JSON Pointers'],
  [{ exclude: ['timestamp'] }, 'found "timestamp" in exclude, expected a JSON Pointer such as "/timestamp"'],
] as [object, string][]) {
  test(`compare refuses the options ${JSON.stringify(options)}`, async (t) => {
    await t.throwsAsync(compared(everything(), everything(), options), { message, any: true });
  });
}

test('two files of the Python implementation are compared without a class', async (t) => {
  const storage = new MemoryStorage();
  const python = await readFile('test/fixtures/python-reference/ChangePointDetection/2026-02-11T15-40-12_c290ae.json');
  await create(storage, 'ChangePointDetection/python.json', python);
  const text = python.toString().replace('"threshold": 1.0', '"threshold": 2.0');
  await create(storage, 'ChangePointDetection/other.json', Buffer.from(text));
  const comparing = new ArtifactRepository({ storage, classes: [] });
  t.true((await comparing.compare('ChangePointDetection/python.json', 'ChangePointDetection/python.json')).same);
  t.deepEqual(
    (await comparing.compare('ChangePointDetection/python.json', 'ChangePointDetection/other.json')).differences,
    [{ path: '/input_parameters/threshold', kind: 'value', values: [1, 2] }],
  );
});

test('lists of numbers in an unsealed file are compared with arrays of any dtype', async (t) => {
  const storage = new MemoryStorage();
  const saving = new ArtifactRepository({ storage, classes: [Everything] });
  const path = await saving.save(
    everything({
      int64: BigInt64Array.of(1n, 2n ** 60n),
      float32: Float32Array.of(0.5, Number.NaN),
      bool: Uint8Array.of(1, 0),
      uint8: Uint8Array.of(1),
      segment: null,
      anything: 0,
    }),
  );
  const text = Buffer.from(await bytesOf(storage, path))
    .toString()
    .replace(/,\n {2}"\$artifact"[\s\S]*$/, '\n}\n')
    .replace('"uint8": [1]', '"uint8": [2]')
    .replace(/"(NaN|-?Infinity)"/g, '$1');
  await create(storage, 'Everything/other.json', Buffer.from(text));
  t.deepEqual((await saving.compare(path, 'Everything/other.json')).differences, [
    {
      path: '/uint8',
      kind: 'values',
      differing: 1,
      of: 1,
      first: 0,
      largestAbsolute: 1,
      at: 0,
      largestRelative: 0.5,
      largestUlps: undefined,
    },
  ]);
});

test('a list of arrays is compared with the lists of an unsealed file, which look like one array', async (t) => {
  class Ragged extends Artifact {}
  persisted(Ragged, {
    procedure: 'Ragged',
    fields: { rows: c.list(c.list(c.ndArray('float32'))), map: c.map(c.list(c.ndArray('int64'))) },
  } as never);
  const ragged = (...last: number[]) =>
    Object.assign(new Ragged(), {
      procedureVersion: '1',
      inputParameters: {},
      timestamp: new Date(0),
      rows: [[Float32Array.of(1, Number.NaN)], [Float32Array.from(last)]],
      map: new Map([['*', [BigInt64Array.of(2n ** 60n, 1n)]]]),
    });
  const python = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Ragged], profile: 'python' });
  const path = await python.save(ragged(3, 4));
  const steps: [number, number | undefined][] = [];
  const onProgress = ({ step, bytes, total }: Progress) => void (step === 'compare' && steps.push([bytes, total]));
  t.deepEqual((await python.compare(path, ragged(3, 4), { onProgress })).differences, []);
  t.deepEqual(steps.at(-1), [48, 48]);
  t.deepEqual((await python.compare(ragged(3, 4), path)).differences, []);
  t.like((await python.compare(path, ragged(3, 5))).differences, [{ path: '/rows/1/0', kind: 'values', differing: 1 }]);
  t.deepEqual((await python.compare(path, ragged(3, 4, 5))).differences, [
    { path: '/rows/1/0', kind: 'shape', shapes: [[2], [3]] },
  ]);
  const longer = ragged(3, 4);
  longer['rows' as never] = [...(longer as unknown as { rows: Float32Array[][] }).rows, []] as never;
  t.deepEqual((await python.compare(path, longer)).differences, [{ path: '/rows', kind: 'length', lengths: [2, 3] }]);
});

test('an array without axes beside a number is compared with the list of both in an unsealed file', async (t) => {
  class Pair extends Artifact {}
  const pair = c.tuple(c.ndArray('float32', { shape: [] }), c.number);
  persisted(Pair, { procedure: 'Pair', fields: { pair } } as never);
  const pairOf = (number: number) =>
    Object.assign(new Pair(), {
      procedureVersion: '1',
      inputParameters: {},
      timestamp: new Date(0),
      pair: [{ data: Float32Array.of(0.5), shape: [] }, number],
    });
  const python = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Pair], profile: 'python' });
  const path = await python.save(pairOf(2));
  t.true((await python.compare(path, pairOf(2))).same);
  t.like((await python.compare(path, pairOf(3))).differences, [{ path: '/pair/1', largestAbsolute: 1 }]);
});

test('a list with a text in it is not an array of numbers, even if the text is NaN', async (t) => {
  const [a, b] = ['[NaN, 1.0]', '["NaN", 1.0]'];
  t.deepEqual((await comparedPythons(a, b)).differences, [
    { path: '/x', kind: 'value', values: ['array numbers[2]', 'list of 2'] },
  ]);
});

/** Returns a file as Python writes it, with one further member. */
const pythonFile = (text: string): Buffer =>
  Buffer.from(
    `{"procedure_name": "Python", "procedure_version": "1", "input_parameters": {}, "timestamp": "2026-02-11T15:40:12", "x": ${text}}`,
  );

async function comparedPythons(a: string, b: string, options?: CompareOptions) {
  const storage = new MemoryStorage();
  await create(storage, 'Python/a.json', pythonFile(a));
  await create(storage, 'Python/b.json', pythonFile(b));
  return new ArtifactRepository({ storage, classes: [] }).compare('Python/a.json', 'Python/b.json', options);
}

for (const [a, b, isSame, isClose] of [
  ['1e+16', '10000000000000000.0', true, true],
  ['1.2345678901234568e+16', '1.234567890123457e+16', false, true],
  ['[1.2345678901234568e+16, 1.5]', '[1.234567890123457e+16, 1.5]', false, true],
  ['9007199254740993', '9007199254740992', false, true],
  ['[9007199254740993]', '[9007199254740992]', false, true],
  ['9007199254740993.0', '9007199254740993.0', true, true],
  ['9007199254740993.0', '9007199254740992.0', false, false],
  ['1e400', '1e400', true, true],
  ['1e400', '1e401', false, false],
  ['1e400', 'Infinity', false, false],
  [`1${'0'.repeat(400)}`, `2${'0'.repeat(400)}`, false, false],
  ['NaN', '"NaN"', false, false],
  ['1', 'true', false, false],
] as const) {
  test(`numbers of Python, ${a.slice(0, 40)} and ${b.slice(0, 40)}: ${isSame ? 'the same' : 'different'}, ${isClose ? '' : 'not '}within 1e-9`, async (t) => {
    t.is((await comparedPythons(a, b)).same, isSame);
    t.is((await comparedPythons(a, b, { relative: 1e-9 })).same, isClose);
  });
}

test('an array of booleans differs from an array of the numbers 1 and 0', async (t) => {
  const storage = new MemoryStorage();
  const saving = new ArtifactRepository({ storage, classes: [Everything] });
  const path = await saving.save(everything({ bool: Uint8Array.of(1, 0) }));
  const [booleans, numbers] = ['[true,false]', '[1,0]'].map((list) =>
    Buffer.from(
      JSON.stringify({
        procedure_name: 'Everything',
        procedure_version: '1',
        timestamp: '2026-02-11T15:40:12',
      }).replace('}', `,"bool":${list}}`),
    ),
  ) as [Buffer, Buffer];
  await create(storage, 'Everything/booleans.json', booleans);
  await create(storage, 'Everything/numbers.json', numbers);
  const differenceOf = async (other: string) =>
    (await saving.compare(path, other)).differences.find((each) => each.path === '/bool');
  t.is(await differenceOf('Everything/booleans.json'), undefined);
  t.deepEqual(await differenceOf('Everything/numbers.json'), {
    path: '/bool',
    kind: 'dtype',
    dtypes: ['bool', undefined],
  });
});

test('compare reports its progress, and stops when its signal is aborted', async (t) => {
  const [a, b] = [
    everything({ float64: new Float64Array(100_000) }),
    everything({ float64: new Float64Array(100_000) }),
  ];
  const steps: [string, number, number | undefined][] = [];
  await compared(a, b, { onProgress: ({ step, bytes, total }) => void steps.push([step, bytes, total]) });
  t.deepEqual(steps.at(-1), ['compare', steps.at(-1)?.[2] as number, steps.at(-1)?.[2]]);
  await t.throwsAsync(compared(a, b, { signal: AbortSignal.abort() }), { any: true, name: 'AbortError' });
});
