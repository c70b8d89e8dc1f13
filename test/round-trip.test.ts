import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import test from 'ava';
import { instanceToPlain, plainToInstance } from 'class-transformer';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { dateCodec } from '../src/codecs/iso-date.js';
import { Artifact, ArtifactRepository, MemoryStorage, NdArray, Persisted } from '../src/index.js';
import { Walk } from '../src/walk.js';
import { Everything, everything, Segment } from './classes.js';
import { bytesOf } from './stored.js';

// ── Values of every kind ────────────────────────────────────────────────────────────────────────────────────────────

const doubleOfBits = fc
  .bigInt({ min: 0n, max: 2n ** 64n - 1n })
  .map((bits) => new Float64Array(BigUint64Array.of(bits).buffer)[0] as number)
  .map((value) => (Number.isNaN(value) ? Number.NaN : value));
const double = fc.oneof(
  fc.double(),
  doubleOfBits,
  fc.integer(),
  fc.constantFrom(
    -0,
    Number.NaN,
    2 ** 53,
    2 ** 63,
    2 ** 64,
    1e21,
    123456789012345680000,
    Number.MIN_VALUE,
    -Number.MAX_VALUE,
  ),
);
const finite = double.filter(Number.isFinite);
/** Any sequence of UTF-16 code units, lone surrogates among them. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
);
const key = fc
  .oneof(text, fc.constantFrom('constructor', 'toString', 'then', '10', '9', '*', '/', '~', ''))
  .filter((name) => name !== '__proto__');
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    finite,
    text,
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('value'), { maxLength: 5 }),
  object: fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
})).value;
const date = fc.date({ noInvalidDate: true });
/** Dates and times of any precision, with and without zone. */
const isoText = fc
  .tuple(date, fc.constantFrom('', 'Z', '+02:00', '-11:30'), fc.stringMatching(/^(?:[.,]\d{1,12})?$/))
  .filter(([at]) => at.getUTCFullYear() >= 0 && at.getUTCFullYear() <= 9999)
  .map(([at, zone, fraction]) => at.toISOString().slice(0, 19) + fraction + zone);
const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n),
);

const shape = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 });
const sizeOf = (lengths: readonly number[]) => lengths.reduce((size, length) => size * length, 1);
const arrayOfShape = <T extends { length: number }>(
  shapes: fc.Arbitrary<number[]>,
  data: (size: number) => fc.Arbitrary<T>,
) => shapes.chain((lengths) => data(sizeOf(lengths)).map((elements) => ({ data: elements, shape: lengths })));
const float64Of = (size: number) =>
  fc.array(double, { minLength: size, maxLength: size }).map((list) => Float64Array.from(list));
const int16Of = (size: number) => fc.int16Array({ minLength: size, maxLength: size });

const segment: fc.Arbitrary<Segment> = fc.letrec<{ segment: Segment }>((tie) => ({
  segment: fc
    .record(
      {
        start: fc.nat(),
        mean: double,
        label: text,
        curve: fc.array(double).map((list) => Float32Array.from(list)),
        grid: arrayOfShape(shape, int16Of),
        parts: fc.oneof({ maxDepth: 2 }, fc.constant<Segment[]>([]), fc.array(tie('segment'), { maxLength: 2 })),
      },
      { requiredKeys: ['start', 'mean'] },
    )
    .map(({ start, mean, ...others }) => Segment.of(start, mean, others)),
})).segment;

const artifact: fc.Arbitrary<Everything> = fc
  .record({
    procedureVersion: text.filter((version) => version !== ''),
    inputParameters: fc.dictionary(key, json, { maxKeys: 4, noNullPrototype: true }),
    seed: fc.option(
      fc.maxSafeInteger().map((seed) => seed + 0),
      { nil: undefined },
    ),
    timestamp: fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    }),
    text,
    number: double,
    flag: fc.boolean(),
    huge: fc.bigInt(),
    anything: json,
    words: fc.array(text),
    maybe: fc.option(double),
    other: text,
    date,
    isoText,
    bool: fc.array(fc.boolean()).map((list) => Uint8Array.from(list, Number)),
    int8: fc.int8Array(),
    uint8: fc.uint8Array(),
    int16: fc.int16Array(),
    uint16: fc.uint16Array(),
    int32: fc.int32Array(),
    uint32: fc.uint32Array(),
    int64: fc.array(int64).map((list) => BigInt64Array.from(list)),
    uint64: fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })).map((list) => BigUint64Array.from(list)),
    float32: fc.array(double).map((list) => Float32Array.from(list)),
    float64: fc.array(double).map((list) => Float64Array.from(list)),
    anyRank: arrayOfShape(shape, float64Of),
    positions: arrayOfShape(
      fc.nat(4).map((rows) => [rows, 3]),
      float64Of,
    ),
    rows: fc
      .tuple(fc.nat(4), fc.nat(4))
      .chain(([rows, columns]) =>
        fc.array(fc.array(double, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
      ),
    flags: fc.array(fc.boolean()),
    bigRows: fc.array(int64),
    view: arrayOfShape(shape, float64Of).map((array) => ndarray(array.data, array.shape)),
    segment: fc.option(segment),
    segments: fc.array(segment, { maxLength: 4 }),
    byName: fc.dictionary(key, segment, { maxKeys: 3 }).map((object) => new Map(Object.entries(object))),
  })
  .map((values) => everything(values as Partial<Everything>));

