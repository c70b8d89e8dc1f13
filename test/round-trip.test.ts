// What is loaded is what was saved: property tests over artifacts with fields of every kind, then dates, values of other realms, and arrays in any
// memory.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { install } from '@sinonjs/fake-timers';
import test from 'ava';
import { instanceToPlain, plainToInstance } from 'class-transformer';
import fc from 'fast-check';
import { parse as parseJsonc } from 'jsonc-parser';
import ndarray from 'ndarray';
import { dateCodec, isoTextCodec } from '../src/codecs/iso-date.js';
import { DecodingWalk } from '../src/codecs/walk/decoding-walk.js';
import { EncodingWalk } from '../src/codecs/walk/encoding-walk.js';
import { Artifact, ArtifactRepository, MemoryStorage, NdArray, Persisted } from '../src/index.js';
import { artifact, float64Of, shape, sizeOf } from './support/arbitraries.js';
import { Everything, everything, Segment } from './support/classes.js';
import { bytesOf, sound } from './support/stored.js';

function repositoryInMemory() {
  const storage = new MemoryStorage();
  return { storage, repository: new ArtifactRepository({ storage, classes: [Everything] }) };
}

/** Freezes a value and everything in it, except typed arrays, which cannot be frozen. */
function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const member of value instanceof Map ? value.values() : Object.values(value)) deepFreeze(member);
}

const show = (value: unknown) => inspect(value, { depth: null, maxArrayLength: null, maxStringLength: null });

// ── All artifacts ────────────────────────────────────────────────────────────────────────────────────────────────────

test('any artifact is loaded as it was saved', async (t) => {
  await fc.assert(
    fc.asyncProperty(artifact, async (saved) => {
      const { repository } = repositoryInMemory();
      assert.deepStrictEqual(await repository.load(await repository.save(saved), Everything), saved);
    }),
    { numRuns: 300 },
  );
  t.pass();
});

test('an artifact that was loaded is saved with the same bytes under the same name', async (t) => {
  await fc.assert(
    fc.asyncProperty(artifact, async (saved) => {
      const [first, second] = [repositoryInMemory(), repositoryInMemory()];
      const path = await first.repository.save(saved);
      assert.equal(await second.repository.save(await first.repository.load(path)), path);
      assert.deepStrictEqual(await bytesOf(second.storage, path), await bytesOf(first.storage, path));
      assert.deepStrictEqual(await second.repository.verify(), sound(1));
    }),
    { numRuns: 100 },
  );
  t.pass();
});

test('save does not change the instance, which may be frozen with everything in it', async (t) => {
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

/** Returns the plain object; undefined if a plain JSON value has a number that a plain object cannot distinguish from a text. */
function plainUnlessAmbiguous(saved: Everything): Record<string, unknown> | undefined {
  if (!hasNonFinite([saved.anything, saved.inputParameters])) return instanceToPlain(saved);
  assert.throws(() => instanceToPlain(saved), {
    code: 'ARTIFACT_INVALID',
    message: /a plain object cannot tell from text/,
  });
  return undefined;
}

/** True if NaN or an infinity is in a plain value. */
function hasNonFinite(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(hasNonFinite);
  return typeof value === 'number' && !Number.isFinite(value);
}

/** Returns a plain value without undefined members, and with the doubles that a JSON parser makes of bigints. */
function comparable(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, comparable(member)]));
}

// jsonc-parser reads the file, for JSON.parse may mistake an escaped key (nodejs/node#63785).
test('instanceToPlain and plainToInstance of class-transformer give what save and load give', async (t) => {
  await fc.assert(
    fc.asyncProperty(artifact, async (saved) => {
      const { storage, repository } = repositoryInMemory();
      const path = await repository.save(saved);
      const { $artifact, ...members } = parseJsonc(Buffer.from(await bytesOf(storage, path)).toString());
      const plain = plainUnlessAmbiguous(saved);
      if (plain === undefined) return;
      assert.deepStrictEqual(comparable(plain), comparable(members));
      assert.deepStrictEqual(plainToInstance(Everything, { ...plain, $artifact }), await repository.load(path));
    }),
    { numRuns: 150 },
  );
  t.pass();
});

test('of all texts in the form of toISOString(), a Date field accepts those that toISOString() can return', (t) => {
  const digits = (max: number, length: number) => fc.nat(max).map((value) => String(value).padStart(length, '0'));
  const form = fc
    .tuple(digits(9999, 4), digits(13, 2), digits(32, 2), digits(25, 2), digits(61, 2), digits(61, 2), digits(999, 3))
    .map(
      ([year, month, day, hour, minute, second, ms]) => `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`,
    );
  fc.assert(
    fc.property(form, (text) => {
      const walk = new DecodingWalk(undefined);
      const date = dateCodec.decode(text, walk);
      const expected = new Date(text);
      const isOwn = !Number.isNaN(expected.getTime()) && expected.toISOString() === text;
      assert.equal(walk.issueCount, isOwn ? 0 : 1);
      if (isOwn) assert.equal(date.getTime(), expected.getTime());
    }),
    { numRuns: 20_000 },
  );
  t.pass();
});

