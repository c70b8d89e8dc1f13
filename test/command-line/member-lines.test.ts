// `artifacts show` shows members in lines: a scalar beside its key, an object or a list of objects below it.

import test from 'ava';
import { memberLines } from '../../src/cli/one-artifact/member-lines.js';
import { StoredArray } from '../../src/format/stored-array.js';
import type { StoredObject } from '../../src/format/stored-tree.js';

const curve = StoredArray.ofValues('float64', [2], Float64Array.of(1, 2));

const CASES: readonly (readonly [title: string, members: StoredObject, lines: string])[] = [
  ['no members', {}, '\n'],
  [
    'scalars stand in one column beside their keys',
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
    'objects in objects are indented',
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
    'lists of scalars stand beside their keys, other lists below',
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
    'arrays in lists are shown by dtype and shape',
    { segments: [{ curve, start: 0 }] },
    `
  segments  1 item
    [0]
      curve  float64[2]
      start  0
`,
  ],
  [
    'long texts are broken between words',
    { a: 'one two three four five six seven eight nine ten', b: 'x'.repeat(60) },
    `
  a  "one two three four five six seven
     eight nine ten"
  b  "${'x'.repeat(60)}"
`,
  ],
  [
    'a very long key does not widen the column of keys',
    { [`k${'e'.repeat(40)}y`]: 1, a: 2 },
    `
  k${'e'.repeat(40)}y  1
  a  2
`,
  ],
  [
    'hidden characters in keys and texts are escaped',
    { 'a\x1b[31m': 'b\u202e\n', 東: 1 },
    `
  a\\x1b[31m  "b\\u202e\\n"
  東         1
`,
  ],
];

for (const [title, members, lines] of CASES) {
  test(`members are shown on 40 columns: ${title}`, (t) => {
    t.is(
      `\n${memberLines(members, '', 40)
        .lines.map((line) => `${line}\n`)
        .join('')}`,
      lines,
    );
  });
}

test('long lists, objects and texts are shortened, and the line says by how much', (t) => {
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

test('memberLines returns the arrays of the lines by JSON Pointer', (t) => {
  const items = Array.from({ length: 7 }, () => ({ curve }));
  const { arrays } = memberLines({ 'a/b': { curve }, items }, '/input_parameters', 40);
  t.deepEqual(
    [...arrays.keys()],
    ['/input_parameters/a~1b/curve', ...[0, 1, 2, 3, 4].map((index) => `/input_parameters/items/${index}/curve`)],
  );
});
