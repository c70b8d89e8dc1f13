// class-transformer and this library on the same classes: its functions give for our fields what the mapper gives, and a nested class with
// its decorators alone is saved exactly, or refused.

import assert from 'node:assert/strict';
import test from 'ava';
import {
  type ClassTransformOptions,
  Exclude,
  Expose,
  instanceToInstance,
  instanceToPlain,
  plainToClassFromExist,
  plainToInstance,
  Transform,
  Type,
} from 'class-transformer';
import { IsInt, IsOptional, MinLength, ValidateNested } from 'class-validator';
import {
  Artifact,
  type ArtifactLike,
  ArtifactRepository,
  encode,
  isArtifactError,
  MemoryStorage,
  NdArray,
  Nested,
  NestedList,
  Persisted,
} from '../src/index.js';
import { Everything, everything, Segment } from './support/classes.js';
import { bytesOf, create } from './support/stored.js';

const base = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) };

async function issuesOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isArtifactError(error, 'ARTIFACT_INVALID')) throw error;
  return error.issues;
}

function repositoryOf(...classes: (abstract new () => ArtifactLike)[]) {
  const storage = new MemoryStorage();
  return { storage, repository: new ArtifactRepository({ storage, classes }) };
}

test('instanceToPlain gives the stored form of fields, also in lists, Maps and nested instances', (t) => {
  const plain = instanceToPlain({ items: [everything()] })['items'][0];
  t.is(plain.procedure_name, 'Everything');
  assert.deepStrictEqual(plain.float64, [0.1, -0, 'NaN', '-Infinity', 5e-324, Number.MAX_VALUE]);
  t.deepEqual(plain.int64, [-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n]);
  t.deepEqual(plain.segments[1], { grid: [], mean: 1, start: 3 });
  t.deepEqual(plain.by_name['*'].grid, [[], []]);
  t.is(plain.timestamp, '2026-02-11T15:40:12.063Z');
});

test('instanceToPlain keeps a key named constructor, which class-transformer by itself drops', (t) => {
  const anything = { constructor: { constructor: [{ constructor: null, other: 2, get: 3 }], size: 4 } };
  t.deepEqual(instanceToPlain(everything({ anything }))['anything'], anything);
});

const manners: ClassTransformOptions[] = [
  { strategy: 'excludeAll' },
  { excludePrefixes: ['_', 'd', 'a'] },
  { groups: ['x'] },
  { version: 2 },
  { enableCircularCheck: true },
];

for (const options of manners) {
  test(`instanceToPlain gives the values of our fields whole under ${JSON.stringify(options)}`, (t) => {
    const values = { text: '_', words: ['_'], segments: [Segment.of(1, 2)], huge: 1n };
    const artifact = everything({ ...values, inputParameters: { _a: { _b: [{ d: 1 }] }, d: 2 } });
    const plain = instanceToPlain(artifact, options);
    t.deepEqual(plain['input_parameters'], { _a: { _b: [{ d: 1 }] }, d: 2 });
    t.deepEqual(plain['segments'], [{ start: 1, mean: 2 }]);
    t.deepEqual(plain['by_name']['a/b~c'], { start: 2, mean: 2, grid: [[1, 2]] });
  });
}

test('instanceToPlain does not treat each element of an array as a property', (t) => {
  const plain = instanceToPlain(everything({ float64: new Float64Array(100_000) }));
  t.is(plain['float64'].length, 100_000);
});

for (const [title, artifact] of [
  ['that is a number', 5],
  ['without a table of arrays', { arrays: [], format: 1 }],
  ['with a pointer in non_finite to which there is no value', { arrays: {}, format: 1, non_finite: ['/nothing'] }],
  ['with a text as non_finite', { arrays: {}, format: 1, non_finite: 'x' }],
] as const) {
  test(`plainToInstance refuses an $artifact ${title}`, (t) => {
    const plain = { ...instanceToPlain(everything()), $artifact: artifact };
    t.throws(() => plainToInstance(Everything, plain), { code: 'ARTIFACT_INVALID' });
  });
}

test('plainToInstance takes the stored form, with or without $artifact', async (t) => {
  const { storage, repository } = repositoryOf(Everything);
  const path = await repository.save(
    everything({ int64: new BigInt64Array(1), uint64: new BigUint64Array(1), bigRows: [1n] }),
  );
  const stored = JSON.parse(Buffer.from(await bytesOf(storage, path)).toString());
  const again = plainToInstance(Everything, stored);
  t.true(again instanceof Everything);
  // Shapes that lists cannot show are known from $artifact alone.
  t.deepEqual(again.segments[1]?.grid?.shape, [0, 2]);
  t.deepEqual(again.byName.get('*')?.grid?.shape, [2, 0, 4]);
  t.deepEqual(again.bool, Uint8Array.of(1, 0));
  t.deepEqual(
    Object.keys(again).filter((property) => /artifact|procedure_name/.test(property)),
    [],
  );
});

