// What save refuses: wrong instances, and what a proof finds. Each refusal names the place, what was found and what was expected.

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import {
  Artifact,
  ArtifactRepository,
  decode,
  encode,
  FileStorage,
  IsoDate,
  type Issue,
  isArtifactError,
  MemoryStorage,
  NdArray,
  Nested,
  Persisted,
} from '../src/index.js';
import { Everything, everything, Segment } from './support/classes.js';
import { newFolder } from './support/stored.js';

type Row = [issue: string, message: string];

/** The issues of an instance that cannot be saved, as rows. Nothing may have been written. */
async function refusalOf(artifact: unknown): Promise<Row[]> {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Everything] });
  let issues: readonly Issue[] = [];
  try {
    await repository.save(artifact as Everything);
  } catch (error) {
    if (!isArtifactError(error, 'ARTIFACT_INVALID')) throw error;
    issues = error.issues;
  }
  for await (const key of storage.list()) throw new Error(`${key} was written`);
  return issues.map(({ code, path, message }) => [`${code} ${path}`, message]);
}

class Stranger {}
const cyclic: unknown[] = [];
cyclic.push({ again: cyclic });
const cyclicSegment = Segment.of(1, 1);
cyclicSegment.parts = [cyclicSegment];
const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
const transferred = new Float64Array(3);
structuredClone(transferred, { transfer: [transferred.buffer] });
const JSON_VALUE = 'a JSON value: a string, number, boolean, null, list or plain object';
const NESTED =
  '; declare the type of the value: @IsoDate(), @NdArray(), @Nested(() => TheClass), or @Stored() with a codec (codec.list, codec.set, codec.map, codec.bigint, codec.custom); for parameters @Nested(() => Parameters) declare inputParameters: Parameters';
const holes = Object.assign(new Array(3), { 0: 1 });

const BARE = 'found a list with holes, properties of its own or another class, expected elements alone';

/** A class under another name: that of a built-in class, for which it might be taken. */
const named = <Class extends Function>(name: string, Class: Class): Class =>
  Object.defineProperty(Class, 'name', { value: name });

