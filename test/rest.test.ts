// Specifies `@Rest()`: a property that holds all members of an object that no field names, and writes them again.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { instanceToInstance, instanceToPlain, plainToInstance } from 'class-transformer';
import { IsNotEmptyObject } from 'class-validator';
import fc from 'fast-check';
import { StoredArray } from '../src/format/stored-array.js';
import {
  Artifact,
  ArtifactRepository,
  codec as c,
  DeclarationError,
  decode,
  encode,
  isArtifactError,
  jsonSchemaOf,
  MemoryStorage,
  NdArray,
  NestedList,
  NestedMap,
  Persisted,
  persisted,
  Rest,
  readJson,
  Stored,
  writeJson,
} from '../src/index.js';
import { issuesOf } from './support/holder.js';
import { fitting } from './support/json-schemas.js';
import { newFolder } from './support/stored.js';

@Persisted()
class Point {
  @Persisted() positionX!: number;
  @Rest() others!: Record<string, unknown>;

  static of(positionX: number, others: Record<string, unknown> = {}): Point {
    return Object.assign(new Point(), { positionX, others });
  }
}

@Persisted({ procedure: 'Run' })
class Run extends Artifact {
  @NdArray('float64') curve!: Float64Array;
  @NestedList(() => Point) points!: Point[];
  @Rest() others!: Record<string, unknown>;
}

const run = (others: Record<string, unknown> = {}, points: Point[] = []): Run =>
  Object.assign(new Run(), {
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    curve: Float64Array.of(1, Number.NaN),
    points,
    others,
  });

const folder = await newFolder();
let files = 0;

async function fileWith(text: string): Promise<string> {
  const path = join(folder, `${files++}.json`);
  await writeFile(path, text);
  return path;
}

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

const kept: [title: string, others: Record<string, unknown>][] = [
  ['nothing', {}],
  ['plain values', { a: 1, b: 'x', c: null, d: true, e: [1, 'b', [{}]], f: { g: -0 } }],
  [
    'numbers that are not finite, beside texts of their names',
    { a: nan, b: [infinity, 'Infinity'], c: { d: -infinity }, e: 'NaN' },
  ],
  ['any keys', { '': 1, '*': [nan], 'a/b': 2, '~': 3, A: 4, ä: 5, constructor: 6, positionX: 8, others: 9 }],
  ['keys that are sorted before, between and behind those of the fields', { a: 1, m: 2, zz: 3 }],
];

for (const [title, others] of kept) {
  test(`@Rest keeps ${title}, in an artifact and in what is nested`, (t) => {
    const artifact = run(others, [Point.of(1, others), Point.of(2)]);
    const text = encode(artifact);
    const loaded = decode(text, Run);
    t.deepEqual(loaded, artifact);
    t.is(encode(loaded), text);
  });

  test(`@Rest keeps ${title} through files and a repository, with the proof`, async (t) => {
    const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Run] });
    const artifact = run(others, [Point.of(1, others)]);
    t.deepEqual(await repository.load(await repository.save(artifact)), artifact);
  });
}

test('the members of @Rest stand in the file among the fields, sorted', (t) => {
  const point = Point.of(1, { z: 1, a: [1, 2] });
  const text = encode(run({ beta: { y: 1 } }, [point]));
  t.true(text.startsWith('{\n  "beta": {\n    "y": 1\n  },\n  "curve": [1,"NaN"],\n'));
  t.true(text.includes('    {\n      "a": [1,2],\n      "position_x": 1,\n      "z": 1\n    }'));
});

test('@Rest keeps what readJson finds in the files of other tools, and writeJson writes it again', async (t) => {
  const text = '{"b-c": [1, {"x": null}], "position_x": 2, "Z": 1e400}';
  await t.throwsAsync(readJson(await fileWith(text), Point), {
    message: /\/Z: found 1e400, expected a number that a double holds/,
  });
  const point = await readJson(await fileWith(text.replace('1e400', '-0.0')), Point);
  t.deepEqual(point, Point.of(2, { 'b-c': [1, { x: null }], Z: -0 }));
  const path = join(await newFolder(), 'again.json');
  await writeJson(path, point, Point);
  t.deepEqual(await readJson(path, Point), point);
});

