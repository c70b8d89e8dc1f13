import { CLOSE_LIST, COMMA, NEWLINE, OPEN_LIST, RETURN, SPACE, TAB } from './characters';
import { readByHost } from './host';
import { BOOL, FLOAT32, FLOAT64, hasMissing, NOTHING, sizeLog2, withoutMissing } from './kinds';
import { setMissing } from './missing';
import { double, readDouble } from './read-double';
import { readInteger } from './read-integer';

// The state of reading, as doubles in memory. Its parts are those of the host's ReadingState.
const DEPTH: usize = 0;
const RANK: usize = 8;
const LAST: usize = 16;
const SIZE: usize = 24;
const COMMAS: usize = 32;
const MAX_AXES: u32 = 64;
const LENGTHS: usize = COMMAS + (MAX_AXES << 3);

const AFTER_COMMA: u32 = 0;
const AFTER_OPEN: u32 = 1;
const AFTER_CLOSE: u32 = 2;

const MORE: u32 = 0;
const ENDED: u32 = 1;
const MISMATCH: u32 = 2;

/** What the last {@link readRows} has come to. */
export let status: u32 = MORE;

/**
 * Reads the text of an array as far as it can, and stores its elements one after the other.
 *
 * @param end - the address after the text, from which on 32 bytes are 0.
 * @returns the address after what was read.
 */
export function readRows(kindOrMissing: u32, from: usize, end: usize, state: usize, to: usize): usize {
  const kind = withoutMissing(kindOrMissing);
  setMissing(hasMissing(kindOrMissing));
  let depth = <u32>load<f64>(state, DEPTH);
  let rank = <u32>load<f64>(state, RANK);
  let last = <u32>load<f64>(state, LAST);
  /** The number of commas in the innermost open list. */
  let commas: f64 = depth === 0 ? 0 : load<f64>(state + (depth << 3), COMMAS - 8);
  let count: u32 = 0;
  const size: usize = kind === NOTHING ? 0 : 1 << sizeLog2(kind);
  let at = from;
  status = MISMATCH;
  while (at < end) {
    let byte = load<u8>(at);
    if (isSpace(byte)) {
      at++;
      continue;
    }
    if (byte === OPEN_LIST) {
      if (last === AFTER_CLOSE || depth === MAX_AXES || (rank > 0 && depth === rank)) return at;
      if (depth > 0) store<f64>(state + (depth << 3), commas, COMMAS - 8);
      depth++;
      commas = 0;
      last = AFTER_OPEN;
      at++;
      continue;
    }
    if (byte === COMMA) {
      if (last !== AFTER_CLOSE) return at;
      commas++;
      last = AFTER_COMMA;
      at++;
      continue;
    }
    let length: f64 = 0;
    if (byte === CLOSE_LIST) {
      if (last === AFTER_CLOSE) {
        length = commas + 1;
      } else {
        // The list is empty, as all others of the level of rows have to be.
        if (last !== AFTER_OPEN || (rank > 0 && depth !== rank)) return at;
        rank = depth;
      }
    } else {
      if (last === AFTER_CLOSE || depth === 0 || (rank > 0 && depth !== rank)) return at;
      let next: usize;
      for (;;) {
        next = readElement(kind, at, to);
        if (next === 0 || load<u8>(next) !== COMMA) break;
        rank = depth;
        last = AFTER_COMMA;
        commas++;
        count++;
        to += size;
        at = next + 1;
      }
      // Behind a comma may stand something else than an element.
      if (isDelimiter(load<u8>(at))) continue;
      const isSure = next !== 0 && isDelimiter(load<u8>(next));
      if (!isSure) next = endOfToken(at, end);
      const tokenEnd = next;
      while (isSpace(load<u8>(next))) next++;
      // An element at the end of the bytes may go on in the next ones.
      if (next >= end) break;
      if (!isSure && kind !== NOTHING && !readByHost(at, tokenEnd, to)) return at;
      byte = load<u8>(next);
      if (byte !== COMMA && byte !== CLOSE_LIST) return next;
      at = next;
      rank = depth;
      count++;
      to += size;
      if (byte === COMMA) {
        commas++;
        last = AFTER_COMMA;
        at++;
        continue;
      }
      length = commas + 1;
    }
    depth--;
    const level = state + (depth << 3);
    const known = load<f64>(level, LENGTHS);
    if (known !== 0 && known !== length + 1) return at;
    store<f64>(level, length + 1, LENGTHS);
    last = AFTER_CLOSE;
    at++;
    if (depth === 0) {
      status = ENDED;
      break;
    }
    commas = load<f64>(level, COMMAS - 8);
  }
  if (status === MISMATCH) status = MORE;
  if (depth > 0) store<f64>(state + (depth << 3), commas, COMMAS - 8);
  store<f64>(state, <f64>depth, DEPTH);
  store<f64>(state, <f64>rank, RANK);
  store<f64>(state, <f64>last, LAST);
  store<f64>(state, load<f64>(state, SIZE) + <f64>count, SIZE);
  return at;
}

/** Reads and stores an element. Returns the address after it; 0 if this module is not sure of it. */
function readElement(kind: u32, from: usize, to: usize): usize {
  if (kind === FLOAT64) {
    const end = readDouble(from);
    store<f64>(to, double);
    return end;
  }
  if (kind === FLOAT32) {
    const end = readDouble(from);
    const single = <f32>double;
    store<f32>(to, single);
    return <f64>single === double || isNaN(double) ? end : 0;
  }
  if (kind === BOOL) return readBool(from, to);
  return kind === NOTHING ? 0 : readInteger(kind, from, to);
}

function readBool(from: usize, to: usize): usize {
  const word = load<u32>(from);
  const isTrue = word === 0x65757274; // true
  if (!isTrue && !(word === 0x736c6166 && load<u8>(from, 4) === 0x65)) return 0; // fals, e
  store<u8>(to, <u8>isTrue);
  return from + 5 - <usize>isTrue;
}

/** True for JSON's white space. */
function isSpace(byte: u8): boolean {
  return byte <= SPACE && (byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB);
}

/** True for the bytes that end an element. */
function isDelimiter(byte: u8): boolean {
  return byte === COMMA || byte === CLOSE_LIST || byte === OPEN_LIST || isSpace(byte);
}

function endOfToken(at: usize, end: usize): usize {
  while (at < end && !isDelimiter(load<u8>(at))) at++;
  return at;
}
