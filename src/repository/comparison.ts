import { StoredArray } from '../format/stored-array.js';
import { type DType, elementKindOf, isFloatArray, type TypedArray } from '../model/dtypes.js';
import { inspected } from '../model/message-text.js';
import { NumberText } from '../model/number-text.js';
import { escapeKey } from '../model/pointer.js';
import type { ProgressReporter } from '../model/progress.js';
import { isSameList } from '../model/same-list.js';
import type { Tree } from '../model/tree.js';
import { doubleOf } from '../model/tree-numbers.js';
import { arrayOfTree, isStoredObject, type StoredObject, type StoredTree } from './stored-tree.js';

/** When two numbers count as the same. Without a tolerance they do if they are the same, bit for bit; NaN is the same as NaN. */
export interface Tolerance {
  /** What `absolute` adds to the difference that is allowed. @defaultValue 0 */
  readonly absolute?: number | undefined;
  /**
   * What part of the second number may be its difference from the first.
   * @defaultValue 0
   * @see https://numpy.org/doc/stable/reference/generated/numpy.isclose.html |a − b| ≤ absolute + relative × |b|
   */
  readonly relative?: number | undefined;
}

/** What is compared, and how. */
export interface ComparisonRules extends Tolerance {
  /** JSON Pointers to what does not count, with all that is below. */
  readonly exclude?: readonly string[] | undefined;
}

/** One place in which two artifacts differ. */
export type Difference = { readonly path: string } & (
  | {
      /** Two scalars, or two kinds of values: a text and a list. A list, an object or an array is not told, but for its kind. */
      readonly kind: 'value';
      readonly values: readonly [unknown, unknown];
    }
  | {
      /** Only one of them has a value here. */
      readonly kind: 'missing';
      readonly in: 'a' | 'b';
    }
  | { readonly kind: 'length'; readonly lengths: readonly [number, number] }
  | { readonly kind: 'dtype'; readonly dtypes: readonly [DType | undefined, DType | undefined] }
  | { readonly kind: 'shape'; readonly shapes: readonly [readonly number[], readonly number[]] }
  | ({ readonly kind: 'values' } & ElementDifferences)
);

/** How the elements of two arrays differ, which have one shape. Elements are counted in C order. */
export interface ElementDifferences {
  /** How many differ. */
  readonly differing: number;
  /** How many there are. */
  readonly of: number;
  /** The index of the first that differs. */
  readonly first: number;
  /** The largest difference, as far as there is one: none to NaN. A bigint for 64-bit integers. */
  readonly largestAbsolute: number | bigint | undefined;
  /** The index of the elements with the largest difference. */
  readonly at: number | undefined;
  /** The largest difference as a part of the second element. */
  readonly largestRelative: number | undefined;
  /** The largest difference in units in the last place, of floats alone; exact up to 2^53. */
  readonly largestUlps: number | undefined;
}

/** One value that was compared: a scalar, an empty list or object, an array, or what only one side has. */
export interface ComparedValue {
  /** Its JSON Pointer. */
  readonly path: string;
  /** Undefined if it is the same on both sides. */
  readonly difference: Difference | undefined;
}

/** One of the two values that are compared; undefined where an artifact has none. */
type Side = StoredTree | undefined;

/**
 * Compares two artifacts as they are stored, value by value, in the order of their keys. Arrays are read piece by piece.
 *
 * @throws TypeError, RangeError for wrong options.
 * @throws all that {@link StoredArray.pieces} throws.
 */
export async function* compareStored(
  a: StoredObject,
  b: StoredObject,
  options: ComparisonRules,
  progress: ProgressReporter,
): AsyncGenerator<ComparedValue> {
  yield* new Comparing(options, progress, bytesToCompare(a, b)).values(a, b, '');
}