test('@Rest reads long lists of other tools as lists', async (t) => {
  const numbers = Array.from({ length: 5000 }, (_, index) => index / 7);
  const point = await readJson(await fileWith(JSON.stringify({ position_x: 1, long: numbers })), Point);
  t.deepEqual(point.others, { long: numbers });
});

// Arrays of sealed files.

@Persisted()
class Spike {
  @NdArray('float32') shape!: Float32Array;
  @Persisted() mean!: number;
}

@Persisted({ procedure: 'Run' })
class Full extends Artifact {
  @NdArray('float64') curve!: Float64Array;
  @Stored(c.list(c.json)) points: unknown[] = [];
  @NdArray('int64', { shape: [2, 0, 3] }) empty!: NdArray<BigInt64Array>;
  @NdArray('float64', { missing: null }) gaps!: Float64Array;
  @NdArray('bool', { shape: [] }) single!: NdArray<Uint8Array>;
  @NestedList(() => Spike) spikes!: Spike[];
  @NestedMap(() => Spike) byName!: Map<string, Spike>;
  @Stored(c.list(c.ndArray('uint8'))) ragged!: Uint8Array[];
  @Stored(c.tuple(c.ndArray('int8'), c.string)) pair!: [Int8Array, string];
}

const spike = (mean: number, ...shape: number[]): Spike =>
  Object.assign(new Spike(), { mean, shape: Float32Array.from(shape) });

const full = (): Full =>
  Object.assign(new Full(), {
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    curve: Float64Array.of(1),
    empty: { data: new BigInt64Array(), shape: [2, 0, 3] },
    gaps: Float64Array.of(nan, 1),
    single: { data: Uint8Array.of(1), shape: [] },
    spikes: [spike(1, 1, nan), spike(nan)],
    byName: new Map([
      ['a', spike(3)],
      ['b', spike(2, 3)],
    ]),
    ragged: [Uint8Array.of(1, 2), Uint8Array.of()],
    pair: [Int8Array.of(-1), 'x'],
  });

test('arrays of a sealed file stay arrays, with dtype and shape, wherever they are', (t) => {
  const { others } = decode(encode(full()), Run);
  const at = (value: unknown, ...keys: (string | number)[]): unknown =>
    keys.reduce((inner, key) => (inner as Record<string, unknown>)[key], value);
  const shown = (...keys: (string | number)[]) => {
    const array = at(others, ...keys) as StoredArray;
    t.true(array instanceof StoredArray, keys.join());
    return [array.dtype, array.shape, array.missing, array.data];
  };
  t.deepEqual(shown('empty'), ['int64', [2, 0, 3], undefined, new BigInt64Array()]);
  t.deepEqual(shown('gaps'), ['float64', [2], null, Float64Array.of(nan, 1)]);
  t.deepEqual(shown('single'), ['bool', [], undefined, Uint8Array.of(1)]);
  t.deepEqual(shown('spikes', 0, 'shape'), ['float32', [2], undefined, Float32Array.of(1, nan)]);
  t.deepEqual(shown('spikes', 1, 'shape'), ['float32', [0], undefined, Float32Array.of()]);
  t.deepEqual(shown('by_name', 'b', 'shape'), ['float32', [1], undefined, Float32Array.of(3)]);
  t.deepEqual(shown('ragged', 1), ['uint8', [0], undefined, Uint8Array.of()]);
  t.deepEqual(shown('pair', 0), ['int8', [1], undefined, Int8Array.of(-1)]);
  t.is(at(others, 'pair', 1), 'x');
  t.is(at(others, 'spikes', 1, 'mean'), nan);
});

test('arrays are written again bit for bit: a class that declares them loads the identical artifact', async (t) => {
  const text = encode(full());
  const again = encode(decode(text, Run));
  // Patterns are written as patterns again.
  const arrays = (file: string) => JSON.parse(file).$artifact.arrays;
  t.deepEqual(arrays(again), arrays(text));
  t.deepEqual(decode(again, Full), full());
  t.is(encode(decode(again, Run)), again);
  // And from a file whose layout is not the writer's, which the exact reader reads as lists.
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Run] });
  const path = await repository.save(decode(text, Run));
  t.deepEqual(decode(encode(await repository.load(path, Run)), Full), full());
});

