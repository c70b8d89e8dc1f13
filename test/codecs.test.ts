// Every codec of the vocabulary: what a file has for a value, and that the value comes back identical from a sealed file, from one of another
// tool, and through class-transformer.

import assert from 'node:assert/strict';
import test from 'ava';
import { instanceToPlain, plainToInstance } from 'class-transformer';
import { Artifact, ArtifactRepository, codec as c, jsonSchemaOf, MemoryStorage, Persisted } from '../src/index.js';
import { type AnyCodec, fileOf, holderOf, holding, issuesOf, storedText, unsealed, valueIn } from './support/holder.js';
import { fitting } from './support/json-schemas.js';

@Persisted()
class Spike {
  @Persisted() at!: number;

  static of(at: number): Spike {
    return Object.assign(new Spike(), { at });
  }
}

const url = c.custom({
  name: 'URL',
  stored: c.string,
  is: (value) => value instanceof URL,
  encode: (value) => value.href,
  decode: (text) => new URL(text),
});

@Persisted()
class Gap {}

/** A decimal number as text, which keeps its digits. */
class Decimal {
  constructor(readonly digits: string) {
    if (!/^-?\d+(\.\d+)?$/.test(digits)) throw new RangeError(`${digits} is no decimal`);
  }
}
const decimal = c.custom({
  name: 'decimal',
  stored: c.string,
  is: (value) => value instanceof Decimal,
  encode: ({ digits }) => digits,
  decode: (digits) => new Decimal(digits),
});

/** A spectrum: its array streams, and NaN in it survives. */
class Spectrum {
  constructor(
    readonly start: number,
    readonly power: Float64Array,
  ) {}
}
const spectrum = c.custom({
  name: 'spectrum',
  stored: c.object({ start: c.number, power: c.ndArray('float64') }),
  is: (value) => value instanceof Spectrum,
  encode: ({ start, power }) => ({ start, power }),
  decode: ({ start, power }) => new Spectrum(start, power),
});

@Persisted({ procedure: 'Run' })
class Run extends Artifact {}
const toRun = c.reference(() => Run);
/** A reference, and what a file has for it. */
const runTexts = { name: '2026-02-11T15-40-12_3f8a9b', procedure_name: 'Run', seal: '9c1b'.repeat(16) };
const runText = JSON.stringify(runTexts).replaceAll(':"', ': "');
const run = valueIn(toRun, unsealed(runText));

const ndArray = (data: unknown, shape: number[]) => ({ data, shape });
const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

