import { MINUS, ZERO } from './characters';
import { sizeLog2 } from './kinds';
import { digits, readDigits } from './read-digits';

const TEN_19: u64 = 10000000000000000000;

/**
 * Reads an integer in plain digits, and stores it.
 *
 * @returns the address after the digits; 0 if there are none, or the kind has no such integer.
 */
export function readInteger(kind: u32, from: usize, to: usize): usize {
  let start = from;
  const isNegative = load<u8>(from) === MINUS;
  if (isNegative) start++;
  const at = readDigits(start, 0);
  const magnitude = digits;
  const length = at - start;
  if (length === 0 || length > 20 || (length > 1 && load<u8>(start) === ZERO)) return 0;
  // What 20 digits name is below 2^64 if the first is 1, and the product has not begun again at 0.
  if (length === 20 && (load<u8>(start) !== ZERO + 1 || magnitude < TEN_19)) return 0;
  const bits = (<u64>8) << sizeLog2(kind);
  const isSigned = (kind & 1) === 0;
  const greatest: u64 = isSigned ? ((<u64>1) << (bits - 1)) - 1 : <u64>-1 >> (64 - bits);
  if (isNegative ? !isSigned || magnitude === 0 || magnitude > greatest + 1 : magnitude > greatest) return 0;
  const integer = isNegative ? -(<i64>magnitude) : <i64>magnitude;
  switch (sizeLog2(kind)) {
    case 0:
      store<u8>(to, <u8>integer);
      break;
    case 1:
      store<u16>(to, <u16>integer);
      break;
    case 2:
      store<u32>(to, <u32>integer);
      break;
    default:
      store<u64>(to, <u64>integer);
  }
  return at;
}
