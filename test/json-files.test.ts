// Specifies `readJson` and `writeJson`: any JSON file, of whatever tool, into a class or codec and back; and `load` with a class for files that
// name no procedure.

import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import {
  Artifact,
  ArtifactRepository,
  codec as c,
  DeclarationError,
  decode,
  encode,
  FileStorage,
  isArtifactError,
  loadArtifact,
  MemoryStorage,
  NdArray,
  Nested,
  NestedList,
  NestedMap,
  Persisted,
  type ReadJsonOptions,
  readJson,
  Stored,
  writeJson,
} from '../src/index.js';
import { jsonValue } from './support/arbitraries.js';
import { create, newFolder, sealed } from './support/stored.js';

@Persisted()
class Point {
  @Persisted() x!: number;
  @Persisted({ optional: true }) label?: string;

  static of(x: number, label?: string): Point {
    return Object.assign(new Point(), label === undefined ? { x } : { x, label });
  }
}

@Persisted()
class Spike {
  @NdArray('float32') shape!: Float32Array;
}

@Persisted({ procedure: 'Points' })
class Points extends Artifact {
  @NestedList(() => Point) points!: Point[];
  @NdArray('float64', { optional: true }) curve?: Float64Array;
  @NestedList(() => Spike, { optional: true }) spikes?: Spike[];
}

const points = (others: Partial<Points> = {}): Points =>
  Object.assign(new Points(), {
    procedureVersion: '1',
    inputParameters: { limit: 0.5 },
    timestamp: new Date(0),
    points: [Point.of(1), Point.of(-0, 'zero')],
    ...others,
  });

const folder = await newFolder();
let files = 0;

/** Writes a file, and returns its path. */
async function fileWith(text: string | Uint8Array): Promise<string> {
  const path = join(folder, `${files++}.json`);
  await writeFile(path, text);
  return path;
}

/** Reads a text as a file. */
const read = async (text: string | Uint8Array, type: unknown, options?: ReadJsonOptions): Promise<unknown> =>
  readJson(await fileWith(text), type as typeof Point, options);

/** Returns the faults of a text, each as code, pointer and message. */
async function faultsOf(text: string, type: unknown, options?: ReadJsonOptions): Promise<string[]> {
  try {
    await read(text, type, options);
    return [];
  } catch (error) {
    if (!isArtifactError(error, 'ARTIFACT_INVALID')) throw error;
    return error.issues.map(({ code, path, message }) => `${code} ${path}: ${message}`);
  }
}

const UNSEALED = `{"procedure_version":"1","input_parameters":{"limit":0.5},"timestamp":"1970-01-01T00:00:00Z","points":[{"x":1},{"label":"zero","x":-0.0}]}`;