const rows: [title: string, codec: AnyCodec, value: unknown, text: string][] = [
  // Scalars.
  ['string', c.string, 'a\n"😀\ud800', '"a\\n\\"😀\\ud800"'],
  ['number', c.number, 0.1, '0.1'],
  ['number: -0', c.number, -0, '-0.0'],
  ['number: NaN', c.number, nan, '"NaN"'],
  ['number: an infinity', c.number, -infinity, '"-Infinity"'],
  ['finite', c.finite, -0, '-0.0'],
  ['integer', c.integer, 2 ** 53 - 1, '9007199254740991'],
  ['float', c.float, 1, '1'],
  ['float: NaN', c.float, nan, '"NaN"'],
  ['boolean', c.boolean, false, 'false'],
  ['bigint', c.bigint, -(2n ** 70n), '"-1180591620717411303424"'],
  ['json', c.json, { b: [null, true, 'x'], a: -0 }, '{"a": -0.0,"b": [null,true,"x"]}'],
  ['json: null', c.json, null, 'null'],
  ['oneOf', c.oneOf('low', 'high'), 'high', '"high"'],
  // Dates.
  ['date', c.date, new Date(5), '"1970-01-01T00:00:00.005Z"'],
  ['dateWith', c.dateWith({ separator: ' ', zone: 'UTC' }), new Date(5), '"1970-01-01T00:00:00.005Z"'],
  ['isoText', c.isoText, '2026-02-11T15:40+02:00', '"2026-02-11T15:40+02:00"'],
  ['isoDay', c.isoDay, '2026-02-11', '"2026-02-11"'],
  ['epochSeconds', c.epochSeconds, new Date(1_770_824_412_063), '1770824412.063'],
  ['epochSeconds: before 1970', c.epochSeconds, new Date(-1), '-0.001'],
  ['epochSeconds: the greatest', c.epochSeconds, new Date(8.64e15 - 1), '8639999999999.999'],
  ['epochMilliseconds', c.epochMilliseconds, new Date(-8.64e15), '-8640000000000000'],
  ['epochMilliseconds: 1970', c.epochMilliseconds, new Date(0), '0'],
  // Containers.
  ['list', c.list(c.number), [1, nan, -0], '[1,"NaN",-0.0]'],
  ['list: empty', c.list(c.number), [], '[]'],
  ['list of Dates', c.list(c.date), [new Date(1)], '["1970-01-01T00:00:00.001Z"]'],
  ['set', c.set(c.string), new Set(['b', 'a']), '["b","a"]'],
  ['set: empty', c.set(c.string), new Set(), '[]'],
  ['set of numbers', c.set(c.number), new Set([nan, -0, infinity]), '["NaN",0,"Infinity"]'],
  [
    'set of Dates',
    c.set(c.date),
    new Set([new Date(1), new Date(0)]),
    '["1970-01-01T00:00:00.001Z","1970-01-01T00:00:00.000Z"]',
  ],
  ['set of nulls', c.set(c.nullable(c.bigint)), new Set([null, 1n]), '[null,"1"]'],
  [
    'map',
    c.map(c.number),
    new Map([
      ['*', nan],
      ['a', -0],
    ]),
    '{"*": "NaN","a": -0.0}',
  ],
  ['map: empty', c.map(c.number), new Map(), '{}'],
  ['map from oneOf', c.map(c.oneOf('a', 'b'), c.bigint), new Map([['a', 1n]]), '{"a": "1"}'],
  ['map from isoDay', c.map(c.isoDay, c.boolean), new Map([['2026-02-11', true]]), '{"2026-02-11": true}'],
  [
    'map from numbers',
    c.map(c.number, c.string),
    new Map([
      [nan, 'a'],
      [-0, 'b'],
      [-1, 'c'],
    ]),
    '[["NaN","a"],[0,"b"],[-1,"c"]]',
  ],
  [
    'map from bigints',
    c.map(c.bigint, c.number),
    new Map([
      [2n, nan],
      [1n, -0],
    ]),
    '[["2","NaN"],["1",-0.0]]',
  ],
  ['map from booleans', c.map(c.boolean, c.number), new Map([[true, 1]]), '[[true,1]]'],
  ['map from numbers: empty', c.map(c.number, c.number), new Map(), '[]'],
  ['map from integers to arrays', c.map(c.integer, c.ndArray('int8')), new Map([[7, Int8Array.of(1)]]), '[[7,[1]]]'],
  ['record', c.record(c.number), { '': 1, '*': nan, constructor: -0 }, '{"": 1,"*": "NaN","constructor": -0.0}'],
  ['tuple', c.tuple(c.number, c.string), [nan, 'a'], '["NaN","a"]'],
  ['tuple: empty', c.tuple(), [], '[]'],
  [
    'object',
    c.object({ low: c.number, unit: c.nullable(c.string) }),
    { low: -0, unit: null },
    '{"low": -0.0,"unit": null}',
  ],
  ['object: a key of Object', c.object({ constructor: c.number }), { constructor: 1 }, '{"constructor": 1}'],
  ['object: empty', c.object({}), {}, '{}'],
  // Alternatives.
  ['nullable: null', c.nullable(c.number), null, 'null'],
  ['nullable: a value', c.nullable(c.number), nan, '"NaN"'],
  ['either: a number', c.either(c.number, c.list(c.number)), nan, '"NaN"'],
  ['either: a list', c.either(c.number, c.list(c.number)), [nan], '["NaN"]'],
  ['either: a finite number', c.either(c.finite, c.string), 12, '12'],
  ['either: a text', c.either(c.finite, c.string), 'NaN', '"NaN"'],
  ['either: a bigint', c.either(c.bigint, c.date, c.oneOf('none')), 12n, '"12"'],
  ['either: a Date', c.either(c.bigint, c.date, c.oneOf('none')), new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ['either: a text of oneOf', c.either(c.bigint, c.date, c.oneOf('none')), 'none', '"none"'],
  [
    'either: an instance',
    c.either(
      c.boolean,
      c.nested(() => Spike),
    ),
    Spike.of(1),
    '{"at": 1}',
  ],
  ['either: an array', c.either(c.number, c.ndArray('float64')), Float64Array.of(nan), '["NaN"]'],
  [
    'either: an object with the keys of an array',
    c.either(c.ndArray('float64', { shape: [null, null] }), c.record(c.list(c.number))),
    { data: [1], shape: [1] },
    '{"data": [1],"shape": [1]}',
  ],
  ['either: within either', c.either(c.either(c.boolean, c.finite), c.nullable(c.string)), null, 'null'],
  // Classes and arrays.
  ['nested', c.nested(() => Spike), Spike.of(nan), '{"at": "NaN"}'],
  ['nested: one of several classes', c.nested(() => ({ spike: Spike, gap: Gap })), new Gap(), '{"$kind": "gap"}'],
  ['a list of instances and nulls', c.list(c.nullable(c.nested(() => Spike))), [null, Spike.of(1)], '[null,{"at": 1}]'],
  ['reference', toRun, run, runText],
  ['set of references', c.set(toRun), new Set([run]), `[${runText}]`],
  [
    'a Map of references and nulls',
    c.map(c.nullable(toRun)),
    new Map([
      ['*', run],
      ['a', null],
    ]),
    `{"*": ${runText},"a": null}`,
  ],
  ['reference or text', c.either(c.string, toRun), run, runText],
  ['ndArray', c.ndArray('float64'), Float64Array.of(nan, -0), '["NaN",-0.0]'],
  ['ndArray: int64', c.ndArray('int64'), BigInt64Array.of(-7n), '[-7]'],
  ['ndArray: bool', c.ndArray('bool'), Uint8Array.of(1, 0), '[true,false]'],
  ['ndArray: two axes', c.ndArray('float32', { shape: [null, 2] }), ndArray(Float32Array.of(1, 2), [1, 2]), '[[1,2]]'],
  ['ndArray: no axis', c.ndArray('float64', { shape: [] }), ndArray(Float64Array.of(nan), []), '"NaN"'],
  ['ndArray: any shape', c.ndArray('int8', { as: 'nd-array' }), ndArray(Int8Array.of(1, 2), [2, 1]), '[[1],[2]]'],
  ['ndArray: lists', c.ndArray('float64', { shape: [null, 1], as: 'lists' }), [[nan], [-0]], '[["NaN"],[-0.0]]'],
  [
    'ndArray: another container',
    c.ndArray('int8', { as: (data, shape) => ({ data, shape, offset: 0 }) }),
    { data: Int8Array.of(1), shape: [1], offset: 0 },
    '[1]',
  ],
  ['a list of arrays', c.list(c.ndArray('float64')), [Float64Array.of(1), new Float64Array(0)], '[[1],[]]'],
  ['a set of arrays', c.set(c.ndArray('float64')), new Set([Float64Array.of(-0), Float64Array.of(0)]), '[[-0.0],[0]]'],
  // Types of the user.
  ['custom: a URL', url, new URL('https://a.org/b?c#d'), '"https://a.org/b?c#d"'],
  ['custom: a decimal', decimal, new Decimal('1.10'), '"1.10"'],
  [
    'custom: with an array',
    spectrum,
    new Spectrum(nan, Float64Array.of(-0, nan)),
    '{"power": [-0.0,"NaN"],"start": "NaN"}',
  ],
  ['a map of lists of types of the user', c.map(c.list(decimal)), new Map([['a', [new Decimal('1')]]]), '{"a": ["1"]}'],
  [
    'custom: a value that another one stores as null',
    c.custom({
      name: 'nothing',
      stored: c.nullable(c.string),
      is: (value): value is undefined | string => value === '' || typeof value === 'string',
      encode: (text) => text || null,
      decode: (text) => text ?? '',
    }),
    '',
    'null',
  ],
];

/** Compares two values, also the order of the elements of Sets and Maps. */
function assertSame(actual: unknown, expected: unknown): void {
  assert.deepStrictEqual(actual, expected);
  if (expected instanceof Set || expected instanceof Map)
    assert.deepStrictEqual([...(actual as Set<unknown>)], [...expected]);
}

for (const [title, codec, value, text] of rows) {
  test(`a file has for ${title}: ${text}`, (t) => {
    const file = fileOf(codec, value);
    t.is(storedText(file), text);
    assertSame(valueIn(codec, file), value);
  });

  test(`a value comes back from a file of another tool, for ${title}: ${text}`, (t) => {
    const value = valueIn(codec, unsealed(text));
    t.is(storedText(fileOf(codec, value)), text);
  });

  test(`a file fits the schema of its class, and the schema gives the value, for ${title}: ${text}`, (t) => {
    const file = JSON.parse(fileOf(codec, value));
    const Class = holderOf(codec);
    t.deepEqual(fitting(jsonSchemaOf(Class))(file), []);
    const result = c.nested(() => Class)['~standard'].validate(file);
    assert.equal(result.issues, undefined);
    assertSame(result.value.value, value);
  });

  test(`class-transformer gives and takes what a file has, for ${title}: ${text}`, (t) => {
    const Class = holderOf(codec);
    const plain = instanceToPlain(holding(Class, value));
    assert.deepStrictEqual(
      plain['value'],
      JSON.parse(text, (_, each) => each),
    );
    const { $artifact } = JSON.parse(fileOf(codec, value));
    assertSame(plainToInstance(Class, { ...plain, $artifact }).value, value);
    t.pass();
  });
}

@Persisted()
class Note {
  @Persisted() value!: string;
}

@Persisted()
class Level {
  @Persisted() value!: number;
}

for (const [title, codec, value, places] of [
  [
    'a list and an object',
    c.list(c.either(c.list(c.number), c.record(c.string))),
    [[nan, 1], { a: 'NaN' }],
    ['/value/0/0'],
  ],
  [
    'instances of two classes',
    c.list(c.nested(() => ({ note: Note, level: Level }))),
    [Object.assign(new Note(), { value: 'NaN' }), Object.assign(new Level(), { value: nan })],
    ['/value/1/value'],
  ],
  [
    'two alternatives, neither of which has such a text',
    c.list(c.either(c.list(c.number), c.record(c.string))),
    [[nan, 1], [nan], { a: 'nan' }],
    ['/value/*/*'],
  ],
] as const) {
  test(`the number NaN and the text "NaN" are told apart in ${title}`, (t) => {
    const file = fileOf(codec, value);
    t.deepEqual(JSON.parse(file).$artifact.non_finite, places);
    assertSame(valueIn(codec, file), value);
  });
}

for (const [title, leaf, scalar] of [
  ['numbers', nan, c.number],
  ['arrays', Float64Array.of(nan), c.ndArray('float64')],
] as const) {
  test(`${title} come back whose patterns cross at more places than a reader follows`, (t) => {
    let codec: AnyCodec = scalar;
    let value: unknown = leaf;
    for (let depth = 0; depth < 6; depth++) {
      codec = c.list(c.either(c.list(codec), c.object({ a: codec })));
      value = [[value], { a: value }];
    }
    assertSame(valueIn(codec, fileOf(codec, value)), value);
    t.pass();
  });
}

for (const [title, codec, value, text] of [
  ['a Map with string keys', c.either(c.map(c.number), c.map(c.integer, c.number)), new Map([['a', 1]]), '{"a": 1}'],
  ['a Map with integer keys', c.either(c.map(c.number), c.map(c.integer, c.number)), new Map([[1, 1]]), '[[1,1]]'],
  ['a Date', c.either(c.epochSeconds, c.date), new Date(0), '0'],
] as const) {
  test(`the first alternative that takes a value stores it: ${title}`, (t) => {
    const file = fileOf(codec, value);
    t.is(storedText(file), text);
    assertSame(valueIn(codec, file), value);
  });
}

test('a file that has a Date as another alternative stores it is loaded', (t) => {
  const codec = c.either(c.epochSeconds, c.date);
  t.deepEqual(valueIn(codec, unsealed('"1970-01-01T00:00:00.005Z"')), new Date(5));
});

for (const [text, same] of [
  ['2026-02-11 15:40:12', '2026-02-11T15:40:12.000Z'],
  ['2026-02-11T15:40:12.063000', '2026-02-11T15:40:12.063Z'],
  ['2026-02-11 15:40:12+02:00', '2026-02-11T13:40:12.000Z'],
  ['2026-02-11 15:40:12 +02:00', undefined],
  ['2026-02-11  15:40:12', undefined],
  ['2026-02-31 15:40:12', undefined],
] as const) {
  test(`dateWith reads ${text}: ${same ?? 'refused'}`, (t) => {
    const codec = c.dateWith({ separator: ' ', zone: 'UTC' });
    if (same === undefined) t.is(issuesOf(() => valueIn(codec, unsealed(`"${text}"`))).length, 1);
    else t.deepEqual(valueIn(codec, unsealed(`"${text}"`)), new Date(same));
  });
}

test('a Map of another tool may have its keys and values as JSON integers, for bigints', (t) => {
  t.deepEqual(valueIn(c.map(c.bigint, c.bigint), unsealed('[[1,18446744073709551616]]')), new Map([[1n, 2n ** 64n]]));
});

// ── Types of the user ────────────────────────────────────────────────────────────────────────────────────────────────

test('what a type of the user gives is copied, so that it may use the same memory for each value', (t) => {
  const scratch = new Float64Array(2);
  const pair = c.custom({
    name: 'pair',
    stored: c.ndArray('float64'),
    is: (value): value is Spectrum => value instanceof Spectrum,
    encode: ({ start, power }) => {
      scratch.set([start, power.length]);
      return scratch;
    },
    decode: ([start, length]) => new Spectrum(start as number, new Float64Array(length as number)),
  });
  const value = [new Spectrum(1, new Float64Array(2)), new Spectrum(3, new Float64Array(4))];
  assertSame(valueIn(c.list(pair), fileOf(c.list(pair), value)), value);
  t.pass();
});

test('a type of the user may change what it is given', async (t) => {
  const sorted = c.custom({
    name: 'sorted list',
    stored: c.object({ list: c.json, array: c.ndArray('float64') }),
    is: (value): value is Spike[] => Array.isArray(value),
    encode: (spikes) => ({ list: spikes.map(({ at }) => at), array: Float64Array.from(spikes, ({ at }) => at) }),
    decode: ({ list, array }) => {
      array.fill(0);
      return list.splice(0).map(Spike.of);
    },
  });
  const Class = holderOf(sorted);
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Class] });
  const value = [Spike.of(3), Spike.of(1)];
  assertSame((await repository.load(await repository.save(holding(Class, value)), Class)).value, value);
  t.pass();
});

