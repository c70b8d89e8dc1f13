// The order of `--sort`: of values of one type, and of different types.

import test from 'ava';
import { compareValues } from '../../src/display/order.js';
import type { StoredTree } from '../../src/format/stored-tree.js';
import { NumberText } from '../../src/model/number-text.js';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const sorted = (values: readonly (StoredTree | undefined)[], direction: 'rising' | 'falling') =>
  // JavaScript's sort puts undefined last without calling the comparison, so each value is in an object.
  values
    .map((value) => ({ value }))
    .sort((a, b) => compareValues(a.value, b.value, direction))
    .map(({ value }) => value);

const last = [nan, null, undefined];
const rising = [
  -infinity,
  -1,
  0,
  9007199254740992,
  9007199254740993n,
  1e300,
  infinity,
  false,
  true,
  'A',
  'a',
  'é',
  '😀',
  '\uff5e',
];

test('numbers with infinities come first, then booleans, texts by code unit, NaN, null, and absent values', (t) => {
  t.deepEqual(sorted([...last, ...rising].reverse(), 'rising'), [...rising, ...last]);
});

test('NaN, null and absent values are last in reverse order, too', (t) => {
  t.deepEqual(sorted([...last, ...rising], 'falling'), [...rising.toReversed(), ...last]);
});

test('lists come after texts, and keep the order that they have', (t) => {
  const lists = [[2], [1]];
  t.deepEqual(sorted([null, ...lists, 'z', 1], 'rising'), [1, 'z', ...lists, null]);
  t.deepEqual(sorted([...lists, 1, 'z', null], 'falling'), [...lists, 'z', 1, null]);
});

test('numbers are compared exactly, and 0 is equal to -0', (t) => {
  t.is(compareValues(2 ** 53, 9007199254740993n, 'rising'), -1);
  t.is(compareValues(9007199254740993n, 2 ** 53 + 2, 'rising'), -1);
  t.is(compareValues(0, -0, 'rising'), 0);
  t.is(compareValues(new NumberText('9007199254740993.0'), 2 ** 53, 'rising'), 1);
});
