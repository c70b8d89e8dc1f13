import { randomBytes } from 'node:crypto';
import {
  BACKSLASH,
  bufferOf,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  NEWLINE,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  SPACE,
} from '../json/bytes.js';
import type { DType } from '../model/dtypes.js';
import { ArrayPlace, type Elements } from '../model/elements.js';
import type { Limits } from '../model/limits.js';
import { MAX_HELD_BACK } from '../model/limits.js';
import { OtherLayout } from '../model/tree.js';
import { ArrayReader, type Scratch } from './array-reader.js';
import type { ArrayTable, PointerMatch } from './array-table.js';
import type { ElementSink } from './elements-builder.js';

/** Makes what takes the elements of an array; undefined to pass over them. */
export type SinkOf = (dtype: DType, shape: readonly number[] | undefined) => ElementSink | undefined;

/** A file's text without its arrays. */
export interface CutText {
  /** JSON, in which each array is a string: {@link CUT} and its index. */
  readonly pieces: readonly Uint8Array[];
  /** What the sinks have made of the arrays, or where those are of which they made nothing. */
  readonly cuts: readonly (Elements | ArrayPlace)[];
}

/** What begins the strings that stand for arrays. No file can know it. */
export const CUT = `${randomBytes(16).toString('hex')} `;

/** Where the text is: at its start, at the beginning of a line, in a value without arrays, in an array, behind the last one. */
type State = 'start' | 'line' | 'value' | 'array' | 'rest';

/** An object or list that is open, and has arrays in it. */
interface Frame {
  readonly reached: readonly PointerMatch[];
  /** The index of the next item of a list; undefined in an object. */
  index: number | undefined;
}

/**
 * Cuts the arrays out of an artifact's text, as it comes, piece by piece, so that neither the text nor all the numbers of an
 * array are ever in one string or list.
 *
 * It goes by lines: none is within a string, and in the writer's layout a member or item begins one, indented by its depth.
 */
export class ArrayCutter {
  readonly #table: ArrayTable;
  readonly #sinkOf: SinkOf;
  readonly #frames: Frame[] = [];
  readonly #pieces: Uint8Array[] = [];
  readonly #cuts: (Elements | ArrayPlace)[] = [];
  readonly #limits: Limits;
  readonly #keptText: number;
  readonly #scratch: Scratch = { bytes: Buffer.alloc(0) };
  #state: State = 'start';
  #array: ArrayReader | undefined;
  /** Where the array that is being read begins in the file. */
  #arrayStart = 0;
  /** What was pushed and not yet understood. */
  #bytes: Buffer = Buffer.alloc(0);
  /** Where they begin in the file. */
  #offset = 0;
  #at = 0;
  /** Where the text that is kept begins. */
  #from = 0;

  /** @param keptText - bytes up to which the text of an array is kept that is left in the file: to open it again for each takes time. */
  constructor(table: ArrayTable, sinkOf: SinkOf, limits: Limits, keptText = 0) {
    this.#keptText = keptText;
    this.#table = table;
    this.#sinkOf = sinkOf;
    this.#limits = limits;
    this.#frames.push({ reached: table.rootMatches, index: undefined });
    if (table.entries.size === 0) this.#state = 'rest';
  }

  /**
   * Takes the next bytes.
   *
   * @throws OtherLayout if they are not laid out as the writer does.
   */
  push(bytes: Uint8Array): void {
    const rest = this.#bytes.subarray(this.#at);
    if (rest.length > MAX_HELD_BACK) throw new OtherLayout();
    this.#bytes = rest.length === 0 ? bufferOf(bytes) : Buffer.concat([rest, bytes]);
    this.#offset += this.#at;
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
    const reached = this.#table.childMatches(frame.reached, key);
    if (reached === undefined) throw new OtherLayout();
    const byte = this.#bytes[value];
    const following = this.#bytes[value + 1];
    const exact = reached.find(({ entry, isExact }) => isExact && entry !== undefined)?.entry;
    const entry = exact ?? reached.find((each) => each.entry !== undefined)?.entry;
    if (entry !== undefined && byte === OPEN_LIST && following !== CLOSE_LIST) {
      this.#keep(value);
      this.#pieces.push(Buffer.from(`"${CUT}${this.#cuts.length}"`));
      const sink = this.#sinkOf(entry.dtype, exact?.shape);
      this.#array = new ArrayReader(entry.dtype, sink, exact?.shape, this.#frames.length, this.#limits, this.#scratch);
      this.#arrayStart = this.#offset + value;
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

  /** In an array. */
  #elements(): boolean {
    const array = this.#array as ArrayReader;
    const at = array.read(this.#bytes, this.#at);
    if (!array.isEnded) return this.#goTo('array', at, at > this.#at);
    this.#cuts.push(array.elements ?? this.#placeOf(array, at));
    this.#array = undefined;
    this.#from = at;
    return this.#goTo('value', at);
  }

  /** The place of an array that ends here. */
  #placeOf({ dtype, shape }: ArrayReader, at: number): ArrayPlace {
    const start = this.#arrayStart - this.#offset;
    const isKept = at - start <= this.#keptText && start >= 0;
    const text = isKept ? this.#bytes.toString('latin1', start, at) : undefined;
    return new ArrayPlace(dtype, shape, this.#arrayStart, this.#offset + at, text);
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
