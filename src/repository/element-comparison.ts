import { type DType, isFloatArray, type TypedArray } from '../model/dtypes.js';
import { sizeOf } from '../model/elements.js';
import { isClose } from './is-close.js';
import type { Tolerance } from './tolerance.js';

/** How the elements of two arrays of one shape differ. An index counts elements in C order. */
export interface ElementDifferences {
  /** How many elements differ. */
  readonly differing: number;
  /** How many elements there are. */
  readonly of: number;
  /** The index of the first element that differs. */
  readonly first: number;
  /**
   * The largest absolute difference; a bigint for 64-bit integers. A difference to NaN is not counted, so this is undefined if there
   * is no other.
   */
  readonly largestAbsolute: number | bigint | undefined;
  /** The index of the element with the largest absolute difference. */
  readonly at: number | undefined;
  /** The largest difference as a fraction of the second element. */
  readonly largestRelative: number | undefined;
  /**
   * The largest difference of two floats; undefined for other dtypes.
   *
   * Units: units in the last place, exact up to 2^53.
   */
  readonly largestUlps: number | undefined;
}

type Numbers = ArrayLike<number> | ArrayLike<bigint>;

/** Compares the elements of two arrays of one shape, piece by piece. */
export class ElementComparison {
  readonly #tolerance: Tolerance | undefined;
  readonly #size: number;
  readonly #isFloat32: boolean;
  #compared = 0;
  #differing = 0;
  #first = 0;
  #largestAbsolute: number | bigint | undefined;
  #at: number | undefined;
  #largestRelative: number | undefined;
  #largestUlps: number | undefined;

  /**
   * @param tolerance - undefined if elements must be the same bit for bit.
   * @param size - how many elements each array has.
   * @param isFloat32 - whether one of the arrays has the dtype float32, so that units in the last place are those of float32.
   */
  constructor(tolerance: Tolerance | undefined, size: number, isFloat32: boolean) {
    this.#tolerance = tolerance;
    this.#size = size;
    this.#isFloat32 = isFloat32;
  }

  /** What differs in the pieces compared so far; undefined if nothing does. */
  get differences(): ElementDifferences | undefined {
    if (this.#differing === 0) return undefined;
    return {
      differing: this.#differing,
      of: this.#size,
      first: this.#first,
      largestAbsolute: this.#largestAbsolute,
      at: this.#at,
      largestRelative: this.#largestRelative,
      largestUlps: this.#largestUlps,
    };
  }

  /** Compares the next piece of each array. The two have one length. */
  add(a: TypedArray, b: TypedArray): void {
    if (!hasSameBytes(a, b)) {
      const [first, second] = [a as Numbers, b as Numbers];
      const areFloats = isFloatArray(a) && isFloatArray(b);
      for (let index = 0; index < a.length; index++) {
        const [here, there] = [first[index] as number | bigint, second[index] as number | bigint];
        if (!Object.is(here, there)) this.#addDifference(here, there, this.#compared + index, areFloats);
      }
    }
    this.#compared += a.length;
  }

  #addDifference(a: number | bigint, b: number | bigint, index: number, areFloats: boolean): void {
    // A bigint and a number can be the same integer. A bigint has no -0.
    if (typeof a !== typeof b && a <= b && a >= b && !Object.is(a, -0) && !Object.is(b, -0)) return;
    if (this.#tolerance !== undefined && isClose(Number(a), Number(b), this.#tolerance)) return;
    if (this.#differing++ === 0) this.#first = index;
    const absolute = distance(a, b);
    if (Number.isNaN(absolute)) return;
    if (this.#largestAbsolute === undefined || absolute > this.#largestAbsolute) {
      this.#largestAbsolute = absolute;
      this.#at = index;
    }
    const relative = Number(absolute) === 0 ? 0 : Number(absolute) / Math.abs(Number(b));
    if (!Number.isNaN(relative)) this.#largestRelative = Math.max(this.#largestRelative ?? 0, relative);
    if (areFloats) {
      const ulps = (this.#isFloat32 ? ulps32 : ulps64)(a as number, b as number);
      this.#largestUlps = Math.max(this.#largestUlps ?? 0, ulps);
    }
  }
}

/** True if two arrays have the same bytes. Four bytes are compared at a time: a browser has no comparison of memory. */
function hasSameBytes(a: TypedArray, b: TypedArray): boolean {
  if (a.constructor !== b.constructor || a.length !== b.length) return false;
  const isOfWords = [a.byteOffset, b.byteOffset, a.byteLength].every((bytes) => bytes % 4 === 0);
  const Words = isOfWords ? Uint32Array : Uint8Array;
  const wordsOf = ({ buffer, byteOffset, byteLength }: TypedArray) =>
    new Words(buffer as ArrayBuffer, byteOffset, byteLength / Words.BYTES_PER_ELEMENT);
  const [first, second] = [wordsOf(a), wordsOf(b)];
  for (let index = 0; index < first.length; index++) if (first[index] !== second[index]) return false;
  return true;
}

function distance(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a > b ? a - b : b - a;
  return Math.abs(Number(a) - Number(b));
}

// The bits of a positive float, read as an integer, are the number of floats from zero up to it. So the distance of two floats in
// units in the last place is the difference of these integers, or their sum if the signs differ.
const doubles = new Float64Array(2);
const halvesOfDoubles = new Uint32Array(doubles.buffer);
const singles = new Float32Array(2);
const bitsOfSingles = new Uint32Array(singles.buffer);

/** Returns the distance of two doubles, neither of them NaN. Units: units in the last place. */
function ulps64(a: number, b: number): number {
  doubles[0] = Math.abs(a);
  doubles[1] = Math.abs(b);
  const isSameSign = isNegative(a) === isNegative(b);
  const sign = isSameSign ? -1 : 1;
  const [low, high, otherLow, otherHigh] = halvesOfDoubles as unknown as [number, number, number, number];
  return Math.abs((high + sign * otherHigh) * 2 ** 32 + (low + sign * otherLow));
}

/** Returns the distance of two numbers as float32, neither of them NaN. Units: units in the last place. */
function ulps32(a: number, b: number): number {
  singles[0] = Math.abs(a);
  singles[1] = Math.abs(b);
  const [first, second] = bitsOfSingles as unknown as [number, number];
  return isNegative(a) === isNegative(b) ? Math.abs(first - second) : first + second;
}

const isNegative = (value: number): boolean => value < 0 || Object.is(value, -0);

/**
 * Returns the comparison of the elements of two arrays of one shape.
 *
 * @param tolerance - undefined if elements must be the same bit for bit.
 */
export const comparisonOfElements = (
  a: { readonly dtype: DType | undefined; readonly shape: readonly number[] },
  b: { readonly dtype: DType | undefined },
  tolerance?: Tolerance,
): ElementComparison =>
  new ElementComparison(tolerance, sizeOf(a.shape), a.dtype === 'float32' || b.dtype === 'float32');
