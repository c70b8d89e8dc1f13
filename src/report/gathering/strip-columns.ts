import { isBigintArray, type TypedArray } from '../../model/dtypes.js';
import { pack } from '../data/packed.js';
import type { PackedStrip } from '../data/page-data.js';
import { toBase64 } from '../plots/base64.js';
import { exactDoubles } from '../plots/doubles.js';
import { type NumberRange, placeIn, wholeOf } from '../plots/number-range.js';
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
  readonly #ranges: (NumberRange | undefined)[];
  readonly #positive = new Infinities();
  readonly #negative = new Infinities();
  #next = 0;

  /** @param length - how many numbers there are. */
  constructor(length: number) {
    this.#length = length;
    this.#ranges = new Array(Math.min(STRIP_WIDTH, length)).fill(undefined);
  }

  /** Adds the next elements. */
  add(piece: TypedArray): void {
    const numbers = exactNumbers(piece);
    for (let start = 0; start < numbers.length; ) {
      const column = Math.floor(((this.#next + start) * this.#ranges.length) / this.#length);
      const nextColumn = Math.ceil(((column + 1) * this.#length) / this.#ranges.length);
      const end = Math.min(numbers.length, nextColumn - this.#next);
      this.#addTo(column, numbers, start, end);
      start = end;
    }
    this.#next += numbers.length;
  }

  #addTo(column: number, numbers: Float64Array | BigInt64Array | BigUint64Array, start: number, end: number): void {
    const range = isBigintArray(numbers)
      ? rangeOfIntegers(numbers, start, end)
      : this.#rangeOfDoubles(column, numbers, start, end);
    if (range[0] > range[1]) return;
    const before = this.#ranges[column];
    this.#ranges[column] = before === undefined ? range : wholeOf([before, range]);
  }

  #rangeOfDoubles(column: number, numbers: Float64Array, start: number, end: number): NumberRange {
    let [low, high] = NO_RANGE;
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
    return [low, high];
  }

  data(): PackedStrip {
    const whole = wholeOf(this.#ranges);
    const range: NumberRange | undefined = whole && [simplest(whole[0]), simplest(whole[1])];
    const levels = new Uint8Array(2 * this.#ranges.length).fill(NO_NUMBER);
    if (range !== undefined)
      for (const [column, each] of this.#ranges.entries())
        if (each !== undefined) {
          levels[2 * column] = levelOf(each[0], range);
          levels[2 * column + 1] = levelOf(each[1], range);
        }
    return {
      ...(range === undefined ? {} : { range: [pack(range[0]), pack(range[1])] }),
      columns: toBase64(levels),
      ...(this.#positive.count === 0 ? {} : { positiveInfinite: this.#positive.data() }),
      ...(this.#negative.count === 0 ? {} : { negativeInfinite: this.#negative.data() }),
    };
  }
}

/** The range of no numbers. */
const NO_RANGE: readonly [low: number, high: number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

function rangeOfIntegers(integers: BigInt64Array | BigUint64Array, start: number, end: number): NumberRange {
  let [low, high]: NumberRange = NO_RANGE;
  for (let at = start; at < end; at++) {
    const value = integers[at] as bigint;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
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

/** Returns the level of a number. Math.round takes five times as long. */
const levelOf = (value: number | bigint, range: NumberRange): number =>
  range[0] === range[1] ? TOP / 2 : Math.floor(placeIn(range, value) * TOP + 0.5);
