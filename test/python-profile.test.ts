// Files for the Python implementation, which new ArtifactRepository({ profile: 'python' }) writes: their text, their names, and what comes back.
// Python itself reads them in test/python.test.ts.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { PythonText } from '../src/format/python-text.js';
import {
  Artifact,
  type ArtifactLike,
  ArtifactRepository,
  codec as c,
  FileStorage,
  IsoDate,
  isArtifactError,
  MemoryStorage,
  NdArray,
  Nested,
  Persisted,
  persisted,
  Stored,
} from '../src/index.js';
import { encodeInstance } from '../src/mapping/mapper.js';
import { artifact, limits } from './support/arbitraries.js';
import { Everything, everything } from './support/classes.js';
import { type AnyCodec, holderOf, holding } from './support/holder.js';
import { ROOT } from './support/python-reference.js';
import { bytesOf, collect, create, newFolder, replacedIn, sound } from './support/stored.js';

/** Returns a repository in memory that writes for Python, and a function that returns the text of a file in it. */
function forPython<C extends new () => ArtifactLike>(...classes: C[]) {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository<C>({ storage, classes, profile: 'python' });
  return { storage, repository, textAt: async (path: string) => Buffer.from(await bytesOf(storage, path)).toString() };
}

/** Returns the issues of an error, each as pointer and message. */
const issuesOf = (error: unknown): string[] =>
  isArtifactError(error, 'ARTIFACT_INVALID') ? error.issues.map(({ path, message }) => `${path}: ${message}`) : [];

// ── The files of the Python implementation ───────────────────────────────────────────────────────────────────────────

@Persisted()
class DetectionParameters {
  @Persisted() windowSize!: number;
  @Stored(c.float) threshold!: number;
  @Persisted() minimumSegmentLength!: number;
  @Persisted() searchRadius!: number;
  @Persisted() normalize!: boolean;
}

class Run {
  @Persisted() procedureVersion!: string;
  @Persisted() seed!: number;
  @IsoDate() timestamp!: string;
  @Persisted() nonInterpretationClause!: string;
}

class DetectionResult extends Run {
  @NdArray('int64') detectedChangePoints!: BigInt64Array;
  @NdArray('float64') statisticCurve!: Float64Array;
}

@Persisted({ procedure: 'ChangePointDetection' })
class Detection extends DetectionResult {
  @Nested(() => DetectionParameters) inputParameters!: DetectionParameters;
}

@Persisted({ procedure: 'ChangePointDetection' })
class AwkwardDetection extends DetectionResult {
  @Stored(
    c.object({
      window_size: c.integer,
      threshold: c.float,
      tiny: c.float,
      big: c.float,
      label: c.string,
      nested: c.json,
      normalize: c.boolean,
    }),
  )
  inputParameters!: {
    window_size: number;
    threshold: number;
    tiny: number;
    big: number;
    label: string;
    nested: unknown;
    normalize: boolean;
  };
}

@Persisted({ procedure: 'MultimodalityDetection' })
class Modes extends Run {
  @Persisted() inputParameters!: unknown;
  @Persisted() numberOfModes!: number;
  @NdArray('float64') densityCurve!: Float64Array;
  @NdArray('float64') densityGrid!: Float64Array;
  @NdArray('float64') detectedPeaks!: Float64Array;
}

