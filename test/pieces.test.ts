// The writer writes the same bytes, and the readers read the same artifact, however small the pieces are: here they have a few bytes.
// The quick reader reads a file exactly as the exact reader does, or leaves it to the exact reader.

import assert from 'node:assert/strict';
import test from 'ava';
import { Expose } from 'class-transformer';
import fc from 'fast-check';
import { ArrayTable } from '../src/format/array-table.js';
import type { ArrayTreatment, ArtifactFile, ReadOptions } from '../src/format/artifact-file.js';
import { ArtifactText } from '../src/format/artifact-text.js';
import { readExactly } from '../src/format/exact-reader.js';
import { NonFinitePlaces } from '../src/format/non-finite.js';
import { readArtifact } from '../src/format/read-artifact.js';
import {
  Artifact,
  type ArtifactLike,
  type Class,
  isArtifactError,
  NdArray,
  Nested,
  NestedList,
  Persisted,
  type Source,
} from '../src/index.js';
import { decodeInstance, encodeInstance } from '../src/mapping/mapper.js';
import { type DType, dtypeNames, type TypedArrays } from '../src/model/dtypes.js';
import { ArrayPlace, Elements } from '../src/model/elements.js';
import { LIMITS, type Limits } from '../src/model/limits.js';
import { pointerOf } from '../src/model/pointer.js';
import { ProgressReporter } from '../src/model/progress.js';
import type { TreeObject } from '../src/model/tree.js';
import { rethrowAsInvalid } from '../src/repository/written.js';
import { BytesSource } from '../src/storage/bytes-source.js';
import { artifact, limits } from './support/arbitraries.js';
import { Everything, everything } from './support/classes.js';
import { sealed } from './support/stored.js';

function textOf(instance: Everything, given?: Limits): { bytes: Buffer; text: ArtifactText } {
  const text = new ArtifactText(encodeInstance(instance), given);
  return { bytes: Buffer.concat([...text.pieces()]), text };
}

const optionsOf = (given: Limits, arrays: ArrayTreatment): ReadOptions => ({
  path: undefined,
  progress: new ProgressReporter(),
  step: 'read',
  arrays,
  limits: given,
});

const read = (bytes: Uint8Array, given: Limits, arrays: ArrayTreatment = 'keep') =>
  readArtifact(new BytesSource(bytes), optionsOf(given, arrays));

const exactly = (bytes: Uint8Array) => readExactly(new BytesSource(bytes), optionsOf(LIMITS, 'keep'));

test('the bytes are the same, however small the pieces in which they are written', async (t) => {
  await fc.assert(
    fc.property(artifact, limits, (saved, given) => {
      assert.deepStrictEqual(textOf(saved, given).bytes, textOf(saved).bytes);
    }),
    { numRuns: 200 },
  );
  t.pass();
});

test('an artifact that is read is the same, however small the pieces, and whichever reader reads it', async (t) => {
  await fc.assert(
    fc.asyncProperty(artifact, limits, async (saved, given) => {
      const { bytes } = textOf(saved);
      for (const file of [await read(bytes, given), await read(bytes, LIMITS)]) {
        assert.equal(file.reader, 'quick');
        assert.deepStrictEqual(decodeInstance(Everything, file), saved);
      }
      const exact = await exactly(bytes);
      assert.deepStrictEqual(decodeInstance(Everything, exact), saved);
    }),
    { numRuns: 300 },
  );
  t.pass();
});

test('arrays are compared with those that are expected, however small the pieces', async (t) => {
  await fc.assert(
    fc.asyncProperty(artifact, limits, async (saved, given) => {
      const { bytes, text } = textOf(saved);
      const file = await read(bytes, given, { expected: text.elements });
      assert.deepStrictEqual(decodeInstance(Everything, file), saved);
    }),
    { numRuns: 200 },
  );
  const { bytes, text } = textOf(everything());
  for (const [index, { values }] of text.elements.entries()) {
    if (values.length === 0) continue;
    const kept = values[0] as number | bigint;
    values[0] = (typeof kept === 'bigint' ? kept ^ 1n : kept === 1 ? 0 : 1) as never;
    await t.throwsAsync(read(bytes, LIMITS, { expected: text.elements }), { name: 'Error' }, `array ${index}`);
    values[0] = kept as never;
  }
});