/** @throws TypeError, RangeError for options that are none of a comparison. */
export function checkComparisonOptions({ absolute, relative, exclude }: ComparisonRules): void {
  for (const [name, value] of Object.entries({ absolute, relative })) {
    if (value !== undefined && typeof value !== 'number')
      throw new TypeError(`found ${name}: ${inspected(value)}, expected a number`);
    if (value !== undefined && !(value >= 0 && value < Number.POSITIVE_INFINITY))
      throw new RangeError(`found ${name}: ${value}, expected a finite number that is not negative`);
  }
  if (exclude === undefined) return;
  if (!Array.isArray(exclude))
    throw new TypeError(`found exclude: ${inspected(exclude)}, expected a list of JSON Pointers`);
  for (const pointer of exclude) {
    if (typeof pointer !== 'string' || !pointer.startsWith('/'))
      throw new TypeError(`found ${inspected(pointer)} in exclude, expected a JSON Pointer such as "/timestamp"`);
  }
}

class Comparing {
  readonly #tolerance: Tolerance | undefined;
  readonly #excluded: ReadonlySet<string>;
  readonly #progress: ProgressReporter;
  readonly #total: number;
  #done = 0;

  constructor({ absolute, relative, exclude }: ComparisonRules, progress: ProgressReporter, total: number) {
    this.#tolerance = absolute === undefined && relative === undefined ? undefined : { absolute, relative };
    this.#excluded = new Set(exclude);
    this.#progress = progress;
    this.#total = total;
  }

