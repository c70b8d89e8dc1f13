import { bigintOf, NumberText } from '../model/number-text.js';
import type { Tree } from '../model/tree.js';
import { doubleOf, integerOf } from '../model/tree-numbers.js';
import type { Codec } from './codec.js';
import { BOOLEAN, DIGITS, FINITE, type Forms, NUMBER, TEXT } from './forms.js';
import type { Walk } from './walk/walk.js';

/** Returns the codec of values that are the same in the file: it checks them, in both directions. */
const unchanged = <T extends Tree>(
  expected: string,
  forms: Forms,
  holds: (value: unknown) => boolean,
  check: (value: unknown, walk: Walk) => T,
): Codec<T> => ({
  expected,
  forms,
  holds,
  encode: check,
  decode: check,
});

/** String ⇄ string: any sequence of UTF-16 code units. */
export const stringCodec = unchanged('a string', TEXT, isString, checkedString);

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function checkedString(value: unknown, walk: Walk): string {
  if (typeof value === 'string') return value;
  walk.wrongType(value, 'a string');
  return '';
}

/** String ⇄ string that is not empty. */
export const nonEmptyStringCodec = unchanged('a string that is not empty', TEXT, isString, (value, walk) => {
  const text = checkedString(value, walk);
  if (value === '') walk.wrongValue(value, 'a string that is not empty');
  return text;
});

/** Boolean ⇄ true or false. */
export const booleanCodec = unchanged('true or false', BOOLEAN, isBoolean, (value, walk) => {
  if (isBoolean(value)) return value;
  walk.wrongType(value, 'true or false');
  return false;
});

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/** Number ⇄ number. The file has NaN and the infinities by their names, `"NaN"`, and lists where they are. */
export const numberCodec: Codec<number> = {
  expected: 'a number',
  forms: NUMBER,
  holds: (value) => typeof value === 'number',
  encode(value, walk) {
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) walk.addDeclaredNonFinite();
      return value;
    }
    walk.wrongType(value, 'a number');
    return null;
  },
  decode(tree, walk) {
    const value = doubleOf(tree);
    if (value !== undefined) return value;
    if (typeof tree === 'bigint' || tree instanceof NumberText) walk.wrongValue(tree, 'a number that a double holds');
    else walk.wrongType(tree, 'a number');
    return 0;
  },
};

/** Integer from −(2^53 − 1) to 2^53 − 1 ⇄ number. Beyond that, one double may stand for several integers. */
export const integerCodec = unchanged('an integer', FINITE, isInteger, (value, walk) => {
  if (isInteger(value)) return value;
  const isNumber = typeof value === 'number' || typeof value === 'bigint' || value instanceof NumberText;
  if (isNumber) walk.wrongValue(value, 'an integer within ±(2^53 - 1)');
  else walk.wrongType(value, 'an integer');
  return 0;
});

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}

/** Bigint ⇄ string of decimal digits: `12n` ⇄ `"12"`. Another tool may have written a JSON number. */
export const bigintCodec: Codec<bigint> = {
  expected: 'a bigint',
  forms: { text: [DIGITS] },
  holds: (value) => typeof value === 'bigint',
  encode(value, walk) {
    if (typeof value === 'bigint') return String(value);
    walk.wrongType(value, 'a bigint');
    return null;
  },
  decode(tree, walk) {
    if (typeof tree === 'string' && DECIMAL.test(tree)) {
      const value = bigintOf(tree);
      if (value === undefined) walk.wrongValue(tree, 'fewer digits, for no bigint is so large');
      return value ?? 0n;
    }
    const integer = walk.isSealed ? undefined : integerOf(tree);
    if (integer !== undefined) return integer;
    walk.wrongType(tree, 'an integer as decimal text');
    return 0n;
  },
};

const DECIMAL = /^(?:0|-?[1-9]\d*)$/;