test('an array of another shape than that expected is refused, even if its elements are the same', async (t) => {
  const positions = { data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] };
  const { bytes, text } = textOf(everything({ positions }));
  const expected = text.elements.map((each) =>
    each.shape[1] === 3 && each.values[5] === 6 ? new Elements(each.dtype, [6], each.values) : each,
  );
  await t.throwsAsync(read(bytes, LIMITS, { expected }), { message: 'found other elements than those expected' });
});

test('a text that looks like the place of an array is a text', async (t) => {
  const mark = '0123456789abcdef0123456789abcdef 0';
  for (const anything of ['\0', mark, ['\u00001', `a${mark}`], { [mark]: mark }]) {
    const saved = everything({ anything });
    const file = await read(textOf(saved).bytes, LIMITS);
    t.is(file.reader, 'quick');
    t.deepEqual(decodeInstance(Everything, file), saved);
  }
});

test('arrays that are passed over leave all other members as they are', async (t) => {
  await fc.assert(
    fc.asyncProperty(artifact, limits, async (saved, given) => {
      const { bytes } = textOf(saved);
      const { root } = await read(bytes, given, 'pass over');
      const { root: others } = await exactly(bytes);
      assert.ok(root['float64'] instanceof ArrayPlace || saved.float64.length === 0);
      for (const key of ['text', 'anything', 'input_parameters', 'timestamp', 'words']) {
        assert.deepStrictEqual(root[key], others[key]);
      }
    }),
    { numRuns: 100 },
  );
  t.pass();
});

test('an artifact with more text besides its arrays than a reader takes is refused, with the member at which the text becomes too long', async (t) => {
  const tree = encodeInstance(everything({ anything: 'x'.repeat(100), text: 'é'.repeat(4000) }));
  for (const [most, key] of [
    [10, 'any_rank'],
    [7000, 'text'],
  ] as const) {
    const text = new ArtifactText(tree, { ...LIMITS, piece: 20, text: most });
    const statement = { owner: 'Everything', root: tree.root };
    await t.throwsAsync(
      rethrowAsInvalid(statement, async () => [...text.pieces()]),
      {
        code: 'ARTIFACT_INVALID',
        message: `this Everything has 1 fault:\n  /${key}: found that everything up to here, without the arrays, takes more than ${most} bytes; expected at most ${most}, because a reader holds it in one piece`,
      },
    );
  }
});

// ── Files that another program has sealed ─────────────────────────────────────────────────────────────────────────────

/** Returns the artifact of a file, or the code and message of the error. */
async function outcomeOf<T>(artifact: Promise<T>): Promise<T | string> {
  try {
    return await artifact;
  } catch (error) {
    if (!isArtifactError(error)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

const everythingOf = (file: ArtifactFile): Everything => decodeInstance(Everything, file);

const outcomeExactly = (bytes: Uint8Array) => outcomeOf(exactly(bytes).then(everythingOf));

/** Returns the outcome of loading: by the quick reader, unless only the exact reader can read the file. */
const outcomeQuickly = (bytes: Uint8Array, given: Limits) => outcomeOf(read(bytes, given).then(everythingOf));

const seed = everything({
  anything: { a: [1, 2, { b: null }], c: 'x":y', d: '\\"' },
  float64: Float64Array.of(0.5, -0, 17, 0.1 + 0.2, Number.NaN),
  positions: { data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] },
  float32: Float32Array.of(1.5, -2),
});

/** An artifact like `seed`, of the same size, that the quick reader gives to JSON.parse: all ASCII, and no string looks like a key. */
const plainSeed = everything({
  ...seed,
  text: 'x'.repeat(Buffer.byteLength(seed.text)),
  anything: { a: [1, 2, { b: null }], c: 'x__:y', d: '\\"' },
});

test('a file that was changed and sealed again is read as by the exact reader, or refused as by it', async (t) => {
  const texts = [textOf(seed).bytes, textOf(plainSeed).bytes] as const;
  const structure = ['[', ']', '{', '}', ',', ':', '"', '\n', ' ', '\\', '-', 'null', '"a":1,', '[],', 'NaN'];
  const change = fc.record({
    at: fc.nat(texts[0].length - 80),
    removed: fc.nat(3),
    added: fc.oneof(fc.constant(''), fc.constantFrom(...structure)),
  });
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...texts),
      fc.array(change, { minLength: 1, maxLength: 3 }),
      limits,
      async (text, changes, given) => {
        let changed: Buffer = text;
        for (const { at, removed, added } of changes) {
          changed = Buffer.concat([changed.subarray(0, at), Buffer.from(added), changed.subarray(at + removed)]);
        }
        changed = sealed(changed);
        const exact = await outcomeExactly(changed);
        if (typeof exact !== 'string') accepted++;
        assert.deepStrictEqual(await outcomeQuickly(changed, given), exact);
      },
    ),
    { numRuns: 3000, examples: [[texts[0], [{ at: 225, removed: 0, added: '[' }], LIMITS]] },
  );
  t.true(accepted > 50, `${accepted} were right all the same`);
});