function repositoryInMemory() {
  const storage = new MemoryStorage();
  return { storage, repository: new ArtifactRepository({ storage, classes: [Everything] }) };
}

/** Freezes all that can be frozen: typed arrays with elements cannot. */
function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const member of value instanceof Map ? value.values() : Object.values(value)) deepFreeze(member);
}

const show = (value: unknown) => inspect(value, { depth: null, maxArrayLength: null, maxStringLength: null });

// ── What holds for all of them ──────────────────────────────────────────────────────────────────────────────────────

test('what is loaded is what was saved, whatever it was', async (t) => {
  await fc.assert(
    fc.asyncProperty(artifact, async (saved) => {
      const { repository } = repositoryInMemory();
      assert.deepStrictEqual(await repository.load(await repository.save(saved), Everything), saved);
    }),
    { numRuns: 300 },
  );
  t.pass();
});

test('what is saved after loading has the same bytes under the same name', async (t) => {
  await fc.assert(
    fc.asyncProperty(artifact, async (saved) => {
      const [first, second] = [repositoryInMemory(), repositoryInMemory()];
      const path = await first.repository.save(saved);
      assert.equal(await second.repository.save(await first.repository.load(path)), path);
      assert.deepStrictEqual(await bytesOf(second.storage, path), await bytesOf(first.storage, path));
      assert.deepStrictEqual(await second.repository.verify(), { checked: 1, problems: [] });
    }),
    { numRuns: 100 },
  );
  t.pass();
});

test('saving leaves the instance as it is, and takes one that is frozen all through', async (t) => {
  await fc.assert(
    fc.asyncProperty(artifact, async (saved) => {
      const { repository } = repositoryInMemory();
      deepFreeze(saved);
      const before = show(saved);
      await repository.save(saved);
      assert.equal(show(saved), before);
    }),
    { numRuns: 50 },
  );
  t.pass();
});

test('class-transformer agrees with the mapper, both ways', async (t) => {
  await fc.assert(
    fc.asyncProperty(artifact, async (saved) => {
      const { storage, repository } = repositoryInMemory();
      const path = await repository.save(saved);
      const stored = JSON.parse(Buffer.from(await bytesOf(storage, path)).toString());
      const plain = instanceToPlain(saved);
      const { $artifact, ...members } = stored;
      // JSON.parse rounds what is beyond 2^53, where instanceToPlain has a bigint.
      const rounded = JSON.parse(
        JSON.stringify(plain, (_, value) =>
          typeof value === 'bigint' ? Number(value) : Object.is(value, -0) ? '-0' : value,
        ),
      );
      const comparable = JSON.parse(JSON.stringify(members, (_, value) => (Object.is(value, -0) ? '-0' : value)));
      assert.deepStrictEqual(rounded, comparable);
      assert.deepStrictEqual(plainToInstance(Everything, { ...plain, $artifact }), await repository.load(path));
    }),
    { numRuns: 150 },
  );
  t.pass();
});

test('of all texts in the form that a Date writes, a Date takes those that it writes', (t) => {
  const digits = (max: number, length: number) => fc.nat(max).map((value) => String(value).padStart(length, '0'));
  const form = fc
    .tuple(digits(9999, 4), digits(13, 2), digits(32, 2), digits(25, 2), digits(61, 2), digits(61, 2), digits(999, 3))
    .map(
      ([year, month, day, hour, minute, second, ms]) => `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`,
    );
  fc.assert(
    fc.property(form, (text) => {
      const walk = Walk.decoding(undefined);
      const date = dateCodec.decode(text, walk);
      const expected = new Date(text);
      const isOwn = !Number.isNaN(expected.getTime()) && expected.toISOString() === text;
      assert.equal(walk.faults, isOwn ? 0 : 1);
      if (isOwn) assert.equal(date.getTime(), expected.getTime());
    }),
    { numRuns: 20_000 },
  );
  t.pass();
});

