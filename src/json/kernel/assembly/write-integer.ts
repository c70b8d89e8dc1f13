import { MINUS, ZERO } from './characters';
import { digitsOf, textOf } from './digits';

const TEN_8: u64 = 100000000;
const TEN_16: u64 = 10000000000000000;

/** Writes an integer in decimal digits. Returns the address after them. Up to 8 bytes after that are overwritten. */
export function writeUnsigned(to: usize, integer: u64): usize {
  if (integer < TEN_8) return writeFirst(to, <u32>integer);
  if (integer < TEN_16) {
    const high = integer / TEN_8;
    return writeEight(writeFirst(to, <u32>high), <u32>(integer - high * TEN_8));
  }
  const top = integer / TEN_16;
  const rest = integer - top * TEN_16;
  const high = rest / TEN_8;
  return writeEight(writeEight(writeFirst(to, <u32>top), <u32>high), <u32>(rest - high * TEN_8));
}

/** Writes an integer with its sign. */
export function writeSigned(to: usize, integer: i64): usize {
  if (integer >= 0) return writeUnsigned(to, integer);
  store<u8>(to, MINUS);
  return writeUnsigned(to + 1, -integer);
}

/** Writes the digits of a number below 10^8, without zeros before them. */
export function writeFirst(to: usize, number: u32): usize {
  if (number < 10) {
    store<u8>(to, ZERO + <u8>number);
    return to + 1;
  }
  const digits = digitsOf(number);
  const zeros = ctz(digits) & 56;
  store<u64>(to, textOf(digits) >> zeros);
  return to + 8 - <usize>(zeros >> 3);
}

/** Writes the eight digits of a number below 10^8. */
function writeEight(to: usize, number: u32): usize {
  store<u64>(to, textOf(digitsOf(number)));
  return to + 8;
}
