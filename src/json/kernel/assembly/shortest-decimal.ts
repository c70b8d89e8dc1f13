import { isExact, log2OfPowerOfTen, powerOfTen } from './powers-of-ten';
import { upperProduct } from './product';

const FRACTION_BITS: u64 = 52;
const HIDDEN_BIT: u64 = 0x10000000000000;

/** The shortest decimal of the last double: {@link significand} × 10^{@link exponent}. Zeros may stand at the end of the significand. */
export let significand: u64 = 0;
export let exponent: i32 = 0;

/**
 * Finds the shortest decimal that is nearer to a positive double than to its neighbours, and of these the nearest.
 *
 * @see R. Giulietti, "The Schubfach way to render doubles" (2020); A. Bolz's implementation in Drachennest
 */
export function findShortest(magnitude: u64): void {
  const fraction = magnitude & (HIDDEN_BIT - 1);
  const biased = <i32>(magnitude >> FRACTION_BITS);
  const c = biased === 0 ? fraction : fraction | HIDDEN_BIT;
  const q = (biased === 0 ? 1 : biased) - 1075;
  // Below a power of two, the neighbour is half as far as above.
  const isNarrow = fraction === 0 && biased > 1;
  // The interval of the decimals that are read as this double has one or more multiples of 10^k, and at most one of 10^(k + 1).
  const k = (q * 1262611 - (isNarrow ? 524031 : 0)) >> 22;
  const shift = <u64>(q + log2OfPowerOfTen(-k) + 1);
  const power = powerOfTen(-k);
  const low = load<u64>(power) + <u64>!isExact(-k);
  const top = load<u64>(power, 8);
  // Four times the double, in units of 10^k: the product of 4c and the power of ten, of which the upper 64 bits count, and whether any
  // bit follows. The bounds of the interval are 2 to its left and right, or 1 to the left.
  const factor = (c << 2) << shift;
  const lowest = low * factor;
  const carried = upperProduct(low, factor);
  const middle = top * factor + carried;
  const upper = upperProduct(top, factor) + <u64>(middle < carried);
  const value = upper | <u64>(middle > 1);
  // Twice the power of ten, moved by as many bits, is the distance of the right bound.
  const distanceLowest = low << (shift + 1);
  const distanceMiddle = (top << (shift + 1)) | (low >> (63 - shift));
  const distanceUpper = top >> (63 - shift);
  const rightLowest = lowest + distanceLowest;
  const rightCarry = <u64>(rightLowest < lowest);
  const rightSum = middle + distanceMiddle;
  const rightMiddle = rightSum + rightCarry;
  const right =
    (upper + distanceUpper + <u64>(rightSum < middle) + <u64>(rightMiddle < rightSum)) | <u64>(rightMiddle > 1);
  const narrow = <u64>isNarrow;
  const leftDistanceLowest = low << (shift + 1 - narrow);
  const leftDistanceMiddle = (top << (shift + 1 - narrow)) | (low >> (63 - shift + narrow));
  const leftDistanceUpper = top >> (63 - shift + narrow);
  const borrow = <u64>(lowest < leftDistanceLowest);
  const leftDifference = middle - leftDistanceMiddle;
  const leftMiddle = leftDifference - borrow;
  const left =
    (upper - leftDistanceUpper - <u64>(middle < leftDistanceMiddle) - <u64>(leftDifference < borrow)) |
    <u64>(leftMiddle > 1);
  // The bounds themselves are read as this double if its last bit is 0.
  const odd = c & 1;
  const least = left + odd;
  const greatest = right - odd;
  const s = value >> 2;
  const tens = s / 10;
  // A multiple of ten, if one is inside, otherwise the nearer neighbour that is inside. No branch depends on the digits, which are random.
  const isTenBelow = <u64>(least <= 40 * tens);
  const isTenAbove = <u64>(40 * tens + 40 <= greatest);
  const isTen = (isTenBelow ^ isTenAbove) & <u64>(s >= 10);
  const isBelow = <u64>(least <= 4 * s);
  const isAbove = <u64>(4 * s + 4 <= greatest);
  const isOne = isBelow ^ isAbove;
  const half = 4 * s + 2;
  const isNearer = <u64>(value > half) | (<u64>(value === half) & s);
  const nearest = s + ((isOne & isAbove) | (~isOne & isNearer & 1));
  const ten = 10 * (tens + isTenAbove);
  significand = nearest ^ ((nearest ^ ten) & -isTen);
  exponent = k;
}
