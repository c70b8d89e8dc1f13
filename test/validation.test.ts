// class-validator's constraints: they are checked on save and on load, with class-validator's verdicts and messages.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'ava';
import { Exclude } from 'class-transformer';
import {
  ArrayContains,
  ArrayMaxSize,
  ArrayMinSize,
  ArrayNotContains,
  ArrayNotEmpty,
  ArrayUnique,
  getMetadataStorage,
  IsArray,
  IsDefined,
  IsIn,
  IsInstance,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsPositive,
  Max,
  MaxLength,
  Min,
  MinLength,
  registerDecorator,
  Validate,
  ValidateIf,
  ValidateNested,
  type ValidationOptions,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
  validateSync,
} from 'class-validator';
import fc from 'fast-check';
import { EncodingWalk } from '../src/codecs/walk/encoding-walk.js';
import {
  Artifact,
  ArtifactRepository,
  isArtifactError,
  MemoryStorage,
  NdArray,
  Nested,
  NestedList,
  Persisted,
} from '../src/index.js';
import { checkConstraints, constraintsOf } from '../src/mapping/class-validator.js';
import { create } from './support/stored.js';

// ── class-validator as users know it ────────────────────────────────────────────────────────────────────────────────

@Persisted()
class Part {
  @Persisted() @Max(10) size = 0;
}

@Persisted()
class Validated extends Artifact {
  @Persisted({ optional: true }) @IsOptional() @Max(5) optional?: number;
  @Persisted({ type: Number }) @ValidateIf((artifact: Validated) => artifact.strict) @Max(5) conditional = 0;
  @Persisted() strict: boolean = false;
  @Persisted() @Max(5, { each: true }) each: number[] = [];
  @Persisted({ type: Number }) @IsNumber({ maxDecimalPlaces: 3 }) decimals = 0;
  @NestedList(() => Part) @ValidateNested() parts: Part[] = [];
  @Nested(() => Part, { optional: true }) part?: Part;
  @NdArray('float64') @IsArray() lists: number[] = [];
}

const base = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) };

/** Returns the issues that `save` reports for an artifact, each as a line. */
async function issuesOf(artifact: Artifact): Promise<string[]> {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [artifact.constructor as never] });
  const error = await repository.save(artifact).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return [];
  if (!isArtifactError(error, 'ARTIFACT_INVALID')) throw error;
  return error.issues.map(({ code, path, message }) => `${code} ${path}: ${message}`);
}

for (const [title, others, ...expected] of [
  ['what is right passes', { optional: 5, each: [1, 5], parts: [new Part()] }],
  ['optional', { optional: 6 }, 'constraint /optional: optional must not be greater than 5'],
  ['conditional, off', { conditional: 6 }],
  [
    'conditional, on',
    { conditional: 6, strict: true },
    'constraint /conditional: conditional must not be greater than 5',
  ],
  ['each', { each: [1, 6] }, 'constraint /each: each value in each must not be greater than 5'],
  [
    'nested, once though @ValidateNested names it too',
    { parts: [Object.assign(new Part(), { size: 11 })] },
    'constraint /parts/0/size: size must not be greater than 10',
  ],
  [
    'nested, without @ValidateNested',
    { part: Object.assign(new Part(), { size: 11 }) },
    'constraint /part/size: size must not be greater than 10',
  ],
  [
    'of a value that has another fault, told of that alone',
    { optional: '6' as never },
    'invalid-type /optional: found "6", expected a number',
  ],
  [
    'of a list in which there is another fault, told of that alone',
    { each: [6, Symbol('six') as never] },
    `invalid-type /each/1: found Symbol(six), expected a JSON value: a string, number, boolean, null, list or plain object`,
  ],
  [
    'one that throws',
    { decimals: 1e-7 },
    "constraint /decimals: found a value on which the constraint isNumber throws TypeError: Cannot read properties of undefined (reading 'length')",
  ],
] as [string, Partial<Validated>, ...string[]][]) {
  test(`a constraint of class-validator: ${title}`, async (t) => {
    t.deepEqual(await issuesOf(Object.assign(new Validated(), base, others)), expected);
  });
}

test('constraints are checked on load as on save', async (t) => {
  const storage = new MemoryStorage();
  const file = `{"procedure_name":"Validated","procedure_version":"1","input_parameters":{},"timestamp":"2026-02-11T12:00:00Z",
    "conditional":0,"strict":false,"each":[],"decimals":0,"parts":[{"size":11}],"lists":[]}`;
  await create(storage, 'Validated/a.json', Buffer.from(file));
  const error = await t.throwsAsync(new ArtifactRepository({ storage, classes: [Validated] }).load('Validated/a.json'));
  t.deepEqual(isArtifactError(error, 'ARTIFACT_INVALID') && error.issues, [
    { code: 'constraint', path: '/parts/0/size', message: 'size must not be greater than 10' },
  ]);
});

