// How instances come into being: from a constructor without arguments, or from the function `create` of the class. The first table is that of
// the guide: what works, each row a class that comes back identical.

import test from 'ava';
import { instanceToPlain, plainToInstance } from 'class-transformer';
import { Max, Min } from 'class-validator';
import {
  Artifact,
  ArtifactRepository,
  type Class,
  codec as c,
  decode,
  encode,
  InvalidArtifactError,
  MemoryStorage,
  NdArray,
  Nested,
  NestedList,
  Persisted,
  persisted,
  Stored,
} from '../src/index.js';

const base = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) };

/** Returns an instance of a value class as it comes back from a file. */
function loaded<T extends object>(instance: T): T {
  @Persisted({ procedure: 'Holder' })
  class Holder extends Artifact {
    @Nested(() => instance.constructor as Class) part!: object;
  }
  return decode(encode(Holder.create({ ...base, part: instance })), Holder).part as T;
}

// ── What works ──────────────────────────────────────────────────────────────────────────────────────────────────────

@Persisted({ create: ({ x, y }) => new Point(x, y) })
class Point {
  @Persisted() readonly x: number;
  @Persisted() readonly y: number;
  constructor(x: number, y: number) {
    if (!(x <= y)) throw new RangeError('x must not exceed y');
    this.x = x;
    this.y = y;
  }
}

@Persisted({ create: ({ value }) => new Frozen(value) })
class Frozen {
  @Persisted() readonly value: number;
  constructor(value: number) {
    this.value = value;
    Object.freeze(this);
  }
}

@Persisted({ create: (fields) => new Interval(fields.from, fields.to), fields: { from: c.number, to: c.number } })
class Interval {
  constructor(
    readonly from: number,
    readonly to: number,
  ) {}
}

@Persisted({ create: ({ radius }) => new Circle(radius) })
class Circle {
  readonly #radius: number;
  constructor(radius: number) {
    this.#radius = radius;
  }
  @Persisted() get radius(): number {
    return this.#radius;
  }
  get area(): number {
    return Math.PI * this.#radius ** 2;
  }
}

@Persisted()
class Kelvin {
  #kelvin = 0;
  @Persisted() get celsius(): number {
    return this.#kelvin - 273;
  }
  set celsius(celsius: number) {
    this.#kelvin = celsius + 273;
  }
}

@Persisted()
class Accessors {
  @Stored(c.string) accessor name = '';
  @Stored(c.number) accessor size!: number;
}

@Persisted()
class Readonly {
  @Persisted() readonly name: string = '';
}

/** A class factory: a decorator cannot see a type parameter, so the codec is an argument. */
function boxOf<T>(codec: ReturnType<typeof c.list<T, T>>) {
  class Box {
    items!: T[];
  }
  persisted(Box, { fields: { items: codec as never } });
  return Box;
}
const NumberBox = boxOf<number>(c.list(c.number));

abstract class Shape {
  @Persisted() name!: string;
  abstract area(): number;
}

