import { elementText, meanText, roundedText } from '../../display/value-text.js';
import { type DType, elementKindOf, isBigintArray, type TypedArray } from '../../model/dtypes.js';
import type { StatisticsData } from '../data/page-data.js';

/** Returns the statistics of elements in memory. */
export function statisticsOf(elements: TypedArray, dtype: DType | undefined): StatisticsData {
  const statistics = new ArrayStatistics(dtype);
  statistics.add(elements);
  return statistics.data();
}

/** When a sum overflows, it and what follows is scaled by this power of two, which loses nothing that large sums would hold. */
const SCALE = 2 ** -64;

/** The statistics of an array. They take its elements piece by piece, in C order. */
export class ArrayStatistics {
  readonly #dtype: DType | undefined;
  #next = 0;
  #lowest: number | bigint = Number.POSITIVE_INFINITY;
  #highest: number | bigint = Number.NEGATIVE_INFINITY;
  #lowestIndex = 0;
  #highestIndex = 0;
  #nan = 0;
  #positiveInfinite = 0;
  #negativeInfinite = 0;
  #sum = 0;
  /**
   * What rounding has taken from the sum.
   * @see https://en.wikipedia.org/wiki/Kahan_summation_algorithm#Further_enhancements (Neumaier)
   */
  #lost = 0;
  #scale = 1;
  #integers = 0n;

  constructor(dtype: DType | undefined) {
    this.#dtype = dtype;
  }

  /** The range of the finite numbers; undefined if there is none. 64-bit integers are rounded to doubles. */
  get range(): readonly [low: number, high: number] | undefined {
    return this.#finite === 0 ? undefined : [Number(this.#lowest), Number(this.#highest)];
  }

  get #finite(): number {
    return this.#next - this.#nan - this.#positiveInfinite - this.#negativeInfinite;
  }

  /** Adds the next elements. */
  add(piece: TypedArray): void {
    if (isBigintArray(piece)) this.#addIntegers(piece);
    else this.#addNumbers(piece instanceof Float64Array ? piece : new Float64Array(piece));
    this.#next += piece.length;
  }

  #addNumbers(piece: Float64Array): void {
    let lowest = this.#lowest as number;
    let highest = this.#highest as number;
    let sum = this.#sum;
    let lost = this.#lost;
    for (let index = 0; index < piece.length; index++) {
      const value = piece[index] as number;
      if (value - value !== 0) {
        if (value === Number.POSITIVE_INFINITY) this.#positiveInfinite++;
        else if (value === Number.NEGATIVE_INFINITY) this.#negativeInfinite++;
        else this.#nan++;
        continue;
      }
      if (value < lowest) {
        lowest = value;
        this.#lowestIndex = this.#next + index;
      }
      if (value > highest) {
        highest = value;
        this.#highestIndex = this.#next + index;
      }
      const scaled = value * this.#scale;
      let next = sum + scaled;
      if (next - next !== 0) {
        this.#scale = SCALE;
        sum *= SCALE;
        lost *= SCALE;
        next = sum + value * SCALE;
        lost += Math.abs(sum) >= Math.abs(value * SCALE) ? sum - next + value * SCALE : value * SCALE - next + sum;
      } else lost += Math.abs(sum) >= Math.abs(scaled) ? sum - next + scaled : scaled - next + sum;
      sum = next;
    }
    this.#lowest = lowest;
    this.#highest = highest;
    this.#sum = sum;
    this.#lost = lost;
  }

  #addIntegers(piece: BigInt64Array | BigUint64Array): void {
    for (let index = 0; index < piece.length; index++) {
      const value = piece[index] as bigint;
      if (value < this.#lowest) {
        this.#lowest = value;
        this.#lowestIndex = this.#next + index;
      }
      if (value > this.#highest) {
        this.#highest = value;
        this.#highestIndex = this.#next + index;
      }
      this.#integers += value;
    }
  }

  /** Returns what a page shows of them. */
  data(): StatisticsData {
    const finite = this.#finite;
    const counts = {
      finite,
      nan: this.#nan,
      positiveInfinite: this.#positiveInfinite,
      negativeInfinite: this.#negativeInfinite,
    };
    if (finite === 0) return counts;
    const [lowest, highest] = this.#rangeTexts();
    const mean =
      elementKindOf(this.#dtype) === 'bigint' || typeof this.#lowest === 'bigint'
        ? Number(this.#integers) / finite
        : (this.#sum + this.#lost) / finite / this.#scale;
    return {
      lowest: { text: lowest, index: this.#lowestIndex },
      highest: { text: highest, index: this.#highestIndex },
      mean: meanText(mean, this.#lowest, this.#highest),
      ...counts,
    };
  }

  /** Returns the texts of the lowest and the highest: rounded, unless two numbers would then look like one. */
  #rangeTexts(): readonly [string, string] {
    const whole = (value: number | bigint) => elementText(value, this.#dtype);
    const rounded = (value: number | bigint) =>
      typeof value === 'number' && !Number.isInteger(value) ? roundedText(value) : whole(value);
    const [lowest, highest] = [this.#lowest, this.#highest];
    const texts = [rounded(lowest), rounded(highest)] as const;
    return lowest !== highest && texts[0] === texts[1] ? [whole(lowest), whole(highest)] : texts;
  }
}