// ── Our direct calls and class-validator's own verdict ──────────────────────────────────────────────────────────────

@ValidatorConstraint({ name: 'isEven' })
class IsEvenConstraint implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (value === 'throw') throw new TypeError('no');
    return typeof value === 'number' && value % 2 === 0;
  }
}

class Ancestor {
  @IsOptional() @Max(5) optional: unknown;
  @IsNumber({}, { each: true }) each: unknown;
  @ValidateIf(({ optional }) => optional !== null) @IsInt() @Min(-2) conditional: unknown;
  @Max(3, { groups: ['strict'] }) grouped: unknown;
}

class Judged extends Ancestor {
  @IsDefined() @Validate(IsEvenConstraint, { message: '$property of $target: $value' }) even: unknown;
  @IsIn([1, 'a', null], {
    message: ({ value, targetName }) => `${targetName}: ${value}, not $constraint1 $constraint2`,
  })
  chosen: unknown;
  @ArrayMinSize(1) @IsArray() list: unknown;
  @IsNumber({}, { each: true }) @ValidateIf(({ even }) => even !== 2) items: unknown;
}

test('constraints refuse what class-validator refuses, with its messages', (t) => {
  let accepted = 0;
  const messagesOf = (judged: Judged): string[] =>
    validateSync(judged, { forbidUnknownValues: false })
      .flatMap(({ property, constraints }) =>
        Object.values(constraints ?? {}).map((message) => `${property}: ${message}`),
      )
      .sort();
  const value = fc.oneof(
    fc.integer({ min: -4, max: 8 }),
    fc.constantFrom<unknown>(null, 'a', 'throw', 1.5, Number.NaN, true),
    fc.array(fc.integer({ min: 0, max: 3 })),
  );
  /** Mostly what is right, for one fault hides another. */
  const mostly = (...right: unknown[]) =>
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: value });
  const values = fc.record({
    optional: mostly(null, 5),
    each: mostly(1),
    conditional: mostly(-2),
    grouped: mostly(3),
    even: mostly(0, 'throw'),
    chosen: mostly(1, 'a', null),
    list: mostly([1]),
    items: mostly(1, [1, 2], [1, 'a'], ['a', 'b'], new Set([1, 'a']), new Map([['a', 1]])),
  });
  fc.assert(
    fc.property(values, (given) => {
      const judged = Object.assign(new Judged(), given);
      const constraints = constraintsOf(Judged, (property) => property);
      assert(constraints !== undefined);
      const walk = new EncodingWalk();
      checkConstraints(constraints, judged, walk);
      const found = Array.from(
        walk.allIssuesWithViolations(),
        ({ path, message }) => `${path.slice(1)}: ${message}`,
      ).sort();
      if (judged.even === 'throw') assert.equal(found.length > 0, true);
      else assert.deepEqual(found, messagesOf(judged));
      const expected = found.length > 0;
      if (!expected) accepted++;
    }),
    { numRuns: 3000 },
  );
  t.true(accepted > 50, `${accepted} were right`);
});

// ── Parents and children ────────────────────────────────────────────────────────────────────────────────────────────

@Persisted()
class Coded extends Artifact {
  @Persisted() @MinLength(5) code!: string;
  @Persisted({ type: Number, nullable: true }) @IsOptional() @Max(5) level: number | null = null;
  @Persisted({ type: Object }) @ValidateNested() nested: unknown = {};
}
@Persisted()
class CodedAgain extends Coded {
  @Persisted() @IsNotEmpty() declare code: string;
  @Persisted({ type: Number, nullable: true }) @Min(1) declare level: number | null;
  @Persisted({ type: Object }) @ValidateNested() declare nested: unknown;
}
@Persisted()
class CodedTwice extends CodedAgain {
  @Persisted() @MinLength(5) declare code: string;
  @Persisted({ type: Number, nullable: true }) @ValidateIf(() => true) @IsInt() declare level: number | null;
}

