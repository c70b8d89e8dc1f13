// Python reads what new ArtifactRepository({ profile: 'python' }) writes, and the library reads what Python writes: the same values, under the same
// names. The loader is that of the Python implementation: `cls(**data)` on a dataclass, which refuses unknown keys.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import { addDumpsOfTree } from '../src/format/python-json.js';
import { pythonFloat } from '../src/format/python-scalars.js';
import {
  Artifact,
  ArtifactRepository,
  codec as c,
  FileStorage,
  NdArray,
  Nested,
  Persisted,
  Stored,
} from '../src/index.js';
import { NumberText } from '../src/model/number-text.js';
import type { Tree } from '../src/model/tree.js';
import { double, float64Of } from './support/arbitraries.js';
import { needs } from './support/needs.js';
import { collect, newFolder, sound } from './support/stored.js';

const testInPython = await needs('python3');
const testWithNumpy = await needs('numpy');

/** Runs a program, and returns what it prints for each line of its input. */
async function runPython(program: string, input: readonly string[], ...args: string[]): Promise<string[]> {
  const running = promisify(execFile)('python3', ['-c', program, ...args], { maxBuffer: 2 ** 28 });
  running.child.stdin?.end(input.map((line) => `${line}\n`).join(''));
  return (await running).stdout.trimEnd().split('\n');
}

@Persisted()
class Parameters {
  @Stored(c.float) threshold!: number;
  @Stored(c.integer) windowSize!: number;
  @Stored(c.date) since!: Date;
  @Persisted() label!: string;
  @Stored(c.map(c.float)) limits!: Map<string, number>;
  @Stored(c.json) others!: unknown;
  @NdArray('float64') weights!: Float64Array;
}

@Persisted()
class Segment {
  @Persisted() start!: number;
  @Stored(c.float) mean!: number;
}

@Persisted({ procedure: 'ForPython' })
class ForPython extends Artifact<Parameters> {
  @Nested(() => Parameters) override inputParameters = new Parameters();
  @Persisted() score!: number;
  @Stored(c.nullable(c.float)) ratio!: number | null;
  @Persisted() count!: bigint;
  @Persisted() note!: string;
  @Stored(c.list(c.date)) days!: Date[];
  @Stored(c.list(c.nested(() => Segment))) segments!: Segment[];
  @NdArray('float64') curve!: Float64Array;
  @NdArray('float64', { missing: null }) gaps!: Float64Array;
  @NdArray('float32', { shape: [null, 2] }) positions!: NdArray<Float32Array>;
  @NdArray('int64') counts!: BigInt64Array;
  @NdArray('uint64') ids!: BigUint64Array;
  @NdArray('int8', { shape: [2, null, 2] }) cube!: NdArray<Int8Array>;
  @NdArray('bool') flags!: Uint8Array;
}

/** What the Python implementation does: a dataclass, `cls(**data)`, `json.dump(…, indent=4)`. */
const PYTHON_IMPLEMENTATION = `
import dataclasses, datetime, hashlib, json, math, os, struct, sys
import numpy as np

@dataclasses.dataclass
class ForPython:
    procedure_version: str
    procedure_name: str
    score: float
    ratio: float
    count: int
    note: str
    days: list
    segments: list
    curve: list
    gaps: list
    positions: list
    counts: list
    ids: list
    cube: list
    flags: list
    input_parameters: dict
    timestamp: str
    seed: int = None

    @classmethod
    def load(cls, path):
        with open(path) as file:
            return cls(**json.load(file))

    def save(self, root):
        dumped = json.dumps(self.input_parameters, sort_keys=True)
        digest = hashlib.sha256(dumped.encode()).hexdigest()[:6]
        second = self.timestamp.split(".")[0].replace(":", "-")
        path = os.path.join(root, self.procedure_name, f"{second}_{digest}.json")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            members = {key: value for key, value in dataclasses.asdict(self).items() if key != "seed" or value is not None}
            json.dump(members, file, indent=4)
        return path

def shown(value):
    if isinstance(value, float):
        return ["float", "nan" if math.isnan(value) else struct.pack(">d", value).hex()]
    if isinstance(value, int) and not isinstance(value, bool):
        return ["int", str(value)]
    if isinstance(value, dict):
        return {key: shown(each) for key, each in value.items()}
    if isinstance(value, list):
        return [shown(each) for each in value]
    return value

def hex_of(values, dtype):
    return np.array([math.nan if each is None else each for each in values], dtype).tobytes().hex()

def milliseconds(text):
    time = datetime.datetime.fromisoformat(text)
    assert time.isoformat() == text, text
    return str((time - datetime.datetime(1970, 1, 1)) // datetime.timedelta(milliseconds=1))

def flat(lists):
    return np.array(lists).reshape(-1).tolist()
`;

