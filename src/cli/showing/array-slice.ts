import { sizeOf } from '../../model/elements.js';

/** The elements of one axis: from `start` up to `end`. */
interface AxisRange {
  readonly start: number;
  readonly end: number;
  /** One index was given: the axis is none of the selection's. */
  readonly isIndex: boolean;
}

/** What is wrong with a slice; the message has no subject. */
export class SliceFault extends Error {}

/** A part of an array, as NumPy's basic slices tell it: a range or an index for each axis. */
export class ArraySlice {
  /** A range for each axis of the array. */
  readonly ranges: readonly AxisRange[];
  readonly #shape: readonly number[];

  /**
   * @param text - `[100:200]`, `[0,:,-1]`; axes that are not named are whole, and the end of a range may lie beyond the axis. Undefined for
   * the whole array.
   * @throws SliceFault if it is none of an array of this shape.
   */
  constructor(text: string | undefined, shape: readonly number[]) {
    const parts = text === undefined ? [] : text.slice(1, -1).split(',');
    if (parts.length > shape.length)
      throw new SliceFault(`names ${parts.length} axes, and the array has ${shape.length}`);
    this.#shape = shape;
    this.ranges = shape.map((length, axis) => rangeOf(parts[axis]?.trim() ?? ':', length));
  }

  /** The shape of the part. */
  get shape(): readonly number[] {
    return this.ranges.filter(({ isIndex }) => !isIndex).map(({ start, end }) => end - start);
  }

  /** How many elements it has. */
  get size(): number {
    return this.ranges.reduce((size, { start, end }) => size * (end - start), 1);
  }

  /** The place in C order of its first element. */
  get start(): number {
    return this.size === 0 ? 0 : this.#placeOf(({ start }) => start);
  }

  /** The place behind its last element. */
  get end(): number {
    return this.size === 0 ? 0 : this.#placeOf(({ end }) => end - 1) + 1;
  }

  /** Tells whether it has all elements from its first to its last one. */
  get isContiguous(): boolean {
    return this.end - this.start === this.size;
  }

  /** Tells whether the element at a place in C order is in it. */
  has(place: number): boolean {
    let rest = place;
    for (let axis = this.#shape.length - 1; axis >= 0; axis--) {
      const length = this.#shape[axis] as number;
      const index = rest % length;
      const { start, end } = this.ranges[axis] as AxisRange;
      if (index < start || index >= end) return false;
      rest = (rest - index) / length;
    }
    return true;
  }

  #placeOf(indexIn: (range: AxisRange) => number): number {
    return this.ranges.reduce((place, range, axis) => place + indexIn(range) * sizeOf(this.#shape.slice(axis + 1)), 0);
  }
}

/** Parts a pointer, or a name, from the slice behind it. */
export function partedSlice(text: string): { readonly name: string; readonly slice: string | undefined } {
  const opening = text.endsWith(']') ? text.lastIndexOf('[') : -1;
  return opening === -1
    ? { name: text, slice: undefined }
    : { name: text.slice(0, opening), slice: text.slice(opening) };
}

function rangeOf(text: string, length: number): AxisRange {
  const [, first = '', colon, second = ''] = /^([+-]?\d+)?\s*(:)?\s*([+-]?\d+)?$/.exec(text) ?? [];
  if (colon === undefined) {
    if (first === '' || second !== '')
      throw new SliceFault(`has "${text}", which is neither an index, such as 5, nor a range, such as 100:200`);
    const index = fromStart(Number(first), length);
    if (index < 0 || index >= length)
      throw new SliceFault(`has the index ${first}, and the axis has the length ${length}`);
    return { start: index, end: index + 1, isIndex: true };
  }
  const within = (index: number) => Math.min(Math.max(fromStart(index, length), 0), length);
  const start = first === '' ? 0 : within(Number(first));
  const end = second === '' ? length : within(Number(second));
  return { start, end: Math.max(start, end), isIndex: false };
}

/** An index that may be counted from the end. */
const fromStart = (index: number, length: number): number => (index < 0 ? length + index : index);
