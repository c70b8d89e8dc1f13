import { indicesOf } from '../../display/indices.js';
import type { TypedArray } from '../../model/dtypes.js';
import { sizeOf } from '../../model/elements.js';
import { CellRanges } from '../../report/plots/cell-ranges.js';
import { doublesOf, finiteRange } from '../../report/plots/doubles.js';
import { wrappedAt } from '../console/wrapped-at.js';
import { BLOCKS, DOWN, levelOf, NAN_MARK, UP } from '../rows/strip.js';
import type { PictureOptions } from './curve-picture.js';

/** The greatest number of lines. */
const MOST_LINES = 8;

/** The greatest number of columns that one element takes. */
const WIDEST_ELEMENT = 2;

/**
 * Rows along the last axis of an array, all on one scale. If there are too many, some of them share a line. The elements are added piece by
 * piece, in C order. Where several share a cell, it shows the one furthest from the middle of the scale, as a heat map of a page does.
 */
export class RowPicture {
  readonly #options: PictureOptions;
  readonly #shape: readonly number[];
  readonly #cells: CellRanges;
  readonly #names: readonly string[];
  /** The columns before the first cell. */
  readonly #gutter: number;
  /** The columns that a cell takes. */
  readonly #repeat: number;
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;
  #base: bigint | undefined;

  /** @param shape - at least two axes, and one element. */
  constructor(shape: readonly number[], options: PictureOptions) {
    this.#options = options;
    this.#shape = shape;
    const rows = Math.min(MOST_LINES, sizeOf(shape.slice(0, -1)));
    this.#names = Array.from({ length: rows }, (_, row) => this.#nameOf(row, rows));
    this.#gutter = 4 + Math.max(...this.#names.map(({ length }) => length));
    const room = Math.max(1, options.width - this.#gutter);
    this.#cells = new CellRanges(shape, rows, room);
    this.#repeat = Math.min(WIDEST_ELEMENT, Math.floor(room / this.#cells.columns));
  }

  /** Returns the indices of the elements of a line, in NumPy's notation. */
  #nameOf(row: number, rows: number): string {
    const axes = this.#shape.slice(0, -1);
    const count = sizeOf(axes);
    const [first, end] = [Math.ceil((row * count) / rows), Math.ceil(((row + 1) * count) / rows)];
    if (end - first === 1) return `[${indicesOf(first, axes)}]`;
    return axes.length === 1 ? `[${first}:${end}]` : `[${indicesOf(first, axes)}] to [${indicesOf(end - 1, axes)}]`;
  }

  /** Adds the next elements. */
  add(piece: TypedArray): void {
    this.#base ??= doublesOf(piece).base;
    const { values } = doublesOf(piece, this.#base);
    const [low, high] = finiteRange(values);
    this.#low = Math.min(this.#low, low);
    this.#high = Math.max(this.#high, high);
    this.#cells.add(values);
  }

  /**
   * Returns the lines, without line ends.
   *
   * @param notes - stand below the rows.
   */
  lines(notes: readonly string[]): string[] {
    const { columns } = this.#cells;
    const lines = this.#names.map((name, row) => {
      const cells = Array.from({ length: columns }, (_, column) => this.#characterOf(row * columns + column));
      const text = cells.map((each) => each.repeat(this.#repeat)).join('');
      return `  ${name.padEnd(this.#gutter - 4)}  ${text}`.trimEnd();
    });
    const { width } = this.#options;
    return [...lines, ...notes.flatMap((note) => wrappedAt(note, 2, width).map((line) => `  ${line}`))];
  }

  /** Returns the character of a cell. On a logarithmic scale, one without a number may have some that are not above 0. */
  #characterOf(cell: number): string {
    const { isLog } = this.#options;
    const scaled = (value: number) => (isLog && Number.isFinite(value) ? Math.log(value) : value);
    const [low, high] = [scaled(this.#low), scaled(this.#high)];
    const [lowest, highest] = [scaled(this.#cells.lows[cell] as number), scaled(this.#cells.highs[cell] as number)];
    if (lowest > highest) return isLog ? ' ' : NAN_MARK;
    const middle = low / 2 + high / 2;
    const value = highest - middle >= middle - lowest ? highest : lowest;
    if (value === Number.POSITIVE_INFINITY) return UP;
    if (value === Number.NEGATIVE_INFINITY) return DOWN;
    return BLOCKS[levelOf(value, low, high, BLOCKS.length)] as string;
  }
}
