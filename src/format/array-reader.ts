import { CLOSE_LIST, COMMA, NEWLINE, OPEN_LIST, SPACE } from '../json/bytes.js';
import type { DType } from '../model/dtypes.js';
import { type Elements, sizeOf } from '../model/elements.js';
import type { Limits } from '../model/limits.js';
import { isSameList } from '../model/same-list.js';
import { MAX_DEPTH } from '../model/tree.js';
import type { ElementSink } from './elements-builder.js';
import { LayoutMismatch } from './layout-mismatch.js';

/** The memory in which short rows are gathered. It is empty until the first of them is read. */
export interface Scratch {
  bytes: Buffer;
}

/**
 * Reads the text of an array piece by piece: nested lists, those of one level all of the same length.
 *
 * Brackets show the shape, and the text between them goes to the sink. For `[[1,2],[3,4]]` that comes in the pieces `[[1,2],[3` and
 * `,4]]`:
 *
 *     bytes   open lists   what the reader does
 *     [[      2            the first element is two levels deep, so the rank is 2
 *     1,2     2            gathers `1,2`
 *     ]       1            a row has 2 elements
 *     ,[      2            gathers the comma
 *     3       2            leaves `3` to the next piece, as it may go on there; the sink takes `1,2`
 *     3,4     2            gathers `3,4`
 *     ]]      0            2 rows of 2 elements each; the sink takes `3,4`; the shape is [2, 2]
 *
 * A row that is longer than `limits.longRow` goes to the sink directly, in slices cut at commas.
 */
export class ArrayReader {
  readonly dtype: DType;
  readonly #sink: ElementSink | undefined;
  readonly #declared: readonly number[] | undefined;
  readonly #depth: number;
  readonly #limits: Limits;
  readonly #scratch: Scratch;
  /** The number of commas in each open list so far, from the outermost list on … */
  readonly #commas: number[] = [];
  /** … and the length of the closed lists of each level. */
  readonly #shape: number[] = [];
  /** The number of lists around an element; undefined before the first element. */
  #rank: number | undefined;
  /** The number of elements so far. */
  #size = 0;
  #last: 'open' | 'close' | 'comma' | 'element' = 'comma';
  #isEnded = false;

  /**
   * @param sink - takes the elements; undefined if they are passed over.
   * @param declared - the shape by the table of arrays.
   * @param depth - the number of objects and lists around the array.
   * @param scratch - the same for all arrays of a file.
   */
  constructor(
    dtype: DType,
    sink: ElementSink | undefined,
    declared: readonly number[] | undefined,
    depth: number,
    limits: Limits,
    scratch: Scratch,
  ) {
    this.dtype = dtype;
    this.#sink = sink;
    this.#declared = declared;
    this.#depth = depth;
    this.#limits = limits;
    this.#scratch = scratch;
  }

  /** True after the last bracket. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** What the sink has made of the elements; undefined if it has made nothing, or there is no sink. */
  get elements(): Elements | undefined {
    return this.#sink?.elements(this.#shownShape);
  }

  /** The shape that the lists show; the declared one if there is no sink. */
  get shape(): readonly number[] | undefined {
    return this.#sink === undefined ? this.#declared : this.#shownShape;
  }

  /**
   * Reads as many bytes as it can.
   *
   * @returns the position of the first byte that it has not read.
   * @throws LayoutMismatch if the text is not of such lists, or the sink does not take an element.
   */
  read(bytes: Buffer, at: number): number {
    if (this.#sink === undefined) return this.#passOver(bytes, at);
    const isInRow = this.#commas.length === this.#rank && (this.#last === 'open' || this.#last === 'comma');
    return isInRow && this.#isLongRow(bytes, at) ? this.#longRow(bytes, at) : this.#shortRows(bytes, at);
  }

  #isLongRow(bytes: Buffer, at: number): boolean {
    const end = bytes.indexOf(CLOSE_LIST, at);
    return end < 0 || end - at > this.#limits.longRow;
  }

