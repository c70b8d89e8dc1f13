// Specifies open: an artifact without its class, as it is stored, with arrays that are read piece by piece.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { ArtifactText } from '../src/format/artifact-text.js';
import { StoredArray } from '../src/format/stored-array.js';
import {
  Artifact,
  ArtifactRepository,
  codec,
  type DType,
  encode,
  MemoryStorage,
  NdArray,
  Persisted,
  type NdArray as Shaped,
  type Source,
  Stored,
  type TypedArray,
} from '../src/index.js';
import { encodeInstance } from '../src/mapping/mapper.js';
import { Elements } from '../src/model/elements.js';
import { LIMITS, type Limits } from '../src/model/limits.js';
import { ProgressReporter } from '../src/model/progress.js';
import { isTreeObject, type Tree } from '../src/model/tree.js';
import { openStoredArtifact, type StoredArtifact } from '../src/repository/stored-artifact.js';
import { BytesSource } from '../src/storage/bytes-source.js';
import { artifact, limits } from './support/arbitraries.js';
import { Everything, everything } from './support/classes.js';
import { bytesOf, create, replacedIn, sealed } from './support/stored.js';

const open = (
  bytes: Uint8Array,
  given: Limits = LIMITS,
  arrays: 'locate' | 'keep' = 'locate',
): Promise<StoredArtifact> =>
  openStoredArtifact(async () => new BytesSource(bytes), 'file.json', {
    progress: new ProgressReporter(),
    limits: given,
    arrays,
  });

const bytesOfArtifact = (saved: Everything): Buffer =>
  Buffer.concat([...new ArtifactText(encodeInstance(saved)).pieces()]);

