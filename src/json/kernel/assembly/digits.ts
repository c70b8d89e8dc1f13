// Eight decimal digits at a time, as the bytes of one integer of 64 bits. The first digit is in the lowest byte, as in memory.

const ZEROS: u64 = 0x3030303030303030;

/** Returns eight bytes from 0 to 9, the digits of a number below 10^8. */
export function digitsOf(number: u32): u64 {
  // Halves of four digits, quarters of two, and single ones, each time all of them at once. 10486/2^20 is near enough to 1/100 for
  // numbers below 10^4, and 103/2^10 to 1/10 for numbers below 100.
  const high = number / 10000;
  let digits: u64 = ((<u64>(number - high * 10000)) << 32) | high;
  const hundreds = ((digits * 10486) >> 20) & 0x0000007f0000007f;
  digits = ((digits - hundreds * 100) << 16) | hundreds;
  const tens = ((digits * 103) >> 10) & 0x000f000f000f000f;
  return ((digits - tens * 10) << 8) | tens;
}

/** Returns the text of eight digits. */
export function textOf(digits: u64): u64 {
  return digits | ZEROS;
}

/** Returns a number whose lowest bit that is set is in the first of eight bytes that is not a digit; 0 if all are digits. */
export function othersIn(bytes: u64): u64 {
  const values = bytes ^ ZEROS;
  // The highest bit of a byte is set if its value is 10 or more. A carry changes only bytes behind such a one.
  return ((values + 0x7676767676767676) | values) & 0x8080808080808080;
}

/**
 * Returns the number that eight digits name.
 *
 * @see D. Lemire, "Quickly parsing eight digits" (2018)
 */
export function numberOfEight(bytes: u64): u64 {
  const digits = bytes & 0x0f0f0f0f0f0f0f0f;
  const pairs = digits * 10 + (digits >> 8);
  const first = (pairs & 0x000000ff000000ff) * 0x000f424000000064;
  const second = ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001;
  return (first + second) >> 32;
}

/** Returns the number that the first of eight bytes name. */
export function numberOf(bytes: u64, count: u32): u64 {
  // The digits move to the end, and zeros stand before them. In two steps, because a shift by 64 would leave them where they are.
  const half = 32 - 4 * <u64>count;
  return numberOfEight((bytes << half) << half);
}