const readable: [title: string, text: string, type: unknown, value: unknown][] = [
  ['an object, as a value class', '{"x": 1.5}', Point, Point.of(1.5)],
  [
    'a list of objects',
    '[{"x": 1}, {"x": 2, "label": "b"}]',
    c.list(c.nested(() => Point)),
    [Point.of(1), Point.of(2, 'b')],
  ],
  ['an empty list', ' [ ] ', c.list(c.nested(() => Point)), []],
  ['a list of numbers, as a typed array', '[1, -0.0, NaN]', c.ndArray('float64'), Float64Array.of(1, -0, Number.NaN)],
  [
    'nested lists',
    '[[1,2],[3,4]]',
    c.ndArray('int8', { shape: [null, 2], as: 'lists' }),
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ['a text', '"a"', c.string, 'a'],
  ['a number', '-0.0', c.number, -0],
  ["Python's bare NaN", 'NaN', c.number, Number.NaN],
  ["Python's bare infinity", '-Infinity', c.number, Number.NEGATIVE_INFINITY],
  ['an integer beyond 2^53', '12345678901234567890', c.bigint, 12345678901234567890n],
  ['true', 'true', c.boolean, true],
  ['null', 'null', c.nullable(c.string), null],
  ['any JSON', '{"a": [1, {"b": NaN}]}', c.json, { a: [1, { b: Number.NaN }] }],
  ['keys to the letter', '{"a-b": 1, "C.d": 2}', c.record(c.integer), { 'a-b': 1, 'C.d': 2 }],
  ['an artifact class, where no procedure is named', UNSEALED, Points, points()],
  [
    'an artifact class, where its procedure is named',
    UNSEALED.replace('{', '{"procedure_name":"Points",'),
    Points,
    points(),
  ],
  ['artifacts in a list', `[${UNSEALED}]`, c.list(c.nested(() => Points)), [points()]],
];

for (const [title, text, type, value] of readable)
  test(`readJson reads ${title}`, async (t) => {
    t.deepEqual(await read(text, type), value);
  });

test('readJson gives what the class or codec says, and the compiler knows that', async (t) => {
  const point: Point = await readJson(await fileWith('{"x": 1}'), Point);
  t.true(point instanceof Point);
  const list: Point[] = await readJson(await fileWith('[{"x": 1}]'), c.list(c.nested(() => Point)));
  t.true(list[0] instanceof Point);
  // @ts-expect-error: it is a number.
  const text: string = await readJson(await fileWith('1'), c.number);
  t.is(text as unknown, 1);
});

test('readJson reports every fault with its pointer, all at once', async (t) => {
  const text = '[{"x": "1"}, {"y": 2}, 3, {"x": 1, "label": null}]';
  t.deepEqual(await faultsOf(text, c.list(c.nested(() => Point))), [
    'invalid-type /0/x: found "1", expected a number',
    'missing-field /1/x: found no such key, expected one: only a field with { optional: true } or { default } may be without',
    'unknown-field /1/y: found a key that Point does not declare',
    'invalid-type /2: found 3, expected an object for Point',
    'invalid-type /3/label: found null, expected a string: only a field with { nullable: true } may be null',
  ]);
});

test('the error of readJson names the file, and the class or procedure', async (t) => {
  const path = await fileWith('{"x": null}');
  const error = await t.throwsAsync(readJson(path, Point));
  t.true(isArtifactError(error, 'ARTIFACT_INVALID') && error.procedure === 'Point' && error.path === path);
  const artifact = await t.throwsAsync(readJson(path, Points));
  t.true(isArtifactError(artifact, 'ARTIFACT_INVALID') && artifact.procedure === 'Points');
  const root = await t.throwsAsync(readJson(path, c.list(c.number)));
  t.true(isArtifactError(root, 'ARTIFACT_INVALID') && root.procedure === 'value');
  t.is(root.message, `${path} has 1 fault:\n  (root): found a plain object, expected a list`);
});

const notJson: [title: string, text: string, message: RegExp][] = [
  ['an empty file', '', /is empty$/],
  ['half a file', '[1,', / is not JSON: found the end of the file, expected a value, at byte 3/],
  ['a key twice', '{"a": 1, "a": 1}', / is not JSON: found the key "a" a second time/],
  ['the key __proto__', '[{"__proto__": 1}]', / is not JSON: found the key "__proto__", .* in \/0$/],
  ['two values', '1 2', / is not JSON: found "2", expected the end of the file/],
  ['a comment', '{} // no', / is not JSON: found /],
];

for (const [title, text, message] of notJson)
  test(`readJson refuses ${title}, and speaks of no artifact in its refusal`, async (t) => {
    const error = await t.throwsAsync(read(text, c.json, { unknown: 'ignore' }), { code: 'ARTIFACT_FORMAT', message });
    t.notRegex(error.message, /is not an artifact/);
  });

test('readJson refuses a file that is not there, a folder, and what is no path', async (t) => {
  await t.throwsAsync(readJson(join(folder, 'none.json'), c.json), { code: 'ARTIFACT_NOT_FOUND' });
  await t.throwsAsync(readJson(folder, c.json), { code: 'ARTIFACT_STORAGE' });
  await t.throwsAsync(readJson(5 as never, c.json), { code: 'ARTIFACT_STORAGE' });
});

test('readJson refuses what is neither a declared class nor a codec, and wrong options, before it reads', async (t) => {
  class Plain {}
  const path = join(folder, 'none.json');
  for (const type of [undefined, {}, 'number', Plain])
    await t.throwsAsync(readJson(path, type as never), { code: 'ARTIFACT_DECLARATION' });
  for (const options of [{ unknown: 'keep' }, { unknwon: 'ignore' }, { validation: 5 }, { signal: 5 }])
    await t.throwsAsync(readJson(path, Point, options as never), { instanceOf: TypeError });
});

test('readJson refuses a value that await would take for a promise', async (t) => {
  @Persisted()
  class Later {
    @Persisted() x!: number;
    // biome-ignore lint/suspicious/noThenProperty: that is what is refused.
    then(): void {}
  }
  await t.throwsAsync(read('{"x": 1}', Later), { instanceOf: DeclarationError, message: /^Later.then: / });
  // biome-ignore lint/suspicious/noThenProperty: a key of a file.
  t.deepEqual(await read('{"then": 1}', c.json), { then: 1 });
});

test('readJson stops on a signal, and reports its progress', async (t) => {
  const stop = AbortSignal.abort(new Error('stopped'));
  await t.throwsAsync(read('{}', c.json, { signal: stop }), { message: 'stopped' });
  const steps: string[] = [];
  await read('{}', c.json, { onProgress: ({ step, bytes }) => void steps.push(`${step} ${bytes}`) });
  t.deepEqual(steps, ['read 2']);
});

// Sealed files.

test('readJson reads a sealed file as load does, and checks its seal', async (t) => {
  const artifact = points({ curve: Float64Array.of(1, Number.NaN) });
  const text = encode(artifact);
  t.deepEqual(await read(text, Points), artifact);
  await t.throwsAsync(read(text.replace('0.5', '0.6'), Points), { code: 'ARTIFACT_INTEGRITY' });
  await t.throwsAsync(read(JSON.stringify(JSON.parse(text)), Points), { code: 'ARTIFACT_INTEGRITY' });
});

test('readJson reads a sealed file by a codec, with the dtypes that the file declares', async (t) => {
  const members = {
    procedure_name: c.string,
    procedure_version: c.string,
    input_parameters: c.json,
    timestamp: c.date,
  };
  const asObject = (dtype: 'float64' | 'float32') =>
    c.object({ ...members, points: c.list(c.nested(() => Point)), curve: c.ndArray(dtype) });
  const text = encode(points({ curve: Float64Array.of(1, Number.NaN) }));
  const { curve } = (await read(text, asObject('float64'))) as { curve: Float64Array };
  t.deepEqual(curve, Float64Array.of(1, Number.NaN));
  t.deepEqual(await faultsOf(text, asObject('float32')), [
    'invalid-type /curve: found the dtype float64, expected float32',
  ]);
  t.deepEqual(await faultsOf(text, c.json), [
    'unknown-field /$artifact/arrays/~1curve: found an entry for an array that is not there, expected none',
  ]);
});

test('a sealed file has to name its procedure, whoever reads it', async (t) => {
  const text = encode(points());
  const without = sealed(Buffer.from(text.replace('  "procedure_name": "Points",\n', '')));
  const path = await fileWith(without);
  const message = /has no procedure_name|found no such key, expected "Points"/;
  await t.throwsAsync(readJson(path, Points), { message });
  await t.throwsAsync(loadArtifact(path, Points), { message });
});

// load with a class.

test('with a class, load, loadArtifact and decode need no procedure_name in an unsealed file', async (t) => {
  const key = 'Points/2026-02-11T15-40-12_3f8a9b.json';
  const storage = new MemoryStorage();
  await create(storage, key, Buffer.from(UNSEALED));
  const repository = new ArtifactRepository({ storage, classes: [Points] });
  t.deepEqual(await repository.load(storage.pathOf(key), Points), points());
  const path = await fileWith(UNSEALED);
  t.deepEqual(await loadArtifact(path, Points), points());
  t.deepEqual(decode(UNSEALED, Points), points());
  const missing = { code: 'ARTIFACT_FORMAT', message: /is not an artifact: it has no procedure_name$/ } as const;
  await t.throwsAsync(repository.load(storage.pathOf(key)), missing);
  await t.throwsAsync(loadArtifact(path), missing);
});

test('load takes a class of artifacts alone, where a file names no procedure, too', async (t) => {
  const path = await fileWith('{"x": 1}');
  const message = /^Point: is not an artifact class/;
  await t.throwsAsync(loadArtifact(path, Point as never), { code: 'ARTIFACT_DECLARATION', message });
});

test('a wrong procedure_name is refused, with a class and by readJson', async (t) => {
  for (const name of ['"Other"', '5', 'null']) {
    const text = UNSEALED.replace('{', `{"procedure_name":${name},`);
    await t.throwsAsync(loadArtifact(await fileWith(text), Points), { message: /procedure_name/ });
    const [fault] = await faultsOf(text, Points);
    t.regex(fault ?? '', /^invalid-value \/procedure_name: found .*, expected "Points"$/);
  }
});

test('an artifact that load without procedure_name gave can be saved, and is sealed then', async (t) => {
  const repository = new ArtifactRepository({ storage: new FileStorage(await newFolder()), classes: [Points] });
  const path = await repository.save(await loadArtifact(await fileWith(UNSEALED), Points));
  t.deepEqual(await repository.load(path), points());
});

// unknown: 'ignore'

const ignore = { unknown: 'ignore' } as const;

@Persisted()
class Deep {
  @Nested(() => Point) one!: Point;
  @NestedList(() => Point) list!: Point[];
  @NestedMap(() => Point) map!: Map<string, Point>;
  @Nested(() => ({ point: Point, spike: Spike }), { kindKey: 'type' }) kind!: Point | Spike;
  @Stored(c.record(c.nested(() => Point))) record!: Record<string, Point>;
  @Stored(c.object({ a: c.integer, b: c.list(c.object({})) })) object!: { a: number; b: object[] };
  @Stored(c.tuple(c.nullable(c.nested(() => Point)))) tuple!: [Point | null];
  @Stored(c.set(c.nested(() => Point))) set!: Set<Point>;
  @Stored(
    c.either(
      c.number,
      c.nested(() => Point),
    ),
  )
  either!: number | Point;
}

test('unknown: ignore passes over undeclared keys at every depth', async (t) => {
  const point = (x: number) => `{"other": {"x": [1, {}]}, "x": ${x}, "y": null}`;
  const text = `{"one": ${point(1)}, "list": [${point(2)}], "map": {"y": ${point(3)}}, "kind": {"type": "point", "x": 4, "z": 1},
    "record": {"y": ${point(5)}}, "object": {"a": 6, "b": [{"c": 7}], "y": 8}, "tuple": [${point(7)}], "set": [${point(8)}],
    "either": ${point(9)}, "more": 9007199254740993}`;
  const deep = Object.assign(new Deep(), {
    one: Point.of(1),
    list: [Point.of(2)],
    map: new Map([['y', Point.of(3)]]),
    kind: Point.of(4),
    record: { y: Point.of(5) },
    object: { a: 6, b: [{}] },
    tuple: [Point.of(7)],
    set: new Set([Point.of(8)]),
    either: Point.of(9),
  });
  t.deepEqual(await read(text, Deep, ignore), deep);
  const faults = await faultsOf(text, Deep);
  t.is(faults.length, 18);
  t.true(faults.every((fault) => fault.startsWith('unknown-field ')));
});

test('unknown: ignore passes over nothing else: wrong values, missing keys, wrong kinds, and keys that a map does not take', async (t) => {
  const type = c.object({
    point: c.nested(() => Point),
    map: c.map(c.oneOf('a'), c.integer),
    kind: c.nested(() => ({ point: Point, spike: Spike })),
  });
  t.deepEqual(await faultsOf('{"point": {"y": 1}, "map": {"b": 1}, "kind": {"x": 1}, "more": 1}', type, ignore), [
    'missing-field /point/x: found no such key, expected one: only a field with { optional: true } or { default } may be without',
    'invalid-value /map/b: found the key "b", expected "a"',
    'missing-field /kind/$kind: found no such key, expected "point" or "spike"',
  ]);
});

test('unknown: ignore passes over undeclared arrays of a sealed file, with their entries', async (t) => {
  @Persisted({ procedure: 'Points' })
  class Few extends Artifact {
    @NestedList(() => Point) points!: Point[];
  }
  const spikes = [1, 2].map((x) => Object.assign(new Spike(), { shape: Float32Array.of(x) }));
  const text = encode(points({ curve: Float64Array.of(1), spikes }));
  const few = (await read(text, Few, ignore)) as Few;
  t.deepEqual(few.points, points().points);
  t.deepEqual(Object.keys(few).sort(), ['inputParameters', 'points', 'procedureVersion', 'seed', 'timestamp']);
  // An entry elsewhere that leads nowhere is refused as ever.
  const entry = sealed(
    Buffer.from(
      text.replace(
        '"arrays": {',
        '"arrays": {\n      "/absent": {\n        "dtype": "int8",\n        "shape": [1]\n      },',
      ),
    ),
  );
  await t.throwsAsync(read(entry, Few, ignore), {
    message: /arrays\/~1absent: found an entry for an array that is not there/,
  });
});

test('property: with unknown: ignore, a file with more keys reads as the file without them', async (t) => {
  const keys = fc.string({ minLength: 1 }).filter((key) => !['x', 'label', '__proto__'].includes(key));
  const others = fc.dictionary(keys, jsonValue, { maxKeys: 4, noNullPrototype: true });
  const type = c.list(c.nested(() => Point));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), others), { maxLength: 4 }),
      async (rows) => {
        const text = JSON.stringify(rows.map(([x, more]) => ({ ...more, x })));
        t.deepEqual(await read(text, type, ignore), await read(JSON.stringify(rows.map(([x]) => ({ x }))), type));
      },
    ),
    { numRuns: 50 },
  );
});

