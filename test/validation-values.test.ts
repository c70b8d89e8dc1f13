// class-validator's constraints on values of every kind: each table has class-validator itself as its oracle.

import assert from 'node:assert/strict';
import { types } from 'node:util';
import test from 'ava';
import { Expose, Type } from 'class-transformer';
import {
  ArrayContains,
  ArrayMaxSize,
  ArrayMinSize,
  ArrayNotContains,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsDate,
  IsDefined,
  IsIn,
  IsInstance,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsPositive,
  IsString,
  Max,
  MaxDate,
  Min,
  MinLength,
  registerDecorator,
  Validate,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationArguments,
  type ValidationError,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
  validateSync,
} from 'class-validator';
import { EncodingWalk } from '../src/codecs/walk/encoding-walk.js';
import { Artifact, decode, encode, isArtifactError, NdArray, Nested, NestedList, Persisted } from '../src/index.js';
import { checkConstraints, constraintsOf } from '../src/mapping/class-validator.js';
import type { Issue } from '../src/model/issue.js';

/** What class-validator says of an instance, by the paths of its properties. */
const verdictOf = (errors: readonly ValidationError[], path = ''): string[] =>
  errors.flatMap(({ property, constraints, children }) => [
    ...Object.values(constraints ?? {}).map((message) => `${path}/${property}: ${message}`),
    ...verdictOf(children ?? [], `${path}/${property}`),
  ]);

const lines = (issues: readonly Issue[]): string[] => issues.map(({ path, message }) => `${path}: ${message}`);

/** Returns what the library says of an instance: the same, by the places of the values in the file. */
function violationsOf(object: object): string[] {
  const walk = new EncodingWalk();
  const constraints = constraintsOf(object.constructor, (property) => property);
  assert(constraints !== undefined);
  checkConstraints(constraints, object, walk);
  return lines(walk.allIssuesWithViolations());
}

/** Returns a class with a property that has some decorators. */
function constrained(...decorators: PropertyDecorator[]): new () => { value?: unknown } {
  class Constrained {
    value?: unknown;
  }
  for (const decorator of decorators) decorator(Constrained.prototype, 'value');
  return Constrained;
}

// ── Constraints × values ────────────────────────────────────────────────────────────────────────────────────────────

@ValidatorConstraint({ name: 'isEven' })
class IsEven implements ValidatorConstraintInterface {
  validate = (value: unknown) => typeof value === 'number' && value % 2 === 0;
  defaultMessage = ({ property, constraints }: ValidationArguments) => `${property} is odd, ${constraints}`;
}

@ValidatorConstraint()
class Nameless implements ValidatorConstraintInterface {
  validate = (value: unknown) => typeof value === 'string';
}

/** A constraint that shows all its arguments in its message. */
const IsNever = (options: object) =>
  ((target: object, propertyName: string) =>
    registerDecorator({
      name: 'isNever',
      target: target.constructor,
      propertyName,
      constraints: ['first', ['a', 'b']],
      options: {
        message: ({ value, constraints, property, object, targetName }: ValidationArguments) =>
          `$value ${[typeof value, constraints, property, Object.keys(object), targetName].join()} $constraint2`,
        ...options,
      },
      validator: { validate: () => false },
    })) as PropertyDecorator;

const constraints: [title: string, ...decorators: PropertyDecorator[]][] = [
  ['IsArray', IsArray()],
  ['ArrayNotEmpty', ArrayNotEmpty()],
  ['ArrayMinSize', ArrayMinSize(2)],
  ['ArrayMaxSize', ArrayMaxSize(2)],
  ['ArrayContains', ArrayContains([1, 2])],
  ['ArrayNotContains', ArrayNotContains([1n, 3])],
  ['ArrayUnique', ArrayUnique()],
  ['ArrayUnique by an identifier', ArrayUnique((value) => Math.abs(Number(value)))],
  ['IsNumber each', IsNumber({}, { each: true })],
  ['IsInt and Max each', IsInt({ each: true }), Max(2, { each: true })],
  ['Min each, with a message', Min(1, { each: true, message: '$value of $target.$property < $constraint1' })],
  ['IsIn each', IsIn([1, 'a', 2n], { each: true })],
  ['IsString and MinLength each', IsString({ each: true }), MinLength(2, { each: true })],
  ['IsDate and MaxDate each', IsDate({ each: true }), MaxDate(new Date(5), { each: true })],
  ['IsInstance each', IsInstance(Date, { each: true })],
  ['ArrayMinSize and IsArray each', ArrayMinSize(2, { each: true }), IsArray({ each: true })],
  ['IsNotEmpty each', IsNotEmpty({ each: true })],
  ['IsDefined', IsDefined()],
  ['IsDefined each', IsDefined({ each: true })],
  ['IsOptional', IsOptional(), ArrayMinSize(2), IsInt({ each: true })],
  ['ValidateIf', ValidateIf((_, value) => value !== 1 && value !== null), IsInt({ each: true })],
  ['validateIf', IsInt({ each: true, validateIf: (_, value) => value !== 1 && value !== null })],
  ['Validate', Validate(IsEven, [1, 2])],
  ['Validate each', Validate(IsEven, { each: true, context: { code: 7 } })],
  ['Validate with a class that has no name', Validate(Nameless, { each: true, message: '$value is no text' })],
  [
    'ValidateBy each',
    ValidateBy(
      {
        name: 'isOdd',
        constraints: [3],
        validator: { validate: (value, args) => Number(value) % 2 === args?.constraints[0] % 2 },
      },
      { each: true, message: (args) => `${args.property}: ${args.constraints}, $constraint1` },
    ),
  ],
  ['registerDecorator', IsNever({})],
  ['registerDecorator each', IsNever({ each: true })],
  ['registerDecorator with a text of tokens', IsNever({ message: '$property, $target, $constraint1, $constraint9' })],
];

