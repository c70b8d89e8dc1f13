// Whatever a program can build either comes back identical, or is refused with an ArtifactError. The judge, `isIdentical`, knows
// nothing of the library: it looks at internal slots, and at all own properties.

import assert from 'node:assert/strict';
import { inspect, types } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import test from 'ava';
import fc from 'fast-check';
import {
  Artifact,
  ArtifactRepository,
  IsoDate,
  isArtifactError,
  MemoryStorage,
  NdArray,
  Nested,
  NestedList,
  NestedMap,
  Persisted,
} from '../src/index.js';
import { double, key } from './support/arbitraries.js';

@Persisted()
class Point {
  @Persisted() x!: number;
  @Persisted({ optional: true }) tag?: unknown;
}

@Persisted({ procedure: 'Anything' })
class Anything extends Artifact {
  @Persisted({ optional: true, nullable: true }) anything?: unknown;
  @Persisted({ optional: true, nullable: true }) list?: unknown[] | null;
  @Persisted({ optional: true }) text?: string;
  @Persisted({ optional: true }) number?: number;
  @Persisted({ optional: true }) flag?: boolean;
  @Persisted({ optional: true }) big?: bigint;
  @IsoDate({ optional: true }) date?: Date;
  @IsoDate({ optional: true }) isoText?: string;
  @NdArray('float64', { optional: true }) typed?: Float64Array;
  @NdArray('uint8', { optional: true }) bytes?: Uint8Array;
  @NdArray('float64', { optional: true }) array?: NdArray<Float64Array>;
  @NdArray('float64', { optional: true }) rows?: number[][];
  @Nested(() => Point, { optional: true }) point?: Point;
  @NestedList(() => Point, { optional: true }) points?: Point[];
  @NestedMap(() => Point, { optional: true }) byName?: Map<string, Point>;
}

const FIELDS = [
  'anything',
  'list',
  'text',
  'number',
  'flag',
  'big',
  'date',
  'isoText',
  'typed',
  'bytes',
  'array',
  'rows',
] as const;
const NESTED = ['point', 'points', 'byName'] as const;
const ARRAYS: readonly string[] = ['typed', 'bytes', 'array', 'rows'];
type FieldName = (typeof FIELDS)[number] | (typeof NESTED)[number] | 'inputParameters';

// ── The judge ───────────────────────────────────────────────────────────────────────────────────────────────────────

const slotsOf = (value: object): string =>
  Array.isArray(value)
    ? 'list'
    : types.isDate(value)
      ? 'date'
      : types.isMap(value)
        ? 'map'
        : types.isTypedArray(value)
          ? 'typed array'
          : /^\[object (?:Object|Point)\]$/.test(Object.prototype.toString.call(value)) &&
              !HAS_OTHER_SLOTS.some((is) => is(value))
            ? 'object'
            : 'other';

const HAS_OTHER_SLOTS = [
  types.isSet,
  types.isPromise,
  types.isWeakMap,
  types.isWeakSet,
  types.isAnyArrayBuffer,
  types.isGeneratorObject,
  ArrayBuffer.isView,
  types.isNativeError,
  types.isRegExp,
  types.isBoxedPrimitive,
  types.isArgumentsObject,
];

/** The name of the built-in class or class of this file that a prototype belongs to, in whatever realm. */
const kindOf = (value: object): unknown => {
  const prototype = Object.getPrototypeOf(value);
  const name = prototype?.constructor?.name;
  return prototype !== null && prototype.constructor?.prototype === prototype ? name : prototype;
};

/** True if no program can see a difference between a loaded value and the given one. */
function isIdentical(back: unknown, given: unknown): boolean {
  if (typeof given !== 'object' || given === null) return Object.is(back, given);
  if (typeof back !== 'object' || back === null) return false;
  const slots = slotsOf(given);
  if (slots === 'other' || slotsOf(back) !== slots) return false;
  if (slots === 'typed array') return isSameView(back as Uint8Array, given as Uint8Array);
  if (kindOf(back) !== kindOf(given)) return false;
  if (slots === 'date' && Date.prototype.getTime.call(back) !== Date.prototype.getTime.call(given)) return false;
  if (slots === 'map') {
    const [a, b] = [back as Map<unknown, unknown>, given as Map<unknown, unknown>];
    if (a.size !== b.size || ![...b].every(([name, value]) => a.has(name) && isIdentical(a.get(name), value)))
      return false;
  }
  // Fake timers give a Date this property, so that it is taken for one of the platform's own.
  const keysOf = (object: object) =>
    Reflect.ownKeys(object).filter((name) => slots !== 'date' || name !== 'constructor');
  const [backKeys, givenKeys] = [keysOf(back), keysOf(given)];
  return (
    backKeys.length === givenKeys.length &&
    givenKeys.every((name) => Object.hasOwn(back, name) && isIdentical(back[name as never], given[name as never]))
  );
}