// writeJson

/** Writes a value, and returns the text of the file. */
async function written(value: unknown, type: unknown): Promise<string> {
  const path = join(await newFolder(), 'written.json');
  await writeJson(path, value as Point, type as typeof Point);
  return readFile(path, 'utf8');
}

/** Returns the faults for which a value is not written, each as code, pointer and message. */
async function refusalsOf(value: unknown, type: unknown): Promise<string[]> {
  const path = join(folder, 'refused.json');
  const error = await writeJson(path, value as Point, type as typeof Point).catch((thrown) => thrown);
  if (!isArtifactError(error, 'ARTIFACT_INVALID')) throw error;
  await readFile(path).then(() => {
    throw new Error('a file was written');
  }, noFile);
  return error.issues.map(({ code, path: pointer, message }) => `${code} ${pointer}: ${message}`);
}

const noFile = () => undefined;

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

const writable: [title: string, value: unknown, type: unknown, text: string][] = [
  ['an instance, with sorted keys', Point.of(1.5, 'b'), Point, '{\n  "label": "b",\n  "x": 1.5\n}\n'],
  [
    'a list of instances',
    [Point.of(1), Point.of(-0)],
    c.list(c.nested(() => Point)),
    '[\n  {\n    "x": 1\n  },\n  {\n    "x": -0.0\n  }\n]\n',
  ],
  ['an empty list', [], c.list(c.number), '[]\n'],
  ['a list of scalars', [1, nan, -infinity], c.list(c.number), '[1,"NaN","-Infinity"]\n'],
  ['a typed array', Float32Array.of(0.5, nan, -0), c.ndArray('float32'), '[0.5,"NaN",-0.0]\n'],
  ['a typed array with missing values', Float64Array.of(1, nan), c.ndArray('float64', { missing: null }), '[1,null]\n'],
  ['integers of 64 bits', BigInt64Array.of(2n ** 60n), c.ndArray('int64'), '[1152921504606846976]\n'],
  ['a bigint, as a number', 2n ** 70n, c.bigint, '1180591620717411303424\n'],
  ['a small bigint, as a number', 12n, c.bigint, '12\n'],
  ['a bigint, as a text where only that tells its type', [12n, 1], c.list(c.either(c.bigint, c.finite)), '["12",1]\n'],
  ['a text', 'a"\n😀', c.string, '"a\\"\\n😀"\n'],
  ['a number', -0, c.number, '-0.0\n'],
  ['an integer beyond 2^53', 2 ** 60, c.number, '1152921504606847000\n'],
  ['null', null, c.json, 'null\n'],
  ['plain JSON', { 'b.c': [1, 'NaN'], a: {} }, c.json, '{\n  "a": {},\n  "b.c": [1,"NaN"]\n}\n'],
  ['a Map from numbers', new Map([[1, true]]), c.map(c.number, c.boolean), '[\n  [1,true]\n]\n'],
  ['a Date', new Date(63), c.date, '"1970-01-01T00:00:00.063Z"\n'],
  ['a Date, as seconds', new Date(63), c.epochSeconds, '0.063\n'],
];

