import { constants } from 'node:buffer';
import { BYTES_PER_DECODING, LIMITS, type Limits, MAX_HELD_AS_STRING, MAX_PLAIN_NUMBERS } from '../model/limits.js';
import { quoted } from '../model/message-text.js';
import type { NumberList } from '../model/number-list.js';
import { NumberText } from '../model/number-text.js';
import { pointerOf } from '../model/pointer.js';
import { MAX_DEPTH, type Tree, type TreeObject } from '../model/tree.js';
import { NON_FINITE } from '../model/tree-numbers.js';
import {
  BACKSLASH,
  BYTE_ORDER_MARK,
  bufferOf,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  isSpace,
  MINUS,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
} from './bytes.js';
import { JsonFault } from './json-fault.js';
import { NumberListReader } from './number-list-reader.js';
import { areDoublesExact, NUMBER, numberOf } from './numbers.js';

/** How JSON is read. */
export interface JsonOptions {
  /**
   * True for a file of another tool: accepts the tokens NaN, Infinity and -Infinity, which Python writes and RFC 8259 does not have, and makes
   * a NumberList of each long list of numbers, rows of numbers, booleans and nulls. (The arrays of a sealed file were cut out before.)
   */
  readonly bareTokens?: boolean;
  /** True to make a NumberText of every number. */
  readonly numberTexts?: boolean;
  readonly limits?: Limits | undefined;
}

/** A list of numbers alone. It may also match other words, such as `[e-]`, which JSON.parse then refuses. */
const NUMBERS = /^\[[-+.,\deE\s]*\]$/;
/** The bytes of numbers, literals and bare tokens. */
const isWordByte = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 0x30 && byte <= 0x39) ||
    ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ||
    byte === 0x2b ||
    byte === MINUS ||
    byte === 0x2e);
const isDigitOrMinus = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || byte === MINUS);

/** Characters that a string may have. */
const { MAX_STRING_LENGTH: MAX_STRING } = constants;

const SMALL_U = 0x75;
const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** V8 copies slices up to this length. */
const COPIED_SLICE = 12;

/** Units: bytes. A message shows at most as many of what was found. */
const SHOWN = 24;

/** An open object or list. */
interface Frame {
  /** The object; undefined for a list. */
  object: TreeObject | undefined;
  /** The key of the member that is being read, in an object. */
  key: string;
  /** Where the items of a list begin on the stack of items. */
  start: number;
}

/** What the reader expects next. */
const [BEGINNING, VALUE, ITEM_OR_END, KEY, KEY_OR_END, AFTER_KEY, AFTER_VALUE, NUMBERS_REST, END] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
];

/** Thrown within the reader if the next step needs more bytes. */
const MORE = Symbol('more');

/**
 * Reads JSON piece by piece and loses nothing: an integer beyond ±(2^53 − 1) becomes a bigint, and an object with two members of one key is
 * refused. Of the text, it keeps no more than the token at the end of the last piece.
 *
 * @see RFC 8259
 */
export class JsonReader {
  readonly #options: JsonOptions;
  readonly #limits: Limits;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  /** The open objects and lists, up to the depth. Their memory is used again. */
  readonly #frames: Frame[] = [];
  #depth = 0;
  /** The items of the open lists, up to the top. One stack saves memory: a list that grows by `push` has room for 16 more items. */
  readonly #items: Tree[] = [];
  #top = 0;
  #expected = BEGINNING;
  #root: Tree = null;
  #numberList: NumberListReader | undefined;
  /** The bytes that were pushed last, behind those from earlier pushes that were not read yet. */
  #bytes: Buffer = Buffer.alloc(0);
  /** The position of these bytes in the text. */
  #offset = 0;
  #at = 0;
  /** A character for each of these bytes, if they are few: a slice of a string takes less time than one of bytes. */
  #text: string | undefined;
  #isLast = false;
  /** Bytes that were pushed while a token was longer than they are, … */
  #waiting: Uint8Array[] = [];
  /** … and how many they are. */
  #waitingLength = 0;

  constructor(options: JsonOptions = {}) {
    this.#options = options;
    this.#limits = options.limits ?? LIMITS;
  }

