// Every codec of the vocabulary: what a file has for a value, and that the value comes back identical from a sealed file, from one of another
// tool, and through class-transformer.

import assert from 'node:assert/strict';
import test from 'ava';
import { instanceToPlain, plainToInstance } from 'class-transformer';
import { codec as c, Persisted } from '../src/index.js';
import { type AnyCodec, fileOf, holderOf, holding, storedText, unsealed, valueIn } from './support/holder.js';

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
  ['either: within either', c.either(c.either(c.boolean, c.finite), c.nullable(c.string)), null, 'null'],
  // Classes and arrays.
  ['nested', c.nested(() => Spike), Spike.of(nan), '{"at": "NaN"}'],
  ['nested: one of several classes', c.nested(() => ({ spike: Spike, gap: Gap })), new Gap(), '{"$kind": "gap"}'],
  ['a list of instances and nulls', c.list(c.nullable(c.nested(() => Spike))), [null, Spike.of(1)], '[null,{"at": 1}]'],
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