for (const [title, value, type, text] of writable)
  test(`writeJson writes ${title}, and readJson gives it back`, async (t) => {
    t.is(await written(value, type), text);
    t.deepEqual(await read(text, type), value);
  });

test('writeJson writes an artifact without $artifact, and load gives it back', async (t) => {
  const artifact = points({
    curve: Float64Array.of(1, nan),
    spikes: [Object.assign(new Spike(), { shape: Float32Array.of(0.1) })],
  });
  const text = await written(artifact, Points);
  t.is(text, encode(artifact).replace(/,\n {2}"\$artifact"[\s\S]*/, '\n}\n'));
  t.deepEqual(await loadArtifact(await fileWith(text), Points), artifact);
});

test('writeJson takes what the codec saves, and the compiler knows that', async (t) => {
  const path = join(await newFolder(), 'file.json');
  // @ts-expect-error: it is a text.
  await t.throwsAsync(writeJson(path, 'a', c.number), { code: 'ARTIFACT_INVALID' });
  // @ts-expect-error: it is no point.
  await t.throwsAsync(writeJson(path, { x: '1' }, Point), { code: 'ARTIFACT_INVALID' });
  await writeJson(path, Object.freeze([1, 2]) as readonly number[], c.list(c.number));
  t.is(await readFile(path, 'utf8'), '[1,2]\n');
});

