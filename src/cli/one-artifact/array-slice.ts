import { sizeOf } from '../../model/elements.js';

/** The selected indices of one axis: from `start` up to, but not including, `end`. */
interface AxisRange {
  readonly start: number;
  readonly end: number;
  /** Whether the slice gives an index for the axis, not a range. The axis is then missing in the shape of the slice. */
  readonly isIndex: boolean;
}

/** A slice that does not fit its array. The message has no subject; the caller puts the slice before it. */
export class SliceError extends Error {}

/**
 * A part of an array: a range or an index for each axis.
 *
 * @see https://numpy.org/doc/stable/user/basics.indexing.html, basic slicing without steps
 */
export class ArraySlice {
  /** A range for each axis of the array. */
  readonly ranges: readonly AxisRange[];
  readonly #shape: readonly number[];

  /**
   * @param text - such as `[100:200]` or `[0,:,-1]`; undefined for the whole array. An axis without a range is selected as a whole. A range
   * may end beyond the axis.
   * @throws SliceError if the text is not a slice, or does not fit an array of this shape.
   */
  constructor(text: string | undefined, shape: readonly number[]) {
    const parts = text === undefined ? [] : text.slice(1, -1).split(',');
    if (parts.length > shape.length)
      throw new SliceError(`names ${parts.length} axes, and the array has ${shape.length}`);
    this.#shape = shape;
    this.ranges = shape.map((length, axis) => rangeOf(parts[axis]?.trim() ?? ':', length));
  }

  /** The shape of the selected part. */
  get shape(): readonly number[] {
    return this.ranges.filter(({ isIndex }) => !isIndex).map(({ start, end }) => end - start);
  }

  /** The number of selected elements. */
  get size(): number {
    return this.ranges.reduce((size, { start, end }) => size * (end - start), 1);
  }

  /** The index in C order of the first selected element. */
  get start(): number {
    return this.size === 0 ? 0 : this.#flatIndexOf(({ start }) => start);
  }

  /** The index in C order after the last selected element. */
  get end(): number {
    return this.size === 0 ? 0 : this.#flatIndexOf(({ end }) => end - 1) + 1;
  }

  /** Whether all elements between the first and the last selected one are selected too. */
  get isContiguous(): boolean {
    return this.end - this.start === this.size;
  }

  /**
   * True if an element is selected.
   *
   * @param index - the index of the element in C order.
   */
  has(index: number): boolean {
    let rest = index;
    for (let axis = this.#shape.length - 1; axis >= 0; axis--) {
      const length = this.#shape[axis] as number;
      const indexOnAxis = rest % length;
      const { start, end } = this.ranges[axis] as AxisRange;
      if (indexOnAxis < start || indexOnAxis >= end) return false;
      rest = (rest - indexOnAxis) / length;
    }
    return true;
  }

  #flatIndexOf(indexIn: (range: AxisRange) => number): number {
    return this.ranges.reduce((sum, range, axis) => sum + indexIn(range) * sizeOf(this.#shape.slice(axis + 1)), 0);
  }
}

/** Splits a text such as `/curve[1:2]` into the pointer or name and the slice. */
export function splitSlice(text: string): { readonly name: string; readonly slice: string | undefined } {
  const opening = text.endsWith(']') ? text.lastIndexOf('[') : -1;
  return opening === -1
    ? { name: text, slice: undefined }
    : { name: text.slice(0, opening), slice: text.slice(opening) };
}

function rangeOf(text: string, length: number): AxisRange {
  const [, first = '', colon, second = ''] = /^([+-]?\d+)?\s*(:)?\s*([+-]?\d+)?$/.exec(text) ?? [];
  if (colon === undefined) {
    if (first === '' || second !== '')
      throw new SliceError(`has "${text}", which is neither an index, such as 5, nor a range, such as 100:200`);
    const index = fromStart(Number(first), length);
    if (index < 0 || index >= length)
      throw new SliceError(`has the index ${first}, and the axis has the length ${length}`);
    return { start: index, end: index + 1, isIndex: true };
  }
  const within = (index: number) => Math.min(Math.max(fromStart(index, length), 0), length);
  const start = first === '' ? 0 : within(Number(first));
  const end = second === '' ? length : within(Number(second));
  return { start, end: Math.max(start, end), isIndex: false };
}

/** Returns an index counted from the start. A negative index counts from the end. */
const fromStart = (index: number, length: number): number => (index < 0 ? length + index : index);
