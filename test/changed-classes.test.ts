// Classes change, and files do not: a file of a former class loads with the present one by aliases and defaults of fields and by former names of
// procedures, or is refused at its place.

import test from 'ava';
import { instanceToPlain, plainToInstance } from 'class-transformer';
import { Max } from 'class-validator';
import {
  Artifact,
  ArtifactRepository,
  type Class,
  codec as c,
  decode,
  encode,
  type FindOptions,
  InvalidArtifactError,
  IsoDate,
  MemoryStorage,
  NdArray,
  Nested,
  NestedList,
  NestedMap,
  Persisted,
  persisted,
  Reference,
  Stored,
} from '../src/index.js';
import { collect } from './support/stored.js';

const base = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) };
const PROCEDURE = { procedure: 'ChangePoints' };

/** Returns an instance of a value class as it comes back as another one from a sealed file. */
function loadedAs<T extends object>(former: object, Present: Class<T>): T {
  @Persisted({ procedure: 'Holder' })
  class Before extends Artifact {
    @Nested(() => former.constructor as Class) part!: object;
  }
  @Persisted({ procedure: 'Holder' })
  class After extends Artifact {
    @Nested(() => Present as Class) part!: object;
  }
  return decode(encode(Before.create({ ...base, part: former })), After).part as T;
}

/** The issues of loading a text as a class. */
function issuesOf(text: string, Class: Class<Artifact>): string[] {
  try {
    decode(text, Class);
  } catch (error) {
    if (error instanceof InvalidArtifactError)
      return error.issues.map(({ code, path, message }) => `${code} ${path}: ${message}`);
    throw error;
  }
  return [];
}

/** The text of an unsealed file. */
const unsealed = (members: object): string =>
  JSON.stringify({
    procedure_name: 'ChangePoints',
    procedure_version: '1',
    input_parameters: {},
    timestamp: '1970-01-01T00:00:00.000Z',
    ...members,
  });

// ── Aliases ─────────────────────────────────────────────────────────────────────────────────────────────────────────

@Persisted()
class FormerSegment {
  @NdArray('float32') curve!: Float32Array;
  @Persisted() mean!: number;
}

@Persisted(PROCEDURE)
class FormerChangePoints extends Artifact {
  @NdArray('float64') curve!: Float64Array;
  @Persisted() height!: number;
  @NestedList(() => FormerSegment) segments!: FormerSegment[];
  @NestedMap(() => FormerSegment) byName!: Map<string, FormerSegment>;
}

@Persisted()
class Segment {
  @NdArray('float32', { aliases: ['line', 'curve'] }) statistic!: Float32Array;
  @Persisted({ aliases: ['mean'] }) average!: number;
}

@Persisted(PROCEDURE)
class ChangePoints extends Artifact {
  @NdArray('float64', { aliases: ['curve'] }) statistic!: Float64Array;
  @Persisted({ aliases: ['height', 'höhe'] }) level!: number;
  @NestedList(() => Segment, { aliases: ['segments'] }) parts!: Segment[];
  @NestedMap(() => Segment, { aliases: ['by_name'] }) named!: Map<string, Segment>;
}

const formerSegment = (curve: number[], mean: number) =>
  Object.assign(new FormerSegment(), { curve: Float32Array.from(curve), mean });
const segment = (curve: number[], average: number) =>
  Object.assign(new Segment(), { statistic: Float32Array.from(curve), average });

const former = FormerChangePoints.create({
  ...base,
  curve: Float64Array.of(1, Number.NaN, -0),
  height: Number.NaN,
  segments: [formerSegment([1, 2], 3), formerSegment([], Number.NEGATIVE_INFINITY)],
  byName: new Map([['a', formerSegment([0.5], 4)]]),
});
const present = ChangePoints.create({
  ...base,
  statistic: Float64Array.of(1, Number.NaN, -0),
  level: Number.NaN,
  parts: [segment([1, 2], 3), segment([], Number.NEGATIVE_INFINITY)],
  named: new Map([['a', segment([0.5], 4)]]),
});