test('an array at the root or in objects is written again as its class has written it, to the byte', (t) => {
  @Persisted({ procedure: 'Run' })
  class Two extends Artifact {
    @NdArray('float64') curve!: Float64Array;
    @NdArray('float32') more!: Float32Array;
    @Stored(c.object({ deep: c.ndArray('int16', { shape: [null, 1] }), note: c.number })) inner!: {
      deep: NdArray<Int16Array>;
      note: number;
    };
    @Stored(c.list(c.json)) points!: unknown[];
  }
  const { others: _others, points, ...fields } = run();
  const inner = { deep: { data: Int16Array.of(1, 2), shape: [2, 1] }, note: nan };
  const text = encode(Object.assign(new Two(), { ...fields, points, more: Float32Array.of(0.1), inner }));
  t.is(encode(decode(text, Run)), text);
});

test('arrays beside a key * have exact pointers, and are kept', (t) => {
  const { others } = decode(encode(full()), Run);
  const artifact = run({ '*': others['gaps'], a: others['spikes'], '!': others['ragged'] }, [
    Point.of(1, { '*': 1, b: others['gaps'] }),
    Point.of(2, { b: others['gaps'] }),
  ]);
  const text = encode(artifact);
  t.is(encode(decode(text, Run)), text);
  t.deepEqual((decode(text, Run).others['*'] as StoredArray).data, Float64Array.of(nan, 1));
  t.deepEqual((decode(text, Run).points[0]?.others['b'] as StoredArray | undefined)?.data, Float64Array.of(nan, 1));
});

test('a file without $artifact tells no array from a list: writeJson refuses a StoredArray at its place', async (t) => {
  const path = join(await newFolder(), 'file.json');
  const error = await t.throwsAsync(writeJson(path, decode(encode(full()), Run), Run));
  t.true(isArtifactError(error, 'ARTIFACT_INVALID'));
  t.regex(error?.message ?? '', /\/gaps: found .*, expected lists, such as Array\.from\(array\.data\)/);
});

test('an array whose elements are still in a file is refused, with the remedy', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Full] });
  const opened = await repository.open(await repository.save(full()));
  const [fault] = issuesOf(() => encode(run({ gaps: opened.array('/gaps') })));
  t.regex(fault ?? '', /^invalid-type \/gaps: found .*, expected an array in memory/);
});

// What is refused.

const refused: [title: string, others: unknown, faults: (string | RegExp)[]][] = [
  [
    'undefined',
    undefined,
    ['missing-field : found undefined in others, expected a plain object; {} if there is nothing in it'],
  ],
  ['null', null, [/^invalid-type : found null, expected a plain object in others/]],
  ['a Map', new Map(), [/^invalid-type : found an instance of Map, expected a plain object in others/]],
  ['a list', [], [/^invalid-type : found .*, expected a plain object in others/]],
  [
    'what plain JSON values refuse',
    { a: undefined, b: [1n], c: { d: new Date(0) }, e: Float64Array.of(1), f: () => 1 },
    [
      /^invalid-type \/a: found undefined/,
      /^invalid-type \/b\/0: found the big integer 1n?/,
      /^invalid-type \/c\/d: found /,
      /^invalid-type \/e: found /,
      /^invalid-type \/f: found /,
    ],
  ],
  [
    'lists with holes',
    { a: Object.assign(new Array(2), { 1: 1 }) },
    [/^invalid-value \/a: found a list with holes/, /^invalid-type \/a\/0: found undefined/],
  ],
  ['symbols', { [Symbol('s')]: 1 }, [/^invalid-value : found a plain object with symbols/]],
  [
    'keys that are taken',
    { curve: 1, procedure_name: 'Run', $artifact: {}, input_parameters: {}, x: 1 },
    [
      'invalid-value /curve: found the key "curve" in others, which is taken; expected another',
      'invalid-value /procedure_name: found the key "procedure_name" in others, which is taken; expected another',
      'invalid-value /$artifact: found the key "$artifact" in others, which is taken; expected another',
      'invalid-value /input_parameters: found the key "input_parameters" in others, which is taken; expected another',
    ],
  ],
  ['the key __proto__', JSON.parse('{"__proto__": 1}'), [/^invalid-value \/__proto__: found the key "__proto__"/]],
];

