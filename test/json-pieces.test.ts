// JSON of other tools is read piece by piece as it is read as a whole: the same trees, and the same faults at the same places. Long lists of
// numbers become NumberLists, from which arrays of every dtype are made exactly.

import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { readAnyJson } from '../src/format/read-artifact.js';
import { Artifact, type Codec, codec, decode, isArtifactError, persisted } from '../src/index.js';
import { readJson } from '../src/json/read-json.js';
import { LIMITS, type Limits } from '../src/model/limits.js';
import { shownPointer } from '../src/model/message-text.js';
import { NumberList } from '../src/model/number-list.js';
import { NumberText } from '../src/model/number-text.js';
import { ProgressReporter } from '../src/model/progress.js';
import { isTreeObject, type Tree } from '../src/model/tree.js';
import { BytesSource } from '../src/storage/bytes-source.js';
import { limits } from './support/arbitraries.js';

const whole = (bytes: Uint8Array, given = LIMITS): Tree =>
  readJson(bytes, { path: 'a.json', kind: 'JSON', bareTokens: true, limits: given });

const inPieces = async (bytes: Uint8Array, given: Limits): Promise<Tree> => {
  const file = await readAnyJson(new BytesSource(bytes), {
    path: 'a.json',
    progress: new ProgressReporter(),
    step: 'read',
    arrays: 'keep',
    limits: given,
  });
  return file.root;
};

/** Returns a tree with plain lists in the place of NumberLists. */
function plain(tree: Tree): Tree {
  if (tree instanceof NumberList) return tree.items();
  if (Array.isArray(tree)) return tree.map(plain);
  return isTreeObject(tree)
    ? Object.fromEntries(Object.entries(tree).map(([key, member]) => [key, plain(member)]))
    : tree;
}

/** Returns what came of reading: a tree, or the message of its fault. */
async function outcomeOf(read: () => Tree | Promise<Tree>): Promise<Tree> {
  try {
    return { tree: plain(await read()) };
  } catch (error) {
    if (isArtifactError(error, 'ARTIFACT_FORMAT')) return { fault: error.message };
    throw error;
  }
}

// ── Any text ────────────────────────────────────────────────────────────────────────────────────────────────────────

const space = fc.constantFrom('', '', '', ' ', '\n', '\r\n\t', ' '.repeat(70));
const integer = fc.oneof(fc.integer(), fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }), fc.nat(9)).map(String);
const decimal = fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => JSON.stringify(value));
const unusual = fc.constantFrom(
  '-0',
  '-0.0',
  '1e400',
  '1e-400',
  '0.99999999999999999999',
  '1e+16',
  '2.0',
  '1E2',
  '1e21',
);
const name = fc.constantFrom('"NaN"', '"Infinity"', '"-Infinity"');
const bare = fc.constantFrom('NaN', 'Infinity', '-Infinity');
const literal = fc.constantFrom('true', 'false', 'null');
const word = fc.oneof(integer, decimal, unusual, name, bare, literal);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }).map((value) => JSON.stringify(value)),
  fc.constantFrom('"\\ud83d"', '"\\u00e9\\n"', `"${'long '.repeat(60)}"`),
);

const list = (items: fc.Arbitrary<readonly string[]>): fc.Arbitrary<string> =>
  fc.tuple(items, space).map(([texts, gap]) => `[${gap}${texts.join(`${gap},${gap}`)}${gap}]`);
/** Lists of one kind of word, and now and then of two: those that may become NumberLists. */
const words = fc
  .constantFrom(integer, decimal, literal, word)
  .chain((kind) => fc.array(fc.oneof({ weight: 30, arbitrary: kind }, word), { maxLength: 40 }));
const manyDecimals = fc.array(fc.oneof({ weight: 200, arbitrary: decimal }, word), { minLength: 80, maxLength: 200 });
const rows = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(integer, decimal, word))
  .chain(([width, kind]) =>
    fc.array(
      fc.oneof(
        { weight: 30, arbitrary: list(fc.array(kind, { minLength: width, maxLength: width })) },
        list(fc.array(word, { maxLength: 3 })),
      ),
      { maxLength: 30 },
    ),
  );

