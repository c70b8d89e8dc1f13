// Lines of CSV: how values are written, and which texts get a `'` so that no spreadsheet runs them.

import test from 'ava';
import { CsvWriter } from '../../src/cli/formats/csv.js';
import { StoredArray } from '../../src/format/stored-array.js';
import type { StoredTree } from '../../src/format/stored-tree.js';
import { NumberText } from '../../src/model/number-text.js';

for (const [value, field] of [
  [undefined, ''],
  ['', '""'],
  [null, 'null'],
  [true, 'true'],
  [-0, '-0.0'],
  [0.1, '0.1'],
  [9007199254740993n, '9007199254740993'],
  [new NumberText('1e400'), '1e400'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
  [-5, '-5'],
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "a"', '"say ""a"""'],
  ['two\nlines', '"two\nlines"'],
  [' outer', '" outer"'],
  ['порог ≥ 5 µs 😀', 'порог ≥ 5 µs 😀'],
  [[1, -0, 'a'], '"[1,-0.0,""a""]"'],
  [{}, '{}'],
] as const satisfies readonly (readonly [StoredTree | undefined, string])[])
  test(`a value is written as the CSV field ${field || 'without characters'}`, (t) => {
    const csv = new CsvWriter();
    t.is(csv.line([1, value, 2]), `1,${field},2\r\n`);
    t.is(csv.guarded, 0);
  });

for (const text of [
  '=cmd()',
  '+1',
  '-1',
  '@SUM(A1)',
  '\tx',
  '\rx',
  '\nx',
  '＝1',
  '＋1',
  '－1',
  '＠A',
  "'=cmd()",
  "''=x",
])
  test(`a ' is written before the text ${JSON.stringify(text)}, so that no spreadsheet runs it`, (t) => {
    const csv = new CsvWriter();
    const line = csv.line([text]);
    t.true([`'${text}\r\n`, `"'${text}"\r\n`].includes(line), line);
    t.is(csv.guarded, 1);
  });

test('a list or an object is JSON without the arrays in it', (t) => {
  const curve = StoredArray.ofValues('float64', [2], Float64Array.of(1, 2));
  const line = new CsvWriter().line([[{ start: 1, curve }, curve], { a: { curve } }]);
  t.is(line, '"[{""start"":1}]","{""a"":{}}"\r\n');
});

test('a text that no spreadsheet runs is written as it is, and with isRaw every text is', (t) => {
  const csv = new CsvWriter();
  t.is(csv.line(["it's", "'quoted'", 'a=b', '1-2']), "it's,'quoted',a=b,1-2\r\n");
  t.is(csv.guarded, 0);
  t.is(new CsvWriter({ isRaw: true }).line(['=cmd()', -1]), '=cmd(),-1\r\n');
});
