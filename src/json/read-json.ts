import { constants } from 'node:buffer';
import { ElementsBuilder } from '../model/elements-builder.js';
import { FormatError } from '../model/errors.js';
import { BYTES_PER_DECODING, LIMITS, MAX_HELD_AS_STRING, MAX_PLAIN_NUMBERS } from '../model/limits.js';
import { quoted, shownPointer } from '../model/message-text.js';
import { NumberList } from '../model/number-list.js';
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
  NEWLINE,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
} from './bytes.js';
import { newReadingState, type ReadingState, STATE } from './kernel/kernel.js';
import { kernel } from './kernel/kernels.js';
import { areDoublesExact, NUMBER, numberOf } from './numbers.js';

/** What a text should be: the file of an artifact, or any JSON. */
export type TextKind = "an artifact's JSON" | 'JSON';

/** How {@link readJson} reads a text. */
export interface JsonOptions {
  /** The path of the file that has the text, for errors. */
  readonly path?: string | undefined;
  /** True to accept the tokens NaN, Infinity and -Infinity, which Python writes and RFC 8259 does not have. */
  readonly bareTokens?: boolean;
  /** True to make a NumberText of every number. */
  readonly numberTexts?: boolean;
  /**
   * What the text should be, for errors.
   * @defaultValue "an artifact's JSON"
   */
  readonly kind?: TextKind;
}

/**
 * Reads JSON and loses nothing: an integer beyond ±(2^53 − 1) becomes a bigint, and an object with two members of one key is refused.
 *
 * @throws FormatError (`ARTIFACT_FORMAT`) with the place, if the bytes are not JSON in UTF-8, or nested deeper than 512 levels.
 * @see RFC 8259
 */