const TYPED = Object.getPrototypeOf(Uint8Array).prototype;
const slotOf = (view: object, name: string | symbol) => Object.getOwnPropertyDescriptor(TYPED, name)?.get?.call(view);

/** The bytes decide, but that all NaNs are one value. */
function isSameView(back: Uint8Array, given: Uint8Array): boolean {
  if (slotOf(back, Symbol.toStringTag) !== slotOf(given, Symbol.toStringTag)) return false;
  return isIdentical(elementsOf(back), elementsOf(given));
}

function elementsOf(view: Uint8Array): unknown[] {
  const bytes = new DataView(slotOf(view, 'buffer'), slotOf(view, 'byteOffset'), slotOf(view, 'byteLength'));
  const name = slotOf(view, Symbol.toStringTag).replace('Array', '').replace('Clamped', '');
  return Array.from({ length: slotOf(view, 'length') }, (_, index) =>
    (bytes as never as { [method: string]: (at: number, isLittle: boolean) => unknown })[`get${name}`]?.(
      index * (bytes.byteLength / slotOf(view, 'length')),
      true,
    ),
  );
}

/** What an array says by its elements and shape, whatever it is kept in. */
function arrayOf(value: unknown): unknown {
  if (types.isTypedArray(value)) return elementsOf(value as Uint8Array);
  if (Array.isArray(value)) return value.map(arrayOf);
  if (typeof value !== 'object' || value === null || !('data' in value)) return value;
  const {
    data,
    shape,
    stride,
    offset = 0,
  } = value as { data: never; shape: number[]; stride?: number[]; offset?: number };
  const elements = types.isTypedArray(data) ? elementsOf(data) : (data as unknown[]);
  const lengths = Array.from(shape);
  const steps =
    stride ?? lengths.map((_, axis) => lengths.slice(axis + 1).reduce((product, length) => product * length, 1));
  const axis = (depth: number, from: number): unknown =>
    depth === lengths.length
      ? elements[from]
      : Array.from({ length: lengths[depth] as number }, (_, index) =>
          axis(depth + 1, from + index * (steps[depth] as number)),
        );
  return { nested: axis(0, offset), shape: lengths };
}

const isSameArray = (back: unknown, given: unknown): boolean => {
  const [a, b] = [arrayOf(back), arrayOf(given)] as { nested?: unknown; shape?: unknown }[];
  // Lists and typed arrays show their shape; where both say it, both are compared.
  const isBoth = a?.shape !== undefined && b?.shape !== undefined;
  return isBoth ? isIdentical(a, b) : isIdentical(a?.nested ?? a, b?.nested ?? b);
};

// ── What a program can build ────────────────────────────────────────────────────────────────────────────────────────

const realm = createContext({});
const elsewhere = (text: string) => fc.constant(() => runInContext(text, realm) as unknown);

/** A function that makes a value. fast-check would inspect the value itself, and some of them throw when they are inspected. */
type Maker = () => unknown;

const primitive = fc
  .oneof(
    double,
    fc.string(),
    fc.constantFrom('NaN', 'Infinity', '2026-02-11T15:40:12Z', '2026-02-11', '', '12'),
    fc.boolean(),
    fc.bigInt(),
    fc.constantFrom(null, undefined, Symbol('s'), Symbol.iterator, () => 1, class {}),
  )
  .map(
    (made): Maker =>
      () =>
        made,
  );

