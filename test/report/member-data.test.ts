import test from 'ava';
import type { StoredObject } from '../../src/format/stored-tree.js';
import { membersData } from '../../src/report/gathering/member-data.js';

const textsOf = (root: StoredObject) =>
  membersData(root, (pointer) => pointer).results.map(({ pointer, text }) => `${pointer} ${text}`);
const countUp = (length: number, from = 0) => Array.from({ length }, (_, index) => from + index);

test('lists of lists of scalars are one member', (t) => {
  t.deepEqual(textsOf({ pairs: [[1, 2], [], [[null, 'a']]], none: [] }), [
    '/pairs [[1, 2], [], [[null, "a"]]]',
    '/none []',
  ]);
});

test('of lists with objects, each item is a member', (t) => {
  t.deepEqual(textsOf({ steps: [{ k: 1 }, [2]] }), ['/steps/0/k 1', '/steps/1 [2]']);
});

test('of a long list, 100 items are shown, and how many there are', (t) => {
  const hundred = countUp(100).join(', ');
  t.deepEqual(textsOf({ list: countUp(100) }), [`/list [${hundred}]`]);
  t.deepEqual(textsOf({ list: countUp(120) }), [`/list [${hundred}, … 20 of 120 items more]`]);
});

test('of long lists of lists, too, where a list that is cut ends with dots', (t) => {
  const rows = (count: number, columns: number) => countUp(count).map((row) => countUp(columns, row * columns));
  const row = (from: number, length = 40) => `[${countUp(length, from).join(', ')}`;
  t.deepEqual(textsOf({ field: rows(12, 40) }), [
    `/field [${row(0)}], ${row(40)}], ${row(80, 20)}, …], … 380 of 480 items more]`,
  ]);
  t.deepEqual(textsOf({ whole: rows(10, 10) }), [
    `/whole [${countUp(10)
      .map((each) => `${row(10 * each, 10)}]`)
      .join(', ')}]`,
  ]);
  t.deepEqual(textsOf({ last: [countUp(120)] }), [`/last [${row(0, 100)}, …], … 20 of 120 items more]`]);
  t.true((textsOf({ empty: Array.from({ length: 100_000 }, () => []) })[0] as string).length < 1000);
});