for (const [title, artifact, ...expected] of [
  ['a value that meets all of them passes', new CodedTwice(), { code: 'abcde', level: 1 }],
  [
    "the parent's are checked",
    new CodedAgain(),
    { code: 'ab' },
    '/code: code must be longer than or equal to 5 characters',
  ],
  [
    "the parent's and the child's are both reported",
    new CodedAgain(),
    { code: '' },
    '/code: code must be longer than or equal to 5 characters',
    '/code: code should not be empty',
  ],
  [
    'a constraint that both have is reported once',
    new CodedTwice(),
    { code: 'ab', level: 1 },
    '/code: code must be longer than or equal to 5 characters',
  ],
  ["the parent's conditions apply to the child's constraints", new CodedAgain(), { code: 'abcde', level: null }],
  [
    "the child's conditions replace the parent's",
    new CodedTwice(),
    { code: 'abcde', level: null },
    '/level: level must not be greater than 5',
    '/level: level must not be less than 1',
    '/level: level must be an integer number',
  ],
  [
    'a value that is no object under @ValidateNested is reported once',
    new CodedAgain(),
    { code: 'abcde', nested: [{}, [1]] },
    '/nested/1/0: nested property nested must be either object or array',
  ],
] as [string, Artifact, object, ...string[]][]) {
  const [values, ...messages] = expected;
  test(`constraints of a parent and its child on one property: ${title}`, async (t) => {
    t.deepEqual(
      await issuesOf(Object.assign(artifact, base, values)),
      messages.map((message) => `constraint ${message}`),
    );
  });
}

// ── Arrays ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const IsFinite64 = () => (target: object, propertyName: string) =>
  registerDecorator({
    name: 'isFinite64',
    target: target.constructor,
    propertyName,
    options: {},
    validator: { validate: (value) => value instanceof Float64Array && value.every(Number.isFinite) },
  });

for (const [title, decorators, type, right, wrong, message] of [
  [
    '@IsPositive for each',
    [IsPositive({ each: true })],
    Float64Array,
    [1, 2],
    [1, -2],
    'each value in c must be a positive number',
  ],
  [
    '@IsInt for each of none',
    [IsInt({ each: true })],
    Float64Array,
    [],
    [1.5],
    'each value in c must be an integer number',
  ],
  ['@IsArray', [IsArray()], Float64Array, [], undefined, ''],
  ['@ArrayNotEmpty', [ArrayNotEmpty()], Float64Array, [Number.NaN], [], 'c should not be empty'],
  ['@ArrayMinSize', [ArrayMinSize(2)], Int8Array, [1, 2], [1], 'c must contain at least 2 elements'],
  ['@ArrayMaxSize', [ArrayMaxSize(1)], BigInt64Array, [1n], [1n, 2n], 'c must contain no more than 1 elements'],
  ['@ArrayContains', [ArrayContains([1, 2])], Float32Array, [2, 1], [1, 3], 'c must contain 1, 2 values'],
  ['@ArrayContains NaN', [ArrayContains([1])], Float32Array, [Number.NaN, 1], [Number.NaN], 'c must contain 1 values'],
  [
    '@ArrayNotContains',
    [ArrayNotContains([1n, 2n])],
    BigUint64Array,
    [0n],
    [0n, 1n],
    'c should not contain 1, 2 values',
  ],
  ['@ArrayUnique', [ArrayUnique()], Float64Array, [1, 2, 0.5], [1, 2, 1], "All c's elements must be unique"],
  ['@ArrayUnique with -0', [ArrayUnique()], Float64Array, [0, 1], [0, -0], "All c's elements must be unique"],
  ['@ArrayUnique with NaN', [ArrayUnique()], Float64Array, [1], [Number.NaN], "All c's elements must be unique"],
  [
    '@ArrayUnique by an identifier',
    [ArrayUnique(Math.abs)],
    Float64Array,
    [1, -2],
    [1, -1],
    "All c's elements must be unique",
  ],
  ['@IsInstance', [IsInstance(Float64Array)], Float64Array, [1], undefined, ''],
  [
    'a constraint of the program',
    [IsFinite64()],
    Float64Array,
    [1],
    [Number.NaN],
    'c does not satisfy the constraint isFinite64',
  ],
] as [string, PropertyDecorator[], Float64ArrayConstructor, number[], number[] | undefined, string][]) {
  test(`a constraint on arrays takes typed arrays: ${title}`, async (t) => {
    const dtype = type.name.replace(/Array$|^Big/g, '').toLowerCase() as 'float64';
    class Typed extends Artifact {
      c!: Float64Array;
    }
    for (const decorator of [NdArray(dtype, { type }) as PropertyDecorator, ...decorators])
      decorator(Typed.prototype, 'c');
    Persisted()(Typed);
    t.deepEqual(await issuesOf(Object.assign(new Typed(), base, { c: type.from(right) })), []);
    if (wrong === undefined) return;
    const list = Object.assign(new Typed(), { c: [...wrong] });
    const expected = title.startsWith('a constraint')
      ? [message]
      : Object.values(validateSync(list)[0]?.constraints ?? {});
    t.deepEqual(expected, [message]);
    t.deepEqual(await issuesOf(Object.assign(new Typed(), base, { c: type.from(wrong) })), [
      `constraint /c: ${message}`,
    ]);
  });
}

