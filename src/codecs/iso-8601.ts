import { PlatformDate } from './built-in.js';

// Parses dates, and dates with times, in the extended format of ISO 8601-1:2019, which includes that of RFC 3339:
//
//   2026-02-11 · 2026-02-11T15:40Z · 2026-02-11T15:40:12.063+01:00 · +012026-02-11T15:40:12Z

/** A point in time, exact to any fraction of a second. */
export interface Instant {
  /** Units: seconds since 1970-01-01T00:00:00Z. */
  readonly seconds: number;
  /** The digits of the fraction of the second without trailing zeros, so that they sort as texts. */
  readonly fraction: string;
}

/** Returns the point in time of an ISO 8601 text; undefined if the text has no time or no time zone. */
export function instantOf(text: string): Instant | undefined {
  const { date, time, fraction = '', zone } = partsOf(text) ?? {};
  if (date === undefined || time === undefined || zone === undefined) return undefined;
  const seconds = new PlatformDate(normalizedText(date, time, '', zone)).getTime() / 1000;
  return { seconds, fraction: fraction.replace(/0+$/, '') };
}

/** The parts of an ISO 8601 text. */
export interface IsoParts {
  /** `YYYY-MM-DD`, or with a sign and six digits for the year. */
  readonly date: string;
  /** `hh:mm:ss`; undefined if the text has a date only. */
  readonly time: string | undefined;
  /** The digits of the fraction of the second. */
  readonly fraction: string;
  /** `Z` or `±hh`, `±hhmm` or `±hh:mm`; undefined if the text has none. */
  readonly zone: string | undefined;
}

const ISO =
  /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/;

// The same in patterns of JSON Schema. They tell leap years, too: 29 February has a pattern of its own.
const YEAR = '(?:[0-9]{4}|[+-][0-9]{6})';
const LEAP_YEAR = '(?:[+-][0-9]{2})?(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)';
const MONTH_AND_DAY =
  '(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))';
const DATE = `(?!-0{6})(?:${YEAR}-${MONTH_AND_DAY}|${LEAP_YEAR}-02-29)`;
const MINUTE = '(?:[01][0-9]|2[0-3]):[0-5][0-9]';
const ZONE = '(?:Z|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)';

/** The pattern of the texts that {@link partsOf} takes and that have no time. */
export const DAY_PATTERN = `^${DATE}$`;

/** The pattern of all texts that {@link partsOf} takes. */
export const ISO_PATTERN = `^${DATE}(?:T${MINUTE}(?::[0-5][0-9](?:[.,][0-9]+)?)?${ZONE}?)?$`;

/**
 * Returns the pattern of those that name a point in time, exact to the millisecond.
 *
 * @param separator - what may stand between date and time, as a pattern.
 */
export const instantPattern = (separator: string, isZoneOptional: boolean): string =>
  `^${DATE}${separator}${MINUTE}(?::[0-5][0-9](?:[.,][0-9]{1,3}0*)?)?${ZONE}${isZoneOptional ? '?' : ''}$`;

/** The pattern of those that toISOString() gives. */
export const OWN_INSTANT_PATTERN = `^${DATE}T${MINUTE}:[0-5][0-9]\\.[0-9]{3}Z$`;

/**
 * Returns the parts of an ISO 8601 text. Returns undefined for any other text, and for a date or time that does not exist, such as
 * 31 February or 24:00.
 * @see ISO 8601-1:2019, RFC 3339
 */
export function partsOf(text: string): IsoParts | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour, minute = '', second = '00', fraction = '', zone] = match;
  if (year === '-000000' || Number(month) < 1 || Number(month) > 12) return undefined;
  if (Number(day) < 1 || Number(day) > daysInMonth(Number(year), Number(month))) return undefined;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return { date, time: undefined, fraction, zone };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return { date, time: `${hour}:${minute}:${second}`, fraction, zone };
}

function daysInMonth(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Returns an ISO 8601 text that every version of Node parses alike: with milliseconds, and `Z` or `±hh:mm`. */
export function normalizedText(date: string, time: string, fraction: string, zone: string): string {
  const offset = zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.replace(':', '').slice(3) || '00'}`;
  return `${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`;
}
