import { isBigintArray, type TypedArray } from '../../model/dtypes.js';
import { pack } from '../data/packed.js';
import type { PackedStrip } from '../data/page-data.js';
import { exactDoubles, rounded } from '../plots/doubles.js';
import { type NumberRange, placeIn } from '../plots/number-range.js';
import { NO_NUMBER, STRIP_WIDTH, TOP } from '../plots/strip.js';

/** Returns the curve of an array with one axis in little. */
export function packStrip(elements: TypedArray): PackedStrip {
  const columns = new StripColumns(elements.length);
  columns.add(elements);
  return columns.data();
}

/** The curve of an array with one axis in little: the lowest and the highest finite number of each column, and where infinities are. */
export class StripColumns {
  readonly #length: number;
  readonly #count: number;
  /** The lowest and the highest double of each column. */
  readonly #lows: Float64Array;
  readonly #highs: Float64Array;
  /** The lowest and the highest integer of each column, in pieces with integers beyond 2^53. */
  readonly #ranges: (NumberRange | undefined)[] = [];
  readonly #positive = new Infinities();
  readonly #negative = new Infinities();
  #next = 0;

  /** @param length - how many numbers there are. */
  constructor(length: number) {
    this.#length = length;
    this.#count = Math.min(STRIP_WIDTH, length);
    this.#lows = new Float64Array(this.#count).fill(Number.POSITIVE_INFINITY);
    this.#highs = new Float64Array(this.#count).fill(Number.NEGATIVE_INFINITY);
  }

  /** Adds the next elements. */
  add(piece: TypedArray): void {
    const numbers = exactNumbers(piece);
    for (let start = 0; start < numbers.length; ) {
      const column = Math.floor(((this.#next + start) * this.#count) / this.#length);
      const nextColumn = Math.ceil(((column + 1) * this.#length) / this.#count);
      const end = Math.min(numbers.length, nextColumn - this.#next);
      if (isBigintArray(numbers)) this.#addIntegers(column, numbers, start, end);
      else this.#addDoubles(column, numbers, start, end);
      start = end;
    }
    this.#next += numbers.length;
  }

  #addIntegers(column: number, numbers: BigInt64Array | BigUint64Array, start: number, end: number): void {
    let [low, high] = this.#ranges[column] ?? NO_RANGE;
    for (let at = start; at < end; at++) {
      const value = numbers[at] as bigint;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    this.#ranges[column] = [low, high];
  }

  #addDoubles(column: number, numbers: Float64Array, start: number, end: number): void {
    let low = this.#lows[column] as number;
    let high = this.#highs[column] as number;
    for (let at = start; at < end; at++) {
      const value = numbers[at] as number;
      if (value - value !== 0) {
        if (value === Number.POSITIVE_INFINITY) this.#positive.add(column);
        else if (value === Number.NEGATIVE_INFINITY) this.#negative.add(column);
        continue;
      }
      if (value < low) low = value;
      if (value > high) high = value;
    }
    this.#lows[column] = low;
    this.#highs[column] = high;
  }

  data(): PackedStrip {
    const [lows, highs] = this.#extremes();
    const [low, high] = [lowestOf(lows), highestOf(highs)];
    const range: NumberRange | undefined = low > high ? undefined : [simplest(low), simplest(high)];
    const levels = new Uint8Array(2 * this.#count).fill(NO_NUMBER);
    if (range !== undefined)
      for (let column = 0; column < this.#count; column++) {
        const [low, high] = [lows[column] as number | bigint, highs[column] as number | bigint];
        if (low > high) continue;
        levels[2 * column] = levelOf(low, range);
        levels[2 * column + 1] = levelOf(high, range);
      }
    return {
      ...(range === undefined ? {} : { range: [pack(range[0]), pack(range[1])] }),
      columns: Buffer.from(levels.buffer).toString('base64'),
      ...(this.#positive.count === 0 ? {} : { positiveInfinite: this.#positive.data() }),
      ...(this.#negative.count === 0 ? {} : { negativeInfinite: this.#negative.data() }),
    };
  }

  /** Returns the lowest and the highest number of each column. */
  #extremes(): readonly [lows: Extremes, highs: Extremes] {
    if (this.#ranges.length === 0) return [this.#lows, this.#highs];
    const ofBoth = (doubles: Float64Array, end: 0 | 1, outermost: (numbers: Extremes) => number | bigint) =>
      Array.from(doubles, (double, column) => outermost([double, this.#ranges[column]?.[end] ?? double]));
    return [ofBoth(this.#lows, 0, lowestOf), ofBoth(this.#highs, 1, highestOf)];
  }
}

/** The range of no numbers. */
const NO_RANGE: NumberRange = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

type Extremes = Float64Array | readonly (number | bigint)[];

function lowestOf(numbers: Extremes): number | bigint {
  let lowest: number | bigint = Number.POSITIVE_INFINITY;
  for (let at = 0; at < numbers.length; at++) if ((numbers[at] as number) < lowest) lowest = numbers[at] as number;
  return lowest;
}

function highestOf(numbers: Extremes): number | bigint {
  let highest: number | bigint = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < numbers.length; at++) if ((numbers[at] as number) > highest) highest = numbers[at] as number;
  return highest;
}

/** How many infinities of one sign there are, and in which columns. */
class Infinities {
  count = 0;
  readonly #columns = new Set<number>();

  add(column: number): void {
    this.count++;
    this.#columns.add(column);
  }

  data(): NonNullable<PackedStrip['positiveInfinite']> {
    return { count: this.count, columns: [...this.#columns] };
  }
}

/** Returns elements as doubles, or as they are where doubles would not hold 64-bit integers. */
function exactNumbers(elements: TypedArray): Float64Array | BigInt64Array | BigUint64Array {
  if (isBigintArray(elements)) return exactDoubles(elements) ?? elements;
  return elements instanceof Float64Array ? elements : new Float64Array(elements);
}

/** Returns an integer as a double if it is none beyond 2^53: it may come from a piece of an array with others that are. */
const simplest = (value: number | bigint): number | bigint =>
  typeof value === 'bigint' && BigInt.asIntN(54, value) === value ? Number(value) : value;

/** Returns the level of a number. */
const levelOf = (value: number | bigint, range: NumberRange): number =>
  range[0] === range[1] ? TOP / 2 : rounded(placeIn(range, value) * TOP);