for (const [name, Class] of [
  ['ChangePointDetection/2026-02-11T15-40-12_c290ae', Detection],
  ['ChangePointDetection/2026-02-11T15-40-13_5dd106', Detection],
  ['ChangePointDetection/2026-02-11T23-59-59_a33b07', AwkwardDetection],
  ['MultimodalityDetection/2026-02-11T16-02-44_a4dfdc', Modes],
  ['MultimodalityDetection/2026-02-11T16-02-45_785b3f', Modes],
  ['MultimodalityDetection/2026-02-11T16-05-00_53e386', Modes],
] as const) {
  test(`${name}, loaded and saved for Python, has its name again, and its members in the order of their keys`, async (t) => {
    const classes = [Class as typeof Detection];
    const theirs = new ArtifactRepository({ storage: new FileStorage(ROOT), classes });
    const loaded = await theirs.load(`${ROOT}/${name}.json`);
    const storage = new MemoryStorage();
    const ours = new ArtifactRepository({ storage, classes, profile: 'python' });
    const path = await ours.save(loaded);
    t.is(path, `${name}.json`);
    assert.deepStrictEqual(await ours.load(path), loaded);
    const linesOf = (bytes: Uint8Array) =>
      Buffer.from(bytes)
        .toString()
        .split('\n')
        .map((line) => line.replace(/,$/, ''))
        .sort();
    t.deepEqual(linesOf(await bytesOf(storage, path)), linesOf(await readFile(`${ROOT}/${name}.json`)));
    t.deepEqual(await ours.verify(), sound(0, 1));
    t.true((await ours.compare(loaded, path)).same);
    const [found, ...others] = await collect(
      ours.find(Class as typeof Detection, { parameters: loaded.inputParameters }),
    );
    assert.deepStrictEqual(found, loaded);
    t.deepEqual(others, []);
  });
}

// ── The text ─────────────────────────────────────────────────────────────────────────────────────────────────────────

test('a file for Python is laid out as json.dump(…, indent=4, sort_keys=True) does it', async (t) => {
  const { repository, textAt } = forPython(Detection);
  const detection = Object.assign(new Detection(), {
    procedureVersion: '1.1.0',
    seed: 42,
    timestamp: '2026-02-11T15:40:12.063671',
    nonInterpretationClause: 'порог ≥ 5 µs 😀 "\\\n\u007f',
    inputParameters: Object.assign(new DetectionParameters(), {
      windowSize: 20,
      threshold: 1,
      minimumSegmentLength: 10,
      searchRadius: 10,
      normalize: true,
    }),
    detectedChangePoints: BigInt64Array.of(28n, 2n ** 53n + 1n),
    statisticCurve: new Float64Array(0),
  });
  const path = await repository.save(detection);
  t.is(path, 'ChangePointDetection/2026-02-11T15-40-12_c290ae.json');
  t.is(
    await textAt(path),
    `{
    "detected_change_points": [
        28,
        9007199254740993
    ],
    "input_parameters": {
        "minimum_segment_length": 10,
        "normalize": true,
        "search_radius": 10,
        "threshold": 1.0,
        "window_size": 20
    },
    "non_interpretation_clause": "\\u043f\\u043e\\u0440\\u043e\\u0433 \\u2265 5 \\u00b5s \\ud83d\\ude00 \\"\\\\\\n\\u007f",
    "procedure_name": "ChangePointDetection",
    "procedure_version": "1.1.0",
    "seed": 42,
    "statistic_curve": [],
    "timestamp": "2026-02-11T15:40:12.063671"
}`,
  );
});

@Persisted()
class Circle {
  @Stored(c.float) radius!: number;
}
@Persisted()
class Square {
  @Persisted() side!: number;
}
const circle = Object.assign(new Circle(), { radius: 1 });
const square = Object.assign(new Square(), { side: 1 });
const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

