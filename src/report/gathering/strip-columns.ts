import type { TypedArray } from '../../model/dtypes.js';
import type { PackedStrip } from '../data/page-data.js';
import { doublesOf } from '../plots/doubles.js';
import { packStrip, STRIP_WIDTH } from '../plots/strip.js';

/** The strip of an array that is read piece by piece: the lowest and the highest number of each column, over all axes but the last. */
export class StripColumns {
  readonly #length: number;
  readonly #columns: number;
  /** The lowest numbers of all columns, and after them the highest; NaN where there is none. */
  readonly #bounds: Float64Array;
  #base: bigint | undefined;
  #next = 0;

  constructor(shape: readonly number[]) {
    this.#length = shape.at(-1) ?? 1;
    this.#columns = Math.min(STRIP_WIDTH, this.#length);
    this.#bounds = new Float64Array(2 * this.#columns).fill(Number.NaN);
  }

  /** Adds the next elements, in C order. */
  add(piece: TypedArray): void {
    this.#base ??= doublesOf(piece).base;
    const { values } = doublesOf(piece, this.#base);
    const [bounds, columns, length] = [this.#bounds, this.#columns, this.#length];
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      const column = Math.floor((((this.#next + at) % length) * columns) / length);
      if (!(value >= (bounds[column] as number))) bounds[column] = value;
      if (!(value <= (bounds[columns + column] as number))) bounds[columns + column] = value;
    }
    this.#next += values.length;
  }

  data(): PackedStrip {
    return packStrip(this.#bounds, [2, this.#columns]);
  }
}