test('values of the user in each other are encoded a number of times that does not multiply with each level', (t) => {
  let calls = 0;
  const wrapped = (inner: AnyCodec): AnyCodec =>
    c.custom({
      name: 'wrapped',
      stored: inner,
      is: (value): value is unknown[] => Array.isArray(value),
      encode: ([value]) => {
        calls++;
        return value;
      },
      decode: (value) => [value],
    });
  const nested = <T>(wrap: (inner: T) => T, innermost: T) => Array.from({ length: 20 }).reduce<T>(wrap, innermost);
  const codec = nested(wrapped, c.string);
  const value = nested<unknown>((inner) => [inner], 'a');
  assertSame(valueIn(codec, fileOf(codec, value)), value);
  t.true(calls <= 2 * 20 ** 2, `${calls} calls`);
});

test('elements of Sets in each other are encoded a number of times that does not multiply with each level', (t) => {
  let calls = 0;
  const counted = c.custom({
    name: 'URL',
    stored: c.string,
    is: (value) => value instanceof URL,
    encode: (value) => {
      calls++;
      return value.href;
    },
    decode: (text) => new URL(text),
  });
  const nested = <T>(wrap: (inner: T) => T, innermost: T) => Array.from({ length: 20 }).reduce<T>(wrap, innermost);
  const codec = nested<AnyCodec>(c.set, counted);
  const value = nested<unknown>((inner) => new Set([inner]), new URL('https://a.org'));
  assertSame(valueIn(codec, fileOf(codec, value)), value);
  t.true(calls <= 4 * 20, `${calls} calls`);
});

