import { sizeOf } from '../../model/elements.js';

/**
 * The lowest and the highest number of each cell of a grid over an array. Its rows run along the last axis; there is one for each index of
 * all others. Several of them, or several columns, share a cell where the grid has fewer. The numbers are added piece by piece, in C order.
 */
export class CellRanges {
  readonly rows: number;
  readonly columns: number;
  /** The lowest and the highest number of each cell, row by row; Infinity and -Infinity where a cell has none but NaN. */
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  readonly #length: number;
  readonly #count: number;
  #next = 0;

  constructor(shape: readonly number[], mostRows: number, mostColumns: number) {
    this.#length = shape.at(-1) ?? 1;
    this.#count = sizeOf(shape.slice(0, -1));
    this.rows = Math.min(mostRows, this.#count);
    this.columns = Math.min(mostColumns, this.#length);
    this.lows = new Float64Array(this.rows * this.columns).fill(Number.POSITIVE_INFINITY);
    this.highs = new Float64Array(this.rows * this.columns).fill(Number.NEGATIVE_INFINITY);
  }

  /** Adds the next numbers. */
  add(values: Float64Array): void {
    const { rows, columns, lows, highs } = this;
    const [length, count] = [this.#length, this.#count];
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      const index = this.#next + at;
      const row = Math.floor(index / length);
      const column = index - row * length;
      const cell = Math.floor((row * rows) / count) * columns + Math.floor((column * columns) / length);
      if (value < (lows[cell] as number)) lows[cell] = value;
      if (value > (highs[cell] as number)) highs[cell] = value;
    }
    this.#next += values.length;
  }
}
