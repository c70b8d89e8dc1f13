import { isBigintArray, type TypedArray } from '../../model/dtypes.js';
import type { DrawnData } from '../data/page-data.js';
import type { Curve } from './curve.js';
import { doublesOf } from './doubles.js';
import { encodeElements } from './elements-text.js';

/** The columns that a curve is decimated for: more than a plot is wide. */
export const COLUMNS = 720;

/** Returns what a picture of the curve of elements in memory needs. */
export function decimated(elements: TypedArray, columns = COLUMNS): DrawnData {
  const decimation = new Decimation(elements.length, columns);
  decimation.add(elements);
  return decimation.data();
}

/**
 * The curve of an array, decimated by M4: of each column of the picture, it keeps the first, the last, the lowest and the highest finite
 * number, so that the picture is the same. Of NaN, it keeps the first and the last in each column, so that a gap stays a gap; and the
 * first of each infinity. It takes the elements piece by piece, in C order.
 *
 * @see https://doi.org/10.14778/2732951.2732953
 */
export class Decimation {
  readonly #length: number;
  readonly #columns: number;
  readonly #indices: number[] = [];
  readonly #values: number[] = [];
  #base: bigint | undefined;
  #next = 0;
  #column = 0;
  #end: number;
  readonly #kept = new KeptOfColumn();

  /** @param length - how many elements the array has. */
  constructor(length: number, columns = COLUMNS) {
    this.#length = length;
    this.#columns = length <= 2 * columns ? length : columns;
    this.#end = this.#endOf(0);
  }

  #endOf(column: number): number {
    return Math.floor(((column + 1) * this.#length) / this.#columns);
  }

  /** Adds the next elements. */
  add(piece: TypedArray): void {
    if (isBigintArray(piece) && this.#base === undefined) this.#base = doublesOf(piece).base;
    const { values } = doublesOf(piece, this.#base);
    for (let at = 0; at < values.length; ) {
      const end = Math.min(values.length, at + this.#end - this.#next);
      this.#kept.add(values, at, end, this.#next - at);
      this.#next += end - at;
      at = end;
      if (this.#next === this.#end) this.#endColumn();
    }
  }

  #endColumn(): void {
    this.#kept.moveTo(this.#indices, this.#values);
    this.#end = this.#endOf(++this.#column);
  }

  /** Returns the curve of the numbers that are drawn. */
  curve(): Curve {
    const [indices, values] = [Float64Array.from(this.#indices), Float64Array.from(this.#values)];
    return { indices, values, base: this.#base ?? 0n };
  }

  /** Returns the numbers that are drawn, as a page carries them. */
  data(): DrawnData {
    const { indices, values, base } = this.curve();
    return {
      indices: encodeElements(indices as Float64Array),
      values: encodeElements(values),
      ...(base === 0n ? {} : { base: String(base) }),
    };
  }
}

/** No index. */
const NONE = -1;

/** The numbers that are kept of the column that is being read. */
class KeptOfColumn {
  #first = NONE;
  #last = NONE;
  #lowest = NONE;
  #highest = NONE;
  #firstNan = NONE;
  #lastNan = NONE;
  #positiveInfinite = NONE;
  #negativeInfinite = NONE;
  #firstValue = 0;
  #lastValue = 0;
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;

  /** @param offset - the index in the array of the first of the values. */
  add(values: Float64Array, start: number, end: number, offset: number): void {
    let [low, high, lowest, highest, last] = [this.#low, this.#high, this.#lowest, this.#highest, NONE];
    for (let at = start; at < end; at++) {
      const value = values[at] as number;
      if (value - value !== 0) {
        this.#addNotFinite(value, at + offset);
        continue;
      }
      if (this.#first === NONE) {
        this.#first = at + offset;
        this.#firstValue = value;
      }
      last = at;
      if (value < low) {
        low = value;
        lowest = at + offset;
      }
      if (value > high) {
        high = value;
        highest = at + offset;
      }
    }
    [this.#low, this.#high, this.#lowest, this.#highest] = [low, high, lowest, highest];
    if (last === NONE) return;
    this.#last = last + offset;
    this.#lastValue = values[last] as number;
  }

  #addNotFinite(value: number, index: number): void {
    if (value === Number.POSITIVE_INFINITY) {
      if (this.#positiveInfinite === NONE) this.#positiveInfinite = index;
    } else if (value === Number.NEGATIVE_INFINITY) {
      if (this.#negativeInfinite === NONE) this.#negativeInfinite = index;
    } else {
      if (this.#firstNan === NONE) this.#firstNan = index;
      this.#lastNan = index;
    }
  }

  /** Adds what was kept, in the order of the array, to two lists, and begins a new column. */
  moveTo(indices: number[], values: number[]): void {
    const kept = [
      [this.#first, this.#firstValue],
      [this.#last, this.#lastValue],
      [this.#lowest, this.#low],
      [this.#highest, this.#high],
      [this.#firstNan, Number.NaN],
      [this.#lastNan, Number.NaN],
      [this.#positiveInfinite, Number.POSITIVE_INFINITY],
      [this.#negativeInfinite, Number.NEGATIVE_INFINITY],
    ] as [number, number][];
    kept.sort(([a], [b]) => a - b);
    let before = NONE;
    for (const [index, value] of kept) {
      if (index === before) continue;
      before = index;
      indices.push(index);
      values.push(value);
    }
    this.#first = this.#last = this.#lowest = this.#highest = NONE;
    this.#firstNan = this.#lastNan = this.#positiveInfinite = this.#negativeInfinite = NONE;
    this.#low = Number.POSITIVE_INFINITY;
    this.#high = Number.NEGATIVE_INFINITY;
  }
}