/** A text with something replaced, sealed. */
const changedText = (instance: Everything, from: string, to: string): Buffer => {
  const text = textOf(instance).bytes.toString();
  assert.ok(text.includes(from), from);
  return sealed(Buffer.from(text.replace(from, () => to)));
};

for (const [title, from, to] of [
  ['a key twice', '"c": "x', '"c": 1,\n    "c": "x'],
  ['a key twice, behind white space', '"c": "x', '"c" : 1, "c": "x'],
  ['a key twice, and elsewhere white space', '"c": "x', '"c" : 1, "k": 1, "k": 2, "e": "x'],
  ['an array twice', '"int8": [-128,127]', '"int8": [1,2], "int8": [-128,127]'],
  ['a number beyond 2^53', '"number": 0.1', '"number": 9007199254740993'],
  ['a number beyond all', '"number": 0.1', '"number": 1e400'],
] as const) {
  test(`a sealed file with ${title} is refused`, async (t) => {
    for (const instance of [seed, plainSeed]) {
      const changed = changedText(instance, from, to);
      const outcome = await outcomeExactly(changed);
      t.is(typeof outcome, 'string');
      t.is(await outcomeQuickly(changed, LIMITS), outcome);
    }
  });
}

/** Of each dtype, elements whose texts are read in different ways: as numbers, bigints, booleans, and names of numbers. */
const elementsOfEach: { readonly [D in DType]: TypedArrays[D] } = {
  bool: Uint8Array.of(1, 0),
  int8: Int8Array.of(-128, 127),
  uint8: Uint8Array.of(0, 255),
  int16: Int16Array.of(-32768, 32767),
  uint16: Uint16Array.of(0, 65535),
  int32: Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
  uint32: Uint32Array.of(0, 2 ** 32 - 1),
  int64: BigInt64Array.of(-(2n ** 63n), -(2n ** 53n), 1n - 2n ** 53n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n),
  uint64: BigUint64Array.of(0n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 64n - 1n),
  float32: Float32Array.of(
    0.1,
    -0,
    2 ** 24,
    2 ** 53,
    -(2 ** 60),
    2 ** 70,
    2 ** -149,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
  ),
  float64: Float64Array.of(0.1, -0, 2 ** 53 - 1, 2 ** 53, -(2 ** 63), 123456789012345680000, 1e21, 5e-324, Number.NaN),
};

/** An array of each dtype, in one row and in a column. */
const arrays = dtypeNames.flatMap((dtype) => {
  const values = elementsOfEach[dtype];
  return [[values.length], [values.length, 1]].map((shape) => new Elements(dtype, shape, values));
});

/** Returns a table with one more entry, for an array at a place, where `*` stands for an element. */
function withEntry(table: ArrayTable, keys: readonly string[], { dtype, shape }: Elements): ArrayTable {
  return ArrayTable.of(
    new Map([...table.entries, [pointerOf(keys), keys.includes('*') ? { dtype } : { dtype, shape }]]),
  );
}

/** A class that has decorators of class-transformer alone. */
class Transformed {
  @Expose() any?: unknown;
}

