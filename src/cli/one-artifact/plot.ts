import { indicesOf } from '../../display/indices.js';
import { widthOf } from '../../display/text-width.js';
import { roundedText } from '../../display/value-text.js';
import { type DType, elementKindOf, isBigintArray, type TypedArray } from '../../model/dtypes.js';
import { sizeOf } from '../../model/elements.js';
import { axisOf } from '../../report/plots/axis.js';
import { wrappedAt } from '../console/wrapped-at.js';
import { BLOCKS, levelOf, NAN_MARK } from '../rows/strip.js';
import type { Companions } from './companions.js';

// Draws an array with block characters. An array of one axis is a curve, with its range at the left and its first and last index below:
//
//      2 ┤    ▃▃▃▃████
//        ┤    ████████
//        ┤    ████████
//      0 ┤▁▁▁▁████████
//         0          2

/** The characters for the infinities. */
const UP = '↑';
const DOWN = '↓';

/** The character above a detection. */
const MARK = '▼';

/** The lines of a curve. */
const CURVE_HEIGHT = 4;

/** The greatest number of lines in the plot of an array of several axes. */
const MOST_PLOT_LINES = 8;

/** The greatest number of columns that one element takes, in a curve and in rows. */
const WIDEST_CURVE_ELEMENT = 4;
const WIDEST_ROW_ELEMENT = 2;

/** An array such as `[1000,3]` is drawn as curves along its first axis if its last axis is at most this long. */
const MOST_CURVES = 4;

/** The columns of the label at the left of a curve, and those before the first element. */
const LABEL_WIDTH = 9;
const CURVE_GUTTER = LABEL_WIDTH + 2;

/** The columns of the range at the right of each of several curves. */
const RANGE_WIDTH = 26;

/** An array is drawn as one `curve`, as several `curves` along its first axis, or as `rows` along its last axis. */
type Layout = 'curve' | 'curves' | 'rows';

/**
 * The plot of an array in a few lines. The elements are added piece by piece, as they are read. Only the highest of all elements that share
 * a cell of the plot is kept, so that a plot of 100 million numbers takes no more memory than a screen.
 */
export class Plot {
  readonly #layout: Layout;
  readonly #shape: readonly number[];
  readonly #width: number;
  readonly #isBool: boolean;
  /** Whether heights are logarithms, if there are numbers above 0. */
  readonly #isLogWanted: boolean;
  /** The length of the last axis. */
  readonly #length: number;
  /** The number of rows along the last axis: the product of all other axes. */
  readonly #count: number;
  /** The lines, and the cells of each line. */
  readonly #rows: number;
  readonly #columns: number;
  /** The columns that a cell takes. */
  readonly #repeat: number;
  /** The highest element of each cell, line by line; NaN if a cell has no number. */
  readonly #highest: Float64Array;
  /** The lowest and the highest finite element of each line. */
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  /** The lowest element of each line above 0, and how many finite elements are not above 0. */
  readonly #lowAboveZero: Float64Array;
  #notAboveZero = 0;
  /** The first 64-bit integer. It is subtracted from all others, so that large ones that differ by little are different doubles. */
  #base: bigint | undefined;
  /** The index in C order of the next element. */
  #next = 0;