test('writeJson never overwrites: an identical file stays as it is, another one is a conflict', async (t) => {
  const path = join(await newFolder(), 'file.json');
  await writeJson(path, [1], c.list(c.number));
  const before = await stat(path);
  await writeJson(path, [1], c.list(c.number));
  t.is((await stat(path)).ctimeMs, before.ctimeMs);
  const message = `${path} holds another file already; nothing was written`;
  await t.throwsAsync(writeJson(path, [2], c.list(c.number)), { code: 'ARTIFACT_CONFLICT', message });
  t.is(await readFile(path, 'utf8'), '[1]\n');
  t.deepEqual(await readdir(dirname(path)), ['file.json']);
});

test('writeJson compares with the target of a link, and does not overwrite that either', async (t) => {
  const target = await fileWith('[1]\n');
  const path = join(await newFolder(), 'link.json');
  await symlink(target, path);
  await writeJson(path, [1], c.list(c.number));
  await t.throwsAsync(writeJson(path, [2], c.list(c.number)), { code: 'ARTIFACT_CONFLICT' });
  t.is(await readFile(target, 'utf8'), '[1]\n');
});

test('of many that write to one path at once, one value wins, and all others are conflicts', async (t) => {
  const path = join(await newFolder(), 'file.json');
  const writing = Array.from({ length: 8 }, (_, value) => writeJson(path, value % 4, c.number));
  const outcomes = (await Promise.allSettled(writing)).map((outcome) => outcome.status);
  t.is(outcomes.filter((status) => status === 'fulfilled').length, 2);
  t.regex(await readFile(path, 'utf8'), /^[0-3]\n$/);
});