const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    word,
    text,
    list(words),
    list(manyDecimals),
    list(rows),
    list(fc.array(list(rows), { maxLength: 8 })),
    list(fc.array(tie('json'), { maxLength: 6 })),
    fc
      .tuple(fc.array(fc.tuple(text, tie('json')), { maxLength: 5 }), space)
      .map(
        ([members, gap]) =>
          `{${members.map(([key, value]) => `${gap}${key}${gap}:${gap}${value}`).join(`${gap},`)}${gap}}`,
      ),
  ),
}));

/** A text, and a place and bytes by which it is damaged. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.nat(3),
  added: fc.constantFrom('', ',', ']', '[', '{', '}', '"', '1', '-', 'x', '\n', '\0', 'null', '[1]', '__proto__', '\\'),
});

test('a text is read in pieces as it is read as a whole, however small the pieces are', async (t) => {
  await fc.assert(
    fc.asyncProperty(json, limits, async (given, few) => {
      const bytes = Buffer.from(given);
      const expected = await outcomeOf(() => whole(bytes));
      assert.deepStrictEqual(await outcomeOf(() => inPieces(bytes, few)), expected);
      assert.deepStrictEqual(await outcomeOf(() => whole(bytes, few)), expected);
    }),
    { numRuns: 600 },
  );
  t.pass();
});

test('a text that is damaged has the same fault at the same place, however small the pieces are', async (t) => {
  let faults = 0;
  await fc.assert(
    fc.asyncProperty(json, damage, limits, async (given, { at, removed, added }, few) => {
      const original = Buffer.from(given);
      const start = Math.floor(at * original.length);
      const rest = original.subarray(start + removed);
      const bytes = Buffer.concat([original.subarray(0, start), Buffer.from(added), rest]);
      const expected = await outcomeOf(() => whole(bytes));
      if (isTreeObject(expected) && 'fault' in expected) faults++;
      assert.deepStrictEqual(await outcomeOf(() => inPieces(bytes, few)), expected);
    }),
    { numRuns: 1000 },
  );
  t.true(faults > 300, String(faults));
});

test('a text without numbers that a double rounds is read as JSON.parse reads it', async (t) => {
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e15, max: 1e15 }).map((each) => each + 0),
      fc.array(tie('value'), { maxLength: 12 }),
      fc.array(fc.array(fc.integer(), { minLength: 2, maxLength: 2 }), { maxLength: 12 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value;
  await fc.assert(
    fc.asyncProperty(value, fc.nat(3), limits, async (given, indent, few) => {
      const json = JSON.stringify(given, null, indent).replaceAll('__proto__', 'proto').replaceAll('-0', '0');
      const outcome = await outcomeOf(() => inPieces(Buffer.from(json), few));
      assert.deepStrictEqual(outcome, { tree: JSON.parse(json) });
    }),
    { numRuns: 300 },
  );
  t.pass();
});

const FEW: Limits = { ...LIMITS, small: 0, piece: 1, slice: 64, items: 2 };

for (const [title, bytes, message] of [
  ['has no bytes', '', 'a.json is empty'],
  [
    'begins with a byte order mark',
    '\ufeff{}',
    'a.json is not JSON: found a byte order mark, expected JSON: save it as UTF-8 without one, at byte 0 (line 1, column 1)',
  ],
  [
    'has a fault behind many rows',
    `{"a":\n[${'[1,2],\n'.repeat(500)}[3,x]]}`,
    'a.json is not JSON: found "x", expected a value, at byte 3510 (line 502, column 4), in /a/500/1',
  ],
  [
    'ends within a list of numbers',
    `[[1],${'5,'.repeat(1000)}5`,
    'a.json is not JSON: found the end of the file, expected "," or "]", at byte 2006 (line 1, column 2007)',
  ],
  [
    'has a long word that is no value',
    `[1,2,3,${'x'.repeat(100)}]`,
    `a.json is not JSON: found "${'x'.repeat(24)}", expected a value, at byte 7 (line 1, column 8), in /3`,
  ],
  [
    'has a key twice, far apart',
    `{"a":[${'0,'.repeat(3000)}0],\n"b":1,"a":2}`,
    'a.json is not JSON: found the key "a" a second time, at byte 6016 (line 2, column 7)',
  ],
  [
    'is nested too deep',
    `${'['.repeat(512)}[1]${']'.repeat(512)}`,
    `a.json is not JSON: is nested deeper than 512 levels, at byte 512 (line 1, column 513), in ${shownPointer('/0'.repeat(512))}`,
  ],
  [
    'is not UTF-8',
    Buffer.from('["aé"]', 'latin1'),
    'a.json is not JSON: found a string that is not UTF-8, at byte 1 (line 1, column 2), in /0',
  ],
] as const) {
  test(`a text that is read byte by byte and ${title} is refused with the place`, async (t) => {
    const given = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    const error = await t.throwsAsync(inPieces(given, FEW), { code: 'ARTIFACT_FORMAT' });
    t.is(error.message, message);
    t.deepEqual(await outcomeOf(() => whole(given)), { fault: message });
  });
}

test('a string and a white space of many pieces take time in proportion to their length', async (t) => {
  const long = 'é\\n'.repeat(200_000);
  const given = Buffer.from(`${' '.repeat(500_000)}["${long}"]`);
  t.deepEqual(await inPieces(given, { ...FEW, piece: 1000 }), ['é\n'.repeat(200_000)]);
});

// ── Which lists become NumberLists ──────────────────────────────────────────────────────────────────────────────────

const read = (json: string): Tree => whole(Buffer.from(json), { ...LIMITS, items: 4 });

for (const [title, item, shape] of [
  ['integers', '7', [600]],
  ['rows', '[1, 2.5]', [600, 2]],
  ['rows of rows', '[[1],[2],[3]]', [600, 3, 1]],
  ['booleans', 'true', [600]],
  ['numbers that keep their text', '1e+16', [600]],
  ['nulls', 'null', [600]],
  ['names', '"NaN"', [600]],
  ['rows of long rows', `[${'12345.5,'.repeat(200)}1]`, [600, 201]],
] as const) {
  test(`a long list of ${title} becomes a NumberList, with the same items`, (t) => {
    const json = `[${Array(600).fill(item)}]`;
    const found = read(json);
    t.true(found instanceof NumberList);
    t.deepEqual((found as NumberList).shape, shape);
    t.deepEqual(plain(found), plain(readJson(Buffer.from(json))));
  });
}

for (const [title, json] of [
  ['few items', '[1,"",2]'],
  ['texts', `[${Array(9).fill('"text"')}]`],
  ['empty rows', `[${Array(9).fill('[]')}]`],
  ['rows of different lengths', `[${Array(9).fill('[1],[1,2]')}]`],
  ['objects', `[${Array(9).fill('{"a":1}')}]`],
  ['a text behind many numbers', `[${Array(2000).fill('1.5')},"text"]`],
  ['a row behind many numbers', `[${Array(2000).fill('1.5')},[1]]`],
  ['a longer row behind many rows', `[${Array(2000).fill('[1.5,2]')},[1,2,3]]`],
] as const) {
  test(`a list with ${title} is a plain list`, (t) => {
    const found = read(json);
    t.true(Array.isArray(found));
    t.deepEqual(plain(found), plain(readJson(Buffer.from(json))));
    t.deepEqual(plain(found), JSON.parse(json));
  });
}

test('lists in a sealed file stay plain lists, whose names $artifact.non_finite restores', (t) => {
  t.true(Array.isArray(readJson(Buffer.from(`[${Array(5000).fill('"NaN"')}]`))));
});

test('each block of a list has the smallest dtype that holds its numbers exactly', (t) => {
  const dtypes = (json: string) => [...new Set((read(json) as NumberList).blocks.map(({ dtype }) => dtype))];
  const many = (item: string) => `[${Array(30_000).fill(item)}]`;
  for (const [item, dtype] of [
    ['255', 'uint8'],
    ['-128', 'int8'],
    ['65535', 'uint16'],
    ['-32768', 'int16'],
    ['4294967295', 'uint32'],
    ['-2147483648', 'int32'],
    ['4294967296', 'float32'],
    ['4294967297', 'float64'],
    ['9007199254740993', 'int64'],
    ['18446744073709551615', 'uint64'],
    ['0.5', 'float32'],
    ['-0', 'float32'],
    ['0.1', 'float64'],
    ['null', 'float64'],
    ['NaN', 'float64'],
    ['false', 'bool'],
    ['18446744073709551616', undefined],
    ['1e+16', undefined],
  ] as const)
    t.deepEqual(dtypes(many(item)), [dtype], item);
  t.deepEqual(dtypes('[true,false,true,true,1,2,3]'), ['bool', 'uint8']);
  t.deepEqual(dtypes('[null,1,2,3,-4,5.5,0.1,null]'), ['float64']);
});

// ── Arrays that are made of them ────────────────────────────────────────────────────────────────────────────────────

/** Decodes the text of a file whose member `a` a codec reads. */
function decoded<T>(stored: Codec<T, never>, json: string): T {
  class Foreign extends Artifact {
    a!: T;
  }
  persisted(Foreign, { procedure: 'Foreign', fields: { a: stored as never } });
  const text = `{"procedure_name":"Foreign","procedure_version":"1","input_parameters":{},"timestamp":"2026-02-11T15:40:12Z","a":${json}}`;
  return decode(text, Foreign).a;
}

