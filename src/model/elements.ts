import type { ArrayLabels } from './array-labels.js';
import { type DType, dtypeTraits, type TypedArray } from './dtypes.js';

/** How the NaNs of an array are written: as `null`, or, if undefined, by name. */
export type Missing = null | undefined;

/**
 * An n-dimensional array in a tree. It stands for the nested lists of its elements.
 *
 * Shape: `values` has all elements in C order, without gaps; as many as {@link sizeOf} of `shape` says.
 */
export class Elements {
  #values: TypedArray;

  /**
   * @param missing - null if the text of NaN is `null`, and not its name.
   * @param labels - what the table of arrays says beside the type; undefined if nothing.
   */
  constructor(
    readonly dtype: DType,
    readonly shape: readonly number[],
    values: TypedArray,
    readonly missing?: Missing,
    readonly labels?: ArrayLabels | undefined,
  ) {
    this.#values = values;
  }

  get values(): TypedArray {
    return this.#values;
  }

  /**
   * Replaces the values by a copy, so that later changes of the user's array do not reach this one.
   *
   * @throws ChangedElements if the array has become shorter: a getter of a later field may have transferred its buffer.
   */
  takeCopy(): void {
    if (this.#values.length !== sizeOf(this.shape)) throw new ChangedElements(this);
    this.#values = this.copy();
  }

  /** Returns the array whose NaNs are written so, and that has these labels. It has the same values. */
  with(missing: Missing, labels: ArrayLabels | undefined): Elements {
    const isSame = missing === this.missing && labels === this.labels;
    return isSame ? this : new Elements(this.dtype, this.shape, this.#values, missing, labels);
  }

  /** Returns a copy of the values. (`slice` is not enough: the slice of a Buffer shares its memory.) */
  copy(): TypedArray {
    const copy = new (dtypeTraits(this.dtype).TypedArray)(this.#values.length);
    copy.set(this.#values as never);
    return copy;
  }
}

/** An array whose text was found in a file, and not read. In a tree it stands for the nested lists of its elements. */
export class ArrayPlace {
  /**
   * @param missing - null if its text has `null` for NaN.
   * @param shape - the shape by `$artifact.arrays`, or else by the nesting of the lists; undefined if the reader looked at neither.
   * @param start - the position of the first byte of its text in the file.
   * @param end - the position after the last byte.
   * @param text - its text, if that is short.
   * @param labels - what the table of arrays says beside the type; undefined if nothing.
   */
  constructor(
    readonly dtype: DType,
    readonly missing: Missing,
    readonly shape: readonly number[] | undefined,
    readonly start: number,
    readonly end: number,
    readonly text: string | undefined,
    readonly labels: ArrayLabels | undefined,
  ) {}
}

/** Thrown if the elements of an array have changed between two steps of a save. */
export class ChangedElements extends Error {
  constructor(readonly elements: Elements) {
    super('found other elements than those expected');
  }
}

/** The number of elements of an array. An array without axes has one. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

/** Lists nested to any depth. */
export type NestedList<T> = (T | NestedList<T>)[];

/**
 * Returns an array as nested lists; if it has no axes, its one element.
 *
 * @param item - makes an item of a list from what the typed array holds.
 */
export function nestedLists<T>(elements: Elements, item: (held: number | bigint) => T): T | NestedList<T> {
  const { shape, values } = elements;
  let next = 0;
  const listsFrom = (axis: number): T | NestedList<T> => {
    if (axis === shape.length) return item(values[next++] as number | bigint);
    return Array.from({ length: shape[axis] as number }, () => listsFrom(axis + 1)) as NestedList<T>;
  };
  return listsFrom(0);
}