/** A codec, a value, and the text of the value in a file, without line breaks and indents. */
const TEXTS: readonly (readonly [codec: AnyCodec, value: unknown, text: string])[] = [
  [c.float, 1, '1.0'],
  [c.float, 0, '0.0'],
  [c.float, -0, '-0.0'],
  [c.float, 2 ** 53, '9007199254740992.0'],
  [c.float, 1e15, '1000000000000000.0'],
  [c.float, 1e16, '1e+16'],
  [c.float, 123456789012345680000, '1.2345678901234568e+20'],
  [c.float, 0.0001, '0.0001'],
  [c.float, 0.00001, '1e-05'],
  [c.float, 1.5e-7, '1.5e-07'],
  [c.float, 5e-324, '5e-324'],
  [c.float, nan, 'NaN'],
  [c.float, infinity, 'Infinity'],
  [c.float, -infinity, '-Infinity'],
  [c.number, 1, '1'],
  [c.number, -0, '-0.0'],
  [c.number, 1.5, '1.5'],
  [c.number, 1e-7, '1e-07'],
  [c.number, 2 ** 53 - 1, '9007199254740991'],
  [c.number, 2 ** 53, '9007199254740992.0'],
  [c.number, 1e300, '1e+300'],
  [c.number, nan, 'NaN'],
  [c.finite, 1e21, '1e+21'],
  [c.integer, -1, '-1'],
  [c.bigint, 1n, '1'],
  [c.bigint, -(2n ** 70n), '-1180591620717411303424'],
  [
    c.json,
    { b: nan, a: ['NaN', -infinity, null, true, 1e22, {}] },
    '{"a": ["NaN",-Infinity,null,true,1e+22,{}],"b": NaN}',
  ],
  [c.json, [], '[]'],
  [c.json, {}, '{}'],
  [c.json, { '\ue000': 1, '😀': 2 }, '{"\\ue000": 1,"\\ud83d\\ude00": 2}'],
  [c.json, '\ud800 </script>', '"\\ud800 </script>"'],
  [c.list(c.float), [1, 2.5, nan], '[1.0,2.5,NaN]'],
  [c.set(c.float), new Set([1, 1.5]), '[1.0,1.5]'],
  [c.set(c.list(c.float)), new Set([[1], [2], []]), '[[1.0],[2.0],[]]'],
  [c.map(c.float), new Map([['a', 1]]), '{"a": 1.0}'],
  [
    c.map(c.float, c.bigint),
    new Map([
      [1, 2n],
      [0.5, 3n],
    ]),
    '[[1.0,2],[0.5,3]]',
  ],
  [c.record(c.float), { x: 1 }, '{"x": 1.0}'],
  [c.tuple(c.number, c.float), [1, 1], '[1,1.0]'],
  [c.nullable(c.float), null, 'null'],
  [c.either(c.float, c.oneOf('auto')), 1, '1.0'],
  [c.either(c.float, c.oneOf('auto')), 'auto', '"auto"'],
  [c.nested(() => ({ circle: Circle, square: Square })), circle, '{"$kind": "circle","radius": 1.0}'],
  [c.list(c.nested(() => ({ circle: Circle, square: Square }))), [square], '[{"$kind": "square","side": 1}]'],
  [c.date, new Date('2026-02-11T15:40:12.063Z'), '"2026-02-11T15:40:12.063000"'],
  [c.date, new Date('2026-02-11T15:40:12Z'), '"2026-02-11T15:40:12"'],
  [c.date, new Date('0001-01-01T00:00:00.001Z'), '"0001-01-01T00:00:00.001000"'],
  [c.date, new Date('9999-12-31T23:59:59.999Z'), '"9999-12-31T23:59:59.999000"'],
  [c.dateWith({ separator: ' ', zone: 'UTC' }), new Date(0), '"1970-01-01T00:00:00"'],
  [c.list(c.date), [new Date(1)], '["1970-01-01T00:00:00.001000"]'],
  [c.isoText, '2026-02-11T15:40:12+02:00', '"2026-02-11T15:40:12+02:00"'],
  [c.epochSeconds, new Date(1500), '1.5'],
  [c.epochMilliseconds, new Date(1500), '1500'],
  [c.ndArray('float64'), Float64Array.of(1, -0, nan, -infinity, 1e-7), '[1.0,-0.0,NaN,-Infinity,1e-07]'],
  [c.ndArray('float32'), Float32Array.of(0.1, 1, infinity), '[0.10000000149011612,1.0,Infinity]'],
  [c.ndArray('float64', { missing: null }), Float64Array.of(1, nan), '[1.0,null]'],
  [c.ndArray('bool'), Uint8Array.of(1, 0), '[true,false]'],
  [c.ndArray('uint8'), Uint8Array.of(1, 255), '[1,255]'],
  [c.ndArray('int64'), BigInt64Array.of(-(2n ** 63n)), '[-9223372036854775808]'],
  [c.ndArray('uint64'), BigUint64Array.of(2n ** 64n - 1n), '[18446744073709551615]'],
  [
    c.ndArray('float64', { shape: [null, 3] }),
    { data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] },
    '[[1.0,2.0,3.0],[4.0,5.0,6.0]]',
  ],
  [c.ndArray('int8', { as: 'nd-array' }), { data: Int8Array.of(1, 2, 3, 4), shape: [1, 2, 2] }, '[[[1,2],[3,4]]]'],
  [c.ndArray('int8', { as: 'nd-array' }), { data: new Int8Array(0), shape: [2, 1, 0] }, '[[[]],[[]]]'],
  [c.ndArray('int8', { shape: [null, 3] }), { data: new Int8Array(0), shape: [0, 3] }, '[]'],
  [c.ndArray('float32', { shape: [] }), { data: Float32Array.of(1), shape: [] }, '1.0'],
  [c.ndArray('float32', { as: 'nd-array' }), { data: Float32Array.of(nan), shape: [] }, 'NaN'],
  [c.list(c.ndArray('float64')), [Float64Array.of(1), new Float64Array(0)], '[[1.0],[]]'],
  [
    c.custom({
      name: 'Circle',
      stored: c.tuple(c.float, c.date, c.bigint),
      is: (value) => value instanceof Circle,
      encode: ({ radius }): [number, Date, bigint] => [radius, new Date(radius), BigInt(radius)],
      decode: ([radius]) => Object.assign(new Circle(), { radius }),
    }),
    circle,
    '[1.0,"1970-01-01T00:00:00.001000",1]',
  ],
];