const builtIn = fc.oneof(
  fc.date().map((date) => () => new Date(date)),
  fc.array(double, { maxLength: 6 }).map((list) => () => Float64Array.from(list)),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => () => bytes.slice()),
  fc.constantFrom<() => object>(
    () => new Error('lost'),
    () => /a/,
    () => new Set([1]),
    () => new WeakMap(),
    () => new WeakSet(),
    () => new WeakRef({}),
    () => Promise.resolve(1),
    () => new ArrayBuffer(8),
    () => new SharedArrayBuffer(8),
    () => new DataView(new ArrayBuffer(8)),
    () => new Uint8ClampedArray([1, 2]),
    () => Buffer.from('ab'),
    () => Object(1),
    () => Object('ab'),
    () => Object(1n),
    () => Object(Symbol('s')),
    () => new URL('https://example.org/'),
    () => new Intl.NumberFormat(),
    () => new AbortController(),
    () => Math,
    () => globalThis,
    () => Object.create(null),
    () => Object.assign(Object.create(null), { a: 1 }),
    () => new (class extends Error {})('lost'),
    () => new (class extends Map {})().set('a', 1),
    () => new (class extends Date {})(),
    () => class extends Array {}.of(1, 2),
    () => class extends Float64Array {}.of(1, 2),
    () =>
      new (class {
        #ink = 'black';
        ink() {
          return this.#ink;
        }
      })(),
    () => shrunk(0, 8),
    () => shrunk(40),
    () => detached(),
    () => Object.assign([], { length: 5 }),
    () => Object.assign([], { length: 2 ** 32 - 1 }),
    () => [1, 2].entries(),
    () => new Map().keys(),
    () =>
      (function* () {
        yield 1;
      })(),
    () => cyclic(),
    () =>
      (function () {
        // biome-ignore lint/complexity/noArguments: it is what is tried.
        return arguments;
      })(),
  ),
);

function shrunk(offset: number, length?: number): Float64Array {
  const buffer = Reflect.construct(ArrayBuffer, [64, { maxByteLength: 128 }]) as ArrayBuffer & {
    resize(bytes: number): void;
  };
  const view = new Float64Array(buffer, offset, length);
  buffer.resize(32);
  return view;
}

function detached(): Float64Array {
  const view = new Float64Array(2);
  structuredClone(view.buffer, { transfer: [view.buffer] });
  return view;
}

function cyclic(): unknown[] {
  const list: unknown[] = [];
  list.push([list]);
  return list;
}

/** Ways to make a value another one that looks much the same. */
const twists: ((value: object) => object)[] = [
  (value) => new Proxy(value, {}),
  (value) =>
    new Proxy(value, {
      get: () => {
        throw Object.create(null);
      },
    }),
  (value) =>
    new Proxy(value, {
      getPrototypeOf: () => {
        throw undefined;
      },
    }),
  (value) => {
    const { proxy, revoke } = Proxy.revocable(value, {});
    revoke();
    return proxy;
  },
  (value) => Object.defineProperty(value, 'hidden', { value: 5 }),
  (value) => Object.defineProperty(value, Symbol('s'), { value: 5, enumerable: true }),
  (value) => Object.defineProperty(value, 'shown', { value: 5, enumerable: true }),
  (value) => Object.defineProperty(value, 'read', { get: () => 5, enumerable: true }),
  (value) =>
    Object.defineProperty(value, 'thrown', {
      get: () => {
        throw 'a text';
      },
      enumerable: true,
    }),
  (value) => Object.defineProperty(value, 'constructor', { value: Date }),
  (value) => Object.defineProperty(value, 'length', { value: 1 }),
  (value) => Object.defineProperty(value, 'toString', { value: 1 }),
  (value) => Object.defineProperty(value, Symbol.toStringTag, { value: 'Date' }),
  (value) => Object.defineProperty(value, Symbol.iterator, { value: function* () {} }),
  (value) => Object.defineProperty(value, 'toJSON', { value: () => 5 }),
  (value) => Object.setPrototypeOf(value, Point.prototype),
  (value) => Object.setPrototypeOf(value, Object.prototype),
  (value) => Object.setPrototypeOf(value, Date.prototype),
  (value) => Object.setPrototypeOf(value, Array.prototype),
  (value) => Object.setPrototypeOf(value, Map.prototype),
  (value) => Object.setPrototypeOf(value, Float64Array.prototype),
  (value) => Object.setPrototypeOf(value, null),
  (value) => Object.setPrototypeOf(value, class Other {}.prototype),
  (value) => Object.setPrototypeOf(value, Object.create(Object.getPrototypeOf(value))),
  (value) => Object.create(value),
  (value) => Object.freeze(value),
  (value) => Object.seal(value),
];

