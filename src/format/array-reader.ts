import { CLOSE_LIST, COMMA, NEWLINE, OPEN_LIST, SPACE } from '../json/bytes.js';
import type { DType } from '../model/dtypes.js';
import { type Elements, sizeOf } from '../model/elements.js';
import type { Limits } from '../model/limits.js';
import { isSameList } from '../model/same-list.js';
import { MAX_DEPTH, OtherLayout } from '../model/tree.js';
import type { ElementSink } from './elements-builder.js';

/** Where short rows are gathered, once there are some. */
export interface Scratch {
  bytes: Buffer;
}

/** Reads the text of an array, as it comes: lists of lists of elements, those of one level all of the same length. */
export class ArrayReader {
  readonly dtype: DType;
  readonly #sink: ElementSink | undefined;
  readonly #declared: readonly number[] | undefined;
  readonly #limits: Limits;
  /** How many commas each open list had so far, from the outermost on … */
  readonly #commas: number[] = [];
  /** … and how many items the closed ones of each level had. */
  readonly #shape: number[] = [];
  /** The level of the elements, once there was one. */
  #rank: number | undefined;
  /** How many elements there were. */
  #size = 0;
  #last: 'open' | 'close' | 'comma' | 'element' = 'comma';
  readonly #depth: number;
  readonly #scratch: Scratch;
  #isEnded = false;

  /**
   * @param sink - what takes the elements; undefined to pass over them.
   * @param declared - what the file says of the shape.
   * @param depth - how many objects and lists it is in.
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
    this.#depth = depth;
    this.#scratch = scratch;
    this.dtype = dtype;
    this.#sink = sink;
    this.#declared = declared;
    this.#limits = limits;
  }

  /** The last bracket was read. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** What the sink has made of the elements; undefined if it made nothing, or they were passed over. */
  get elements(): Elements | undefined {
    return this.#sink?.elements(this.#shownShape);
  }

  /** The shape: as declared if the elements were passed over, else as the lists show it. */
  get shape(): readonly number[] | undefined {
    return this.#sink === undefined ? this.#declared : this.#shownShape;
  }

  /**
   * Reads on, as far as the bytes let it.
   *
   * @returns where it has come to.
   * @throws OtherLayout if they are not such lists.
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

  /** In one row: slices that are cut at commas, up to its end if that is there. */
  #longRow(bytes: Buffer, start: number): number {
    const { slice } = this.#limits;
    const end = bytes.indexOf(CLOSE_LIST, start);
    const last = end < 0 ? bytes.length : end;
    let at = start;
    while (last - at > slice) {
      const comma = bytes.lastIndexOf(COMMA, at + slice);
      if (comma < at) throw new OtherLayout();
      this.#addCommas(this.#take(bytes.toString('latin1', at, comma)));
      this.#last = 'comma';
      at = comma + 1;
    }
    if (end < 0) return at;
    this.#addCommas(this.#take(bytes.toString('latin1', at, end)) - 1);
    this.#last = 'element';
    return end;
  }

  /** Byte by byte: brackets are counted and left out, and the elements of many rows taken in one go. */
  #shortRows(bytes: Buffer, start: number): number {
    const commas = this.#commas;
    const end = Math.min(bytes.length, start + this.#limits.slice - 1);
    let scratch = this.#scratch.bytes;
    let length = 0;
    let last = this.#last;
    // What was understood as a whole: behind a bracket or comma.
    let [wholeLength, wholeAt, wholeLast] = [length, start, last];
    let isLongRowNext = false;
    for (let at = start; at < end && !isLongRowNext; at++) {
      const byte = bytes[at] as number;
      if (byte === NEWLINE || byte === SPACE) {
        if (last === 'element') throw new OtherLayout();
        continue;
      }
      if (byte === COMMA) {
        if (last !== 'element' && last !== 'close') throw new OtherLayout();
        this.#addCommas(1);
        if (last === 'element') scratch[length++] = COMMA;
        last = 'comma';
      } else if (byte === OPEN_LIST) {
        if (last === 'element' || last === 'close' || commas.length === this.#rank) throw new OtherLayout();
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
          if (this.#size !== sizeOf(this.#shape)) throw new OtherLayout();
          this.#isEnded = true;
          return at + 1;
        }
      } else {
        if (last === 'close' || commas.length !== this.#rank) throw new OtherLayout();
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

  /** The elements gathered from short rows. A comma at their end belongs to those that follow. */
  #takeScratch(length: number): void {
    const { bytes } = this.#scratch;
    const end = bytes[length - 1] === COMMA ? length - 1 : length;
    if (length > 0) this.#take(bytes.toString('latin1', 0, end));
  }

  #take(text: string): number {
    const count = this.#sink?.takeText(text);
    if (count === undefined) throw new OtherLayout();
    this.#size += count;
    return count;
  }

  #addCommas(count: number): void {
    const level = this.#commas.length - 1;
    this.#commas[level] = (this.#commas[level] as number) + count;
  }

  /** The beginning of a list. */
  #open(): void {
    if (this.#depth + this.#commas.length >= MAX_DEPTH) throw new OtherLayout();
    this.#commas.push(0);
  }

  /** The end of a list, which has as many items as all others of its level. */
  #close(last: string): void {
    const isRow = this.#commas.length === this.#rank;
    const isEmpty = isRow && last === 'open';
    if (!isEmpty && last !== (isRow ? 'element' : 'close')) throw new OtherLayout();
    const length = (this.#commas.pop() as number) + (isEmpty ? 0 : 1);
    const level = this.#commas.length;
    this.#shape[level] ??= length;
    if (this.#shape[level] !== length) throw new OtherLayout();
  }

  /** The shape that the lists show. Those of an array without elements cannot show what lies behind its first length of zero. */
  get #shownShape(): readonly number[] {
    const shape = this.#shape;
    const declared = this.#declared;
    if (declared === undefined || this.#size > 0) return shape;
    return isSameList(shape, declared.slice(0, declared.indexOf(0) + 1)) ? declared : shape;
  }

  /** Looks for brackets alone. */
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
