import { bigintOf, NumberText } from '../model/number-text.js';
import type { Tree } from '../model/tree.js';
import { doubleOf, integerOf } from '../model/tree-numbers.js';
import type { Codec } from './codec.js';
import type { Walk } from './walk/walk.js';

/** A codec of values that stand in the file as they are: the same check both ways. */
const asIs = <T extends Tree>(check: (value: unknown, walk: Walk) => T): Codec<T> => ({ encode: check, decode: check });

/** Text, any sequence of UTF-16 code units. */
export const stringCodec = asIs(checkText);

function checkText(value: unknown, walk: Walk): string {
  if (typeof value === 'string') return value;
  walk.wrongType(value, 'a string');
  return '';
}

/** Text that is not empty. */
export const nonEmptyStringCodec = asIs((value, walk) => {
  const text = checkText(value, walk);
  if (value === '') walk.wrongValue(value, 'a string that is not empty');
  return text;
});

/** true and false. */
export const booleanCodec = asIs((value, walk) => {
  if (typeof value === 'boolean') return value;
  walk.wrongType(value, 'true or false');
  return false;
});

/** Any double. The non-finite ones stand in the file as their names. */
export const numberCodec: Codec<number> = {
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

/** An integer that a double holds beyond doubt: -(2^53 - 1) to 2^53 - 1. */
export const integerCodec = asIs((value, walk) => {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return value as number;
  const isNumber = typeof value === 'number' || typeof value === 'bigint' || value instanceof NumberText;
  if (isNumber) walk.wrongValue(value, 'an integer within ±(2^53 - 1)');
  else walk.wrongType(value, 'an integer');
  return 0;
});

/** An integer of any size, as decimal text. Other tools write such integers as JSON numbers. */
export const bigintCodec: Codec<bigint> = {
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
