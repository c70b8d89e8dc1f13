import type { TypedArray } from '../../model/dtypes.js';

/** Where the lowest and the highest element of an array stand, and how many are infinite. The elements are added piece by piece. */
export class ExtremePlaces {
  /** The indices in C order of the first lowest and the first highest element; undefined if there is none but NaN. */
  lowest: number | undefined;
  highest: number | undefined;
  infinite = 0;
  #low: number | bigint = Number.POSITIVE_INFINITY;
  #high: number | bigint = Number.NEGATIVE_INFINITY;
  #next = 0;

  add(piece: TypedArray): void {
    for (let index = 0; index < piece.length; index++) {
      const value = piece[index] as number | bigint;
      if (value < this.#low || (this.lowest === undefined && value === this.#low)) {
        this.#low = value;
        this.lowest = this.#next + index;
      }
      if (value > this.#high || (this.highest === undefined && value === this.#high)) {
        this.#high = value;
        this.highest = this.#next + index;
      }
      if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) this.infinite++;
    }
    this.#next += piece.length;
  }
}