  async *values(a: Side, b: Side, path: string): AsyncGenerator<ComparedValue> {
    if (this.#excluded.has(path)) return;
    if (a === undefined || b === undefined) {
      yield { path, difference: { path, kind: 'missing', in: a === undefined ? 'b' : 'a' } };
    } else if (a instanceof StoredArray || b instanceof StoredArray) {
      yield { path, difference: await this.#arrays(a, b, path) };
    } else if (Array.isArray(a) && Array.isArray(b)) {
      const isSame = a.length === b.length;
      if (!isSame || a.length === 0)
        yield { path, difference: isSame ? undefined : { path, kind: 'length', lengths: [a.length, b.length] } };
      for (let index = 0; index < Math.min(a.length, b.length); index++)
        yield* this.values(a[index], b[index], `${path}/${index}`);
    } else if (isStoredObject(a) && isStoredObject(b)) {
      const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
      if (keys.length === 0) yield { path, difference: undefined };
      for (const key of keys) yield* this.values(memberOf(a, key), memberOf(b, key), `${path}/${escapeKey(key)}`);
    } else {
      const difference = isSameScalar(a, b, this.#tolerance)
        ? undefined
        : ({ path, kind: 'value', values: [told(a), told(b)] } as const);
      yield { path, difference };
    }
  }

  async #arrays(a: StoredTree, b: StoredTree, path: string): Promise<Difference | undefined> {
    const [first, second] = [arrayBeside(a, b), arrayBeside(b, a)];
    if (first === undefined || second === undefined) return { path, kind: 'value', values: [told(a), told(b)] };
    const dtypes = [first.dtype, second.dtype] as const;
    // A dtype that is not known may be any of numbers: booleans are none.
    if (
      first.dtype !== second.dtype &&
      (!dtypes.includes(undefined) || dtypes.some((dtype) => elementKindOf(dtype) === 'bool'))
    )
      return { path, kind: 'dtype', dtypes };
    if (!isSameList(first.shape, second.shape)) return { path, kind: 'shape', shapes: [first.shape, second.shape] };
    const elements = new ElementComparison(this.#tolerance, first.size, dtypes.includes('float32'));
    for await (const [here, there] of aligned(first.pieces(), second.pieces())) {
      elements.add(here, there);
      this.#done += ELEMENT * here.length;
      await this.#progress.report('compare', this.#done, this.#total);
    }
    return elements.differing === 0 ? undefined : { path, kind: 'values', ...elements.found };
  }
}

/** The bytes that progress counts for each element. */
const ELEMENT = 8;

/** The bytes that progress counts for the elements of all arrays that both have: what {@link compareStored} tells as the total. */
export function bytesToCompare(a: Side, b: Side): number {
  if (a instanceof StoredArray) return b instanceof StoredArray && isSameList(a.shape, b.shape) ? ELEMENT * a.size : 0;
  if (Array.isArray(a) && Array.isArray(b))
    return a.reduce<number>((sum, item, index) => sum + bytesToCompare(item, b[index]), 0);
  if (!isStoredObject(a) || !isStoredObject(b)) return 0;
  return Object.keys(a).reduce((sum, key) => sum + bytesToCompare(a[key], memberOf(b, key)), 0);
}

const memberOf = (object: StoredObject, key: string): Side => (Object.hasOwn(object, key) ? object[key] : undefined);

/** A value as an array, where what it is compared with is one: a file of another tool, and plain JSON values, have lists. */
function arrayBeside(value: StoredTree, other: StoredTree): StoredArray | undefined {
  if (value instanceof StoredArray) return value;
  if (!(other instanceof StoredArray) || hasText(value)) return undefined;
  const { dtype, shape } = other;
  return arrayOfTree(value as Tree, dtype, shape) ?? arrayOfTree(value as Tree, dtype, undefined);
}

/** Tells whether there is a text in a list, or in a list within it: "NaN" is no number. */
const hasText = (value: StoredTree): boolean =>
  typeof value === 'string' || (Array.isArray(value) && value.some(hasText));

/** A value as a difference tells it. */
function told(value: StoredTree): unknown {
  if (value instanceof StoredArray) return `array ${value.dtype ?? 'numbers'}[${value.shape}]`;
  if (value instanceof NumberText) return value.double ?? value.text;
  if (Array.isArray(value)) return `list of ${value.length}`;
  return isStoredObject(value) ? 'object' : value;
}

function isSameScalar(a: StoredTree, b: StoredTree, tolerance: Tolerance | undefined): boolean {
  if (Object.is(a, b)) return true;
  if (a instanceof NumberText && b instanceof NumberText && a.text === b.text) return true;
  // The integers of two files are the same only if all their digits are. A number in memory may stand in a file as an integer.
  const isExact = typeof a === 'bigint' && typeof b === 'bigint';
  const first = numberOf(a);
  if (!isExact && first !== undefined && Object.is(first, numberOf(b))) return true;
  const [here, there] = [nearestDouble(a), nearestDouble(b)];
  return tolerance !== undefined && here !== undefined && there !== undefined && isClose(here, there, tolerance);
}

/** The double of a number; undefined for what is none: a text may be a number's name. */
const numberOf = (value: StoredTree): number | undefined =>
  typeof value === 'string' || (typeof value === 'object' && !(value instanceof NumberText))
    ? undefined
    : doubleOf(value as Tree);

/** The double that a tolerance takes a number for: an integer may have more digits than any double. */
function nearestDouble(value: StoredTree): number | undefined {
  if (typeof value !== 'bigint') return numberOf(value);
  const double = Number(value);
  return Number.isFinite(double) ? double : undefined;
}

/** Tells of two numbers that are not the same, bit for bit, whether they are within the tolerance. */
function isClose(a: number, b: number, { absolute = 0, relative = 0 }: Tolerance): boolean {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return a === b;
  return Math.abs(a - b) <= absolute + relative * Math.abs(b);
}

type Elements = ArrayLike<number> | ArrayLike<bigint>;

/** Compares elements as they come. */
class ElementComparison {
  readonly #tolerance: Tolerance | undefined;
  readonly #of: number;
  readonly #isFloat32: boolean;
  #compared = 0;
  differing = 0;
  #first = 0;
  #largestAbsolute: number | bigint | undefined;
  #at: number | undefined;
  #largestRelative: number | undefined;
  #largestUlps: number | undefined;

  constructor(tolerance: Tolerance | undefined, of: number, isFloat32: boolean) {
    this.#tolerance = tolerance;
    this.#of = of;
    this.#isFloat32 = isFloat32;
  }

  get found(): ElementDifferences {
    return {
      differing: this.differing,
      of: this.#of,
      first: this.#first,
      largestAbsolute: this.#largestAbsolute,
      at: this.#at,
      largestRelative: this.#largestRelative,
      largestUlps: this.#largestUlps,
    };
  }

  add(a: TypedArray, b: TypedArray): void {
    if (!hasSameBytes(a, b)) {
      const [first, second] = [a as Elements, b as Elements];
      const areFloats = isFloatArray(a) && isFloatArray(b);
      for (let index = 0; index < a.length; index++) {
        const [here, there] = [first[index] as number | bigint, second[index] as number | bigint];
        if (!Object.is(here, there)) this.#differ(here, there, this.#compared + index, areFloats);
      }
    }
    this.#compared += a.length;
  }

  /** Two elements that are not the same, unless one is an integer of 64 bits and the other the same number. */
  #differ(a: number | bigint, b: number | bigint, index: number, areFloats: boolean): void {
    if (typeof a !== typeof b && a <= b && a >= b && !Object.is(a, -0) && !Object.is(b, -0)) return;
    if (this.#tolerance !== undefined && isClose(Number(a), Number(b), this.#tolerance)) return;
    if (this.differing++ === 0) this.#first = index;
    const absolute = distance(a, b);
    if (Number.isNaN(absolute)) return;
    if (this.#largestAbsolute === undefined || absolute > this.#largestAbsolute) {
      this.#largestAbsolute = absolute;
      this.#at = index;
    }
    const relative = Number(absolute) === 0 ? 0 : Number(absolute) / Math.abs(Number(b));
    if (!Number.isNaN(relative)) this.#largestRelative = Math.max(this.#largestRelative ?? 0, relative);
    if (areFloats)
      this.#largestUlps = Math.max(
        this.#largestUlps ?? 0,
        (this.#isFloat32 ? ulps32 : ulps64)(a as number, b as number),
      );
  }
}

function hasSameBytes(a: TypedArray, b: TypedArray): boolean {
  if (a.constructor !== b.constructor || a.length !== b.length) return false;
  const [first, second] = [a, b].map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  return (first as Buffer).equals(second as Buffer);
}

function distance(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a > b ? a - b : b - a;
  return Math.abs(Number(a) - Number(b));
}

const doubles = new Float64Array(2);
const halves = new Uint32Array(doubles.buffer);
const floats = new Float32Array(2);
const units = new Uint32Array(floats.buffer);

// The bits of a float but for its sign, taken as an integer, count the floats between it and zero.

/** How many doubles lie between two, which are not NaN. */
function ulps64(a: number, b: number): number {
  doubles[0] = Math.abs(a);
  doubles[1] = Math.abs(b);
  const isSameSign = isNegative(a) === isNegative(b);
  const sign = isSameSign ? -1 : 1;
  const [low, high, otherLow, otherHigh] = halves as unknown as [number, number, number, number];
  return Math.abs((high + sign * otherHigh) * 2 ** 32 + (low + sign * otherLow));
}

/** How many floats of 32 bits lie between two, which are not NaN. */
function ulps32(a: number, b: number): number {
  floats[0] = Math.abs(a);
  floats[1] = Math.abs(b);
  const [first, second] = units as unknown as [number, number];
  return isNegative(a) === isNegative(b) ? Math.abs(first - second) : first + second;
}

const isNegative = (value: number): boolean => value < 0 || Object.is(value, -0);

/** Pieces of two arrays of one size, in pairs of one length. */
async function* aligned(
  a: AsyncGenerator<TypedArray>,
  b: AsyncGenerator<TypedArray>,
): AsyncGenerator<[TypedArray, TypedArray]> {
  const none = new Float64Array(0);
  let [here, there]: TypedArray[] = [none, none] as TypedArray[];
  try {
    for (;;) {
      if (here?.length === 0) here = await nextOf(a);
      if (there?.length === 0) there = await nextOf(b);
      if (here === undefined || there === undefined) return;
      const length = Math.min(here.length, there.length);
      yield [here.subarray(0, length), there.subarray(0, length)];
      [here, there] = [here.subarray(length), there.subarray(length)];
    }
  } finally {
    await Promise.all([a.return(undefined), b.return(undefined)]);
  }
}

async function nextOf(pieces: AsyncGenerator<TypedArray>): Promise<TypedArray | undefined> {
  const { value, done } = await pieces.next();
  return done === true ? undefined : value;
}
