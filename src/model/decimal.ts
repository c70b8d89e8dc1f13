/**
 * A decimal number without its sign: `digits` × 10^`exponent`. Its first and last digits are not zero. The number zero has no digits.
 *
 * @example 1200 and 1.2e3 are both { digits: '12', exponent: 2 }
 */
export interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

const ZERO = 0x30;

/** Returns the decimal number that the text of a JSON number names. */
export function decimalOf(text: string): Decimal {
  const [, whole = '', fraction = '', exponent = '0'] = /^-?(\d+)(?:\.(\d+))?(?:[eE](.+))?$/.exec(text) ?? [];
  const digits = whole + fraction;
  let start = 0;
  let end = digits.length;
  while (digits.charCodeAt(start) === ZERO) start++;
  if (start === end) return { digits: '', exponent: 0 };
  while (digits.charCodeAt(end - 1) === ZERO) end--;
  return { digits: digits.slice(start, end), exponent: Number(exponent) - fraction.length + digits.length - end };
}

/** The greatest number of digits that toPrecision takes. */
const MAX_PRECISION = 100;

/** True if a program may print an integral double as this decimal: it is the exact value, or the value rounded to as many digits. */
export function isPrintOf(decimal: Decimal, value: number): boolean {
  const { length } = decimal.digits;
  if (isSame(decimal, decimalOf(String(BigInt(value))))) return true;
  return length > 0 && length <= MAX_PRECISION && isSame(decimal, decimalOf(value.toPrecision(length)));
}

const isSame = (a: Decimal, b: Decimal): boolean => a.digits === b.digits && a.exponent === b.exponent;