test('long elements of a Set are told apart to the last character', (t) => {
  const values = [0, 1].flatMap((last) =>
    ['\ud800', '\ud801'].map((half) => ({ text: `${half}${'a'.repeat(300)}${last}` })),
  );
  const codec = c.set(c.json);
  t.is(new Set(values).size, 4);
  assertSame(valueIn(codec, fileOf(codec, new Set(values))), new Set(values));
  t.regex(
    issuesOf(() => fileOf(codec, new Set([values[0], { ...values[0] }])))[0] as string,
    /the same as an element before/,
  );
});

test('a Set of values that can be loaded and not saved is loaded', (t) => {
  const readOnly = c.custom({
    name: 'spike',
    stored: c.number,
    is: (value) => value instanceof Spike,
    encode: (): number => assert.fail('read-only'),
    decode: Spike.of,
  });
  assertSame(valueIn(c.set(readOnly), unsealed('[1,2]')), new Set([Spike.of(1), Spike.of(2)]));
  t.pass();
});

test('a value of the user is compared by equals, if that is given', (t) => {
  const rounded = (equals: (a: Spike, b: Spike) => boolean) =>
    c.custom({
      name: 'spike',
      stored: c.integer,
      is: (value) => value instanceof Spike,
      encode: ({ at }) => Math.round(at),
      decode: Spike.of,
      equals,
    });
  const near = rounded((a, b) => Math.abs(a.at - b.at) < 1);
  t.is(storedText(fileOf(near, Spike.of(1.4))), '1');
  t.deepEqual(
    issuesOf(() =>
      fileOf(
        rounded((a, b) => a.at === b.at),
        Spike.of(1.4),
      ),
    ),
    [
      'invalid-value /value: found an instance of Spike, which does not come back identical: it is not equal by equals of spike',
    ],
  );
});