test('a sealed file loads by the former keys of fields, with the arrays and non-finite numbers that it lists by them', (t) => {
  t.deepEqual(issuesOf(encode(former), ChangePoints), []);
  t.deepEqual(decode(encode(former), ChangePoints), present);
});

test('saving writes the key of a field, never an alias', (t) => {
  const text = encode(decode(encode(former), ChangePoints));
  t.is(text, encode(present));
  t.notRegex(text, /curve|height|segments|mean/);
});

test('an unsealed file loads by the former keys of fields', (t) => {
  const text = unsealed({ curve: [1, 2], höhe: 3, parts: [{ line: [1], mean: 2 }], by_name: {} });
  const expected = { statistic: Float64Array.of(1, 2), level: 3, parts: [segment([1], 2)], named: new Map() };
  t.deepEqual(decode(text, ChangePoints), ChangePoints.create({ ...base, ...expected }));
});

const WHOLE = { statistic: [], level: 1, parts: [], named: {} };

for (const [title, members, issues] of [
  [
    'a field under its key and under an alias',
    { ...WHOLE, curve: [] },
    ['unknown-field /curve: found statistic under this key and under "statistic", expected one of them'],
  ],
  [
    'a field under two aliases',
    { ...WHOLE, level: undefined, height: 1, höhe: 1 },
    ['unknown-field /höhe: found level under this key and under "height", expected one of them'],
  ],
  [
    'a nested field under three keys',
    { ...WHOLE, parts: [{ statistic: [], line: [], curve: [], mean: 1 }] },
    ['line', 'curve'].map(
      (key) =>
        `unknown-field /parts/0/${key}: found statistic under this key and under "statistic", expected one of them`,
    ),
  ],
  [
    'wrong values under former keys, at these keys',
    { curve: [1, 'x'], height: 'high', segments: [{ curve: 1, mean: null }], by_name: [] },
    [
      'invalid-type /height: found "high", expected a number',
      'invalid-type /by_name: found a list of 0, expected an object',
      'invalid-type /segments/0/mean: found null, expected a number: only a field with { nullable: true } may be null',
      'invalid-type /segments/0/curve: found 1, expected a list (float32)',
      'invalid-type /curve/1: found "x", expected a number (float64)',
    ],
  ],
  [
    'a field under none of its keys, at its key',
    { ...WHOLE, level: undefined },
    [
      'missing-field /level: found no such key, expected one: only a field with { optional: true } or { default } may be without',
    ],
  ],
  [
    'an alias in other letters',
    { ...WHOLE, level: undefined, Height: 1 },
    [
      'missing-field /level: found no such key, expected one: only a field with { optional: true } or { default } may be without',
      'unknown-field /Height: found a key that ChangePoints does not declare',
    ],
  ],
] as [string, object, string[]][])
  test(`refused on load: ${title}`, (t) => {
    t.deepEqual(issuesOf(unsealed(members), ChangePoints), issues);
  });

test('an entry of $artifact.arrays that names an array by another key than the file has is refused', (t) => {
  const text = encode(former).replace('"/curve": {', '"/statistic": {');
  t.not(text, encode(former));
  t.throws(() => decode(text, ChangePoints), { code: 'ARTIFACT_INTEGRITY' });
});

@Persisted({ create: ({ lower, upper }) => new Interval(lower, upper) })
class Interval {
  @Persisted({ aliases: ['from'] }) readonly lower: number;
  @Max(10)
  @Persisted({ aliases: ['to'], default: 10 })
  readonly upper: number;
  constructor(lower: number, upper: number) {
    if (lower > upper) throw new RangeError('lower must not exceed upper');
    this.lower = lower;
    this.upper = upper;
  }
}

@Persisted(PROCEDURE)
class Intervals extends Artifact {
  @NestedList(() => Interval) intervals!: Interval[];
}

test('a function create gets fields by their former keys and defaults, and what it makes is checked at the keys of the file', (t) => {
  const intervals = [{ from: 1, to: 2 }, { lower: 3 }, { from: 4, upper: 5 }];
  t.deepEqual(decode(unsealed({ intervals }), Intervals).intervals, [
    new Interval(1, 2),
    new Interval(3, 10),
    new Interval(4, 5),
  ]);
  t.deepEqual(issuesOf(unsealed({ intervals: [{ from: 2, to: 1 }, { from: 1, to: 11 }, { from: '' }] }), Intervals), [
    'invalid-value /intervals/0: found values that create refuses: RangeError: lower must not exceed upper',
    'invalid-type /intervals/2/from: found "", expected a number',
    'constraint /intervals/1/to: upper must not be greater than 10',
  ]);
});