const rows: [title: string, change: { [P in keyof Everything]?: unknown }, ...issues: Row[]][] = [
  // Scalars.
  ['a number in a string', { text: 12 }, ['invalid-type /text', 'found 12, expected a string']],
  ['a String object', { text: Object('a') }, ['invalid-type /text', 'found an instance of String, expected a string']],
  ['text in a number', { number: '12' }, ['invalid-type /number', 'found "12", expected a number']],
  ['a bigint in a number', { number: 12n }, ['invalid-type /number', 'found the big integer 12, expected a number']],
  [
    'null in a number',
    { number: null },
    ['invalid-type /number', 'found null, expected a number: only a field with { nullable: true } may be null'],
  ],
  ['text in a boolean', { flag: 'false' }, ['invalid-type /flag', 'found "false", expected true or false']],
  ['a number in a bigint', { huge: 1 }, ['invalid-type /huge', 'found 1, expected a bigint']],
  [
    'undefined in a field that is not optional',
    { text: undefined },
    [
      'missing-field /text',
      'found undefined in text, expected a value: only a field with { optional: true } may be undefined',
    ],
  ],
  [
    'null in a field that is not nullable',
    { segments: null },
    ['invalid-type /segments', 'found null, expected a list: only a field with { nullable: true } may be null'],
  ],
  // The artifact's own fields.
  [
    'an empty version',
    { procedureVersion: '' },
    ['invalid-value /procedure_version', 'found "", expected a string that is not empty'],
  ],
  [
    'a seed that is no integer',
    { seed: 1.5 },
    ['invalid-value /seed', 'found 1.5, expected an integer within ±(2^53 - 1)'],
  ],
  [
    'a seed that a double does not hold for sure',
    { seed: 2 ** 53 },
    ['invalid-value /seed', 'found 9007199254740992, expected an integer within ±(2^53 - 1)'],
  ],
  [
    'a timestamp as text',
    { timestamp: '2026-02-11T15:40:12Z' },
    ['invalid-type /timestamp', 'found "2026-02-11T15:40:12Z", expected a Date'],
  ],
  [
    'an invalid timestamp',
    { timestamp: new Date(Number.NaN) },
    ['invalid-value /timestamp', 'found an invalid Date, expected a valid Date'],
  ],
  [
    'a timestamp beyond the year 9999',
    { timestamp: new Date(8.64e15) },
    [
      'invalid-value /timestamp',
      'found "+275760-09-13T00:00:00.000Z", expected YYYY-MM-DDThh:mm:ss at its beginning, for it names the file',
    ],
  ],
  // Plain JSON values.
  [
    'undefined in plain JSON',
    { anything: { a: undefined } },
    ['invalid-type /anything/a', `found undefined, expected ${JSON_VALUE}`],
  ],
  [
    'a Date in plain JSON',
    { anything: new Date(0) },
    ['invalid-type /anything', `found an instance of Date, expected ${JSON_VALUE}${NESTED}`],
  ],
  [
    'dates and instances in a list of plain JSON',
    { anything: [new Date(0), Segment.of(1, 1)] },
    ['invalid-type /anything/0', `found an instance of Date, expected ${JSON_VALUE}${NESTED}`],
    ['invalid-type /anything/1', `found an instance of Segment, expected ${JSON_VALUE}${NESTED}`],
  ],
  [
    'a Map in plain JSON',
    { anything: new Map() },
    ['invalid-type /anything', `found an instance of Map, expected ${JSON_VALUE}${NESTED}`],
  ],
  [
    'a Set in plain JSON',
    { anything: new Set() },
    ['invalid-type /anything', `found an instance of Set, expected ${JSON_VALUE}${NESTED}`],
  ],
  [
    'a typed array in plain JSON',
    { anything: Float64Array.of(1) },
    ['invalid-type /anything', `found an instance of Float64Array, expected ${JSON_VALUE}${NESTED}`],
  ],
  [
    'an instance in plain JSON',
    { anything: new Stranger() },
    ['invalid-type /anything', `found an instance of Stranger, expected ${JSON_VALUE}${NESTED}`],
  ],
  [
    'an object without a prototype in plain JSON',
    { anything: Object.create(null) },
    ['invalid-type /anything', `found an object without a prototype, expected ${JSON_VALUE}${NESTED}`],
  ],
  [
    'a function in plain JSON',
    { anything: [function named() {}] },
    ['invalid-type /anything/0', `found the function named, expected ${JSON_VALUE}`],
  ],
  [
    'a symbol in plain JSON',
    { anything: Symbol('s') },
    ['invalid-type /anything', `found Symbol(s), expected ${JSON_VALUE}`],
  ],
  [
    'a bigint in plain JSON',
    { anything: 1n },
    ['invalid-type /anything', `found the big integer 1, expected ${JSON_VALUE}${NESTED}`],
  ],
  [
    'a list with holes',
    { anything: holes },
    ['invalid-value /anything', BARE],
    ['invalid-type /anything/1', `found undefined, expected ${JSON_VALUE}`],
    ['invalid-type /anything/2', `found undefined, expected ${JSON_VALUE}`],
  ],
  ['a list with properties', { anything: Object.assign([1], { b: 2 }) }, ['invalid-value /anything', BARE]],
  [
    'a list with a hidden property',
    { anything: Object.defineProperty([1], 'unit', { value: 'm' }) },
    ['invalid-value /anything', BARE],
  ],
  [
    'a list with a hidden property in place of a hole',
    { anything: Object.defineProperty(Object.assign([1], { 2: 3 }), 'unit', { value: 'm' }) },
    ['invalid-value /anything', BARE],
    ['invalid-type /anything/1', `found undefined, expected ${JSON_VALUE}`],
  ],
  [
    'a list of four billion holes',
    { anything: Object.assign([], { length: 2 ** 32 - 1 }) },
    ['invalid-value /anything', BARE],
  ],
  ['a list of a class', { anything: class extends Array {}.of(1) }, ['invalid-value /anything', BARE]],
  [
    'an Error with the prototype of a plain object',
    { anything: Object.setPrototypeOf(new Error('lost'), Object.prototype) },
    ['invalid-type /anything', `found a built-in object, expected ${JSON_VALUE}${NESTED}`],
  ],
  [
    'a bigint in an object with the prototype of a plain one',
    { anything: Object.setPrototypeOf(Object(1n), Object.prototype) },
    ['invalid-type /anything', `found a built-in object, expected ${JSON_VALUE}${NESTED}`],
  ],
  [
    'arguments',
    {
      anything: (function () {
        // biome-ignore lint/complexity/noArguments: it is what is tried.
        return arguments;
      })(),
    },
    ['invalid-type /anything', `found a built-in object, expected ${JSON_VALUE}${NESTED}`],
  ],
  [
    'a key __proto__',
    { anything: JSON.parse('{"__proto__":1}') },
    ['invalid-value /anything/__proto__', 'found the key "__proto__", which no artifact may have'],
  ],
  [
    'a symbol for a key',
    { anything: { [Symbol('s')]: 1 } },
    [
      'invalid-value /anything',
      'found a plain object with symbols or hidden properties, expected enumerable keys alone',
    ],
  ],
  [
    'a hidden property',
    { anything: Object.defineProperty({}, 'a', { value: 1 }) },
    [
      'invalid-value /anything',
      'found a plain object with symbols or hidden properties, expected enumerable keys alone',
    ],
  ],
  [
    'a cycle',
    { anything: cyclic },
    ['invalid-value /anything/0/again', 'found a cycle, expected a tree: JSON has no references'],
  ],
  [
    'nesting of 513 levels',
    { anything: nested(512) },
    [`invalid-value /anything${'/0'.repeat(511)}`, 'found nesting deeper than 512 levels, expected at most that'],
  ],
  ['a text for a list', { words: 'ab' }, ['invalid-type /words', 'found "ab", expected a list']],
  // Dates.
  ['a number for a date', { date: 0 }, ['invalid-type /date', 'found 0, expected a Date']],
  [
    'text that is no ISO 8601',
    { isoText: '11.02.2026' },
    ['invalid-value /iso_text', 'found "11.02.2026", expected an ISO 8601 date, or date and time'],
  ],
  [
    'a Date for ISO text',
    { isoText: new Date(0) },
    ['invalid-type /iso_text', 'found an instance of Date, expected an ISO 8601 date as text'],
  ],
  // Arrays.
  [
    '2 in a bool array',
    { bool: Uint8Array.of(1, 2) },
    ['invalid-value /bool/1', 'found 2, expected 0 or 1 for true or false'],
  ],
  [
    'numbers in a list for bool',
    { flags: [1, true] },
    ['invalid-type /flags/0', 'found 1, expected true or false (bool)'],
  ],
  [
    'the typed array of another dtype',
    { int32: Float64Array.of(1) },
    ['invalid-type /int32', 'found an instance of Float64Array, expected a Int32Array for the dtype int32'],
  ],
  [
    'a DataView',
    { int32: new DataView(new ArrayBuffer(4)) },
    ['invalid-type /int32', 'found an instance of DataView, expected a Int32Array for the dtype int32'],
  ],
  [
    'no array at all',
    { float64: 'abc' },
    ['invalid-type /float64', 'found "abc", expected a Float64Array, nested lists or { data, shape }'],
  ],
  [
    'null for an array',
    { float64: null },
    [
      'invalid-type /float64',
      'found null, expected a Float64Array, nested lists or { data, shape }: only a field with { nullable: true } may be null',
    ],
  ],
  [
    'a buffer that was transferred away',
    { float64: transferred },
    ['invalid-value /float64', 'found a Float64Array whose buffer was transferred away, expected its elements'],
  ],
  [
    'a list with a value out of range',
    { uint8: [255, 256, -1, 1.5, -0] },
    ['invalid-value /uint8/1', 'found 256, expected an integer from 0 to 255 (uint8)'],
    ['invalid-value /uint8/2', 'found -1, expected an integer from 0 to 255 (uint8)'],
    ['invalid-value /uint8/3', 'found 1.5, expected an integer from 0 to 255 (uint8)'],
    ['invalid-value /uint8/4', 'found -0, expected an integer from 0 to 255 (uint8)'],
  ],
  [
    'a number that float32 rounds',
    { float32: [0.5, 0.1] },
    [
      'invalid-value /float32/1',
      'found 0.1, expected a number that float32 holds exactly (float32); give Math.fround(…), or declare float64',
    ],
  ],
  [
    'a bigint among numbers and among flags',
    { float32: [1n], float64: [0.5, 1n], int8: [1n], flags: [1n] },
    ['invalid-type /flags/0', 'found the big integer 1, expected true or false (bool)'],
    ['invalid-type /float32/0', 'found the big integer 1, expected a number that float32 holds exactly (float32)'],
    ['invalid-type /float64/1', 'found the big integer 1, expected a number (float64)'],
    ['invalid-type /int8/0', 'found the big integer 1, expected an integer from -128 to 127 (int8)'],
  ],
  [
    'a bigint beyond int64',
    { int64: [2n ** 63n] },
    [
      'invalid-value /int64/0',
      'found 9223372036854775808, expected an integer from -9223372036854775808 to 9223372036854775807 (int64)',
    ],
  ],
  [
    'a number where bigints come back',
    { bigRows: [1n, 2] },
    ['invalid-type /big_rows/1', 'found 2, expected a bigint, for that is what comes back (int64)'],
  ],
  [
    'an unsafe number for int64',
    { int64: [2 ** 53] },
    [
      'invalid-value /int64/0',
      'found 9007199254740992, expected an integer from -9223372036854775808 to 9223372036854775807 (int64)',
    ],
  ],
  [
    'text among numbers',
    { float64: [1, 'NaN', null, undefined] },
    ['invalid-value /float64/1', 'found "NaN", expected a number (float64)'],
    ['invalid-type /float64/2', 'found null, expected a number (float64)'],
    ['invalid-type /float64/3', 'found undefined, expected a number (float64)'],
  ],
  ['a hole among numbers', { rows: [holes] }, ['invalid-value /rows/0', BARE]],
  [
    'a hole among rows',
    { rows: Object.assign([[], [], []], { 1: [] }).toSpliced(1, 1, ...new Array(1)) },
    ['invalid-type /rows/1', 'found undefined, expected a list of 0'],
  ],
  ['a row with properties', { rows: [Object.assign([1], { unit: 'm' })] }, ['invalid-value /rows/0', BARE]],
  ['a list of another class', { anything: new (class Sub extends Array {})() }, ['invalid-value /anything', BARE]],
  [
    'a hole among instances beside a property',
    { segments: Object.assign(new Array(2), { 0: Segment.of(1, 1), b: 1 }) },
    ['invalid-value /segments', BARE],
  ],
  [
    'a symbol on a list of instances',
    { segments: Object.assign([], { [Symbol('s')]: 1 }) },
    ['invalid-value /segments', BARE],
  ],
  [
    'a Map with properties',
    { byName: Object.assign(new Map(), { a: 1 }) },
    ['invalid-value /by_name', 'found a Map with properties of its own or of another class, expected entries alone'],
  ],
  [
    'a Map of another class',
    { byName: new (class Sub extends Map {})() },
    ['invalid-value /by_name', 'found a Map with properties of its own or of another class, expected entries alone'],
  ],
  [
    'a Map of another class that is named Map',
    { byName: new (named('Map', class extends Map {}))() },
    ['invalid-value /by_name', 'found a Map with properties of its own or of another class, expected entries alone'],
  ],
  [
    'a Date with properties',
    { date: Object.assign(new Date(0), { a: 1 }) },
    ['invalid-value /date', 'found a Date with properties of its own or of another class, expected a time alone'],
  ],
  [
    'a Date as fake timers make it, with properties',
    { date: Object.assign(Object.defineProperty(new Date(0), 'constructor', { value: Date }), { a: 1 }) },
    ['invalid-value /date', 'found a Date with properties of its own or of another class, expected a time alone'],
  ],
  [
    'a Date with a hidden constructor of the user’s',
    { date: Object.defineProperty(new Date(0), 'constructor', { value: named('Date', class {}) }) },
    ['invalid-value /date', 'found a Date with properties of its own or of another class, expected a time alone'],
  ],
  [
    'an object that is a Date in name alone',
    { date: Object.create(Date.prototype) },
    ['invalid-type /date', 'found an object with the prototype of Date, expected a Date'],
  ],
  [
    'a Date of a class of its own',
    { date: new (class Day extends Date {})(0) },
    ['invalid-value /date', 'found a Date with properties of its own or of another class, expected a time alone'],
  ],
  [
    'an instance for { data, shape } that holds more',
    { anyRank: Object.assign(new Stranger(), { data: new Float64Array(1), shape: [1], spacing: 3 }) },
    ['unknown-field /any_rank/spacing', 'found a key that would be lost, expected data, shape, stride, offset'],
  ],
  [
    'a shape beyond all memory',
    { anyRank: { data: new Float64Array(1), shape: [1e12], stride: [0] } },
    ['invalid-length /any_rank', 'found the shape (1000000000000), expected one that fits into memory'],
  ],
  [
    'an empty array of a million million lists',
    { anyRank: { data: new Float64Array(0), shape: [2 ** 40, 0] } },
    ['invalid-length /any_rank', 'found the shape (1099511627776, 0), expected at most 1048576 empty lists'],
  ],
  [
    'a getter that throws',
    {
      anything: {
        get a() {
          throw new TypeError('no');
        },
      },
    },
    ['invalid-value /anything/a', 'found a value on which reading throws TypeError: no'],
  ],
  [
    'a property named constructor',
    { constructor: 5 } as never,
    [
      'unknown-field /constructor',
      'found the property constructor, which is not declared; expected a decorator, or @Exclude()',
    ],
  ],
  [
    'ragged lists',
    { rows: [[1, 2], [3], 4, [5, [6]]] },
    ['invalid-length /rows/1', 'found 1 elements, expected 2'],
    ['invalid-type /rows/2', 'found 4, expected a list of 2'],
    ['invalid-type /rows/3/1', 'found a list of 1, expected a number (float64)'],
  ],
  ['lists with too few axes', { rows: [1, 2] }, ['invalid-length /rows', 'found the shape (2), expected (any, any)']],
  [
    'lists with too many axes for a typed array',
    { float64: [[1]] },
    ['invalid-type /float64/0', 'found a list of 1, expected a number (float64)'],
  ],
  [
    'two axes for a typed array',
    { float64: { data: new Float64Array(4), shape: [2, 2] } },
    ['invalid-length /float64', 'found the shape (2, 2), expected (any)'],
  ],
  [
    'another length than declared',
    { positions: { data: new Float64Array(4), shape: [2, 2] } },
    ['invalid-length /positions', 'found the shape (2, 2), expected (any, 3)'],
  ],
  [
    'a shape that nested lists cannot show',
    { bigRows: { data: new BigInt64Array(0), shape: [0, 2] } },
    [
      'invalid-length /big_rows',
      'found the shape (0, 2), expected one that nested lists can show; declare NdArray or shape',
    ],
  ],
  [
    'fewer elements than the shape says',
    { anyRank: { data: new Float64Array(3), shape: [2, 2] } },
    ['invalid-length /any_rank', 'found 3 elements, expected 4 for the shape (2, 2)'],
  ],
  [
    'more elements than the shape says',
    { anyRank: { data: new Float64Array(5), shape: [2, 2] } },
    ['invalid-length /any_rank', 'found 5 elements, expected 4 for the shape (2, 2)'],
  ],
  [
    'a view that leaves its data',
    { anyRank: { data: new Float64Array(4), shape: [2, 2], stride: [3, 1], offset: 1 } },
    ['invalid-length /any_rank', 'found 4 elements, expected them from index 1 to 5 for the shape (2, 2)'],
  ],
  [
    'a view that leaves its data by one',
    { anyRank: { data: new Float64Array(4), shape: [2, 2], stride: [3, 1] } },
    ['invalid-length /any_rank', 'found 4 elements, expected them from index 0 to 4 for the shape (2, 2)'],
  ],
  [
    'a view without gaps that leaves its data by one',
    { anyRank: { data: new Float64Array(4), shape: [2, 2], offset: 1 } },
    ['invalid-length /any_rank', 'found 4 elements, expected them from index 1 to 4 for the shape (2, 2)'],
  ],
  [
    'a view that begins before its data',
    { anyRank: { data: new Float64Array(4), shape: [3], stride: [-1] } },
    ['invalid-length /any_rank', 'found 4 elements, expected them from index -2 to 0 for the shape (3)'],
  ],
  [
    'a negative length',
    { anyRank: { data: new Float64Array(0), shape: [-1] } },
    ['invalid-type /any_rank/shape', 'found a list of 1, expected a list of lengths, integers from 0'],
  ],
  [
    'strides of another rank',
    { anyRank: { data: new Float64Array(4), shape: [2, 2], stride: [1] } },
    ['invalid-type /any_rank/stride', 'found a list of 1, expected a list of 2 integers, one for each axis'],
  ],
  [
    'an offset that is no integer',
    { anyRank: { data: new Float64Array(4), shape: [2], offset: 0.5 } },
    ['invalid-type /any_rank/offset', 'found 0.5, expected an integer'],
  ],
  [
    'data that is no typed array',
    { anyRank: { data: 'abc', shape: [3] } },
    ['invalid-type /any_rank/data', 'found "abc", expected a Float64Array for the dtype float64'],
  ],
  [
    'a key beside data and shape',
    { anyRank: { data: new Float64Array(1), shape: [1], units: 'm' } },
    ['unknown-field /any_rank/units', 'found a key that would be lost, expected data, shape, stride, offset'],
  ],
  [
    'a typed array where the declaration does not say what comes back',
    { anyRank: new Float64Array(1) },
    [
      'invalid-type /any_rank',
      'found an instance of Float64Array, expected { data: Float64Array.of(…), shape: […] }, as for the type NdArray<Float64Array>; for a property of another type, say type: Float64Array or type: Array',
    ],
  ],
  [
    'a list for a NdArray',
    { anyRank: [1, 2] },
    [
      'invalid-type /any_rank',
      'found a list of 2, expected { data: Float64Array.of(…), shape: […] }, as for the type NdArray<Float64Array>; for a property of another type, say type: Float64Array or type: Array',
    ],
  ],
  // Nested classes.
  [
    'a plain object for an instance',
    { segment: { start: 1, mean: 1 } },
    ['invalid-type /segment', 'found a plain object, expected an instance of Segment'],
  ],
  [
    'another class',
    { segment: new Stranger() },
    ['invalid-type /segment', 'found an instance of Stranger, expected an instance of Segment'],
  ],
  [
    'a subclass, which would come back as its parent',
    { segment: new (class Sub extends Segment {})() },
    [
      'invalid-type /segment',
      'found an instance of Sub, expected an instance of Segment itself: a file tells no subclasses apart; give Sub a field of its own',
    ],
  ],
  ['no list', { segments: new Map() }, ['invalid-type /segments', 'found an instance of Map, expected a list']],
  ['a hole in a list of instances', { segments: new Array(1) }, ['invalid-value /segments', BARE]],
  ['no Map', { byName: {} }, ['invalid-type /by_name', 'found a plain object, expected a Map']],
  [
    'a Map whose keys are no strings',
    { byName: new Map([[1, Segment.of(1, 1)]]) },
    ['invalid-type /by_name', 'found 1, expected a string as key of the Map'],
  ],
  [
    'a Map with the key __proto__',
    { byName: new Map([['__proto__', Segment.of(1, 1)]]) },
    ['invalid-value /by_name/__proto__', 'found the key "__proto__", which no artifact may have'],
  ],
  [
    'a cycle of instances',
    { segment: cyclicSegment },
    ['invalid-value /segment/parts/0', 'found a cycle, expected a tree: JSON has no references'],
  ],
  [
    'a constraint of class-validator',
    { segment: Segment.of(-1.5, 1) },
    ['constraint /segment/start', 'start must not be less than 0'],
    ['constraint /segment/start', 'start must be an integer number'],
  ],
  // Properties that nobody declared.
  [
    'a property without decorator',
    { extra: 1 } as never,
    ['unknown-field /extra', 'found the property extra, which is not declared; expected a decorator, or @Exclude()'],
  ],
  [
    'a property with a long name',
    { ['p'.repeat(1000)]: 1 } as never,
    [
      `unknown-field /${'p'.repeat(1000)}`,
      `found the property ${'p'.repeat(60)}… (1000 characters), which is not declared; expected a decorator, or @Exclude()`,
    ],
  ],
  [
    'a symbol',
    { [Symbol('s')]: 1 } as never,
    [
      'unknown-field ',
      'found the property Symbol(s), which is not declared; expected names alone: JSON has no symbols',
    ],
  ],
  // All at once.
  [
    'several faults',
    { text: 1, int8: [200, 'x'], segments: [Segment.of(1, 'x' as never), Segment.of(-1, 1)] },
    ['invalid-value /int8/0', 'found 200, expected an integer from -128 to 127 (int8)'],
    ['invalid-type /int8/1', 'found "x", expected an integer from -128 to 127 (int8)'],
    ['invalid-type /segments/0/mean', 'found "x", expected a number'],
    ['invalid-type /text', 'found 1, expected a string'],
    ['constraint /segments/1/start', 'start must not be less than 0'],
  ],
];

