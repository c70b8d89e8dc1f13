// Specifies `readJson`: any JSON file, of whatever tool, into a class or codec; and `load` with a class for files that name no procedure.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
} from '../src/index.js';
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
    'missing-field /1/x: found no such key, expected one: only a field with { optional: true } may be without',
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
    'missing-field /point/x: found no such key, expected one: only a field with { optional: true } may be without',
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
  const others = fc.dictionary(keys, fc.jsonValue(), { maxKeys: 4, noNullPrototype: true });
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
