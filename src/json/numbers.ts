import { decimalOf } from '../model/decimal.js';
import type { Missing } from '../model/elements.js';
import { bigintOf, NumberText } from '../model/number-text.js';

// Texts of numbers, read without loss. JSON.parse would read all of these, and lose digits of the last four:
//
//     0.1, 1.0, 1e+21                          a double, as a program wrote it
//     9007199254740993                         a bigint: no double equals it
//     1e400, 0.99999999999999999999, 1e-400    a NumberText: JSON.parse reads Infinity, 1 and 0

/**
 * The text of a number.
 * @see RFC 8259, section 6
 */
export const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const INTEGER = /^-?\d+$/;

/**
 * Returns the number that a text names: a double; a bigint for an integer beyond ±(2^53 − 1); or a NumberText, if the text names a number
 * beyond the doubles, or if the double is an integer but the text may name another number.
 */
export function numberOf(text: string): number | bigint | NumberText {
  const value = Number(text);
  if (!Number.isFinite(value)) return new NumberText(text);
  if (!Number.isInteger(value)) return value;
  const isSafe = Number.isSafeInteger(value);
  if (INTEGER.test(text)) return isSafe ? value : (bigintOf(text) ?? new NumberText(text));
  const isExact = isSafe ? decimalOf(text).exponent >= 0 : text === String(value);
  return isExact ? value : new NumberText(text);
}

/**
 * True if each of the doubles that were read of a list is what {@link numberOf} makes of its text: not one that stands for an integer or
 * decimal that no double equals.
 *
 * @param text - the list, or nested lists, or a part of them that was cut at a comma or bracket.
 */
export function areDoublesExact(text: string, doubles: ArrayLike<number | bigint>, missing?: Missing): boolean {
  let [hasZero, hasInteger] = [false, false];
  for (let index = 0; index < doubles.length; index++) {
    const value = doubles[index] as number;
    // NaN comes from null, if that stands for it; otherwise NaN and the infinities come from names in quotes.
    if (value - value !== 0) {
      if (missing === null && Number.isNaN(value)) continue;
      return false;
    }
    if (Math.floor(value) !== value) continue;
    if (!Number.isSafeInteger(value)) return false;
    if (value === 0) hasZero = true;
    else hasInteger = true;
  }
  const mayBeRounded =
    (hasZero && mayHaveNearZero(text)) || (hasInteger && /[.eE]/.test(text) && /[\d.]{17}/.test(text));
  if (!mayBeRounded) return true;
  // A part that was cut behind a row begins with the comma after it.
  const texts = text.replace(/[[\]]/g, '').replace(/^\s*,/, '').split(',');
  return Array.prototype.every.call(
    doubles,
    (value, index) => !Number.isInteger(value) || Object.is(numberOf((texts[index] as string).trim()), value),
  );
}

/** Found in every text of a number that is not 0 and rounds to 0: its exponent has three digits, or it has 200 zeros in a row. */
const NEAR_ZERO = /[eE]-\d{3}|0{200}/;
const ZEROS = '0'.repeat(200);

/** True if a text may have a number that is not 0 and rounds to 0. To look for strings first takes a sixth of the expression's time. */
export const mayHaveNearZero = (text: string): boolean =>
  (text.includes('e-') || text.includes('E-') || text.includes(ZEROS)) && NEAR_ZERO.test(text);