  /**
   * @param shape - the shape of the array, which has at least one axis and one element.
   * @param width - the columns that a line may take.
   * @param isLog - whether heights are logarithms. Booleans have none.
   */
  constructor(shape: readonly number[], dtype: DType | undefined, width: number, isLog = false) {
    this.#shape = shape;
    this.#width = width;
    this.#isBool = elementKindOf(dtype) === 'bool';
    this.#isLogWanted = isLog && !this.#isBool;
    this.#length = shape.at(-1) as number;
    this.#count = sizeOf(shape) / this.#length;
    this.#layout = layoutOf(shape);
    const [rows, length] = this.#layout === 'curves' ? [this.#length, this.#count] : [this.#count, this.#length];
    this.#rows = Math.min(MOST_PLOT_LINES, rows);
    const room = Math.max(1, width - this.#gutter - (this.#layout === 'curves' ? RANGE_WIDTH : 0));
    this.#columns = Math.min(room, length);
    const widest = this.#layout === 'rows' ? WIDEST_ROW_ELEMENT : WIDEST_CURVE_ELEMENT;
    this.#repeat = Math.min(widest, Math.floor(room / this.#columns));
    this.#highest = new Float64Array(this.#rows * this.#columns).fill(Number.NaN);
    this.#low = new Float64Array(this.#rows).fill(Number.POSITIVE_INFINITY);
    this.#high = new Float64Array(this.#rows).fill(Number.NEGATIVE_INFINITY);
    this.#lowAboveZero = new Float64Array(this.#rows).fill(Number.POSITIVE_INFINITY);
  }

  /** Adds the next elements in C order. */
  add(piece: TypedArray): void {
    const isWide = isBigintArray(piece);
    // A logarithm has no use for distances.
    if (isWide && piece.length > 0 && !this.#isLogWanted) this.#base ??= piece[0] as bigint;
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
    const isTransposed = this.#layout === 'curves';
    const row = isTransposed ? inner : Math.floor((outer * this.#rows) / this.#count);
    const column = isTransposed
      ? Math.floor((outer * this.#columns) / this.#count)
      : Math.floor((inner * this.#columns) / this.#length);
    const cell = row * this.#columns + column;
    if (!(value <= (this.#highest[cell] as number))) this.#highest[cell] = value;
    if (!Number.isFinite(value)) return;
    if (value < (this.#low[row] as number)) this.#low[row] = value;
    if (value > (this.#high[row] as number)) this.#high[row] = value;
    if (value <= 0) this.#notAboveZero++;
    else if (value < (this.#lowAboveZero[row] as number)) this.#lowAboveZero[row] = value;
  }

  /** Whether heights are logarithms. */
  get #isLog(): boolean {
    return this.#isLogWanted && this.#high.some((high) => high > 0);
  }

  /** The lowest element of each line that has a height. */
  get #lows(): Float64Array {
    return this.#isLog ? this.#lowAboveZero : this.#low;
  }

  /** Returns what a logarithmic scale leaves out, or why there is none. */
  get #logNotes(): string[] {
    if (!this.#isLogWanted || this.#notAboveZero === 0) return [];
    if (!this.#isLog) return ['no number is above 0, so the scale is not logarithmic'];
    const numbers = this.#notAboveZero === 1 ? '1 number is' : `${this.#notAboveZero} numbers are`;
    return [`${numbers} not above 0, and not drawn on a logarithmic scale`];
  }

  /**
   * Returns the lines, without line ends.
   *
   * @param companions - what is shown with a curve.
   */
  lines(companions?: Companions): string[] {
    return this.#layout === 'curve' ? this.#curve(companions) : this.#strips();
  }

  /** Draws one curve, with its range at the left and its first and last index below. */
  #curve({ x, xProblem, marks }: Companions = { x: undefined, marks: [] }): string[] {
    const [low, high] = [this.#lows[0] as number, this.#high[0] as number];
    const height = this.#isBool || low >= high ? 1 : CURVE_HEIGHT;
    const heights = Array.from(this.#highest, (value) => this.#heightOf(value, low, high, height * BLOCKS.length));
    const labels = this.#labels(low, high, height);
    const lines: string[] = marks.length === 0 ? [] : [this.#markLine(marks)];
    for (let line = 0; line < height; line++) {
      const below = (height - 1 - line) * BLOCKS.length;
      const isTop = line === 0;
      const isBottom = line === height - 1;
      const text = heights.map((each) => characterOf(each, below, isTop, isBottom).repeat(this.#repeat)).join('');
      lines.push(`${(labels[line] ?? '').padStart(LABEL_WIDTH)} ┤${text}`.trimEnd());
    }
    const gutter = ' '.repeat(CURVE_GUTTER);
    for (const line of this.#axis(x)) lines.push(`${gutter}${line}`);
    for (const note of [...(xProblem === undefined ? [] : [xProblem]), ...this.#logNotes])
      lines.push(...wrappedAt(note, CURVE_GUTTER, this.#width).map((line) => `${gutter}${line}`));
    for (const { name, texts } of marks) {
      const [start, ...others] = wrappedAt(`${name}  ${texts.join('  ')}`, CURVE_GUTTER + 2, this.#width);
      lines.push(`${gutter}${MARK} ${start}`, ...others.map((line) => `${gutter}  ${line}`));
    }
    return lines;
  }

  /** Returns the first and last index, or x. The name of the array of x stands between them, or below if there is no room. */
  #axis(x: Companions['x']): string[] {
    const [first, last] = x === undefined ? ['0', String(this.#length - 1)] : [x.first, x.last];
    const room = Math.max(1, this.#columns * this.#repeat - first.length - last.length);
    if (this.#length === 1) return [first, ...(x === undefined ? [] : [x.name])];
    if (x === undefined) return [`${first}${' '.repeat(room)}${last}`];
    const blanks = room - widthOf(x.name);
    if (blanks < 4) return [`${first}${' '.repeat(room)}${last}`, x.name];
    const before = Math.floor(blanks / 2);
    return [`${first}${' '.repeat(before)}${x.name}${' '.repeat(blanks - before)}${last}`];
  }

  /** Returns the line above a curve, with a mark at the column of each detection. */
  #markLine(marks: Companions['marks']): string {
    const cells = new Array<string>(this.#columns).fill(' '.repeat(this.#repeat));
    for (const { indices } of marks)
      for (const index of indices)
        cells[Math.floor((index * this.#columns) / this.#length)] = MARK.padEnd(this.#repeat);
    return `${' '.repeat(CURVE_GUTTER)}${cells.join('')}`.trimEnd();
  }

  /** Draws a line for each row or curve. If there are too many rows, some of them share a line. Each curve has its own range. */
  #strips(): string[] {
    const isTransposed = this.#layout === 'curves';
    const lows = this.#lows;
    const [lowest, highest] = [Math.min(...lows), Math.max(...this.#high)];
    const strips = Array.from({ length: this.#rows }, (_, row) => {
      const low = isTransposed ? (lows[row] as number) : lowest;
      const high = isTransposed ? (this.#high[row] as number) : highest;
      const values = this.#highest.subarray(row * this.#columns, (row + 1) * this.#columns);
      const text = Array.from(values, (value) => {
        const height = this.#heightOf(value, low, high, BLOCKS.length);
        return (
          height === undefined ? (Number.isNaN(value) ? NAN_MARK : ' ') : characterOf(height, 0, true, true)
        ).repeat(this.#repeat);
      }).join('');
      const range = isTransposed && low <= high ? `  ${this.#label(low)} … ${this.#label(high)}` : '';
      return `  ${this.#rowLabel(row).padEnd(this.#gutter - 4)}  ${text}${range}`.trimEnd();
    });
    const notes = this.#logNotes.flatMap((note) => wrappedAt(note, 2, this.#width));
    return [...strips, ...notes.map((line) => `  ${line}`)];
  }

  /** Returns the labels of the lines of a curve, from the top: its range, or the powers of ten of a logarithmic scale. */
  #labels(low: number, high: number, height: number): string[] {
    const labels = new Array<string>(height).fill('');
    const hasPowers = this.#isLog && Math.floor(Math.log10(high)) > Math.ceil(Math.log10(low));
    if (!hasPowers) return [this.#label(high), ...labels.slice(2), ...(height > 1 ? [this.#label(low)] : [])];
    for (const { at, text } of axisOf(low, high, { isLog: true, most: height, width: LABEL_WIDTH }).ticks)
      labels[height - 1 - Math.min(height - 1, Math.floor(at * height))] = text;
    return labels;
  }

  /** Returns the height of a value, from 1 to `levels`; an infinity for an infinite value; undefined for one without a height. */
  #heightOf(value: number, low: number, high: number, levels: number): number | undefined {
    if (Number.isNaN(value)) return undefined;
    if (!Number.isFinite(value)) return value;
    if (!this.#isLog) return 1 + levelOf(value, low, high, levels);
    return value > 0 ? 1 + levelOf(Math.log(value), Math.log(low), Math.log(high), levels) : undefined;
  }

  /** The columns before the first cell. */
  get #gutter(): number {
    if (this.#layout === 'curve') return CURVE_GUTTER;
    return 4 + Math.max(...Array.from({ length: this.#rows }, (_, row) => this.#rowLabel(row).length));
  }

  /** Returns the indices of the elements of a line, in NumPy's notation. */
  #rowLabel(row: number): string {
    if (this.#layout === 'curves') return `[:,${row}]`;
    const first = Math.ceil((row * this.#count) / this.#rows);
    const end = Math.ceil(((row + 1) * this.#count) / this.#rows);
    const axes = this.#shape.slice(0, -1);
    if (end - first === 1) return `[${indicesOf(first, axes)}]`;
    return axes.length === 1 ? `[${first}:${end}]` : `[${indicesOf(first, axes)}] to [${indicesOf(end - 1, axes)}]`;
  }

  /** Returns the label of the lowest or highest value; an empty text if there is no finite element. */
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

/**
 * Returns the character that draws a value on one line.
 *
 * @param below - the levels of all lines below this one.
 */
function characterOf(height: number | undefined, below: number, isTop: boolean, isBottom: boolean): string {
  if (height === Number.POSITIVE_INFINITY && isTop) return UP;
  if (height === Number.NEGATIVE_INFINITY && isBottom) return DOWN;
  if (height === undefined || height <= below) return ' ';
  return BLOCKS[Math.min(BLOCKS.length, height - below) - 1] as string;
}

/** Returns a number with four digits, or with as many as fit into the label. */
function labelText(value: number): string {
  for (let digits = 4; digits > 1; digits--) {
    const fitting = [roundedText(value, digits), value.toPrecision(digits)].find(({ length }) => length <= LABEL_WIDTH);
    if (fitting !== undefined) return fitting;
  }
  return roundedText(value, 1);
}