// ── Defaults ────────────────────────────────────────────────────────────────────────────────────────────────────────

class Celsius {
  constructor(readonly degrees: number) {}
}
const celsius = c.custom({
  name: 'Celsius',
  stored: c.number,
  is: (value) => value instanceof Celsius,
  encode: (value: Celsius) => value.degrees,
  decode: (degrees) => new Celsius(degrees),
});

@Persisted()
class Corner {
  @Persisted({ default: 1 }) x!: number;
}

@Persisted()
class Defaults {
  @Persisted({ default: 3 }) number!: number;
  @Persisted({ default: -0 }) zero!: number;
  @Persisted({ default: Number.NaN }) nan!: number;
  @Persisted({ default: 'pelt' }) text!: string;
  @Persisted({ default: false }) flag!: boolean;
  @Persisted({ default: 2n ** 70n }) big!: bigint;
  @Persisted({ type: Number, nullable: true, default: null }) nothing!: number | null;
  @Persisted({ default: () => ({ b: [1], a: null }) }) json!: object;
  @Persisted({ default: () => [1, 2] }) list!: number[];
  @IsoDate({ default: () => new Date(5) }) date!: Date;
  @IsoDate({ default: '2026-02-11' }) day!: string;
  @NdArray('float64', { default: () => Float64Array.of(1, Number.NaN) }) array!: Float64Array;
  @Nested(() => Corner, { default: () => Object.assign(new Corner(), { x: 2 }) }) corner!: Corner;
  @NestedList(() => Corner, {
    default: () => [new Corner(), new Corner()].map((each) => Object.assign(each, { x: 3 })),
  })
  corners!: Corner[];
  @NestedMap(() => Corner, { default: () => new Map() }) byName!: Map<string, Corner>;
  @Stored(c.set(c.string), { default: () => new Set() }) tags!: Set<string>;
  @Stored(c.map(c.ndArray('int8')), { default: () => new Map([['*', Int8Array.of(1)]]) }) curves!: Map<
    string,
    Int8Array
  >;
  @Stored(celsius, { default: () => new Celsius(20) }) temperature!: Celsius;
}

const corner = (x: number) => Object.assign(new Corner(), { x });
const DEFAULTS = {
  number: 3,
  zero: -0,
  nan: Number.NaN,
  text: 'pelt',
  flag: false,
  big: 2n ** 70n,
  nothing: null,
  json: { a: null, b: [1] },
  list: [1, 2],
  date: new Date(5),
  day: '2026-02-11',
  array: Float64Array.of(1, Number.NaN),
  corner: corner(2),
  corners: [corner(3), corner(3)],
  byName: new Map(),
  tags: new Set<string>(),
  curves: new Map([['*', Int8Array.of(1)]]),
  temperature: new Celsius(20),
};

@Persisted()
class Nothing {}

test('a default of each type stands for a key that a file does not have', (t) => {
  const loaded = loadedAs(new Nothing(), Defaults);
  t.deepEqual(loaded, Object.assign(new Defaults(), DEFAULTS));
  t.true(Object.is(loaded.zero, -0));
  t.deepEqual(loadedAs(loaded, Defaults), loaded);
});

test('two instances share no object of a default', (t) => {
  const [a, b] = [loadedAs(new Nothing(), Defaults), loadedAs(new Nothing(), Defaults)];
  for (const property of Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[])
    t.is(Object.is(a[property], b[property]), Object(DEFAULTS[property]) !== DEFAULTS[property], property);
});

