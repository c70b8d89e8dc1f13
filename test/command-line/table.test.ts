// The layout of tables: widths, heads of several lines, wide characters.

import test from 'ava';
import picocolors from 'picocolors';
import { type Column, tableText } from '../../src/cli/console/table.js';
import { widthOf } from '../../src/display/text-width.js';

const left = (head: string): Column => ({ head, align: 'left' });
const right = (head: string): Column => ({ head, align: 'right' });

const textOf = (...lines: string[]): string => lines.map((line) => `${line}\n`).join('');

test('columns are as wide as their widest cell, with two blanks between them and none at the ends of lines', (t) => {
  t.is(
    tableText(
      [left('NAME'), right('N'), left('TEXT')],
      [
        ['a', '1', 'long text'],
        ['longer', '1000', ''],
      ],
    ),
    textOf('NAME       N  TEXT', 'a          1  long text', 'longer  1000'),
  );
});

test('the last lines of heads stand beside each other', (t) => {
  t.is(
    tableText([left('ID'), right('window_\nsize'), left('a_\nb_\nc')], [['x', '10', '1']]),
    textOf('             a_', '    window_  b_', 'ID     size  c', 'x        10  1'),
  );
});

test('a table without rows has its heads, and a table without columns is empty', (t) => {
  t.is(tableText([left('A'), left('B')], []), 'A  B\n');
  t.is(tableText([], []), '');
});

test('wide characters count as two columns, and colours as none', (t) => {
  const { red } = picocolors.createColors(true);
  t.is(
    tableText(
      [left('A'), right('B')],
      [
        ['東京', '1'],
        [red('ab'), '22'],
        ['😀', red('333')],
      ],
    ),
    textOf('A       B', '東京    1', `${red('ab')}     22`, `😀    ${red('333')}`),
  );
});

test('only the heads are styled', (t) => {
  t.is(tableText([left('A')], [['x']], { styleHead: (line) => `<${line}>` }), '<A>\nx\n');
});

for (const [text, width] of [
  ['', 0],
  ['abc', 3],
  ['▁█…─', 4],
  ['порог', 5],
  ['e\u0301', 1],
  ['東', 2],
  ['😀', 2],
  ['\x1b[31mred\x1b[39m', 3],
] as const) {
  test(`${JSON.stringify(text)} takes ${width} columns`, (t) => t.is(widthOf(text), width));
}