// ── Arrays, whatever they lie in ────────────────────────────────────────────────────────────────────────────────────

@Persisted()
class Arrays extends Artifact {
  @NdArray('float64') array!: NdArray<Float64Array>;
}

const save = async (array: unknown) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Arrays] });
  const path = await repository.save(
    Arrays.create({ procedureVersion: '1', inputParameters: {}, timestamp: new Date(0), array: array as never }),
  );
  return (await repository.load(path, Arrays)).array;
};

test('a view of any strides and offset comes back with the same element at every index', async (t) => {
  const view = fc
    .tuple(shape, fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 4, maxLength: 4 }), fc.nat(3))
    .chain(([lengths, steps, margin]) => {
      const stride: number[] = [];
      let reach = 1;
      for (let axis = lengths.length - 1; axis >= 0; axis--) {
        const step = steps[axis] as number;
        stride[axis] = step * reach;
        reach *= Math.max(1, Math.abs(step)) * Math.max(1, lengths[axis] as number);
      }
      const least = stride.reduce(
        (sum, step, axis) => sum + Math.min(0, step * Math.max(0, (lengths[axis] as number) - 1)),
        0,
      );
      return float64Of(reach + 2 * margin + 16).map((data) => ({
        data,
        shape: lengths,
        stride,
        offset: margin - least,
      }));
    });
  await fc.assert(
    fc.asyncProperty(view, async ({ data, shape: lengths, stride, offset }) => {
      const given = ndarray(data, lengths, stride, offset);
      const again = await save({ data, shape: lengths, stride, offset });
      assert.deepStrictEqual(again.shape, lengths);
      const compact = ndarray(again.data, [...again.shape]);
      const visit = (index: number[]) => {
        if (index.length === lengths.length) assert.ok(Object.is(compact.get(...index), given.get(...index)));
        else for (let i = 0; i < (lengths[index.length] as number); i++) visit([...index, i]);
      };
      visit([]);
      assert.deepStrictEqual(await save(given), again);
    }),
    { numRuns: 200 },
  );
  t.pass();
});

const shared = new Float64Array(new SharedArrayBuffer(24));
shared.set([1, -0, Number.NaN]);
const buffer = Float64Array.of(9, 1, -0, Number.NaN, 9).buffer;
const expected = { data: Float64Array.of(1, -0, Number.NaN), shape: [3] };

for (const [title, array] of [
  ['on a SharedArrayBuffer', { data: shared, shape: [3] }],
  ['inside a larger buffer', { data: new Float64Array(buffer, 8, 3), shape: [3] }],
  ['behind an offset', { data: new Float64Array(buffer), shape: [3], offset: 1 }],
  ['of negative stride', { data: Float64Array.of(Number.NaN, -0, 1), shape: [3], stride: [-1], offset: 2 }],
  ['with its elements in a list', { data: [1, -0, Number.NaN], shape: [3] }],
  ['as scijs has it', ndarray(Float64Array.of(Number.NaN, 5, -0, 5, 1), [3], [-2], 4)],
] as const) {
  test(`an array ${title} comes back compact`, async (t) => {
    assert.deepStrictEqual(await save(array), expected);
    t.pass();
  });
}

for (const lengths of [[], [0], [3], [0, 3], [2, 0], [0, 0], [2, 0, 3], [0, 2, 0], [1, 1, 1, 1], [2, 3, 2, 2]]) {
  test(`the shape (${lengths}) comes back`, async (t) => {
    const array = { data: Float64Array.from({ length: sizeOf(lengths) }, (_, index) => index - 1), shape: lengths };
    assert.deepStrictEqual(await save(array), array);
    t.pass();
  });
}

test('what happens to the instance after save() was called does not matter', async (t) => {
  const { repository } = repositoryInMemory();
  const changed = everything();
  const saving = repository.save(changed);
  changed.float64.fill(7);
  changed.text = 'changed';
  (changed.anything as { list: unknown[] }).list.push('changed');
  assert.deepStrictEqual(await repository.load(await saving, Everything), everything());
  t.pass();
});

test('a shape whose text is long comes back', async (t) => {
  const array = { data: new Float64Array(0), shape: [0, ...new Array<number>(400).fill(100)] };
  assert.deepStrictEqual(await save(array), array);
  t.pass();
});

test('elements of large arrays come back, all of them', async (t) => {
  const data = Float64Array.from({ length: 300_000 }, (_, index) => Math.sin(index) * 10 ** ((index % 600) - 300));
  assert.deepStrictEqual(await save({ data, shape: [300, 1000] }), { data, shape: [300, 1000] });
  t.pass();
});