for (const [title, change, ...issues] of rows) {
  test(`refused on save: ${title}`, async (t) => {
    t.deepEqual(await refusalOf(everything(change as never)), issues);
  });
}

for (const [title, value, found] of [
  ['null', null, 'null'],
  ['undefined', undefined, 'undefined'],
  ['text', 'abc', '"abc"'],
  ['a plain object', {}, 'a plain object'],
  ['a list', [], 'a list of 0'],
  ['an object without a prototype', Object.create(null), 'an object without a prototype'],
] as const) {
  test(`refused on save: ${title} for an artifact`, async (t) => {
    t.deepEqual(await refusalOf(value), [
      [
        'invalid-type ',
        `found ${found}, expected an instance of an artifact class${found === 'a plain object' ? '; make it with YourClass.create({ … })' : ''}`,
      ],
    ]);
  });
}

for (const [dtype, least, most] of [
  ['int8', -128, 127],
  ['uint8', 0, 255],
  ['int16', -32768, 32767],
  ['uint16', 0, 65535],
  ['int32', -(2 ** 31), 2 ** 31 - 1],
  ['uint32', 0, 2 ** 32 - 1],
  ['int64', -(2n ** 63n), 2n ** 63n - 1n],
  ['uint64', 0n, 2n ** 64n - 1n],
] as const) {
  test(`refused on save: an integer beyond the range of ${dtype} by one`, async (t) => {
    const one = typeof least === 'bigint' ? 1n : 1;
    const [below, above] = [(least as never) - (one as never), (most as never) + (one as never)];
    t.deepEqual(await refusalOf(everything({ [dtype]: [least, below, most, above] })), [
      [`invalid-value /${dtype}/1`, `found ${below}, expected an integer from ${least} to ${most} (${dtype})`],
      [`invalid-value /${dtype}/3`, `found ${above}, expected an integer from ${least} to ${most} (${dtype})`],
    ]);
  });
}

