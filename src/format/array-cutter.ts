import { randomBytes } from 'node:crypto';
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
} from '../json/bytes.js';
import { newReadingState } from '../json/kernel/kernel.js';
import { ArrayPlace, type Elements } from '../model/elements.js';
import { type Limits, MAX_HELD_BACK } from '../model/limits.js';
import type { TreeObject } from '../model/tree.js';
import { ArrayReader } from './array-reader.js';
import { type ArrayEntry, type ArrayTable, entryOfMatches, type PointerMatch } from './array-table.js';
import type { ElementSink } from './element-sinks.js';
import { LayoutMismatch } from './layout-mismatch.js';

/** Makes the sink of an array's elements; undefined if the array is passed over. */
export type SinkOf = (entry: ArrayEntry) => ElementSink | undefined;

/** The text of a file before `$artifact`, without the arrays. */
export interface CutText {
  /** The text, in which a string stands for each array: {@link CUT} and the index of its cut. */
  readonly pieces: readonly Uint8Array[];
  readonly cuts: readonly Cut[];
}

/** An array that was cut out. */
export interface Cut {
  /** What its sink has made of the elements; the place of the text if there is no sink, or the sink has only counted. */
  readonly array: Elements | ArrayPlace;
  /** The object or list that the array is in, as the lines show it … */
  readonly container: Container;
  /** … and the key of the array there. */
  readonly key: string;
}

/** An object or list that has arrays in it. */
export interface Container {
  /** The object or list that it is in; undefined for the root. */
  readonly parent: Container | undefined;
  /** Its key there; empty for the root. */
  readonly key: string;
  /** The object or list itself, as soon as it was looked up in the tree. */
  tree: TreeObject | undefined;
}

/** An open container. */
interface Frame {
  readonly container: Container;
  /** The pointers of the table that lead to the container, or below it. */
  readonly matches: readonly PointerMatch[];
  /** The index of the next item of a list; undefined for an object. */
  index: number | undefined;
  /** True if the key `*` of patterns stands for all members or items. It stands for itself alone in an object that has it as a key. */
  hasPattern: boolean;
  /** True if a pattern has led to an array below. */
  hasCutByPattern: boolean;
}

/** The beginning of the strings that stand for arrays. It is random, so that no string of a file begins with it. */
export const CUT = `${randomBytes(16).toString('hex')} `;

/**
 * Where the cutter is in the text: before the first byte, at the beginning of a line in a frame, in a value that has no arrays, in an
 * array, or after the end of the root.
 */
type State = 'start' | 'line' | 'value' | 'array' | 'rest';

/**
 * Cuts the arrays out of the text of a file, piece by piece, so that neither the text nor all elements of an array are ever in one string
 * or list.
 *
 * The cutter goes by lines. In the writer's layout each member and item begins a line, which its depth indents, and no line begins within
 * a string. With `/curve` and `/parts/0/grid` in the table of arrays:
 *
 *     text                   state           what the cutter does
 *     {                      start
 *       "curve": [0.5,1],    line → array    writes "CUT 0" for the array, which goes to an ArrayReader
 *       "label": "x",        line → value    writes the line: the table has no pointer that begins with /label
 *       "parts": [           line            opens a frame, because arrays are below /parts
 *         {                  line            opens a frame for /parts/0
 *           "grid": [        line → array    writes "CUT 1"
 */
export class ArrayCutter {
  readonly #table: ArrayTable;
  readonly #sinkOf: SinkOf;
  readonly #limits: Limits;
  readonly #keptText: number;
  readonly #readingState = newReadingState();
  readonly #pieces: Uint8Array[] = [];
  readonly #cuts: Cut[] = [];
  /** The frames from the root to where the cutter is. */
  readonly #frames: Frame[] = [];
  #state: State = 'start';
  /** The reader of the array in which the cutter is, if it is in one, … */
  #array: ArrayReader | undefined;
  /** … the key of this array … */
  #arrayKey = '';
  /** … and its position in the file. */
  #arrayStart = 0;
  /** The bytes pushed last, behind the bytes from earlier pushes that the cutter could not read yet. */
  #bytes: Buffer = Buffer.alloc(0);
  /** The position of these bytes in the file. */
  #offset = 0;
  /** How far the cutter is in these bytes … */
  #at = 0;
  /** … and from where on their text was not yet written. */
  #from = 0;