test('plainToInstance refuses an $artifact that does not fit the values', (t) => {
  const stored = JSON.parse(encode(everything({ anything: [Number.NaN, 'NaN'] })));
  const plainWith = (others: object) => ({ ...stored, $artifact: { ...stored.$artifact, ...others } });
  const fault = 'found what does not fit the values, expected';
  for (const [others, path, expected] of [
    [
      { non_finite: ['/nothing'] },
      '/$artifact/non_finite',
      'the sorted pointers to all numbers that are written by name',
    ],
    [{ non_finite: 'x' }, '/$artifact/non_finite', 'the sorted pointers to all numbers that are written by name'],
    [{ arrays: [] }, '/$artifact/arrays', 'dtypes and shapes by pointer'],
  ] as const) {
    const error = t.throws(() => plainToInstance(Everything, plainWith(others)));
    assert.ok(isArtifactError(error, 'ARTIFACT_INVALID'));
    t.deepEqual(error.issues, [{ code: 'invalid-value', path, message: `${fault} ${expected}` }]);
  }
});

/** Integers that JSON.parse does not round. */
const smallIntegers = { int64: BigInt64Array.of(1n), uint64: BigUint64Array.of(1n), bigRows: [1n] };

test('plainToInstance refuses values that are not JSON, also where $artifact lists non-finite numbers', (t) => {
  class Foreign {
    a = 1;
  }
  const stored = JSON.parse(encode(everything({ ...smallIntegers, anything: [Number.NaN, 'NaN'] })));
  t.deepEqual(plainToInstance(Everything, stored).anything, [Number.NaN, 'NaN']);
  t.deepEqual(stored.anything, ['NaN', 'NaN']);
  for (const [other, words] of [
    [Boolean, 'the function Boolean'],
    [new Foreign(), 'an instance of Foreign'],
  ] as const) {
    const error = t.throws(() => plainToInstance(Everything, { ...stored, anything: ['NaN', other] }));
    assert.ok(isArtifactError(error, 'ARTIFACT_INVALID'));
    t.regex(error.message, new RegExp(`/anything/1: found ${words}`));
  }
});

test('plainToInstance refuses what load refuses', (t) => {
  const plain = instanceToPlain(everything());
  for (const [change, path] of [
    [{ number: '12' }, '/number'],
    [{ int8: [128] }, '/int8/0'],
    [{ timestamp: '2026-02-31T00:00:00Z' }, '/timestamp'],
    [{ procedure_version: '' }, '/procedure_version'],
    [{ procedure_version: undefined }, '/procedure_version'],
    [{ anything: new Date(0) }, '/anything'],
    [{ anything: JSON.parse('{"__proto__":1}') }, '/anything/__proto__'],
    [{ segments: [{ start: 1 }] }, '/segments/0/mean'],
    [{ procedure_name: 'Other' }, '/procedure_name'],
    [{ procedure_name: undefined }, '/procedure_name'],
    [{ unknown: 1 }, '/unknown'],
    [{ segment: { start: -1, mean: 1 } }, '/segment/start'],
  ] as const) {
    const error = t.throws(() => plainToInstance(Everything, { ...plain, ...change }));
    t.deepEqual(isArtifactError(error, 'ARTIFACT_INVALID') && error.issues.map((issue) => issue.path), [path]);
  }
  const error = t.throws(() => plainToInstance(Everything, { ...plain, number: 'x', text: 1, unknown: 1 }));
  t.deepEqual(isArtifactError(error, 'ARTIFACT_INVALID') && error.issues.map((issue) => issue.path), [
    '/number',
    '/text',
    '/unknown',
  ]);
});

test('instanceToPlain refuses what save refuses', (t) => {
  const wrong = { anything: { at: new Map() }, scratch: 1, segment: Segment.of(-1, 1) };
  const error = t.throws(() => instanceToPlain(everything(wrong)));
  t.deepEqual(isArtifactError(error, 'ARTIFACT_INVALID') && error.issues.map((issue) => issue.path), [
    '/anything/at',
    '/scratch',
    '/segment/start',
  ]);
});

test('a run of class-transformer that ended early does not change the next run', (t) => {
  @Persisted()
  class Pair {
    @Persisted({ optional: true }) a?: number;
    @Persisted({ optional: true }) b?: number;
  }
  const pair = new Pair();
  plainToClassFromExist(pair, { a: 1 }, { exposeDefaultValues: true });
  plainToClassFromExist(pair, { a: 7, b: 8 });
  t.deepEqual([pair.a, pair.b], [7, 8]);
});

test('instanceToInstance is refused where class-transformer would name properties by their keys', (t) => {
  t.throws(() => instanceToInstance(everything()), {
    code: 'ARTIFACT_DECLARATION',
    message:
      "Everything.anyRank: found instanceToInstance, which would name it any_rank; expected naming: 'as-is'; artifacts, some of whose keys are fixed, cannot be copied so: use decode(encode(artifact), Everything)",
  });
});

