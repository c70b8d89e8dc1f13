// What codecs refuse: values in memory, values of files, and wrong arguments of the functions of `codec`. Each refusal names the place, what was
// found and what was expected.

import { inspect } from 'node:util';
import test from 'ava';
import { codec as c, DeclarationError, FormatError, isArtifactError, Persisted, Stored } from '../src/index.js';
import { type AnyCodec, fileOf, issuesOf, unsealed, valueIn } from './support/holder.js';

@Persisted()
class Spike {
  @Persisted() at!: number;
}
class Fast extends Spike {}

const url = c.custom({
  name: 'URL',
  stored: c.string,
  is: (value) => value instanceof URL,
  encode: (value) => value.href,
  decode: (text) => new URL(text),
});

/** Returns the codec of numbers that a function of the user encodes, or decodes, or recognizes, wrongly. */
const wrongly = (functions: { is?: unknown; encode?: unknown; decode?: unknown; equals?: unknown }): AnyCodec =>
  c.custom({
    name: 'amount',
    stored: c.number,
    is: (value: unknown): value is number => typeof value === 'number',
    encode: (value: number) => value,
    decode: (stored: number) => stored,
    ...(functions as object),
  });
const fails = (): never => {
  throw new TypeError('no');
};

/** Throws an error as `decode` of this library does, which a function of the user may call. */
const refused = (): never => {
  throw new FormatError('text', 'is no JSON');
};

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

/** A codec that counts up. */
const wrongSpike = c.custom({
  name: 'spike',
  stored: c.list(c.number),
  is: (value) => value instanceof Spike,
  encode: ({ at }) => [at ?? 0],
  decode: ([at]) => Object.assign(new Spike(), { at: (at as number) + 1 }),
});

const shown = (value: unknown) => inspect(value, { breakLength: Number.POSITIVE_INFINITY });

const holes = Object.assign(new Array(2), { 0: 1 });
const getter = Object.defineProperty({}, 'a', { get: fails, enumerable: true });
const cycle: unknown[] = [];
cycle.push(cycle);
const list: AnyCodec = c.list(c.nullable(c.nested(() => Spike)));
const [ONE, TWO] = ['1970-01-01T00:00:00.001Z', '1970-01-01T00:00:00.002Z'];
const nan = Number.NaN;

