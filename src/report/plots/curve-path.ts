import type { Axis } from './axis.js';
import type { Curve } from './curve.js';
import { rounded } from './doubles.js';
import { PathText } from './path-text.js';

/** The height of a curve in its own units. Units: two fifths of a pixel. */
export const CURVE_UNITS = 400;

/** How a curve is drawn: paths in a box of `width` × {@link CURVE_UNITS}, from its top left. */
export interface CurvePaths {
  readonly line: string;
  /** Numbers between two that are not drawn: a line of one point. */
  readonly dots: string;
  /** Where there is NaN. */
  readonly gaps: string;
  /** Where numbers are not above 0, which have no place on a logarithmic axis. */
  readonly below: string;
  /** Where infinities are, from 0 to 1. */
  readonly infinities: readonly { readonly at: number; readonly isUp: boolean }[];
}

/** Where numbers lie along x. */
export interface Xs {
  readonly first: number;
  readonly last: number;
  /** The width of the box. Its units are indices where those are whole, so that paths are short. */
  readonly width: number;
  /** Returns where the number at an index lies, from 0 to the width: an integer. */
  readonly unitsAt: (index: number) => number;
}

/** The heights of the bars at the foot that stand for NaN, and for numbers without a place. */
const GAPS_AT = CURVE_UNITS + 14;

/** Returns how a curve is drawn. */
export function curvePaths({ indices, values }: Curve, xs: Xs, axis: Axis | undefined): CurvePaths {
  const pen = new Pen();
  const [gaps, below] = [new Bars(), new Bars()];
  const infinities: { at: number; isUp: boolean }[] = [];
  const isIndexed = indices !== undefined;
  const [from, to] = isIndexed ? [0, values.length - 1] : [xs.first, Math.min(xs.last, values.length - 1)];
  const [low, span] = axis === undefined ? [0, 1] : [axis.low, axis.high - axis.low];
  const scale = CURVE_UNITS / span;
  // Neither a range that overflows nor one of subnormals has such a scale.
  const isPlain = axis !== undefined && !axis.isLog && Number.isFinite(scale) && Number.isFinite(span);
  for (let at = from; at <= to; at++) {
    const index = isIndexed ? (indices[at] as number) : at;
    if (index < xs.first || index > xs.last) continue;
    const value = values[at] as number;
    const x = xs.unitsAt(index);
    if (value - value === 0 && axis !== undefined && !(axis.isLog && value <= 0)) {
      const height = isPlain ? (value - low) * scale : axis.at(value) * CURVE_UNITS;
      pen.to(x, CURVE_UNITS - rounded(height));
      gaps.end();
      below.end();
      continue;
    }
    pen.lift();
    if (Number.isNaN(value)) gaps.add(x);
    else gaps.end();
    if (value === Number.POSITIVE_INFINITY) infinities.push({ at: x / xs.width, isUp: true });
    else if (value === Number.NEGATIVE_INFINITY) infinities.push({ at: x / xs.width, isUp: false });
    else if (value <= 0) below.add(x);
  }
  pen.lift();
  return { line: pen.line.finish(), dots: pen.dots, gaps: gaps.path, below: below.path, infinities };
}

/** Writes the path of a line. */
class Pen {
  readonly line = new PathText();
  dots = '';
  #x = 0;
  #y = 0;
  #points = 0;
  /** How far the line goes on at one height: that is one step. */
  #level = 0;

  to(x: number, y: number): void {
    const across = x - this.#x;
    const down = y - this.#y;
    this.#x = x;
    this.#y = y;
    if (++this.#points === 1) return;
    if (this.#points === 2) this.line.moveTo(x - across, y - down);
    if (down === 0) {
      this.#level += across;
      return;
    }
    this.#endLevel();
    this.line.lineBy(across, down);
  }

  #endLevel(): void {
    if (this.#level > 0) this.line.lineBy(this.#level, 0);
    this.#level = 0;
  }

  /** Ends the line. */
  lift(): void {
    if (this.#points === 1) this.dots += `M${this.#x} ${this.#y}h0`;
    this.#endLevel();
    this.#points = 0;
  }
}

/** Writes the path of bars at the foot. */
class Bars {
  path = '';
  #last: number | undefined;

  add(x: number): void {
    if (this.#last === undefined) this.path += `M${x} ${GAPS_AT}h0`;
    else if (x > this.#last) this.path += `H${x}`;
    this.#last = x;
  }

  end(): void {
    this.#last = undefined;
  }
}