for (const [index, [codec, value, text]] of TEXTS.entries()) {
  test(`value ${index} is written as ${text}, and comes back identical`, async (t) => {
    const Class = holderOf(codec);
    const { repository, textAt } = forPython(Class);
    const path = await repository.save(holding(Class, value));
    const file = await textAt(path);
    t.is(file.slice(file.indexOf('"value": ') + 9, -2).replace(/\n */g, ''), text);
    assert.deepStrictEqual((await repository.load(path)).value, value);
    t.deepEqual(await repository.verify(), sound(0, 1));
    t.true((await repository.compare(path, holding(Class, value))).same);
  });
}

/** A codec, a value that a file for Python cannot hold, and the issue. */
const REFUSED: readonly (readonly [codec: AnyCodec, value: unknown, issue: string])[] = [
  [
    c.date,
    new Date('+012026-01-01T00:00:00Z'),
    '/value: found an instance of Date, expected a Date of the years 1 to 9999: Python has no others',
  ],
  [
    c.date,
    new Date('0000-12-31T23:59:59Z'),
    '/value: found an instance of Date, expected a Date of the years 1 to 9999: Python has no others',
  ],
  [
    c.either(c.bigint, c.boolean),
    1n,
    '/value: found 1, expected no bigint among several types: a file for Python has a number for it',
  ],
  [
    c.ndArray('int8', { as: 'nd-array' }),
    { data: new Int8Array(0), shape: [0, 3] },
    '/value: found the shape (0, 3), expected one that the lists of a file without $artifact can show; declare shape with all lengths behind the first that may be 0',
  ],
  [
    c.ndArray('int8', { shape: [null, null, 2] }),
    { data: new Int8Array(0), shape: [0, 3, 2] },
    '/value: found the shape (0, 3, 2), expected one that the lists of a file without $artifact can show; declare shape with all lengths behind the first that may be 0',
  ],
];

for (const [index, [codec, value, issue]] of REFUSED.entries()) {
  test(`what a file for Python cannot hold is refused, whether or not it is proven: value ${index}`, async (t) => {
    const Class = holderOf(codec);
    const { repository, storage } = forPython(Class);
    for (const proof of [true, false]) {
      const error = await t.throwsAsync(repository.save(holding(Class, value), { proof }));
      t.deepEqual(issuesOf(error), [issue]);
    }
    t.deepEqual(await collect(storage.list()), []);
  });
}