class Own {
  constructor(readonly amount: number) {}
}

/** Values that are the same for class-validator. */
const values: [title: string, value: unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['a number', 1],
  ['a text', 'a'],
  ['an empty list', []],
  ['a list of numbers', [1, 2, 3]],
  ['a list with an equal number twice', [2, -2, 2]],
  ['a list with NaN', [1, Number.NaN]],
  ['a list of texts', ['a', 'bc']],
  ['a list of dates', [new Date(0), new Date(9)]],
  ['a list with nulls', [1, null, 2]],
  ['a list of bigints', [1n, 2n]],
  ['a tuple', [1, 'a', [2, Number.NaN]]],
  ['lists of lists', [[1, 2], [3], []]],
  ['an empty Set', new Set()],
  ['a Set of numbers', new Set([2, 4])],
  ['a Set of texts', new Set(['a', 'bcd'])],
  ['an empty Map', new Map()],
  [
    'a Map of numbers',
    new Map([
      ['a', 1],
      ['b', 4],
    ]),
  ],
  [
    'a Map with numbers as keys',
    new Map([
      [7, 1],
      [8, 2],
    ]),
  ],
  ['a Map with bigints as keys', new Map([[7n, 'a']])],
  [
    'a Map of lists',
    new Map([
      ['a', [1, 2]],
      ['b', [3]],
    ]),
  ],
  ['a Map of Sets', new Map([['a', new Set([1])]])],
  ['a plain object', { a: 1, b: 2 }],
  ['a Date', new Date(3)],
  ['a value of a type of the user', new Own(1)],
  ['a list of such values', [new Own(1), new Own(2)]],
  ['{ data, shape }', { data: Float64Array.of(1, 2), shape: [2, 1] }],
];

for (const [title, ...decorators] of constraints) {
  test(`a constraint refuses the values that class-validator refuses, with its messages: ${title}`, (t) => {
    const Constrained = constrained(...decorators);
    for (const [name, value] of values) {
      const object = Object.assign(new Constrained(), { value });
      t.deepEqual(violationsOf(object).sort(), verdictOf(validateSync(object)).sort(), name);
    }
  });
}

/** Typed arrays, alone and in containers. */
const typed: [title: string, value: unknown][] = [
  ['Float64Array', Float64Array.of(1, 2, 3)],
  ['an empty one', new Float32Array()],
  ['with equal elements', Int8Array.of(2, -2, 2)],
  ['with NaN', Float32Array.of(Number.NaN, 1)],
  ['BigInt64Array', BigInt64Array.of(1n, 2n)],
  ['BigUint64Array', BigUint64Array.of(3n)],
  ['a list of typed arrays', [Float64Array.of(1, 2), new Uint8Array()]],
  ['a tuple of typed arrays', [Float64Array.of(1, 2), BigInt64Array.of(1n, 2n)]],
  [
    'a Map of typed arrays',
    new Map([
      ['a', Int32Array.of(1, 2, 3)],
      ['b', Int32Array.of(1, 2)],
    ]),
  ],
  ['a Map with numbers as keys', new Map([[1, Int32Array.of(1)]])],
];