const values: [codec: AnyCodec, value: unknown, ...issues: string[]][] = [
  [c.string, 1, 'invalid-type /value: found 1, expected a string'],
  [c.string, null, 'invalid-type /value: found null, expected a string: only codec.nullable(…) takes null'],
  [c.finite, nan, 'invalid-value /value: found NaN, expected a finite number'],
  [c.finite, '1', 'invalid-type /value: found "1", expected a finite number'],
  [c.integer, -0, 'invalid-value /value: found -0, expected an integer within ±(2^53 - 1)'],
  [c.oneOf('a', 'b'), 'c', 'invalid-value /value: found "c", expected "a" or "b"'],
  [c.oneOf('a', 'b'), 1, 'invalid-type /value: found 1, expected "a" or "b"'],
  [c.isoText, 'today', 'invalid-value /value: found "today", expected an ISO 8601 date, or date and time'],
  [c.isoDay, ONE, `invalid-value /value: found "${ONE}", expected an ISO 8601 date without a time`],
  [c.isoDay, '2026-02-31', 'invalid-value /value: found "2026-02-31", expected an ISO 8601 date without a time'],
  [
    c.isoDay,
    new Date(0),
    'invalid-type /value: found an instance of Date, expected an ISO 8601 date without a time, as text',
  ],
  [c.epochSeconds, 1, 'invalid-type /value: found 1, expected a Date'],
  [c.epochSeconds, new Date(nan), 'invalid-value /value: found an invalid Date, expected a valid Date'],
  // Containers.
  [c.list(c.number), new Set(), 'invalid-type /value: found an instance of Set, expected a list'],
  [
    c.list(c.number),
    [1, undefined, '2', null],
    'invalid-type /value/1: found undefined, expected a number',
    'invalid-type /value/2: found "2", expected a number',
    'invalid-type /value/3: found null, expected a number',
  ],
  [c.list(c.json), cycle, 'invalid-value /value/0: found a cycle, expected a tree: JSON has no references'],
  [c.set(c.string), ['a'], 'invalid-type /value: found a list of 1, expected a Set'],
  [c.set(c.string), new Set(['a', 1]), 'invalid-type /value/1: found 1, expected a string'],
  [
    c.set(c.string),
    Object.assign(new Set(), { more: 1 }),
    'invalid-value /value: found a Set with properties of its own or of another class, expected elements alone',
  ],
  [
    c.set(c.date),
    new Set([new Date(1), new Date(2), new Date(1)]),
    'invalid-value /value/2: found an instance of Date, the same as an element before it, expected each element once',
  ],
  [
    c.set(c.list(c.number)),
    new Set([[0], [-0], [0]]),
    'invalid-value /value/2: found a list of 1, the same as an element before it, expected each element once',
  ],
  [c.map(c.number), { a: 1 }, 'invalid-type /value: found a plain object, expected a Map'],
  [
    c.map(c.number),
    new Map<unknown, unknown>([
      [1, 1],
      ['a', '1'],
    ]),
    'invalid-type /value: found 1, expected a string as key of the Map',
    'invalid-type /value/a: found "1", expected a number',
  ],
  [c.map(c.oneOf('a'), c.number), new Map([['b', 1]]), 'invalid-value /value/b: found the key "b", expected "a"'],
  [
    c.map(c.number),
    new Map([['__proto__', 1]]),
    'invalid-value /value/__proto__: found the key "__proto__", which no artifact may have',
  ],
  [
    c.map(c.integer, c.number),
    new Map<unknown, unknown>([
      [1, 1],
      ['a', '1'],
    ]),
    'invalid-type /value/1/0: found "a", expected an integer',
    'invalid-type /value/1/1: found "1", expected a number',
  ],
  [c.record(c.number), new Spike(), 'invalid-type /value: found an instance of Spike, expected a plain object'],
  [c.record(c.number), { a: undefined }, 'invalid-type /value/a: found undefined, expected a number'],
  [
    c.record(c.number),
    { [Symbol.iterator]: 1 },
    'invalid-value /value: found a plain object with symbols or hidden properties, expected enumerable keys alone',
  ],
  [c.record(c.number), getter, 'invalid-value /value/a: found a value on which reading throws TypeError: no'],
  [
    c.record(c.number),
    Object.fromEntries([['__proto__', 1]]),
    'invalid-value /value/__proto__: found the key "__proto__", which no artifact may have',
  ],
  [c.tuple(c.number, c.string), [1], 'invalid-length /value: found 1 elements, expected 2'],
  [c.tuple(c.number, c.string), [1, undefined], 'invalid-type /value/1: found undefined, expected a string'],
  [c.tuple(c.number, c.string), '12', 'invalid-type /value: found "12", expected a list of 2'],
  [
    c.tuple(c.number, c.number),
    holes,
    'invalid-value /value: found a list with holes, properties of its own or another class, expected elements alone',
  ],
  [
    c.object({ a: c.number }),
    { a: undefined, b: 1 },
    'unknown-field /value/b: found a key that is not declared, expected "a"',
    'missing-field /value/a: found undefined, expected a number',
  ],
  [c.object({ constructor: c.json }), {}, 'missing-field /value/constructor: found undefined, expected a JSON value'],
  [
    c.object({ a: c.number }),
    { a: null },
    'invalid-type /value/a: found null, expected a number: only codec.nullable(…) takes null',
  ],
  [c.object({ a: c.number }), getter, 'invalid-value /value/a: found a value on which reading throws TypeError: no'],
  [
    c.object({ a: c.number }),
    Object.create(null),
    'invalid-type /value: found an object without a prototype, expected a plain object',
  ],
  // Alternatives.
  [
    c.nullable(c.number),
    undefined,
    'missing-field /value: found undefined in value, expected a value: only a field with { optional: true } may be undefined',
  ],
  [
    wrongSpike,
    new Spike(),
    'invalid-value /value: found an instance of Spike, which does not come back identical: decode and encode of spike change what is stored, at /0',
  ],
  [c.either(c.finite, c.string), true, 'invalid-type /value: found true, expected a finite number or a string'],
  [c.either(c.finite, c.nullable(c.list(c.string))), [1], 'invalid-type /value/0: found 1, expected a string'],
  [
    list,
    [new Fast()],
    'invalid-type /value/0: found an instance of Fast, expected an instance of Spike itself: a file tells no subclasses apart; give Fast a field of its own',
  ],
  // Arrays.
  [
    c.ndArray('float32'),
    Float64Array.of(1),
    'invalid-type /value: found an instance of Float64Array, expected a Float32Array for the dtype float32',
  ],
  [
    c.ndArray('float64', { shape: [2, 2] }),
    { data: Float64Array.of(1), shape: [1, 1] },
    'invalid-length /value: found the shape (1, 1), expected (2, 2)',
  ],
  [
    c.ndArray('float64', { shape: [null, 2], as: 'lists' }),
    [[1, 2], [3]],
    'invalid-length /value/1: found 1 elements, expected 2',
  ],
  // Types of the user.
  [url, 'https://a.org', 'invalid-type /value: found "https://a.org", expected a URL'],
  [c.list(url), [null], 'invalid-type /value/0: found null, expected a URL'],
  [wrongly({ encode: String }), 1, 'invalid-type /value: found "1", expected a number'],
  [wrongly({ encode: async () => fails() }), 1, 'invalid-type /value: found an instance of Promise, expected a number'],
  [wrongly({ encode: fails }), 1, 'invalid-value /value: found 1, on which encode of amount throws TypeError: no'],
  [wrongly({ decode: fails }), 1, 'invalid-value /value: found 1, on which decode of amount throws TypeError: no'],
  [
    wrongly({ decode: String }),
    1,
    'invalid-value /value: found 1, of which decode of amount makes "1", expected an amount',
  ],
  [
    wrongly({ decode: async () => fails() }),
    1,
    'invalid-value /value: found 1, of which decode of amount makes an instance of Promise, expected an amount',
  ],
  [
    wrongly({ decode: (value: number) => value + 1 }),
    1,
    'invalid-value /value: found 1, which does not come back identical: it comes back as 2',
  ],
  [wrongly({ is: async () => fails() }), 1, 'invalid-type /value: found 1, expected an amount'],
  [wrongly({ is: fails }), 1, 'invalid-value /value: found 1, on which is of amount throws TypeError: no'],
  [
    wrongly({ equals: () => false }),
    1,
    'invalid-value /value: found 1, which does not come back identical: it is not equal by equals of amount',
  ],
  [
    wrongly({ equals: async () => fails() }),
    1,
    'invalid-value /value: found 1, which does not come back identical: it is not equal by equals of amount',
  ],
  [wrongly({ equals: fails }), 1, 'invalid-value /value: found 1, on which equals of amount throws TypeError: no'],
  [
    wrongly({ is: refused }),
    1,
    'invalid-value /value: found 1, on which is of amount throws FormatError: text is no JSON',
  ],
  [
    c.either(wrongly({ is: refused }), c.boolean),
    1,
    'invalid-type /value: found 1, expected an amount or true or false',
  ],
  [
    wrongly({ encode: refused }),
    1,
    'invalid-value /value: found 1, on which encode of amount throws FormatError: text is no JSON',
  ],
  [
    c.map(c.list(wrongly({ encode: Math.abs }))),
    new Map([['a', [1, -1]]]),
    'invalid-value /value/a/1: found -1, which does not come back identical: it comes back as 1',
  ],
];