test('a Map comes back sorted by its keys, integer-like keys too', async (t) => {
  const { repository } = repositoryInMemory();
  const names = ['b', '10', '9', 'a', '\uffff', '😀'];
  const byName = new Map(names.map((name, index) => [name, Segment.of(index, index)]));
  const again = await repository.load(await repository.save(everything({ byName })), Everything);
  t.deepEqual([...again.byName.keys()], ['10', '9', 'a', 'b', '😀', '\uffff']);
});

test.serial('a Date comes back the same in every time zone', (t) => {
  const before = process.env['TZ'];
  try {
    for (const zone of ['America/St_Johns', 'Pacific/Kiritimati']) {
      process.env['TZ'] = zone;
      t.not(new Date(0).getTimezoneOffset(), 0);
      for (const text of ['1999-03-28T00:00:00.000Z', '2026-07-01T23:59:59.999Z']) {
        const walk = new DecodingWalk(undefined);
        t.is(dateCodec.decode(text, walk).getTime(), Date.parse(text));
        t.is(walk.issueCount, 0);
        const encoding = new EncodingWalk();
        t.is(dateCodec.encode(new Date(text), encoding), text);
        t.is(encoding.issueCount, 0);
      }
    }
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
});

test('a Date field accepts texts with any offset', (t) => {
  for (const [text, same] of [
    ['2026-02-11T15:40:12+02:00', '2026-02-11T13:40:12.000Z'],
    ['2026-02-11T15:40:12,5-11:30', '2026-02-12T03:10:12.500Z'],
    ['2026-02-11T15:40:12.063000+0530', '2026-02-11T10:10:12.063Z'],
    ['2026-02-11T15:40-03', '2026-02-11T18:40:00.000Z'],
  ] as const) {
    const walk = new DecodingWalk(undefined);
    t.is(dateCodec.decode(text, walk).toISOString(), same);
    t.is(walk.issueCount, 0);
  }
});

test('29 February is accepted in leap years only', (t) => {
  for (const [year, isLeap] of [
    ['2024', true],
    ['2026', false],
    ['1900', false],
    ['2000', true],
  ] as const) {
    const walk = new DecodingWalk(undefined);
    isoTextCodec.decode(`${year}-02-29`, walk);
    t.is(walk.issueCount, isLeap ? 0 : 1, year);
  }
});

// ── Values of other realms, and fake timers ──────────────────────────────────────────────────────────────────────────

test('values of another realm are saved, and come back as values of this realm', async (t) => {
  const { repository } = repositoryInMemory();
  const foreign = runInNewContext(
    '({ anything: { list: [1, { a: [] }] }, words: ["a"], date: new Date(5), flags: [true] })',
  );
  const own = { anything: { list: [1, { a: [] }] }, words: ['a'], date: new Date(5), flags: [true] };
  const byName = runInNewContext('new Map()').set('a', Segment.of(1, 1));
  const again = await repository.load(await repository.save(everything({ ...foreign, byName })), Everything);
  assert.deepStrictEqual(again, everything({ ...own, byName: new Map([['a', Segment.of(1, 1)]]) }));
  t.pass();
});

test.serial('what is saved or loaded while timers are fake equals what is loaded later', async (t) => {
  const { repository } = repositoryInMemory();
  const real = everything({ date: new Date(7) });
  const clock = install({ now: 5, toFake: ['Date'] });
  let path: string;
  let whileFake: Everything;
  try {
    t.not(Date, real.date.constructor);
    path = await repository.save(everything({ date: new Date(), timestamp: new Date() }));
    whileFake = await repository.load(path, Everything);
    assert.deepStrictEqual(await repository.load(await repository.save(real), Everything), real);
  } finally {
    clock.uninstall();
  }
  assert.deepStrictEqual(whileFake, everything({ date: new Date(5), timestamp: new Date(5) }));
  t.is(await repository.save(whileFake), path);
});

test.serial('the library may be loaded while timers are fake', async (t) => {
  const anew = '../src/codecs/built-in.js?loaded-anew';
  const RealDate = Date;
  const clock = install({ now: 5, toFake: ['Date'] });
  try {
    const { PlatformDate } = await import(anew);
    t.not(Date, RealDate);
    t.is(PlatformDate, RealDate);
  } finally {
    clock.uninstall();
  }
});

// ── Arrays in any memory ─────────────────────────────────────────────────────────────────────────────────────────────

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
  ['as an ndarray of scijs', ndarray(Float64Array.of(Number.NaN, 5, -0, 5, 1), [3], [-2], 4)],
] as const) {
  test(`an array ${title} comes back compact`, async (t) => {
    assert.deepStrictEqual(await save(array), expected);
    t.pass();
  });
}