/** Returns a value with lists in the place of typed arrays. */
const withLists = (value: unknown): unknown => {
  if (types.isTypedArray(value)) return Array.from<number | bigint>(value);
  if (Array.isArray(value)) return value.map(withLists);
  return types.isMap(value) ? new Map([...value].map(([key, each]) => [key, withLists(each)])) : value;
};

for (const [title, ...decorators] of constraints) {
  test(`a constraint takes a typed array as class-validator takes the list of its elements: ${title}`, (t) => {
    const Constrained = constrained(...decorators);
    for (const [name, value] of typed) {
      const list = Object.assign(new Constrained(), { value: withLists(value) });
      const found = violationsOf(Object.assign(new Constrained(), { value }));
      t.deepEqual(found.sort(), verdictOf(validateSync(list)).sort(), name);
    }
  });
}

// ── @ValidateNested ─────────────────────────────────────────────────────────────────────────────────────────────────

for (const [title, value, ...places] of [
  ['undefined', undefined],
  ['null', null, '/value'],
  ['a number', 1, '/value'],
  ['an object', {}],
  ['a list', [{}, 1, undefined, null, new Date(0)], '/value/1', '/value/3'],
  ['a tuple', [new Own(1), 'a'], '/value/1'],
  ['nested lists', [[{}, 1], [[2]]], '/value/0/1', '/value/1/0/0'],
  ['a Set', new Set([{}, 'a', 'b']), '/value/1', '/value/2'],
  [
    'a Map',
    new Map<string, unknown>([
      ['a', {}],
      ['b/c', 1],
    ]),
    '/value/b~1c',
  ],
  ['a list of Maps', [new Map([['a', 1]])], '/value/0/a'],
  ['a Map of lists', new Map([['a', [{}, 1]]]), '/value/a/1'],
] as [string, unknown, ...string[]][]) {
  test(`@ValidateNested refuses what is no object where class-validator refuses it: ${title}`, (t) => {
    const Nesting = constrained(ValidateNested({ message: '$value in $property of $constraint1' }));
    const object = Object.assign(new Nesting(), { value });
    const found = violationsOf(object);
    t.deepEqual(
      found,
      verdictOf(validateSync(object, { forbidUnknownValues: false })).map((line) => line.replace('b/c', 'b~1c')),
    );
    t.deepEqual(
      found.map((line) => line.split(':', 1)[0]),
      places,
    );
  });
}

test('@ValidateNested refuses scalars in Maps with numbers as keys at the places of their pairs', (t) => {
  const Nesting = constrained(ValidateNested({ message: '$value' }));
  const of = (value: unknown) => violationsOf(Object.assign(new Nesting(), { value }));
  t.deepEqual(
    of(
      new Map<unknown, unknown>([
        [7, {}],
        [8, 'a'],
        [-1, [{}, 'b']],
      ]),
    ),
    ['/value/1/1: a', '/value/2/1/1: b'],
  );
  t.deepEqual(of(new Map([[7n, 'a']])), ['/value/0/1: a']);
});

class Money {
  @Min(0) amount = 0;
  @Max(5, { groups: ['strict'] }) limit = 0;
  @ValidateNested() change?: unknown;
  constructor(amount: number, limit = 0) {
    Object.assign(this, { amount, limit });
  }
}

/** What class-validator says of each value below stands at the place of the value: nothing in it has a place of its own. */
for (const [title, value, ...expected] of [
  ['alone', new Money(-1), '/value: amount must not be less than 0'],
  [
    'in a list',
    [new Money(-1), new Money(1), new Money(-2, 7)],
    '/value/0: amount must not be less than 0',
    '/value/2: amount must not be less than 0',
    '/value/2: limit must not be greater than 5',
  ],
  ['in a Set', new Set([new Money(1), new Money(-1)]), '/value/1: amount must not be less than 0'],
  ['in a Map', new Map([['a', new Money(-1)]]), '/value/a: amount must not be less than 0'],
  ['in a Map with numbers as keys', new Map([[3, new Money(-1)]]), '/value/0/1: amount must not be less than 0'],
  [
    'in such a value',
    Object.assign(new Money(1), { change: [new Money(2), Object.assign(new Money(-3), { change: 'a' })] }),
    '/value: amount must not be less than 0',
    '/value: nested property change must be either object or array',
  ],
] as [string, unknown, ...string[]][]) {
  test(`a value of a type of the user under @ValidateNested has to satisfy the constraints of its class: ${title}`, (t) => {
    const object = Object.assign(new (constrained(ValidateNested()))(), { value });
    const inItsPlace = (line: string) =>
      line.replace(/(\/amount|\/limit|\/change.*|\/change)+:/, ':').replace('/3:', '/0/1:');
    t.deepEqual(violationsOf(object), expected);
    t.deepEqual(verdictOf(validateSync(object)).map(inItsPlace).sort(), expected.sort());
    t.deepEqual(violationsOf(Object.assign(new (constrained(IsDefined()))(), { value })), []);
  });
}

