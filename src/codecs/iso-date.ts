import { types } from 'node:util';
import { PlatformDate, timeOf } from './built-in.js';
import type { Codec } from './codec.js';
import { dateOfText, naiveTextOfDate, textOfDate } from './date-text.js';
import { DATE } from './forms.js';
import {
  DAY_PATTERN,
  ISO_PATTERN,
  type IsoParts,
  instantPattern,
  normalizedText,
  OWN_INSTANT_PATTERN,
  partsOf,
} from './iso-8601.js';
import { isPlainDate } from './plain.js';
import { unchanged } from './unchanged.js';
import type { Walk } from './walk/walk.js';

const DECLARE_STRING = '; declare the field as string to keep the text';

/** The texts that {@link dateWithCodec} takes besides ISO 8601 texts with a time zone. */
export interface DateTexts {
  /** What may stand between date and time in the place of `T`. */
  readonly separator?: ' ';
  /** The time zone of a text that names none. */
  readonly zone?: 'UTC';
}

/**
 * Date ⇄ ISO 8601 text in UTC: `"2026-02-11T15:40:12.063Z"`. Another tool may have written any text that is allowed and names a time exact
 * to the millisecond. A file for Python has the time in UTC without a zone, `"2026-02-11T15:40:12.063000"`.
 *
 * Units: milliseconds.
 */
export const dateWithCodec = ({ separator, zone }: DateTexts): Codec<Date> => ({
  expected: 'a Date',
  forms: DATE,
  holds: types.isDate,
  encode(value, walk) {
    if (!isStorableDate(value, walk)) return null;
    if (walk.profile !== 'python') return textOfDate(value);
    const text = naiveTextOfDate(value);
    if (text === undefined) walk.wrongValue(value, 'a Date of the years 1 to 9999: Python has no others');
    return text ?? null;
  },
  decode(tree, walk) {
    const quick = typeof tree === 'string' ? dateOfText(tree) : undefined;
    if (quick !== undefined) return quick;
    const parts = typeof tree === 'string' ? partsOf(separator === undefined ? tree : withT(tree)) : undefined;
    const zoneOfTime = parts?.zone ?? (zone !== undefined || walk.profile === 'python' ? 'Z' : undefined);
    if (typeof tree !== 'string') walk.wrongType(tree, 'an ISO 8601 date and time as text');
    else if (parts === undefined || parts.time === undefined) walk.wrongValue(tree, 'an ISO 8601 date and time');
    else if (zoneOfTime === undefined) {
      walk.wrongValue(
        tree,
        `a time zone ("Z" or an offset): without one a Date depends on the machine${DECLARE_STRING}`,
      );
    } else if (/[1-9]/.test(parts.fraction.slice(3))) {
      walk.wrongValue(tree, `milliseconds at most: a Date holds no finer time${DECLARE_STRING}`);
    } else {
      const date = new PlatformDate(normalizedText(parts.date, parts.time, parts.fraction, zoneOfTime));
      if (!Number.isNaN(date.getTime())) return date;
      walk.wrongValue(tree, 'a time within ±8.64e15 ms of 1970');
    }
    return new PlatformDate(Number.NaN);
  },
  schema: () => ({
    type: 'string',
    pattern: instantPattern(separator === undefined ? 'T' : `[T${separator}]`, zone !== undefined),
  }),
});

/** Returns a text with `T` in the place of a space between date and time. */
const withT = (text: string): string => text.replace(/^([+-]?\d+-\d\d-\d\d) /, '$1T');

/** Date ⇄ ISO 8601 text in UTC, as {@link dateWithCodec}: another tool may have written any ISO 8601 text with a time zone. */
export const dateCodec: Codec<Date> = dateWithCodec({});

/** True if a value is a Date that a file can hold. Otherwise reports it. */
export function isStorableDate(value: unknown, walk: Walk): value is Date {
  if (!types.isDate(value)) walk.wrongType(value, 'a Date');
  else if (Number.isNaN(timeOf(value))) walk.wrongValue(value, 'a valid Date');
  else if (!isPlainDate(value))
    walk.report('invalid-value', 'found a Date with properties of its own or of another class, expected a time alone');
  else return true;
  return false;
}

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
    if (walk.issueCount > before) return date;
    const text = walk.profile === 'python' ? naiveTextOfDate(date) : date.toISOString();
    if (text !== tree) walk.wrongValue(tree, `${text}, as a Date writes it${GIVE_TYPE}`);
    return date;
  },
  schema: () => ({ type: 'string', pattern: OWN_INSTANT_PATTERN }),
};

const GIVE_TYPE = ', for the declaration does not tell Date from string; say it with the option type: Date or String';

/** String with an ISO 8601 text ⇄ the same string. */
export const isoTextCodec = isoCodec(
  'an ISO 8601 date as text',
  'an ISO 8601 date, or date and time',
  ISO_PATTERN,
  () => true,
);

/** String with an ISO 8601 date without a time ⇄ the same string: `"2026-02-11"`. */
export const isoDayCodec = isoCodec(
  'an ISO 8601 date without a time, as text',
  'an ISO 8601 date without a time',
  DAY_PATTERN,
  ({ time }) => time === undefined,
);

function isoCodec(
  expected: string,
  expectedText: string,
  pattern: string,
  isRight: (parts: IsoParts) => boolean,
): Codec<string> {
  const holds = (value: unknown): value is string => {
    const parts = typeof value === 'string' ? partsOf(value) : undefined;
    return parts !== undefined && isRight(parts);
  };
  const schema: Codec['schema'] = (place) => place.text({ pattern });
  return unchanged({ expected, forms: DATE, holds, mapKey: 'text', schema }, (value, walk) => {
    if (holds(value)) return value;
    if (typeof value === 'string') walk.wrongValue(value, expectedText);
    else walk.wrongType(value, expected);
    return '';
  });
}
