// Format 1, to the byte: layout, numbers, `$artifact.non_finite`, the texts of which the parameter hash is made; and which JSON the exact reader
// takes and refuses.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import { stringify } from 'safe-stable-stringify';
import { addCanonicalJson } from '../src/format/canonical-json.js';
import type { TextSink } from '../src/format/json-pieces.js';
import { dumpsOfFile } from '../src/format/python-json.js';
import {
  Artifact,
  ArtifactRepository,
  decode,
  encode,
  isArtifactError,
  MemoryStorage,
  NdArray,
  Nested,
  NestedList,
  NestedMap,
  Persisted,
} from '../src/index.js';
import { readJson } from '../src/json/read-json.js';
import { Elements } from '../src/model/elements.js';
import { NumberList } from '../src/model/number-list.js';
import { NumberText } from '../src/model/number-text.js';
import { plainOf } from '../src/model/plain-tree.js';
import type { Tree } from '../src/model/tree.js';
import { Everything, everything, Segment } from './support/classes.js';
import { bytesOf, create, replacedIn } from './support/stored.js';

/** The bytes that a repository writes for an artifact. */
async function savedBytes(artifact: Artifact<unknown>): Promise<Buffer> {
  const storage = new MemoryStorage();
  const path = await new ArtifactRepository({ storage, classes: [artifact.constructor as never] }).save(artifact);
  return Buffer.from(await bytesOf(storage, path));
}

@Persisted({ procedure: 'ChangePointDetection' })
class Example extends Artifact {
  @NdArray('int32') detectedChangePoints!: Int32Array;
  @NdArray('float64', { shape: [null, 3] }) positions!: NdArray<Float64Array>;
}

test('a saved artifact has the layout of format 1, to the byte', async (t) => {
  const bytes = await savedBytes(
    Example.create({
      procedureVersion: '1.1.0',
      inputParameters: { window_size: 10, threshold: 1 },
      seed: 42,
      timestamp: new Date('2026-02-11T15:40:12.063Z'),
      detectedChangePoints: Int32Array.of(100, 127),
      positions: { data: Float64Array.of(0.5, 1, 2, -0, Number.NaN, 5e-324), shape: [2, 3] },
    }),
  );
  t.is(
    bytes.toString(),
    `{
  "detected_change_points": [100,127],
  "input_parameters": {
    "threshold": 1,
    "window_size": 10
  },
  "positions": [
    [0.5,1,2],
    [-0.0,"NaN",5e-324]
  ],
  "procedure_name": "ChangePointDetection",
  "procedure_version": "1.1.0",
  "seed": 42,
  "timestamp": "2026-02-11T15:40:12.063Z",
  "$artifact": {
    "arrays": {
      "/detected_change_points": {
        "dtype": "int32",
        "shape": [2]
      },
      "/positions": {
        "dtype": "float64",
        "shape": [2,3]
      }
    },
    "format": 1,
    "sha256": "a4a9285b0d78e3e3b06fb664e2ce48b640a87c0bdeb3c4bb19875e87c59f954a"
  }
}
`,
  );
});

test('the seal is the SHA-256 of all bytes before its digits', async (t) => {
  const bytes = await savedBytes(everything());
  const start = bytes.length - 8 - 64;
  t.is(bytes.toString('utf8', start - 11), `"sha256": "${bytes.toString('utf8', start, start + 64)}"\n  }\n}\n`);
  t.is(createHash('sha256').update(bytes.subarray(0, start)).digest('hex'), bytes.toString('utf8', start, start + 64));
});

test('an artifact with a field of every kind has the bytes of its golden file', async (t) => {
  t.is((await savedBytes(everything())).toString(), await readFile('test/fixtures/golden/everything.json', 'utf8'));
});

// ── Numbers that are not finite ──────────────────────────────────────────────────────────────────────────────────────

/** Returns the `$artifact.non_finite` of a saved artifact. */
const listed = async (others: Partial<Everything>) =>
  JSON.parse((await savedBytes(everything({ segment: null, ...others }))).toString()).$artifact.non_finite;