test('instanceToInstance of an artifact is refused whatever the naming, and the error names another way', (t) => {
  @Persisted({ naming: 'as-is' })
  class Kept extends Artifact {
    @Persisted() meanValue!: number;
  }
  const kept = Kept.create({ procedureVersion: '1', inputParameters: {}, timestamp: new Date(0), meanValue: 1 });
  t.throws(() => instanceToInstance(kept), {
    code: 'ARTIFACT_DECLARATION',
    message:
      'Kept.inputParameters: found instanceToInstance, which would name it input_parameters; artifacts, some of whose keys are fixed, cannot be copied so: use decode(encode(artifact), Kept)',
  });
});

test('instanceToInstance of a value class is refused if a key differs from its property', (t) => {
  @Persisted()
  class Renamed {
    @Persisted() meanValue!: number;
  }
  t.throws(() => instanceToInstance(Object.assign(new Renamed(), { meanValue: 1 })), {
    code: 'ARTIFACT_DECLARATION',
    message: "Renamed.meanValue: found instanceToInstance, which would name it mean_value; expected naming: 'as-is'",
  });
});

test('instanceToInstance copies the values of a class whose keys are its properties', (t) => {
  @Persisted({ naming: 'as-is' })
  class AsIs {
    @NdArray('float64') curve!: Float64Array;
    @NdArray('float64') grid!: NdArray<Float64Array>;
    @Persisted() mean!: number;
    @Persisted({ optional: true }) note?: string;
  }
  const original = Object.assign(new AsIs(), {
    curve: Float64Array.of(1, -0),
    grid: { data: new Float64Array(0), shape: [0, 3] },
    mean: Number.NaN,
  });
  const copy = instanceToInstance(original);
  assert.deepStrictEqual(copy, original);
  t.not(copy.curve, original.curve);
});

// ── @Exclude ────────────────────────────────────────────────────────────────────────────────────────────────────────

@Persisted()
class WithCache extends Artifact {
  @Persisted() value!: number;
  @Exclude() cache?: Map<string, number> = new Map([['a', 1]]);
  @Exclude({ toPlainOnly: true }) other = 'default';
}

test('an excluded property is not stored; after load it has the value that the constructor gives it', async (t) => {
  const { storage, repository } = repositoryOf(WithCache);
  const path = await repository.save(Object.assign(WithCache.create({ ...base, value: 1, other: 'x' })));
  t.false(Buffer.from(await bytesOf(storage, path)).includes('cache'));
  const again = await repository.load(path, WithCache);
  t.deepEqual([again.value, again.cache, again.other], [1, new Map([['a', 1]]), 'default']);
});

test('a property that is excluded only on load is refused, because it would be lost', async (t) => {
  @Persisted()
  class HalfExcluded extends Artifact {
    @Exclude({ toClassOnly: true }) note = 'x';
  }
  t.deepEqual(await issuesOf(repositoryOf(HalfExcluded).repository.save(HalfExcluded.create({ ...base, note: 'y' }))), [
    {
      code: 'unknown-field',
      path: '/note',
      message: 'found the property note, which is not declared; expected a decorator, or @Exclude()',
    },
  ]);
});

test('a property that class-transformer exposes or transforms is not excluded', async (t) => {
  @Persisted()
  class Exposed extends Artifact {
    @Expose({ name: 'renamed' }) first = 'x';
    @Expose({ groups: ['admin'] }) second = 'x';
    @Transform(({ value }) => value.toISOString(), { toPlainOnly: true }) third = new Date(0);
  }
  const issues = await issuesOf(repositoryOf(Exposed).repository.save(Object.assign(new Exposed(), base)));
  t.deepEqual(
    issues.map(({ code, path }) => [code, path]),
    ['first', 'second', 'third'].map((property) => ['unknown-field', `/${property}`]),
  );
});

test('a class that class-transformer excludes as a whole keeps the fields that are declared', async (t) => {
  @Exclude()
  @Persisted()
  class Closed extends Artifact {
    @Persisted() value!: number;
    scratch = 'not stored';
  }
  const { repository } = repositoryOf(Closed);
  const again = await repository.load(
    await repository.save(Closed.create({ ...base, value: 1, scratch: 'x' })),
    Closed,
  );
  t.deepEqual([again.value, again.scratch], [1, 'not stored']);
  t.deepEqual(instanceToPlain(again)['value'], 1);
});

// ── What class-transformer's decorators say of fields ───────────────────────────────────────────────────────────────

const EXCLUDED = 'found @Exclude() on a field that is stored, expected the one or the other';
const exposedWith = (options: string) =>
  `found @Expose({ ${options} }) on a field that is stored, expected @Expose() without options: a stored field is always part of the plain object; its key is set by { name } of its own decorator`;

