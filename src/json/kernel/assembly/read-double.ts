import { LETTER_E, MINUS, PLUS, POINT, QUOTE, ZERO } from './characters';
import { numberOf, othersIn } from './digits';
import { isMissing, NULL } from './missing';
import { powerOfTen, smallIntegerPower, smallPower } from './powers-of-ten';
import { upperProduct } from './product';
import { digits, readDigits } from './read-digits';
import { findShortest, exponent as shortestExponent, significand } from './shortest-decimal';

/** The number that {@link readDouble} has read. */
export let double: f64 = 0;

const TWO_53: u64 = 0x20000000000000;
/** The bits of a double that follow its first digit. */
const FRACTION: u64 = 0xfffffffffffff;
const TWO_64: f64 = 1.8446744073709552e19;
/** All numbers of so many digits are below 2^64. */
const MAX_DIGITS: usize = 19;
/** V8 writes integers of up to so many digits in full. */
const MAX_WHOLE_DIGITS: usize = 21;
/** A power of ten below these, times a number of 19 digits, is 0; one above is infinite. */
const LEAST_EXPONENT: i32 = -342;
const GREATEST_EXPONENT: i32 = 308;
/** An exponent with more digits is left to the host. */
const MAX_EXPONENT_DIGITS: usize = 4;

/**
 * Reads a float as JSON.parse does, or its name, or a missing one, and leaves it in {@link double}.
 *
 * @returns the address after its text; 0 if there is no such text, or this function is not sure of its value.
 */
export function readDouble(from: usize): usize {
  let start = from;
  const isNegative = load<u8>(from) === MINUS;
  if (isNegative) start++;
  const bytes = load<u64>(start);
  const others = othersIn(bytes);
  let at = start + 1;
  let number = (bytes & 0xff) - ZERO;
  // Many decimals have one digit before the point. Of others it has to be seen where the point is.
  if (number > 9 || load<u8>(at) !== POINT) {
    const count = <u32>ctz(others) >> 3;
    number = numberOf(bytes, count);
    at = start + count;
    if (others === 0) {
      at = readDigits(at, number);
      number = digits;
    }
  }
  let length = at - start;
  if (length === 0) return readName(from);
  if (length > 1 && load<u8>(start) === ZERO) return 0;
  let exponent: i32 = 0;
  let isPlain = true;
  if (load<u8>(at) === POINT) {
    isPlain = false;
    const point = at + 1;
    const next = others & (others - 1);
    if (next !== 0) {
      // The number ends within the bytes.
      at = start + (<usize>ctz(next) >> 3);
      number = number * smallIntegerPower(at - point) + numberOf(bytes >> ((point - start) << 3), at - point);
    } else {
      at = readDigits(point, number);
      number = digits;
    }
    if (at === point) return 0;
    length += at - point;
    exponent = <i32>(point - at);
  }
  if (length > MAX_DIGITS) {
    if (isPlain) {
      const zeros = length - MAX_DIGITS;
      if (length > MAX_WHOLE_DIGITS || !isOfZeros(at - zeros, zeros)) return 0;
      number = wholeOf(start);
      exponent = <i32>zeros;
    } else if (length - zerosAt(start) > MAX_DIGITS) {
      return 0;
    }
  }
  if ((load<u8>(at) | 0x20) === LETTER_E) {
    isPlain = false;
    at++;
    const sign = load<u8>(at);
    if (sign === MINUS || sign === PLUS) at++;
    const first = at;
    at = readDigits(first, 0);
    if (at === first || at - first > MAX_EXPONENT_DIGITS) return 0;
    const explicit = <i32>digits;
    exponent += sign === MINUS ? -explicit : explicit;
  }
  if (!toDouble(number, exponent)) return 0;
  // An integer beyond 2^53 must be the double itself, or what a program prints for it. Others are rounded, and the host knows which.
  if (double >= <f64>TWO_53 && !(isPlain && isWhole(number, exponent)) && !isShortest(number, exponent)) return 0;
  if (isNegative) double = -double;
  return at;
}

/** True if {@link double} is `integer` × 10^`exponent`, and the exponent is 0. */
function isWhole(integer: u64, exponent: i32): boolean {
  return exponent === 0 && double < TWO_64 && <u64>double === integer;
}

/** True if `integer` × 10^`exponent` is the shortest decimal of {@link double}. Powers of two are left out: for them it may not be the nearest. */
function isShortest(integer: u64, exponent: i32): boolean {
  const bits = reinterpret<u64>(double);
  if ((bits & FRACTION) === 0) return false;
  findShortest(bits);
  const zeros = exponent - shortestExponent;
  return zeros < 0 ? isMultiple(integer, significand, -zeros) : isMultiple(significand, integer, zeros);
}