const madeOf = <T>(makers: Record<string, Maker>) =>
  Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, make()])) as T;

const value = fc.letrec<{ any: Maker; one: Maker }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 4 },
    { weight: 4, arbitrary: primitive },
    { weight: 3, arbitrary: builtIn },
    {
      weight: 2,
      arbitrary: fc.array(tie('any'), { maxLength: 4 }).map((makers) => () => makers.map((make) => make())),
    },
    {
      weight: 2,
      arbitrary: fc.dictionary(key, tie('any'), { maxKeys: 4 }).map((makers) => () => madeOf<object>(makers)),
    },
    fc.tuple(double, tie('any')).map(
      ([x, make]) =>
        () =>
          Object.assign(new Point(), { x, tag: make() }),
    ),
    fc
      .dictionary(key, tie('any'), { maxKeys: 3 })
      .map((makers) => () => new Map(Object.entries(madeOf<object>(makers)))),
    fc
      .array(fc.array(double, { minLength: 2, maxLength: 2 }), { maxLength: 3 })
      .map((rows) => () => structuredClone(rows)),
    fc
      .record({
        data: fc.oneof(
          fc.array(double, { minLength: 4, maxLength: 6 }).map((list) => () => Float64Array.from(list)),
          tie('any'),
        ),
        shape: fc.constantFrom<unknown>([4], [2, 2], [0, 3], [], [1, 3], 'ab', [2 ** 40], [-1], [1.5]),
        stride: fc.constantFrom<unknown>(undefined, [1], [2, 1], [-1], [0], 'x'),
        offset: fc.constantFrom<unknown>(undefined, 0, 1, 3, -1, 0.5),
      })
      .map(({ data, shape, stride, offset }) => () => ({
        data: data(),
        shape,
        ...(stride !== undefined && { stride }),
        ...(offset !== undefined && { offset }),
      })),
    elsewhere('({ a: [1, [], { b: null }] })'),
    elsewhere('({ a: [1, new Date(0), new Map([["a", 1]])] })'),
    elsewhere('[1, [2]]'),
    elsewhere('new Date(5)'),
    elsewhere('Float64Array.of(1, NaN)'),
    elsewhere('(class extends Array {}).of(1, 2)'),
  ),
  any: fc.oneof(
    { weight: 5, arbitrary: tie('one') },
    fc.tuple(tie('one'), fc.constantFrom(...twists)).map(
      ([make, twist]) =>
        () =>
          twisted(make(), twist),
    ),
  ),
})).any;

function twisted(made: unknown, twist: (object: object) => object): unknown {
  if (typeof made !== 'object' || made === null || made === globalThis || made === Math) return made;
  try {
    return twist(made);
  } catch {
    return made;
  }
}

const show = (given: unknown): string => {
  try {
    return inspect(given, { depth: 5, showHidden: true, showProxy: true });
  } catch {
    return `what cannot be shown: ${typeof given}`;
  }
};

/** Returns the result of a comparison; undefined if a hostile value throws while it is compared, so that no loss can be proven. */
const judged = (judge: () => boolean): boolean | undefined => {
  try {
    return judge();
  } catch {
    return undefined;
  }
};

async function comesBackOrIsRefused(field: FieldName, make: Maker, proof: boolean): Promise<void> {
  const given = make();
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Anything], proof });
  const artifact = Object.assign(new Anything(), {
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    [field]: given,
  });
  let path: string;
  try {
    path = await repository.save(artifact);
  } catch (error) {
    assert.ok(isArtifactError(error), `${field}: ${show(error)} for ${show(given)}`);
    return;
  }
  const back = (await repository.load(path, Anything))[field];
  const isSame = judged(() => (ARRAYS.includes(field) ? isSameArray(back, given) : isIdentical(back, given)));
  assert.notEqual(isSame, false, `${field}: saved ${show(given)}, loaded ${show(back)}`);
}

test('any value in any field comes back identical, or is refused', async (t) => {
  const field = fc.constantFrom(...FIELDS, ...NESTED, 'anything', 'anything', 'list', 'inputParameters' as const);
  await fc.assert(fc.asyncProperty(field, value, fc.boolean(), comesBackOrIsRefused), {
    numRuns: 3000,
    includeErrorInReport: true,
  });
  t.pass();
});