const others: [string, PropertyDecorator, string][] = [
  ['@Exclude()', Exclude(), EXCLUDED],
  ['@Exclude({ toClassOnly })', Exclude({ toClassOnly: true }), EXCLUDED],
  ['@Exclude({ toPlainOnly })', Exclude({ toPlainOnly: true }), EXCLUDED],
  ['@Expose({ groups })', Expose({ groups: ['boss'] }), exposedWith('groups')],
  ['@Expose({ since, until })', Expose({ since: 0, until: 2 }), exposedWith('since, until')],
  ['@Expose({ name })', Expose({ name: 'other' }), exposedWith('name')],
  ['@Expose({ toClassOnly })', Expose({ toClassOnly: true }), exposedWith('toClassOnly')],
  ['@Expose({ toPlainOnly })', Expose({ toPlainOnly: true }), exposedWith('toPlainOnly')],
  [
    '@Type()',
    Type(() => Number),
    'found @Type() on a field that is stored, expected no type but that of its own decorator',
  ],
  ...[{}, { toClassOnly: true }, { toPlainOnly: true }, { groups: ['a'] }].map(
    (options): [string, PropertyDecorator, string] => [
      `@Transform(…, ${JSON.stringify(options)})`,
      Transform(({ value }) => value, options),
      'found @Transform() on a field that is stored, which saving would not run; expected a getter and a setter that convert the value, with the decorator of the field on them',
    ],
  ),
];

for (const [title, decorator, fault] of others) {
  test(`${title} on a field is refused, because it would have no effect: on the class, on a parent, on a child, and after the definition`, async (t) => {
    const persisted = Persisted({ type: Number }) as PropertyDecorator;
    const refused = (declare: () => unknown, name: string) =>
      t.throws(declare, { code: 'ARTIFACT_DECLARATION', message: `${name}.pay: ${fault}` });
    class Own {}
    persisted(Own.prototype, 'pay');
    decorator(Own.prototype, 'pay');
    refused(() => Persisted()(Own), 'Own');

    class Parent {}
    decorator(Parent.prototype, 'pay');
    class Child extends Parent {}
    persisted(Child.prototype, 'pay');
    refused(() => Persisted()(Child), 'Child');

    class Base {}
    persisted(Base.prototype, 'pay');
    Persisted()(Base);
    class Between extends Base {}
    decorator(Between.prototype, 'pay');
    class Derived extends Between {}
    refused(() => Persisted()(Derived), 'Derived');

    class Late extends Artifact {}
    persisted(Late.prototype, 'pay');
    Persisted()(Late);
    decorator(Late.prototype, 'pay');
    await t.throwsAsync(repositoryOf(Late).repository.save(Object.assign(new Late(), base, { pay: 1 })), {
      code: 'ARTIFACT_DECLARATION',
      message: `Late.pay: ${fault}`,
    });
  });
}

test('a plain @Expose() on a field changes nothing', (t) => {
  @Persisted()
  class Shown {
    @Persisted() @Expose() @Expose({ groups: undefined as never, toClassOnly: false }) grossPay!: number;
  }
  const shown = Object.assign(new Shown(), { grossPay: 1 });
  t.deepEqual(instanceToPlain(shown), { gross_pay: 1 });
  t.deepEqual(plainToInstance(Shown, { gross_pay: 1 }), shown);
});

// ── Getters ─────────────────────────────────────────────────────────────────────────────────────────────────────────

@Persisted()
class Sized {
  @Persisted() width!: number;
  @Expose() get half(): number {
    return this.width / 2;
  }
}
@Persisted()
class Tile extends Sized {
  @Persisted() height!: number;
  @Expose() get area(): number {
    return this.width * this.height;
  }
  @Expose({ name: 'outline' }) circumference(): number {
    return 2 * (this.width + this.height);
  }
  @Expose({ toPlainOnly: true }) get ratio(): number {
    return this.width / this.height;
  }
  set ratio(value: number) {
    this.height = this.width / value;
  }
}

test('plainToInstance leaves out what class-transformer itself has added to a plain object', (t) => {
  const tile = Object.assign(new Tile(), { width: 2, height: 3 });
  const plain = instanceToPlain(tile);
  t.deepEqual(plain, { width: 2, height: 3, half: 1, area: 6, outline: 10, ratio: 2 / 3 });
  t.deepEqual(plainToInstance(Tile, plain), tile);
  t.deepEqual(plainToInstance(Tile, { ...plain, area: 7, ratio: 1 }), tile);
  t.deepEqual(plainToInstance(Tile, { width: 2, height: 3 }), tile);
  t.deepEqual(instanceToInstance(tile), tile);
  for (const key of ['circumference', 'depth']) {
    const error = t.throws(() => plainToInstance(Tile, { ...plain, [key]: 1 }));
    t.deepEqual(isArtifactError(error, 'ARTIFACT_INVALID') && error.issues.map(({ code, path }) => [code, path]), [
      ['unknown-field', `/${key}`],
    ]);
  }
});