const named = (...entries: [string, number][]) => new Map(entries.map(([name, mean]) => [name, Segment.of(0, mean)]));

for (const [title, others, ...places] of [
  ['nothing if all numbers are finite', {}],
  ['a declared number', { number: Number.NaN, maybe: Number.NEGATIVE_INFINITY }, '/maybe', '/number'],
  ['no text that spells the name of a number', { text: 'NaN', words: ['NaN'], anything: { a: 'Infinity' } }],
  ['no element of an array', { float64: Float64Array.of(Number.NaN), rows: [[Number.NaN, 1]] }],
  ['a number in a plain JSON value', { anything: Number.NaN }, '/anything'],
  [
    'each number in a plain JSON value by its pointer, because there may be texts beside it',
    { anything: { 'a/b': ['NaN', Number.NaN, [Number.POSITIVE_INFINITY]], '*': Number.NaN, c: 'NaN' } },
    '/anything/*',
    '/anything/a~1b/1',
    '/anything/a~1b/2/0',
  ],
  [
    'one pattern for all items of a list, and one for all values of a Map',
    {
      segments: [Segment.of(0, Number.NaN), Segment.of(1, 1), Segment.of(1, Number.NaN)],
      byName: named(['a', Number.NaN]),
    },
    '/by_name/*/mean',
    '/segments/*/mean',
  ],
  [
    'each value of a Map that has a key * by its pointer',
    { byName: named(['*', 1], ['a', Number.NaN], ['b', Number.NaN]) },
    '/by_name/a/mean',
    '/by_name/b/mean',
  ],
  [
    'a number in an object, beside a key that is sorted between the object and its members',
    { anything: { a: { c: Number.NaN }, 'a!z': Number.NaN } },
    '/anything/a!z',
    '/anything/a/c',
  ],
  ['the value of the key * alone', { byName: named(['*', Number.NaN], ['a', 1]) }, '/by_name/*/mean'],
] as [title: string, others: Partial<Everything>, ...places: string[]][]) {
  test(`$artifact.non_finite lists ${title}`, async (t) => {
    t.deepEqual(await listed(others), places.length === 0 ? undefined : places);
    const storage = new MemoryStorage();
    const repository = new ArtifactRepository({ storage, classes: [Everything] });
    const artifact = everything({ segment: null, ...others });
    const path = await repository.save(artifact);
    assert.deepStrictEqual(await repository.load(path), artifact);
    const { members } = await repository.describe(path);
    for (const key of ['text', 'words', 'number', 'maybe', 'anything'] as const)
      assert.deepStrictEqual(members[key], artifact[key]);
  });
}

test('numbers in nested Maps, some of them with a key *, are distinguished from texts at any depth', (t) => {
  @Persisted()
  class Node {
    @Persisted() x = Number.NaN;
    @NestedMap(() => Node) children = new Map<string, Node>();
    @NestedList(() => Node) list: Node[] = [];
  }
  @Persisted({ procedure: 'Nodes' })
  class Nodes extends Artifact {
    @Nested(() => Node) root!: Node;
  }
  const nodeOf = (depth: number, isNamed: boolean): Node => {
    const node = new Node();
    if (depth === 0) return node;
    const [others, named] = [nodeOf(depth - 1, false), nodeOf(depth - 1, true)];
    node.children = new Map([
      ['a', others],
      ['b', named],
      [isNamed ? '*' : 'c', others],
    ]);
    node.list = [others];
    return node;
  };
  const nodes = Nodes.create({
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    root: nodeOf(6, false),
  });
  t.notThrows(() => assert.deepStrictEqual(decode(encode(nodes), Nodes), nodes));
});

test('$artifact.non_finite stands on one line, before the seal', async (t) => {
  const text = (await savedBytes(everything({ number: Number.NaN }))).toString();
  t.regex(
    text,
    /,\n {4}"format": 1,\n {4}"non_finite": \["\/number","\/segment\/mean"\],\n {4}"sha256": "\w{64}"\n {2}\}\n\}\n$/,
  );
});

