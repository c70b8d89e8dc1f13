import type { DType, TypedArray } from '../../model/dtypes.js';
import type { Missing } from '../../model/elements.js';

/**
 * Writes and reads the elements of arrays, and scans text. There are two kernels with one contract: one in WebAssembly, and one in which V8
 * does the work. They make the same text of the same elements and the same elements of the same text, refuse the same text, and find the same
 * in a text.
 */
export interface Kernel {
  /**
   * Writes the elements of an array from `start` up to `end`, with what stands between them. Before the first element too: a comma, or the
   * separator of two rows; nothing before element 0.
   *
   * Floats are written as ECMAScript's `String(x)`, but -0 as `-0.0`, and NaN and the infinities by their names in quotes. A bool is
   * `true` or `false`.
   *
   * @param missing - null to write NaN as `null`.
   * @returns the bytes, which the next call may overwrite.
   */
  write(dtype: DType, values: TypedArray, start: number, end: number, rows: Rows, missing?: Missing): Uint8Array;

  /**
   * Reads the text of an array as far as it can: up to the last bracket of the array, to an element at the end of the bytes, which may
   * go on in the next ones, or to something that is no such text. JSON's white space may stand before and after every bracket, comma
   * and element.
   *
   * @param dtype - undefined to count the elements and not read them.
   * @param bytes - any number of bytes. The kernel may read fewer of them than it could.
   * @param state - where in the array the bytes begin. The kernel changes it to where it has ended.
   * @param missing - null if `null` stands for NaN, and the name does not.
   */
  read(dtype: DType | undefined, bytes: Uint8Array, state: ReadingState, missing?: Missing): Reading;

  /**
   * Looks in a text of JSON for what JSON.parse may lose.
   *
   * @param bytes - the text in UTF-8.
   * @param text - the same text, or a string with a character for each of these bytes.
   */
  scan(bytes: Uint8Array, text: string): Scan;
}

/** What was found in a text of JSON. Some of it may stand within strings. */
export interface Scan {
  /** The number of colons behind a quote, with or without white space between: all that follow a key, and some within strings. */
  readonly keys: number;
  /**
   * True if there may be a decimal that a double rounds to an integer up to ±(2^53 − 1), such as 0.99999999999999999999. Such a decimal has at
   * least 16 digits, and behind its point zeros or nines, few digits behind many before the point, at least 40 digits, or an exponent.
   */
  readonly mayHaveNearInteger: boolean;
  /** True if there may be a number that is not 0 and that a double rounds to 0, with an exponent: it has three digits. */
  readonly mayHaveNearZero: boolean;
}

/** The rows of an array: all that stands between its elements. */
export interface Rows {
  /** The length of each axis. At least one axis; none has the length 0. The last axis is the one along which a row runs. */
  readonly shape: readonly number[];
  /**
   * The text between two rows, in ASCII, by the number of lists around the row that end there, without the row itself: `],⏎    [` for
   * none, `]⏎  ],⏎  [⏎    [` for one. One fewer than axes.
   */
  readonly separators: readonly Uint8Array[];
}

/** What a call of {@link Kernel.read} has read. */
export interface Reading {
  /** The number of bytes that were read. */
  readonly consumed: number;
  /** The elements that were read, which the next call may overwrite; empty if elements are counted and not read. */
  readonly values: TypedArray;
  /** `ended` after the last bracket; `mismatch` if the text is not of nested lists of elements; otherwise `more`. */
  readonly status: 'more' | 'ended' | 'mismatch';
}

/** The greatest number of axes that a kernel reads. An array with more is a mismatch. */
export const MAX_AXES = 64;

/**
 * Where a kernel is in the text of an array: the numbers at these indexes, which hold integers up to 2^53. A new state is all zeros.
 *
 * - `depth`: the number of open lists.
 * - `rank`: the number of lists around an element, which the first element or empty list shows; 0 before.
 * - `last`: what came last: 0 a comma, or nothing yet; 1 an opening bracket; 2 a closing bracket. An element is read together with the
 *   comma or bracket after it.
 * - `size`: the number of elements so far.
 * - `commas` and the following: the number of commas so far in each open list, from the outermost on.
 * - `lengths` and the following: the length of the closed lists of each level plus one, from the outermost on; 0 if none was closed.
 */
export type ReadingState = Float64Array;

/** The indexes in a {@link ReadingState}. */
export const STATE = { depth: 0, rank: 1, last: 2, size: 3, commas: 4, lengths: 4 + MAX_AXES } as const;

/** The values of `last` in a {@link ReadingState}. */
export const LAST = { comma: 0, open: 1, close: 2 } as const;

/** Returns the state at the beginning of an array. */
export const newReadingState = (): ReadingState => new Float64Array(STATE.lengths + MAX_AXES);

/** Returns how many lists around a row end between the row before it and this row. */
export function endingLists(row: number, shape: readonly number[]): number {
  let lists = 0;
  for (let rest = row; lists < shape.length - 2; lists++) {
    const length = shape[shape.length - 2 - lists] as number;
    if (rest % length !== 0) break;
    rest /= length;
  }
  return lists;
}