  /**
   * @param keptText - the longest text, in bytes, that the place of an array keeps: to open the file again for each short array takes
   * long.
   */
  constructor(table: ArrayTable, sinkOf: SinkOf, limits: Limits, keptText = 0) {
    this.#table = table;
    this.#sinkOf = sinkOf;
    this.#limits = limits;
    this.#keptText = keptText;
    const container = { parent: undefined, key: '', tree: undefined };
    this.#frames.push({
      container,
      matches: table.rootMatches,
      index: undefined,
      hasPattern: true,
      hasCutByPattern: false,
    });
    if (table.entries.size === 0) this.#state = 'rest';
  }

  /**
   * Takes the next bytes of the file.
   *
   * @throws LayoutMismatch if the text is not in the writer's layout.
   */
  push(bytes: Uint8Array): void {
    // An element that lies in two pieces is completed by itself, because what lies in two pieces is copied.
    const isElementCut = this.#state === 'array' && this.#at < this.#bytes.length;
    const end = isElementCut ? bytes.indexOf(COMMA) + 1 : 0;
    if (end > 0) this.#read(bytes.subarray(0, end));
    this.#read(bytes.subarray(end));
  }

  #read(bytes: Uint8Array): void {
    const rest = this.#bytes.subarray(this.#at);
    if (rest.length > MAX_HELD_BACK) throw new LayoutMismatch();
    this.#bytes = rest.length === 0 ? bufferOf(bytes) : Buffer.concat([rest, bytes]);
    this.#offset += this.#at;
    this.#at = 0;
    this.#from = 0;
    while (this.#advance());
    if (this.#state !== 'array') this.#write(this.#at);
  }

  /** Returns the text after all bytes were pushed; undefined if they end within an array. */
  finish(): CutText | undefined {
    if (this.#state === 'array') return undefined;
    this.#from = this.#at;
    this.#write(this.#bytes.length);
    return { pieces: this.#pieces, cuts: this.#cuts };
  }

  /** Takes one step. Returns false if the next step needs more bytes. */
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
    if (this.#bytes[0] !== OPEN_OBJECT || this.#bytes[1] !== NEWLINE) throw new LayoutMismatch();
    return this.#goTo('line', 2);
  }

  /** Takes the step at the beginning of a line, which has a member, an item, or the bracket that ends a frame. */
  #line(): boolean {
    const indent = 2 * this.#frames.length;
    let at = this.#at;
    while (this.#bytes[at] === SPACE && at - this.#at < indent) at++;
    const byte = this.#bytes[at];
    if (byte === undefined) return false;
    if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      // With the indent of a member, the bracket ends a member without arrays; with less, it ends the frame.
      if (at - this.#at === indent) return this.#goTo('value', at + 1);
      if (at - this.#at !== indent - 2) throw new LayoutMismatch();
      this.#frames.pop();
      return this.#goTo(this.#frames.length === 0 ? 'rest' : 'value', at + 1);
    }
    if (at - this.#at !== indent || byte === SPACE) throw new LayoutMismatch();
    const frame = this.#frames.at(-1) as Frame;
    let key: string;
    let value = at;
    if (frame.index === undefined) {
      const end = this.#endOfKey(at);
      if (end === undefined || end + 4 >= this.#bytes.length) return false;
      key = keyOf(this.#bytes.toString('utf8', at, end + 1));
      value = end + 3;
      if (this.#bytes[end + 1] !== COLON || this.#bytes[end + 2] !== SPACE) throw new LayoutMismatch();
    } else {
      if (at + 1 >= this.#bytes.length) return false;
      key = String(frame.index++);
    }
    return this.#member(frame, key, value);
  }

  /** Takes the step at the value of a member or item: begins an array, opens a frame, or goes on in a value without arrays. */
  #member(frame: Frame, key: string, value: number): boolean {
    if (key === '*') {
      // The keys before this one were taken for those of an object in which `*` stands for them.
      if (frame.hasCutByPattern) throw new LayoutMismatch();
      frame.hasPattern = false;
    }
    const matches = this.#table.childMatches(frame.matches, key, frame.hasPattern);
    if (matches === undefined) throw new LayoutMismatch();
    const byte = this.#bytes[value];
    const following = this.#bytes[value + 1];
    const entry = entryOfMatches(matches);
    if (entry !== undefined && byte === OPEN_LIST && following !== CLOSE_LIST) {
      if (!matches.some((match) => match.isExact && match.entry === entry)) this.#markCutByPattern();
      this.#write(value);
      this.#pieces.push(Buffer.from(`"${CUT}${this.#cuts.length}"`));
      const sink = this.#sinkOf(entry);
      this.#array = new ArrayReader(entry, sink, this.#frames.length, this.#limits, this.#readingState);
      this.#arrayKey = key;
      this.#arrayStart = this.#offset + value;
      return this.#goTo('array', value);
    }
    const isOpen = (byte === OPEN_LIST || byte === OPEN_OBJECT) && following === NEWLINE;
    if (!isOpen || matches.length === 0) return this.#goTo('value', value);
    const index = byte === OPEN_LIST ? 0 : undefined;
    this.#frames.push({
      container: { parent: frame.container, key, tree: undefined },
      matches,
      index,
      hasPattern: true,
      hasCutByPattern: false,
    });
    return this.#goTo('line', value + 2);
  }

  #markCutByPattern(): void {
    for (let depth = this.#frames.length - 1; depth >= 0; depth--) {
      const frame = this.#frames[depth] as Frame;
      if (frame.hasCutByPattern) return;
      frame.hasCutByPattern = true;
    }
  }

  /** Takes the step in a value without arrays: goes to the next line that is not indented deeper than the members of the frame. */
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

  /** Takes the step in an array: gives the bytes to its reader. */
  #elements(): boolean {
    const array = this.#array as ArrayReader;
    const at = array.read(this.#bytes, this.#at);
    if (!array.isEnded) return this.#goTo('array', at, at > this.#at);
    const { container } = this.#frames.at(-1) as Frame;
    this.#cuts.push({ array: array.elements ?? this.#placeOf(array, at), container, key: this.#arrayKey });
    this.#array = undefined;
    this.#from = at;
    return this.#goTo('value', at);
  }

  /** Returns the place of an array that ends here. */
  #placeOf({ entry: { dtype, missing, labels }, shape }: ArrayReader, at: number): ArrayPlace {
    const start = this.#arrayStart - this.#offset;
    const isKept = at - start <= this.#keptText && start >= 0;
    const text = isKept ? this.#bytes.toString('latin1', start, at) : undefined;
    return new ArrayPlace(dtype, missing, shape, this.#arrayStart, this.#offset + at, text, labels);
  }

  /** Finds the closing quote of a key; undefined if it has not come yet. */
  #endOfKey(start: number): number | undefined {
    if (this.#bytes[start] !== QUOTE) throw new LayoutMismatch();
    for (let end = start; ; ) {
      end = this.#bytes.indexOf(QUOTE, end + 1);
      if (end < 0) return undefined;
      let slash = end;
      while (this.#bytes[slash - 1] === BACKSLASH) slash--;
      if ((end - slash) % 2 === 0) return end;
    }
  }

  /** Goes to a position in a state, and returns whether that was a step. */
  #goTo(state: State, at: number, isStep = true): boolean {
    this.#state = state;
    this.#at = at;
    return isStep;
  }

  /** Writes the text up to here. Copies a small slice, so that it does not keep the memory of all bytes that came with it. */
  #write(end: number): void {
    const text = this.#bytes.subarray(this.#from, end);
    if (text.length > 0) this.#pieces.push(2 * text.length < this.#bytes.length ? Buffer.from(text) : text);
    this.#from = end;
  }
}

function keyOf(text: string): string {
  try {
    return text.includes('\\') ? JSON.parse(text) : text.slice(1, -1);
  } catch {
    throw new LayoutMismatch();
  }
}