test('a getter that @Expose() gives the key of a field is refused', (t) => {
  class Twice extends Artifact {
    get area(): number {
      return 1;
    }
  }
  const declare = (name: string) => {
    class Twin extends Twice {}
    Expose({ name })(Twin.prototype, 'area');
    Persisted()(Twin);
  };
  t.throws(() => declare('timestamp'), {
    code: 'ARTIFACT_DECLARATION',
    message:
      'Twin.area: is exposed by the key "timestamp", which timestamp has already; give it another with @Expose({ name })',
  });
  t.throws(() => declare('procedure_name'), { message: /"procedure_name", which procedureName has already/ });
});

// ── Classes with class-transformer's decorators alone ───────────────────────────────────────────────────────────────

class Point {
  @Expose({ name: 'x_value' }) x!: number;
  @Transform(({ value }) => value.join(','), { toPlainOnly: true })
  @Transform(({ value }) => value.split(',').map(Number), { toClassOnly: true })
  path!: number[];
  @Type(() => Date) at!: Date;
  @Type(() => Point) next?: Point;
  @Exclude() cached?: number;
}

abstract class Animal {
  name!: string;
}
class Cat extends Animal {
  lives!: number;
}
class Owner {
  @Type(() => Animal, {
    discriminator: { property: '__type', subTypes: [{ value: Cat, name: 'cat' }] },
    keepDiscriminatorProperty: false,
  })
  pet!: Animal;
}
class Careless {
  values!: unknown;
}

@Persisted()
class WithForeign extends Artifact {
  @Nested(() => Point, { optional: true }) point?: Point;
  @NestedList(() => Point, { optional: true }) points?: Point[];
  @Nested(() => Owner, { optional: true }) owner?: Owner;
  @Nested(() => Careless, { optional: true }) careless?: Careless;
}

const point = (x: number, others: Partial<Point> = {}): Point =>
  Object.assign(new Point(), { x, path: [1, 2], at: new Date(1), ...others });

test('a class-transformer class is stored as class-transformer maps it', async (t) => {
  const { storage, repository } = repositoryOf(WithForeign);
  const artifact = WithForeign.create({ ...base, point: point(1, { next: point(2) }), points: [point(3)] });
  const path = await repository.save(artifact);
  assert.deepStrictEqual(await repository.load(path), artifact);
  const stored = JSON.parse(Buffer.from(await bytesOf(storage, path)).toString());
  t.deepEqual(stored.points, [{ at: '1970-01-01T00:00:00.001Z', path: '1,2', x_value: 3 }]);
});

test('a property that a class-transformer class excludes is not stored, and is not an issue', async (t) => {
  const { repository } = repositoryOf(WithForeign);
  const artifact = WithForeign.create({ ...base, point: point(1, { cached: 5, next: point(2, { cached: 6 }) }) });
  const again = await repository.load(await repository.save(artifact), WithForeign);
  t.deepEqual([again.point?.cached, again.point?.next?.cached, again.point?.next?.x], [undefined, undefined, 2]);
});

class Amount {
  @Expose() @IsInt() cents!: number;
}
class Account {
  @Expose({ name: 'the_owner' }) @MinLength(2) owner = 'Ann';
  @Type(() => Amount) @ValidateNested() balance?: Amount;
  @Type(() => Amount) limit?: Amount;
  @Type(() => Amount) history?: Amount[];
  @Type(() => Amount) byDay?: Map<string, Amount>;
  @Type(() => Account) parent?: Account;
  @Type(() => Number) @IsOptional() @IsInt({ each: true }) marks?: Set<number>;
  @Type(() => Number) @IsOptional() @ValidateNested() days?: Set<number>;
  @Exclude() @IsInt() cached?: Amount;
}
@Persisted()
class WithAccount extends Artifact {
  @Nested(() => Account) account!: Account;
}

const amount = (cents: number): Amount => Object.assign(new Amount(), { cents });
const NO_INTEGER = 'cents must be an integer number';

