import { CLOSE_LIST, OPEN_LIST } from '../json/bytes.js';
import { MAX_AXES, type ReadingState, STATE } from '../json/kernel/kernel.js';
import { kernel } from '../json/kernel/kernels.js';
import type { Elements } from '../model/elements.js';
import { BYTES_OF_FIRST_SLICE, type Limits } from '../model/limits.js';
import { isSameList } from '../model/same-list.js';
import { MAX_DEPTH } from '../model/tree.js';
import type { ArrayEntry } from './array-table.js';
import type { ElementSink } from './element-sinks.js';
import { LayoutMismatch } from './layout-mismatch.js';

/** Reads the text of an array piece by piece: nested lists, those of one level all of the same length. */
export class ArrayReader {
  readonly entry: ArrayEntry;
  readonly #sink: ElementSink | undefined;
  readonly #maxRank: number;
  readonly #maxSlice: number;
  readonly #state: ReadingState;
  /** The bytes that are read next. */
  #slice: number;
  /** The number of open lists, if the array is passed over. */
  #openLists = 0;
  #isEnded = false;

  /**
   * @param entry - the entry of the table of arrays.
   * @param sink - takes the elements; undefined if they are passed over.
   * @param depth - the number of objects and lists around the array.
   * @param state - memory that the arrays of a file use in turn.
   * @param firstSlice - the bytes that are read first: few, because bytes are copied for the kernel, and most arrays are short.
   */
  constructor(
    entry: ArrayEntry,
    sink: ElementSink | undefined,
    depth: number,
    { slice }: Limits,
    state: ReadingState,
    firstSlice = BYTES_OF_FIRST_SLICE,
  ) {
    this.entry = entry;
    this.#sink = sink;
    // An array with more axes than the kernel reads is left to the exact reader, also where only its place is looked for.
    this.#maxRank = Math.min(MAX_AXES, MAX_DEPTH - depth);
    this.#maxSlice = slice;
    this.#slice = Math.min(firstSlice, slice);
    this.#state = state.fill(0);
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
    return this.#sink === undefined ? this.entry.shape : this.#shownShape;
  }

  /**
   * Reads as many bytes as it can.
   *
   * @returns the position of the first byte that it has not read.
   * @throws LayoutMismatch if the text is not of such lists, or the sink does not take an element.
   */
  read(bytes: Buffer, start: number): number {
    if (this.#sink === undefined) return this.#passOver(bytes, start);
    let at = start;
    while (!this.#isEnded && at < bytes.length) {
      const slice = bytes.subarray(at, at + this.#slice);
      const read = this.#readSlice(this.#sink, slice);
      if (read === 0 && at + slice.length === bytes.length) break;
      at += read;
      this.#slice = Math.min(4 * this.#slice, this.#maxSlice);
    }
    return at;
  }

  #readSlice(sink: ElementSink, slice: Buffer): number {
    const state = this.#state;
    const before = state[STATE.size] as number;
    // An element takes two bytes at least, with its comma.
    const dtype = sink.needs(slice.length >> 1) ? this.entry.dtype : undefined;
    const { consumed, values, status } = kernel.read(dtype, slice, state, this.entry.missing);
    // Every element fits into a slice. Without this check, a hostile element without an end would be held in memory as a whole.
    const isStuck = consumed === 0 && slice.length === this.#maxSlice;
    const openLists = Math.max(state[STATE.depth] as number, state[STATE.rank] as number);
    if (status === 'mismatch' || isStuck || openLists > this.#maxRank) throw new LayoutMismatch();
    if (dtype === undefined) sink.count((state[STATE.size] as number) - before);
    else if (values.length > 0) sink.take(values);
    this.#isEnded = status === 'ended';
    return consumed;
  }

  /** The shape by the lists. Lists without elements do not show the lengths after the first zero: these are the declared ones. */
  get #shownShape(): readonly number[] {
    const state = this.#state;
    const shape: number[] = [];
    for (let axis = 0; axis < (state[STATE.rank] as number); axis++)
      shape.push((state[STATE.lengths + axis] as number) - 1);
    const declared = this.entry.shape;
    if (declared === undefined || (state[STATE.size] as number) > 0) return shape;
    return isSameList(shape, declared.slice(0, declared.indexOf(0) + 1)) ? declared : shape;
  }

  /** Looks for the last bracket. */
  #passOver(bytes: Buffer, start: number): number {
    let open = bytes.indexOf(OPEN_LIST, start);
    for (let at = start; ; ) {
      const close = bytes.indexOf(CLOSE_LIST, at);
      for (; open >= 0 && (close < 0 || open < close); open = bytes.indexOf(OPEN_LIST, open + 1)) {
        if (++this.#openLists > this.#maxRank) throw new LayoutMismatch();
      }
      if (close < 0) return bytes.length;
      at = close + 1;
      if (--this.#openLists === 0) {
        this.#isEnded = true;
        return at;
      }
    }
  }
}
