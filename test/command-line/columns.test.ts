// The choice of the columns of `artifacts list`, their heads, and the notes on keys that are no column.

import test from 'ava';
import { GAP } from '../../src/cli/console/table.js';
import { headOf } from '../../src/cli/rows/column-head.js';
import { type ChosenColumns, type ColumnOptions, chooseColumns } from '../../src/cli/rows/columns.js';
import { stripOf } from '../../src/cli/rows/strip.js';
import type { ArraySummary, RowValue } from '../../src/display/cells.js';
import { fewNumbersCell } from '../../src/display/number-cell.js';
import { widthOf } from '../../src/display/text-width.js';

/** An array whose elements were read, as in a small file. */
const array = (values: readonly number[], shape: readonly number[] = [values.length]): ArraySummary => ({
  kind: 'array',
  dtype: 'float64',
  shape,
  digest: values.join(),
  elements: shape.length === 1 ? fewNumbersCell(values) : undefined,
  strips: { 9: stripOf(values, 9), 16: stripOf(values, 16) },
});

const linear = (length: number, from = 0) => Array.from({ length }, (_, index) => from + index);

/** Makes rows from columns. A name that begins with `p/` is a parameter. */
const rowsOf = (
  columns: Readonly<Record<string, readonly (RowValue | undefined)[]>>,
): ReadonlyMap<string, RowValue>[] => {
  const length = Math.max(...Object.values(columns).map((values) => values.length));
  return Array.from({ length }, (_, row) => {
    const values = new Map<string, RowValue>();
    for (const [name, column] of Object.entries(columns)) {
      const value = column[row];
      if (value !== undefined) values.set(`/${name.replace(/^p\//, 'input_parameters/')}`, value);
    }
    return values;
  });
};

const choose = (
  columns: Parameters<typeof rowsOf>[0],
  {
    room,
    asked = [],
    exactly,
  }: { room?: number | undefined; asked?: readonly string[]; exactly?: readonly string[] } = {},
): ChosenColumns => {
  const options: ColumnOptions = { room, asked: new Set(asked), exactly };
  return chooseColumns(rowsOf(columns), options);
};

/** The heads, without their line breaks. */
const headsOf = ({ columns }: ChosenColumns): string[] => columns.map(({ head }) => head.replaceAll('\n', ''));

/** The width of all columns, with the blanks before each. */
const widthOfAll = ({ columns }: ChosenColumns): number =>
  columns.reduce(
    (sum, { head, cells }) => sum + GAP + Math.max(...[...head.split('\n'), ...cells].map((text) => widthOf(text))),
    0,
  );

test('a key is a column if the rows have two different values; that some rows lack it does not count', (t) => {
  const chosen = choose({ a: [1, 2, 1], b: [1, 1, 1], c: [1, undefined, 1], d: [undefined, 1, 2] });
  t.deepEqual(headsOf(chosen), ['a', 'd']);
  t.deepEqual(chosen.constant, ['b 1', 'c 1 (in 2)']);
});

test('values of different types are different, and 0 differs from -0', (t) => {
  const chosen = choose({ a: [10, '10'], b: [0, -0], c: [null, 'null'], d: [1, true], e: [Number.NaN, 'NaN'] });
  t.deepEqual(headsOf(chosen), ['a', 'b', 'c', 'd', 'e']);
});

test('a key that a condition names is a column even if it does not vary', (t) => {
  const chosen = choose({ a: [1, 2], b: [1, 1], c: [1, 1] }, { asked: ['/b'] });
  t.deepEqual(headsOf(chosen), ['a', 'b']);
  t.deepEqual(chosen.constant, ['c 1']);
});

test('a key that a condition names is a column even if no row has it', (t) => {
  const chosen = choose({ a: [1, 2], b: [1, 1] }, { asked: ['/note'] });
  t.deepEqual(headsOf(chosen), ['a', 'note']);
  t.deepEqual(chosen.columns[1]?.cells, ['-', '-']);
  t.deepEqual(chosen.constant, ['b 1']);
  t.deepEqual(choose({ a: [1, 1] }, { room: 2, asked: ['/note'] }).omitted, ['note']);
});