const READ = `${PYTHON_IMPLEMENTATION}
for line in sys.stdin:
    path = line.rstrip("\\n")
    with open(path) as file:
        text = file.read()
    assert json.dumps(json.loads(text), indent=4, sort_keys=True) == text, path
    artifact = ForPython.load(path)
    saved = artifact.save(sys.argv[1])
    assert os.path.basename(saved).removesuffix(".json") == os.path.basename(path)[:26], (saved, path)
    parameters = artifact.input_parameters
    print(json.dumps({
        "threshold": shown(parameters["threshold"]),
        "window_size": shown(parameters["window_size"]),
        "since": milliseconds(parameters["since"]),
        "label": parameters["label"],
        "limits": shown(parameters["limits"]),
        "others": shown(parameters["others"]),
        "weights": hex_of(parameters["weights"], "<f8"),
        "timestamp": milliseconds(artifact.timestamp),
        "seed": shown(artifact.seed),
        "score": shown(artifact.score),
        "ratio": shown(artifact.ratio),
        "count": shown(artifact.count),
        "note": artifact.note,
        "days": [milliseconds(day) for day in artifact.days],
        "segments": shown(artifact.segments),
        "curve": hex_of(artifact.curve, "<f8"),
        "floats": all(type(each) is float for each in artifact.curve + flat(artifact.positions)),
        "gaps": hex_of(artifact.gaps, "<f8"),
        "positions": hex_of(flat(artifact.positions), "<f4"),
        "counts": hex_of(artifact.counts, "<i8"),
        "ids": hex_of(artifact.ids, "<u8"),
        "cube": [list(np.array(artifact.cube).shape), hex_of(flat(artifact.cube), "<i1")],
        "flags": artifact.flags,
    }, sort_keys=True))
`;

const shownFloat = (value: number): unknown => [
  'float',
  Number.isNaN(value) ? 'nan' : Buffer.from(Float64Array.of(value).buffer).reverse().toString('hex'),
];
/** What Python shows of a plain number: an int if it is a safe integer, else a float. */
const shownNumber = (value: number): unknown =>
  Number.isSafeInteger(value) && !Object.is(value, -0) ? ['int', String(value)] : shownFloat(value);
const shownJson = (value: unknown): unknown =>
  typeof value === 'number'
    ? shownNumber(value)
    : Array.isArray(value)
      ? value.map(shownJson)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shownJson(each)]))
        : value;
const hexOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('hex');
const timeOf = (date: Date): string => String(date.getTime());

