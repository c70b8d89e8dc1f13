import type { DType, TypedArray } from '../../model/dtypes.js';
import { sizeOf } from '../../model/elements.js';
import { BLOCKS, levelOf, NAN_MARK } from '../rows/strip.js';

/** What stands for the infinities. */
const UP = '↑';
const DOWN = '↓';

/** Lines of a curve, and of an array of several axes. */
const HEIGHT = 4;
const MOST_ROWS = 8;

/** Columns that one element takes at most. */
const WIDEST_ELEMENT = 4;
const WIDEST_CELL = 2;

/** The last axis of an array is shown as so many curves at most, if the first one is longer by far: `[1000,3]`. */
const MOST_CURVES = 4;

/** Columns for the label of a curve, and what stands around it. */
const LABEL = 9;
const GUTTER = LABEL + 2;

/** Columns for the range of each of several curves. */
const RANGE = 26;

/** How an array is shown: as one curve, as the curves along its first axis, or line by line along its last one. */
type Layout = 'curve' | 'curves' | 'rows';

/**
 * An array in a few lines. Its elements are added as they are read; of those that share a place, the highest is shown, so that an array of
 * any size takes the memory of a screen.
 */
export class Plot {
  readonly #layout: Layout;
  readonly #shape: readonly number[];
  readonly #isBool: boolean;
  /** The length of the last axis. */
  readonly #length: number;
  /** How many rows along the last axis there are. */
  readonly #count: number;
  readonly #rows: number;
  readonly #columns: number;
  /** How wide an element is drawn. */
  readonly #repeat: number;
  /** The highest element of each place, row by row; NaN where there is none. */
  readonly #highest: Float64Array;
  /** The lowest and the highest finite element of each row. */
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  /** 64-bit integers are counted from the first one, so that large ones that differ by little do differ. */
  #base: bigint | undefined;
  #next = 0;

