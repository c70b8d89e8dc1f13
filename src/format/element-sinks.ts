import type { TypedArray } from '../model/dtypes.js';
import { ChangedElements, type Elements } from '../model/elements.js';
import { haveSameElements } from '../model/same-elements.js';
import { isSameList } from '../model/same-list.js';

/** Takes the elements of an array as they are read. */
export interface ElementSink {
  /** False if the next elements, `most` at the most, have to be counted only. */
  needs(most: number): boolean;
  /** Takes the next elements. The memory is used again afterwards. */
  take(values: TypedArray): void;
  /** Counts the next elements, which it does not need. */
  count(elements: number): void;
  /** Returns the array of all elements taken; undefined if the sink keeps none. */
  elements(shape: readonly number[]): Elements | undefined;
}

/** Counts the elements of an array and keeps none. The reader then knows the shape by the lists. */
export const COUNTING: ElementSink = {
  needs: () => false,
  take: () => undefined,
  count: () => undefined,
  elements: () => undefined,
};

/** Compares the elements of an array with the expected ones while they are read, and keeps none. Throws ChangedElements if they differ. */
export class ElementsComparison implements ElementSink {
  readonly #expected: Elements;
  #length = 0;

  constructor(expected: Elements) {
    this.#expected = expected;
  }

  needs(): boolean {
    return true;
  }

  take(values: TypedArray): void {
    const expected = this.#expected.values.subarray(this.#length, this.#length + values.length);
    if (!haveSameElements(values, expected)) throw new ChangedElements(this.#expected);
    this.#length += values.length;
  }

  count(): void {}

  elements(shape: readonly number[]): Elements {
    if (isSameList(shape, this.#expected.shape)) return this.#expected;
    throw new ChangedElements(this.#expected);
  }
}
