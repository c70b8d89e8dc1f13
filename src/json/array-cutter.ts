import type { DType } from '../dtypes.js';
import type { ArrayEntry, ArrayTable } from './array-table.js';
import {
  BACKSLASH,
  bufferOf,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  NEWLINE,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  SPACE,
} from './bytes.js';
import type { ElementSink } from './elements-builder.js';
import type { Limits } from './limits.js';
import { keysOf } from './pointer.js';
import { type Elements, isSameList, sizeOf } from './tree.js';

/** What is thrown for a text that is not laid out as the writer does. It may be right all the same: somebody else has to tell. */
export class OtherLayout extends Error {}

/** Makes what takes the elements of an array; undefined to pass over them. */
export type SinkOf = (dtype: DType, shape: readonly number[] | undefined) => ElementSink | undefined;

/** A file's text without its arrays. */
export interface CutText {
  /** JSON, in which each array is a string: {@link CUT} and its index. */
  readonly pieces: readonly Uint8Array[];
  /** What the sinks have made of the arrays; undefined for those passed over. */
  readonly cuts: readonly (Elements | undefined)[];
}

/** What begins the strings that stand for arrays. */
export const CUT = '\0';

/** The same as JSON writes it. */
export const CUT_TEXT = '\\u0000';

/** Where the text is: at its start, at the beginning of a line, in a value without arrays, in an array, behind the last one. */
type State = 'start' | 'line' | 'value' | 'array' | 'rest';

/** A key of the way to an array. */
interface KeyNode {
  readonly next: Map<string, KeyNode>;
  entry?: ArrayEntry;
}

/** Where a way led. */
interface Reached {
  readonly step: KeyNode;
  /** Every key was named, none by `*`, which stands for any: that tells an array's dtype, but not its shape. */
  readonly isExact: boolean;
}

/** An object or list that is open, and has arrays in it. */
interface Frame {
  readonly reached: readonly Reached[];
  /** The index of the next item of a list; undefined in an object. */
  index: number | undefined;
}

/** The array that is being read: lists of lists of elements, those of one level all of the same length. */
interface OpenArray {
  readonly sink: ElementSink | undefined;
  /** What the file says of its shape. */
  readonly declared: readonly number[] | undefined;
  /** How many commas each open list had so far, from the outermost on … */
  readonly commas: number[];
  /** … and how many items the closed ones of each level had. */
  readonly shape: number[];
  /** The level of the elements, once there was one. */
  rank: number | undefined;
  /** How many elements there were. */
  size: number;
  /** What came last. */
  last: 'open' | 'close' | 'comma' | 'element';
}

/**
 * Cuts the arrays out of an artifact's text, as it comes, piece by piece, so that neither the text nor all the numbers of an
 * array are ever in one string or list.
 *
 * It goes by lines: none is within a string, and in the writer's layout a member or item begins one, indented by its depth.
 */
export class ArrayCutter {
  readonly #sinkOf: SinkOf;
  readonly #frames: Frame[] = [];
  readonly #pieces: Uint8Array[] = [];
  readonly #cuts: (Elements | undefined)[] = [];
  readonly #limits: Limits;
  /** Where short rows are gathered, once there are some. */
  #scratch = Buffer.alloc(0);
  #state: State = 'start';
  #array: OpenArray | undefined;
  /** What was pushed and not yet understood. */
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  /** Where the text that is kept begins. */
  #from = 0;

  constructor(table: ArrayTable, sinkOf: SinkOf, limits: Limits) {
    this.#sinkOf = sinkOf;
    this.#limits = limits;
    const root: KeyNode = { next: new Map() };
    for (const [pointer, entry] of table.entries) {
      let step = root;
      for (const key of keysOf(pointer)) {
        let next = step.next.get(key);
        if (next === undefined) step.next.set(key, (next = { next: new Map() }));
        step = next;
      }
      step.entry = entry;
    }
    this.#frames.push({ reached: [{ step: root, isExact: true }], index: undefined });
    if (root.next.size === 0) this.#state = 'rest';
  }

