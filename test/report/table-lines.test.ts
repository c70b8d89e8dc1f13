// Parallel lines: which keys are axes, where rows cross them, and the conditions that brushes write.

import test from 'ava';
import type { PackedValue, TableData } from '../../src/report/data/page-data.js';
import { type Brush, brushCondition, brushOf, movedBrush, withBrush } from '../../src/report/tables/brush.js';
import { type LineAxis, lineAxes } from '../../src/report/tables/line-axis.js';
import { tableOf } from '../../src/report/tables/table.js';
import { LinePaths } from '../../src/report/views/parallel-lines.js';

function dataOf(columns: Record<string, readonly PackedValue[]>): TableData {
  const rows = Object.values(columns)[0]?.length ?? 0;
  return {
    procedure: 'Scan',
    count: rows,
    ids: Array.from({ length: rows }, (_, row) => `aaaaaaa${row}`),
    times: Array.from({ length: rows }, () => '2026-02-26T12:00:00Z'),
    sizes: Array.from({ length: rows }, () => 1),
    seals: 'r'.repeat(rows),
    keys: Object.entries(columns).map(([pointer, values]) => ({
      pointer,
      name: pointer.slice(1),
      isInput: false,
      values,
    })),
  };
}

const axesOf = (columns: Record<string, readonly PackedValue[]>) => lineAxes(tableOf(dataOf(columns)).columns);
const axisOf = (values: readonly PackedValue[]) => axesOf({ '/k': values })[0] as LineAxis;

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

test('axes are the keys that vary, numbers before texts, without the seed, the version and arrays', (t) => {
  const axes = axesOf({
    '/method': ['scott', 'silverman'],
    '/seed': [1, 2],
    '/procedure_version': ['1', '2'],
    '/n': [1, 2],
    '/same': [1, 1],
    '/curve': [
      { shape: [3], digest: 'a' },
      { shape: [3], digest: 'b' },
    ],
    '/list': [{ cell: '[1 2]' }, { cell: '[3 4]' }],
    '/__proto__': [1, 2],
  });
  t.deepEqual(
    axes.map(({ column }) => column.name),
    ['n', '__proto__', 'method'],
  );
});

test('there are at most eight axes, and a key of more than twenty texts is none', (t) => {
  const numbers = Object.fromEntries(upTo(12).map((key) => [`/k${key}`, upTo(21)]));
  t.is(axesOf(numbers).length, 8);
  t.deepEqual(axesOf({ '/texts': upTo(21).map((each) => `text ${each}`) }), []);
  t.is(axesOf({ '/texts': upTo(20).map((each) => `text ${each}`) }).length, 1);
});

for (const [values, isLog] of [
  [[1, 100], true],
  [[1, 99], false],
  [[0, 1000], false],
  [[-1, 1000], false],
  [[5e-324, 1.7e308], true],
] as const)
  test(`an axis from ${values[0]} to ${values[1]} is ${isLog ? 'logarithmic' : 'linear'}`, (t) =>
    t.is(axisOf(values).isLog, isLog));

test('up to six values have a tick each, at the value; more have round ticks', (t) => {
  t.deepEqual(
    axisOf([1, 5, 2, 1]).ticks.map(({ at, text }) => [at, text]),
    [
      [0, '1'],
      [0.25, '2'],
      [1, '5'],
    ],
  );
  t.deepEqual(
    axisOf(upTo(11)).ticks.map(({ text }) => text),
    ['0', '2', '4', '6', '8', '10'],
  );
});

test('texts are categories in their order, from the top down, and numbers among them stand first', (t) => {
  t.deepEqual(
    axisOf(['scott', 0.25, 'fixed', 0.1]).ticks.map(({ text }) => text),
    ['scott', 'fixed', '0.25', '0.1'],
  );
});

for (const [values, others] of [
  [[1, 2, ['NaN']], 'NaN'],
  [[1, 2, []], 'absent'],
  [[1, 2, ['Infinity']], 'Infinity'],
  [[1, 2, null, []], 'other'],
  [[1, 2], undefined],
] as const)
  test(`values without a place on an axis stand below it: ${others}`, (t) => {
    const { places, others: text } = axisOf(values);
    t.is(text, others);
    t.deepEqual([...places].slice(0, 2), [0, 1]);
    t.true([...places].slice(2).every(Number.isNaN));
  });

test('a range that overflows, and neighbouring doubles, have places from 0 to 1', (t) => {
  t.deepEqual([...axisOf([-Number.MAX_VALUE, 0, Number.MAX_VALUE]).places], [0, 0.5, 1]);
  t.deepEqual([...axisOf([1, 1 + Number.EPSILON]).places], [0, 1]);
  t.deepEqual(axesOf({ '/k': [['NaN'], 1] }), []);
});