for (const [title, from, to] of [
  ['that is empty', '["/number","/segment/mean"]', '[]'],
  ['that is not sorted', '["/number","/segment/mean"]', '["/segment/mean","/number"]'],
  ['that has a pointer twice', '["/number","/segment/mean"]', '["/number","/number","/segment/mean"]'],
  ['with a pointer that leads to nothing', '["/number"', '["/nothing","/number"'],
  ['with a pointer that leads to another text', '["/number","/segment/mean"]', '["/number","/segment/mean","/text"]'],
  ['with an item that is not a string', '["/number"', '[1,"/number"'],
  ['that is not a list', '["/number","/segment/mean"]', '{}'],
] as const) {
  test(`an $artifact.non_finite is refused ${title}`, async (t) => {
    const storage = new MemoryStorage();
    const repository = new ArtifactRepository({ storage, classes: [Everything] });
    const path = await repository.save(everything({ number: Number.NaN }));
    const changed = new MemoryStorage();
    await create(changed, path, await replacedIn(storage, path, from, to));
    await t.throwsAsync(new ArtifactRepository({ storage: changed, classes: [Everything] }).load(path), {
      code: 'ARTIFACT_FORMAT',
      message: `${path} has an $artifact.non_finite that does not fit it; expected the sorted pointers to all numbers that are written by name`,
    });
  });
}

test('JSON.parse reads every file, and finds the same values', async (t) => {
  const parsed = JSON.parse((await savedBytes(everything())).toString());
  t.deepEqual(parsed.float64, [0.1, -0, 'NaN', '-Infinity', 5e-324, Number.MAX_VALUE]);
  t.deepEqual(parsed.by_name['a/b~c'].grid, [[1, 2]]);
  t.is(parsed.text, 'порог ≥ 5 µs 😀');
  t.is(Object.keys(parsed).at(-1), '$artifact');
});

test('strings are escaped as by JSON.stringify, as keys, members and items', async (t) => {
  const texts = ['', '"', 'say "x"', '\\', 'a\\b', '/', '~ !#[]^', '\u007f', '\n', '\0', 'é', '😀', '\ud800', '\u2028'];
  for (const text of texts) {
    const anything = { [`${text}k`]: text, list: [{ text }, [text, 1]] };
    const saved = (await savedBytes(everything({ text, words: [text, 'x'], anything }))).toString();
    const quoted = JSON.stringify(text);
    for (const line of [
      `\n  "text": ${quoted},\n`,
      `\n  "words": [${quoted},"x"],\n`,
      `\n    ${JSON.stringify(`${text}k`)}: ${quoted}`,
      `\n        "text": ${quoted}\n`,
      `\n      [${quoted},1]\n`,
    ]) {
      t.true(saved.includes(line), line);
    }
  }
});

test('keys are sorted by their UTF-16 code units, integer-like and astral keys too', async (t) => {
  const artifact = everything({ anything: { '10': 1, '9': 2, '\uffff': 3, '😀': 4, a: 5, Z: 6, '': 7 } });
  const text = (await savedBytes(artifact)).toString();
  t.true(
    text.includes(
      '"anything": {\n    "": 7,\n    "10": 1,\n    "9": 2,\n    "Z": 6,\n    "a": 5,\n    "😀": 4,\n    "\uffff": 3\n  }',
    ),
  );
});

test('the keys of objects in lists are sorted in the same way', async (t) => {
  const text = (
    await savedBytes(
      everything({
        anything: [
          { b: null, a: [] },
          { '10': 1, '9': 2 },
          { b: { a: [] }, a: {} },
        ],
      }),
    )
  ).toString();
  t.true(
    text.includes(
      '"anything": [\n    {\n      "a": [],\n      "b": null\n    },\n    {\n      "10": 1,\n      "9": 2\n    },\n    {\n      "a": {},\n      "b": {\n        "a": []\n      }\n    }\n  ]',
    ),
  );
});