test('the elements of a large typed array are compared with each other in one pass', async (t) => {
  @Persisted()
  class Unique extends Artifact {
    @NdArray('int32') @ArrayUnique() c!: Int32Array;
  }
  const c = Int32Array.from({ length: 200_000 }, (_, index) => index);
  t.deepEqual(await issuesOf(Unique.create({ ...base, c })), []);
  c[199_999] = 0;
  t.deepEqual(await issuesOf(Unique.create({ ...base, c })), ["constraint /c: All c's elements must be unique"]);
});

// ── What constraints may do ─────────────────────────────────────────────────────────────────────────────────────────

const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();
const thrown: [string, unknown, string][] = [
  ['an object without a prototype', Object.create(null), 'a value that has no text'],
  ['a revoked Proxy', revoked, 'a value that has no text'],
  ['undefined', undefined, 'undefined'],
  ['a symbol', Symbol('s'), 'Symbol(s)'],
  ['a long text', 'x'.repeat(1e6), `${'x'.repeat(400)}… (1000000 characters)`],
];

const thrower = (value: unknown) => () => {
  throw value;
};

/** Returns the property decorator of a constraint that a program has defined itself. */
const check = (name: string, validate: () => boolean, options: ValidationOptions = {}) =>
  ((target: object, propertyName: string) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName,
      options,
      validator: { validate },
    })) as PropertyDecorator;

for (const [title, value, words] of thrown) {
  test(`a constraint, a condition or a message may throw ${title}`, async (t) => {
    class Throwing extends Artifact {
      a = 1;
      b = 1;
      c = 1;
      d = 1;
    }
    for (const property of ['a', 'b', 'c', 'd'])
      (Persisted({ type: Number }) as PropertyDecorator)(Throwing.prototype, property);
    check('first', thrower(value))(Throwing.prototype, 'a');
    check('second', () => false)(Throwing.prototype, 'a');
    check('third', () => false, { message: thrower(value) })(Throwing.prototype, 'b');
    ValidateIf(thrower(value))(Throwing.prototype, 'c');
    Max(0)(Throwing.prototype, 'c');
    check('fourth', () => false, { validateIf: thrower(value) })(Throwing.prototype, 'd');
    Persisted()(Throwing);
    t.deepEqual(await issuesOf(Object.assign(new Throwing(), base)), [
      `constraint /a: found a value on which the constraint first throws ${words}`,
      'constraint /a: a does not satisfy the constraint second',
      `constraint /b: found a value on which the constraint third throws ${words}`,
      `constraint /c: found a value on which class-validator throws ${words}`,
      `constraint /d: found a value on which the constraint fourth throws ${words}`,
    ]);
  });
}

test('a constraint is checked if all its conditions hold', async (t) => {
  @Persisted()
  class Twofold extends Artifact {
    @Persisted() isFirst!: boolean;
    @Persisted() isSecond!: boolean;
    @Persisted()
    @ValidateIf(({ isFirst }) => isFirst)
    @ValidateIf(({ isSecond }) => isSecond)
    @Max(1)
    count = 2;
  }
  for (const [isFirst, isSecond, ...issues] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true, 'constraint /count: count must not be greater than 1'],
  ] as const)
    t.deepEqual(await issuesOf(Twofold.create({ ...base, isFirst, isSecond, count: 2 })), issues);
});

test('a constraint on a property that is not stored is not checked', async (t) => {
  @Persisted()
  class WithCache extends Artifact {
    @Exclude() @IsInt() cache = 1.5;
  }
  t.deepEqual(await issuesOf(Object.assign(new WithCache(), base)), []);
});

test('a message that contains a long value is cut', async (t) => {
  @Persisted()
  class Long extends Artifact {
    @Persisted() @MaxLength(1, { message: '$value' }) text!: string;
  }
  t.deepEqual(await issuesOf(Long.create({ ...base, text: 'x'.repeat(1e6) })), [
    `constraint /text: ${'x'.repeat(1000)}… (1000000 characters)`,
  ]);
});