/** An artifact with the codecs that no field of {@link Everything} has. */
@Persisted({ procedure: 'Others' })
class Others extends Artifact {
  @Nested(() => Transformed) transformed!: Transformed;
  @NestedList(() => Transformed) list!: Transformed[];
}

const others = () =>
  Others.create({
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    transformed: Object.assign(new Transformed(), { any: 1 }),
    list: [Object.assign(new Transformed(), { any: 1 })],
  });

for (const elements of arrays) {
  const { dtype, shape } = elements;
  test(`where a class has no array, both readers report the same faults for the array ${dtype}[${shape}]`, async (t) => {
    for (const [instance, places] of [
      [
        everything(),
        [
          ...Object.keys(encodeInstance(everything()).root).map((key) => [key]),
          ['nobody knows it'],
          ['segment', 'mean'],
          ['segment', 'start'],
          ['segment', 'parts'],
          ['anything', 'in it'],
          ['anything', 'list'],
        ],
      ],
      [others(), [['transformed'], ['list'], ['transformed', 'any']]],
    ] as const) {
      const Class = instance.constructor as Class<ArtifactLike>;
      for (const keys of places) {
        const { root, arrays } = encodeInstance(instance);
        const [key = '', inner] = keys;
        if (inner === undefined) root[key] = elements;
        else (root[key] as TreeObject)[inner] = elements;
        const encoded = { root, arrays: withEntry(arrays, keys, elements), nonFinite: new NonFinitePlaces() };
        const bytes = Buffer.concat([...new ArtifactText(encoded).pieces()]);
        const decode = (file: ArtifactFile) => decodeInstance(Class, file);
        const file = await read(bytes, LIMITS);
        t.is(file.reader, 'quick', key);
        const quick = await outcomeOf((async () => decode(file))());
        t.deepEqual(quick, await outcomeOf(exactly(bytes).then(decode)), String(keys));
      }
    }
  });
}

test('an array whose lists show another shape than the file says is refused as by the exact reader, and no file is read again', async (t) => {
  for (const { dtype, values } of arrays) {
    for (const [shown, said] of [
      [[values.length], [values.length + 1]],
      [[values.length, 1], [values.length]],
      [[values.length], [values.length, 1]],
      [
        [1, values.length],
        [values.length, 1],
      ],
    ] as const) {
      const tree = encodeInstance(everything());
      tree.root[dtype] = new Elements(dtype, shown, values);
      const declared = new Elements(dtype, said, values);
      const arrays = withEntry(tree.arrays, [dtype], declared);
      const bytes = Buffer.concat([...new ArtifactText({ ...tree, arrays }).pieces()]);
      const file = await read(bytes, LIMITS);
      t.is(file.reader, 'quick');
      const quick = await outcomeOf((async () => everythingOf(file))());
      t.regex(quick as string, /^ARTIFACT_INVALID/);
      t.is(quick, await outcomeExactly(bytes));
    }
  }
});

/** A sealed text with a table of arrays, whatever stands before it. */
const sealedText = (text: string, table: { [pointer: string]: object }): Buffer => {
  const artifact = { arrays: table, format: 1, sha256: '0'.repeat(64) };
  return sealed(
    Buffer.from(`${text},\n  "$artifact": ${JSON.stringify(artifact, null, 2).replaceAll('\n', '\n  ')}\n}\n`),
  );
};

const int8 = { dtype: 'int8', shape: [2] };

for (const [title, text, table] of [
  ['a key of the line above', '{\n  "a": {\n    "x": 1 }, "b": {\n    "y": [1,2]\n  }', { '/a/y': int8 }],
  ['the index of the line', '{\n  "a": [\n    1, 2,\n    [1,2]\n  ]', { '/a/1': int8 }],
  ['a list that opens behind other items', '{\n  "a": [\n    1, 2, [\n    [1,2]\n  ]\n  ]', { '/a/1': int8 }],
  ['the second of two keys', '{\n  "a": [1,2], "a": 3', { '/a': int8 }],
] as const) {
  test(`an array that stands elsewhere than its line shows, by ${title}, is left to the exact reader`, async (t) => {
    const bytes = sealedText(text, table);
    const exact = await outcomeOf(exactly(bytes).then(({ root }) => JSON.stringify(root) as never));
    for (const how of ['keep', 'pass over', 'locate'] as const) {
      const quick = read(bytes, LIMITS, how).then(({ root, reader }) => `${reader} ${JSON.stringify(root)}` as never);
      const outcome = (await outcomeOf(quick)) as unknown as string;
      t.is(outcome, outcome.startsWith('ARTIFACT') ? (exact as unknown as string) : `exact ${exact}`);
    }
  });
}

