import { LETTER_E, MINUS, PLUS, POINT, QUOTE, ZERO } from './characters';
import { digitsOf, textOf } from './digits';
import { isMissing, NULL } from './missing';
import { exponent, findShortest, significand } from './shortest-decimal';
import { writeFirst, writeUnsigned } from './write-integer';

const SIGN: u64 = 0x8000000000000000;
const INFINITY_BITS: u64 = 0x7ff0000000000000;
const TWO_53: f64 = 9007199254740992;

/** Writes a double as ECMAScript's `String(x)`, but -0 as `-0.0`, and what is not finite by its name in quotes, or as null if it is missing. Returns the address after it. */
export function writeDouble(to: usize, value: f64): usize {
  const bits = reinterpret<u64>(value);
  const magnitude = bits & ~SIGN;
  if (magnitude >= INFINITY_BITS) return writeName(to, bits);
  if (bits !== magnitude) store<u8>(to++, MINUS);
  const positive = reinterpret<f64>(magnitude);
  if (positive < TWO_53) {
    const integer = <i64>positive;
    if (<f64>integer === positive) return magnitude === 0 && bits !== 0 ? writeZero(to) : writeUnsigned(to, integer);
  }
  findShortest(magnitude);
  return writeDecimal(to, significand, exponent);
}

function writeZero(to: usize): usize {
  store<u8>(to, ZERO);
  store<u8>(to + 1, POINT);
  store<u8>(to + 2, ZERO);
  return to + 3;
}

function writeName(to: usize, bits: u64): usize {
  if (isMissing && (bits & ~SIGN) !== INFINITY_BITS) {
    store<u32>(to, NULL);
    return to + 4;
  }
  store<u8>(to++, QUOTE);
  if ((bits & ~SIGN) !== INFINITY_BITS) {
    store<u32>(to, 0x224e614e); // NaN"
    return to + 4;
  }
  if (bits !== INFINITY_BITS) store<u8>(to++, MINUS);
  store<u64>(to, 0x7974696e69666e49); // Infinity
  store<u8>(to + 8, QUOTE);
  return to + 9;
}

/** Writes `integer` × 10^`exponent` as ECMAScript does. The integer has up to 17 digits, and is not 0. */
function writeDecimal(to: usize, integer: u64, exponent: i32): usize {
  // 17 digits, and the power of ten that the point stands behind. Only a denormal double has fewer than 16.
  while (integer < 1000000000000000) {
    integer *= 10;
    exponent--;
  }
  const isShorter = integer < 10000000000000000;
  integer *= 1 + 9 * <u64>isShorter;
  exponent -= <i32>isShorter;
  const point = exponent + 17;
  const nine = <u32>(integer / 100000000);
  const first = nine / 100000000;
  const digits = digitsOf(nine - first * 100000000);
  const last = digitsOf(<u32>(integer - <u64>nine * 100000000));
  const length = 17 - (last !== 0 ? <i32>(clz(last) >> 3) : 8 + <i32>(clz(digits) >> 3));
  if (point > 21 || point < -5) {
    store<u8>(to, ZERO + <u8>first);
    store<u8>(to + 1, POINT);
    store<u64>(to + 2, textOf(digits));
    store<u64>(to + 10, textOf(last));
    return writeExponent(length === 1 ? to + 1 : to + 1 + length, point - 1);
  }
  if (point <= 0) {
    store<u64>(to, 0x3030303030302e30); // 0.000000
    to += 2 - point;
    store<u8>(to, ZERO + <u8>first);
    store<u64>(to + 1, textOf(digits));
    store<u64>(to + 9, textOf(last));
    return to + length;
  }
  store<u8>(to, ZERO + <u8>first);
  store<u64>(to + 1, textOf(digits));
  store<u64>(to + 9, textOf(last));
  if (length <= point) {
    store<u32>(to + 17, 0x30303030);
    return to + point;
  }
  const behind = load<u64>(to + point);
  const end = load<u64>(to + point, 8);
  store<u8>(to + point, POINT);
  store<u64>(to + point + 1, behind);
  store<u64>(to + point + 9, end);
  return to + length + 1;
}

function writeExponent(to: usize, exponent: i32): usize {
  store<u8>(to, LETTER_E);
  store<u8>(to + 1, exponent < 0 ? MINUS : PLUS);
  return writeFirst(to + 2, <u32>abs(exponent));
}

/** The greatest number of decimals, and the bound of the doubles, for {@link writeShort}: together they have 15 digits at most. */
const DECIMALS: f64 = 100000000;
const SHORT_BOUND: f64 = 10000000;
const LEAST_SHORT: f64 = 1e-6;

/**
 * Writes a double that is the nearest one to a decimal with 1 to 8 digits behind the point, and at most 7 before it. Decimals of up to
 * 15 digits are read as different doubles, so that no other decimal as short as this one is read as this double.
 *
 * @returns 0 if the double is not such a one.
 */
export function writeShort(to: usize, value: f64): usize {
  const positive = abs(value);
  if (!(positive >= LEAST_SHORT && positive < SHORT_BOUND)) return 0;
  const whole = <u32>positive;
  const scaled = nearest((positive - <f64>whole) * DECIMALS);
  if (scaled === 0 || scaled === DECIMALS || (<f64>whole * DECIMALS + scaled) / DECIMALS !== positive) return 0;
  if (value < 0) store<u8>(to++, MINUS);
  to = writeFirst(to, whole);
  const digits = digitsOf(<u32>scaled);
  store<u8>(to, POINT);
  store<u64>(to + 1, textOf(digits));
  return to + 9 - <usize>(clz(digits) >> 3);
}