test('two instances share no object, though the function of a default gives the same one each time', (t) => {
  const shared = { array: Float64Array.of(1), list: [[1]] };
  @Persisted()
  class Sharing {
    @NdArray('float64', { default: () => shared.array }) array!: Float64Array;
    @Persisted({ default: () => shared.list }) list!: number[][];
  }
  const loaded = loadedAs(new Nothing(), Sharing);
  loaded.array[0] = 2;
  (loaded.list[0] as number[])[0] = 2;
  t.deepEqual(
    loadedAs(new Nothing(), Sharing),
    Object.assign(new Sharing(), { array: Float64Array.of(1), list: [[1]] }),
  );
});

test('the function of a default is called once for each instance that lacks the key', (t) => {
  let count = 0;
  @Persisted()
  class Counted {
    @Persisted({ default: () => ++count }) n!: number;
  }
  t.deepEqual(
    [1, 2, 3].map(() => loadedAs(new Nothing(), Counted).n),
    [1, 2, 3],
  );
  t.is(loadedAs(Object.assign(new Counted(), { n: 7 }), Counted).n, 7);
  t.is(count, 3);
});

test('a default stands for no null, and no value may be undefined on save', (t) => {
  @Persisted(PROCEDURE)
  class Penalized extends Artifact {
    @Persisted({ default: 3 }) penalty!: number;
  }
  t.is(decode(unsealed({}), Penalized).penalty, 3);
  t.deepEqual(issuesOf(unsealed({ penalty: null }), Penalized), [
    'invalid-type /penalty: found null, expected a number: only a field with { nullable: true } may be null',
  ]);
  t.regex(encode(decode(unsealed({}), Penalized)), /"penalty": 3,/);
  t.throws(() => encode(Penalized.create({ ...base, penalty: undefined as never })), {
    message: /found undefined in penalty, expected a value/,
  });
});

test('the constraints of a field hold for its default', (t) => {
  @Persisted(PROCEDURE)
  class Limited extends Artifact {
    @Max(2)
    @Persisted({ default: 3 })
    penalty!: number;
  }
  t.deepEqual(issuesOf(unsealed({}), Limited), ['constraint /penalty: penalty must not be greater than 2']);
});

test('constraints that do not hold are issues at the key of the file', (t) => {
  @Persisted(PROCEDURE)
  class Limited extends Artifact {
    @Max(2)
    @Persisted({ aliases: ['beta'] })
    penalty!: number;
  }
  t.deepEqual(issuesOf(unsealed({ beta: 3 }), Limited), ['constraint /beta: penalty must not be greater than 2']);
});

@Persisted()
class Bounded {
  @Max(1)
  @Persisted()
  x!: number;
}

const wrongDefaults: [title: string, decorator: unknown, fault: string][] = [
  [
    'a value of another type',
    Stored(c.number, { default: '3' as never }),
    'has a wrong default: found "3", expected a number',
  ],
  [
    'null',
    Stored(c.number, { default: null as never }),
    'has a wrong default: found null, expected a number: only codec.nullable(…) takes null',
  ],
  [
    'undefined from its function',
    Stored(c.number, { default: () => undefined as never }),
    'has a wrong default: found undefined, expected a number',
  ],
  [
    'an element of another type',
    Stored(c.list(c.number), { default: () => [1, 'x' as never] }),
    'has a wrong default: found "x", expected a number, at /1',
  ],
  [
    'an instance of another class',
    Nested(() => Corner, { default: () => new Bounded() }),
    'has a wrong default: found an instance of Bounded, expected an instance of Corner',
  ],
  [
    'a nested instance that does not satisfy its constraints',
    Nested(() => Bounded, { default: () => Object.assign(new Bounded(), { x: 2 }) }),
    'has a wrong default: x must not be greater than 1, at /x',
  ],
  [
    'a function that throws',
    Stored(c.number, {
      default: () => {
        throw new RangeError('no');
      },
    }),
    'has a default that throws RangeError: no',
  ],
  [
    'an asynchronous function',
    Stored(c.number, { default: (async () => Promise.reject(new Error('no'))) as never }),
    'has a wrong default: found an instance of Promise, expected a number',
  ],
];