/** What {@link READ} has to print of an artifact. */
const expectedOf = (artifact: ForPython): unknown => ({
  threshold: shownFloat(artifact.inputParameters.threshold),
  window_size: shownNumber(artifact.inputParameters.windowSize),
  since: timeOf(artifact.inputParameters.since),
  label: artifact.inputParameters.label,
  limits: Object.fromEntries([...artifact.inputParameters.limits].map(([key, each]) => [key, shownFloat(each)])),
  others: shownJson(artifact.inputParameters.others),
  weights: hexOf(artifact.inputParameters.weights),
  timestamp: timeOf(artifact.timestamp),
  seed: artifact.seed === undefined ? null : shownNumber(artifact.seed),
  score: shownNumber(artifact.score),
  ratio: artifact.ratio === null ? null : shownFloat(artifact.ratio),
  count: ['int', String(artifact.count)],
  note: artifact.note,
  days: artifact.days.map(timeOf),
  segments: artifact.segments.map(({ start, mean }) => ({ start: shownNumber(start), mean: shownFloat(mean) })),
  curve: hexOf(artifact.curve),
  floats: true,
  gaps: hexOf(artifact.gaps),
  positions: hexOf(artifact.positions.data),
  counts: hexOf(artifact.counts),
  ids: hexOf(artifact.ids),
  cube: [artifact.cube.shape, hexOf(artifact.cube.data)],
  flags: Array.from(artifact.flags, (each) => each === 1),
});

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('NaN', 'порог ≥ 5 µs 😀', '\ud800', '\u007f\u0000\u2028"\\/', ''),
);
const key = text.filter((each) => each !== '__proto__');
const date = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    double,
    text,
    fc.constantFrom(null, true, false),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const float64 = fc.nat(4).chain(float64Of);

const artifact = fc
  .record({
    parameters: fc.record({
      threshold: double,
      windowSize: fc.maxSafeInteger().map((each) => each + 0),
      since: date,
      label: text,
      limits: fc
        .dictionary(key, double, { maxKeys: 3, noNullPrototype: true })
        .map((limits) => new Map(Object.entries(limits).sort(([a], [b]) => (a < b ? -1 : 1)))),
      others: json,
      weights: float64,
    }),
    seed: fc.option(
      fc.maxSafeInteger().map((each) => each + 0),
      { nil: undefined },
    ),
    timestamp: date,
    score: double,
    ratio: fc.option(double),
    count: fc.bigInt({ min: -(10n ** 400n), max: 10n ** 400n }),
    note: text,
    days: fc.array(date, { maxLength: 3 }),
    segments: fc.array(
      fc.record({ start: double, mean: double }).map((fields) => Object.assign(new Segment(), fields)),
      { maxLength: 3 },
    ),
    curve: float64,
    gaps: float64,
    positions: fc
      .nat(3)
      .chain((rows) =>
        float64Of(2 * rows).map((data): NdArray<Float32Array> => ({ data: Float32Array.from(data), shape: [rows, 2] })),
      ),
    counts: fc.array(int64, { maxLength: 3 }).map((each) => BigInt64Array.from(each)),
    ids: fc
      .array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { maxLength: 3 })
      .map((each) => BigUint64Array.from(each)),
    cube: fc
      .integer({ min: 1, max: 3 })
      .chain((rows) =>
        fc
          .int8Array({ minLength: 4 * rows, maxLength: 4 * rows })
          .map((data): NdArray<Int8Array> => ({ data, shape: [2, rows, 2] })),
      ),
    flags: fc.array(fc.boolean(), { maxLength: 3 }).map((each) => Uint8Array.from(each, Number)),
  })
  .map(({ parameters, seed, ...fields }) =>
    Object.assign(
      new ForPython(),
      { procedureVersion: '1.1.0', inputParameters: Object.assign(new Parameters(), parameters), ...fields },
      seed === undefined ? {} : { seed },
    ),
  );