for (const [title, others, faults] of refused)
  test(`@Rest refuses ${title} on save, at its place`, (t) => {
    const found = issuesOf(() => encode(Object.assign(run(), { others })));
    t.is(found.length, faults.length, found.join('\n'));
    for (const [index, fault] of faults.entries())
      if (typeof fault === 'string') t.is(found[index], fault);
      else t.regex(found[index] ?? '', fault);
  });

test('@Rest refuses a value that contains itself', (t) => {
  const others: Record<string, unknown> = { list: [] };
  others['self'] = others;
  t.regex(issuesOf(() => encode(run(others))).join(), /found a cycle/);
});

test('the key of a tag is taken, and a key like the property is not', (t) => {
  @Persisted()
  class Gap {
    @Rest() others!: Record<string, unknown>;
  }
  @Persisted({ procedure: 'Kinds' })
  class Kinds extends Artifact {
    @Stored(c.list(c.nested(() => ({ gap: Gap, point: Point }), { kindKey: 'type' }))) items!: (Gap | Point)[];
  }
  const kinds = (...items: (Gap | Point)[]) =>
    Object.assign(new Kinds(), { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0), items });
  const artifact = kinds(
    Object.assign(new Gap(), { others: { $kind: 1, $artifact: 2, others: 3 } }),
    Point.of(1, { b: nan }),
  );
  t.deepEqual(decode(encode(artifact), Kinds), artifact);
  t.deepEqual(
    issuesOf(() => encode(kinds(Object.assign(new Gap(), { others: { type: 'x' } })))),
    ['invalid-value /items/0/type: found the key "type" in others, which is taken; expected another'],
  );
});

test('class-validator’s constraints of the property speak of the object', (t) => {
  @Persisted()
  class Some {
    @IsNotEmptyObject() @Rest() others!: Record<string, unknown>;
  }
  @Persisted({ procedure: 'Somes' })
  class Somes extends Artifact {
    @NestedList(() => Some) items!: Some[];
  }
  const items = [{ a: 1 }, {}].map((others) => Object.assign(new Some(), { others }));
  const somes = Object.assign(new Somes(), {
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    items,
  });
  t.deepEqual(
    issuesOf(() => encode(somes)),
    ['constraint /items/1: others must be a non-empty object'],
  );
});

// Declarations.

test('@Rest is inherited, in legacy classes and by the option rest', async (t) => {
  @Persisted()
  class Named extends Point {
    @Persisted() name!: string;
  }
  const named = await readJson(await fileWith('{"name": "a", "position_x": 1, "z": 2}'), Named);
  t.deepEqual(named.others, { z: 2 });
  class Plain {
    x = 0;
    others: Record<string, unknown> = {};
  }
  persisted(Plain, { fields: { x: c.number }, rest: 'others' });
  const plain = await readJson(await fileWith('{"x": 1, "y": [2]}'), Plain);
  t.deepEqual(plain, Object.assign(new Plain(), { x: 1, others: { y: [2] } }));
});

test('getters and setters, Proxies and create get the rest as any field', async (t) => {
  @Persisted()
  class Kept {
    #others: Record<string, unknown> = {};
    @Rest()
    get others(): Record<string, unknown> {
      return this.#others;
    }
    set others(others: Record<string, unknown>) {
      if ('bad' in others) throw new Error('bad');
      this.#others = others;
    }
  }
  const file = await fileWith('{"a": {"b": 1}}');
  t.deepEqual((await readJson(file, Kept)).others, { a: { b: 1 } });
  await t.throwsAsync(readJson(await fileWith('{"bad": 1}'), Kept), {
    message: /found a value that others cannot be set to/,
  });
  @Persisted({ create: (fields) => new Made(fields.x, fields.others) })
  class Made {
    @Persisted() readonly x: number;
    @Rest() readonly others: Record<string, unknown>;
    constructor(x: number, others: Record<string, unknown>) {
      this.x = x;
      this.others = 'lost' in others ? {} : { ...others };
    }
  }
  const made = await readJson(await fileWith('{"x": 1, "a": [nan]}'.replace('nan', 'NaN')), Made);
  t.deepEqual(made, new Made(1, { a: [nan] }));
  await t.throwsAsync(readJson(await fileWith('{"x": 1, "lost": 1}'), Made), {
    message: /found .* in others of what create makes, expected what create gets/,
  });
});