test('an array of 8 or more elements that varies gets its strip before any other key gets a column', (t) => {
  const columns = { 'p/a': [1, 2], b: [1, 2], curve: [array(linear(8)), array(linear(8, 1))] };
  t.deepEqual(headsOf(choose(columns, { room: GAP + 8 })), ['curve']);
  t.deepEqual(headsOf(choose(columns, { room: GAP + 7 })), ['a', 'b']);
  const short = { ...columns, curve: [array(linear(7)), array(linear(7, 1))] };
  t.deepEqual(headsOf(choose(short, { room: GAP + 9 })), ['a', 'b']);
  const same = { ...columns, curve: [array(linear(8)), array(linear(8))] };
  t.deepEqual(headsOf(choose(same)), ['a', 'b']);
});

test('only one strip is taken first: that of the first result by name', (t) => {
  const curves = [array(linear(8)), array(linear(8, 1))];
  const columns = { 'p/input_curve': curves, z_curve: curves, y_curve: curves, 'p/a': [1, 2], b: [1, 2] };
  t.deepEqual(headsOf(choose(columns, { room: 3 * GAP + 9 + 2 })), ['a', 'b', 'y_curve']);
});

test('one input and one result get a column in turn, as long as there is room', (t) => {
  const columns = { 'p/a': [1, 2], 'p/b': [1, 2], 'p/c': [1, 2], x: [1, 2], y: [1, 2], z: [1, 2] };
  const heads = [1, 2, 3, 4, 5, 6].map((count) => headsOf(choose(columns, { room: 3 * count })).join(' '));
  t.deepEqual(heads, ['a', 'a x', 'a b x', 'a b x y', 'a b c x y', 'a b c x y z']);
  t.deepEqual(choose(columns, { room: 9 }).omitted, ['c', 'y', 'z']);
});

test('if a key has no room, the next key of its kind has its turn', (t) => {
  const columns = { 'p/a': ['a long text', 'another one'], 'p/b': [1, 2], x: [1, 2] };
  t.deepEqual(headsOf(choose(columns, { room: 6 })), ['b', 'x']);
});

test('keys that a condition names get a column before all others', (t) => {
  const columns = { 'p/a': [1, 2], 'p/z': [1, 2], x: [1, 2], y: [1, 2] };
  t.deepEqual(headsOf(choose(columns, { room: 6, asked: ['/y', '/input_parameters/z'] })), ['z', 'y']);
  t.deepEqual(headsOf(choose(columns, { room: 3, asked: ['/y'] })), ['y']);
});

test('inputs are preferred that at least half of the rows have, then narrow ones, then those with fewer dots, then by name', (t) => {
  const order = {
    'p/rare': [1, undefined, undefined, undefined, 2],
    'p/wide_one': ['thirteen wide', 'b', 'c', 'd', 'e'],
    'p/a/dotted': [1, 2, 3, 4, 5],
    'p/z': [1, 2, undefined, undefined, 3],
    'p/b': [1, 2, 3, 4, 5],
  };
  const preferred = ['b', 'z', 'a.dotted', 'wide_one', 'rare'];
  const widths: Record<string, number> = { b: 3, z: 3, 'a.dotted': 8, wide_one: 15, rare: 6 };
  let room = 0;
  for (const [index, name] of preferred.entries()) {
    room += widths[name] as number;
    t.deepEqual(headsOf(choose(order, { room })).sort(), preferred.slice(0, index + 1).sort());
  }
});

test('results are preferred in this order: the seed, narrow scalars, wide scalars, the version, arrays', (t) => {
  const columns = {
    a_array: [array([1, 2]), array([3, 4])],
    b_wide: ['thirteen wide', 'b'],
    c_scalar: [1, 2],
    procedure_version: ['1', '2'],
    seed: [1, 2],
  };
  const widths = [GAP + 4, GAP + 6, GAP + 13, GAP + 10, GAP + 5];
  const preferred = ['seed', 'c_scalar', 'b_wide', 'procedure_version', 'a_array'];
  let room = 0;
  for (const [index, width] of widths.entries()) {
    room += width;
    t.deepEqual(headsOf(choose(columns, { room })), preferred.slice(0, index + 1));
  }
});