const LENGTH = 3000;
const repeated = (items: readonly string[]) =>
  Array.from({ length: LENGTH }, (_, index) => items[index % items.length]);

for (const [title, dtype, items, values] of [
  ['float64', 'float64', ['0.1', '-0.0', '1e300'], [0.1, -0, 1e300]],
  ['float64 of integers', 'float64', ['1', '-2', '300'], [1, -2, 300]],
  ['float64 with bare tokens', 'float64', ['0.5', 'NaN', '-Infinity'], [0.5, Number.NaN, Number.NEGATIVE_INFINITY]],
  ['float64 with names', 'float64', ['"NaN"', '"Infinity"', '7'], [Number.NaN, Number.POSITIVE_INFINITY, 7]],
  ['float64 as Python writes it', 'float64', ['1e+16', '1.5e+20', '-1e-07'], [1e16, 1.5e20, -1e-7]],
  ['float32', 'float32', ['0.5', '0.10000000149011612', '16777216'], [0.5, Math.fround(0.1), 16777216]],
  ['int8', 'int8', ['-128', '127', '1.0'], [-128, 127, 1]],
  ['uint16', 'uint16', ['65535', '0', '1e2'], [65535, 0, 100]],
  ['int32', 'int32', ['-2147483648', '1', '2'], [-2147483648, 1, 2]],
  ['uint32', 'uint32', ['4294967295', '1', '2'], [4294967295, 1, 2]],
  ['int64', 'int64', ['1', '9007199254740993', '-9223372036854775808'], [1n, 9007199254740993n, -(2n ** 63n)]],
  ['int64 of small integers', 'int64', ['1', '-2', '3'], [1n, -2n, 3n]],
  ['uint64', 'uint64', ['0', '18446744073709551615', '2.0'], [0n, 2n ** 64n - 1n, 2n]],
  ['bool', 'bool', ['true', 'false', 'true'], [1, 0, 1]],
] as const) {
  const expected = Array.from({ length: LENGTH }, (_, index) => values[index % 3] as number | bigint);
  test(`a long list of another tool becomes an array of ${title}`, (t) => {
    for (const separator of [',', ',\n      ']) {
      const data = decoded(codec.ndArray(dtype), `[${repeated(items).join(separator)}]`);
      t.deepEqual(Array.from(data as Iterable<number | bigint>), expected);
      t.is(data.byteLength, data.buffer.byteLength);
    }
  });

  test(`many rows of another tool become an array of ${title}`, (t) => {
    const row = `[[${items.join(', ')}]]`;
    const { data, shape } = decoded(
      codec.ndArray(dtype, { shape: [null, 1, 3] }),
      `[${Array(LENGTH).fill(row).join(', ')}]`,
    );
    t.deepEqual(shape, [LENGTH, 1, 3]);
    t.deepEqual(Array.from(data.slice(0, LENGTH) as Iterable<number | bigint>), expected);
    t.is(data.length, 3 * LENGTH);
  });
}