const declarations: [title: string, declare: () => unknown, message: RegExp][] = [
  [
    'two in one class',
    () => {
      class Two {
        @Rest() a!: Record<string, unknown>;
        @Rest() b!: Record<string, unknown>;
      }
      return Two;
    },
    /^Two\.b: found a second @Rest\(\), expected one a class: a has it already$/,
  ],
  [
    'a second one in a subclass',
    () => {
      @Persisted()
      class Sub extends Point {
        @Rest() more!: Record<string, unknown>;
      }
      return Sub;
    },
    /^Sub\.more: found a second @Rest\(\), expected one: others of Point has it already$/,
  ],
  [
    'one on a field',
    () => {
      class Both {
        @Rest() @Persisted() a!: Record<string, unknown>;
      }
      return Both;
    },
    /^Both\.a: found @Rest\(\) and a field, expected one of them$/,
  ],
  [
    'a field on one',
    () => {
      class Both {
        @Persisted() @Rest() a!: Record<string, unknown>;
      }
      return Both;
    },
    /^Both\.a: found @Rest\(\) and a field, expected one of them$/,
  ],
  [
    'a field of a subclass on one',
    () => {
      @Persisted()
      class Sub extends Point {
        @Stored(c.record(c.json)) declare others: Record<string, unknown>;
      }
      return Sub;
    },
    /^Sub\.others: found @Rest\(\) and a field, expected one of them$/,
  ],
  [
    'one on a Map',
    () => {
      class Mapped {
        // @ts-expect-error: it is no Record<string, unknown>.
        @Rest() a!: Map<string, unknown>;
      }
      return Mapped;
    },
    /^Mapped\.a: has the type Map, but @Rest\(\) goes on a plain object: Record<string, unknown>$/,
  ],
  [
    'arguments',
    () => {
      class Optional {
        // @ts-expect-error: it takes none.
        @Rest({ optional: true }) a!: Record<string, unknown>;
      }
      return Optional;
    },
    /^Optional\.a: found arguments, expected @Rest\(\) without any$/,
  ],
  [
    'no parentheses',
    () => {
      class Bare {
        // @ts-expect-error: parentheses are missing.
        @Rest a!: Record<string, unknown>;
      }
      return Bare;
    },
    /^Bare: found @Rest without parentheses, expected @Rest\(\)$/,
  ],
  [
    'a getter alone',
    () => {
      @Persisted()
      class Got {
        @Rest()
        get a(): Record<string, unknown> {
          return {};
        }
      }
      return Got;
    },
    /^Got\.a: found a getter alone/,
  ],
  [
    'an option rest that is no name',
    () => {
      class Wrong {}
      persisted(Wrong, { rest: 5 as never });
    },
    /^Wrong: found rest: 5, expected the name of a property$/,
  ],
];

for (const [title, declare, message] of declarations)
  test(`@Rest refuses ${title} when the class is defined`, (t) => {
    t.throws(declare, { instanceOf: DeclarationError, message });
  });

test('the compiler holds the property to Record<string, unknown>', (t) => {
  class Fitting {
    @Rest() a!: { [key: string]: unknown };
  }
  class Numbers {
    // @ts-expect-error: it holds numbers alone.
    @Rest() a!: Record<string, number>;
  }
  class Optional {
    // @ts-expect-error: it is always there.
    @Rest() a?: Record<string, unknown>;
  }
  class Plain {
    numbers: Record<string, number> = {};
    others: Record<string, unknown> = {};
  }
  // @ts-expect-error: it holds numbers alone.
  persisted(Plain, { rest: 'numbers' });
  t.truthy([Fitting, Numbers, Optional]);
});

// JSON Schema, class-transformer.

