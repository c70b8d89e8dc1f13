import type { ArrayData, DrawnData } from '../data/page-data.js';
import { doublesOf } from './doubles.js';
import { decodeElements, elementsOf } from './elements-text.js';

/** Numbers that a plot draws as a line. */
export interface Curve {
  /** The index of each number in its array, rising; undefined if they are all numbers of the array. */
  readonly indices: Float64Array | undefined;
  readonly values: Float64Array;
  /** What was subtracted from each number. */
  readonly base: bigint;
}

/** Returns the curve of an array with one axis; undefined if the page has none of its numbers. */
export function curveOf(array: ArrayData): Curve | undefined {
  const elements = elementsOf(array);
  if (elements !== undefined) return { indices: undefined, ...doublesOf(elements) };
  return array.drawn && curveOfDrawn(array.drawn);
}

/** Returns the curve that a page carries decimated. */
export const curveOfDrawn = ({ indices, values, base }: DrawnData): Curve => ({
  indices: decodeElements(indices, 'float64'),
  values: decodeElements(values, 'float64'),
  base: BigInt(base ?? 0),
});

/** Returns the lowest and the highest finite number from one index to another; undefined if there is none. */
export function rangeOfCurve(
  { indices, values }: Curve,
  first: number,
  last: number,
  isLog: boolean,
): readonly [number, number] | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const [from, to] = indices === undefined ? [first, Math.min(last, values.length - 1)] : [0, values.length - 1];
  for (let at = from; at <= to; at++) {
    const value = values[at] as number;
    if (value - value !== 0 || (isLog && value <= 0)) continue;
    if (indices !== undefined && ((indices[at] as number) < first || (indices[at] as number) > last)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : undefined;
}