test('rows are one path, in which lines that are the same stand once', (t) => {
  const paths = new LinePaths(axesOf({ '/a': [0, 1, 0], '/b': [0, 1, 0] }));
  t.is(paths.of([0, 1, 2]), 'M0 190l1 0M0 0l1 0');
  t.is(paths.of([]), '');
});

const FEW = [1, 2, 5, 5];
const MANY = upTo(101);
const FRACTIONS = upTo(101).map((each) => each / 1000);
const TEXTS = ['scott', 'silverman', 'two words', '10'];

for (const [values, brush, condition] of [
  [FEW, [0.9, 1], 'k=5'],
  [FEW, [0, 0.3], 'k=1..2'],
  [FEW, [0, 1], undefined],
  [FEW, [0.3, 0.4], undefined],
  [MANY, [0.105, 0.2], 'k=11..20'],
  [MANY, [0, 0.2], 'k<=20'],
  [MANY, [0.8, 1], 'k>=80'],
  [MANY, [0, 1], undefined],
  [MANY, [0.104, 0.106], undefined],
  [FRACTIONS, [0.5, 0.61234], 'k=0.05..0.0612'],
  [upTo(101).map((each) => 10 ** (each / 20) / 7), [0.2, 0.8], 'k=1.43..1430'],
  [TEXTS, [0, 0.4], 'k="two words","silverman"'],
  [TEXTS, [1, 1], 'k="10"'],
] as const)
  test(`a brush from ${brush[0]} to ${brush[1]} over ${values[0]} to ${values.at(-1)} writes ${condition}`, (t) =>
    t.is(brushCondition(axisOf(values as readonly PackedValue[]), brush), condition));

test('a brush writes one condition for its key, beside all else that stands in the filter', (t) => {
  const table = tableOf(dataOf({ '/k': MANY, '/other': MANY }));
  const [axis] = lineAxes(table.columns) as [LineAxis];
  t.is(withBrush(table, axis, 'word k>=5 other<=7 k<50', [0, 0.2]), 'word other<=7 k<=20');
  t.is(withBrush(table, axis, 'k<=20 word', undefined), 'word');
  t.is(withBrush(table, axis, 'other= >=5', [0, 0.2]), 'other= >=5 k<=20');
});

for (const [values, query, brush] of [
  [MANY, 'k=10..20', [0.1, 0.2]],
  [MANY, 'k>=80', [0.8, 1]],
  [MANY, 'k<=20', [0, 0.2]],
  [MANY, 'k=..20', [0, 0.2]],
  [MANY, 'k=-5..2000', undefined],
  [MANY, 'k=x', undefined],
  [MANY, 'k!=1..2', undefined],
  [MANY, 'k=10..20,50', undefined],
  [MANY, 'k = +10..2e1', [0.1, 0.2]],
  [MANY, '"k"=10..20', [0.1, 0.2]],
  [MANY, 'k=10..', [0.1, 1]],
  [MANY, 'k<=Infinity', undefined],
  [MANY, 'k="a"..20', undefined],
  [MANY, 'word', undefined],
  [FEW, 'k=5', [1, 1]],
  [FEW, 'k<=2', [0, 0.25]],
  [FEW, 'k!=1..2', [1, 1]],
  [FEW, 'k!=2', undefined],
  [FEW, 'k=1,5', undefined],
  [FEW, 'k=1,2', [0, 0.25]],
  [FEW, 'k>=0', undefined],
  [TEXTS, 'k!="10"', [0, 2 / 3]],
  [TEXTS, 'k="10"', [1, 1]],
] as const satisfies readonly (readonly [readonly PackedValue[], string, Brush | undefined])[])
  test(`the filter ${query} is the brush ${brush?.join(' to ')} of values from ${values[0]} to ${values.at(-1)}`, (t) => {
    const table = tableOf(dataOf({ '/k': values }));
    t.deepEqual(brushOf(table, lineAxes(table.columns)[0] as LineAxis, query), brush);
  });

test('a key moves a brush by one value, or extends it, and it stays on its axis', (t) => {
  const axis = axisOf(FEW);
  t.deepEqual(movedBrush(axis, undefined, 1, false), [0, 0]);
  t.deepEqual(movedBrush(axis, undefined, -1, true), [1, 1]);
  t.deepEqual(movedBrush(axis, [0, 0], 1, false), [0.25, 0.25]);
  t.deepEqual(movedBrush(axis, [0, 0], 1, true), [0, 0.25]);
  t.deepEqual(movedBrush(axis, [0.25, 1], -1, true), [0, 1]);
  t.deepEqual(movedBrush(axis, [1, 1], 1, false), [1, 1]);
  t.deepEqual(movedBrush(axisOf(MANY), undefined, -1, false), [0.75, 1]);
  t.deepEqual(
    movedBrush(axisOf(MANY), [0.5, 0.98], 1, false).map((each) => Number(each.toFixed(3))),
    [0.52, 1],
  );
});