for (const [row, [codec, value, ...issues]] of values.entries()) {
  test(`${shown(value)}, in row ${row}, is not saved: ${issues.join('; ')}`, (t) => {
    t.deepEqual(
      issuesOf(() => fileOf(codec, value)),
      issues,
    );
  });
}

const files: [codec: AnyCodec, text: string, ...issues: string[]][] = [
  [c.string, 'null', 'invalid-type /value: found null, expected a string: only codec.nullable(…) takes null'],
  [c.finite, '"NaN"', 'invalid-type /value: found "NaN", expected a finite number'],
  [c.finite, 'NaN', 'invalid-value /value: found NaN, expected a finite number'],
  [c.finite, '1e400', 'invalid-value /value: found 1e400, expected a finite number'],
  [c.oneOf('a', 'b'), '"c"', 'invalid-value /value: found "c", expected "a" or "b"'],
  [
    c.date,
    '"1970-01-01 00:00:00Z"',
    'invalid-value /value: found "1970-01-01 00:00:00Z", expected an ISO 8601 date and time',
  ],
  [
    c.dateWith({ separator: ' ' }),
    '"1970-01-01 00:00:00"',
    'invalid-value /value: found "1970-01-01 00:00:00", expected a time zone ("Z" or an offset): without one a Date depends on the machine; declare the field as string to keep the text',
  ],
  [
    c.dateWith({ zone: 'UTC' }),
    '"1970-01-01 00:00:00"',
    'invalid-value /value: found "1970-01-01 00:00:00", expected an ISO 8601 date and time',
  ],
  [
    c.epochSeconds,
    '1.0005',
    'invalid-value /value: found 1.0005, expected a number of seconds since 1970 that is a whole millisecond; codec.number keeps a finer one',
  ],
  [
    c.epochSeconds,
    '-0.0',
    'invalid-value /value: found -0, expected a number of seconds since 1970, within ±8.64e15 ms',
  ],
  [
    c.epochSeconds,
    '1e300',
    'invalid-value /value: found 1e+300, expected a number of seconds since 1970, within ±8.64e15 ms',
  ],
  [c.epochSeconds, '"NaN"', 'invalid-type /value: found "NaN", expected a number of seconds since 1970'],
  [
    c.epochMilliseconds,
    '0.5',
    'invalid-value /value: found 0.5, expected a number of milliseconds since 1970 that is a whole millisecond; codec.number keeps a finer one',
  ],
  [
    c.epochMilliseconds,
    'NaN',
    'invalid-value /value: found NaN, expected a number of milliseconds since 1970, within ±8.64e15 ms',
  ],
  [c.list(c.number), '{}', 'invalid-type /value: found a plain object, expected a list'],
  [
    c.set(c.number),
    '[1,"NaN",-0.0,1.0,"NaN"]',
    'invalid-value /value/2: found -0, expected 0, for a Set holds no -0',
    'invalid-value /value/3: found 1, the same as an element before it, expected each element once',
    'invalid-value /value/4: found NaN, the same as an element before it, expected each element once',
  ],
  [
    c.set(c.date),
    `["${ONE}","1970-01-01T00:00:00.001+00:00","${TWO}"]`,
    'invalid-value /value/1: found an instance of Date, the same as an element before it, expected each element once',
  ],
  [
    c.set(c.nested(() => Spike)),
    '[{"at":1},{"at":1.0}]',
    'invalid-value /value/1: found an instance of Spike, the same as an element before it, expected each element once',
  ],
  [
    c.set(c.ndArray('float64')),
    '[[0],[-0.0],["NaN"],[0.0],["NaN"]]',
    'invalid-value /value/3: found an instance of Float64Array, the same as an element before it, expected each element once',
    'invalid-value /value/4: found an instance of Float64Array, the same as an element before it, expected each element once',
  ],
  [c.map(c.number), '[]', 'invalid-type /value: found a list of 0, expected an object'],
  [c.map(c.oneOf('a'), c.number), '{"b":1}', 'invalid-value /value/b: found the key "b", expected "a"'],
  [c.map(c.bigint, c.number), '{}', 'invalid-type /value: found a plain object, expected a list of pairs [key, value]'],
  [c.map(c.number, c.number), '[["x",1],[0,2]]', 'invalid-type /value/0/0: found "x", expected a number'],
  [
    c.map(c.bigint, c.number),
    '[["1",2],["1",3],["2"],4,[null,"5"]]',
    'invalid-value /value/1/0: found the key 1 a second time, expected each key once',
    'invalid-length /value/2: found 1 elements, expected a pair [key, value]',
    'invalid-type /value/3: found 4, expected a pair [key, value]',
    'invalid-type /value/4/0: found null, expected an integer as decimal text',
    'invalid-type /value/4/1: found "5", expected a number',
  ],
  [
    c.map(c.number, c.number),
    '[[-0.0,1],["NaN",2],["NaN",3]]',
    'invalid-value /value/0/0: found -0, expected 0, for a Map has no key -0',
    'invalid-value /value/2/0: found the key NaN a second time, expected each key once',
  ],
  [
    c.record(c.number),
    '{"a":"1","b":null}',
    'invalid-type /value/a: found "1", expected a number',
    'invalid-type /value/b: found null, expected a number',
  ],
  [c.tuple(c.number, c.string), '[1,"a",2]', 'invalid-length /value: found 3 elements, expected 2'],
  [
    c.tuple(c.number, c.string),
    '["a",1]',
    'invalid-type /value/0: found "a", expected a number',
    'invalid-type /value/1: found 1, expected a string',
  ],
  [c.tuple(c.number), '{"0":1}', 'invalid-type /value: found a plain object, expected a list of 1'],
  [
    c.object({ a: c.number, b: c.json }),
    '{"b":1,"c":2}',
    'unknown-field /value/c: found a key that is not declared, expected "a", "b"',
    'missing-field /value/a: found no such key, expected a number',
  ],
  [c.object({}), '{"a":1}', 'unknown-field /value/a: found a key that is not declared, expected none'],
  [c.either(c.finite, c.string), '[1]', 'invalid-type /value: found a list of 1, expected a finite number or a string'],
  [
    c.either(c.date, c.oneOf('none')),
    '"1970-02-31T00:00Z"',
    'invalid-value /value: found "1970-02-31T00:00Z", expected an ISO 8601 date and time',
  ],
  [c.either(c.date, c.oneOf('none')), '"nothing"', 'invalid-type /value: found "nothing", expected a Date or "none"'],
  [
    c.list(url),
    '["https://a.org","b"]',
    'invalid-value /value/1: found "b", on which decode of URL throws TypeError: Invalid URL',
  ],
  [
    c.list(wrongly({ decode: refused })),
    '[1]',
    'invalid-value /value/0: found 1, on which decode of amount throws FormatError: text is no JSON',
  ],
  [
    wrongly({ decode: revoked, is: (value: unknown) => value instanceof Spike }),
    '1',
    "invalid-value /value: found a value that cannot be inspected, on which is of amount throws TypeError: Cannot perform 'getPrototypeOf' on a proxy that has been revoked",
  ],
  [
    wrongly({ decode: String }),
    '1',
    'invalid-value /value: found 1, of which decode of amount makes "1", expected an amount',
  ],
  [c.ndArray('float64', { shape: [null, 2] }), '[[1,2],[3]]', 'invalid-length /value/1: found 1 elements, expected 2'],
];

