import { pythonFloat } from '../format/python-scalars.js';
import { anyOf } from '../model/json-schema.js';
import { bigintOf, NumberText } from '../model/number-text.js';
import { doubleOf, integerOf } from '../model/tree-numbers.js';
import type { Codec } from './codec.js';
import { BOOLEAN, DIGITS, FINITE, NUMBER, TEXT } from './forms.js';
import { unchanged } from './unchanged.js';
import type { Walk } from './walk/walk.js';

const isString = (value: unknown): value is string => typeof value === 'string';

/** String ⇄ string: any sequence of UTF-16 code units. */
export const stringCodec = unchanged(
  { expected: 'a string', forms: TEXT, holds: isString, mapKey: 'text', schema: (place) => place.text() },
  checkedString,
);

function checkedString(value: unknown, walk: Walk): string {
  if (isString(value)) return value;
  walk.wrongType(value, 'a string');
  return '';
}

/** String ⇄ string that is not empty. */
export const nonEmptyStringCodec = unchanged(
  { ...stringCodec, expected: 'a string that is not empty', schema: (place) => place.text({ minLength: 1 }) },
  (value, walk) => {
    const text = checkedString(value, walk);
    if (value === '') walk.wrongValue(value, 'a string that is not empty');
    return text;
  },
);

const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

/** Boolean ⇄ true or false. */
export const booleanCodec = unchanged(
  { expected: 'true or false', forms: BOOLEAN, holds: isBoolean, mapKey: 'value', schema: (place) => place.boolean() },
  (value, walk) => {
    if (isBoolean(value)) return value;
    walk.wrongType(value, 'true or false');
    return false;
  },
);

/** Number ⇄ number. The file has NaN and the infinities by their names, `"NaN"`, and lists where they are. */
export const numberCodec: Codec<number> = {
  expected: 'a number',
  forms: NUMBER,
  holds: (value) => typeof value === 'number',
  mapKey: 'value',
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
  schema: (place) => place.number(),
};

/** As {@link numberCodec}: a number that is a float in other languages, even if it is an integer. A file for Python has `1.0`. */
export const floatCodec: Codec<number> = {
  ...numberCodec,
  encode(value, walk) {
    const tree = numberCodec.encode(value, walk);
    // Of all numbers, a file for Python has only safe integers as ints.
    return walk.profile === 'python' && Number.isSafeInteger(tree) ? new NumberText(pythonFloat(tree as number)) : tree;
  },
};

/** Number ⇄ number, but for NaN and the infinities. */
export const finiteCodec: Codec<number> = {
  expected: 'a finite number',
  forms: FINITE,
  holds: Number.isFinite,
  mapKey: 'value',
  encode: (value, walk) => checkedFinite(value, value, walk),
  decode: (tree, walk) => checkedFinite(tree, typeof tree === 'string' ? undefined : doubleOf(tree), walk),
  schema: (place) => place.finite(),
};

function checkedFinite(found: unknown, value: unknown, walk: Walk): number {
  if (Number.isFinite(value)) return value as number;
  const isNumber = typeof found === 'number' || found instanceof NumberText;
  if (isNumber) walk.wrongValue(found, 'a finite number');
  else walk.wrongType(found, 'a finite number');
  return 0;
}

const isInteger = (value: unknown): value is number => Number.isSafeInteger(value) && !Object.is(value, -0);

/** Integer from −(2^53 − 1) to 2^53 − 1 ⇄ number. Beyond that, one double may stand for several integers. */
export const integerCodec = unchanged(
  {
    expected: 'an integer',
    forms: FINITE,
    holds: isInteger,
    mapKey: 'value',
    schema: (place) =>
      place.finite({ type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
  },
  (value, walk) => {
    if (isInteger(value)) return value;
    const isNumber = typeof value === 'number' || typeof value === 'bigint' || value instanceof NumberText;
    if (isNumber) walk.wrongValue(value, 'an integer within ±(2^53 - 1)');
    else walk.wrongType(value, 'an integer');
    return 0;
  },
);

/** Python refuses to read an integer of more digits. */
const MOST_PYTHON_DIGITS = 4300;

/** Bigint ⇄ string of decimal digits: `12n` ⇄ `"12"`. A file without `$artifact` has a JSON number, as other tools write and read it. */
export const bigintCodec: Codec<bigint> = {
  expected: 'a bigint',
  forms: { text: [DIGITS] },
  holds: (value) => typeof value === 'bigint',
  mapKey: 'value',
  encode(value, walk) {
    if (typeof value !== 'bigint') {
      walk.wrongType(value, 'a bigint');
      return null;
    }
    const text = String(value);
    if (walk.profile === undefined) return text;
    if (walk.profile === 'python' && text.replace('-', '').length > MOST_PYTHON_DIGITS)
      walk.wrongValue(value, `at most ${MOST_PYTHON_DIGITS} digits, for Python reads no more`);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
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
  schema: () => anyOf({ type: 'string', pattern: DECIMAL.source }, { type: 'integer' }),
};

const DECIMAL = /^(?:0|-?[1-9]\d*)$/;