for (const [where, values, ...expected] of [
  [
    'that hold',
    {
      balance: amount(1),
      limit: amount(2),
      history: [amount(3)],
      byDay: new Map([['a', amount(4)]]),
      marks: new Set([1]),
    },
  ],
  [
    'on itself, by the key in the file',
    { owner: 'A' },
    '/account/the_owner',
    'owner must be longer than or equal to 2 characters',
  ],
  ['in a property with @ValidateNested, told once', { balance: amount(1.5) }, '/account/balance/cents', NO_INTEGER],
  ['in a property without it', { limit: amount(1.5) }, '/account/limit/cents', NO_INTEGER],
  ['in a list', { history: [amount(1), amount(1.5)] }, '/account/history/1/cents', NO_INTEGER],
  ['in a Map', { byDay: new Map([['a/b', amount(1.5)]]) }, '/account/byDay/a~1b/cents', NO_INTEGER],
  [
    'two levels down',
    { parent: Object.assign(new Account(), { limit: amount(1.5) }) },
    '/account/parent/limit/cents',
    NO_INTEGER,
  ],
  [
    'on the elements of a Set',
    { marks: new Set([1, 1.5]) },
    '/account/marks',
    'each value in marks must be an integer number',
  ],
  [
    'on a Set of what is no object, by @ValidateNested',
    { days: new Set([1]) },
    '/account/days/0',
    'nested property days must be either object or array',
  ],
  ['on what it excludes', { cached: amount(1.5) }],
] as [string, Partial<Account>, ...string[]][]) {
  test(`constraints of class-validator in a class with class-transformer's decorators alone: ${where}`, async (t) => {
    const { storage, repository } = repositoryOf(WithAccount);
    const artifact = WithAccount.create({ ...base, account: Object.assign(new Account(), values) });
    const [path, message] = expected;
    if (path === undefined) {
      await t.notThrowsAsync(repository.save(artifact));
      return;
    }
    const issues = [`constraint ${path}: ${message}`];
    const told = async (promise: Promise<unknown>) =>
      (await issuesOf(promise)).map((issue) => `${issue.code} ${issue.path}: ${issue.message}`);
    t.deepEqual(await told(repository.save(artifact)), issues);
    const plain = {
      procedure_name: 'WithAccount',
      procedure_version: '1',
      input_parameters: {},
      timestamp: '1970-01-01T00:00:00Z',
      account: instanceToPlain(artifact.account, { exposeUnsetFields: false }),
    };
    await create(storage, 'WithAccount/a.json', Buffer.from(JSON.stringify(plain)));
    t.deepEqual(await told(repository.load('WithAccount/a.json')), issues);
  });
}

test('a discriminator writes into a copy, not into the instance', async (t) => {
  const { repository } = repositoryOf(WithForeign);
  const pet = Object.freeze(Object.assign(new Cat(), { name: 'Tom', lives: 9 }));
  const artifact = WithForeign.create({ ...base, owner: Object.assign(new Owner(), { pet }) });
  const again = await repository.load(await repository.save(artifact), WithForeign);
  t.true(again.owner?.pet instanceof Cat);
  t.deepEqual(Object.keys(pet), ['name', 'lives']);
});

class Money {
  #cents = 0;
  @Expose() readonly currency = 'EUR';
  add(cents: number): this {
    this.#cents += cents;
    return this;
  }
  toString(): string {
    return `${this.#cents}`;
  }
}
const amounts = new WeakMap<object, number>();
class Sum {
  constructor() {
    amounts.set(this, 0);
  }
}
class Failure extends Error {
  @Expose() step = 1;
}
const hidden = (object: object) => Object.defineProperty(object, 'unit', { value: 'm' });
const cycle: Record<string, unknown> = {};
cycle['itself'] = cycle;
const SEEN = 'which class-transformer does not see; expected enumerable names alone, or @Exclude()';
const LIST = 'found a list with holes, properties of its own or another class, expected elements alone';
const back = (found: string, again: string) =>
  `found ${found}, which class-transformer ${again}; declare Careless with @Persisted()`;
const PRIVATE =
  "has the private field #cents, which nothing outside of the class can read; expected a stored getter and setter for it, or @Persisted({ hidden: 'ignored' }) if it need not be kept";
const JSON_VALUE = 'expected a JSON value: a string, number, boolean, null, list or plain object';