  /**
   * Takes the next bytes of the text.
   *
   * @param isLast - true if the text ends with them.
   * @throws JsonFault with its position, if the text is not JSON in UTF-8, or nested deeper than 512 levels.
   */
  push(bytes: Uint8Array, isLast: boolean): void {
    this.#isLast = isLast;
    const rest = this.#bytes.subarray(this.#at);
    this.#waiting.push(bytes);
    this.#waitingLength += bytes.length;
    // A token in many pieces is read anew each time that its length has doubled.
    if (this.#waitingLength < rest.length && !isLast) return;
    const isWhole = rest.length === 0 && this.#waiting.length === 1;
    this.#bytes = isWhole ? bufferOf(bytes) : Buffer.concat([rest, ...this.#waiting]);
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#offset += this.#at;
    this.#at = 0;
    this.#text = undefined;
    try {
      this.#read();
    } catch (error) {
      if (error !== MORE) throw error;
    }
  }

  /** The tree, after the last bytes were pushed. */
  get tree(): Tree {
    return this.#root;
  }

  /** Reads one token after the other. Throws MORE before a token that does not end in the bytes. */
  #read(): void {
    for (;;) {
      if (this.#expected === NUMBERS_REST) this.#readNumbers();
      const byte = this.#peek();
      switch (this.#expected) {
        case VALUE:
          this.#readValue(byte);
          break;
        case AFTER_VALUE:
          this.#readAfterValue(byte);
          break;
        case KEY:
          this.#readKey(byte);
          break;
        case KEY_OR_END:
          if (byte === CLOSE_OBJECT) this.#close();
          else this.#readKey(byte);
          break;
        case AFTER_KEY:
          if (byte !== COLON) this.#fail(`found ${this.#found()}, expected ":"`);
          this.#at++;
          this.#expected = VALUE;
          break;
        case ITEM_OR_END:
          if (byte === CLOSE_LIST) this.#close();
          else this.#readValue(byte);
          break;
        case BEGINNING:
          this.#readBeginning();
          break;
        default:
          if (byte === undefined) return;
          this.#fail(`found ${this.#found()}, expected the end of the file`);
      }
    }
  }

  #readBeginning(): void {
    const { length } = BYTE_ORDER_MARK;
    if (this.#offset + this.#at === 0) {
      if (this.#bytes.length < length && !this.#isLast) throw MORE;
      if (this.#bytes.subarray(0, length).equals(BYTE_ORDER_MARK))
        this.#fail('found a byte order mark, expected JSON: save it as UTF-8 without one');
    }
    this.#expected = VALUE;
  }

  #readValue(byte: number | undefined): void {
    if (byte === OPEN_OBJECT) this.#open({}, KEY_OR_END);
    else if (byte === OPEN_LIST) this.#readList();
    else this.#put(byte === QUOTE ? this.#string() : this.#word());
  }

  /** Opens an object, or a list if there is none. */
  #open(object: TreeObject | undefined, expected: number): void {
    if (this.#depth >= MAX_DEPTH) this.#fail(`is nested deeper than ${MAX_DEPTH} levels`);
    this.#at++;
    this.#addFrame(object);
    this.#expected = expected;
  }

  #addFrame(object: TreeObject | undefined): void {
    const frame = this.#frames[this.#depth++];
    if (frame === undefined) this.#frames.push({ object, key: '', start: this.#top });
    else {
      frame.object = object;
      frame.start = this.#top;
    }
  }

