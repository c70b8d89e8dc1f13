import { elementText } from '../../display/value-text.js';
import type { DType, TypedArray } from '../../model/dtypes.js';
import type { ArrayData } from '../data/page-data.js';
import type { PlotState } from '../data/page-state.js';
import { type Curve, curveOf } from '../plots/curve.js';
import { elementsOf } from '../plots/elements-text.js';
import { plotFrame } from '../plots/line-plot.js';

/** A number of a curve, as it is read. */
export interface Reading {
  readonly index: number;
  /** Where it stands in the plot, from 0 to 1. */
  readonly at: number;
}

/** Reads the numbers of a plot: those that the page has, at the places where they are drawn. */
export class PlotReader {
  /** The first and the last index on show. */
  readonly range: readonly [first: number, last: number];
  readonly #array: ArrayData;
  readonly #x: ArrayData | undefined;
  readonly #xElements: TypedArray | undefined;
  readonly #xBase: bigint;
  readonly #curve: Curve;
  readonly #frame: ReturnType<typeof plotFrame>;

  constructor(array: ArrayData, x: ArrayData | undefined, curve: Curve, { range, isLog }: PlotState) {
    this.#array = array;
    this.#x = x;
    this.#xElements = this.#x && elementsOf(this.#x);
    this.#xBase = (this.#x && curveOf(this.#x)?.base) ?? 0n;
    this.#curve = curve;
    const [length = 0] = array.shape;
    const [first, last] = range ?? [0, length - 1];
    this.range = [Math.min(first, length - 1), Math.min(last, length - 1)];
    this.#frame = plotFrame([curve], { label: '', x: { length, array: this.#x }, range, isLog });
  }

  /** Returns the reader of an array; undefined if the page has none of its numbers. */
  static of(array: ArrayData, x: ArrayData | undefined, state: PlotState): PlotReader | undefined {
    const curve = curveOf(array);
    return curve && new PlotReader(array, x, curve, state);
  }

  /** Returns what stands nearest to a place, from 0 to 1. */
  nearest(at: number): Reading {
    let [below, above] = this.#places;
    while (above - below > 1) {
      const middle = (below + above) >> 1;
      if (this.#at(middle) <= at) below = middle;
      else above = middle;
    }
    return this.#reading(at - this.#at(below) <= this.#at(above) - at ? below : above);
  }

  /** Returns what stands some numbers after the one at an index, or before it; at most the last or first on show. */
  beside(index: number, steps: number): Reading {
    const [first, last] = this.#places;
    const place = this.#placeOf(index) + steps;
    return this.#reading(Math.min(last, Math.max(first, place)));
  }

  /** The first and the last place in the curve that are on show. */
  get #places(): [number, number] {
    const [first, last] = this.range;
    return [this.#placeOf(first), this.#placeOf(last)];
  }

  /** Returns the place of an index in the curve, or of the next one that it has. */
  #placeOf(index: number): number {
    const { indices, values } = this.#curve;
    if (indices === undefined) return index;
    const place = indices.findIndex((each) => each >= index);
    return place < 0 ? values.length - 1 : place;
  }

  #indexAt(place: number): number {
    return this.#curve.indices?.[place] ?? place;
  }

  #at(place: number): number {
    return this.#frame.x.at(this.#frame.xAt(this.#indexAt(place)));
  }

  #reading(place: number): Reading {
    return { index: this.#indexAt(place), at: this.#at(place) };
  }

  /** Returns an index with its x. */
  placeText(index: number): string {
    return this.#x === undefined ? `[${index}]` : `[${index}]  ${this.#x.name} ${this.#xText(index, this.#x.dtype)}`;
  }

  /** Returns the exact number at an index, with its unit; undefined if the page does not have it. */
  valueText(index: number): string | undefined {
    const place = this.#placeOf(index);
    const { values, base } = this.#curve;
    const value = values[place];
    if (value === undefined || this.#indexAt(place) !== index) return undefined;
    const { dtype, unit } = this.#array;
    const text = base === 0n ? elementText(value, dtype) : String(base + BigInt(value));
    return unit === undefined ? text : `${text} ${unit}`;
  }

  /** A long x travels as its picture: between the numbers of this, it is not known exactly. */
  #xText(index: number, dtype: DType | undefined): string {
    const element = this.#xElements?.[index];
    if (element !== undefined) return elementText(element, dtype);
    const x = this.#frame.xAt(index);
    return `≈ ${this.#xBase === 0n ? x.toPrecision(6) : this.#xBase + BigInt(Math.round(x))}`;
  }
}