@Persisted()
class Square extends Shape {
  @Persisted() side!: number;
  area(): number {
    return this.side ** 2;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a mixin's parent may have any constructor; the compiler demands this type.
function Dated<Base extends new (...args: any[]) => object>(Parent: Base) {
  abstract class Dated extends Parent {
    @Stored(c.date) at!: Date;
  }
  return Dated;
}

@Persisted()
class Sample extends Dated(class {}) {
  @Persisted() value!: number;
}

@Persisted({ create: ({ x, y, z }) => new Point3(x, y, z) })
class Point3 extends Point {
  @Persisted() readonly z: number;
  constructor(x: number, y: number, z: number) {
    super(x, y);
    this.z = z;
  }
}

@Persisted({ create: (fields) => Labelled.of(fields) })
class Labelled {
  @Persisted() x!: number;
  @Persisted({ optional: true }) label?: string;
  static of(fields: { x: number; label?: string }): Labelled {
    return Object.assign(new Labelled(), fields);
  }
}

const works: [title: string, instance: object][] = [
  ['readonly properties', Object.assign(new Readonly(), { name: 'a' })],
  ['a constructor that takes arguments, with create', new Point(1, 2)],
  ['frozen instances, with create', new Frozen(1)],
  ['constructor parameters, with create and fields', new Interval(1, 2)],
  ['a getter alone, with create', new Circle(2)],
  ['a getter and setter', Object.assign(new Kelvin(), { celsius: 20 })],
  ['an accessor', Object.assign(new Accessors(), { name: 'a', size: 1 })],
  ['a generic class, by a class factory', Object.assign(new NumberBox(), { items: [1, Number.NaN] })],
  ['an abstract parent', Object.assign(new Square(), { name: 'a', side: 2 })],
  ['a mixin', Object.assign(new Sample(), { at: new Date(1), value: 2 })],
  ['a subclass with create of its own', new Point3(1, 2, 3)],
  ['an optional field with a value, with create', Labelled.of({ x: 1, label: 'a' })],
  ['an optional field without a value, with create', Labelled.of({ x: 1 })],
];

for (const [title, instance] of works) {
  test(`an instance comes back identical: ${title}`, (t) => {
    const back = loaded(instance);
    t.is(Object.getPrototypeOf(back), Object.getPrototypeOf(instance));
    t.deepEqual(back, instance);
    t.is(Object.isFrozen(back), Object.isFrozen(instance));
  });
}

test('what a getter reads from a private field comes back, with create', (t) =>
  t.is(loaded(new Circle(2)).area, new Circle(2).area));

test('a getter and setter, and an accessor, come back', (t) => {
  t.is(loaded(Object.assign(new Kelvin(), { celsius: 20 })).celsius, 20);
  const { name, size } = loaded(Object.assign(new Accessors(), { name: 'a', size: 1 }));
  t.deepEqual({ name, size }, { name: 'a', size: 1 });
});

// ── create ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** An artifact class whose instances `create` makes, and what it got. */
function artifactClass(create: (fields: object) => unknown, gets: object[] = []) {
  class Made extends Artifact {
    curve!: Float64Array;
    label?: string;
    made = true;
  }
  persisted(Made, {
    procedure: 'Made',
    fields: { curve: c.ndArray('float64'), label: { codec: c.string, optional: true }, made: c.boolean },
    create: (fields) => {
      gets.push({ ...fields });
      return create(fields) as Made;
    },
  });
  return Made;
}

test('create is called once, with the values of the fields by their properties, and without absent ones', (t) => {
  const gets: object[] = [];
  const Made = artifactClass((fields) => Object.assign(new Made(), fields), gets);
  const values = { ...base, curve: Float64Array.of(1), made: true };
  const text = encode(Object.assign(new Made(), values));
  gets.length = 0;
  decode(text, Made);
  t.deepEqual(gets, [values]);
});

test('Class.create calls the function, and refuses an instance of another class', (t) => {
  const gets: object[] = [];
  const Made = artifactClass((fields) => Object.assign(new Made(), fields), gets);
  const values = { ...base, curve: Float64Array.of(1), made: true, label: 'a' };
  const made = Made.create(values);
  t.deepEqual(gets, [values]);
  t.deepEqual(decode(encode(made), Made), made);
  const Other = artifactClass((fields) => ({ ...fields }));
  t.throws(() => Other.create(values), {
    code: 'ARTIFACT_DECLARATION',
    message: 'Made: found a plain object from create, expected an instance of Made itself',
  });
});

test('saving proves that create makes an identical instance, and does not change the one that is saved', async (t) => {
  const Made = artifactClass((fields) => {
    const made = Object.assign(new Made(), fields);
    made.curve.sort();
    return made;
  });
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Made] });
  const made = Object.assign(new Made(), { ...base, curve: Float64Array.of(2, 1), made: true });
  await t.throwsAsync(repository.save(made), {
    code: 'ARTIFACT_INVALID',
    message: /\/curve.*found a value that does not come back identical from its own file/,
  });
  t.deepEqual(made.curve, Float64Array.of(2, 1));
  const sorted = Object.assign(new Made(), { ...base, curve: Float64Array.of(1, 2), made: true });
  t.deepEqual(await repository.load(await repository.save(sorted)), sorted);
});

