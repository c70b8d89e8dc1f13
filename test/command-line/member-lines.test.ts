import test from 'ava';
import { memberLines } from '../../src/cli/one-artifact/member-lines.js';
import { StoredArray } from '../../src/format/stored-array.js';
import type { StoredObject } from '../../src/repository/stored-tree.js';

const curve = StoredArray.ofValues('float64', [2], Float64Array.of(1, 2));

const CASES: readonly (readonly [title: string, members: StoredObject, lines: string])[] = [
  ['nothing', {}, '\n'],
  [
    'scalars, with their keys in one column',
    { a: 1, longer: 'text', none: null, yes: true, nan: Number.NaN, name: 'NaN', zero: -0 },
    `
  a       1
  longer  "text"
  none    null
  yes     true
  nan     NaN
  name    "NaN"
  zero    -0
`,
  ],
  [
    'objects in objects',
    { host: { cpu: { cores: 2, model: 'x' }, name: 'h' }, none: {} },
    `
  host
    cpu
      cores  2
      model  "x"
    name  "h"
  none  {}
`,
  ],
  [
    'lists of scalars behind their keys, lists of others below',
    { empty: [], numbers: [1, 2.5], mixed: ['a', null, Number.NaN], rows: [[1], [2, 3]], one: [{ a: 1 }] },
    `
  empty    []
  numbers  [1, 2.5]
  mixed    ["a", null, NaN]
  rows  2 items
    [0]  [1]
    [1]  [2, 3]
  one  1 item
    [0]
      a  1
`,
  ],
  [
    'arrays within others by dtype and shape',
    { segments: [{ curve, start: 0 }] },
    `
  segments  1 item
    [0]
      curve  float64[2]
      start  0
`,
  ],
  [
    'texts in lines that fit',
    { a: 'one two three four five six seven eight nine ten', b: 'x'.repeat(60) },
    `
  a  "one two three four five six seven
     eight nine ten"
  b  "${'x'.repeat(60)}"
`,
  ],
  [
    'a key that is longer than others may wait for',
    { [`k${'e'.repeat(40)}y`]: 1, a: 2 },
    `
  k${'e'.repeat(40)}y  1
  a  2
`,
  ],
  [
    'hidden characters in keys and texts',
    { 'a\x1b[31m': 'b\u202e\n', 東: 1 },
    `
  a\\x1b[31m  "b\\u202e\\n"
  東         1
`,
  ],
];

for (const [title, members, lines] of CASES) {
  test(`members in lines of 40 columns: ${title}`, (t) => {
    t.is(
      `\n${memberLines(members, '', 40)
        .lines.map((line) => `${line}\n`)
        .join('')}`,
      lines,
    );
  });
}

test('what is long is shortened, and told to be', (t) => {
  const lines = [
    ...memberLines(
      {
        items: Array.from({ length: 7 }, (_, index) => [[index]]),
        numbers: Array.from({ length: 102 }, () => 1),
        text: 'x'.repeat(2001),
      },
      '',
      undefined,
    ).lines,
    ...memberLines(
      Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`k${index}`, index])),
      '',
      40,
    ).lines.slice(-2),
  ];
  t.deepEqual(lines, [
    '  items  7 items',
    ...[0, 1, 2, 3, 4].flatMap((index) => [`    [${index}]  1 item`, `      [0]  [${index}]`]),
    '    … 2 of 7 items more (--json)',
    `  numbers  [${'1, '.repeat(100)}… 2 of 102 items more (--json)]`,
    `  text     "${'x'.repeat(2000)}"… (2001 characters, all by --json)`,
    '  k99  99',
    '  … 1 of 101 members more (--json)',
  ]);
});

test('the arrays that are shown are given by their pointers', (t) => {
  const items = Array.from({ length: 7 }, () => ({ curve }));
  const { arrays } = memberLines({ 'a/b': { curve }, items }, '/input_parameters', 40);
  t.deepEqual(
    [...arrays.keys()],
    ['/input_parameters/a~1b/curve', ...[0, 1, 2, 3, 4].map((index) => `/input_parameters/items/${index}/curve`)],
  );
});
