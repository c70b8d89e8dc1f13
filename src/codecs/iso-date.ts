import { types } from 'node:util';
import { isBareDate, PlatformDate, timeOf } from './bare.js';
import type { Codec } from './codec.js';

const DECLARE_STRING = '; declare the field as string to keep the text';

/** A point in time, to the millisecond, in UTC. */
export const dateCodec: Codec<Date> = {
  encode(value, walk) {
    if (!types.isDate(value)) walk.wrongType(value, 'a Date');
    else if (Number.isNaN(timeOf(value))) walk.wrongValue(value, 'a valid Date');
    else if (!isBareDate(value))
      walk.report(
        'invalid-value',
        'found a Date with properties of its own or of another class, expected a time alone',
      );
    else return ownTextOf(value);
    return null;
  },
  decode(tree, walk) {
    const own = typeof tree === 'string' ? dateOfOwnText(tree) : undefined;
    if (own !== undefined) return own;
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
      const date = new PlatformDate(dateText(parts.date, parts.time, parts.fraction, parts.zone));
      if (!Number.isNaN(date.getTime())) return date;
      walk.wrongValue(tree, 'a time within ±8.64e15 ms of 1970');
    }
    return new PlatformDate(Number.NaN);
  },
};

/** A Date where the declaration does not tell it from text: only what a Date itself would write is taken for one. */
export const guessedDateCodec: Codec<Date> = {
  encode(value, walk) {
    if (typeof value !== 'string') return dateCodec.encode(value, walk);
    walk.wrongType(value, `a Date${SAY_TYPE}`);
    return null;
  },
  decode(tree, walk) {
    const before = walk.faults;
    const date = dateCodec.decode(tree, walk);
    if (walk.faults === before && date.toISOString() !== tree) {
      walk.wrongValue(tree, `${date.toISOString()}, as a Date writes it${SAY_TYPE}`);
    }
    return date;
  },
};

const SAY_TYPE = ', for the declaration does not tell Date from string; say it with the option type: Date or String';

/** ISO 8601 text, kept to the letter. */
export const isoTextCodec: Codec<string> = { encode: isoText, decode: isoText };

function isoText(...[value, walk]: Parameters<Codec['encode']>): string {
  if (typeof value !== 'string') walk.wrongType(value, 'an ISO 8601 date as text');
  else if (partsOf(value) === undefined) walk.wrongValue(value, 'an ISO 8601 date, or date and time');
  else return value;
  return '';
}

const DAY = 86_400_000;

/** The last day that was met: the dates of an artifact tend to lie close together. */
let lastDay = { number: 0, text: '1970-01-01T' };

const digits = (length: number, width: number, end: string): readonly string[] =>
  Array.from({ length }, (_, number) => `${String(number).padStart(width, '0')}${end}`);
const HOURS = digits(24, 2, ':');
const MINUTES = digits(60, 2, ':');
const SECONDS = digits(60, 2, '.');
const MILLISECONDS = digits(1000, 3, 'Z');

/** What toISOString gives, several times as fast. */
function ownTextOf(date: Date): string {
  const time = timeOf(date);
  const number = Math.floor(time / DAY);
  if (number !== lastDay.number) lastDay = { number, text: new PlatformDate(time).toISOString().slice(0, -13) };
  const rest = time - number * DAY;
  const seconds = Math.floor(rest / 1000);
  const minutes = Math.floor(seconds / 60);
  return (
    lastDay.text +
    (HOURS[Math.floor(minutes / 60)] as string) +
    (MINUTES[minutes % 60] as string) +
    (SECONDS[seconds % 60] as string) +
    (MILLISECONDS[rest % 1000] as string)
  );
}

/** The Date of a text as a Date itself writes it, without taking it apart; undefined for any other text. */
function dateOfOwnText(text: string): Date | undefined {
  if (!OWN_TEXT.test(text)) return undefined;
  const hours = numberAt(text, 11);
  const minutes = numberAt(text, 14);
  const seconds = numberAt(text, 17);
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  if (!text.startsWith(lastDay.text)) {
    const day = new PlatformDate(text.slice(0, 10));
    // An engine takes 31 February for 3 March.
    if (day.getUTCMonth() + 1 !== numberAt(text, 5) || day.getUTCDate() !== numberAt(text, 8)) return undefined;
    lastDay = { number: day.getTime() / DAY, text: text.slice(0, 11) };
  }
  const milliseconds = 10 * numberAt(text, 20) + text.charCodeAt(22) - 0x30;
  return new PlatformDate(lastDay.number * DAY + ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds);
}

const OWN_TEXT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The number of two digits. */
const numberAt = (text: string, index: number): number =>
  (text.charCodeAt(index) - 0x30) * 10 + text.charCodeAt(index + 1) - 0x30;

/** A point in time, however fine. */
export interface Instant {
  /** Since 1970-01-01T00:00:00Z. */
  readonly seconds: number;
  /** The digits of the fraction of the second, without zeros at their end, so that their texts sort. */
  readonly fraction: string;
}

/** The point in time of an ISO 8601 text; undefined if the text has no time or no zone. */
export function instantOf(text: string): Instant | undefined {
  const { date, time, fraction = '', zone } = partsOf(text) ?? {};
  if (date === undefined || time === undefined || zone === undefined) return undefined;
  const seconds = new PlatformDate(dateText(date, time, '', zone)).getTime() / 1000;
  return { seconds, fraction: fraction.replace(/0+$/, '') };
}

interface Parts {
  /** `YYYY-MM-DD`, or with a sign and six digits for the year. */
  readonly date: string;
  /** `hh:mm:ss`; undefined if there is a date alone. */
  readonly time: string | undefined;
  /** The digits of the fraction of the second. */
  readonly fraction: string;
  /** `Z` or `±hh:mm`; undefined if there is none. */
  readonly zone: string | undefined;
}

const ISO =
  /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/;

/**
 * The parts of a calendar date, with or without time, in the extended format; undefined for any other text, 31 February
 * and 24:00 among it.
 * @see ISO 8601-1:2019, RFC 3339
 */
function partsOf(text: string): Parts | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour, minute = '', second = '00', fraction = '', zone] = match;
  if (year === '-000000' || Number(month) < 1 || Number(month) > 12) return undefined;
  if (Number(day) < 1 || Number(day) > daysOf(Number(year), Number(month))) return undefined;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return { date, time: undefined, fraction, zone };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return { date, time: `${hour}:${minute}:${second}`, fraction, zone };
}

function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The one form that every engine parses alike. */
function dateText(date: string, time: string, fraction: string, zone: string): string {
  const offset = zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.replace(':', '').slice(3) || '00'}`;
  return `${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`;
}