test('a bigint has at most the 4300 digits that Python reads', async (t) => {
  const Class = holderOf(c.bigint);
  const { repository } = forPython(Class);
  await repository.save(holding(Class, -(10n ** 4299n)));
  const error = await t.throwsAsync(repository.save(holding(Class, 10n ** 4300n)));
  t.regex(issuesOf(error)[0] ?? '', /expected at most 4300 digits, for Python reads no more$/);
});

test('any artifact comes back identical, but for shapes that lists do not show, and years that Python does not have', async (t) => {
  const { repository } = forPython(Everything);
  const shown = everything();
  let saved = 0;
  await fc.assert(
    fc.asyncProperty(artifact, fc.boolean(), async (given, isPlain) => {
      // Most of the random shapes have a length of 0, and most of the random dates another year.
      if (isPlain) Object.assign(given, { date: new Date(0), anyRank: shown.anyRank, view: shown.view });
      try {
        assert.deepStrictEqual(await repository.load(await repository.save(given)), given);
        saved++;
      } catch (error) {
        const issues = issuesOf(error);
        if (issues.length === 0) throw error;
        for (const issue of issues) assert.match(issue, /found the shape|years 1 to 9999/);
      }
    }),
    { numRuns: 300 },
  );
  t.true(saved > 30, `${saved}`);
  t.deepEqual((await repository.verify()).problems, []);
});

test('the bytes are the same, however small the pieces in which they are written', (t) => {
  fc.assert(
    fc.property(artifact, limits, (given, small) => {
      const { root } = encodeInstance(given);
      const whole = new PythonText(root).pieces().next().value;
      const pieces = [...new PythonText(root, small).pieces()];
      assert.ok(pieces.every((piece) => piece.length <= small.piece + 4096));
      assert.deepStrictEqual(Buffer.concat(pieces), whole);
    }),
    { numRuns: 100 },
  );
  t.pass();
});

test('arrays that are large are read while they are written, and the proof refuses one that is changed meanwhile', async (t) => {
  const Class = holderOf(c.ndArray('float64'));
  const { repository } = forPython(Class);
  const curve = new Float64Array(3_000_000).fill(0.5);
  const save = repository.save(holding(Class, curve));
  curve[curve.length - 1] = 1;
  const path = await save;
  t.is(((await repository.load(path)).value as Float64Array).at(-1), 1);
  let isChanged = false;
  const error = await t.throwsAsync(
    repository.save(holding(Class, curve), {
      onProgress: ({ step }) => {
        if (step === 'prove' && !isChanged) curve[0] = 2;
        isChanged ||= step === 'prove';
      },
    }),
  );
  t.deepEqual(issuesOf(error), [
    '/value: found a value that does not come back identical from its own file, expected one that does',
  ]);
});

test('a small array is written as it was when save was called', async (t) => {
  const Class = holderOf(c.list(c.ndArray('float64')));
  const { repository } = forPython(Class);
  // The beginning of the file is made before save returns.
  const [first, curve] = [new Float64Array(100_000), Float64Array.of(1, 2)];
  const save = repository.save(holding(Class, [first, curve]), { proof: false });
  curve.fill(0);
  assert.deepStrictEqual((await repository.load(await save)).value, [first, Float64Array.of(1, 2)]);
  t.pass();
});

test('a large array whose memory is taken away while it is written is refused', async (t) => {
  const Class = holderOf(c.ndArray('float64'));
  const { repository, storage } = forPython(Class);
  const curve = new Float64Array(3_000_000);
  const save = repository.save(holding(Class, curve));
  structuredClone(curve, { transfer: [curve.buffer] });
  t.deepEqual(issuesOf(await t.throwsAsync(save)), [
    '/value: found other elements than in its own file, expected an array that nobody changes while it is saved',
  ]);
  t.deepEqual(await collect(storage.list()), []);
});

// ── Times ────────────────────────────────────────────────────────────────────────────────────────────────────────────

@Persisted({ procedure: 'Dated' })
class Dated extends Artifact<{ threshold: number }> {
  @NdArray('float64') curve!: Float64Array;
}

const dated = (timestamp: string, value = 1): Dated =>
  Dated.create({
    procedureVersion: '1',
    inputParameters: { threshold: 0.5 },
    timestamp: new Date(timestamp),
    curve: Float64Array.of(value),
  });

