// A filter may come from an address, and so from anybody. What takes the square of its length, or more, ends no browser and no server: all
// of these would take minutes, hours, or years otherwise.

import test from 'ava';
import { isCondition, parseCondition } from '../../src/display/conditions.js';
import { Failure } from '../../src/display/failure.js';
import { brushOf } from '../../src/report/tables/brush.js';
import { type LineAxis, lineAxes } from '../../src/report/tables/line-axis.js';
import { partsOf } from '../../src/report/tables/query.js';
import { tableOf } from '../../src/report/tables/table.js';

const MANY = 200_000;

const FILTERS: Readonly<Record<string, string>> = {
  'blanks in quotes': `'${' '.repeat(MANY)}'`,
  blanks: `a${' '.repeat(MANY)}b`,
  'blanks in a value': `'a=1${' '.repeat(MANY)}2'`,
  'words and blanks': 'a  '.repeat(MANY),
  letters: 'a'.repeat(MANY),
  quotes: '"'.repeat(MANY + 1),
  'single quotes': "'".repeat(MANY + 1),
  'escaped quotes that nothing closes': `a="${'\\"'.repeat(MANY)}`,
  'digits and a letter': `a=${'1'.repeat(MANY)}x`,
  dots: `a=${'.'.repeat(MANY)}x`,
  'dots behind a digit': `a=1${'.'.repeat(MANY)}`,
  commas: `a=${','.repeat(MANY)}`,
  'commas and blanks': `a=${', '.repeat(MANY)}`,
  signs: '=<>!'.repeat(MANY),
};

for (const [what, filter] of Object.entries(FILTERS)) {
  test(`a filter of very many ${what} is understood at once, and nothing of it is lost`, (t) => {
    const parts = partsOf(filter);
    const typed = parts.map((part) => part.typed).join('');
    t.is(typed.replace(/\s/g, ''), filter.replace(/\s/g, ''));
    for (const { kind, text } of parts) {
      if (kind === 'word') continue;
      try {
        parseCondition(text, (example) => example);
      } catch (error) {
        t.true(error instanceof Failure);
      }
    }
    t.is(typeof isCondition(filter), 'boolean');
  });
}

/** A table with many numbers under the key `a`. */
const table = tableOf({
  procedure: 'Scan',
  count: 9,
  ids: Array.from({ length: 9 }, (_, row) => `${row}`),
  times: Array.from({ length: 9 }, () => ''),
  sizes: Array.from({ length: 9 }, () => 1),
  seals: 'rrrrrrrrr',
  keys: [{ pointer: '/a', name: 'a', isInput: false, values: Array.from({ length: 9 }, (_, row) => row) }],
});

for (const [what, filter] of Object.entries(FILTERS))
  test(`a filter of very many ${what} is no brush, which is seen at once`, (t) =>
    t.is(brushOf(table, lineAxes(table.columns)[0] as LineAxis, filter), undefined));

test('blanks around the parts of a condition do not belong to them', (t) => {
  for (const text of ['n=1', ' n = 1 ', '\n n\t=  1', '"n" = 1', ' "n"  =1']) {
    const { key, test: matches } = parseCondition(text, (example) => example);
    t.is(key, 'n', text);
    t.is(matches(1), 'match', text);
  }
  t.deepEqual(
    partsOf(' a  b \n n >= 1,  2 ').map(({ typed }) => typed),
    ['a', 'b', 'n >= 1,  2'],
  );
});