const text = (members: object) =>
  JSON.stringify({
    procedure_name: 'Made',
    procedure_version: '1',
    input_parameters: {},
    timestamp: '1970-01-01T00:00:00.000Z',
    curve: [1, 2],
    made: true,
    ...members,
  });

test('create may copy the values that it gets', (t) => {
  const Made = artifactClass((fields) => {
    const { curve, timestamp } = fields as InstanceType<typeof Made>;
    return Object.assign(new Made(), fields, { curve: curve.slice(), timestamp: new Date(timestamp) });
  });
  t.deepEqual(decode(text({}), Made).curve, Float64Array.of(1, 2));
});

test('a value that create does not set, or changes, is an issue at its place', (t) => {
  const Made = artifactClass((fields) => {
    const { curve } = fields as InstanceType<typeof Made>;
    return Object.assign(new Made(), fields, { made: 1, curve: curve.map(Math.sqrt), label: undefined });
  });
  const error = t.throws<InvalidArtifactError>(() => decode(text({ label: 'a' }), Made), {
    instanceOf: InvalidArtifactError,
  });
  t.deepEqual(error?.issues, [
    {
      code: 'invalid-value',
      path: '/curve',
      message: 'found an instance of Float64Array in curve of what create makes, expected what create gets',
    },
    {
      code: 'invalid-value',
      path: '/label',
      message: 'found undefined in label of what create makes, expected what create gets: "a"',
    },
    {
      code: 'invalid-value',
      path: '/made',
      message: 'found 1 in made of what create makes, expected what create gets: true',
    },
  ]);
});

test('an optional field to which create gives a value of its own is refused', (t) => {
  const Made = artifactClass((fields) => Object.assign(new Made(), { label: 'none' }, fields));
  t.throws(() => decode(text({}), Made), {
    code: 'ARTIFACT_DECLARATION',
    message:
      'Made.label: is optional, so undefined where a file has no key "label", but a new instance has a value there: "none"; drop the initializer, or the option optional',
  });
});

test('an error of create is an issue at the place of the instance, beside those of others', (t) => {
  @Persisted({ procedure: 'Line' })
  class Line extends Artifact {
    @NestedList(() => Point) points!: Point[];
    @Nested(() => Point) last!: Point;
  }
  const file = JSON.stringify({
    procedure_name: 'Line',
    procedure_version: '1',
    input_parameters: {},
    timestamp: '1970-01-01T00:00:00.000Z',
    points: [{ x: 1, y: 2 }, { x: 2, y: 1 }, { x: 'a' }],
    last: { x: 'NaN', y: 0 },
  });
  const error = t.throws<InvalidArtifactError>(() => decode(file, Line), { instanceOf: InvalidArtifactError });
  t.deepEqual(error?.issues.map(({ path, message }) => [path, message]).sort(), [
    ['/last', 'found values that create refuses: RangeError: x must not exceed y'],
    ['/points/1', 'found values that create refuses: RangeError: x must not exceed y'],
    ['/points/2/x', 'found "a", expected a number'],
    [
      '/points/2/y',
      'found no such key, expected one: only a field with { optional: true } or { default } may be without',
    ],
  ]);
});

test('constraints hold for what create makes', (t) => {
  @Persisted({ create: ({ a }) => Object.assign(new Limited(), { a }) })
  class Limited {
    @Persisted() @Min(0) @Max(1) a!: number;
  }
  t.throws(() => loaded(Object.assign(new Limited(), { a: 2 })), {
    message: /\/part\/a: a must not be greater than 1/,
  });
  t.deepEqual(loaded(Object.assign(new Limited(), { a: 1 })), Object.assign(new Limited(), { a: 1 }));
});