  /**
   * Takes the next bytes.
   *
   * @throws OtherLayout if they are not laid out as the writer does.
   */
  push(bytes: Uint8Array): void {
    const rest = this.#bytes.subarray(this.#at);
    this.#bytes = rest.length === 0 ? bufferOf(bytes) : Buffer.concat([rest, bytes]);
    this.#at = 0;
    this.#from = 0;
    while (this.#advance());
    if (this.#state !== 'array') this.#keep(this.#at);
  }

  /**
   * The text without its arrays, when all is there.
   *
   * @throws OtherLayout if it ends within an array.
   */
  finish(): CutText {
    if (this.#state === 'array') throw new OtherLayout();
    this.#from = this.#at;
    this.#keep(this.#bytes.length);
    return { pieces: this.#pieces, cuts: this.#cuts };
  }

  /** Goes on as far as the bytes let it, and tells whether it has come any further. */
  #advance(): boolean {
    switch (this.#state) {
      case 'start':
        return this.#start();
      case 'line':
        return this.#line();
      case 'value':
        return this.#value();
      case 'array':
        return this.#elements();
      default:
        this.#at = this.#bytes.length;
        return false;
    }
  }

  #start(): boolean {
    if (this.#bytes.length < 2) return false;
    if (this.#bytes[0] !== OPEN_OBJECT || this.#bytes[1] !== NEWLINE) throw new OtherLayout();
    return this.#goTo('line', 2);
  }

  /** At the beginning of a line in a container that has arrays in it. */
  #line(): boolean {
    const indent = 2 * this.#frames.length;
    let at = this.#at;
    while (this.#bytes[at] === SPACE && at - this.#at < indent) at++;
    const byte = this.#bytes[at];
    if (byte === undefined) return false;
    if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      // The end of a member that was passed over, or that of the container itself.
      if (at - this.#at === indent) return this.#goTo('value', at + 1);
      if (at - this.#at !== indent - 2) throw new OtherLayout();
      this.#frames.pop();
      return this.#goTo(this.#frames.length === 0 ? 'rest' : 'value', at + 1);
    }
    if (at - this.#at !== indent || byte === SPACE) throw new OtherLayout();
    const frame = this.#frames.at(-1) as Frame;
    let key: string;
    let value = at;
    if (frame.index === undefined) {
      const end = this.#endOfKey(at);
      if (end === undefined || end + 4 >= this.#bytes.length) return false;
      key = keyOf(this.#bytes.toString('utf8', at, end + 1));
      value = end + 3;
      if (this.#bytes[end + 1] !== COLON || this.#bytes[end + 2] !== SPACE) throw new OtherLayout();
    } else {
      if (at + 1 >= this.#bytes.length) return false;
      key = String(frame.index++);
    }
    return this.#member(frame, key, value);
  }

  #member(frame: Frame, key: string, value: number): boolean {
    const reached = reachedBy(frame.reached, key);
    const byte = this.#bytes[value];
    const following = this.#bytes[value + 1];
    const exact = reached.find(({ step, isExact }) => isExact && step.entry !== undefined)?.step.entry;
    const entry = exact ?? reached.find(({ step }) => step.entry !== undefined)?.step.entry;
    if (entry !== undefined && byte === OPEN_LIST && following !== CLOSE_LIST) {
      this.#keep(value);
      this.#pieces.push(Buffer.from(`"${CUT_TEXT}${this.#cuts.length}"`));
      const sink = this.#sinkOf(entry.dtype, exact?.shape);
      this.#array = { sink, declared: exact?.shape, commas: [], shape: [], rank: undefined, size: 0, last: 'comma' };
      return this.#goTo('array', value);
    }
    const isOpen = (byte === OPEN_LIST || byte === OPEN_OBJECT) && following === NEWLINE;
    if (!isOpen || reached.length === 0) return this.#goTo('value', value);
    this.#frames.push({ reached, index: byte === OPEN_LIST ? 0 : undefined });
    return this.#goTo('line', value + 2);
  }

  /** In a value without arrays: up to the next line that is not indented deeper than the members here are. */
  #value(): boolean {
    const indent = 2 * this.#frames.length;
    for (;;) {
      const newline = this.#bytes.indexOf(NEWLINE, this.#at);
      if (newline < 0) return this.#goTo('value', this.#bytes.length, false);
      if (newline + 1 + indent >= this.#bytes.length) return this.#goTo('value', newline, false);
      let at = newline + 1;
      while (at <= newline + 1 + indent && this.#bytes[at] === SPACE) at++;
      if (at <= newline + 1 + indent) return this.#goTo('line', newline + 1);
      this.#at = at;
    }
  }

  #elements(): boolean {
    const array = this.#array as OpenArray;
    if (array.sink === undefined) return this.#passOver(array);
    const isInRow = array.commas.length === array.rank && (array.last === 'open' || array.last === 'comma');
    return isInRow && this.#isLongRow(this.#at) ? this.#longRow(array) : this.#shortRows(array);
  }

  #isLongRow(at: number): boolean {
    const end = this.#bytes.indexOf(CLOSE_LIST, at);
    return end < 0 || end - at > this.#limits.longRow;
  }

  /** In one row: slices that are cut at commas, up to its end if that is there. */
  #longRow(array: OpenArray): boolean {
    const start = this.#at;
    const end = this.#bytes.indexOf(CLOSE_LIST, start);
    const last = end < 0 ? this.#bytes.length : end;
    const { slice } = this.#limits;
    while (last - this.#at > slice) {
      const comma = this.#bytes.lastIndexOf(COMMA, this.#at + slice);
      if (comma < this.#at) throw new OtherLayout();
      this.#take(array, this.#bytes.toString('latin1', this.#at, comma), 'comma');
      this.#at = comma + 1;
    }
    if (end >= 0) {
      this.#take(array, this.#bytes.toString('latin1', this.#at, end), 'element');
      this.#at = end;
    }
    return this.#at > start;
  }

  /** The elements of one row, up to a comma or to the last. */
  #take(array: OpenArray, text: string, last: 'comma' | 'element'): void {
    const count = takeText(array, text);
    addCommas(array, last === 'comma' ? count : count - 1);
    array.last = last;
  }

  /** Byte by byte: brackets are counted and left out, and the elements of many rows taken in one go. */
  #shortRows(array: OpenArray): boolean {
    const { commas } = array;
    const bytes = this.#bytes;
    const start = this.#at;
    const end = Math.min(bytes.length, start + this.#limits.slice - 1);
    if (this.#scratch.length < end - start) this.#scratch = Buffer.allocUnsafe(end - start);
    const scratch = this.#scratch;
    let [length, wholeLength, wholeAt] = [0, 0, start];
    let at = start;
    let isLongRowNext = false;
    let wholeLast = array.last;
    for (; at < end && !isLongRowNext; at++) {
      const byte = bytes[at] as number;
      if (byte === COMMA) {
        if (array.last !== 'element' && array.last !== 'close') throw new OtherLayout();
        addCommas(array, 1);
        if (array.last === 'element') scratch[length++] = COMMA;
        array.last = 'comma';
      } else if (byte === OPEN_LIST) {
        if (array.last === 'element' || array.last === 'close' || commas.length === array.rank) throw new OtherLayout();
        const next = bytes[at + 1];
        if (next === undefined) break;
        commas.push(0);
        array.last = 'open';
        if (next !== NEWLINE && next !== OPEN_LIST) {
          array.rank ??= commas.length;
          isLongRowNext = commas.length === array.rank && this.#isLongRow(at + 1);
        }
      } else if (byte === CLOSE_LIST) {
        closeList(array);
        array.last = 'close';
        if (commas.length === 0) {
          this.#flush(array, length);
          if (array.size !== sizeOf(array.shape)) throw new OtherLayout();
          return this.#endOfArray(array.sink?.elements(shapeOf(array)), at + 1);
        }
      } else if (byte === NEWLINE || byte === SPACE) {
        if (array.last === 'element') throw new OtherLayout();
        continue;
      } else {
        if (array.last === 'close' || commas.length !== array.rank) throw new OtherLayout();
        if (array.last === 'open' && length > 0 && scratch[length - 1] !== COMMA) scratch[length++] = COMMA;
        scratch[length++] = byte;
        array.last = 'element';
        continue;
      }
      [wholeLength, wholeAt, wholeLast] = [length, at + 1, array.last];
    }
    array.last = wholeLast;
    this.#flush(array, wholeLength);
    return this.#goTo('array', wholeAt, wholeAt > start);
  }

  /** The elements gathered from short rows. A comma at their end belongs to those that follow. */
  #flush(array: OpenArray, length: number): void {
    const end = this.#scratch[length - 1] === COMMA ? length - 1 : length;
    if (length > 0) takeText(array, this.#scratch.toString('latin1', 0, end));
  }

  /** Goes past an array that nobody wants, looking for brackets alone. */
  #passOver(array: OpenArray): boolean {
    const { commas: levels } = array;
    let open = this.#bytes.indexOf(OPEN_LIST, this.#at);
    for (;;) {
      const close = this.#bytes.indexOf(CLOSE_LIST, this.#at);
      for (; open >= 0 && (close < 0 || open < close); open = this.#bytes.indexOf(OPEN_LIST, open + 1)) levels.push(0);
      if (close < 0) return this.#goTo('array', this.#bytes.length, false);
      levels.pop();
      if (levels.length === 0) return this.#endOfArray(undefined, close + 1);
      this.#at = close + 1;
    }
  }

  #endOfArray(elements: Elements | undefined, at: number): boolean {
    this.#cuts.push(elements);
    this.#array = undefined;
    this.#from = at;
    return this.#goTo('value', at);
  }

  /** The closing quote of a key, or undefined if it is not there yet. */
  #endOfKey(start: number): number | undefined {
    if (this.#bytes[start] !== QUOTE) throw new OtherLayout();
    for (let end = start; ; ) {
      end = this.#bytes.indexOf(QUOTE, end + 1);
      if (end < 0) return undefined;
      let slash = end;
      while (this.#bytes[slash - 1] === BACKSLASH) slash--;
      if ((end - slash) % 2 === 0) return end;
    }
  }

  #goTo(state: State, at: number, isFurther = true): boolean {
    this.#state = state;
    this.#at = at;
    return isFurther;
  }

  /** Keeps the text up to here. What is little next to what it came with is copied, so that the rest can be let go. */
  #keep(end: number): void {
    const text = this.#bytes.subarray(this.#from, end);
    if (text.length > 0) this.#pieces.push(2 * text.length < this.#bytes.length ? Buffer.from(text) : text);
    this.#from = end;
  }
}

function keyOf(text: string): string {
  try {
    return text.includes('\\') ? JSON.parse(text) : text.slice(1, -1);
  } catch {
    throw new OtherLayout();
  }
}

/** Where a key leads to from all that was reached so far. */
function reachedBy(from: readonly Reached[], key: string): Reached[] {
  const reached: Reached[] = [];
  for (const { step, isExact } of from) {
    const named = step.next.get(key);
    if (named !== undefined) reached.push({ step: named, isExact });
    const any = step.next.get('*');
    if (any !== undefined) reached.push({ step: any, isExact: false });
  }
  return reached;
}

function addCommas({ commas }: OpenArray, count: number): void {
  const level = commas.length - 1;
  commas[level] = (commas[level] as number) + count;
}

function takeText(array: OpenArray, text: string): number {
  const count = array.sink?.takeText(text);
  if (count === undefined) throw new OtherLayout();
  array.size += count;
  return count;
}

/** The shape that the lists show. Those of an array without elements cannot show what lies behind its first length of zero. */
function shapeOf({ shape, declared, size }: OpenArray): readonly number[] {
  const isShown = declared === undefined || size > 0 || !isSameList(shape, declared.slice(0, declared.indexOf(0) + 1));
  return isShown ? shape : declared;
}

/** The end of a list, which has as many items as all others of its level. */
function closeList({ commas, shape, rank, last }: OpenArray): void {
  const isRow = commas.length === rank;
  const isEmpty = isRow && last === 'open';
  if (!isEmpty && last !== (isRow ? 'element' : 'close')) throw new OtherLayout();
  const length = (commas.pop() as number) + (isEmpty ? 0 : 1);
  if ((shape[commas.length] ??= length) !== length) throw new OtherLayout();
}
