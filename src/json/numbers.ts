import { decimalOf } from '../model/decimal.js';
import { bigintOf, NumberText } from '../model/number-text.js';
import type { Tree } from '../model/tree.js';

export const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const INTEGER = /^-?\d+$/;
const INTEGERS = /^(?:0|-?[1-9]\d*)(?:,(?:0|-?[1-9]\d*))*$/;

/**
 * The number of a text as it is: a double; a bigint for an integer beyond ±(2^53 − 1); or a NumberText where the number alone would
 * not show whether a program wrote it from a double.
 */
export function numberOf(text: string): number | bigint | NumberText {
  const value = Number(text);
  if (!Number.isFinite(value)) return new NumberText(text);
  if (!Number.isInteger(value)) return value;
  const isSafe = Number.isSafeInteger(value);
  if (INTEGER.test(text)) return isSafe ? value : (bigintOf(text) ?? new NumberText(text));
  const isNamed = isSafe ? decimalOf(text).exponent >= 0 : text === String(value);
  return isNamed ? value : new NumberText(text);
}

/**
 * The scalars of a flat list, from the text between its brackets; undefined if it is not JSON, or empty. JSON.parse reads
 * them; where there may be one that is no double, each integer is read once more.
 *
 * @param isStrict - look for decimals too that come out as integers, zero among them, because they are too small for a
 * double or too close to it. No number that ECMAScript writes is one.
 */
export function scalarsOf(text: string, isStrict: boolean): Tree[] | undefined {
  let scalars: Tree[];
  try {
    scalars = JSON.parse(`[${text}]`);
  } catch {
    return undefined;
  }
  if (scalars.length === 0) return undefined;
  let [hasZero, hasInteger, isBeyond] = [false, false, false];
  for (let index = 0; index < scalars.length; index++) {
    const value = scalars[index];
    if (typeof value !== 'number' || Math.floor(value) !== value) continue;
    if (value === 0) hasZero = true;
    else if (Number.isSafeInteger(value)) hasInteger = true;
    else isBeyond = true;
  }
  const mayBeRounded =
    isStrict && ((hasZero && LIKE_ZERO.test(text)) || (hasInteger && /[.eE]/.test(text) && /[\d.]{17}/.test(text)));
  return isBeyond || mayBeRounded ? reread(scalars, text) : scalars;
}

/** A double of fewer zeros after its point needs an exponent to come to nothing. */
const LIKE_ZERO = /[eE]-\d{3}|0{200}/;

/** The integers of a flat list, from the text between its brackets; undefined if it is anything else. */
export function integersOf(text: string): bigint[] | undefined {
  return INTEGERS.test(text) ? text.split(',').map(BigInt) : undefined;
}

function reread(scalars: Tree[], text: string): Tree[] | undefined {
  const texts = text.split(',');
  // A comma within a string.
  if (texts.length !== scalars.length) return undefined;
  return scalars.map((value, index) => {
    const isCertain = typeof value !== 'number' || (Number.isFinite(value) && !Number.isInteger(value));
    return isCertain ? value : numberOf((texts[index] as string).trim());
  });
}