/** A typed array that lies about its length, class and items, and whose slices would be instances of it. */
class Vec extends Float64Array {
  constructor(
    readonly label: string,
    elements: number,
  ) {
    super(elements);
  }
  override get length() {
    return 0;
  }
  override get [Symbol.toStringTag]() {
    return 'Int8Array' as 'Float64Array';
  }
  override *[Symbol.iterator](): ArrayIterator<number> {}
  override subarray(): never {
    throw new Error('no');
  }
}
class Rounding extends Float64Array {
  static get [Symbol.species]() {
    return Float32Array;
  }
}
const vec = new Vec('force', 8);
Float64Array.from([0.1, 1, -0, Number.NaN, 4, 5, 6, 7]).forEach((value, index) => {
  vec[index] = value;
});
const inside = { data: Float64Array.of(1, -0, Number.NaN), shape: [3] };

for (const [title, array] of [
  ['of a subclass with a constructor of its own', { data: vec, shape: [3], stride: [1], offset: 1 }],
  [
    'of a subclass whose slices have another dtype',
    { data: Rounding.of(0.1, 1, -0, Number.NaN), shape: [3], offset: 1 },
  ],
  [
    'with properties that hide those of typed arrays',
    {
      data: Object.defineProperties(Float64Array.of(1, -0, Number.NaN), {
        length: { value: 1 },
        constructor: { value: Rounding },
      }),
      shape: [3],
    },
  ],
  ['of another realm', { data: runInNewContext('Float64Array.of(1, -0, NaN)'), shape: runInNewContext('[3]') }],
  ['whose buffer may grow', { data: growing(1, -0, Number.NaN), shape: [3] }],
] as const) {
  test(`the elements of an array ${title} come back`, async (t) => {
    assert.deepStrictEqual(await save(array), inside);
    t.pass();
  });
}

function growing(...elements: number[]): Float64Array {
  const data = new Float64Array(Reflect.construct(ArrayBuffer, [8 * elements.length, { maxByteLength: 128 }]));
  data.set(elements);
  return data;
}

test('a typed array of a subclass comes back as the typed array of the dtype', async (t) => {
  const { repository } = repositoryInMemory();
  const again = await repository.load(await repository.save(everything({ float64: vec })), Everything);
  t.deepEqual(again.float64, Float64Array.from([0.1, 1, -0, Number.NaN, 4, 5, 6, 7]));
});

for (const lengths of [[], [0], [3], [0, 3], [2, 0], [0, 0], [2, 0, 3], [0, 2, 0], [1, 1, 1, 1], [2, 3, 2, 2]]) {
  test(`the shape (${lengths}) comes back`, async (t) => {
    const array = { data: Float64Array.from({ length: sizeOf(lengths) }, (_, index) => index - 1), shape: lengths };
    assert.deepStrictEqual(await save(array), array);
    t.pass();
  });
}

test('a key that has to be escaped comes back, whatever keys were read before', async (t) => {
  const { repository } = repositoryInMemory();
  // Keys are sorted in a file: `!` comes before the escaped ones.
  for (const anything of [
    { '!': [], '\\': 0 },
    { '!': 1, '"': 2 },
    { '!': 1, '\\': 2 },
  ]) {
    const path = await repository.save(everything({ anything }), { proof: false });
    t.deepEqual((await repository.load(path, Everything)).anything, anything);
  }
});

test('changes of the instance after save() was called are not saved', async (t) => {
  const { repository } = repositoryInMemory();
  const changed = everything();
  const saving = repository.save(changed);
  changed.float64.fill(7);
  changed.text = 'changed';
  (changed.anything as { list: unknown[] }).list.push('changed');
  assert.deepStrictEqual(await repository.load(await saving, Everything), everything());
  t.pass();
});

test('an array of 401 axes comes back', async (t) => {
  const array = { data: new Float64Array(0), shape: [0, ...new Array<number>(400).fill(100)] };
  assert.deepStrictEqual(await save(array), array);
  t.pass();
});

test('an array of 300,000 elements comes back', async (t) => {
  const data = Float64Array.from({ length: 300_000 }, (_, index) => Math.sin(index) * 10 ** ((index % 600) - 300));
  assert.deepStrictEqual(await save({ data, shape: [300, 1000] }), { data, shape: [300, 1000] });
  t.pass();
});