for (const [title, text] of [
  ['twice', sealedText('{\n  "$artifact": 1', {})],
  [
    'before another member',
    sealed(
      Buffer.from(
        sealedText('{\n  "a": 1', {})
          .toString()
          .replace(/\}\n\}\n$/, `},\n  "z": {\n    "sha256": "${'0'.repeat(64)}"\n  }\n}\n`),
      ),
    ),
  ],
] as const) {
  test(`a file with $artifact ${title} is left to the exact reader`, async (t) => {
    const rootOf = ({ root }: ArtifactFile) => JSON.stringify(root);
    t.is(await outcomeOf(read(text, LIMITS).then(rootOf)), await outcomeOf(exactly(text).then(rootOf)));
  });
}

@Persisted()
class Item {
  @NdArray('int8', { shape: [null, null] }) grid!: NdArray<Int8Array>;
}

@Persisted()
class ItemOfMoreAxes {
  @NdArray('int8', { shape: [null, null, 3] }) grid!: NdArray<Int8Array>;
}

@Persisted()
class Items {
  @NestedList(() => Item) items!: Item[];
}

@Persisted()
class ItemsOfMoreAxes {
  @NestedList(() => ItemOfMoreAxes) items!: ItemOfMoreAxes[];
}

test('an array whose lists show its whole shape is refused if its class declares more axes', async (t) => {
  for (const shape of [
    [2, 0],
    [1, 3],
  ]) {
    const grid = { data: new Int8Array((shape[0] as number) * (shape[1] as number)), shape };
    const tree = encodeInstance(Object.assign(new Items(), { items: [Object.assign(new Item(), { grid })] }));
    const bytes = Buffer.concat([...new ArtifactText(tree).pieces()]);
    const decode = (file: ArtifactFile) => decodeInstance(ItemsOfMoreAxes, file) as never;
    const exact = await outcomeOf(exactly(bytes).then(decode));
    t.regex(exact as unknown as string, /found the shape \(\d, \d\), expected \(any, any, 3\)/);
    t.is(await outcomeOf(read(bytes, LIMITS).then(decode)), exact);
  }
});

test('an array that is nested too deep is refused as by the exact reader', async (t) => {
  const outcomes: string[] = [];
  for (const shape of [[1], [1, 1], [1, 1, 1, 1, 1]]) {
    const { root, arrays } = encodeInstance(everything());
    const nonFinite = new NonFinitePlaces();
    let segment: TreeObject = { start: 0, mean: 0, curve: new Elements('float32', shape, Float32Array.of(1)) };
    for (let level = 0; level < 254; level++) segment = { start: 0, mean: 0, parts: [segment] };
    root['segments'] = [segment];
    const keys = ['segments', '*', ...Array.from({ length: 254 }, () => ['parts', '*']).flat(), 'curve'];
    const table = withEntry(arrays, keys, new Elements('float32', [1], Float32Array.of(1)));
    const bytes = Buffer.concat([...new ArtifactText({ root, arrays: table, nonFinite }).pieces()]);
    const exact = await outcomeExactly(bytes);
    t.deepEqual(await outcomeQuickly(bytes, LIMITS), exact);
    outcomes.push(typeof exact === 'string' ? exact.slice(0, 15) : 'taken');
  }
  t.deepEqual(outcomes, ['ARTIFACT_INVALI', 'ARTIFACT_FORMAT', 'ARTIFACT_FORMAT']);
});