test('writeJson creates the folders of its path, and takes any name and links to folders on the way', async (t) => {
  const root = await newFolder();
  await symlink(await newFolder(), join(root, 'link'));
  const path = join(root, 'link', 'a b', 'ä', '.my results (1)');
  await writeJson(path, true, c.boolean);
  t.is(await readFile(path, 'utf8'), 'true\n');
  for (const wrong of [root, `${root}\0`, join(path, 'below')])
    await t.throwsAsync(writeJson(wrong, true, c.boolean), { code: 'ARTIFACT_STORAGE' }, wrong);
  await t.throwsAsync(writeJson(5 as never, true, c.boolean), { code: 'ARTIFACT_STORAGE' });
});

const refused: [title: string, value: unknown, type: unknown, faults: string[]][] = [
  [
    'what the codec refuses, with all faults at once',
    [Point.of(1), { x: 1 }, Object.assign(new Point(), { x: '1', y: 2 })],
    c.list(c.nested(() => Point)),
    [
      'invalid-type /1: found a plain object, expected an instance of Point',
      'invalid-type /2/x: found "1", expected a number',
      'unknown-field /2/y: found the property y, which is not declared; expected a decorator, or @Exclude()',
    ],
  ],
  [
    'undefined',
    undefined,
    c.json,
    ['invalid-type : found undefined, expected a JSON value: a string, number, boolean, null, list or plain object'],
  ],
  [
    'NaN where no number is declared',
    { a: [nan], b: -infinity, c: 'NaN' },
    c.json,
    ['/a/0', '/b'].map(
      (pointer) =>
        `invalid-value ${pointer}: found NaN or an infinity in a plain JSON value, expected a finite number: JSON has no others, and only a codec such as codec.number tells their names from text`,
    ),
  ],
  [
    'the key of sealed files',
    { $artifact: 1 },
    c.record(c.number),
    ['invalid-value /$artifact: found the key $artifact, expected another: it is that of sealed files'],
  ],
];

