/** A decimal number without its sign: `digits` × 10^`exponent`. The digits begin and end with no zero; zero has none. */
export interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

const ZERO = 0x30;

/** The decimal number of a JSON number's text. */
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

/** Digits that toPrecision gives at most. */
const MAX_PRECISION = 100;

/** Tells whether a decimal is what an integral double is exactly, or the double correctly rounded to as many digits. */
export function isPrintOf(decimal: Decimal, value: number): boolean {
  const { length } = decimal.digits;
  if (isSame(decimal, decimalOf(String(BigInt(value))))) return true;
  return length > 0 && length <= MAX_PRECISION && isSame(decimal, decimalOf(value.toPrecision(length)));
}

const isSame = (a: Decimal, b: Decimal): boolean => a.digits === b.digits && a.exponent === b.exponent;