test('the first ten thousand issues are listed, and the others are counted', async (t) => {
  const issues = await refusalOf(everything({ int8: Array.from({ length: 100_000 }, () => 1.5) as never }));
  t.is(issues.length, 10_001);
  t.deepEqual(issues[10_000], ['invalid-value ', 'found 90000 more faults, expected none']);
});

test('nesting of 512 levels is saved', async (t) => {
  t.deepEqual(
    await refusalOf(everything({ anything: nested(511) })).catch((error: Error) => error.message),
    'Everything/2026-02-11T15-40-12_a1a053.json was written',
  );
});

test('the message of the error lists the first issues, and names the procedure', async (t) => {
  const error = await t.throwsAsync(
    new ArtifactRepository({ storage: new MemoryStorage(), classes: [Everything] }).save(
      everything({ int8: Array.from({ length: 12 }, () => 'x') as never }),
    ),
    { code: 'ARTIFACT_INVALID' },
  );
  t.true(error?.message.startsWith('this Everything has 12 faults:\n  /int8/0: found "x", expected'));
  t.true(error?.message.endsWith('\n  … and 2 more'));
});

test('nothing is created on disk for an artifact that is refused', async (t) => {
  const root = join(await newFolder(), 'refused');
  await t.throwsAsync(
    new ArtifactRepository({ storage: new FileStorage(root), classes: [Everything] }).save(
      everything({ text: 1 as never }),
    ),
  );
  await t.throwsAsync(readdir(root), { code: 'ENOENT' });
});