for (const [what, values, path, message] of [
  ['a typed array', Float64Array.of(1.5), '', back('an instance of Float64Array', 'brings back as a plain object')],
  ['a Map', new Map([['a', 1]]), '', back('an instance of Map', 'brings back as a plain object')],
  ['a Set', new Set([1]), '', back('an instance of Set', 'brings back as a list of 1')],
  ['a Date without @Type', new Date(0), '', back('an instance of Date', 'brings back as "1970-01-01T00:00:00.000Z"')],
  [
    'an invalid Date',
    new Date(Number.NaN),
    undefined,
    'found a value on which class-transformer throws RangeError: Invalid time value',
  ],
  ['a function', () => 1, '', back('the function (anonymous)', 'brings back as 1')],
  ['a list with holes', Object.assign(new Array(3), { 0: 1 }), '', LIST],
  ['a list of four billion holes', Object.assign([], { length: 2 ** 32 - 1 }), '', LIST],
  [
    'a key named constructor',
    { constructor: 1 },
    undefined,
    "found a value on which class-transformer throws TypeError: Cannot read properties of undefined (reading 'constructor')",
  ],
  ['a property with a symbol', { [Symbol('s')]: 1 }, '', `found the property Symbol(s), ${SEEN}`],
  ['a hidden property', hidden({ a: 1 }), '', `found the property unit, ${SEEN}`],
  ['a list with properties', Object.assign([1], { a: 1 }), '', LIST],
  ['a list with a hidden property', hidden([1]), '', LIST],
  [
    'a Date with a hidden property',
    hidden(new Date(0)),
    '',
    back('an instance of Date', 'brings back as "1970-01-01T00:00:00.000Z"'),
  ],
  [
    'a key whose value is undefined',
    [{ a: 1, b: undefined }],
    '/0/b',
    back('undefined', 'does not bring back identical'),
  ],
  ['a cycle', cycle, '/itself', 'found a cycle, expected a tree: JSON has no references'],
  [
    'an object without a prototype',
    Object.assign(Object.create(null), { a: 1 }),
    '',
    back('an object without a prototype', 'brings back as a plain object'),
  ],
  [
    'a value object with private state',
    { price: new Money().add(5) },
    '/price',
    `found an instance of Money, which ${PRIVATE}`,
  ],
  [
    'a value object with state in a WeakMap',
    { sum: new Sum() },
    '/sum',
    back('an instance of Sum', 'brings back as a plain object'),
  ],
  ['an error', new Failure('no'), '', back('an instance of Failure', 'brings back as a plain object')],
  ['a promise', Promise.resolve(1), '', `found an instance of Promise, ${JSON_VALUE}`],
  ['a promise that is rejected', Promise.reject(new Error('no')), '', `found an instance of Promise, ${JSON_VALUE}`],
] as [string, unknown, string | undefined, string][]) {
  test(`a value that class-transformer loses is refused: ${what}`, async (t) => {
    const { repository } = repositoryOf(WithForeign);
    const artifact = WithForeign.create({ ...base, careless: Object.assign(new Careless(), { values }) });
    const [issue, ...others] = await issuesOf(repository.save(artifact));
    t.deepEqual(
      [issue?.path, issue?.message, others.length],
      [path === undefined ? '/careless' : `/careless/values${path}`, message, 0],
    );
  });
}

class Held {
  @Type(() => Money) money?: Money;
  @Type(() => Sum) sum?: Sum;
  @Type(() => Date) at?: Date;
  @Transform(({ value }) => value && new Date(Date.parse(value) + 1), { toClassOnly: true }) shifted?: Date;
  @Type(() => Number) counts?: Map<string, number>;
  @Type(() => Number) marks?: Set<number>;
  @Transform(({ value }) => value && Array.from(value), { toPlainOnly: true })
  @Transform(({ value }) => value && Float64Array.from(value), { toClassOnly: true })
  curve?: Float64Array;
  @Transform(({ value }) => value && Promise.resolve(value), { toPlainOnly: true }) later?: number;
  @Transform(({ value }) => value && Promise.reject(new Error('no')), { toClassOnly: true }) never?: number;
}
@Persisted()
class WithHeld extends Artifact {
  @Nested(() => Held) held!: Held;
}
class Vector extends Float64Array {
  unit = 'm';
}
for (const [what, values, path, message] of [
  ['private state', { money: new Money() }, '/money', `found an instance of Money, which ${PRIVATE}`],
  [
    'state in a WeakMap',
    { sum: new Sum() },
    '/sum',
    'found an instance of Sum, which class-transformer does not bring back identical; declare Held with @Persisted()',
  ],
  [
    'a Date with a property',
    { at: Object.assign(new Date(0), { a: 1 }) },
    '/at',
    'found an instance of Date, which class-transformer does not bring back identical; declare Held with @Persisted()',
  ],
  [
    'a Date that comes back as another time',
    { shifted: new Date(0) },
    '/shifted',
    'found an instance of Date, which class-transformer does not bring back identical; declare Held with @Persisted()',
  ],
  [
    'a Map with a property',
    { counts: hidden(new Map([['a', 1]])) },
    '/counts',
    'found an instance of Map, which class-transformer does not bring back identical; declare Held with @Persisted()',
  ],
  [
    'a Set with a property',
    { marks: hidden(new Set([1])) },
    '/marks',
    'found an instance of Set, which class-transformer does not bring back identical; declare Held with @Persisted()',
  ],
  [
    'a typed array with a hidden property',
    { curve: hidden(Float64Array.of(1)) },
    '/curve',
    'found an instance of Float64Array, which class-transformer does not bring back identical; declare Held with @Persisted()',
  ],
  [
    'a subclass of a typed array',
    { curve: Vector.of(1) },
    '/curve',
    'found an instance of Vector, which class-transformer brings back as an instance of Float64Array; declare Held with @Persisted()',
  ],
  ['a hidden property', hidden(new Held()), '', `found the property unit, ${SEEN}`],
  ['an asynchronous @Transform to plain', { later: 1 }, '/later', `found an instance of Promise, ${JSON_VALUE}`],
  [
    'an asynchronous @Transform that fails',
    { never: 1 },
    '/never',
    'found 1, which class-transformer brings back as an instance of Promise; declare Held with @Persisted()',
  ],
] as [string, object, string, string][]) {
  test(`state that class-transformer does not see is refused: ${what}`, async (t) => {
    const held = values instanceof Held ? values : Object.assign(new Held(), values);
    const artifact = WithHeld.create({ ...base, held });
    const [issue, ...others] = await issuesOf(repositoryOf(WithHeld).repository.save(artifact));
    t.deepEqual([issue?.path, issue?.message, others.length], [`/held${path}`, message, 0]);
  });
}

