// Notes on stderr and small texts of tables: wrapped lines, counts, sizes, times.

import test from 'ava';
import { wrapped } from '../../src/cli/console/notes.js';
import { timeColumn } from '../../src/display/times.js';
import { counted, sizeText, someOf } from '../../src/display/wording.js';

for (const [title, note, width, text] of [
  ['that fits stays on one line', 'a b c', 5, 'a b c\n'],
  ['that is too wide is broken between words', 'a b c', 4, 'a b\n  c\n'],
  ['without a limit of columns stays on one line', 'a b c', undefined, 'a b c\n'],
  ['with a word wider than a line keeps the word whole', 'a bbbbbbbb c', 5, 'a\n  bbbbbbbb\n  c\n'],
  [
    'with brackets keeps all between them on one line',
    'aaaa [1 0] bbb (in 6), c',
    12,
    'aaaa [1 0]\n  bbb\n  (in 6), c\n',
  ],
  [
    'with brackets wider than a line is broken between the words in them',
    'a (bbb ccc ddd eee) f',
    12,
    'a (bbb ccc\n  ddd eee) f\n',
  ],
  ['with brackets that are not closed is broken between words', 'a [b c) d', 5, 'a [b\n  c)\n  d\n'],
  ['with several blanks keeps them', 'a  b', 5, 'a  b\n'],
  ['with wide characters is broken by columns, not by characters', '検出 検出 検出', 9, '検出 検出\n  検出\n'],
] as const)
  test(`a note ${title}`, (t) => t.is(wrapped(note, width), text));

test('someOf names the first texts and says how many more there are, and counted has a plural', (t) => {
  t.is(someOf(['a', 'b'], 2), 'a, b');
  t.is(someOf(['a', 'b', 'c', 'd'], 2), 'a, b and 2 more');
  t.is(counted(1, 'artifact'), '1 artifact');
  t.is(counted(0, 'artifact'), '0 artifacts');
});

for (const [bytes, text] of [
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [2345, '2.3 kB'],
  [9949, '9.9 kB'],
  [9960, '10 kB'],
  [999_400, '999 kB'],
  [999_600, '1.0 MB'],
  [1.5e9, '1.5 GB'],
  [2e18, '2000 PB'],
] as const)
  test(`${bytes} bytes are ${text}`, (t) => t.is(sizeText(bytes), text));

for (const [timestamps, head, cells] of [
  [['2026-02-26T13:13:33.901Z', '2026-02-26T13:13:34Z'], 'TIME (UTC)', ['2026-02-26 13:13:33', '2026-02-26 13:13:34']],
  [
    [
      '2026-02-26T13:13:33.901Z',
      '2026-02-26T13:13:34+05:45',
      '2026-02-26T13:13:34.123456',
      '2026-02-26T13:13:34,5-0330',
    ],
    'TIME',
    ['2026-02-26 13:13:33Z', '2026-02-26 13:13:34+05:45', '2026-02-26 13:13:34', '2026-02-26 13:13:34-0330'],
  ],
  [['2026-02-26T13:13:33+00:00'], 'TIME', ['2026-02-26 13:13:33+00:00']],
  [['yesterday', '2026-02-26T13:13:33Z'], 'TIME', ['yesterday', '2026-02-26 13:13:33Z']],
  [[], 'TIME', []],
] as const)
  test(`the head of the times ${timestamps.join(', ') || 'of no rows'} is ${head}`, (t) =>
    t.deepEqual(timeColumn(timestamps), { head, cells: [...cells] }));
