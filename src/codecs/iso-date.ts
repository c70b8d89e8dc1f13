import { types } from 'node:util';
import { PlatformDate, timeOf } from './built-in.js';
import type { Codec } from './codec.js';
import { dateOfText, textOfDate } from './date-text.js';
import { DATE } from './forms.js';
import { normalizedText, partsOf } from './iso-8601.js';
import { isPlainDate } from './plain.js';
import type { Walk } from './walk/walk.js';

const DECLARE_STRING = '; declare the field as string to keep the text';

/**
 * Date ⇄ ISO 8601 text in UTC: `"2026-02-11T15:40:12.063Z"`. Another tool may have written any ISO 8601 text with a time zone that names
 * a time exact to the millisecond.
 *
 * Units: milliseconds.
 */
export const dateCodec: Codec<Date> = {
  expected: 'a Date',
  forms: DATE,
  holds: types.isDate,
  encode(value, walk) {
    if (!types.isDate(value)) walk.wrongType(value, 'a Date');
    else if (Number.isNaN(timeOf(value))) walk.wrongValue(value, 'a valid Date');
    else if (!isPlainDate(value))
      walk.report(
        'invalid-value',
        'found a Date with properties of its own or of another class, expected a time alone',
      );
    else return textOfDate(value);
    return null;
  },
  decode(tree, walk) {
    const quick = typeof tree === 'string' ? dateOfText(tree) : undefined;
    if (quick !== undefined) return quick;
    const parts = typeof tree === 'string' ? partsOf(tree) : undefined;
    if (typeof tree !== 'string') walk.wrongType(tree, 'an ISO 8601 date and time as text');
    else if (parts === undefined || parts.time === undefined) walk.wrongValue(tree, 'an ISO 8601 date and time');
    else if (parts.zone === undefined) {
      walk.wrongValue(
        tree,
        `a time zone ("Z" or an offset): without one a Date depends on the machine${DECLARE_STRING}`,
      );
    } else if (/[1-9]/.test(parts.fraction.slice(3))) {
      walk.wrongValue(tree, `milliseconds at most: a Date holds no finer time${DECLARE_STRING}`);
    } else {
      const date = new PlatformDate(normalizedText(parts.date, parts.time, parts.fraction, parts.zone));
      if (!Number.isNaN(date.getTime())) return date;
      walk.wrongValue(tree, 'a time within ±8.64e15 ms of 1970');
    }
    return new PlatformDate(Number.NaN);
  },
};

/**
 * Date ⇄ ISO 8601 text in UTC, for a field whose declaration does not say whether it is a Date or a string. It refuses any text but the one
 * that toISOString() gives for the Date: the value may be meant as a string, and as a Date it would lose the text.
 */
export const guessedDateCodec: Codec<Date> = {
  ...dateCodec,
  encode(value, walk) {
    if (typeof value !== 'string') return dateCodec.encode(value, walk);
    walk.wrongType(value, `a Date${GIVE_TYPE}`);
    return null;
  },
  decode(tree, walk) {
    const before = walk.issueCount;
    const date = dateCodec.decode(tree, walk);
    if (walk.issueCount === before && date.toISOString() !== tree) {
      walk.wrongValue(tree, `${date.toISOString()}, as a Date writes it${GIVE_TYPE}`);
    }
    return date;
  },
};

const GIVE_TYPE = ', for the declaration does not tell Date from string; say it with the option type: Date or String';

/** String with an ISO 8601 text ⇄ the same string. */
export const isoTextCodec: Codec<string> = {
  expected: 'an ISO 8601 date as text',
  forms: DATE,
  holds: (value) => typeof value === 'string' && partsOf(value) !== undefined,
  encode: checkedText,
  decode: checkedText,
};

function checkedText(value: unknown, walk: Walk): string {
  if (typeof value !== 'string') walk.wrongType(value, 'an ISO 8601 date as text');
  else if (partsOf(value) === undefined) walk.wrongValue(value, 'an ISO 8601 date, or date and time');
  else return value;
  return '';
}
