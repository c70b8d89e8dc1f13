// Scalars and elements are shown with all their digits, and texts in quotes; statistics are rounded.

import test from 'ava';
import { wrappedAt } from '../../src/cli/console/wrapped-at.js';
import { elementText, roundedText, valueText } from '../../src/display/value-text.js';
import { NumberText } from '../../src/model/number-text.js';

for (const [value, text] of [
  ['text', '"text"'],
  ['NaN', '"NaN"'],
  [Number.NaN, 'NaN'],
  [-Infinity, '-Infinity'],
  [-0, '-0'],
  [0.1, '0.1'],
  [2n ** 63n, '9223372036854775808'],
  [new NumberText('1e400'), '1e400'],
  [true, 'true'],
  [null, 'null'],
  ['', '""'],
  ['"\\', '"\\"\\\\"'],
  ['\x1b[31m\u202e\n', '"\\u001b[31m\\u202e\\n"'],
] as const) {
  test(`a scalar is shown as ${text}`, (t) => t.is(valueText(value), text));
}

for (const [held, dtype, text] of [
  [1, 'bool', 'true'],
  [0, 'bool', 'false'],
  [1, 'uint8', '1'],
  [Math.fround(0.1), 'float32', '0.10000000149011612'],
  [2n ** 53n + 1n, 'int64', '9007199254740993'],
  [-0, undefined, '-0'],
] as const) {
  test(`an element of the dtype ${dtype ?? 'unknown'} is shown as ${text}`, (t) =>
    t.is(elementText(held, dtype), text));
}

for (const [text, column, width, lines] of [
  ['a b', 0, undefined, ['a b']],
  ['a b', 0, 3, ['a b']],
  ['a b', 0, 2, ['a', 'b']],
  ['a b c', 7, 10, ['a b', 'c']],
  ['aaaaaaaa b', 0, 4, ['aaaaaaaa', 'b']],
  ['東京 東京', 0, 5, ['東京', '東京']],
  ['', 5, 3, ['']],
] as const) {
  test(`${JSON.stringify(text)} from column ${column} on is wrapped at ${width ?? 'no'} columns`, (t) =>
    t.deepEqual(wrappedAt(text, column, width), [...lines]));
}

for (const [value, digits, text] of [
  [0.2962431, 6, '0.296243'],
  [1234567.8, 6, '1234570'],
  [-0, 6, '-0'],
  [-1e-300, 4, '-1e-300'],
  [Number.NaN, 6, 'NaN'],
  [Number.POSITIVE_INFINITY, 6, 'Infinity'],
] as const) {
  test(`${Object.is(value, -0) ? '-0' : value} rounded to ${digits} digits is ${text}`, (t) =>
    t.is(roundedText(value, digits), text));
}