test('a value that class-transformer brings back identical is stored: Dates, Maps, Sets, typed arrays, private state behind accessors', async (t) => {
  class Kelvin {
    #kelvin = 0;
    @Expose() get celsius(): number {
      return this.#kelvin - 273;
    }
    set celsius(value: number) {
      this.#kelvin = value + 273;
    }
  }
  class Room {
    @Type(() => Kelvin) temperature = new Kelvin();
  }
  @Persisted()
  class WithRoom extends Artifact {
    @Nested(() => Room) room!: Room;
  }
  const { repository } = repositoryOf(WithHeld, WithRoom);
  const held = Object.assign(new Held(), {
    at: new Date(5),
    counts: new Map([['a', 1]]),
    marks: new Set([2, 1]),
    curve: Float64Array.of(1, -0, 0.1),
  });
  const again = await repository.load(await repository.save(WithHeld.create({ ...base, held })), WithHeld);
  assert.deepStrictEqual(again.held, held);
  t.true(Object.is(again.held.curve?.[1], -0));
  const room = new Room();
  room.temperature.celsius = 20;
  const other = await repository.load(await repository.save(WithRoom.create({ ...base, room })), WithRoom);
  t.is(other.room.temperature.celsius, 20);
});

for (const [what, thrown, words] of [
  ['an object without a prototype', Object.create(null), 'a value that has no text'],
  ['undefined', undefined, 'undefined'],
  ['an error with a long message', new TypeError('x'.repeat(1000)), `TypeError: ${'x'.repeat(389)}… (1011 characters)`],
] as [string, unknown, string][]) {
  test(`a @Transform may throw ${what}`, async (t) => {
    class Throwing {
      @Transform(() => {
        throw thrown;
      })
      a = 1;
    }
    @Persisted()
    class WithThrowing extends Artifact {
      @Nested(() => Throwing) throwing!: Throwing;
    }
    const { repository } = repositoryOf(WithThrowing);
    t.deepEqual(await issuesOf(repository.save(WithThrowing.create({ ...base, throwing: new Throwing() }))), [
      {
        code: 'invalid-value',
        path: '/throwing',
        message: `found a value on which class-transformer throws ${words}`,
      },
    ]);
  });
}

test('a stored date that class-transformer would turn into another is refused', async (t) => {
  const { storage, repository } = repositoryOf(WithForeign);
  const unsealed = {
    procedure_name: 'WithForeign',
    procedure_version: '1',
    input_parameters: {},
    timestamp: '1970-01-01T00:00:00Z',
    point: { x_value: 1, path: '1', at: '2026-02-31T00:00:00.000Z' },
  };
  await create(storage, 'WithForeign/1970-01-01T00-00-00_000000.json', Buffer.from(JSON.stringify(unsealed)));
  t.deepEqual(await issuesOf(repository.load('WithForeign/1970-01-01T00-00-00_000000.json')), [
    {
      code: 'invalid-value',
      path: '/point/at',
      message:
        'found "2026-02-31T00:00:00.000Z", which class-transformer brings back as "2026-03-03T00:00:00.000Z"; declare Point with @Persisted()',
    },
  ]);
});

for (const [stored, found] of [
  ['"text"', 'found "text"'],
  ['1', 'found 1'],
  ['[]', 'found a list of 0'],
  ['[{ "x_value": 1 }]', 'found a list of 1'],
] as const) {
  test(`${stored} in a file is no instance of a class-transformer class`, async (t) => {
    const { storage, repository } = repositoryOf(WithForeign);
    const key = 'WithForeign/1970-01-01T00-00-00_000000.json';
    const members = `"procedure_version": "1", "input_parameters": {}, "timestamp": "1970-01-01T00:00:00Z"`;
    const file = `{"procedure_name": "WithForeign", ${members}, "point": ${stored}, "points": [${stored}]}`;
    await create(storage, key, Buffer.from(file));
    t.deepEqual(
      await issuesOf(repository.load(key)),
      ['/point', '/points/0'].map((path) => ({
        code: 'invalid-type',
        path,
        message: `${found}, expected an object for Point`,
      })),
    );
  });
}