for (const [title, decorator, fault] of wrongDefaults)
  test(`a wrong default is refused at first use: ${title}`, (t) => {
    class Wrong {
      value!: unknown;
    }
    (decorator as PropertyDecorator)(Wrong.prototype, 'value');
    Persisted()(Wrong);
    t.throws(() => loadedAs(new Nothing(), Wrong), { code: 'ARTIFACT_DECLARATION', message: `Wrong.value: ${fault}` });
  });

test('a class inherits aliases and defaults, and replaces them with a field that it declares again', (t) => {
  @Persisted()
  class Parent {
    @Persisted({ aliases: ['old'], default: 1 }) value!: number;
    @Persisted({ default: 2 }) other!: number;
  }
  @Persisted({ naming: 'as-is' })
  class Child extends Parent {
    @Persisted({ aliases: ['older', 'old_value'] }) override value = 0;
    @Persisted({ aliases: ['asIs'] }) asItIs!: number;
  }
  const validate = (stored: unknown) => c.nested(() => Child)['~standard'].validate(stored);
  const loaded = Object.assign(new Child(), { value: 5, other: 2, asItIs: 6 });
  t.deepEqual(validate({ older: 5, asIs: 6 }), { value: loaded });
  t.deepEqual(
    validate({ old: 5, asItIs: 6 }).issues?.map(({ path }) => path),
    [['value'], ['old']],
  );
});

// ── Former names of procedures ──────────────────────────────────────────────────────────────────────────────────────

@Persisted({ procedure: 'CPD' })
class Cpd extends Artifact {
  @Persisted() height!: number;
}

@Persisted({ procedure: 'ChangePointDetection', procedureAliases: ['CPD', 'cpd2'] })
class Detection extends Artifact<{ window: number }> {
  @Persisted({ aliases: ['height'] }) level!: number;
}

const at = (second: number) => new Date(1000 * second);

/** A repository with files of a former name of the procedure and of its present one, made in turn. */
async function renamed() {
  const storage = new MemoryStorage();
  const before = new ArtifactRepository({ storage, classes: [Cpd] });
  const after = new ArtifactRepository({ storage, classes: [Detection] });
  const paths: string[] = [];
  for (const second of [1, 3])
    paths.push(await before.save(Cpd.create({ ...base, seed: second, timestamp: at(second), height: second })));
  for (const second of [2, 4]) {
    const inputs = { inputParameters: { window: second }, timestamp: at(second), level: second };
    paths.push(await after.save(Detection.create({ ...base, ...inputs })));
  }
  return { repository: after, paths };
}

