import { types } from 'node:util';
import { NumberText } from '../model/number-text.js';
import { doubleOf } from '../model/tree-numbers.js';
import { PlatformDate, timeOf } from './built-in.js';
import type { Codec } from './codec.js';
import { FINITE } from './forms.js';
import { isStorableDate } from './iso-date.js';

/**
 * Date ⇄ number of seconds or milliseconds since 1970-01-01T00:00:00Z.
 *
 * Shape: seconds may have a fraction. A number that is no whole millisecond is refused.
 */
const epochCodec = (unit: string, millisecondsPerUnit: number): Codec<Date> => ({
  expected: 'a Date',
  forms: FINITE,
  holds: types.isDate,
  encode: (value, walk) => (isStorableDate(value, walk) ? timeOf(value) / millisecondsPerUnit : null),
  decode(tree, walk) {
    const number = typeof tree === 'string' ? undefined : doubleOf(tree);
    const expected = `a number of ${unit} since 1970`;
    if (number === undefined) {
      if (typeof tree === 'bigint' || tree instanceof NumberText) walk.wrongValue(tree, expected);
      else walk.wrongType(tree, expected);
      return new PlatformDate(Number.NaN);
    }
    const nearest = Math.round(number * millisecondsPerUnit);
    // The product is rounded, so that the millisecond may be the next one. No two milliseconds are the same number of seconds.
    const time = [nearest, nearest - 1, nearest + 1].find((each) => Object.is(each / millisecondsPerUnit, number));
    const date = new PlatformDate(time ?? Number.NaN);
    if (Number.isNaN(date.getTime()) || Object.is(number, -0)) {
      const isFiner = time === undefined && Number.isFinite(number);
      const fault = isFiner ? ' that is a whole millisecond; codec.number keeps a finer one' : ', within ±8.64e15 ms';
      walk.wrongValue(number, `${expected}${fault}`);
    }
    return date;
  },
  schema: () => ({
    type: millisecondsPerUnit === 1 ? 'integer' : 'number',
    minimum: -MOST_MILLISECONDS / millisecondsPerUnit,
    maximum: MOST_MILLISECONDS / millisecondsPerUnit,
  }),
});

/** The time of the last Date. */
const MOST_MILLISECONDS = 8.64e15;

export const epochSecondsCodec = epochCodec('seconds', 1000);
export const epochMillisecondsCodec = epochCodec('milliseconds', 1);