export function readJson(bytes: Uint8Array, options: JsonOptions = {}): Tree {
  return new Reader(bytes, options).read();
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

class Reader {
  readonly #bytes: Buffer;
  readonly #options: JsonOptions;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #keys: (string | number)[] = [];
  /** The items of the open lists, up to the top. One stack saves memory: a list that grows by `push` has room for 16 more items. */
  readonly #items: Tree[] = [];
  #top = 0;
  /** The text with a character for each byte; undefined for a large file. A slice of a string takes less time than one of bytes. */
  readonly #text: string | undefined;
  #at = 0;
  /** Memory that all lists of numbers use in turn: a file may have many of them. */
  #readingState: ReadingState | undefined;

  constructor(bytes: Uint8Array, options: JsonOptions) {
    this.#bytes = bufferOf(bytes);
    this.#text = bytes.length <= MAX_HELD_AS_STRING ? this.#bytes.toString('latin1') : undefined;
    this.#options = options;
  }

  read(): Tree {
    if (this.#bytes.length === 0) throw new FormatError(this.#options.path, 'is empty');
    if (this.#bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {
      this.#fail('found a byte order mark, expected JSON: save it as UTF-8 without one');
    }
    const tree = this.#value();
    if (this.#peek() !== undefined) this.#fail(`found ${this.#found()}, expected the end of the file`);
    return tree;
  }

  #value(): Tree {
    const byte = this.#peek();
    if (byte === OPEN_OBJECT) return this.#object();
    if (byte === OPEN_LIST) return this.#list();
    if (byte === QUOTE) return this.#string();
    return this.#word();
  }

  #object(): TreeObject {
    const object: TreeObject = {};
    this.#members(CLOSE_OBJECT, () => {
      if (this.#peek() !== QUOTE) this.#fail(`found ${this.#found()}, expected a key`);
      const start = this.#at;
      const key = this.#string();
      if (key === '__proto__') this.#fail('found the key "__proto__", which no artifact may have', start);
      if (Object.hasOwn(object, key)) this.#fail(`found the key ${quoted(key)} a second time`, start);
      if (this.#peek() !== COLON) this.#fail(`found ${this.#found()}, expected ":"`);
      this.#at++;
      this.#keys.push(key);
      object[key] = this.#value();
      this.#keys.pop();
    });
    return object;
  }

  #list(): Tree[] | NumberList {
    const numbers = this.#numbers();
    if (numbers !== undefined) return numbers;
    const start = this.#top;
    this.#members(CLOSE_LIST, () => {
      this.#keys.push(this.#top - start);
      const item = this.#value();
      this.#items[this.#top++] = item;
      this.#keys.pop();
    });
    const list = this.#items.slice(start, this.#top);
    this.#top = start;
    return list;
  }

  /** Reads from the opening bracket past the closing one. Calls `member` at the beginning of each member or item. */
  #members(close: number, member: () => void): void {
    if (this.#keys.length >= MAX_DEPTH) this.#fail(`is nested deeper than ${MAX_DEPTH} levels`);
    this.#at++;
    if (this.#peek() === close) {
      this.#at++;
      return;
    }
    for (;;) {
      member();
      const byte = this.#peek();
      if (byte !== close && byte !== COMMA) {
        this.#fail(`found ${this.#found()}, expected "," or "${String.fromCharCode(close)}"`);
      }
      this.#at++;
      if (byte === close) return;
    }
  }

  /** Reads a list of numbers in one go; undefined if the list has anything else, or its items have to be read one by one. */
  #numbers(): Tree[] | NumberList | undefined {
    if (this.#options.numberTexts || this.#keys.length >= MAX_DEPTH) return undefined;
    let first = this.#at + 1;
    while (isSpace(this.#bytes[first])) first++;
    if (!isDigitOrMinus(this.#bytes[first])) return undefined;
    const end = this.#bytes.indexOf(CLOSE_LIST, first) + 1;
    const numbers = end - this.#at <= MAX_PLAIN_NUMBERS ? this.#fewNumbers(end) : this.#manyNumbers(end);
    if (numbers !== undefined) this.#at = end;
    return numbers;
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

  #manyNumbers(end: number): NumberList | undefined {
    this.#readingState ??= newReadingState();
    const state = this.#readingState.fill(0);
    let doubles: ElementsBuilder | undefined;
    for (let at = this.#at; at < end; ) {
      const slice = this.#bytes.subarray(at, Math.min(end, at + LIMITS.slice));
      const { consumed, values, status } = kernel.read('float64', slice, state);
      const isRead = status !== 'mismatch' && consumed > 0 && (state[STATE.rank] as number) <= 1;
      if (!isRead || !areDoublesExact(slice.toString('latin1', 0, consumed), values)) return undefined;
      // Room for all numbers, estimated by the bytes per number so far, and for five percent more.
      doubles ??= new ElementsBuilder('float64', Math.ceil(((end - at) / consumed) * values.length * 1.05));
      doubles.take(values);
      at += consumed;
    }
    return doubles && new NumberList(doubles.values() as Float64Array);
  }

  #string(): string {
    const start = this.#at;
    let end = start + 1;
    let isAscii = true;
    let hasEscapes = false;
    for (; ; end++) {
      const byte = this.#bytes[end];
      if (byte === QUOTE) break;
      if (byte === undefined) this.#fail('found the end of the file, expected the end of a string');
      if (byte < 0x20) this.#fail('found a control character in a string', end);
      if (byte === BACKSLASH) {
        hasEscapes = true;
        end++;
      } else if (byte >= 0x80) isAscii = false;
    }
    this.#at = end + 1;
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
    if (end - start > MAX_STRING) {
      this.#fail(`found a number of ${end - start} characters, expected at most ${MAX_STRING}`, start);
    }
    const text = this.#text?.slice(start, end) ?? this.#ascii(start, end);
    this.#at = end;
    if (text === 'true') return true;
    if (text === 'false') return false;
    if (text === 'null') return null;
    if (Object.hasOwn(NON_FINITE, text) && this.#options.bareTokens) {
      return this.#options.numberTexts ? new NumberText(text) : NON_FINITE[text as keyof typeof NON_FINITE];
    }
    if (!NUMBER.test(text)) this.#fail(`found ${this.#found(start)}, expected a value`, start);
    return this.#options.numberTexts ? new NumberText(text) : numberOf(text);
  }

  /** Returns text that may be kept for long. A slice of a string keeps the whole string in memory, unless the slice is short. */
  #ascii(start: number, end: number): string {
    if (this.#text !== undefined && end - start <= COPIED_SLICE) return this.#text.slice(start, end);
    return this.#bytes.toString('latin1', start, end);
  }

  /** Returns the next byte that is not white space. */
  #peek(): number | undefined {
    while (isSpace(this.#bytes[this.#at])) this.#at++;
    return this.#bytes[this.#at];
  }

  #found(at = this.#at): string {
    if (at >= this.#bytes.length) return 'the end of the file';
    let end = at + 1;
    while (end < at + 24 && isWordByte(this.#bytes[end - 1]) && isWordByte(this.#bytes[end])) end++;
    return JSON.stringify(this.#bytes.subarray(at, end).toString('utf8'));
  }

  #fail(fault: string, at = this.#at): never {
    let line = 1;
    let lineStart = 0;
    for (
      let next = this.#bytes.indexOf(NEWLINE);
      next >= 0 && next < at;
      next = this.#bytes.indexOf(NEWLINE, next + 1)
    ) {
      line++;
      lineStart = next + 1;
    }
    const pointer = pointerOf(this.#keys);
    throw new FormatError(
      this.#options.path,
      `is not ${this.#options.kind ?? "an artifact's JSON"}: ${fault}, at byte ${at} (line ${line}, column ${at - lineStart + 1})` +
        (pointer === '' ? '' : `, in ${shownPointer(pointer)}`),
    );
  }
}