test('null in a long list is NaN where the class says so, beside the names and bare tokens of NaN', (t) => {
  const json = `[${repeated(['0.5', 'null', '"NaN"', 'NaN', '-1'])}]`;
  const data = decoded(codec.ndArray('float64', { missing: null }), json);
  t.deepEqual(
    Array.from(data),
    Array.from({ length: LENGTH }, (_, index) => [0.5, Number.NaN, Number.NaN, Number.NaN, -1][index % 5] as number),
  );
});

for (const [title, stored, item, message] of [
  ['int8', codec.ndArray('int8'), '128', '/a/2999: found 128, expected an integer from -128 to 127 (int8)'],
  [
    'int32',
    codec.ndArray('int32'),
    '0.5',
    '/a/2999: found 0.5, expected an integer from -2147483648 to 2147483647 (int32)',
  ],
  [
    'float32',
    codec.ndArray('float32'),
    '0.1',
    '/a/2999: found 0.1, expected a number that float32 holds exactly (float32)',
  ],
  ['float64', codec.ndArray('float64'), 'null', '/a/2999: found null, expected a number (float64)'],
  [
    'float64',
    codec.ndArray('float64'),
    '9007199254740993',
    '/a/2999: found 9007199254740993, expected a number (float64)',
  ],
  ['bool', codec.ndArray('bool'), '1', '/a/2999: found 1, expected true or false (bool)'],
] as const) {
  test(`an item of a long list that is no ${title} is refused with its place: ${item}`, (t) => {
    const others = title === 'bool' ? 'true' : '7';
    const json = `[${[...Array(LENGTH - 1).fill(others), item]}]`;
    t.throws(() => decoded<unknown>(stored, json), { message: new RegExp(`  ${message.replace(/[()]/g, '\\$&')}$`) });
  });
}