for (const [title, made, found] of [
  ['nothing', undefined, 'undefined'],
  ['a plain object', {}, 'a plain object'],
  ['a promise', Promise.resolve(), 'an instance of Promise'],
  ['an instance of a subclass', 'child', 'an instance of Child'],
] as const) {
  test(`create that gives ${title} is refused`, (t) => {
    const Made = artifactClass(() => (made === 'child' ? new Child() : made));
    class Child extends Made {}
    t.throws(() => decode(text({}), Made), {
      code: 'ARTIFACT_DECLARATION',
      message: `Made: found ${found} from create, expected an instance of Made itself`,
    });
  });
}

const wrong: [title: string, declare: () => void, message: string][] = [
  [
    'create that is no function',
    () => persisted(class Wrong {}, { create: {} as never }),
    'Wrong: found create: {}, expected a function (fields) => new Wrong(…)',
  ],
  [
    'a subclass with fields of its own, without create',
    () => {
      @Persisted()
      class Wrong extends Point {
        @Persisted() z!: number;
      }
      return Wrong;
    },
    'Wrong: extends Point, whose create makes an instance of Point; expected its own: @Persisted({ create: (fields) => new Wrong(…) })',
  ],
  [
    'a subclass without fields of its own, without create',
    () => persisted(class Wrong extends Point3 {}),
    'Wrong: extends Point3, whose create makes an instance of Point3; expected its own: @Persisted({ create: (fields) => new Wrong(…) })',
  ],
  [
    'a getter alone, without create',
    () => {
      @Persisted()
      class Wrong {
        @Persisted() get value(): number {
          return 1;
        }
      }
      return Wrong;
    },
    'Wrong.value: found a getter alone, expected a setter too, for loading; or drop the decorator: what is computed need not be stored',
  ],
];

for (const [title, declare, message] of wrong) {
  test(`a wrong declaration is refused: ${title}`, (t) => {
    t.throws(declare, { code: 'ARTIFACT_DECLARATION', message });
  });
}

test('a constructor that needs arguments is refused without create, with the way out', (t) => {
  @Persisted()
  class Demanding {
    @Persisted() size: number;
    constructor(options: { size: number }) {
      this.size = options.size;
    }
  }
  t.throws(() => loaded(new Demanding({ size: 1 })), {
    code: 'ARTIFACT_DECLARATION',
    message:
      /^Demanding: expected a constructor that works without arguments, as loading calls it; it throws TypeError: .*; if it needs arguments, say how it is called: @Persisted\(\{ create: \(fields\) => new Demanding\(…\) \}\)$/,
  });
});

test('class-transformer gives plain objects of what create makes, and is refused on the way back, but for nested instances', (t) => {
  @Persisted({ procedure: 'Holding' })
  class Holding extends Artifact {
    @Nested(() => Interval) interval!: Interval;
  }
  const holding = Holding.create({ ...base, interval: new Interval(1, 2) });
  t.deepEqual(plainToInstance(Holding, instanceToPlain(holding)), holding);
  t.deepEqual(instanceToPlain(new Interval(1, 2)), { from: 1, to: 2 });
  t.throws(() => plainToInstance(Interval, { from: 1, to: 2 }), {
    code: 'ARTIFACT_DECLARATION',
    message:
      'Interval: is made by create, but class-transformer calls the constructor; expected decode(text, Interval), or a field of another class',
  });
});

test('arrays of what create makes are compared while a save reads them back', async (t) => {
  @Persisted({ procedure: 'Series', create: (fields) => new Series(fields) })
  class Series extends Artifact {
    @NdArray('float64') values: Float64Array;
    constructor({ values, ...fields }: Pick<Series, 'values'>) {
      super();
      this.values = values;
      Object.assign(this, fields);
    }
  }
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Series] });
  const series = Series.create({ ...base, values: Float64Array.from({ length: 30_000 }, (_, index) => index / 7) });
  t.deepEqual(await repository.load(await repository.save(series), Series), series);
});
