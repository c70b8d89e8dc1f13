// The table of a procedure without a script: in a file, and as a page of the server.

import test from 'ava';
import type { KeyData, PackedValue, TableData } from '../../src/report/data/page-data.js';
import { linkInFile, linkOnServer, type TableState, tableState } from '../../src/report/data/page-state.js';
import { toHtml } from '../../src/report/markup/html.js';
import { tableView } from '../../src/report/views/table.js';

const curve = (row: number): PackedValue => ({
  dtype: 'float64',
  shape: [30],
  digest: `${row}`,
  strip: { range: [0, 1], columns: 'AAA=' },
});

/** Makes the data of a table with a number and a curve in each row. */
function dataOf(rows: number, part?: TableData['part'], name = 'n'): TableData {
  const index = Array.from({ length: rows }, (_, row) => row);
  const key = (pointer: string, values: readonly PackedValue[]): KeyData => ({
    pointer: `/${pointer}`,
    name: pointer,
    isInput: false,
    values,
  });
  return {
    procedure: 'Scan',
    count: Math.max(rows, part?.matching ?? 0),
    ids: index.map((row) => row.toString(16).padStart(8, '0')),
    times: index.map(() => '2026-02-26T12:00:00Z'),
    sizes: index.map(() => 100),
    seals: 'r'.repeat(rows),
    keys: rows === 0 ? [] : [key(name, index), key('curve', index.map(curve))],
    ...(part === undefined ? {} : { part }),
  };
}

const inFile = (data: TableData) => toHtml(tableView(data, tableState('Scan'), linkInFile, { isLive: false }));

const onServer = (part: Partial<TableData['part']>, state: Partial<TableState> = {}) => {
  const data = dataOf(0, {
    from: 0,
    matching: 0,
    examined: 40,
    unread: 0,
    isFinished: true,
    incomparable: [],
    ...part,
  });
  return toHtml(
    tableView({ ...data, count: 200 }, { ...tableState('Scan'), ...state }, linkOnServer, { isLive: true }),
  );
};

const countOf = (html: string, text: string) => html.split(text).length - 1;

test('a file has all rows of a table, in parts of 500 with a head each', (t) => {
  const html = inFile(dataOf(1201));
  t.is(countOf(html, '<th scope="row"'), 1201);
  t.is(countOf(html, '<thead>'), 3);
  t.is(countOf(inFile(dataOf(500)), '<thead>'), 1);
  t.is(countOf(inFile(dataOf(0)), '<thead>'), 1);
});

test('the newest 1,000 rows of a file have curves, all others say type and shape, and a sentence says so', (t) => {
  const html = inFile(dataOf(1201));
  t.is(countOf(html, '<svg'), 1000);
  t.is(countOf(html, '<td>float64[30]</td>'), 201);
  t.true(html.includes('Curves stand in the newest 1,000 rows, type and shape in all others.'));
  t.false(inFile(dataOf(1000)).includes('Curves stand'));
});

test('a line of a head may end behind _ and . and within a long word', (t) => {
  const html = inFile(dataOf(2, undefined, `peak_height.of${'x'.repeat(50)}`));
  t.true(html.includes(`peak_<wbr>height.<wbr>of${'x'.repeat(22)}<wbr>${'x'.repeat(24)}<wbr>xxxx</th>`));
});

for (const [state, order] of [
  [{ sort: 'score', isFalling: true }, 'by score, falling'],
  [{ sort: 'score' }, 'by score, rising'],
  [{ sort: 'size' }, 'smallest first'],
  [{ sort: 'time' }, 'oldest first'],
  [{}, 'newest first'],
] as const)
  test(`a page of the server without rows yet says its order: ${order}`, (t) =>
    t.true(onServer({}, state).includes(`0 of 200, ${order}.`)));

test('a page that the server has not finished has a link that asks again', (t) => {
  const html = onServer({ isFinished: false }, { query: 'n>=5' });
  t.true(html.includes('Still looking: 40 looked at.'));
  t.true(html.includes('<a href="?p=Scan&amp;q=n%3E%3D5">Look further</a>'));
  t.false(onServer({}).includes('Look further'));
});