test('a property whose key would be that of the procedure’s name is refused', async (t) => {
  @Persisted()
  class Own {
    @Persisted() procedureVersion = '1';
    @Persisted() inputParameters: unknown = {};
    @IsoDate() timestamp = new Date(0);
    procedureName = 'Other';
  }
  await t.throwsAsync(new ArtifactRepository({ storage: new MemoryStorage(), classes: [Own] }).save(new Own()), {
    message: /\/procedureName: found the property procedureName, which is not declared/,
  });
});

test('a property that is not enumerable is refused like any other undeclared property', async (t) => {
  const hidden = Object.defineProperty(Segment.of(1, 1), 'extra', { value: 1 });
  const open = Object.assign(Segment.of(1, 1), { extra: 1 });
  const message = 'found the property extra, which is not declared; expected a decorator, or @Exclude()';
  t.deepEqual(await refusalOf(everything({ segments: [Segment.of(1, 1), hidden, open] })), [
    ['unknown-field /segments/1/extra', message],
    ['unknown-field /segments/2/extra', message],
  ]);
});

for (const [title, built] of [
  ['Map', new Map([['a', 1]])],
  ['Set', new Set([1])],
  ['Error', new Error('lost')],
  ['Date', new Date(0)],
  ['RegExp', /a/],
  ['list', [1]],
  ['Promise', Promise.resolve(1)],
  ['Number', Object(1)],
  ['BigInt', Object(1n)],
  ['Symbol', Object(Symbol('s'))],
  ['ArrayBuffer', new ArrayBuffer(8)],
  ['DataView', new DataView(new ArrayBuffer(8))],
  ['typed array', new Uint8Array(8)],
  ['WeakMap', new WeakMap()],
  ['WeakSet', new WeakSet()],
  ['generator', (function* () {})()],
] as const) {
  test(`a ${title} that pretends to be an instance of a class is refused`, async (t) => {
    const pretender = Object.setPrototypeOf(built, Segment.prototype);
    const expected = 'one that new Segment() has made: a built-in object keeps state that no property shows';
    const [[place, message] = []] = await refusalOf(everything({ segment: pretender }));
    t.is(place, 'invalid-type /segment');
    t.is(message?.replace(/found .*, expected/, 'expected'), `expected ${expected}`);
  });
}