testWithNumpy(
  'cls(**data) in Python gets every value of an artifact, and saves it under its name; what Python writes comes back',
  async (t) => {
    const [root, theirs] = [await newFolder(), await newFolder()];
    const repository = new ArtifactRepository({
      storage: new FileStorage(root),
      classes: [ForPython],
      profile: 'python',
    });
    const saved = new Map<string, ForPython>();
    for (const each of fc.sample(artifact, { numRuns: 150, seed: 15 })) {
      const path = await repository.save(each);
      // Python has no second name for another artifact of one second.
      if (/_[0-9a-f]{6}\.json$/.test(path)) saved.set(path, each);
    }
    t.true(saved.size > 120);
    const lines = await runPython(READ, [...saved.keys()], theirs);
    t.is(lines.length, saved.size);
    for (const [index, each] of [...saved.values()].entries())
      assert.deepStrictEqual(JSON.parse(lines[index] as string), JSON.parse(JSON.stringify(expectedOf(each))));
    const again = new ArtifactRepository({ storage: new FileStorage(theirs), classes: [ForPython], profile: 'python' });
    for (const [path, each] of saved)
      assert.deepStrictEqual(
        await again.load(path.replace(root, theirs)),
        await repository.load(path),
        String(each.count),
      );
    t.deepEqual(await again.verify(), sound(0, saved.size));
    for (const each of fc.sample(fc.constantFrom(...saved.values()), { numRuns: 10, seed: 1 })) {
      const [found] = await collect(again.find(ForPython, { parameters: each.inputParameters }));
      assert.deepStrictEqual(found?.inputParameters, each.inputParameters);
    }
  },
);

testWithNumpy('cls(**data) in Python refuses a key that its dataclass does not have', async (t) => {
  const folder = await newFolder();
  const storage = new FileStorage(folder);
  @Persisted({ procedure: 'ForPython' })
  class Wider extends ForPython {
    @Persisted() unknown!: string;
  }
  const [narrow] = fc.sample(artifact, { numRuns: 1, seed: 1 }) as [ForPython];
  const repository = new ArtifactRepository({ storage, classes: [Wider], profile: 'python' });
  const path = await repository.save(Object.assign(new Wider(), narrow, { unknown: '' }));
  const error = await t.throwsAsync(runPython(READ, [path], folder));
  t.regex(error?.message ?? '', /TypeError: .*unexpected keyword argument 'unknown'/);
});

testInPython('floats are written as repr writes them', async (t) => {
  const values = [
    ...[1e15, 1e16, 1e17, 1e21, 1e22, 1e23, 1e-4, 1e-5, 1e-7, 9999999999999998, 123456789012345680000].flatMap(
      (each) => [each, -each],
    ),
    ...fc.sample(double, { numRuns: 20_000, seed: 7 }),
  ];
  const bitsOf = (value: number) => Buffer.from(Float64Array.of(value).buffer).toString('hex');
  const program = `
import json, struct, sys
for line in sys.stdin:
    print(json.dumps(struct.unpack("<d", bytes.fromhex(line.strip()))[0]))`;
  const lines = await runPython(program, values.map(bitsOf));
  t.deepEqual(values.map(pythonFloat), lines);
});

testInPython('the text that is hashed is that of json.dumps(parameters, sort_keys=True)', async (t) => {
  /** Parameters as trees, in which a number may be declared as a float. */
  const tree = fc.letrec<{ value: Tree; object: Tree }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      double as fc.Arbitrary<Tree>,
      double.map((each) => new NumberText(pythonFloat(each))),
      fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
      text,
      fc.constantFrom<Tree[]>(null, true, false),
      fc.array(tie('value'), { maxLength: 3 }),
      tie('object'),
    ),
    object: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  })).object;
  const texts = fc.sample(tree, { numRuns: 3000, seed: 3 }).map((each) => {
    let dumped = '';
    addDumpsOfTree(each, (piece) => {
      dumped += piece;
    });
    return dumped;
  });
  const program = `
import hashlib, json, sys
for line in sys.stdin:
    dumped = json.dumps(json.loads(line), sort_keys=True)
    print(hashlib.sha256(dumped.encode()).hexdigest())`;
  const hashes = await runPython(program, texts);
  t.deepEqual(
    texts.map((each) => createHash('sha256').update(each).digest('hex')),
    hashes,
  );
});

test('a file for Python is a text in ASCII', async (t) => {
  const root = await newFolder();
  const repository = new ArtifactRepository({
    storage: new FileStorage(root),
    classes: [ForPython],
    profile: 'python',
  });
  for (const each of fc.sample(artifact, { numRuns: 20, seed: 2 }))
    t.regex(await readFile(await repository.save(each), 'latin1'), /^[ -~\n]*$/);
});
