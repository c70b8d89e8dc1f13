// The table of a procedure without a script: in a file, and as a page of the server.

import test from 'ava';
import type { KeyData, PackedValue, TableData } from '../../src/report/data/page-data.js';
import { linkInFile, linkOnServer, parseState, type TableState, tableState } from '../../src/report/data/page-state.js';
import { toHtml } from '../../src/report/markup/html.js';
import { tableOf } from '../../src/report/tables/table.js';
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

const inFile = (data: TableData, isInFull = (_id: string) => true) =>
  toHtml(tableView(data, tableState('Scan'), linkInFile, { isLive: false, isInFull }));

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

const WHOLE = { from: 0, matching: 3, examined: 3, unread: 0, isFinished: true, incomparable: [] };

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

test('a row whose artifact a file does not show in full is no link, but what links to the artifact find, and a sentence says so', (t) => {
  const html = inFile(dataOf(5), (id) => id < '00000002');
  t.is(countOf(html, 'href="#a='), 2);
  for (const id of ['00000002', '00000003', '00000004']) t.true(html.includes(`<a name="a=${id}">${id}</a>`), id);
  t.true(
    html.includes('The newest 2 stand in full below, where their ids lead. Of all others, this report has the rows.'),
  );
  t.true(inFile(dataOf(5), () => false).includes('None of them stands in full: this report has the rows alone.'));
  t.false(inFile(dataOf(5)).includes('this report has'));
});

for (const name of ['-a', '', '--', 'time', 'size', 'a\u202eb', 'n'])
  test(`the head of the key ${JSON.stringify(name)} leads to the rows in its rising order, and then in its falling one`, (t) => {
    const data = { ...dataOf(3, WHOLE, name), count: 3 };
    let state: TableState = tableState('Scan');
    for (const isFalling of [false, true]) {
      const html = toHtml(tableView(data, state, linkOnServer, { isLive: true }));
      const links = [...html.matchAll(/<th scope="col"[^>]*><a href="\?([^"]*)"/g)].map(([, link]) =>
        parseState((link as string).replaceAll('&amp;', '&')),
      );
      state = links[1] as TableState;
      t.is(state.isFalling, isFalling);
      t.is(tableOf(data).sortColumn(state.sort)?.name, name);
    }
  });

/** Values with characters that a page does not show, and that mean something in HTML. */
const HIDDEN = ['a\u202eb', '\u200b\ufeff', '\u{e0041}', 'n="x\u2066y"', '<b>&amp;"\'', 'é\u0085\t', 'a\rb'];

for (const hidden of HIDDEN)
  test(`a form without a script sends ${JSON.stringify(hidden)} as it is`, (t) => {
    const html = onServer({}, { query: hidden, sort: hidden });
    const values = [...html.matchAll(/<input[^>]* name="(q|sort)"[^>]* value="([^"]*)"/g)];
    t.deepEqual(
      values.map(([, name, value]) => [name, readAttribute(value as string)]),
      [
        ['sort', hidden],
        ['q', hidden],
      ],
    );
    t.regex(html, /^[ -~\n\u0080-\u009fé✗…]*$/, 'nothing hides in the source');
  });

/** Reads the value of an attribute as a browser does. */
const readAttribute = (value: string): string =>
  value
    .replace(/&#x([0-9a-f]+);/g, (_, digits) => String.fromCodePoint(Number.parseInt(digits, 16)))
    .replace(
      /&(lt|gt|quot|#39|amp);/g,
      (_, name) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name as 'lt'],
    );
