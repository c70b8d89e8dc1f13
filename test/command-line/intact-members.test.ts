import { readFile } from 'node:fs/promises';
import test from 'ava';
import { intactMembers } from '../../src/cli/one-artifact/intact-members.js';
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
  ['all of a whole file but $artifact', TEXT, ALL],
  ['a file that ends within $artifact', TEXT.slice(0, TEXT.indexOf('"format"')), ALL],
  ['a number that may have had more digits', TEXT.slice(0, TEXT.indexOf('2,\n  "$')), BEFORE_SEED],
  ['a number at the very end', TEXT.slice(0, TEXT.indexOf(',\n  "$')), BEFORE_SEED],
  ['an object that ends early', TEXT.slice(0, TEXT.indexOf('"b"')), { a: 1, curve: 'array' }],
  ['a member that is no JSON, between others', TEXT.replace('[1,2]', '[1,2'), { ...ALL, curve: undefined }],
  ['a member of which a byte is no UTF-8', Buffer.from(TEXT.replace('42', '"\xff"'), 'latin1'), BEFORE_SEED],
  ['a key that no object may have', TEXT.replace('"seed"', '"__proto__"'), BEFORE_SEED],
  ['an empty file', '', {}],
  ['no JSON at all', 'PNG\n\n', {}],
  ['another layout', '{"a":1}', {}],
] as const) {
  test(`the members that are whole: ${title}`, async (t) => {
    t.deepEqual(await membersOf(text), JSON.parse(JSON.stringify(members)));
  });
}

test('the members of a file of the Python implementation that was cut short', async (t) => {
  const bytes = await readFile('test/fixtures/python-reference/MultimodalityDetection/2026-02-11T16-02-44_a4dfdc.json');
  t.deepEqual(await membersOf(bytes.subarray(0, bytes.indexOf('density_grid') + 500)), {
    procedure_version: '1.1.0',
    procedure_name: 'MultimodalityDetection',
    number_of_modes: 2,
    density_curve: 'array',
  });
});
