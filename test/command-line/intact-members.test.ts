// Of a damaged file, `artifacts show` shows the members that are intact.

import { readFile } from 'node:fs/promises';
import test from 'ava';
import { intactMembers } from '../../src/display/intact-members.js';
import { StoredArray } from '../../src/format/stored-array.js';
import { BytesSource } from '../../src/storage/bytes-source.js';

const membersOf = async (text: string | Buffer) => {
  const { root } = await intactMembers(async () => new BytesSource(Buffer.from(text)));
  return Object.fromEntries(
    Object.entries(root).map(([key, member]) => [key, member instanceof StoredArray ? 'array' : member]),
  );
};

const TEXT = `{
  "a": 1,
  "curve": [1,2],
  "input_parameters": {
    "b": "}\\n"
  },
  "seed": 42,
  "$artifact": {
    "arrays": {},
    "format": 1
  }
}
`;
const ALL = { a: 1, curve: 'array', input_parameters: { b: '}\n' }, seed: 42 };
const { seed: _, ...BEFORE_SEED } = ALL;

for (const [title, text, members] of [
  ['an undamaged file: all but $artifact', TEXT, ALL],
  ['a file that ends within $artifact', TEXT.slice(0, TEXT.indexOf('"format"')), ALL],
  ['a file that ends within a number, which is left out', TEXT.slice(0, TEXT.indexOf('2,\n  "$')), BEFORE_SEED],
  [
    'a file that ends after a number, which may have had more digits and is left out',
    TEXT.slice(0, TEXT.indexOf(',\n  "$')),
    BEFORE_SEED,
  ],
  ['a file that ends within an object', TEXT.slice(0, TEXT.indexOf('"b"')), { a: 1, curve: 'array' }],
  ['a file with one member that is not JSON', TEXT.replace('[1,2]', '[1,2'), { ...ALL, curve: undefined }],
  ['a file with one member that is not UTF-8', Buffer.from(TEXT.replace('42', '"\xff"'), 'latin1'), BEFORE_SEED],
  ['a file with the key __proto__, which is left out', TEXT.replace('"seed"', '"__proto__"'), BEFORE_SEED],
  ['an empty file', '', {}],
  ['a file that is not JSON', 'PNG\n\n', {}],
  ['a file in another layout', '{"a":1}', {}],
] as const) {
  test(`the intact members of ${title}`, async (t) => {
    t.deepEqual(await membersOf(text), JSON.parse(JSON.stringify(members)));
  });
}

test('the intact members of a file of the Python implementation that was cut short', async (t) => {
  const bytes = await readFile('test/fixtures/python-reference/MultimodalityDetection/2026-02-11T16-02-44_a4dfdc.json');
  t.deepEqual(await membersOf(bytes.subarray(0, bytes.indexOf('density_grid') + 500)), {
    procedure_version: '1.1.0',
    procedure_name: 'MultimodalityDetection',
    number_of_modes: 2,
    density_curve: 'array',
  });
});
