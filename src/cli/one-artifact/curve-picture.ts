import { widthOf } from '../../display/text-width.js';
import { roundedText } from '../../display/value-text.js';
import type { TypedArray } from '../../model/dtypes.js';
import { axisOf } from '../../report/plots/axis.js';
import { ColumnDecimations } from '../../report/plots/columns.js';
import type { Curve } from '../../report/plots/curve.js';
import { finiteRange } from '../../report/plots/doubles.js';
import { wrappedAt } from '../console/wrapped-at.js';
import { DOWN, levelOf, UP } from '../rows/strip.js';
import type { Companions } from './companions.js';
import { DOTS_ACROSS, DOTS_DOWN, type Dot, DotCanvas, NO_DOTS } from './dot-canvas.js';

// Draws curves: a line from number to number, with the range at the left and the first and last index below.
//
//      2 ┤   ⢠⠋⠉
//        ┤   ⡎
//        ┤  ⡸
//      0 ┤⣀⣀⠇
//         0   20

/** The character above a detection. */
const MARK = '▼';

/** The lines of a curve, and of one of booleans. */
const CURVE_HEIGHT = 4;
const BOOL_HEIGHT = 2;

/** The columns of the label at the left of a curve. */
const LABEL_WIDTH = 9;

/** How an array is drawn. */
export interface PictureOptions {
  /** The columns that a line may take. */
  readonly width: number;
  readonly isBool: boolean;
  /** Whether heights are logarithms. No number is then at or below 0. */
  readonly isLog: boolean;
}

/**
 * Curves along the first axis of an array, one for each index of its last axis. The elements are added piece by piece, in C order. Of those
 * that share a column of dots, the lowest and the highest are drawn, so that one among millions is seen, and a curve of 100 million numbers
 * takes no more memory than a screen.
 */
export class CurvePicture {
  readonly #options: PictureOptions;
  /** The elements of each curve. */
  readonly #length: number;
  /** The names of the curves; an empty one for a single curve. */
  readonly #names: readonly string[];
  /** The columns before the first character of a curve, and those of a curve. */
  readonly #gutter: number;
  readonly #columns: number;
  readonly #decimations: ColumnDecimations;

  /** @param shape - one axis, or two for several curves. */
  constructor([length = 0, count]: readonly number[], options: PictureOptions) {
    this.#options = options;
    this.#length = length;
    this.#names = count === undefined ? [''] : Array.from({ length: count }, (_, column) => `  [:,${column}]  `);
    this.#gutter = (this.#names[0] as string).length + LABEL_WIDTH + 2;
    this.#columns = Math.max(1, options.width - this.#gutter);
    this.#decimations = new ColumnDecimations([length, count ?? 1], DOTS_ACROSS * this.#columns);
  }

  /** Adds the next elements. */
  add(piece: TypedArray): void {
    this.#decimations.add(piece);
  }