test('strips become 16 columns wide if there is room left', (t) => {
  const columns = { 'p/a': [1, 2], curve: [array(linear(100)), array([...linear(99), 0])] };
  const widths = (room?: number) => choose(columns, { room }).columns.map(({ cells }) => cells[0]?.length);
  t.deepEqual(widths(GAP + 1 + GAP + 15), [1, 9]);
  t.deepEqual(widths(GAP + 1 + GAP + 16), [1, 16]);
  t.deepEqual(widths(undefined), [1, 16]);
});

test('the columns are never wider than the room', (t) => {
  const curves = [array(linear(64)), array(linear(64, 1)), array(linear(32))];
  const columns = {
    'p/window_size': [10, 20, 30],
    'p/detrend/bandwidth': [0.1, Number.NaN, 'scott'],
    'p/a_very_long_parameter_name_of_many_parts': [1, 2, 3],
    'p/label': ['порог ≥ 5 µs 😀', '変化点検出', 'plain'],
    seed: [1, 2, 3],
    curve: curves,
    other_curve: curves,
    few: [array([1, 2]), array([3]), array([])],
    description: ['a text of more than twenty-four columns', 'b', 'c'],
  };
  for (let room = -5; room < 200; room++) {
    const chosen = choose(columns, { room });
    t.true(widthOfAll(chosen) <= Math.max(0, room), `${room}`);
    t.is(chosen.columns.length + chosen.omitted.length, 9);
  }
  t.deepEqual(choose(columns).omitted, []);
});

for (const [name, cells, head] of [
  ['seed', 1, 'seed'],
  ['window_size', 2, 'window_\nsize'],
  ['statistic_curve', 9, 'statistic_\ncurve'],
  ['statistic_curve', 16, 'statistic_curve'],
  ['detected_change_points', 7, 'detected_\nchange_\npoints'],
  ['detected_change_points', 16, 'detected_change_\npoints'],
  ['detrend.bandwidth', 8, 'detrend.\nbandwidth'],
  ['a_b_c_d_e', 1, 'a_b_\nc_d_\ne'],
  ['non_interpretation_clause_of_all', 3, 'non_\ninterpretation_\nclause_of_all'],
  ['nothingtocutat', 1, 'nothingtocutat'],
  ['__init__', 1, '__\ninit__'],
  ['_', 1, '_'],
  ['変化_点', 1, '変化_\n点'],
] as const)
  test(`the head of ${name} above cells of ${cells} columns is ${head.replaceAll('\n', ' / ')}`, (t) =>
    t.is(headOf(name, cells), head));

test('heads are never cut, and have at most three lines', (t) => {
  for (const name of ['a_b_c_d_e_f_g_h', 'one.two.three_four_five', '/a.b/c', '…', 'a__b..c'])
    for (let cells = 0; cells < 20; cells++) {
      const lines = headOf(name, cells).split('\n');
      t.is(lines.join(''), name);
      t.true(lines.length <= 3);
    }
});

test('a name that no terminal has room for is not broken into lines', (t) => {
  t.is(headOf('a_'.repeat(1e6), 1), 'a_'.repeat(1e6));
});

test('columns of numbers are aligned at the right', (t) => {
  const { columns } = choose({
    a: [1, Number.NaN, undefined],
    b: [1n, null, -0],
    c: [1, 'scott', 2],
    d: [true, false, true],
    e: ['1', '2', '3'],
    f: [null, undefined, 'a'],
  });
  t.deepEqual(
    columns.map(({ align }) => align),
    ['right', 'right', 'left', 'left', 'left', 'left'],
  );
});

test('the shape stands before a strip only if shapes vary, and never before a few numbers', (t) => {
  const cells = (values: readonly RowValue[]) => choose({ curve: values }).columns[0]?.cells;
  t.deepEqual(cells([array([0, 1, 2, 3, 4]), array([4, 3, 2, 1, 0])]), ['▁▃▅▇█', '█▇▅▃▁']);
  t.deepEqual(cells([array([0, 1, 2, 3, 4]), array([0, 1, 2, 3, 4, 5])]), ['5 ▁▃▅▇█', '6 ▁▂▄▅▇█']);
  t.deepEqual(cells([array([0, 1, 2, 3, 4]), array([0, 1])]), ['5 ▁▃▅▇█', '[0 1]']);
});