test('a value of a type of the user may contain itself', (t) => {
  const money = new Money(-1);
  money.change = [money, money];
  const Nesting = constrained(ValidateNested());
  t.deepEqual(violationsOf(Object.assign(new Nesting(), { value: money })), ['/value: amount must not be less than 0']);
});

// ── In artifacts ────────────────────────────────────────────────────────────────────────────────────────────────────

const base = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) };

/** Returns the issues of what is thrown, each as a line; none if nothing is thrown. */
function issuesOf(act: () => unknown): string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (!isArtifactError(error, 'ARTIFACT_INVALID')) throw error;
    return lines(error.issues);
  }
}

class Foreign {
  @Expose() @Max(5) size = 0;
  @Type(() => Foreign) @ValidateNested() parts?: Foreign[];
}

@Persisted()
class Declared {
  @Persisted() @Max(5) size = 0;
}

@Persisted()
class Holding extends Artifact {
  @Nested(() => Foreign, { optional: true }) @ValidateNested() foreign?: Foreign;
  @NestedList(() => Foreign, { optional: true }) @ValidateNested() foreigners?: Foreign[];
  @NestedList(() => Declared, { optional: true }) @ValidateNested() declared?: Declared[];
}

const sized = <T extends object>(Class: new () => T, size: number, others = {}): T =>
  Object.assign(new Class(), { size, ...others });

for (const [title, values, ...expected] of [
  ['of class-transformer', { foreign: sized(Foreign, 6) }, '/foreign/size'],
  ['of class-transformer, in a list', { foreigners: [sized(Foreign, 1), sized(Foreign, 6)] }, '/foreigners/1/size'],
  [
    'of class-transformer, in one another',
    { foreign: sized(Foreign, 1, { parts: [sized(Foreign, 6)] }) },
    '/foreign/parts/0/size',
  ],
  ['that is declared', { declared: [sized(Declared, 6)] }, '/declared/0/size'],
] as [string, object, ...string[]][]) {
  test(`a nested instance under @ValidateNested is reported once, at its exact place: of a class ${title}`, (t) => {
    const artifact = Object.assign(new Holding(), base, values);
    const issues = expected.map((path) => `${path}: size must not be greater than 5`);
    t.deepEqual(
      issuesOf(() => encode(artifact)),
      issues,
    );
    const text = encode(artifact, { validation: { groups: ['another'] } });
    t.deepEqual(
      issuesOf(() => decode(text, Holding)),
      issues,
    );
  });
}

@Persisted()
class Positions extends Artifact {
  @NdArray('float64', { shape: [null, 2], optional: true })
  @IsOptional()
  @IsPositive({ each: true })
  @ArrayMinSize(1)
  arrays?: NdArray<Float64Array>;
  @NdArray('float64', { shape: [null, 2], optional: true })
  @IsOptional()
  @ArrayMinSize(2)
  @ArrayMaxSize(2, { each: true })
  @IsPositive({ each: true })
  rows?: number[][];
  @NdArray('float64', { shape: [null, 2], optional: true })
  @IsOptional()
  @ValidateBy(
    { name: 'areRight', validator: { validate: ({ data }: NdArray<Float64Array>) => data.every((each) => each > 0) } },
    { message: '$property has a negative element' },
  )
  right?: NdArray<Float64Array>;
}

test('for constraints, { data, shape } is an object, as class-validator sees it: one of the program checks its elements', (t) => {
  const of = (values: object) => {
    const artifact = Object.assign(new Positions(), base, values);
    const found = issuesOf(() => encode(artifact));
    t.deepEqual([...found].sort(), verdictOf(validateSync(artifact)).sort());
    return found;
  };
  const array = (...elements: number[]) => ({ data: Float64Array.from(elements), shape: [elements.length / 2, 2] });
  t.deepEqual(of({ arrays: array(1, 2) }), [
    '/arrays: arrays must contain at least 1 elements',
    '/arrays: each value in arrays must be a positive number',
  ]);
  t.deepEqual(of({ right: array(1, 2) }), []);
  t.deepEqual(of({ right: array(1, -2) }), ['/right: right has a negative element']);
  t.deepEqual(of({ rows: [[1, 2]] }), [
    '/rows: each value in rows must be a positive number',
    '/rows: rows must contain at least 2 elements',
  ]);
});