for (const [title, value, type, faults] of refused)
  test(`writeJson refuses ${title}`, async (t) => {
    t.deepEqual(await refusalsOf(value, type), faults);
  });

test('writeJson refuses an instance of a subclass, and an array whose shape a file without $artifact does not show', async (t) => {
  class Sub extends Point {}
  const [subclass] = await refusalsOf(Object.assign(new Sub(), { x: 1 }), Point);
  t.regex(subclass ?? '', /^invalid-type : found an instance of Sub, expected an instance of Point itself/);
  const [shape] = await refusalsOf(
    { data: new Float64Array(0), shape: [2, 0, 3] },
    c.ndArray('float64', { as: 'nd-array' }),
  );
  t.regex(shape ?? '', /shape/);
});

test('writeJson proves the file: what does not come back identical is refused, unless its caller waives that', async (t) => {
  const path = join(await newFolder(), 'file.json');
  @Persisted()
  class Rounded {
    #x = 0;
    @Persisted()
    get x(): number {
      return this.#x;
    }
    set x(value: number) {
      this.#x = Math.round(value * 2);
    }
  }
  const rounded = Object.assign(new Rounded(), { x: 1 });
  const message = /\/x: found a value that does not come back identical from its own file/;
  await t.throwsAsync(writeJson(path, rounded, Rounded), { code: 'ARTIFACT_INVALID', message });
  t.deepEqual(await readdir(dirname(path)), []);
  await writeJson(path, rounded, Rounded, { proof: false });
  t.is(await readFile(path, 'utf8'), '{\n  "x": 2\n}\n');
});