function isMultiple(large: u64, small: u64, zeros: u32): boolean {
  if (zeros >= 20) return false;
  const power = smallIntegerPower(zeros);
  return small <= large / power && small * power === large;
}

/** Returns the number of zeros, and of the point between them, before the first other digit. The point is not counted. */
function zerosAt(from: usize): usize {
  let zeros: usize = 0;
  for (; load<u8>(from) === ZERO || load<u8>(from) === POINT; from++) zeros += <usize>(load<u8>(from) === ZERO);
  return zeros;
}

function isOfZeros(from: usize, count: usize): boolean {
  for (const end = from + count; from < end; from++) if (load<u8>(from) !== ZERO) return false;
  return true;
}

/** Returns the number that {@link MAX_DIGITS} digits name. */
function wholeOf(from: usize): u64 {
  const first = numberOf(load<u64>(from), 8);
  const second = numberOf(load<u64>(from, 8), 8);
  return (first * 100000000 + second) * 1000 + numberOf(load<u64>(from, 16), 3);
}

function readName(from: usize): usize {
  if (isMissing && load<u32>(from) === NULL) {
    double = NaN;
    return from + 4;
  }
  if (load<u8>(from) !== QUOTE) return 0;
  if (load<u32>(from, 1) === 0x224e614e) {
    if (isMissing) return 0;
    double = NaN;
    return from + 5;
  }
  const isNegative = load<u8>(from, 1) === MINUS;
  const name = from + 1 + <usize>isNegative;
  if (load<u64>(name) !== 0x7974696e69666e49 || load<u8>(name, 8) !== QUOTE) return 0;
  double = isNegative ? -Infinity : Infinity;
  return name + 9;
}

/** Leaves the double that is nearest to `digits` × 10^`exponent` in {@link double}. Returns false if there is none but 0 or infinity. */
function toDouble(digits: u64, exponent: i32): boolean {
  if (digits < TWO_53 && exponent >= -22 && exponent <= 22) {
    // Both numbers are doubles, so that there is one rounding. (W. Clinger, "How to read floating point numbers accurately", 1990)
    double = exponent < 0 ? <f64>digits / smallPower(-exponent) : <f64>digits * smallPower(exponent);
    return true;
  }
  if (digits === 0) {
    double = 0;
    return true;
  }
  return exponent >= LEAST_EXPONENT && exponent <= GREATEST_EXPONENT && toNearest(digits, exponent);
}

/**
 * The algorithm of Eisel and Lemire. With numbers of up to 19 digits it needs no other way beside it.
 *
 * @see D. Lemire, "Number parsing at a gigabyte per second" (2021); N. Mushtak, D. Lemire, "Fast number parsing without fallback" (2023)
 */
function toNearest(digits: u64, exponent: i32): boolean {
  const zeros = clz(digits);
  const power = powerOfTen(exponent);
  const factor = digits << zeros;
  let lower = factor * load<u64>(power, 8);
  let upper = upperProduct(factor, load<u64>(power, 8));
  if ((upper & 0x1ff) === 0x1ff) {
    const carried = upperProduct(factor, load<u64>(power) + <u64>(exponent < 0 && exponent >= -27));
    lower += carried;
    upper += <u64>(lower < carried);
  }
  const isUpper = upper >> 63;
  const shift = isUpper + 9;
  let fraction = upper >> shift;
  let biased = ((217706 * exponent) >> 16) + 1086 + <i32>isUpper - <i32>zeros;
  if (biased <= 0) {
    // A denormal double, which has fewer bits.
    if (biased < -62) return false;
    fraction >>= 1 - biased;
    fraction = (fraction + (fraction & 1)) >> 1;
    double = reinterpret<f64>(fraction);
    return fraction !== 0;
  }
  // Halfway between two doubles, the one whose last bit is 0 is the nearest. Only these powers of ten lead there.
  if (lower <= 1 && exponent >= -4 && exponent <= 23 && (fraction & 3) === 1 && fraction << shift === upper) fraction--;
  fraction = (fraction + (fraction & 1)) >> 1;
  if (fraction === TWO_53) {
    fraction >>= 1;
    biased++;
  }
  double = reinterpret<f64>(((<u64>biased) << 52) | (fraction & FRACTION));
  return biased < 2047;
}