  /**
   * Returns the lines, without line ends.
   *
   * @param notes - stand below the curves.
   */
  lines(notes: readonly string[], { x, marks, notes: unused }: Companions): string[] {
    const { width } = this.#options;
    const gutter = ' '.repeat(this.#gutter);
    const lines =
      marks.length === 0
        ? []
        : [
            gutter +
              this.#marked(
                marks.flatMap(({ indices }) => indices),
                MARK,
              ),
          ];
    for (const [column, curve] of this.#decimations.curves().entries())
      lines.push(...this.#curveLines(curve, this.#names[column] as string));
    for (const line of this.#axis(x)) lines.push(`${gutter}${line}`);
    for (const note of [...unused, ...notes])
      lines.push(...wrappedAt(note, this.#gutter, width).map((line) => `${gutter}${line}`));
    for (const { name, texts } of marks) {
      const [start, ...others] = wrappedAt(`${name}  ${texts.join('  ')}`, this.#gutter + 2, width);
      lines.push(`${gutter}${MARK} ${start}`, ...others.map((line) => `${gutter}  ${line}`));
    }
    return lines;
  }

  /** Draws one curve. Infinities stand on lines of their own, above and below it. */
  #curveLines(curve: Curve, name: string): string[] {
    const [low, high] = finiteRange(curve.values);
    const height = low < high ? (this.#options.isBool ? BOOL_HEIGHT : CURVE_HEIGHT) : low === high ? 1 : 0;
    const labels = this.#labels(low, high, Number(curve.base), height);
    const bodies = this.#drawn(curve, low, high, height);
    const [above, below] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((infinity) =>
      (curve.indices as Float64Array).filter((_, at) => curve.values[at] === infinity),
    ) as [Float64Array, Float64Array];
    const rows = [
      ...(above.length === 0 ? [] : [['Infinity', this.#marked(above, UP)]]),
      ...bodies.map((body, line) => [labels[line], body]),
      ...(below.length === 0 ? [] : [['-Infinity', this.#marked(below, DOWN)]]),
    ];
    if (rows.length === 0) rows.push(['', this.#options.isLog ? ' no number above 0' : ' all NaN']);
    return rows.map(([label = '', body = ''], line) => {
      const head = line === 0 ? name : ' '.repeat(name.length);
      return `${head}${label.padStart(LABEL_WIDTH)} ┤${withoutEnd(body)}`;
    });
  }

  /** Draws a line from number to number. It ends where a number is not finite. */
  #drawn({ indices, values }: Curve, low: number, high: number, height: number): string[] {
    const canvas = new DotCanvas(this.#columns, height);
    const scaled = this.#options.isLog ? Math.log : (value: number) => value;
    const [from, to] = [scaled(low), scaled(high)];
    let before: Dot | undefined;
    for (const [at, value] of values.entries()) {
      if (!Number.isFinite(value)) {
        before = undefined;
        continue;
      }
      const y = levelOf(scaled(value), from, to, DOTS_DOWN * height);
      const dot = { x: this.#dotAt((indices as Float64Array)[at] as number), y };
      canvas.line(before ?? dot, dot);
      before = dot;
    }
    return canvas.lines;
  }

  /** Returns the column of dots of the element at an index. */
  #dotAt(index: number): number {
    return Math.round((index * (DOTS_ACROSS * this.#columns - 1)) / Math.max(1, this.#length - 1));
  }

  /** Returns a line with a character at the column of each index. */
  #marked(indices: Iterable<number>, character: string): string {
    const cells = new Array<string>(this.#columns).fill(NO_DOTS);
    for (const index of indices) cells[Math.floor(this.#dotAt(index) / DOTS_ACROSS)] = character;
    return withoutEnd(cells.join(''));
  }

  /** Returns the first and last index, or x. The name of the array of x stands between them, or below if there is no room. */
  #axis(x: Companions['x']): string[] {
    const [first, last] = x === undefined ? ['0', String(this.#length - 1)] : [x.first, x.last];
    const room = Math.max(1, this.#columns - first.length - last.length);
    if (this.#length === 1) return [first, ...(x === undefined ? [] : [x.name])];
    if (x === undefined) return [`${first}${' '.repeat(room)}${last}`];
    const blanks = room - widthOf(x.name);
    if (blanks < 4) return [`${first}${' '.repeat(room)}${last}`, x.name];
    const before = Math.floor(blanks / 2);
    return [`${first}${' '.repeat(before)}${x.name}${' '.repeat(blanks - before)}${last}`];
  }

  /**
   * Returns the labels of the lines of a curve, from the top: its highest and its lowest number, and the powers of ten between them of a
   * logarithmic scale. Where four digits do not tell the highest from the lowest, it has the text of their distance: `+1521`.
   */
  #labels(low: number, high: number, base: number, height: number): string[] {
    const { isBool, isLog } = this.#options;
    const textOf = (value: number) => (isBool ? String(value !== 0) : labelText(value + base));
    if (height < 2) return [textOf(low)];
    const labels = new Array<string>(height).fill('');
    const hasPowers = isLog && Math.floor(Math.log10(high)) > Math.ceil(Math.log10(low));
    const ticks = hasPowers ? axisOf(low, high, { isLog, most: height, width: LABEL_WIDTH }).ticks : [];
    for (const { at, text } of ticks) labels[height - 1 - Math.min(height - 1, Math.floor(at * height))] = text;
    labels[0] = ticks.find(({ at }) => at === 1)?.text ?? textOf(high);
    labels[height - 1] = ticks.find(({ at }) => at === 0)?.text ?? textOf(low);
    if (labels[0] === labels[height - 1]) labels[0] = `+${labelText(high - low, LABEL_WIDTH - 1)}`;
    return labels;
  }
}

/** Returns a line without the empty characters at its end. */
const withoutEnd = (line: string): string => line.replace(/\u2800+$/, '');

/** Returns a number with four digits, or with as many as fit into the label. */
function labelText(value: number, width = LABEL_WIDTH): string {
  for (let digits = 4; digits > 1; digits--) {
    const fitting = [roundedText(value, digits), value.toPrecision(digits)].find(({ length }) => length <= width);
    if (fitting !== undefined) return fitting;
  }
  return roundedText(value, 1);
}