test('a Date is written in UTC without a zone, as datetime.isoformat() does it, and read so where the repository writes for Python', async (t) => {
  const { repository, storage, textAt } = forPython(Dated);
  const saved = dated('2026-02-11T15:40:12.063Z');
  const path = await repository.save(saved);
  t.regex(await textAt(path), /"timestamp": "2026-02-11T15:40:12.063000"\n\}$/);
  assert.deepStrictEqual(await repository.load(path, Dated), saved);
  const where = ({ timestamp }: { timestamp: Date }) => timestamp.getTime() === saved.timestamp.getTime();
  t.is(await repository.count(Dated, { where, since: new Date('2026-02-11T15:40:12Z') }), 1);
  const other = new ArtifactRepository({ storage, classes: [Dated] });
  const error = await t.throwsAsync(other.load(path));
  t.deepEqual(issuesOf(error), [
    '/timestamp: found "2026-02-11T15:40:12.063000", expected a time zone ("Z" or an offset): without one a Date depends on the ' +
      'machine; declare the field as string to keep the text',
  ]);
});

test('a Date takes other times of files without $artifact, too, but none finer than a millisecond', async (t) => {
  const { repository, storage } = forPython(Dated);
  const original = await repository.save(dated('2026-02-11T15:40:12.063Z'));
  const text = Buffer.from(await bytesOf(storage, original)).toString();
  const loadedWith = async (timestamp: string) => {
    const draft = storage.draft('Dated');
    const path = `Dated/${timestamp.slice(0, 19).replaceAll(':', '-')}_${createHash('sha256').update(timestamp).digest('hex').slice(0, 6)}.json`;
    await draft.write(Buffer.from(text.replace('2026-02-11T15:40:12.063000', timestamp)));
    await draft.publish(path);
    return (await repository.load(path)).timestamp.toISOString();
  };
  t.is(await loadedWith('2026-02-11T16:40:12'), '2026-02-11T16:40:12.000Z');
  t.is(await loadedWith('2026-02-11T16:40:12.063Z'), '2026-02-11T16:40:12.063Z');
  t.is(await loadedWith('2026-02-11T16:40:12.063+02:00'), '2026-02-11T14:40:12.063Z');
  const error = await t.throwsAsync(loadedWith('2026-02-11T16:40:12.063671'));
  t.regex(issuesOf(error)[0] ?? '', /expected milliseconds at most/);
});

class Renamed extends Artifact<{ threshold: number }> {
  statistic!: Float64Array;
}
const RENAMED_FIELDS = { statistic: { codec: c.ndArray('float64'), aliases: ['curve'] } };
persisted(Renamed, { procedure: 'Dated', fields: RENAMED_FIELDS });

class Upgraded extends Artifact<{ threshold: number }> {
  statistic!: Float64Array;
}
persisted(Upgraded, {
  procedure: 'Dated',
  schemaVersion: 2,
  upgradesFrom: { 1: (file) => file },
  fields: RENAMED_FIELDS,
});

for (const [Class, timestamp] of [
  [Renamed, '2026-02-11T15:40:12.063000'],
  [Upgraded, '2026-02-11T15:40:12.063Z'],
] as const)
  test(`a file for Python that is older than its class is described as the class has it now: ${Class.name}`, async (t) => {
    const { repository, storage } = forPython(Dated);
    const path = await repository.save(dated('2026-02-11T15:40:12.063Z'));
    const later = new ArtifactRepository({ storage, classes: [Class], profile: 'python' });
    t.like(await later.describe(path), { timestamp, arrays: { '/statistic': { dtype: 'float64', shape: [1] } } });
    t.true((await later.compare(path, path)).same);
  });

test('a file for Python is the same as the artifact that is loaded of it, also where it is older than its class', async (t) => {
  const { repository, storage } = forPython(Dated);
  const path = await repository.save(dated('2026-02-11T15:40:12.063Z'));
  const later = new ArtifactRepository({ storage, classes: [Renamed], profile: 'python' });
  t.deepEqual(await later.compare(path, await later.load(path)), { same: true, differences: [] });
});

