import { type DType, elementKindOf, type TypedArray } from '../../model/dtypes.js';
import { doublesOf } from '../../report/plots/doubles.js';
import { NO_COMPANIONS } from './companions.js';
import { CurvePicture, type PictureOptions } from './curve-picture.js';
import { RowPicture } from './row-picture.js';

/** An array such as `[1000,3]` is drawn as curves along its first axis if its last axis is at most this long. */
const MOST_CURVES = 4;

/**
 * The plot of an array in a few lines: one curve, several curves along its first axis, or rows along its last axis. The elements are added
 * piece by piece, as they are read.
 */
export class Plot {
  readonly #all: CurvePicture | RowPicture;
  /** The numbers above 0, which alone have logarithms; undefined if heights are none. */
  readonly #aboveZero: CurvePicture | RowPicture | undefined;
  #hasAboveZero = false;
  /** How many finite numbers are not above 0. */
  #notAboveZero = 0;

  /**
   * @param shape - the shape of the array, which has at least one axis and one element.
   * @param width - the columns that a line may take.
   * @param isLog - whether heights are logarithms. Booleans have none.
   */
  constructor(shape: readonly number[], dtype: DType | undefined, width: number, isLog = false) {
    const isBool = elementKindOf(dtype) === 'bool';
    this.#all = pictureOf(shape, { width, isBool, isLog: false });
    if (isLog && !isBool) this.#aboveZero = pictureOf(shape, { width, isBool, isLog });
  }

  /** Adds the next elements in C order. */
  add(piece: TypedArray): void {
    this.#all.add(piece);
    this.#aboveZero?.add(this.#partAboveZero(piece));
  }

  /** Returns elements as doubles, with NaN in the place of each number that is not above 0. A logarithm has no use for all digits. */
  #partAboveZero(piece: TypedArray): Float64Array {
    const all = doublesOf(piece, 0n).values;
    const values = new Float64Array(all.length);
    for (let index = 0; index < all.length; index++) {
      const value = all[index] as number;
      const isLeftOut = value <= 0 && Number.isFinite(value);
      values[index] = isLeftOut ? Number.NaN : value;
      if (isLeftOut) this.#notAboveZero++;
      else if (Number.isFinite(value)) this.#hasAboveZero = true;
    }
    return values;
  }

  /** Returns what a logarithmic scale leaves out, or why there is none. */
  get #notes(): string[] {
    if (this.#notAboveZero === 0) return [];
    if (!this.#hasAboveZero) return ['no number is above 0, so the scale is not logarithmic'];
    const numbers = this.#notAboveZero === 1 ? '1 number is' : `${this.#notAboveZero} numbers are`;
    return [`${numbers} not above 0, and not drawn on a logarithmic scale`];
  }

  /**
   * Returns the lines, without line ends.
   *
   * @param companions - what is shown with a curve.
   */
  lines(companions = NO_COMPANIONS): string[] {
    const picture = this.#aboveZero !== undefined && this.#hasAboveZero ? this.#aboveZero : this.#all;
    return picture.lines(this.#notes, companions);
  }
}

function pictureOf(shape: readonly number[], options: PictureOptions): CurvePicture | RowPicture {
  const [first = 0, last = 0] = shape;
  const isOfCurves = shape.length === 1 || (shape.length === 2 && last <= MOST_CURVES && first >= 4 * last);
  return isOfCurves ? new CurvePicture(shape, options) : new RowPicture(shape, options);
}