  /** Puts a value where it belongs. */
  #put(value: Tree): void {
    if (this.#depth === 0) {
      this.#root = value;
      this.#expected = END;
      return;
    }
    const { object, key } = this.#frames[this.#depth - 1] as Frame;
    if (object === undefined) this.#items[this.#top++] = value;
    else object[key] = value;
    this.#expected = AFTER_VALUE;
  }

  #readKey(byte: number | undefined): void {
    if (byte !== QUOTE) this.#fail(`found ${this.#found()}, expected a key`);
    const start = this.#at;
    const key = this.#string();
    const frame = this.#frames[this.#depth - 1] as Frame;
    if (key === '__proto__') this.#fail('found the key "__proto__", which no artifact may have', start);
    if (Object.hasOwn(frame.object as TreeObject, key)) this.#fail(`found the key ${quoted(key)} a second time`, start);
    frame.key = key;
    this.#expected = AFTER_KEY;
  }

  #readAfterValue(byte: number | undefined): void {
    const { object, start } = this.#frames[this.#depth - 1] as Frame;
    const close = object === undefined ? CLOSE_LIST : CLOSE_OBJECT;
    if (byte === close) this.#close();
    else if (byte === COMMA) {
      this.#at++;
      this.#expected = object === undefined ? VALUE : KEY;
      if (object === undefined && this.#top - start === this.#limits.items) this.#gatherNumbers(start);
    } else this.#fail(`found ${this.#found()}, expected "," or "${String.fromCharCode(close)}"`);
  }

  /** Ends the innermost object or list. */
  #close(): void {
    const { object, start } = this.#frames[--this.#depth] as Frame;
    this.#at++;
    if (object !== undefined) this.#put(object);
    else {
      const list = this.#items.slice(start, this.#top);
      this.#top = start;
      this.#put(list);
    }
  }

  /** Reads a short list of numbers, or begins a long one, or opens a list of anything. */
  #readList(): void {
    const isRead = !this.#options.numberTexts && this.#depth < MAX_DEPTH && this.#readShortNumbers();
    if (!isRead) this.#open(undefined, ITEM_OR_END);
  }

  /** Reads a list of numbers in one go, if its text is short, and else begins one. Returns false if it has to be read item by item. */
  #readShortNumbers(): boolean {
    let first = this.#at + 1;
    while (isSpace(this.#bytes[first])) first++;
    if (first === this.#bytes.length && !this.#isLast) throw MORE;
    if (!isDigitOrMinus(this.#bytes[first])) return false;
    const end = this.#bytes.indexOf(CLOSE_LIST, first) + 1;
    const length = (end === 0 ? this.#bytes.length : end) - this.#at;
    if (length <= MAX_PLAIN_NUMBERS) {
      if (end === 0 && !this.#isLast) throw MORE;
      const numbers = this.#fewNumbers(end);
      if (numbers === undefined) return false;
      this.#at = end;
      this.#put(numbers);
      return true;
    }
    this.#numberList ??= new NumberListReader(this.#limits, this.#options.bareTokens === true);
    this.#numberList.begin(length);
    this.#expected = NUMBERS_REST;
    return true;
  }

  #fewNumbers(end: number): number[] | undefined {
    const text = this.#bytes.toString('latin1', this.#at, end);
    if (!NUMBERS.test(text)) return undefined;
    try {
      const numbers: number[] = JSON.parse(text);
      return areDoublesExact(text, numbers) ? numbers : undefined;
    } catch {
      return undefined;
    }
  }

  /** Goes on in a list whose first items are numbers, or rows of numbers, as in a {@link NumberList}. */
  #gatherNumbers(start: number): void {
    if (this.#options.bareTokens !== true || this.#options.numberTexts) return;
    this.#numberList ??= new NumberListReader(this.#limits, true);
    if (!this.#numberList.beginBehind(this.#items.slice(start, this.#top))) return;
    this.#top = start;
    this.#depth--;
    this.#expected = NUMBERS_REST;
  }

  /** Goes on in a NumberList, until it ends or is none: then its items become those of open lists. */
  #readNumbers(): void {
    const reader = this.#numberList as NumberListReader;
    const { position, status } = reader.read(this.#bytes, this.#at);
    this.#at = position;
    if (status === 'ended') {
      this.#put(reader.list());
      return;
    }
    if (status === 'more' && !this.#isLast) throw MORE;
    const lists = reader.openLists();
    if (lists.length === 0) this.#open(undefined, ITEM_OR_END);
    for (const { items, last } of lists) {
      this.#addFrame(undefined);
      for (const item of items) this.#items[this.#top++] = item;
      this.#expected = last === 'bracket' ? ITEM_OR_END : last === 'comma' ? VALUE : AFTER_VALUE;
    }
  }

  #string(): string {
    const start = this.#at;
    let end = start + 1;
    let isAscii = true;
    let hasEscapes = false;
    for (; ; end++) {
      const byte = this.#bytes[end];
      if (byte === QUOTE) break;
      if (byte === undefined) {
        if (!this.#isLast) throw MORE;
        this.#fail('found the end of the file, expected the end of a string');
      }
      if (byte < 0x20) this.#fail('found a control character in a string', end);
      if (byte === BACKSLASH) {
        hasEscapes = true;
        end++;
      } else if (byte >= 0x80) isAscii = false;
    }
    let text = '';
    for (let at = start + 1; at < end; ) {
      const pieceEnd = this.#endOfPiece(at, end);
      const piece = this.#unescaped(this.#decoded(at, pieceEnd, isAscii, start), hasEscapes, start);
      if (piece.length > MAX_STRING - text.length) {
        this.#fail(`found a string of more than ${MAX_STRING} characters, expected at most as many`, start);
      }
      text += piece;
      at = pieceEnd;
    }
    this.#at = end + 1;
    return text;
  }

  /** Returns the end of a piece of a string. It is never within a character or an escape. */
  #endOfPiece(start: number, end: number): number {
    if (end - start <= BYTES_PER_DECODING) return end;
    let at = start + BYTES_PER_DECODING;
    const piece = this.#bytes.subarray(start, at);
    for (let slash = piece.indexOf(BACKSLASH); slash >= 0; ) {
      const next = slash + (this.#bytes[start + slash + 1] === SMALL_U ? 6 : 2);
      at = Math.max(at, start + next);
      slash = piece.indexOf(BACKSLASH, next);
    }
    while (isContinuation(this.#bytes[at])) at++;
    return Math.min(at, end);
  }

  #decoded(at: number, end: number, isAscii: boolean, start: number): string {
    if (isAscii) return this.#ascii(at, end);
    try {
      return this.#utf8.decode(this.#bytes.subarray(at, end));
    } catch {
      return this.#fail('found a string that is not UTF-8', start);
    }
  }

  #unescaped(text: string, hasEscapes: boolean, start: number): string {
    if (!hasEscapes) return text;
    try {
      return JSON.parse(`"${text}"`);
    } catch {
      return this.#fail('found a string with an escape that JSON does not have', start);
    }
  }

  #word(): Tree {
    const start = this.#at;
    let end = start;
    while (isWordByte(this.#bytes[end])) end++;
    if (end === this.#bytes.length && !this.#isLast) throw MORE;
    if (end - start > MAX_STRING) {
      this.#fail(`found a number of ${end - start} characters, expected at most ${MAX_STRING}`, start);
    }
    const text = this.#heldText?.slice(start, end) ?? this.#ascii(start, end);
    const word = this.#wordOf(text);
    if (word === undefined) this.#fail(`found ${this.#found()}, expected a value`);
    this.#at = end;
    return word;
  }

  #wordOf(text: string): Tree | undefined {
    if (text === 'true') return true;
    if (text === 'false') return false;
    if (text === 'null') return null;
    const { bareTokens, numberTexts } = this.#options;
    if (bareTokens && Object.hasOwn(NON_FINITE, text))
      return numberTexts ? new NumberText(text) : NON_FINITE[text as keyof typeof NON_FINITE];
    if (!NUMBER.test(text)) return undefined;
    return numberTexts ? new NumberText(text) : numberOf(text);
  }

  get #heldText(): string | undefined {
    if (this.#bytes.length > MAX_HELD_AS_STRING) return undefined;
    this.#text ??= this.#bytes.toString('latin1');
    return this.#text;
  }

  /** Returns text that may be kept for long. A slice of a string keeps the whole string in memory, unless the slice is short. */
  #ascii(start: number, end: number): string {
    const text = end - start <= COPIED_SLICE ? this.#heldText : undefined;
    return text?.slice(start, end) ?? this.#bytes.toString('latin1', start, end);
  }

  /** Returns the next byte that is not white space; undefined at the end of the text. */
  #peek(): number | undefined {
    while (isSpace(this.#bytes[this.#at])) this.#at++;
    const byte = this.#bytes[this.#at];
    if (byte === undefined && !this.#isLast) throw MORE;
    return byte;
  }

  #found(): string {
    const at = this.#at;
    if (at >= this.#bytes.length) return 'the end of the file';
    if (at + SHOWN > this.#bytes.length && !this.#isLast) throw MORE;
    let end = at + 1;
    while (end < at + SHOWN && isWordByte(this.#bytes[end - 1]) && isWordByte(this.#bytes[end])) end++;
    return JSON.stringify(this.#bytes.subarray(at, end).toString('utf8'));
  }

  #fail(fault: string, at = this.#at): never {
    throw new JsonFault(fault, this.#offset + at, pointerOf(this.#keys()));
  }

  /** Returns the keys that lead to what is being read. */
  #keys(): (string | number)[] {
    const isWithin = this.#expected === VALUE || this.#expected === ITEM_OR_END;
    return this.#frames
      .slice(0, isWithin ? this.#depth : Math.max(0, this.#depth - 1))
      .map(({ object, key, start }, level) => {
        const end = level + 1 < this.#depth ? (this.#frames[level + 1] as Frame).start : this.#top;
        return object === undefined ? end - start : key;
      });
  }
}
