import { decimalOf } from '../model/decimal.js';
import { bigintOf, NumberText } from '../model/number-text.js';
import type { Tree } from '../model/tree.js';

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
const INTEGERS = /^(?:0|-?[1-9]\d*)(?:,(?:0|-?[1-9]\d*))*$/;

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
 * Returns the scalars of a list without inner lists and objects. JSON.parse reads them; if it may have lost digits, they are read once more,
 * by {@link numberOf}.
 *
 * @param text - the text between the brackets of the list.
 * @param isStrict - true to find decimals too that a double rounds to an integer, such as 1e-400, which no program writes from a double.
 * @returns undefined if the text is empty or not JSON.
 */
export function scalarsOf(text: string, isStrict: boolean): Tree[] | undefined {
  let scalars: Tree[];
  try {
    scalars = JSON.parse(`[${text}]`);
  } catch {
    return undefined;
  }
  if (scalars.length === 0) return undefined;
  let [hasZero, hasInteger, hasUnsafeInteger] = [false, false, false];
  for (let index = 0; index < scalars.length; index++) {
    const value = scalars[index];
    if (typeof value !== 'number' || Math.floor(value) !== value) continue;
    if (value === 0) hasZero = true;
    else if (Number.isSafeInteger(value)) hasInteger = true;
    else hasUnsafeInteger = true;
  }
  const mayBeRounded =
    isStrict && ((hasZero && mayHaveNearZero(text)) || (hasInteger && /[.eE]/.test(text) && /[\d.]{17}/.test(text)));
  return hasUnsafeInteger || mayBeRounded ? readAgain(scalars, text) : scalars;
}

/** Found in every text of a number that is not 0 and rounds to 0: its exponent has three digits, or it has 200 zeros in a row. */
const NEAR_ZERO = /[eE]-\d{3}|0{200}/;
const ZEROS = '0'.repeat(200);

/** True if a text may have a number that is not 0 and rounds to 0. To look for strings first takes a sixth of the expression's time. */
export const mayHaveNearZero = (text: string): boolean =>
  (text.includes('e-') || text.includes('E-') || text.includes(ZEROS)) && NEAR_ZERO.test(text);

/** Returns the integers of a list, from the text between its brackets; undefined if there is anything else in it, white space included. */
export function integersOf(text: string): bigint[] | undefined {
  return INTEGERS.test(text) ? text.split(',').map(BigInt) : undefined;
}

function readAgain(scalars: Tree[], text: string): Tree[] | undefined {
  const texts = text.split(',');
  // A string in the list contains a comma, so the texts between commas are not those of the scalars.
  if (texts.length !== scalars.length) return undefined;
  return scalars.map((value, index) => {
    const isCertain = typeof value !== 'number' || (Number.isFinite(value) && !Number.isInteger(value));
    return isCertain ? value : numberOf((texts[index] as string).trim());
  });
}