test('a sealed file with lists of several lengths is refused, even if they have as many elements as their shape says', async (t) => {
  const anyRank = { data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] };
  const text = textOf(everything({ anyRank })).bytes.toString();
  const changed = text.replace('[1,2],\n    [3,4],\n    [5,6]', '[1,2],\n    [3],\n    [4,5,6]');
  t.not(changed, text);
  const bytes = sealed(Buffer.from(changed));
  t.regex((await outcomeExactly(bytes)) as string, /^ARTIFACT_INVALID: /);
  t.is(await outcomeQuickly(bytes, LIMITS), await outcomeExactly(bytes));
});

test('lists of any depth, texts of any length and items of any kind are laid out by the same rules', async (t) => {
  const deep = (levels: number): unknown => (levels === 0 ? { b: [1], a: -0 } : [deep(levels - 1), 'x', [levels]]);
  const anything = {
    deep: deep(40),
    long: Array.from({ length: 10 }, (_, index) => ({ s: 'x'.repeat(30_000 * index), t: [index] })),
    plain: Array.from({ length: 3000 }, (_, index) => ({ a: index, b: [{ c: null }, {}, []] })),
    words: Array.from({ length: 3000 }, String),
  };
  const saved = everything({ anything });
  const { bytes } = textOf(saved);
  t.deepEqual(decodeInstance(Everything, await read(bytes, LIMITS)), saved);
  const layout = (value: unknown, indent: string): string => {
    if (Object.is(value, -0)) return '-0.0';
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const inner = `${indent}  `;
    const isFlat = Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    const items = Array.isArray(value)
      ? value.map((item) => layout(item, inner))
      : Object.keys(value)
          .sort()
          .map((key) => `${JSON.stringify(key)}: ${layout(value[key as never], inner)}`);
    if (isFlat || items.length === 0) return `${open}${items.join(',')}${close}`;
    return `${open}\n${inner}${items.join(`,\n${inner}`)}\n${indent}${close}`;
  };
  t.true(bytes.toString().includes(`"anything": ${layout(anything, '  ')},\n`));
});

// ── Faulty sources ──────────────────────────────────────────────────────────────────────────

test('a source that gives more or fewer bytes than asked for is refused', async (t) => {
  const { bytes } = textOf(seed);
  for (const [more, small] of [
    [1, LIMITS.small],
    [-1, LIMITS.small],
    [1, 0],
    [-1, 0],
    [-LIMITS.piece, 0],
  ] as const) {
    const source = new BytesSource(bytes);
    const wrong: Source = {
      size: bytes.length,
      close: async () => {},
      read: async (start, end) => {
        const given = await source.read(start, end);
        return more > 0
          ? Buffer.concat([given, Buffer.alloc(more)])
          : given.subarray(0, Math.max(0, given.length + more));
      },
    };
    const options = { path: undefined, progress: new ProgressReporter(), step: 'read', arrays: 'keep' } as const;
    const limited = { ...options, limits: { ...LIMITS, small } };
    await t.throwsAsync(readArtifact(wrong, limited), { code: 'ARTIFACT_STORAGE' });
    await t.throwsAsync(readExactly(wrong, options), { code: 'ARTIFACT_STORAGE' });
  }
});

test('a file beyond 2 GiB is read as any other', async (t) => {
  const size = 2 ** 31 + 10;
  const shape = [2 ** 29, 2];
  const table = { arrays: { '/a': { dtype: 'int8', shape } }, format: 1, sha256: '0'.repeat(64) };
  const tail = Buffer.from(`\n  "$artifact": ${JSON.stringify(table, null, 2).replaceAll('\n', '\n  ')}\n}\n`);
  const enough = new Error('enough');
  const source: Source = {
    size,
    close: async () => {},
    read: async (start, end) => {
      if (start > LIMITS.piece && end < size) throw enough;
      const bytes = Buffer.from('{\n  "a": [\n').subarray(0, end - start);
      return end === size
        ? Buffer.concat([Buffer.alloc(end - start - tail.length), tail])
        : Buffer.concat([
            bytes,
            Buffer.from('[1,1],\n'.repeat((end - start) / 7 + 1)).subarray(0, end - start - bytes.length),
          ]);
    },
  };
  const options = { path: undefined, progress: new ProgressReporter(), step: 'read', arrays: 'keep' } as const;
  t.is(await t.throwsAsync(readArtifact(source, options)), enough);
});