test('a list of scalars stands on one line, and any other list has one item a line', async (t) => {
  const layout = async (anything: unknown) =>
    /"anything": ([\s\S]*?),\n {2}"big_rows"/.exec((await savedBytes(everything({ anything }))).toString())?.[1];
  t.is(await layout([]), '[]');
  t.is(await layout({}), '{}');
  t.is(await layout([1, 'a', null, true]), '[1,"a",null,true]');
  t.is(await layout([1, []]), '[\n    1,\n    []\n  ]');
  t.is(await layout([[], {}]), '[\n    [],\n    {}\n  ]');
  t.is(await layout({ a: [[1, 2]] }), '{\n    "a": [\n      [1,2]\n    ]\n  }');
});

for (const [value, text] of [
  [0, '0'],
  [-0, '-0.0'],
  [1, '1'],
  [1e21, '1e+21'],
  [1e-7, '1e-7'],
  [123456789012345680000, '123456789012345680000'],
  [2 ** 53, '9007199254740992'],
  [5e-324, '5e-324'],
  [Number.NaN, '"NaN"'],
  [Number.NEGATIVE_INFINITY, '"-Infinity"'],
] as const) {
  test(`the number ${Object.is(value, -0) ? '-0' : value} is written ${text} and read back, as a field and as an element`, async (t) => {
    const artifact = everything({ number: value, float64: Float64Array.of(value) });
    const storage = new MemoryStorage();
    const repository = new ArtifactRepository({ storage, classes: [Everything] });
    const path = await repository.save(artifact);
    const written = Buffer.from(await bytesOf(storage, path)).toString();
    t.true(written.includes(`"number": ${text},`) && written.includes(`"float64": [${text}],`));
    const again = await repository.load(path, Everything);
    t.is(again.number, value);
    t.is(again.float64[0], value);
  });
}

const textOf = (addText: (add: TextSink) => void): string => {
  let text = '';
  addText((piece) => {
    text += piece;
  });
  return text;
};
/** Returns the canonical JSON of a tree, which has to be the same in one piece, by safe-stable-stringify, and piece by piece. */
function canonicalJson(tree: Tree): string {
  const pieces = textOf((add) => addCanonicalJson(tree, add, -1));
  assert.equal(
    textOf((add) => addCanonicalJson(tree, add)),
    pieces,
  );
  return pieces;
}

test('canonical JSON is what safe-stable-stringify returns, for texts of any length and arrays of any dtype', (t) => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      assert.equal(canonicalJson(value as Tree), stringify(value));
    }),
    { numRuns: 500 },
  );
  const long = { ['k'.repeat(300_000)]: `${'x'.repeat(2 ** 18 - 1)}😀\ud800\n"`.repeat(3) };
  t.true(canonicalJson(long) === stringify(long));
  for (const elements of [
    new Elements('float64', [2, 3], Float64Array.of(1, -0, 0.1, Number.NaN, Number.NEGATIVE_INFINITY, 1e21)),
    new Elements('float64', [], Float64Array.of(0.5)),
    new Elements('bool', [2, 1], Uint8Array.of(0, 1)),
    new Elements('int64', [1, 1, 2], BigInt64Array.of(-(2n ** 53n) - 1n, 7n)),
    new Elements('int8', [2, 0, 3], new Int8Array(0)),
  ]) {
    t.is(canonicalJson([elements, { a: elements }]), stringify(plainOf([elements, { a: elements }])) ?? '');
  }
  t.is(
    canonicalJson([9007199254740993n, new NumberText('1e23'), NumberList.of(Float64Array.of(1, -0))]),
    '[9007199254740993,1e+23,[1,0]]',
  );
});