test('a list that contains itself is refused as a cycle, in a field of any type', async (t) => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  const inSecond: unknown[] = [[1]];
  inSecond.push(inSecond);
  const message = 'found a cycle, expected a tree: JSON has no references';
  t.deepEqual(await refusalOf(everything({ flags: cycle as never })), [['invalid-value /flags', message]]);
  t.deepEqual(await refusalOf(everything({ anything: cycle })), [['invalid-value /anything/0', message]]);
  t.deepEqual(await refusalOf(everything({ flags: inSecond as never })), [
    ['invalid-type /flags/0/0', 'found 1, expected true or false (bool)'],
    ['invalid-length /flags/1', 'found 2 elements, expected 1'],
  ]);
  const endless: unknown = new Proxy([], { get: (_, key) => (key === 'length' ? 1 : endless) });
  const deep = 'found nesting deeper than 512 levels, expected at most that';
  t.deepEqual(await refusalOf(everything({ flags: endless as never })), [['invalid-value /flags', message]]);
  const deeper = (): unknown => new Proxy([], { get: (_, key) => (key === 'length' ? 1 : deeper()) });
  t.deepEqual(await refusalOf(everything({ flags: deeper() as never })), [['invalid-value /flags', deep]]);
});

/** An ArrayBuffer with the method `resize`, which the declarations of the compiler do not have yet. */
type Resizable = ArrayBuffer & { resize(bytes: number): void };

