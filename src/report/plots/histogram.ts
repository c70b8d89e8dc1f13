import type { TypedArray } from '../../model/dtypes.js';
import { doublesOf, finiteRange, fractionOf } from './doubles.js';

/** The bars of a histogram. */
const BARS = 24;

/** The fewest numbers of which a histogram says something. */
const FEWEST_NUMBERS = 20;

/** Returns the heights of the histogram of elements in memory, from the lowest to the highest; undefined if it would say nothing. */
export function histogramOf(elements: TypedArray): readonly number[] | undefined {
  const { values } = doublesOf(elements);
  const histogram = new Histogram(finiteRange(values));
  histogram.add(values);
  return histogram.data();
}

/** The histogram of the finite numbers of an array whose range is known. It takes the elements piece by piece. */
export class Histogram {
  readonly #counts = new Array<number>(BARS).fill(0);
  readonly #range: readonly [low: number, high: number];
  #finite = 0;

  /** @param range - the lowest and the highest finite number. */
  constructor(range: readonly [low: number, high: number]) {
    this.#range = range;
  }

  /** Adds the next elements. */
  add(piece: TypedArray): void {
    const [low, high] = this.#range;
    const counts = this.#counts;
    const { values } = doublesOf(piece, 0n);
    let finite = 0;
    for (let index = 0; index < values.length; index++) {
      const value = values[index] as number;
      if (value - value !== 0) continue;
      const bar = low === high ? 0 : Math.min(BARS - 1, Math.floor(fractionOf(value, low, high) * BARS));
      counts[bar] = (counts[bar] as number) + 1;
      finite++;
    }
    this.#finite += finite;
  }

  /** Returns the heights; undefined if there are too few numbers. */
  data(): readonly number[] | undefined {
    return this.#finite < FEWEST_NUMBERS ? undefined : [...this.#counts];
  }
}