test('a constraint is called once for a save, and once more for its proof', async (t) => {
  let asked = 0;
  class Asked extends Artifact {
    a = 1;
  }
  (Persisted({ type: Number }) as PropertyDecorator)(Asked.prototype, 'a');
  check('odd', () => ++asked % 2 === 0)(Asked.prototype, 'a');
  Persisted()(Asked);
  const artifact = Object.assign(new Asked(), base);
  t.deepEqual(await issuesOf(artifact), ['constraint /a: a does not satisfy the constraint odd']);
  t.is(asked, 1);
});

test('a constraint that changes what it checks makes the proof fail', async (t) => {
  class Trimmed extends Artifact {
    a = '';
  }
  (Persisted({ type: String }) as PropertyDecorator)(Trimmed.prototype, 'a');
  (({ prototype }) =>
    registerDecorator({
      name: 'trims',
      target: Trimmed,
      propertyName: 'a',
      options: {},
      validator: {
        validate: (value: string, args) => {
          (args?.object as typeof prototype).a = value.trim();
          return true;
        },
      },
    }))(Trimmed);
  Persisted()(Trimmed);
  t.deepEqual(await issuesOf(Object.assign(new Trimmed(), base, { a: ' x' })), [
    'invalid-value /a: found a value that does not come back identical from its own file, expected one that does',
  ]);
});

test('the work of preparing the constraints of a class is linear in its fields', (t) => {
  const readsOf = (fields: number): number => {
    class Wide {}
    class Wider extends Wide {}
    for (let index = 0; index < fields; index++) Max(5)((index % 2 ? Wide : Wider).prototype, `field${index}`);
    let reads = 0;
    for (const metadata of getMetadataStorage().getTargetValidationMetadatas(Wider, '', false, false)) {
      for (const property of ['type', 'propertyName'] as const) {
        const value = metadata[property];
        const get = () => {
          reads++;
          return value;
        };
        Object.defineProperty(metadata, property, { get });
      }
    }
    t.is(constraintsOf(Wider, (property) => property)?.properties.length, fields);
    return reads;
  };
  t.is(readsOf(4000), 4 * readsOf(1000));
});

test('@Validate() with a class that lacks @ValidatorConstraint() is refused', async (t) => {
  class NoConstraint {
    validate = () => false;
  }
  @Persisted()
  class Lax extends Artifact {
    @Persisted() @Validate(NoConstraint) a!: number;
  }
  await t.throwsAsync(issuesOf(Lax.create({ ...base, a: 1 })), {
    code: 'ARTIFACT_DECLARATION',
    message: 'Lax.a: found @Validate(NoConstraint), expected a class with @ValidatorConstraint()',
  });
});

test('constraints of another copy of class-validator are checked, too: all copies share one store', async (t) => {
  const require = createRequire(import.meta.url);
  const path = require.resolve('class-validator');
  const loaded = Object.entries(require.cache).filter(([file]) => file.includes('/class-validator/'));
  for (const [file] of loaded) delete require.cache[file];
  const other: { Max: typeof Max } = require(path);
  for (const [file, module] of loaded) require.cache[file] = module;
  t.not(other.Max, Max);
  @Persisted()
  class Copied extends Artifact {
    @Persisted() @other.Max(5) @Min(7) a!: number;
  }
  t.deepEqual(await issuesOf(Copied.create({ ...base, a: 6 })), [
    'constraint /a: a must not be less than 7',
    'constraint /a: a must not be greater than 5',
  ]);
});

const rejected = () => Promise.reject(new Error('no')) as never;
// biome-ignore lint/suspicious/noThenProperty: class-validator takes every object with a method `then` for a promise.
const thenable = () => ({ then: (_: unknown, fail: () => void) => fail() }) as never;

for (const [title, what, ...decorators] of [
  ['@ValidateIf()', 'condition of a constraint', ValidateIf(rejected), Max(0)],
  ['validateIf', 'condition of a constraint', Max(0, { validateIf: rejected })],
  ['message', 'message of a constraint', Max(0, { message: rejected })],
  ['constraint that gives a thenable', 'constraint lazy', check('lazy', thenable)],
] as [string, string, ...PropertyDecorator[]][]) {
  test(`an asynchronous ${title} is refused, and its rejection does not end the process`, async (t) => {
    class Asked extends Artifact {}
    for (const decorator of [Persisted({ type: Number }) as PropertyDecorator, ...decorators])
      decorator(Asked.prototype, 'a');
    Persisted()(Asked);
    await t.throwsAsync(issuesOf(Object.assign(new Asked(), base, { a: 1 })), {
      code: 'ARTIFACT_DECLARATION',
      message: `Asked.a: found the asynchronous ${what}, expected a synchronous one`,
    });
  });
}