test('a file under a former name of its procedure is loaded, with its class and without', async (t) => {
  const { repository, paths } = await renamed();
  const path = paths[0] as string;
  t.regex(path, /^CPD\//);
  for (const loaded of [await repository.load(path), await repository.load(path, Detection)]) {
    t.true(loaded instanceof Detection);
    t.is(loaded.level, 1);
    t.is(loaded.procedureName, 'ChangePointDetection');
  }
  t.is(await repository.save(await repository.load(path)), path.replace('CPD', 'ChangePointDetection'));
});

test('find, findLatest and count go through the folders of all names, in the order of their times', async (t) => {
  const { repository } = await renamed();
  const levels = async (options: FindOptions<Detection>) =>
    (await collect(repository.find(Detection, options))).map(({ level }) => level);
  t.deepEqual(await levels({}), [1, 2, 3, 4]);
  t.deepEqual(await levels({ order: 'newest', limit: 3 }), [4, 3, 2]);
  t.deepEqual(await levels({ where: ({ seed }) => seed !== undefined }), [1, 3]);
  t.deepEqual(await levels({ since: at(2), until: at(3) }), [2, 3]);
  t.is((await repository.findLatest(Detection, { until: at(3) }))?.level, 3);
  t.is(await repository.count(Detection), 4);
  t.is(await repository.count(Detection, { seed: 3 }), 1);
});

test('findOrCreate finds an artifact under a former name of its procedure', async (t) => {
  const { repository } = await renamed();
  const never = () => t.fail() as never;
  const found = await repository.findOrCreate(Detection, { parameters: {} as never, seed: 3 }, never);
  t.is(found.level, 3);
});

test('verify decodes the files under a former name, each of which bears it', async (t) => {
  const { repository } = await renamed();
  t.deepEqual(await repository.verify(), { checked: 4, problems: [], sealed: 4, unsealed: 0, undecoded: [] });
});

test('a file under any other name than those of its class is refused, which lists them', (t) => {
  const text = encode(Cpd.create({ ...base, height: 1 }));
  t.deepEqual(issuesOf(text, ChangePoints), ['invalid-value /procedure_name: found "CPD", expected "ChangePoints"']);
  t.deepEqual(issuesOf(unsealed({ procedure_name: 'CP' }), Detection), [
    'invalid-value /procedure_name: found "CP", expected "ChangePointDetection" or "CPD" or "cpd2"',
  ]);
});

@Persisted({ procedure: 'Other', procedureAliases: ['cpd2'] })
class Other extends Artifact {}

for (const [classes, message] of [
  [
    [Cpd, Detection],
    'Detection: has the former procedure name CPD, which another class Cpd has already as its present one; give one of them another with @Persisted({ procedure }), give load the class, or pass classes to the repository',
  ],
  [
    [Detection, Cpd],
    'Cpd: has the procedure name CPD, which another class Detection has already as a former one; give one of them another with @Persisted({ procedure }), give load the class, or pass classes to the repository',
  ],
  [
    [Detection, Other],
    'Other: has the former procedure name cpd2, which another class Detection has already; give one of them another with @Persisted({ procedure }), give load the class, or pass classes to the repository',
  ],
] as [Class<Artifact>[], string][])
  test(`a repository refuses two classes of one name: ${message.slice(0, 70)}`, (t) => {
    t.throws(() => new ArtifactRepository({ storage: new MemoryStorage(), classes }), {
      code: 'ARTIFACT_DECLARATION',
      message,
    });
  });

test('a reference to an artifact under a former name of its procedure is kept, and loads it', async (t) => {
  @Persisted({ procedure: 'Burst' })
  class Burst extends Artifact {
    @Reference(() => Detection) source!: Reference<Detection>;
  }
  const storage = new MemoryStorage();
  const path = await new ArtifactRepository({ storage, classes: [Cpd] }).save(Cpd.create({ ...base, height: 1 }));
  const repository = new ArtifactRepository({ storage, classes: [Detection, Burst] });
  const source = repository.referenceTo(await repository.load(path, Detection));
  t.is(source.procedureName, 'CPD');
  const burst = await repository.load(await repository.save(Burst.create({ ...base, source })), Burst);
  t.is((await burst.source.load()).level, 1);
});

// ── Finding ─────────────────────────────────────────────────────────────────────────────────────────────────────────

@Persisted()
class FormerParameters {
  @Persisted() window!: number;
}

@Persisted()
class Parameters {
  @Persisted({ aliases: ['window'] }) windowSize!: number;
  @Persisted({ default: 'pelt' }) method!: string;
}

@Persisted({ procedure: 'Search', fields: { inputParameters: c.nested(() => FormerParameters) } })
class FormerSearch extends Artifact<FormerParameters> {}

@Persisted({ procedure: 'Search', fields: { inputParameters: c.nested(() => Parameters) } })
class Search extends Artifact<Parameters> {
  @Persisted({ default: 7 }) override seed = 0;
}

const parameters = (windowSize: number, method: string) => Object.assign(new Parameters(), { windowSize, method });

/** A repository with two files of the former class and one of the present class. */
async function searched() {
  const storage = new MemoryStorage();
  const before = new ArtifactRepository({ storage, classes: [FormerSearch] });
  const after = new ArtifactRepository({ storage, classes: [Search] });
  for (const [index, window] of [10, 20].entries()) {
    const inputParameters = Object.assign(new FormerParameters(), { window });
    const seed = index === 0 ? {} : { seed: 1 };
    await before.save(FormerSearch.create({ ...base, inputParameters, timestamp: at(index), ...seed }));
  }
  await after.save(Search.create({ ...base, seed: 7, inputParameters: parameters(10, 'binseg'), timestamp: at(2) }));
  return after;
}

const secondsOf = async (found: AsyncIterable<{ timestamp: Date }>) =>
  (await collect(found)).map(({ timestamp }) => timestamp.getTime() / 1000);

test('where sees the values of former keys, and defaults', async (t) => {
  const repository = await searched();
  const find = (where: (inputs: { inputParameters: Parameters; seed: number }) => boolean) =>
    secondsOf(repository.find(Search, { where }));
  t.deepEqual(await find(({ inputParameters }) => inputParameters.windowSize === 10), [0, 2]);
  t.deepEqual(await find(({ inputParameters }) => inputParameters.method === 'pelt'), [0, 1]);
  t.deepEqual(await find(({ seed }) => seed === 7), [0, 2]);
  t.is(await repository.count(Search, { where: ({ seed }) => seed === 1 }), 1);
});

test('a seed by default is found', async (t) => {
  const repository = await searched();
  t.deepEqual(await secondsOf(repository.find(Search, { seed: 7 })), [0, 2]);
  t.is(await repository.count(Search, { seed: 7 }), 2);
});

test('parameters that a file has only by aliases and defaults are found, though the name of the file has another hash', async (t) => {
  const repository = await searched();
  t.deepEqual(await secondsOf(repository.find(Search, { parameters: parameters(10, 'pelt') })), [0]);
  t.deepEqual(await secondsOf(repository.find(Search, { parameters: parameters(10, 'binseg') })), [2]);
  t.is(await repository.count(Search, { parameters: parameters(20, 'pelt'), seed: 1 }), 1);
  t.is((await repository.findLatest(Search, { parameters: parameters(20, 'pelt') }))?.timestamp.getTime(), 1000);
  const never = () => t.fail() as never;
  const found = await repository.findOrCreate(Search, { parameters: parameters(20, 'pelt') }, never);
  t.deepEqual(found.inputParameters, parameters(20, 'pelt'));
});

// ── Without decorators ──────────────────────────────────────────────────────────────────────────────────────────────

class Plain extends Artifact {
  statistic!: Float64Array;
  penalty!: number;
  tags!: Set<string>;
}

persisted(Plain, {
  procedure: 'Plain',
  procedureAliases: ['Flat'],
  fields: {
    statistic: { codec: c.ndArray('float64'), aliases: ['curve'] },
    penalty: { codec: c.number, default: 3 },
    tags: { codec: c.set(c.string), default: () => new Set() },
  },
});

test('persisted() takes aliases, defaults and former names of procedures', (t) => {
  const text = unsealed({ curve: [1], procedure_name: 'Flat' });
  const expected = { statistic: Float64Array.of(1), penalty: 3, tags: new Set<string>() };
  t.deepEqual(decode(text, Plain), Plain.create({ ...base, ...expected }));
});

// ── class-transformer ───────────────────────────────────────────────────────────────────────────────────────────────

@Persisted()
class Row {
  @NdArray('float64', { aliases: ['curve', 'line'] }) statistic!: Float64Array;
  @Persisted({ default: 3 }) penalty!: number;
  @Stored(c.set(c.string), { default: () => new Set(['a']) }) tags!: Set<string>;
}

const row = (statistic: number[], penalty = 3, tags = new Set(['a'])) =>
  Object.assign(new Row(), { statistic: Float64Array.from(statistic), penalty, tags });

test('plainToInstance takes former keys and defaults, and instanceToPlain writes keys alone', (t) => {
  for (const options of [
    {},
    { excludeExtraneousValues: true },
    { exposeUnsetFields: false },
    { exposeDefaultValues: true },
  ]) {
    const instance = plainToInstance(Row, { curve: [1, 2] }, options);
    t.deepEqual(instance, row([1, 2]), JSON.stringify(options));
    t.deepEqual(instanceToPlain(instance), { statistic: [1, 2], penalty: 3, tags: ['a'] });
    t.deepEqual(plainToInstance(Row, { statistic: [1], penalty: 4, tags: [] }, options), row([1], 4, new Set()));
  }
});

test('plainToInstance refuses a field under two keys', (t) => {
  const error = t.throws(() => plainToInstance(Row, { statistic: [1], curve: [1] }), {
    instanceOf: InvalidArtifactError,
  });
  t.deepEqual(
    error?.issues.map(({ path }) => path),
    ['/curve'],
  );
});