  /**
   * @param shape - of an array that has elements, and axes.
   * @param width - the columns that a line may take.
   */
  constructor(shape: readonly number[], dtype: DType | undefined, width: number) {
    this.#shape = shape;
    this.#isBool = dtype === 'bool';
    this.#length = shape.at(-1) as number;
    this.#count = sizeOf(shape) / this.#length;
    this.#layout = layoutOf(shape);
    const [rows, length] = this.#layout === 'curves' ? [this.#length, this.#count] : [this.#count, this.#length];
    this.#rows = Math.min(MOST_ROWS, rows);
    const room = Math.max(1, width - this.#gutter - (this.#layout === 'curves' ? RANGE : 0));
    this.#columns = Math.min(room, length);
    const widest = this.#layout === 'rows' ? WIDEST_CELL : WIDEST_ELEMENT;
    this.#repeat = Math.min(widest, Math.floor(room / this.#columns));
    this.#highest = new Float64Array(this.#rows * this.#columns).fill(Number.NaN);
    this.#low = new Float64Array(this.#rows).fill(Number.POSITIVE_INFINITY);
    this.#high = new Float64Array(this.#rows).fill(Number.NEGATIVE_INFINITY);
  }

  /** Adds the next elements, in C order. */
  add(piece: TypedArray): void {
    const isWide = piece instanceof BigInt64Array || piece instanceof BigUint64Array;
    if (isWide && piece.length > 0) this.#base ??= piece[0] as bigint;
    const base = this.#base ?? 0n;
    for (let index = 0; index < piece.length; index++) {
      const value = isWide ? Number((piece[index] as bigint) - base) : (piece[index] as number);
      this.#put(this.#next + index, value);
    }
    this.#next += piece.length;
  }

  #put(index: number, value: number): void {
    if (Number.isNaN(value)) return;
    const outer = Math.floor(index / this.#length);
    const inner = index - outer * this.#length;
    const isTurned = this.#layout === 'curves';
    const row = isTurned ? inner : Math.floor((outer * this.#rows) / this.#count);
    const column = isTurned
      ? Math.floor((outer * this.#columns) / this.#count)
      : Math.floor((inner * this.#columns) / this.#length);
    const place = row * this.#columns + column;
    if (!(value <= (this.#highest[place] as number))) this.#highest[place] = value;
    if (!Number.isFinite(value)) return;
    if (value < (this.#low[row] as number)) this.#low[row] = value;
    if (value > (this.#high[row] as number)) this.#high[row] = value;
  }

  /** The lines, without line ends. */
  lines(): string[] {
    return this.#layout === 'curve' ? this.#curve() : this.#strips();
  }

  /** One curve, with its range at the left and its first and last index below. */
  #curve(): string[] {
    const [low, high] = [this.#low[0] as number, this.#high[0] as number];
    const height = this.#isBool || low >= high ? 1 : HEIGHT;
    const heights = Array.from(this.#highest, (value) => heightOf(value, low, high, height * BLOCKS.length));
    const lines: string[] = [];
    for (let line = 0; line < height; line++) {
      const label = line === 0 ? this.#label(high) : line === height - 1 ? this.#label(low) : '';
      const below = (height - 1 - line) * BLOCKS.length;
      const isTop = line === 0;
      const isBottom = line === height - 1;
      const text = heights.map((each) => blockOf(each, below, isTop, isBottom).repeat(this.#repeat)).join('');
      lines.push(`${label.padStart(LABEL)} ┤${text}`.trimEnd());
    }
    const last = String(this.#length - 1);
    const width = this.#columns * this.#repeat;
    lines.push(
      `${' '.repeat(GUTTER)}${this.#length === 1 ? '0' : `0${last.padStart(Math.max(width - 1, last.length + 1))}`}`,
    );
    return lines;
  }

  /** A line for each row, or for some rows together; curves have a range each. */
  #strips(): string[] {
    const isTurned = this.#layout === 'curves';
    const [lowest, highest] = [Math.min(...this.#low), Math.max(...this.#high)];
    return Array.from({ length: this.#rows }, (_, row) => {
      const low = isTurned ? (this.#low[row] as number) : lowest;
      const high = isTurned ? (this.#high[row] as number) : highest;
      const values = this.#highest.subarray(row * this.#columns, (row + 1) * this.#columns);
      const text = Array.from(values, (value) => {
        const height = heightOf(value, low, high, BLOCKS.length);
        return (height === undefined ? NAN_MARK : blockOf(height, 0, true, true)).repeat(this.#repeat);
      }).join('');
      const range = isTurned && low <= high ? `  ${this.#label(low)} … ${this.#label(high)}` : '';
      return `  ${this.#rowLabel(row).padEnd(this.#gutter - 4)}  ${text}${range}`;
    });
  }

  /** The columns before the first element. */
  get #gutter(): number {
    if (this.#layout === 'curve') return GUTTER;
    return 4 + Math.max(...Array.from({ length: this.#rows }, (_, row) => this.#rowLabel(row).length));
  }

  /** Where the elements of a line are, as NumPy writes it. */
  #rowLabel(row: number): string {
    if (this.#layout === 'curves') return `[:,${row}]`;
    const first = Math.ceil((row * this.#count) / this.#rows);
    const end = Math.ceil(((row + 1) * this.#count) / this.#rows);
    const axes = this.#shape.slice(0, -1);
    if (end - first === 1) return `[${indicesOf(first, axes)}]`;
    return axes.length === 1 ? `[${first}:${end}]` : `[${indicesOf(first, axes)}] to [${indicesOf(end - 1, axes)}]`;
  }

  /** A value at an end of the range; none if there is no finite element. */
  #label(value: number): string {
    if (this.#isBool || !Number.isFinite(value)) return '';
    return labelText(value + Number(this.#base ?? 0n));
  }
}

function layoutOf(shape: readonly number[]): Layout {
  if (shape.length === 1) return 'curve';
  const [first = 0, last = 0] = shape;
  return shape.length === 2 && last <= MOST_CURVES && first >= 4 * last ? 'curves' : 'rows';
}

/** The index on each axis of an element, from its place in C order. */
export function indicesOf(place: number, shape: readonly number[]): number[] {
  const indices: number[] = [];
  let rest = place;
  for (const length of shape.toReversed()) {
    indices.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return indices;
}

/** How high a value stands, from 1 on; an infinity for its own; undefined if there is no number. */
function heightOf(value: number, low: number, high: number, levels: number): number | undefined {
  if (Number.isNaN(value)) return undefined;
  return Number.isFinite(value) ? 1 + levelOf(value, low, high, levels) : value;
}

/** The sign of a value on a line that has so many levels below it. */
function blockOf(height: number | undefined, below: number, isTop: boolean, isBottom: boolean): string {
  if (height === Number.POSITIVE_INFINITY && isTop) return UP;
  if (height === Number.NEGATIVE_INFINITY && isBottom) return DOWN;
  if (height === undefined || height <= below) return ' ';
  return BLOCKS[Math.min(BLOCKS.length, height - below) - 1] as string;
}

/** A number with four digits, or as many as fit. */
function labelText(value: number): string {
  for (let digits = 4; digits > 1; digits--) {
    const fitting = [roundedText(value, digits), value.toPrecision(digits)].find(({ length }) => length <= LABEL);
    if (fitting !== undefined) return fitting;
  }
  return roundedText(value, 1);
}

/** A number, rounded to so many digits. */
export const roundedText = (value: number, digits: number): string =>
  Object.is(value, -0) ? '-0' : String(Number(value.toPrecision(digits)));