for (const [row, [codec, text, ...issues]] of files.entries()) {
  test(`a file with ${text}, in row ${row}, is refused: ${issues.join('; ')}`, (t) => {
    t.deepEqual(
      issuesOf(() => valueIn(codec, unsealed(text))),
      issues,
    );
  });
}

// biome-ignore lint/suspicious/noExplicitAny: the compiler would refuse most of these calls.
const any = c as any;
const custom = { name: 'a', stored: c.string, is: () => true, encode: String, decode: String };

for (const [message, act] of [
  ['codec.list(): found undefined, expected a codec, such as codec.number', () => any.list()],
  ['codec.list(): found list, expected a codec, such as codec.number', () => any.list(any.list)],
  ['codec.set(): found String, expected a codec, such as codec.number', () => any.set(String)],
  ['codec.map(): found null, expected a codec, such as codec.number', () => any.map(c.string, null)],
  [
    'codec.map(): found keys of another type, expected strings, numbers, bigints or booleans: a Map has two equal objects as two keys, which a file cannot',
    () => any.map(c.date, c.number),
  ],
  ['codec.record(): found {}, expected a codec, such as codec.number', () => any.record({})],
  ['codec.tuple(): found [ 1 ], expected a codec, such as codec.number', () => any.tuple([1])],
  ['codec.object(): found undefined, expected an object with a codec for each key', () => any.object()],
  ['codec.object(): found 1, expected a codec, such as codec.number', () => any.object({ a: 1 })],
  ['codec.object(): found the key "*", which is not for members', () => any.object({ '*': c.number })],
  [
    'codec.object(): found the key "__proto__", which is not for members',
    () => any.object(JSON.parse('{"__proto__":1}')),
  ],
  [
    'codec.object(): found symbols, hidden properties or a prototype, expected a plain object with a codec for each key',
    () => any.object({ [Symbol.iterator]: c.number }),
  ],
  [
    'codec.object(): found symbols, hidden properties or a prototype, expected a plain object with a codec for each key',
    () => any.object(new Spike()),
  ],
  ['codec.oneOf(): found no text, expected one or more', () => any.oneOf()],
  ["codec.oneOf(): found [ 'a' ], expected a string", () => any.oneOf(['a'])],
  ['codec.oneOf(): found "a" twice, expected each text once', () => any.oneOf('a', 'b', 'a')],
  [
    'codec.nullable(): found a codec that stores null already, expected one that does not',
    () => c.nullable(c.either(c.nullable(c.string), c.finite)),
  ],
  ['codec.either(): found 1 alternatives, expected two or more', () => any.either(c.string)],
  [
    'codec.either(): found two lists, expected alternatives that a file tells apart',
    () => c.either(c.list(c.string), c.set(c.number)),
  ],
  [
    'codec.either(): found two objects, expected alternatives that a file tells apart',
    () =>
      c.either(
        c.map(c.string),
        c.string,
        c.nested(() => Spike),
      ),
  ],
  [
    'codec.either(): found two booleans, expected alternatives that a file tells apart',
    () => c.either(c.boolean, c.boolean),
  ],
  [
    'codec.either(): found null twice, expected alternatives that a file tells apart',
    () => c.either(c.nullable(c.string), c.nullable(c.finite)),
  ],
  [
    'codec.either(): found the text "NaN" twice, expected alternatives that a file tells apart; codec.finite is a number that is never a text',
    () => c.either(c.number, c.string),
  ],
  [
    'codec.either(): found the text "12" twice, expected alternatives that a file tells apart',
    () => c.either(c.bigint, c.oneOf('12')),
  ],
  ['codec.either(): found two dates, expected alternatives that a file tells apart', () => c.either(c.date, c.isoText)],
  [
    'codec.either(): found two texts of digits, expected alternatives that a file tells apart',
    () => c.either(c.bigint, c.string),
  ],
  [
    'codec.either(): found two numbers, expected alternatives that a file tells apart; an array of any shape may be a bare element: give it a shape',
    () => c.either(c.number, c.ndArray('int8', { as: 'nd-array' })),
  ],
  [
    'codec.either(): found two objects, expected alternatives that a file tells apart',
    () => c.either(c.custom({ ...custom, stored: c.json } as never), c.record(c.string)),
  ],
  ['codec.nested(): found Spike, expected a function that gives the class', () => any.nested(Spike)],
  ['codec.nested(): found the option kind, expected kindKey', () => any.nested(() => Spike, { kind: 1 })],
  ['codec.ndArray(): found the dtype "float16", expected one of bool, int8', () => any.ndArray('float16')],
  [
    'codec.ndArray(): found the shape [ -1 ], expected a list of lengths from 0, or null where one is free',
    () => c.ndArray('int8', { shape: [-1] }),
  ],
  [
    "codec.ndArray(): found as: 'lists' without a shape, expected one with an axis for each level of the lists",
    () => any.ndArray('int8', { as: 'lists' }),
  ],
  [
    "codec.ndArray(): found as: \"list\", expected 'nd-array', 'lists' or a function (data, shape) => container",
    () => any.ndArray('int8', { as: 'list' }),
  ],
  ['codec.ndArray(): found the option dims', () => any.ndArray('int8', { dims: 1 })],
  ['codec.dateWith(): found null as options', () => any.dateWith()],
  ['codec.dateWith(): found separator: "_", expected \' \'', () => any.dateWith({ separator: '_' })],
  ['codec.dateWith(): found zone: "CET", expected \'UTC\'', () => any.dateWith({ zone: 'CET' })],
  ['codec.custom(): found null as options', () => any.custom()],
  ['codec.custom(): found the option eq', () => any.custom({ ...custom, eq: 1 })],
  ['codec.custom(): found the name undefined, expected a string', () => any.custom({ ...custom, name: undefined })],
  ['codec.custom(): found is: undefined, expected a function', () => any.custom({ ...custom, is: undefined })],
  ['codec.custom(): found equals: 1, expected a function', () => any.custom({ ...custom, equals: 1 })],
  [
    'codec.custom(): found String, expected a codec, such as codec.number',
    () => any.custom({ ...custom, stored: String }),
  ],
  [
    'Wrong.a: found list, expected a codec, such as codec.number',
    () => {
      class Wrong {
        declare a: unknown;
      }
      Stored(any.list)(Wrong.prototype as never, 'a' as never);
    },
  ],
] as [string, () => unknown][]) {
  test(`${act} is refused: ${message}`, (t) => {
    const error = t.throws(act, { instanceOf: DeclarationError });
    t.true(error?.message.startsWith(message), error?.message);
  });
}

test('a class that is not there when a value is stored is named', (t) => {
  const codec = any.nested(() => undefined);
  const error = t.throws(() => fileOf(codec, new Spike()), {
    message: /^codec\.nested\(\): found undefined for the class/,
  });
  t.true(isArtifactError(error, 'ARTIFACT_DECLARATION'));
});