test('a sealed file has its times with a zone, also where the repository writes for Python', async (t) => {
  const { storage, repository } = forPython(Dated);
  const sealing = new ArtifactRepository({ storage, classes: [Dated] });
  const saved = dated('2026-02-11T15:40:12.063Z');
  const [sealed, plain] = [await sealing.save(saved), await repository.save(saved)];
  assert.deepStrictEqual(await repository.load(sealed), saved);
  const both = await collect(repository.find(Dated, { parameters: saved.inputParameters }));
  t.deepEqual(
    both.map((each) => repository.pathOf(each)),
    [sealed, plain].sort(),
  );
  t.deepEqual(await repository.verify(), sound(1, 1));
});

test('a sealed file whose time has no zone is refused, also where the repository writes for Python', async (t) => {
  const { storage, repository } = forPython(Dated);
  const path = await new ArtifactRepository({ storage, classes: [Dated] }).save(dated('2026-02-11T15:40:12.063Z'));
  const changed = await replacedIn(storage, path, '12.063Z', '12.063');
  const other = path.replace('15-40-12', '15-40-13');
  await create(storage, other, changed);
  const error = await t.throwsAsync(repository.load(other));
  t.regex(issuesOf(error)[0] ?? '', /expected a time zone/);
});

// ── Names ────────────────────────────────────────────────────────────────────────────────────────────────────────────

for (const name of ['memory', 'a folder'] as const) {
  test(`artifacts of one name are saved beside each other, with the SHA-256 of their bytes in their names: in ${name}`, async (t) => {
    const storage = name === 'memory' ? new MemoryStorage() : new FileStorage(await newFolder());
    const repository = new ArtifactRepository({ storage, classes: [Dated], profile: 'python' });
    const [first, second] = [dated('2026-02-11T15:40:12Z', 1), dated('2026-02-11T15:40:12Z', 2)];
    const path = await repository.save(first);
    const beside = await repository.save(second);
    const digest = createHash('sha256')
      .update(await bytesOf(storage, storage.keyOf(beside)))
      .digest('hex');
    t.is(beside, path.replace('.json', `_${digest.slice(0, 16)}.json`));
    t.deepEqual(
      [await repository.save(dated('2026-02-11T15:40:12Z', 1)), await repository.save(second)],
      [path, beside],
    );
    t.is((await collect(storage.list())).length, 2);
    assert.deepStrictEqual(await repository.load(beside), second);
    t.deepEqual(await repository.verify(), sound(0, 2));
    await t.throwsAsync(repository.save(dated('2026-02-11T15:40:12Z', 3), { onConflict: 'error' }), {
      message: /holds another artifact already/,
    });
    t.is(await repository.count(Dated, { parameters: first.inputParameters }), 2);
  });
}

test('verify reports a file of Python whose name has the digest of other bytes', async (t) => {
  const { storage, repository } = forPython(Dated);
  const path = await repository.save(dated('2026-02-11T15:40:12Z'));
  const bytes = await bytesOf(storage, path);
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  for (const each of [digest, '0123456789abcdef']) {
    const draft = storage.draft('Dated');
    await draft.write(bytes);
    await draft.publish(path.replace('.json', `_${each}.json`));
  }
  const wrong = path.replace('.json', '_0123456789abcdef.json');
  const right = path.replace('.json', `_${digest}.json`);
  t.deepEqual((await repository.verify()).problems, [
    {
      path: wrong,
      code: 'ARTIFACT_INTEGRITY',
      message: `${wrong} does not bear its own name: expected ${right}, found ${wrong}`,
    },
  ]);
});

@Persisted()
class ManyParameters {
  @Stored(c.float) threshold!: number;
  @Stored(c.bigint) huge!: bigint;
  @IsoDate() day!: Date;
  @NdArray('float64') weights!: Float64Array;
  @NdArray('int8', { shape: [null, 2] }) pairs!: NdArray<Int8Array>;
}

@Persisted({ procedure: 'Many' })
class Many extends Artifact<ManyParameters> {
  @Nested(() => ManyParameters) override inputParameters = new ManyParameters();
}

