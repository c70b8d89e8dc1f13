// JSON on one line, for programs: exact numbers, and no hidden characters.

import test from 'ava';
import { type JsonValue, jsonLine, jsonText } from '../../src/cli/console/json-text.js';
import { Elements } from '../../src/model/elements.js';
import { NumberList } from '../../src/model/number-list.js';
import { NumberText } from '../../src/model/number-text.js';

const CASES: readonly (readonly [what: string, value: JsonValue, text: string])[] = [
  ['null and booleans', [null, true, false], '[null,true,false]'],
  ['numbers in their shortest form', [1, 0.1, 1e21, 5e-324], '[1,0.1,1e+21,5e-324]'],
  ['the sign of zero', [-0, 0], '[-0.0,0]'],
  [
    'numbers that JSON does not have',
    [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    '["NaN","Infinity","-Infinity"]',
  ],
  ['integers beyond doubles', [2n ** 63n - 1n, -(2n ** 70n)], '[9223372036854775807,-1180591620717411303424]'],
  ['a number that no double holds', new NumberText('1e400'), '1e400'],
  ['a list of numbers in one typed array', NumberList.of(Float64Array.of(1, -0)), '[1,-0.0]'],
  ['an array', new Elements('float64', [2, 2], Float64Array.of(1, Number.NaN, -0, 0.5)), '[[1,"NaN"],[-0.0,0.5]]'],
  ['an array of booleans', new Elements('bool', [2], Uint8Array.of(1, 0)), '[true,false]'],
  ['an array of 64-bit integers', new Elements('int64', [1], BigInt64Array.of(2n ** 53n + 1n)), '[9007199254740993]'],
  ['an empty array of two axes', new Elements('int8', [2, 0], new Int8Array(0)), '[[],[]]'],
  ['texts and keys with hidden characters', { '\x1b': 'a\n\u202e"\x9b' }, '{"\\u001b":"a\\n\\u202e\\"\\u009b"}'],
  ['no member that is undefined', { a: undefined, b: 1 }, '{"b":1}'],
  ['nested objects', { a: { b: [{}] } }, '{"a":{"b":[{}]}}'],
];

for (const [what, value, text] of CASES) {
  test(`jsonText writes ${what}`, (t) => t.is(jsonText(value), text));
}

test('jsonLine writes an object and a line end', (t) =>
  t.is(jsonLine({ type: 'summary', n: 1 }), '{"type":"summary","n":1}\n'));