  /** Reads a row, up to its end if that has come. */
  #longRow(bytes: Buffer, start: number): number {
    const { slice } = this.#limits;
    const end = bytes.indexOf(CLOSE_LIST, start);
    const last = end < 0 ? bytes.length : end;
    let at = start;
    while (last - at > slice) {
      const comma = bytes.lastIndexOf(COMMA, at + slice);
      if (comma < at) throw new LayoutMismatch();
      this.#addCommas(this.#take(bytes.toString('latin1', at, comma)));
      this.#last = 'comma';
      at = comma + 1;
    }
    if (end < 0) return at;
    this.#addCommas(this.#take(bytes.toString('latin1', at, end)) - 1);
    this.#last = 'element';
    return end;
  }

  /** Reads many rows byte by byte. Gathers their elements without the brackets, and gives them to the sink in one text. */
  #shortRows(bytes: Buffer, start: number): number {
    const commas = this.#commas;
    const end = Math.min(bytes.length, start + this.#limits.slice - 1);
    let scratch = this.#scratch.bytes;
    let length = 0;
    let last = this.#last;
    // The state after the last bracket or comma: what follows may be the beginning of an element.
    let [wholeLength, wholeAt, wholeLast] = [length, start, last];
    let isLongRowNext = false;
    for (let at = start; at < end && !isLongRowNext; at++) {
      const byte = bytes[at] as number;
      if (byte === NEWLINE || byte === SPACE) {
        if (last === 'element') throw new LayoutMismatch();
        continue;
      }
      if (byte === COMMA) {
        if (last !== 'element' && last !== 'close') throw new LayoutMismatch();
        this.#addCommas(1);
        if (last === 'element') scratch[length++] = COMMA;
        last = 'comma';
      } else if (byte === OPEN_LIST) {
        if (last === 'element' || last === 'close' || commas.length === this.#rank) throw new LayoutMismatch();
        const next = bytes[at + 1];
        if (next === undefined) break;
        this.#open();
        last = 'open';
        if (next !== NEWLINE && next !== OPEN_LIST) {
          this.#rank ??= commas.length;
          isLongRowNext = commas.length === this.#rank && this.#isLongRow(bytes, at + 1);
        }
      } else if (byte === CLOSE_LIST) {
        this.#close(last);
        last = 'close';
        if (commas.length === 0) {
          this.#takeScratch(length);
          if (this.#size !== sizeOf(this.#shape)) throw new LayoutMismatch();
          this.#isEnded = true;
          return at + 1;
        }
      } else {
        if (last === 'close' || commas.length !== this.#rank) throw new LayoutMismatch();
        if (scratch.length === 0) this.#scratch.bytes = scratch = Buffer.allocUnsafe(this.#limits.slice);
        if (last === 'open' && length > 0 && scratch[length - 1] !== COMMA) scratch[length++] = COMMA;
        scratch[length++] = byte;
        last = 'element';
        continue;
      }
      [wholeLength, wholeAt, wholeLast] = [length, at + 1, last];
    }
    this.#last = wholeLast;
    this.#takeScratch(wholeLength);
    return wholeAt;
  }

  /** Gives the gathered elements to the sink, without the comma that may stand at their end. */
  #takeScratch(length: number): void {
    const { bytes } = this.#scratch;
    const end = bytes[length - 1] === COMMA ? length - 1 : length;
    if (length > 0) this.#take(bytes.toString('latin1', 0, end));
  }

  #take(text: string): number {
    const count = this.#sink?.takeText(text);
    if (count === undefined) throw new LayoutMismatch();
    this.#size += count;
    return count;
  }

  #addCommas(count: number): void {
    const level = this.#commas.length - 1;
    this.#commas[level] = (this.#commas[level] as number) + count;
  }

  #open(): void {
    if (this.#depth + this.#commas.length >= MAX_DEPTH) throw new LayoutMismatch();
    this.#commas.push(0);
  }

  /** Ends a list, which must have the length of the other lists of its level. */
  #close(last: string): void {
    const isRow = this.#commas.length === this.#rank;
    const isEmpty = isRow && last === 'open';
    if (!isEmpty && last !== (isRow ? 'element' : 'close')) throw new LayoutMismatch();
    const length = (this.#commas.pop() as number) + (isEmpty ? 0 : 1);
    const level = this.#commas.length;
    this.#shape[level] ??= length;
    if (this.#shape[level] !== length) throw new LayoutMismatch();
  }

  /** The shape by the lists. Lists without elements do not show the lengths after the first zero: these are the declared ones. */
  get #shownShape(): readonly number[] {
    const shape = this.#shape;
    const declared = this.#declared;
    if (declared === undefined || this.#size > 0) return shape;
    return isSameList(shape, declared.slice(0, declared.indexOf(0) + 1)) ? declared : shape;
  }

  /** Looks for the last bracket. */
  #passOver(bytes: Buffer, start: number): number {
    const levels = this.#commas;
    let open = bytes.indexOf(OPEN_LIST, start);
    for (let at = start; ; ) {
      const close = bytes.indexOf(CLOSE_LIST, at);
      for (; open >= 0 && (close < 0 || open < close); open = bytes.indexOf(OPEN_LIST, open + 1)) this.#open();
      if (close < 0) return bytes.length;
      levels.pop();
      at = close + 1;
      if (levels.length === 0) {
        this.#isEnded = true;
        return at;
      }
    }
  }
}
