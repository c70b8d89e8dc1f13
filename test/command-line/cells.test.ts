// The cells of a table: how scalars, lists and arrays are shown, and when they are cut or quoted.

import test from 'ava';
import { type ArraySummary, cellOf, cutToWidth, identityOf, listCell, scalarCell } from '../../src/display/cells.js';
import { fewNumbersCell, numberCell } from '../../src/display/number-cell.js';
import { widthOf } from '../../src/display/text-width.js';
import type { StoredScalar } from '../../src/format/stored-tree.js';
import { NumberText } from '../../src/model/number-text.js';

for (const [value, cell] of [
  [0, '0'],
  [-0, '-0'],
  [10, '10'],
  [123456789, '123456789'],
  [2 ** 53, '9007199254740992'],
  [9007199254740993n, '9007199254740993'],
  [1e21, '1e+21'],
  [1.5, '1.5'],
  [0.123456, '0.123456'],
  [0.45678912345, '0.456789…'],
  [0.9999999, '0.999999…'],
  [-1.2345678, '-1.23456…'],
  [123456.7, '123456…'],
  [12345678.9, '12345678…'],
  [0.00012345678, '0.000123456…'],
  [1e-17, '1e-17'],
  [1.2345678e-17, '1.23456…e-17'],
  [5e-324, '5e-324'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
] as const)
  test(`the cell of the number ${Object.is(value, -0) ? '-0' : value} is ${cell}`, (t) =>
    t.is(numberCell(value), cell));

for (const [value, cell] of [
  [null, 'null'],
  [true, 'true'],
  [new NumberText('1e400'), '1e400'],
  ['plain', 'plain'],
  ['scott the second', 'scott the second'],
  ['', '""'],
  ['10', '"10"'],
  ['-1.5e3', '"-1.5e3"'],
  ['.5', '".5"'],
  ['0x1f', '"0x1f"'],
  ['NaN', '"NaN"'],
  ['-Infinity', '"-Infinity"'],
  ['true', '"true"'],
  ['False', '"False"'],
  ['null', '"null"'],
  ['-', '"-"'],
  ['-0', '"-0"'],
  [' outer', '" outer"'],
  ['outer ', '"outer "'],
  ['"quoted"', '"\\"quoted\\""'],
  ['[28 82]', '"[28 82]"'],
  ['1.1.0', '1.1.0'],
  ['10 m', '10 m'],
  ['=cmd()', '=cmd()'],
  ['esc\u001b[31mred', 'esc\\x1b[31mred'],
  ['two\nlines', 'two\\nlines'],
  ['Lake Peter, 2008–2011', 'Lake Peter, 2008–2011'],
  ['123456789012345678901234', '"12345678901234567890123…'],
  ['exactly twenty-four here', 'exactly twenty-four here'],
  ['twenty-five columns here!', 'twenty-five columns here…'],
  ['порог ≥ 5 µs 😀', 'порог ≥ 5 µs 😀'],
  ['変化点検出変化点検出変化点検出', '変化点検出変化点検出変化…'],
] as const satisfies readonly (readonly [StoredScalar, string])[])
  test(`the cell of ${typeof value === 'string' ? JSON.stringify(value) : String(value)} is ${cell}`, (t) =>
    t.is(scalarCell(value), cell));

test('the cell of a long text depends only on the first 256 characters and the last one', (t) => {
  t.is(scalarCell(`${'1'.repeat(1e6)}x`), '"11111111111111111111111…');
  t.is(scalarCell(`${'e\u0301'.repeat(1e6)}`), `${'e\u0301'.repeat(24)}…`);
  t.is(scalarCell(`e${'\u0301'.repeat(1e6)}`), `e${'\u0301'.repeat(255)}…`);
  t.is(scalarCell(`a${' '.repeat(1e6)}b`), `a${' '.repeat(23)}…`);
  t.is(scalarCell(`a${' '.repeat(1e6)}`), `"a${' '.repeat(22)}…`);
});

test('a text is cut to a width without splitting an emoji or an accented letter', (t) => {
  const family = '👩‍👩‍👧';
  t.is(cutToWidth(family.repeat(3), 4), `${family.repeat(2)}…`);
  t.is(cutToWidth('e\u0301e\u0301e\u0301', 2), 'e\u0301e\u0301…');
  t.true(widthOf(cutToWidth('検'.repeat(20), 23)) <= 24);
});

test('a cell shows at most four numbers one by one, and only if none of them would be cut', (t) => {
  t.is(fewNumbersCell([28, 82]), '[28 82]');
  t.is(fewNumbersCell([-0, Number.NaN, 0.5, 1e-17]), '[-0 NaN 0.5 1e-17]');
  t.is(fewNumbersCell(BigInt64Array.of(2n ** 60n)), '[1152921504606846976]');
  t.is(fewNumbersCell([]), '[]');
  t.is(fewNumbersCell([1, 2, 3, 4, 5]), undefined);
  t.is(fewNumbersCell([0.45678912345]), undefined);
  t.is(fewNumbersCell([1e6, 1e6, 1e6, 1e6].map((value) => value + 1)), undefined);
});

test('the cell of a list of scalars is JSON, unless it has at most four numbers', (t) => {
  t.is(listCell([1, 2]), '[1 2]');
  t.is(listCell(['a', 'b c', null, -0]), '["a","b c",null,-0]');
  t.is(listCell([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), '[1,2,3,4,5,6,7,8,9,10,11…');
  t.is(listCell(['\u001b']), '["\\u001b"]');
});

const curve: ArraySummary = {
  kind: 'array',
  dtype: 'float64',
  shape: [2, 100],
  digest: 'a',
  elements: undefined,
  strips: { 9: '▁▃█▆▂▁▃▃▁', 16: '▁▄▂▄█▆▂▂▂▃▂▃▃▃▂▁' },
};

for (const [title, value, options, cell] of [
  ['an absent key', undefined, {}, '-'],
  ['a curve', curve, {}, '▁▃█▆▂▁▃▃▁'],
  ['a curve in 16 columns', curve, { strip: 16 }, '▁▄▂▄█▆▂▂▂▃▂▃▃▃▂▁'],
  ['a curve in a column with several shapes', curve, { hasShapes: true }, '2x100 ▁▃█▆▂▁▃▃▁'],
  ['an array of a large file', { ...curve, strips: undefined }, {}, 'float64[2,100]'],
  ['an array without a dtype', { ...curve, dtype: undefined, shape: [512], strips: undefined }, {}, 'numbers[512]'],
  ['a few numbers', { ...curve, shape: [2], elements: '[28 82]' }, { hasShapes: true }, '[28 82]'],
  ['a list of objects', { kind: 'list', digest: '', cell: '[3 items]' }, {}, '[3 items]'],
] as const)
  test(`the cell of ${title} is ${cell}`, (t) => t.is(cellOf(value, { strip: 9, hasShapes: false, ...options }), cell));

test('two values have the same identity only if their types are the same', (t) => {
  const values = [0, -0, 1, 1n, '1', '0', true, 'true', null, 'null', Number.NaN, 'NaN', new NumberText('1.0'), curve];
  t.is(new Set(values.map(identityOf)).size, values.length);
  t.is(identityOf(Number.NaN), identityOf(Number.NaN));
  t.not(identityOf({ ...curve, dtype: 'float32' }), identityOf(curve));
  t.not(identityOf({ ...curve, digest: 'b' }), identityOf(curve));
});