test('an array whose buffer a getter of a later field transfers is refused', async (t) => {
  const float64 = new Float64Array(3);
  const thief = Object.defineProperty(everything({ float64 }), 'text', {
    get: () => {
      if (float64.length > 0) structuredClone(float64.buffer, { transfer: [float64.buffer] });
      return 'x';
    },
  });
  const message = 'found other elements than in its own file, expected an array that nobody changes while it is saved';
  t.deepEqual(await refusalOf(thief), [['invalid-value /float64', message]]);
});

test('a typed array whose buffer has shrunk is refused', async (t) => {
  const buffer: Resizable = Reflect.construct(ArrayBuffer, [64, { maxByteLength: 128 }]);
  const whole = new Float64Array(buffer, 0, 8);
  const tracking = new Float64Array(buffer, 40);
  buffer.resize(32);
  const message = 'found a Float64Array whose buffer has become too short for it, expected its elements';
  t.deepEqual(await refusalOf(everything({ float64: whole })), [['invalid-value /float64', message]]);
  t.deepEqual(await refusalOf(everything({ float64: tracking })), [['invalid-value /float64', message]]);
  t.deepEqual(await refusalOf(everything({ anyRank: { data: whole, shape: [8] } })), [
    ['invalid-value /any_rank/data', message],
  ]);
});

for (const [title, thrown, text] of [
  ['an object without a prototype', Object.create(null), 'a value that has no text'],
  ['undefined', undefined, 'undefined'],
  ['a symbol', Symbol('s'), 'Symbol(s)'],
  [
    'an Error that throws when it is made a text',
    Object.assign(new Error(), { toString: 1, name: Symbol('n') }),
    'a value that has no text',
  ],
  ['a revoked Proxy', Proxy.revocable({}, {}), 'a value that has no text'],
] as const) {
  test(`a getter may throw anything: ${title}`, async (t) => {
    if (title === 'a revoked Proxy') thrown.revoke();
    const value = title === 'a revoked Proxy' ? thrown.proxy : thrown;
    const throwing = Object.defineProperty(everything(), 'text', {
      get: () => {
        throw value;
      },
    });
    t.deepEqual(await refusalOf(throwing), [['invalid-value /text', `found a value on which reading throws ${text}`]]);
  });
}

for (const [title, hostile] of [
  ['a revoked Proxy', () => Proxy.revocable(everything(), {})],
  [
    'a Proxy that throws',
    () => ({ proxy: new Proxy(everything(), { getPrototypeOf: () => assert.fail('no') }), revoke: () => {} }),
  ],
] as const) {
  test(`an object that throws when it is inspected is refused: ${title}`, async (t) => {
    const { proxy, revoke } = hostile();
    revoke();
    const [[place, message] = []] = await refusalOf(proxy);
    t.is(place, 'invalid-value ');
    t.regex(message ?? '', /^found a value on which reading throws /);
  });
}

test('an element that throws does not hide the issues of later elements', async (t) => {
  const throwing = new Proxy(Segment.of(1, 1), {
    getPrototypeOf: () => {
      throw new Error('no');
    },
  });
  const issues = await refusalOf(everything({ segments: [throwing, Segment.of(1, 'x' as never)] }));
  t.deepEqual(
    issues.map(([place]) => place),
    ['invalid-value /segments/0', 'invalid-type /segments/1/mean'],
  );
});

test('a list that a getter of an element makes shorter is saved as it was before', (t) => {
  const segments = [Segment.of(0, 1), Segment.of(1, 2)];
  Object.defineProperty(segments[0], 'mean', {
    enumerable: true,
    get: () => {
      segments.length = 1;
      return 1;
    },
  });
  const { segments: saved } = decode(encode(everything({ segments })), Everything);
  t.deepEqual(saved, [Segment.of(0, 1), Segment.of(1, 2)]);
});

