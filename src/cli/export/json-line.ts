import { BACKSLASH, MINUS, QUOTE } from '../../json/bytes.js';

const CAPITAL_I = 0x49;
const CAPITAL_N = 0x4e;

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

/** Where a text is: between tokens or in a number or literal, in a string, behind its backslash, behind a minus, in a name of a number. */
type Place = 'outside' | 'string' | 'escape' | 'minus' | 'name';

/**
 * Puts JSON on one line as it comes: without white space, and every number with the digits that it has. `NaN`, `Infinity` and
 * `-Infinity`, which Python writes and JSON does not know, become strings.
 */
export class JsonLine {
  #place: Place = 'outside';

  /** @param bytes - JSON that was read already: nothing is checked. It goes on where the last bytes ended. */
  push(bytes: Uint8Array): Buffer {
    const line = Buffer.allocUnsafe(2 * bytes.length + 2);
    let length = 0;
    let place = this.#place;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (place === 'string') {
        if (byte === QUOTE) place = 'outside';
        else if (byte === BACKSLASH) place = 'escape';
        line[length++] = byte;
        continue;
      }
      if (place === 'escape') {
        place = 'string';
        line[length++] = byte;
        continue;
      }
      if (place === 'name') {
        if (isLetter(byte)) {
          line[length++] = byte;
          continue;
        }
        line[length++] = QUOTE;
        place = 'outside';
      }
      if (isSpace(byte)) continue;
      const isName = byte === CAPITAL_N || byte === CAPITAL_I;
      if (isName) line[length++] = QUOTE;
      if (place === 'minus') line[length++] = MINUS;
      place = isName ? 'name' : byte === QUOTE ? 'string' : byte === MINUS ? 'minus' : 'outside';
      if (place !== 'minus') line[length++] = byte;
    }
    this.#place = place;
    return line.subarray(0, length);
  }
}