const many = (threshold: number): Many =>
  Object.assign(new Many(), {
    procedureVersion: '1',
    timestamp: new Date(0),
    inputParameters: Object.assign(new ManyParameters(), {
      threshold,
      huge: 2n ** 64n,
      day: new Date(1),
      weights: Float64Array.of(1, 0.5),
      pairs: { data: Int8Array.of(1, 2, 3, 4), shape: [2, 2] },
    }),
  });

test('the hash in a name is that of json.dumps(parameters, sort_keys=True), whatever the parameters are, and finds them', async (t) => {
  const { repository, storage } = forPython(Many);
  const path = await repository.save(many(1));
  const text =
    '{"day": "1970-01-01T00:00:00.001000", "huge": 18446744073709551616, "pairs": [[1, 2], [3, 4]], "threshold": 1.0, "weights": [1.0, 0.5]}';
  t.is(path, `Many/1970-01-01T00-00-00_${createHash('sha256').update(text).digest('hex').slice(0, 6)}.json`);
  t.is(await repository.count(Many, { parameters: many(1).inputParameters }), 1);
  t.is(await repository.count(Many, { parameters: many(2).inputParameters }), 0);
  const sealing = new ArtifactRepository({ storage, classes: [Many] });
  await sealing.save(many(1));
  t.is(await repository.count(Many, { parameters: many(1).inputParameters }), 2);
});

@Persisted()
class DayParameters {
  @IsoDate() day!: Date;
  @Persisted() count!: bigint;
}

@Persisted({ procedure: 'Daily' })
class Daily extends Artifact<DayParameters> {
  @Nested(() => DayParameters) override inputParameters = new DayParameters();
}

test('parameters are found by the hash of what is written for Python: a time without a zone, a bigint as a number', async (t) => {
  const { repository, storage } = forPython(Daily);
  const inputParameters = Object.assign(new DayParameters(), { day: new Date(1), count: 2n ** 64n });
  const path = await repository.save(
    Object.assign(new Daily(), { procedureVersion: '1', inputParameters, timestamp: new Date(0) }),
  );
  // Only a name decides which files are opened.
  await create(storage, path.replace(/_[0-9a-f]{6}/, '_000000'), await bytesOf(storage, path));
  const found = await collect(repository.find(Daily, { parameters: inputParameters }));
  t.deepEqual(
    found.map((each) => repository.pathOf(each)),
    [path],
  );
});

test('findOrCreate creates one file for Python, and finds it again', async (t) => {
  const { repository } = forPython(Dated);
  const options = { parameters: { threshold: 0.5 } };
  let created = 0;
  const create = () => {
    created++;
    return dated('2026-02-11T15:40:12.063Z');
  };
  const first = await repository.findOrCreate(Dated, options, create);
  const second = await repository.findOrCreate(Dated, options, create);
  assert.deepStrictEqual(second, first);
  t.is(created, 1);
  const description = await repository.describe(repository.pathOf(first));
  t.is(description.timestamp, '2026-02-11T15:40:12.063000');
});

test('compare tells a file for Python from an instance by its values', async (t) => {
  const { repository } = forPython(Dated);
  const path = await repository.save(dated('2026-02-11T15:40:12.063Z', 1));
  const { differences } = await repository.compare(path, dated('2026-02-11T15:40:12.064Z', 2));
  t.deepEqual(
    differences.map((each) => each.path),
    ['/curve', '/timestamp'],
  );
});

test('another profile than python is refused', (t) => {
  t.throws(() => new ArtifactRepository({ profile: 'ruby' as never }), {
    instanceOf: TypeError,
    message: 'found profile: "ruby", expected \'python\'',
  });
  t.notThrows(() => new ArtifactRepository({ profile: undefined as never }));
});

test('artifacts with values of every kind are written for Python', async (t) => {
  const { repository } = forPython(Everything);
  const shown = everything({ byName: new Map(), segments: [] });
  assert.deepStrictEqual(await repository.load(await repository.save(shown)), shown);
  t.pass();
});
