// The table of a procedure as data: columns, filter, order, scales.

import test from 'ava';
import type { KeyData, PackedValue, TableData } from '../../src/report/data/page-data.js';
import { type NumberRange, rangeText } from '../../src/report/plots/number-range.js';
import { sharedRange } from '../../src/report/tables/shared-range.js';
import { tableOf } from '../../src/report/tables/table.js';

/** Makes the data of a table, newest first, from values by name. Names that begin with `/` are members, all others parameters. */
function dataOf(columns: Record<string, readonly PackedValue[]>, length?: number): TableData {
  const rows = length ?? Math.max(0, ...Object.values(columns).map((values) => values.length));
  const keys = Object.entries(columns).map(
    ([name, values]): KeyData => ({
      pointer: name.startsWith('/') ? name : `/input_parameters/${name}`,
      name: name.replace(/^\//, ''),
      isInput: !name.startsWith('/'),
      values,
    }),
  );
  const index = Array.from({ length: rows }, (_, row) => row);
  return {
    procedure: 'Scan',
    count: rows,
    ids: index.map((row) => row.toString(16).padStart(8, 'a')),
    times: index.map((row) => `2026-02-26T12:00:${String(59 - (row % 60)).padStart(2, '0')}Z`),
    sizes: index.map((row) => 100 * (row % 3)),
    seals: 'r'.repeat(rows),
    keys,
  };
}

const names = (data: TableData, allColumns = false) =>
  tableOf(data)
    .shownColumns({ allColumns })
    .map(({ name }) => name);

const array = (digest: string, shape = [3]): PackedValue => ({ dtype: 'float64', shape, digest });

test('columns are the keys with at least two different values: inputs, the seed, results, the version, arrays', (t) => {
  const data = dataOf({
    n: [1, 2, 2],
    same: ['x', 'x', 'x'],
    once: [7],
    '/curve': [array('a'), array('b'), array('a')],
    '/procedure_version': ['1', '2', '1'],
    '/modes': [1, 2, 3],
    '/seed': [0, 1, 2],
  });
  t.deepEqual(names(data), ['n', 'seed', 'modes', 'procedure_version', 'curve']);
  t.deepEqual(names(data, true), ['n', 'same', 'once', 'seed', 'modes', 'procedure_version', 'curve']);
});

for (const [title, values, varies] of [
  ['a number and the text of its digits', [10, '10'], true],
  ['0 and -0', [0, ['-0']], true],
  ['NaN and NaN', [['NaN'], ['NaN']], false],
  ['a value and an absent one', [1, []], false],
  ['two absent ones', [[], []], false],
  [
    'integers that doubles cannot tell apart',
    [
      ['i', '9007199254740993'],
      ['i', '9007199254740992'],
    ],
    true,
  ],
  ['arrays of equal elements', [array('a'), array('a')], false],
  ['arrays of several shapes', [array('a'), array('a', [4])], true],
  ['an array that was read and one that was not', [array('a'), { shape: [3], dtype: 'float64' }], false],
  [
    'long texts with one cell',
    [
      { cell: 'a…', digest: '1' },
      { cell: 'a…', digest: '2' },
    ],
    true,
  ],
] as const satisfies readonly (readonly [string, readonly PackedValue[], boolean])[])
  test(`${title} ${varies ? 'vary' : 'do not vary'}`, (t) =>
    t.is(tableOf(dataOf({ k: values })).columns[0]?.varies, varies));

test('a single artifact has all its keys as columns, and a table without any has none', (t) => {
  t.deepEqual(names(dataOf({ n: [1], '/m': [2] })), ['n', 'm']);
  t.deepEqual(names(dataOf({ n: [] }, 0)), []);
});

test('an array that is used as x is no column, unless all are shown', (t) => {
  const data = dataOf({ '/grid': [array('a'), array('b')], '/density': [array('a'), array('b')] });
  const keys = data.keys.map((key) => (key.name === 'grid' ? { ...key, isX: true } : key));
  t.deepEqual(names({ ...data, keys }), ['density']);
  t.deepEqual(names({ ...data, keys }, true), ['grid', 'density']);
});

for (const [values, padded] of [
  [
    [1, 0.25, 0.5],
    ['1.··', '0.25', '0.5·'],
  ],
  [
    [1, 20, 300],
    ['1', '20', '300'],
  ],
  [
    [1.5, ['NaN'], ['-Infinity'], 1e-7, []],
    ['1.5', 'NaN', '-Infinity', '1e-7', '-'],
  ],
  [
    [0.123456789, -2.5],
    ['0.123456…', '-2.5······'],
  ],
  [
    [0.25, 'scott', null],
    ['0.25', 'scott', 'null'],
  ],
  [
    [['n', '0.10000000000000000555'], 1],
    ['0.10000000000000000555', '1.····················'],
  ],
] as const satisfies readonly (readonly [readonly PackedValue[], readonly string[]])[])
  test(`the numbers of a column are padded to one decimal point: ${padded.join(' ')}`, (t) => {
    const [column] = tableOf(dataOf({ k: values })).columns;
    t.true(column?.isOfNumbers);
    t.deepEqual(
      values.map((_, row) => column?.cells[row] + (column?.paddingAt(row) ?? '').replace(/[^.]/g, '·')),
      [...padded],
    );
  });

/** A range whose length overflows. */
const HUGE = [-Number.MAX_VALUE, 1.7e308] as const;

const SHARED: readonly (readonly [readonly (NumberRange | undefined)[], NumberRange | undefined])[] = [
  [
    [
      [0, 1],
      [0, 2],
    ],
    [0, 2],
  ],
  [
    [
      [0, 1],
      [5, 10],
    ],
    [0, 10],
  ],
  [
    [
      [0, 0.5],
      [0, 10],
    ],
    undefined,
  ],
  [
    [[0, 10], undefined],
    [0, 10],
  ],
  [
    [
      [1, 1],
      [1, 1],
    ],
    undefined,
  ],
  [
    [
      [1, 1],
      [0, 10],
    ],
    undefined,
  ],
  [[HUGE, [-1.7e308, 1.7e308]], HUGE],
  [[], undefined],
  [[[5, 6]], [5, 6]],
  [
    [
      [2n ** 62n, 2n ** 62n + 10n],
      [2n ** 62n + 10n, 2n ** 62n + 20n],
    ],
    [2n ** 62n, 2n ** 62n + 20n],
  ],
  [
    [
      [2n ** 62n, 2n ** 62n + 1n],
      [2n ** 62n, 2n ** 62n + 20n],
    ],
    undefined,
  ],
  [
    [
      [0.5, 2 ** 53],
      [3, 2n ** 53n + 3n],
    ],
    [0.5, 2n ** 53n + 3n],
  ],
];

for (const [ranges, shared] of SHARED)
  test(`curves from ${ranges.map((range) => range && rangeText(range)).join(', ')} ${shared ? 'share a scale' : 'have a scale each'}`, (t) =>
    t.deepEqual(sharedRange(ranges), shared));

const DATA = dataOf({
  n: [512, 100, 512, []],
  name: ['silverman', 'scott', 0.1, null],
  'a key': [1, 2, 3, 4],
  'detrend.width': [1, 2, 3, 4],
  '/__proto__': ['x', 'y', 'x', 'y'],
  '/curve': [array('a'), array('b'), array('c'), array('d')],
});

for (const [query, rows] of [
  ['', [0, 1, 2, 3]],
  ['  ', [0, 1, 2, 3]],
  ['n=512', [0, 2]],
  ['n = 512', [0, 2]],
  ['n>=100 n<512', [1]],
  ['n=1..200, 512', [0, 1, 2]],
  ["'n>=200'", [0, 2]],
  ['n!=512', [1, 3]],
  ['SILVER', [0]],
  ['silver scott', []],
  ['"a key"=2', [1]],
  [`name!="a,'b'"`, [0, 1, 2, 3]],
  ['2026-02-26', [0, 1, 2, 3]],
  ['12:00:58', [1]],
  ['aaaaaaa3', [3]],
  ['__proto__=y', [1, 3]],
  ['name=null', [3]],
  ['name="scott" n=100', [1]],
  ['/input_parameters/n=100', [1]],
  ['input_parameters.n=100', [1]],
] as const)
  test(`the filter ${JSON.stringify(query)} leaves the rows ${rows.join(' ') || 'none'}`, (t) =>
    t.deepEqual(tableOf(DATA).filtered(query), { rows: [...rows], problem: undefined, incomparable: [] }));

for (const [query, problem] of [
  [
    'n=',
    'n is integer in 3 of 4 artifacts here, so n= can match none. It is:\n  512 (2)\n  100 (1)\nWrite for example n=512.',
  ],
  ['n>=NaN', 'n>=NaN asks for an order, which NaN has no place in. Write for example\n  KEY=VALUE'],
  ['>=5', '>=5 has no key. Write for example\n  KEY=VALUE'],
  ['name="sco', 'name="sco has quotes that are not those of a JSON text. Write for example\n  KEY=VALUE'],
  ["name='two words'", `name='two words' has single quotes. Write name="two words".`],
  ["name != scott,'a b'", `name != scott,'a b' has single quotes. Write name != scott,"a b".`],
  ['nam=1', 'No artifact here has "nam". Did you mean name?\nKeys: n, name, "a key", detrend.width, __proto__, curve.'],
  ['xyz=1', 'No artifact here has "xyz".\nKeys: n, name, "a key", detrend.width, __proto__, curve.'],
  ['constructor=1', 'No artifact here has "constructor".\nKeys: n, name, "a key", detrend.width, __proto__, curve.'],
  ['time>=2026', 'Times are found by words. Write for example 2026-02-26, without a sign.'],
  [
    'curve=1',
    'curve is float64 in all 4 artifacts here, so curve=1 can match none. It is:\n  float64[3] (4)\nWrite for example a word that stands in its cell.',
  ],
] as const)
  test(`the filter ${query} is refused with what to type, and all rows stay`, (t) =>
    t.deepEqual(tableOf(DATA).filtered(query), { rows: [0, 1, 2, 3], problem, incomparable: [] }));

test('beside a wrong condition, all other parts of a filter hold', (t) => {
  const { rows, problem } = tableOf(DATA).filtered('n=512 xyz=1');
  t.deepEqual(rows, [0, 2]);
  t.regex(problem ?? '', /xyz/);
});

test('a filter says which values a condition could not compare', (t) => {
  t.deepEqual(tableOf(DATA).filtered('name>=b').incomparable, ['2 with name 0.1 (1), null (1)']);
});

test('a name of a parameter in one artifact and of a result in another is refused with both pointers', (t) => {
  const data = dataOf({ k: [1, []], '/k': [[], 2] });
  t.is(
    tableOf(data).filtered('k=1').problem,
    'k is a parameter in some artifacts here, and a result in others. Write one of\n  /input_parameters/k\n  /k',
  );
});

for (const [sort, isFalling, rows] of [
  [undefined, false, [0, 1, 2, 3, 4]],
  ['time', false, [4, 3, 2, 1, 0]],
  ['time', true, [0, 1, 2, 3, 4]],
  ['size', false, [0, 3, 1, 4, 2]],
  ['k', false, [3, 1, 0, 2, 4]],
  ['k', true, [0, 1, 3, 2, 4]],
  ['unknown', false, [0, 1, 2, 3, 4]],
] as const)
  test(`rows are sorted by ${sort} ${isFalling ? 'falling' : 'rising'}; NaN and absent values stay last`, (t) => {
    const table = tableOf(dataOf({ k: ['x', 10, ['NaN'], 2, []] }));
    t.deepEqual(table.sorted([0, 1, 2, 3, 4], { sort, isFalling }), [...rows]);
  });

test('a key whose name is that of the time is sorted by its pointer', (t) => {
  const table = tableOf(dataOf({ time: [1, 3, 2] }));
  t.deepEqual(table.sorted([0, 1, 2], { sort: '/input_parameters/time', isFalling: false }), [0, 2, 1]);
});

test('a text of a megabyte becomes a short cell, and is found by its whole value', (t) => {
  const text = 'x'.repeat(1_000_000);
  const table = tableOf(dataOf({ k: [text, 'y'] }));
  t.is(table.columns[0]?.cells[0], `${'x'.repeat(120)}…`);
  t.deepEqual(table.filtered(`k=${text}`).rows, [0]);
});