test('the proof refuses a value that its own class does not bring back', async (t) => {
  @Persisted()
  class Forgetful extends Artifact {
    #value = 0;
    @Persisted({ type: Number }) get value(): number {
      return this.#value;
    }
    set value(value: number) {
      this.#value = Math.round(value * 2);
    }
    @NdArray('float64', { as: (data) => ({ data: data.slice(1), shape: [data.length - 1] }) })
    array!: { data: Float64Array; shape: number[] };
  }
  const artifact = Forgetful.create({
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    value: 1,
    array: { data: Float64Array.of(1, 2), shape: [2] },
  });
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Forgetful] });
  const error = await t.throwsAsync(repository.save(artifact));
  t.deepEqual(isArtifactError(error, 'ARTIFACT_INVALID') && error.issues, [
    {
      code: 'invalid-value',
      path: '/array',
      message: 'found a value that does not come back identical from its own file, expected one that does',
    },
  ]);
  await t.throwsAsync(repository.save(artifact, { proof: undefined as never }), { code: 'ARTIFACT_INVALID' });
  t.truthy(await repository.save(artifact, { proof: false }));
});

@Persisted()
class Changing extends Artifact {
  #number = 1;
  #curve: Float64Array = Float64Array.of(1);

  @Persisted({ type: Number }) get number(): number {
    return this.#number;
  }
  /** Makes 0 of -0. */
  set number(number: number) {
    this.#number = number + 0;
  }

  @NdArray('float64') get curve(): Float64Array {
    return this.#curve;
  }
  /** The same. */
  set curve(curve: Float64Array) {
    this.#curve = curve.map((value) => value + 0);
  }

  @NdArray('float64', { as: (data, shape) => ({ data, shape: shape.toReversed() }) })
  turned!: { data: Float64Array; shape: number[] };

  /** What setters do not see. */
  static of(number: number, curve: Float64Array, shape: number[]): Changing {
    const changing = new Changing();
    changing.#number = number;
    changing.#curve = curve;
    const turned = { data: new Float64Array(6), shape };
    return Object.assign(changing, { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0), turned });
  }
}

for (const [title, artifact, path] of [
  ['the sign of a zero', Changing.of(-0, Float64Array.of(1), [6]), '/number'],
  ['the sign of a zero in an array', Changing.of(1, Float64Array.of(1, -0), [6]), '/curve'],
  ['the shape of an array, whose elements stay', Changing.of(1, Float64Array.of(1), [2, 3]), '/turned'],
] as const) {
  test(`the proof finds that load changes ${title}`, async (t) => {
    const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Changing] });
    const error = await t.throwsAsync(repository.save(artifact), { code: 'ARTIFACT_INVALID' });
    t.deepEqual(isArtifactError(error, 'ARTIFACT_INVALID') && error.issues, [
      {
        code: 'invalid-value',
        path,
        message: 'found a value that does not come back identical from its own file, expected one that does',
      },
    ]);
  });
}

test('the proof accepts a value that load does not change', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Changing] });
  t.truthy(await repository.save(Changing.of(0, Float64Array.of(1, 0, Number.NaN), [6])));
});

test('the proof finds a field that load sets in addition', async (t) => {
  @Persisted()
  class Adding extends Artifact {
    @Persisted({ optional: true }) added?: number;
    @Persisted({ type: Number }) get value(): number {
      return 1;
    }
    set value(value: number) {
      this.added = value;
    }
  }
  const artifact = Object.assign(new Adding(), { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) });
  const error = await t.throwsAsync(
    new ArtifactRepository({ storage: new MemoryStorage(), classes: [Adding] }).save(artifact),
  );
  t.deepEqual(isArtifactError(error, 'ARTIFACT_INVALID') && error.issues.map(({ path }) => path), ['/added']);
});

test('the error of a constructor that needs arguments is a DeclarationError, not that of a wrong file', async (t) => {
  @Persisted()
  class Demanding extends Artifact {
    constructor(readonly options: { size: number }) {
      super();
      this.size = options.size;
      delete (this as { options?: unknown }).options;
    }
    @Persisted() size: number;
  }
  const artifact = Object.assign(new Demanding({ size: 1 }), {
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
  });
  await t.throwsAsync(new ArtifactRepository({ storage: new MemoryStorage(), classes: [Demanding] }).save(artifact), {
    code: 'ARTIFACT_DECLARATION',
    message:
      /^Demanding: expected a constructor that works without arguments, as loading calls it; it throws TypeError/,
  });
});

test('the error for a nested class that cannot be resolved names the field', async (t) => {
  @Persisted()
  class Broken extends Artifact {
    @Nested(() => undefined as never) part!: object;
  }
  const artifact = Broken.create({ procedureVersion: '1', inputParameters: {}, timestamp: new Date(0), part: {} });
  await t.throwsAsync(new ArtifactRepository({ storage: new MemoryStorage(), classes: [Broken] }).save(artifact), {
    message: 'Broken.part: found undefined for the class, expected a class; is it imported as a type, or in a circle?',
  });
});
