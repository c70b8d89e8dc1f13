import { decimalOf, isPrintOf } from './decimal.js';

/**
 * The text of a JSON number that a double alone would misrepresent: its value is beyond the doubles, such as 1e400, or it is an
 * integer beyond ±(2^53 − 1) with a point or an exponent, and only its digits show whether a program printed it from a double.
 */
export class NumberText {
  constructor(readonly text: string) {}

  /** The double that is printed so; undefined if no double is: 9007199254740993.0, 1e400. */
  get double(): number | undefined {
    const value = Number(this.text);
    return Number.isInteger(value) && isPrintOf(decimalOf(this.text), value) ? value : undefined;
  }

  /** The integer that the text names exactly; undefined if it names none, or one that is larger than every double. */
  get integer(): bigint | undefined {
    if (/^-?\d+$/.test(this.text)) return bigintOf(this.text);
    const { digits, exponent } = decimalOf(this.text);
    if (exponent < 0 || !Number.isFinite(Number(this.text))) return undefined;
    return BigInt(`${this.text.startsWith('-') ? '-' : ''}${digits}${'0'.repeat(exponent)}`);
  }
}

/** Returns the integer of a decimal text; undefined if it has more digits than a bigint can have. */
export function bigintOf(digits: string): bigint | undefined {
  try {
    return BigInt(digits);
  } catch {
    return undefined;
  }
}