// RFC 8785, 3.2.2, 3.2.3 and appendix B.
test('canonical JSON of the examples in RFC 8785 is what the RFC says', (t) => {
  t.is(
    canonicalJson({
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '€$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    }),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  t.is(
    canonicalJson({
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    }),
    '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis",' +
      '"\u20ac":"Euro Sign","\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
  );
  const numbers: [string, string][] = [
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ];
  for (const [bits, text] of numbers) t.is(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE()), text);
});

test('canonical JSON sorts more than 200 keys', (t) => {
  const keys = Array.from({ length: 300 }, (_, index) => `k${(index * 7919) % 300}`);
  const canonical = canonicalJson(Object.fromEntries(keys.map((key) => [key, 1])));
  t.deepEqual(
    [...canonical.matchAll(/"(k\d+)"/g)].map(([, key]) => key),
    [...keys].sort(),
  );
});

test('for the hash of a file of Python, parameters have the text of json.dumps(…, sort_keys=True)', (t) => {
  const dumps = (text: string) => textOf(dumpsOfFile(Buffer.from(`{"p": ${text}}`), 'p')[0] as never);
  t.is(
    dumps('{"b":1.0,"a":[1,2.50,1E5,NaN,-Infinity,null,true]}'),
    '{"a": [1, 2.50, 1E5, NaN, -Infinity, null, true], "b": 1.0}',
  );
  t.is(dumps('{"\\uffff":1,"😀":2}'), '{"\\uffff": 1, "\\ud83d\\ude00": 2}');
  t.is(
    dumps('{"😀":1,"\\ud83e":2,"\\ud83d":3,"\\ud83dx":4,"\\ue000":5,"a😀":6,"a😁":7}'),
    '{"a\\ud83d\\ude00": 6, "a\\ud83d\\ude01": 7, "\\ud83d": 3, "\\ud83dx": 4, "\\ud83e": 2, "\\ue000": 5, "\\ud83d\\ude00": 1}',
  );
  t.is(dumps('"\\u007f\\b\\t\\n\\f\\r\\u0001\\"\\\\/é"'), '"\\u007f\\b\\t\\n\\f\\r\\u0001\\"\\\\/\\u00e9"');
  t.is(dumps('{"ab":1,"a":2,"":3}'), '{"": 3, "a": 2, "ab": 1}');
  t.is(dumps('12345678901234567890123'), '12345678901234567890123');
  t.is(dumps('{}'), '{}');
});

const read = (text: string | Uint8Array, bareTokens = false): Tree =>
  readJson(typeof text === 'string' ? Buffer.from(text) : text, { bareTokens });

const accepted: [text: string, tree: Tree][] = [
  ['null', null],
  [' \t\r\n[ ] ', []],
  ['{}', {}],
  ['-0', -0],
  ['-0.0', -0],
  ['0e9', 0],
  ['1E+2', 100],
  ['[1,-2.5e-3]', [1, -0.0025]],
  ['[ 1 , 2 ]', [1, 2]],
  ['9007199254740993', 9007199254740993n],
  ['[9007199254740993]', [9007199254740993n]],
  ['[-9223372036854775808,1]', [-9223372036854775808n, 1]],
  ['"\\u0000\\ud83d\\ude00\\ud800\\/"', '\u0000😀\ud800/'],
  ['"\u007f\u2028"', '\u007f\u2028'],
  ['"\ufeffa"', '\ufeffa'],
  ['{"":{"a":[{}]}}', { '': { a: [{}] } }],
  ['{"constructor":1,"toString":2}', { constructor: 1, toString: 2 } as never],
];

for (const [text, tree] of accepted) {
  test(`JSON is read: ${text.trim()}`, (t) => t.deepEqual(read(text), tree));
}

for (const text of [
  '1e400',
  '-1e400',
  '[1e400]',
  '1e-400',
  '[0,1e-400]',
  `0.${'0'.repeat(400)}1`,
  '[0.5,45035996273704961e-1]',
  '[10000000000000000001e-19]',
]) {
  test(`a number that a double would round to an integer, or to infinity, keeps its text: ${text.slice(0, 20)}`, (t) => {
    const tree = read(text);
    t.true((Array.isArray(tree) ? tree.at(-1) : tree) instanceof NumberText);
  });
}

for (const [title, filling] of [
  ['letters', 'x'],
  ['characters of two bytes', 'é'],
  ['characters of three bytes', '€'],
  ['characters of four bytes', '😀'],
  ['escapes of two bytes', '\n'],
  ['escapes of six bytes', '\u0001'],
  ['backslashes', '\\'],
] as const) {
  test(`a string of more than 1 MiB of ${title} is read whole, wherever a piece of it ends`, (t) => {
    for (let before = 0; before < 7; before++) {
      const text = 'y'.repeat(before) + filling.repeat((2 ** 20 + 9) / Buffer.byteLength(filling));
      const tree = read(JSON.stringify({ [text]: [text] }));
      t.true(isDeepStrictEqual(tree, { [text]: [text] }), String(before));
    }
  });
}

test('a long list of numbers is read like a short one, wherever a piece of it ends and whatever stands between its commas', (t) => {
  const numbers = Array.from({ length: 30_000 }, (_, index) =>
    index % 7 === 0 ? -0 : Math.sin(index) * 10 ** ((index % 30) - 20),
  );
  const texts = numbers.map((value) => (Object.is(value, -0) ? '-0.0' : String(value)));
  for (const separator of [',', ', ', ',\n    ', ' , ']) {
    const list = read(`{"a":[${texts.join(separator)}]}`) as { a: NumberList };
    t.deepEqual(list.a.items(), numbers);
    const big = read(`[${texts.join(separator)}${separator}9007199254740993]`) as Tree[];
    t.deepEqual([big.length, big[0], big.at(-1)], [30_001, -0, 9007199254740993n]);
    for (const wrong of ['', '1 2', '--1', '[]', 'null', '"1"']) {
      const wrongText = `[${texts.join(separator)}${separator}${wrong}${separator}1]`;
      if (wrong === '[]' || wrong === 'null' || wrong === '"1"') t.is((read(wrongText) as Tree[]).length, 30_002);
      else t.throws(() => read(wrongText), { code: 'ARTIFACT_FORMAT' });
    }
  }
});

test('zeros in any spelling are read as zeros', (t) => {
  t.deepEqual(read('[0e-400,0.000,-0e+5]'), [0, 0, -0]);
});

test('bare NaN and Infinity are read in files of other tools, and nowhere else', (t) => {
  t.deepEqual(read('[NaN,Infinity,-Infinity]', true), [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  t.throws(() => read('[NaN]'), { code: 'ARTIFACT_FORMAT' });
  for (const text of ['nan', '+Infinity', '-NaN', 'inf', 'Infinit'])
    t.throws(() => read(text, true), { code: 'ARTIFACT_FORMAT' });
});

const refused: [text: string | Uint8Array, message: string][] = [
  ['', 'is empty'],
  [' ', 'found the end of the file, expected a value, at byte 1 (line 1, column 2)'],
  ['{"a":1', 'found the end of the file, expected "," or "}", at byte 6 (line 1, column 7)'],
  ['[1,2', 'found the end of the file, expected "," or "]", at byte 4 (line 1, column 5)'],
  ['{"a":[1,\n2,]}', 'found "]", expected a value, at byte 11 (line 2, column 3), in /a/2'],
  ['[1,]', 'found "]", expected a value, at byte 3 (line 1, column 4), in /1'],
  ['[,1]', 'found ",", expected a value, at byte 1 (line 1, column 2), in /0'],
  ['[1 2]', 'found "2", expected "," or "]", at byte 3 (line 1, column 4)'],
  ['{"a" 1}', 'found "1", expected ":", at byte 5 (line 1, column 6)'],
  ['{a:1}', 'found "a", expected a key, at byte 1 (line 1, column 2)'],
  ["['a']", 'found "\'", expected a value, at byte 1 (line 1, column 2), in /0'],
  ['{"a":1,}', 'found "}", expected a key, at byte 7 (line 1, column 8)'],
  ['1 2', 'found "2", expected the end of the file, at byte 2 (line 1, column 3)'],
  ['[9007199254740993\v]', 'found "\\u000b", expected "," or "]", at byte 17 (line 1, column 18)'],
  [
    Buffer.from('[9007199254740993\xa0]', 'latin1'),
    'found "\ufffd", expected "," or "]", at byte 17 (line 1, column 18)',
  ],
  ['[9007199254740993,]', 'found "]", expected a value, at byte 18 (line 1, column 19), in /1'],
  ['01', 'found "01", expected a value, at byte 0 (line 1, column 1)'],
  ['[01]', 'found "01", expected a value, at byte 1 (line 1, column 2), in /0'],
  ['1.', 'found "1.", expected a value, at byte 0 (line 1, column 1)'],
  ['.5', 'found ".5", expected a value, at byte 0 (line 1, column 1)'],
  ['+1', 'found "+1", expected a value, at byte 0 (line 1, column 1)'],
  ['- 1', 'found "-", expected a value, at byte 0 (line 1, column 1)'],
  ['0x10', 'found "0x10", expected a value, at byte 0 (line 1, column 1)'],
  ['1e', 'found "1e", expected a value, at byte 0 (line 1, column 1)'],
  ['tru', 'found "tru", expected a value, at byte 0 (line 1, column 1)'],
  ['True', 'found "True", expected a value, at byte 0 (line 1, column 1)'],
  ['"a', 'found the end of the file, expected the end of a string, at byte 0 (line 1, column 1)'],
  ['"a\\"', 'found the end of the file, expected the end of a string, at byte 0 (line 1, column 1)'],
  ['"\\x41"', 'found a string with an escape that JSON does not have, at byte 0 (line 1, column 1)'],
  ['"\\u12"', 'found a string with an escape that JSON does not have, at byte 0 (line 1, column 1)'],
  ['"a\nb"', 'found a control character in a string, at byte 2 (line 1, column 3)'],
  ['"a\\\nb"', 'found a string with an escape that JSON does not have, at byte 0 (line 1, column 1)'],
  ['{"a":1,"a":2}', 'found the key "a" a second time, at byte 7 (line 1, column 8)'],
  ['{"a":{"b":1,"\\u0062":2}}', 'found the key "b" a second time, at byte 12 (line 1, column 13), in /a'],
  ['{"__proto__":1}', 'found the key "__proto__", which no artifact may have, at byte 1 (line 1, column 2)'],
  ['[1]\0', 'found "\\u0000", expected the end of the file, at byte 3 (line 1, column 4)'],
  ['\ufeff{}', 'found a byte order mark, expected JSON: save it as UTF-8 without one, at byte 0 (line 1, column 1)'],
  ['// c\n1', 'found "/", expected a value, at byte 0 (line 1, column 1)'],
  [Buffer.of(0x22, 0xff, 0x22), 'found a string that is not UTF-8, at byte 0 (line 1, column 1)'],
  [Buffer.of(0x22, 0xed, 0xa0, 0x80, 0x22), 'found a string that is not UTF-8, at byte 0 (line 1, column 1)'],
  [Buffer.of(0x22, 0xc0, 0x80, 0x22), 'found a string that is not UTF-8, at byte 0 (line 1, column 1)'],
  [Buffer.from('{}', 'utf16le'), 'found "\\u0000", expected a key, at byte 1 (line 1, column 2)'],
];

for (const [text, message] of refused) {
  test(`text that is not JSON is refused with the place of the fault: ${JSON.stringify(String(text)).slice(0, 40)}`, (t) => {
    const error = t.throws(() => readJson(Buffer.from(text), { path: 'a.json' }));
    t.true(isArtifactError(error, 'ARTIFACT_FORMAT'));
    const separator = message.startsWith('is ') ? ' ' : " is not an artifact's JSON: ";
    t.is(error?.message, `a.json${separator}${message}`);
  });
}

test('nesting of 512 levels is read, and deeper nesting is refused', (t) => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  t.notThrows(() => read(nested(512)));
  t.notThrows(() => read(`${'{"a":'.repeat(511)}[1]${'}'.repeat(511)}`));
  for (const text of [nested(513), nested(10_000), `${'{"a":'.repeat(512)}[1]${'}'.repeat(512)}`, '['.repeat(1e6)]) {
    t.throws(() => read(text), { message: /is nested deeper than 512 levels/ });
  }
});
