import { BACKSLASH, MINUS, QUOTE } from '../json/bytes.js';

// A line of .ndjson is made from the bytes of the artifact's file, so that each number keeps its digits. For example, from
//
//   { "a": [1.50, NaN],
//     "b": "x y" }
//
// the bytes {"a":[1.50,"NaN"],"b":"x y"} are made.

const CAPITAL_I = 0x49;
const CAPITAL_N = 0x4e;

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

/**
 * The state after a byte: `outside` of strings (between tokens, or in a number or literal), in a `string`, after a backslash in a string
 * (`escape`), after a `minus`, or in the `name` of a number (`NaN`, `Infinity`).
 */
type State = 'outside' | 'string' | 'escape' | 'minus' | 'name';

/**
 * Writes JSON on one line, piece by piece: drops the white space and keeps every number digit by digit. `NaN`, `Infinity` and
 * `-Infinity`, which Python's `json` writes although JSON has no such numbers, become strings.
 */
export class JsonLine {
  #state: State = 'outside';

  /**
   * Returns the next piece of the JSON text, on one line.
   *
   * @param bytes - a piece of valid JSON; nothing is checked. It continues the piece before.
   */
  push(bytes: Uint8Array): Buffer {
    const line = Buffer.allocUnsafe(2 * bytes.length + 2);
    let length = 0;
    let state = this.#state;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (state === 'string') {
        if (byte === QUOTE) state = 'outside';
        else if (byte === BACKSLASH) state = 'escape';
        line[length++] = byte;
        continue;
      }
      if (state === 'escape') {
        state = 'string';
        line[length++] = byte;
        continue;
      }
      if (state === 'name') {
        if (isLetter(byte)) {
          line[length++] = byte;
          continue;
        }
        line[length++] = QUOTE;
        state = 'outside';
      }
      if (isSpace(byte)) continue;
      const isName = byte === CAPITAL_N || byte === CAPITAL_I;
      if (isName) line[length++] = QUOTE;
      if (state === 'minus') line[length++] = MINUS;
      state = isName ? 'name' : byte === QUOTE ? 'string' : byte === MINUS ? 'minus' : 'outside';
      if (state !== 'minus') line[length++] = byte;
    }
    this.#state = state;
    return line.subarray(0, length);
  }
}