/** What a runtime with `Temporal` has, as far as it is used here. */
interface Instant {
  equals(other: Instant): boolean;
}
const { Temporal } = globalThis as {
  Temporal?: { Instant: { new (nanoseconds: bigint): Instant; from(text: string): Instant } };
};

if (Temporal !== undefined) {
  const { Instant } = Temporal;
  test('a Temporal.Instant comes back to the nanosecond', (t) => {
    const instant = c.custom({
      name: 'Temporal.Instant',
      stored: c.isoText,
      is: (value): value is Instant => value instanceof Instant,
      encode: String,
      decode: Instant.from,
    });
    const value = new Instant(1_770_824_412_063_000_001n);
    const file = fileOf(c.list(instant), [value]);
    t.is(storedText(file), '["2026-02-11T15:40:12.063000001Z"]');
    const [back] = valueIn(c.list(instant), file) as [Instant];
    t.true(back.equals(value));
  });
}

test('what a function of the user adds to a Set or Map while it is saved is not saved', (t) => {
  const growing = (add: () => void) =>
    c.custom({
      name: 'amount',
      stored: c.number,
      is: (value): value is number => typeof value === 'number',
      encode: (value) => {
        add();
        return value;
      },
      decode: (value) => value,
    });
  const set = new Set([1]);
  const map = new Map([['a', 1]]);
  const pairs = new Map([[1, 1]]);
  t.is(storedText(fileOf(c.set(growing(() => set.add(set.size + 1))), set)), '[1]');
  t.is(storedText(fileOf(c.map(growing(() => map.set(`b${map.size}`, 1))), map)), '{"a": 1}');
  t.is(
    storedText(
      fileOf(
        c.map(
          c.number,
          growing(() => pairs.set(pairs.size + 1, 1)),
        ),
        pairs,
      ),
    ),
    '[[1,1]]',
  );
});