test('the JSON Schema of a class with @Rest allows other members', (t) => {
  const schema = jsonSchemaOf(Point) as Record<string, unknown>;
  t.true(JSON.stringify(schema).includes('"additionalProperties":true'));
  const fits = fitting(schema as never);
  t.deepEqual(fits({ position_x: 1, other: [1] }), []);
  t.not(fits({ other: 1 }).length, 0);
});

test('class-transformer writes and reads the rest', (t) => {
  const others = { a: [1, { b: null }], Z: 'x', positionX: 5, zeta: { a: 1 } };
  const point = Point.of(1, others);
  const plain = instanceToPlain(point);
  t.deepEqual(plain, { position_x: 1, ...others });
  t.deepEqual(plainToInstance(Point, plain), point);
  t.deepEqual(plainToInstance(Point, plain, { excludeExtraneousValues: true }), point);
  t.deepEqual(instanceToPlain(Point.of(1)), { position_x: 1 });
  t.deepEqual(plainToInstance(Point, { position_x: 1 }), Point.of(1));
  const artifact = run(others, [point]);
  const { $artifact: _, ...stored } = JSON.parse(encode(artifact));
  t.deepEqual(JSON.parse(JSON.stringify(instanceToPlain(artifact))), stored);
  t.deepEqual(plainToInstance(Run, JSON.parse(encode(artifact))), artifact);
  @Persisted({ naming: 'as-is' })
  class Copied {
    @Persisted() x!: number;
    @Rest() others!: Record<string, unknown>;
  }
  const copied = Object.assign(new Copied(), { x: 1, others: { a: [1] } });
  const copy = instanceToInstance(copied);
  t.deepEqual(copy, copied);
  t.not(copy.others, copied.others);
});

test('the rest of an upgraded file is what no field of its class names: former keys are taken, arrays stay arrays', (t) => {
  @Persisted({
    procedure: 'Run',
    schemaVersion: 2,
    upgradesFrom: { 1: ({ by_name, ...file }) => ({ ...file, names: Object.keys(by_name), first: by_name.b.shape }) },
  })
  class Newer extends Artifact {
    @Stored(c.list(c.string)) names!: string[];
    @NdArray('float64', { aliases: ['curve'] }) line!: Float64Array;
    @Rest() others!: Record<string, unknown>;
  }
  const newer = decode(encode(full()), Newer);
  t.deepEqual([newer.names, newer.line], [['a', 'b'], Float64Array.of(1)]);
  t.deepEqual(Object.keys(newer.others).sort(), [
    'empty',
    'first',
    'gaps',
    'pair',
    'points',
    'ragged',
    'single',
    'spikes',
  ]);
  t.deepEqual((newer.others['first'] as StoredArray).data, Float32Array.of(3));
  const again = decode(encode(newer), Newer);
  t.deepEqual((again.others['first'] as StoredArray).data, Float32Array.of(3));
  t.deepEqual((again.others['empty'] as StoredArray).shape, [2, 0, 3]);
  newer.others = { curve: 1 };
  t.deepEqual(
    issuesOf(() => encode(newer)),
    ['invalid-value /curve: found the key "curve" in others, which is taken; expected another'],
  );
});

test('unknown: ignore does not touch what @Rest keeps', async (t) => {
  const point = await readJson(await fileWith('{"position_x": 1, "a": {"b": 2}}'), Point, { unknown: 'ignore' });
  t.deepEqual(point, Point.of(1, { a: { b: 2 } }));
});

test('property: what @Rest holds comes back identical, sealed and unsealed', async (t) => {
  const root = await newFolder();
  let file = 0;
  const keys = fc.string().filter((key) => !['position_x', '__proto__'].includes(key));
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, true, 'NaN', ''),
      number,
      fc.string(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  })).value;
  const others = fc.dictionary(keys, json, { maxKeys: 4, noNullPrototype: true });
  await fc.assert(
    fc.asyncProperty(fc.array(others, { maxLength: 3 }), async (all) => {
      const points = all.map((each, index) => Point.of(index, each));
      t.deepEqual(decode(encode(run({}, points)), Run).points, points);
      const path = join(root, `${file++}.json`);
      const list = c.list(c.nested(() => Point));
      await writeJson(path, points, list);
      t.deepEqual(await readJson(path, list), points);
    }),
    { numRuns: 60 },
  );
});