test('keys that do not vary are noted: inputs, results, long values, then the shapes that strips do not show', (t) => {
  const long = 'a text of more than twenty-four columns';
  const chosen = choose({
    'p/long': [long, long],
    'p/z': [1, 1],
    'p/a/b': ['x', 'x'],
    zeta: [-0, -0],
    mask: [array([1, 0, 1]), array([1, 0, 1])],
    grid: [array(linear(12), [3, 4]), array(linear(12), [3, 4])],
    curve: [array(linear(9)), array(linear(9, 1))],
    ragged: [array(linear(9)), array(linear(8))],
    about: [long, undefined],
    precise: [0.45678912345, 0.45678912345],
    twentyfour: ['exactly twenty-four here', 'exactly twenty-four here'],
  });
  t.deepEqual(headsOf(chosen), ['curve', 'ragged']);
  t.deepEqual(chosen.constant, [
    'a.b x',
    'z 1',
    'grid float64[3,4]',
    'mask [1 0 1]',
    'precise 0.456789…',
    'twentyfour exactly twenty-four here',
    'zeta -0',
    'long (long)',
    'about (long, in 1)',
    'curve float64[9]',
  ]);
});

/** An array whose elements were not read, as in a large file. */
const unread = (...shape: number[]): ArraySummary => ({
  ...array([], shape),
  digest: undefined,
  elements: undefined,
  strips: undefined,
});

test('arrays that were not read are noted as such, unless their shapes or dtypes differ, and then they vary', (t) => {
  const chosen = choose({
    a: [unread(9), unread(9)],
    b: [unread(9), array(linear(9))],
    c: [array([1, 2]), unread(2), undefined],
    d: [unread(9), unread(8)],
    e: [unread(9), { ...unread(9), dtype: 'int64' }],
    f: [unread(9), array(linear(9)), array(linear(9, 1))],
    g: [unread(9), 'text'],
    h: [1, 1, 1],
  });
  t.deepEqual(headsOf(chosen), ['d', 'e', 'f', 'g']);
  t.deepEqual(
    chosen.constant.filter((note) => !note.startsWith('f ')),
    ['h 1'],
  );
  t.deepEqual(chosen.unread, ['a float64[9] (in 2)', 'b float64[9] (in 2)', 'c float64[2] (in 2)']);
  t.deepEqual(choose({ a: [unread(9), unread(9)] }, { exactly: ['/a'] }).unread, []);
});

test('with --columns, exactly these keys are columns, in this order, whatever room they take', (t) => {
  const columns = { 'p/a': [1, 2], b: [1, 1], c: [1, 2], d: [3, 3], curve: [array(linear(20)), array(linear(20, 1))] };
  const chosen = choose(columns, { room: 5, exactly: ['/curve', '/b', '/input_parameters/a', '/none'] });
  t.deepEqual(headsOf(chosen), ['curve', 'b', 'a', 'none']);
  t.is(chosen.columns[0]?.cells[0]?.length, 16);
  t.deepEqual(chosen.columns[3]?.cells, ['-', '-']);
  t.deepEqual(chosen.constant, ['d 3', 'curve float64[20]']);
  t.deepEqual(chosen.omitted, []);
});

test('a parameter and a member of the same name are two columns with different heads', (t) => {
  t.deepEqual(headsOf(choose({ 'p/threshold': [1, 2], threshold: [3, 4] })), ['threshold', '/threshold']);
});

test('hidden characters in keys are escaped in heads and notes', (t) => {
  const chosen = choose({ 'a\u001bb': [1, 2], 'c\u202ed': [1, 1] });
  t.deepEqual(headsOf(chosen), ['a\\x1bb']);
  t.deepEqual(chosen.constant, ['c\\u202ed 1']);
});