test('a file without $artifact is of version 1: writeJson refuses a class of another version', async (t) => {
  @Persisted({ procedure: 'Versioned', schemaVersion: 2, upgradesFrom: { 1: (file) => file } })
  class Versioned extends Artifact {}
  const versioned = Object.assign(new Versioned(), {
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
  });
  t.deepEqual(await refusalsOf(versioned, Versioned), [
    'invalid-value : found version 2 of Versioned, expected version 1, as which every file without $artifact is loaded',
  ]);
});

test('writeJson refuses wrong types and options before it writes', async (t) => {
  const path = join(await newFolder(), 'sub', 'file.json');
  class Plain {}
  for (const type of [undefined, {}, Plain])
    await t.throwsAsync(writeJson(path, new Plain(), type as never), { code: 'ARTIFACT_DECLARATION' });
  for (const options of [{ unknown: 'ignore' }, { onConflict: 'error' }, { proof: 'yes' }])
    await t.throwsAsync(writeJson(path, 1, c.number, options as never), { instanceOf: TypeError });
  t.deepEqual(await readdir(dirname(dirname(path))), []);
});

test('writeJson stops on a signal and leaves no file, and reports its progress', async (t) => {
  const path = join(await newFolder(), 'file.json');
  const signal = AbortSignal.abort(new Error('stopped'));
  await t.throwsAsync(writeJson(path, 1, c.number, { signal }), { message: 'stopped' });
  const onProgress = () => {
    throw new Error('enough');
  };
  await t.throwsAsync(writeJson(path, 1, c.number, { onProgress }), { message: 'enough' });
  t.deepEqual(await readdir(dirname(path)), []);
  const steps = new Set<string>();
  await writeJson(path, 1, c.number, { onProgress: ({ step }) => void steps.add(step) });
  t.deepEqual([...steps], ['write', 'prove']);
});

test('writeJson writes a large array piece by piece, and refuses one that is changed meanwhile', async (t) => {
  const path = join(await newFolder(), 'file.json');
  const array = new Float64Array(3_000_000).map((_, index) => index / 7);
  await writeJson(path, { array }, c.object({ array: c.ndArray('float64') }));
  t.deepEqual((await readJson(path, c.object({ array: c.ndArray('float64') }))).array, array);
  const changing = join(await newFolder(), 'file.json');
  const onProgress = ({ step, bytes }: { step: string; bytes: number }) => {
    if (step === 'write' && bytes > 1 << 20) array[0] = 5;
  };
  const message = /\/array: found a value that does not come back identical/;
  await t.throwsAsync(writeJson(changing, { array }, c.object({ array: c.ndArray('float64') }), { onProgress }), {
    message,
  });
});

test('property: readJson gives back what writeJson has written, and JSON.parse finds the same values', async (t) => {
  const root = await newFolder();
  let file = 0;
  const type = c.list(c.object({ json: c.json, number: c.number, array: c.ndArray('float64'), big: c.bigint }));
  const row = fc.record(
    { json: jsonValue, number: fc.double(), array: fc.float64Array(), big: fc.bigInt() },
    { noNullPrototype: true },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 3 }), async (rows) => {
      const path = join(root, `${file++}.json`);
      await writeJson(path, rows, type);
      t.deepEqual(await readJson(path, type), rows);
      const parsed = JSON.parse(await readFile(path, 'utf8'));
      t.deepEqual(
        parsed.map(({ json }: { json: unknown }) => json),
        rows.map(({ json }) => json),
      );
    }),
    { numRuns: 50 },
  );
});