test('an element of many rows that is none of the dtype is refused with its place', (t) => {
  const json = `[${Array(LENGTH).fill('[1,2]')},[3,-4]]`;
  t.throws(() => decoded(codec.ndArray('uint8', { shape: [null, 2] }), json), {
    message: /\n {2}\/a\/3000\/1: found -4, expected an integer from 0 to 255 \(uint8\)$/,
  });
  t.throws(() => decoded(codec.ndArray('int8', { shape: [null, 3] }), json), {
    message: /found the shape \(3001, 2\), expected \(any, 3\)/,
  });
  t.throws(() => decoded(codec.ndArray('uint8'), json), {
    message: /\n {2}\/a\/0: found a list of 2, expected an integer/,
  });
});

test('long lists are read by every other codec, too, item by item', (t) => {
  const row = [0.1, 9007199254740992, 2];
  const [numbers, pairs] = [Array(LENGTH).fill(0.5), Array(LENGTH).fill(row)];
  t.deepEqual(decoded(codec.list(codec.number), JSON.stringify(numbers)), numbers);
  t.deepEqual(decoded(codec.list(codec.list(codec.number)), JSON.stringify(pairs)), pairs);
  t.deepEqual(decoded(codec.json, JSON.stringify({ numbers, pairs })), { numbers, pairs });
  t.deepEqual(decoded(codec.json, JSON.stringify([...numbers, null, true, 'NaN'])), [...numbers, null, true, 'NaN']);
  t.throws(() => decoded(codec.json, `[${numbers},9007199254740993]`), {
    message: /\/a\/3000: found 9007199254740993/,
  });
  t.deepEqual(decoded(codec.list(codec.boolean), JSON.stringify(Array(LENGTH).fill(true))), Array(LENGTH).fill(true));
  const integers = Array.from({ length: LENGTH }, (_, index) => index);
  t.deepEqual(decoded(codec.set(codec.integer), JSON.stringify(integers)), new Set(integers));
  t.deepEqual(
    decoded(codec.map(codec.integer, codec.integer), JSON.stringify(integers.map((each) => [each, 2 * each]))),
    new Map(integers.map((each) => [each, 2 * each])),
  );
  t.deepEqual(decoded(codec.ndArray('float64', { shape: [null, 3], as: 'lists' }), JSON.stringify(pairs)), pairs);
});

test('a list of many scalars has several blocks, and blocks of what no dtype holds together', (t) => {
  const json = `[${Array(300_000).fill('0.1')},${Array(300_000).fill('9007199254740993')},${Array(300_000).fill('true')}]`;
  const found = readJson(Buffer.from(json), { bareTokens: true }) as NumberList;
  t.true(found instanceof NumberList);
  t.is(found.size, 900_000);
  t.true(found.blocks.length < 40, String(found.blocks.length));
  const items = found.items();
  t.deepEqual(
    [items[0], items[299_999], items[300_000], items[599_999], items[600_000], items.at(-1)],
    [0.1, 0.1, 9007199254740993n, 9007199254740993n, true, true],
  );
  t.deepEqual(new Set(items).size, 3);
  t.false(items.some((item) => item instanceof NumberText));
});
