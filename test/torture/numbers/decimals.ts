// Checks JSON texts of numbers by integer arithmetic alone, and calls nothing that writes or reads them.

/**
 * True if a JSON text is the right one for a number: an integer's digits, or the shortest decimal that is read as the double, in
 * ECMAScript's form (but -0.0 for -0).
 */
export function isRightText(text: string, value: number | bigint): boolean {
  if (typeof value === 'bigint') return /^(?:0|-?[1-9]\d*)$/.test(text) && BigInt(text) === value;
  if (!Number.isFinite(value)) return text === `"${value}"`;
  if (value === 0) return text === (Object.is(value, -0) ? '-0.0' : '0');
  return text === String(value) && isShortest(text, value);
}

/** An integer times a power of ten or of two. */
interface Scaled {
  readonly digits: bigint;
  readonly exponent: number;
}

function isShortest(text: string, value: number): boolean {
  if (text.startsWith('-') !== value < 0) return false;
  const binary = binaryOf(value);
  const { digits, exponent } = decimalOf(text);
  if (!isClosest({ digits, exponent }, binary)) return false;
  if (digits < 10n) return true;
  const shorter = digits / 10n;
  return ![shorter, shorter + 1n].some((each) => isClosest({ digits: each, exponent: exponent + 1 }, binary));
}

/** Parses a JSON number without its sign; the digits end with no zero. */
function decimalOf(text: string): Scaled {
  const [, whole = '', fraction = '', exponent = '0'] = /^-?(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text) ?? [];
  const all = whole + fraction;
  const digits = all.replace(/0+$/, '');
  return { digits: BigInt(digits), exponent: Number(exponent) - fraction.length + all.length - digits.length };
}

const double = new Float64Array(1);
const bits = new BigUint64Array(double.buffer);

/** Returns the significand of a double without its sign, and its exponent of two. */
function binaryOf(value: number): Scaled {
  double[0] = value;
  const held = bits[0] as bigint;
  const exponent = Number((held >> 52n) & 0x7ffn);
  const fraction = held & (2n ** 52n - 1n);
  return exponent === 0
    ? { digits: fraction, exponent: -1074 }
    : { digits: fraction + 2n ** 52n, exponent: exponent - 1075 };
}

/** True if a decimal is read as a double: it is closer to it than to its neighbours, or halfway and the double is even. */
function isClosest(decimal: Scaled, binary: Scaled): boolean {
  // The bounds are counted in quarters of the last binary digit: the next double below a power of two is half as far away as the one above.
  const twos = binary.exponent - 2;
  const quarters = 4n * binary.digits;
  const below = binary.digits === 2n ** 52n && binary.exponent > -1074 ? 1n : 2n;
  const scale = (scaled: bigint, tens: number, power: number): bigint =>
    scaled * 10n ** BigInt(Math.max(0, tens)) * 2n ** BigInt(Math.max(0, power));
  const found = scale(decimal.digits, decimal.exponent, -twos);
  const low = scale(quarters - below, -decimal.exponent, twos);
  const high = scale(quarters + 2n, -decimal.exponent, twos);
  return binary.digits % 2n === 0n ? low <= found && found <= high : low < found && found < high;
}