/** Returns the arrays of a tree that will be written, by their pointers. */
function* elementsWithin(tree: Tree, pointer = ''): Generator<[string, Elements]> {
  if (tree instanceof Elements) yield [pointer, tree];
  const members = Array.isArray(tree) ? tree.entries() : isTreeObject(tree) ? Object.entries(tree) : [];
  for (const [key, member] of members) {
    yield* elementsWithin(member as Tree, `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

const pointersOf = ({ arrays }: StoredArtifact): string[] => Array.from(arrays, ([pointer]) => pointer);

const arraysOf = (saved: Everything): Map<string, Elements> =>
  new Map(Array.from(elementsWithin(encodeInstance(saved).root), ([pointer, elements]) => [pointer, elements]));

test('every array of a file has its dtype, shape and elements, however small the pieces are that are read', async (t) => {
  await fc.assert(
    fc.asyncProperty(artifact, limits, async (saved, given) => {
      const bytes = bytesOfArtifact(saved);
      const [opened, inMemory] = [await open(bytes, given), await open(bytes, given, 'keep')];
      const expected = arraysOf(saved);
      assert.deepStrictEqual(pointersOf(opened).sort(), [...expected.keys()].sort());
      for (const [pointer, { dtype, shape, values }] of expected) {
        const array = opened.array(pointer);
        assert.deepStrictEqual([array.dtype, array.shape], [dtype, shape]);
        assert.deepStrictEqual(await array.read(), values);
        assert.deepStrictEqual(inMemory.array(pointer).data, values);
      }
    }),
    { numRuns: 300 },
  );
  t.pass();
});

const RANGES = fc.array(
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  {
    minLength: 3,
    maxLength: 3,
  },
);

test('reading a range of an array returns what slice returns of the whole array', async (t) => {
  const shapes = [[40], [8, 5], [2, 4, 5], [20, 2], [1, 40]];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.double(), { minLength: 40, maxLength: 40 }),
      fc.constantFrom(...shapes),
      RANGES,
      limits,
      async (numbers, shape, ranges, given) => {
        const data = Float64Array.from(numbers);
        const opened = await open(bytesOfArtifact(everything({ anyRank: { data, shape } })), given);
        for (const [a, b] of ranges) {
          const [start, end] = [Math.round(a * 40), Math.round(b * 40)].sort((x, y) => x - y) as [number, number];
          assert.deepStrictEqual(await opened.array('/any_rank').read(start, end), data.slice(start, end));
        }
      },
    ),
    { numRuns: 200 },
  );
  t.pass();
});

test('an array of any number of axes is read, whole and in ranges, also one with more axes than the kernels read', async (t) => {
  @Persisted({ procedure: 'ManyAxes' })
  class ManyAxes extends Artifact<object> {
    @NdArray('float64') values!: Shaped<Float64Array>;
  }
  for (const axes of [64, 65, 509]) {
    const shape = [2, ...Array<number>(axes - 2).fill(1), 3];
    const data = Float64Array.of(1, 2, 3, -0, Number.NaN, 0.1);
    const saved = ManyAxes.create({
      procedureVersion: '1',
      inputParameters: {},
      timestamp: new Date(0),
      values: { data, shape },
    });
    const array = (await open(Buffer.from(encode(saved)))).array('/values');
    t.deepEqual([array.shape, await array.read(), await array.read(1, 5)], [shape, data, data.slice(1, 5)]);
  }
});

test('ranges outside of an array are refused', async (t) => {
  const array = (await open(bytesOfArtifact(everything({ float64: Float64Array.of(1, 2) })))).array('/float64');
  for (const [start, end] of [
    [-1, 1],
    [0, 3],
    [2, 1],
    [0.5, 1],
    [0, Number.NaN],
  ] as const) {
    await t.throwsAsync(array.read(start, end), {
      instanceOf: RangeError,
      message: `found the elements ${start} to ${end}, expected some between 0 and 2`,
    });
  }
});

test('the error for an array that does not exist names those that exist', async (t) => {
  const opened = await open(bytesOfArtifact(everything()));
  t.throws(() => opened.array('/float46'), {
    instanceOf: RangeError,
    message: /^found no array at \/float46 in file\.json, expected one of \/any_rank, \/big_rows, /,
  });
});

test('members are plain values as they are stored, without arrays', async (t) => {
  const saved = everything({
    number: Number.NaN,
    anything: { list: [1, 'NaN', -0], far: -Infinity },
    inputParameters: { a: { b: 1 } },
  });
  const opened = await open(bytesOfArtifact(saved));
  t.deepEqual(opened.inputParameters, { a: { b: 1 } });
  t.is(opened.procedureName, 'Everything');
  t.is(opened.procedureVersion, saved.procedureVersion);
  t.is(opened.timestamp, saved.timestamp.toISOString());
  t.deepEqual(
    [opened.members['number'], opened.members['anything']],
    [Number.NaN, { list: [1, 'NaN', -0], far: -Infinity }],
  );
  t.false('float64' in opened.members);
  t.deepEqual(opened.members, opened.members);
  t.true(pointersOf(opened).includes('/float64'));
});

test('a file of another layout, sealed again, has the same arrays', async (t) => {
  const saved = everything({
    float64: Float64Array.of(1, Number.NaN, -0),
    rows: [
      [1, 2],
      [3, 4],
    ],
  });
  const bytes = sealed(Buffer.from(bytesOfArtifact(saved).toString().replace('"float64": [', '"float64":  [')));
  const opened = await open(bytes);
  for (const [pointer, { dtype, shape, values }] of arraysOf(saved)) {
    const array = opened.array(pointer);
    t.deepEqual([array.dtype, array.shape, await array.read()], [dtype, shape, values], pointer);
  }
});

/** Returns a file with a changed text of its float64 array, sealed again. */
const forged = (text: string): Buffer => {
  const saved = everything({ float64: Float64Array.of(1, 2, 3) });
  return sealed(
    Buffer.from(
      bytesOfArtifact(saved)
        .toString()
        .replace('"float64": [1,2,3]', () => `"float64": ${text}`),
    ),
  );
};

test('an array with more blanks than are read in one step is read', async (t) => {
  const array = (await open(forged(`[${' '.repeat(2 ** 18)}1,2,3]`))).array('/float64');
  t.deepEqual(await array.read(), Float64Array.of(1, 2, 3));
});

for (const [title, text] of [
  ['fewer elements than its table says', '[1,2]'],
  ['more elements than its table says', '[1,2,3,4]'],
  ['another rank', '[\n    [1,2,3]\n  ]'],
  ['text for a number', '[1,"two",3]'],
  ['nothing between two commas', '[1,,3]'],
  ['a number without an end', `[${'1'.repeat(2 ** 18)},2,3]`],
] as const) {
  test(`an array with ${title} is refused when the file is opened, or when the array is read`, async (t) => {
    const reading = async () => (await open(forged(text))).array('/float64').read();
    await t.throwsAsync(reading, { code: 'ARTIFACT_FORMAT' } as never);
  });
}

test('reading a long array is refused if the file was changed after it was opened; a short array is in memory already', async (t) => {
  const withValue = (value: number) =>
    bytesOfArtifact(everything({ float64: new Float64Array(10_000).fill(value), int8: Int8Array.of(value) }));
  const [first, second] = [withValue(1), withValue(2)];
  let bytes = first;
  const opened = await openStoredArtifact(async () => new BytesSource(bytes), 'file.json', {
    progress: new ProgressReporter(),
  });
  bytes = second;
  t.deepEqual(await opened.array('/int8').read(), Int8Array.of(1));
  await t.throwsAsync(opened.array('/float64').read(), {
    code: 'ARTIFACT_INTEGRITY',
    message:
      /^file\.json was changed since it was opened: expected [0-9a-f]{64} at byte \d+, found [0-9a-f]{64} at byte \d+$/,
  } as never);
});

test('every source is closed, whether all elements or some of them were read', async (t) => {
  let isOpen = 0;
  const bytes = bytesOfArtifact(everything({ float64: Float64Array.from({ length: 200_000 }, (_, index) => index) }));
  const opening = async (): Promise<Source> => {
    isOpen++;
    const source = new BytesSource(bytes);
    return { size: source.size, read: (start, end) => source.read(start, end), close: async () => void isOpen-- };
  };
  const array = (await openStoredArtifact(opening, 'file.json', { progress: new ProgressReporter() })).array(
    '/float64',
  );
  t.deepEqual(await array.read(199_998), Float64Array.of(199_998, 199_999));
  for await (const piece of array.pieces()) {
    t.is(piece[0], 0);
    break;
  }
  t.is(isOpen, 0);
});

for (const [title, dtype, values, expected] of [
  ['numbers', 'float64', Float64Array.of(3, -1, 4), { nan: 0, min: -1, max: 4, mean: 2 }],
  ['NaN among numbers', 'float64', Float64Array.of(Number.NaN, 2, 4, Number.NaN), { nan: 2, min: 2, max: 4, mean: 3 }],
  [
    'nothing but NaN',
    'float64',
    Float64Array.of(Number.NaN),
    { nan: 1, min: undefined, max: undefined, mean: undefined },
  ],
  ['no elements', 'int32', Int32Array.of(), { nan: 0, min: undefined, max: undefined, mean: undefined }],
  ['infinities', 'float64', Float64Array.of(-Infinity, 1), { nan: 0, min: -Infinity, max: 1, mean: -Infinity }],
  [
    'a large one and many small',
    'float64',
    Float64Array.of(1, 1e100, 1, -1e100),
    { nan: 0, min: -1e100, max: 1e100, mean: 0.5 },
  ],
  [
    '64-bit integers',
    'int64',
    BigInt64Array.of(2n ** 62n, 2n ** 62n + 2n, -1n),
    { nan: 0, min: -1n, max: 2n ** 62n + 2n, mean: 2 ** 63 / 3 },
  ],
  ['booleans', 'bool', Uint8Array.of(1, 0, 1, 1), { nan: 0, min: 0, max: 1, mean: 0.75 }],
] as [string, DType, TypedArray, object][]) {
  test(`stats of ${title}`, async (t) => {
    const { nan, min, max, mean } = await StoredArray.ofValues(dtype, [values.length], values).stats();
    t.deepEqual({ nan, min, max, mean }, expected as never);
  });
}

test('lists of numbers in an unsealed file are arrays without a dtype, except in the input parameters', async (t) => {
  const file = {
    procedure_name: 'Other',
    procedure_version: '1',
    timestamp: '2026-02-11T15:40:12',
    input_parameters: { lags: [1, 2] },
    curve: [1, 2.5],
    grid: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    ragged: [[1], [2, 3]],
    labels: ['a', 'b'],
    mixed: [1, 'NaN'],
    none: [],
    peaks: [{ at: [7] }],
  };
  const text = JSON.stringify(file)
    .replace('"curve":[1,2.5]', '"curve":[NaN,9007199254740993e0,-0.0]')
    .replace('"none"', '"large":[9007199254740993,1],"nanoseconds":[1.7e+18,0.5],"none"');
  const opened = await open(Buffer.from(text.replace('9007199254740993e0', '2.5')));
  t.is(opened.seal, undefined);
  t.deepEqual(opened.inputParameters, { lags: [1, 2] });
  t.deepEqual(pointersOf(opened), ['/curve', '/grid', '/large', '/nanoseconds', '/peaks/0/at']);
  t.deepEqual(await opened.array('/curve').read(), Float64Array.of(Number.NaN, 2.5, -0));
  t.deepEqual([opened.array('/grid').shape, await opened.array('/grid').read(2, 4)], [[2, 3], Float64Array.of(3, 4)]);
  t.deepEqual(await opened.array('/large').read(), BigInt64Array.of(9007199254740993n, 1n));
  t.deepEqual(await opened.array('/nanoseconds').read(), Float64Array.of(1.7e18, 0.5));
  t.is(opened.array('/curve').dtype, undefined);
  t.deepEqual(opened.members, { ragged: [[1], [2, 3]], labels: ['a', 'b'], mixed: [1, 'NaN'], none: [], peaks: [{}] });
});

test('a file with a broken seal can be opened on request, and has the fault beside its content', async (t) => {
  const bytes = Buffer.from(
    bytesOfArtifact(everything({ text: 'before', float64: Float64Array.of(5) }))
      .toString()
      .replace('before', 'behind'),
  );
  const opening = (seal: 'check' | 'report' | 'skip') =>
    openStoredArtifact(async () => new BytesSource(bytes), 'file.json', { progress: new ProgressReporter(), seal });
  await t.throwsAsync(opening('check'), { code: 'ARTIFACT_INTEGRITY' } as never);
  const reported = await opening('report');
  t.is(reported.sealFault?.code, 'ARTIFACT_INTEGRITY');
  t.is(reported.members['text'], 'behind');
  t.deepEqual(await reported.array('/float64').read(), Float64Array.of(5));
  t.is((await opening('skip')).sealFault, undefined);
});

test('open takes artifacts of unknown classes, and refuses damaged files, other files, and paths without a file', async (t) => {
  const storage = new MemoryStorage();
  const path = await new ArtifactRepository({ storage, classes: [Everything] }).save(
    everything({ float64: Float64Array.of(1, 2) }),
  );
  const repository = new ArtifactRepository({ storage, classes: [] });
  const opened = await repository.open(path);
  t.is(opened.path, path);
  t.is(opened.seal, (await repository.describe(path)).seal);
  t.is(opened.size, (await bytesOf(storage, path)).length);
  t.deepEqual(
    await opened
      .array('/float64')
      .stats()
      .then(({ mean }) => mean),
    1.5,
  );
  await create(storage, 'Everything/none.json', Buffer.from('{}'));
  await create(
    storage,
    'Everything/damaged.json',
    Buffer.from((await replacedIn(storage, path, '[1,2]', '[1,3]')).toString().replace('[1,3]', '[1,4]')),
  );
  await t.throwsAsync(repository.open('Everything/none.json'), { code: 'ARTIFACT_FORMAT' } as never);
  await t.throwsAsync(repository.open('Everything/damaged.json'), { code: 'ARTIFACT_INTEGRITY' } as never);
  await t.throwsAsync(repository.open('Everything/not-there.json'), { code: 'ARTIFACT_NOT_FOUND' } as never);
  await t.throwsAsync(repository.open('../outside.json'), { code: 'ARTIFACT_STORAGE' } as never);
});

test('a file of the Python implementation is opened', async (t) => {
  const bytes = await readFile('test/fixtures/python-reference/ChangePointDetection/2026-02-11T15-40-12_c290ae.json');
  const opened = await open(bytes);
  t.deepEqual(pointersOf(opened), ['/detected_change_points', '/statistic_curve']);
  t.is(opened.array('/statistic_curve').size, 100);
});

test('beside arrays of a list, other items keep their index', async (t) => {
  @Persisted({ procedure: 'Pairs' })
  class Pairs extends Artifact {
    @Stored(codec.tuple(codec.ndArray('float64'), codec.number, codec.ndArray('int8'), codec.string)) mixed!: [
      Float64Array,
      number,
      Int8Array,
      string,
    ];
    @Stored(codec.list(codec.ndArray('float64'))) arrays!: Float64Array[];
  }
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Pairs] });
  const path = await repository.save(
    Pairs.create({
      procedureVersion: '1',
      inputParameters: {},
      timestamp: new Date(0),
      mixed: [Float64Array.of(1), 5, Int8Array.of(2), 'x'],
      arrays: [Float64Array.of(1), Float64Array.of(2)],
    }),
  );
  const members = { mixed: [undefined, 5, undefined, 'x'], arrays: [] };
  const opened = await repository.open(path);
  t.deepEqual(opened.members, members);
  t.is(opened.array('/mixed/2').dtype, 'int8');
  t.deepEqual((await repository.describe(path)).members, members);
});
