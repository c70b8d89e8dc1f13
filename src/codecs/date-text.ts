import { PlatformDate, timeOf } from './built-in.js';

// Date ⇄ the text that toISOString() gives for a year of four digits, 2026-02-11T15:40:12.063Z: several times as fast as the functions of
// the platform. The dates of an artifact are often of one day, so the last day is remembered.

/** Units: milliseconds. */
const DAY = 86_400_000;

/** The number of characters of such a text. */
const LENGTH = 24;

/** The last day that a function here was called for: its number since 1970-01-01, and the beginning of the texts of its dates. */
let lastDay = { number: 0, text: '1970-01-01T' };

/** Returns the text that toISOString() gives for a valid Date, of any year. */
export function textOfDate(date: Date): string {
  const time = timeOf(date);
  const number = Math.floor(time / DAY);
  if (number !== lastDay.number) {
    const text = new PlatformDate(time).toISOString();
    if (text.length !== LENGTH) return text;
    lastDay = { number, text: text.slice(0, 11) };
  }
  // The zero makes V8 compute with integers, as all operands are.
  const rest = (time - number * DAY) | 0;
  const seconds = Math.floor(rest / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const { text: day } = lastDay;
  // Of texts joined by +, V8 would keep all parts until their characters are read: the trees of many dates would take twice the memory.
  // biome-ignore format: one line for each part
  return String.fromCharCode(
    day.charCodeAt(0), day.charCodeAt(1), day.charCodeAt(2), day.charCodeAt(3), DASH,
    day.charCodeAt(5), day.charCodeAt(6), DASH,
    day.charCodeAt(8), day.charCodeAt(9), LETTER_T,
    tensOf(hours), onesOf(hours), COLON,
    tensOf(minutes % 60), onesOf(minutes), COLON,
    tensOf(seconds % 60), onesOf(seconds), POINT,
    hundredsOf(rest % 1000), tensOf(rest % 100), onesOf(rest), LETTER_Z,
  );
}

/**
 * Returns the text that Python's `datetime.isoformat()` gives for a time in UTC without a time zone: `2026-02-11T15:40:12.063000`, but
 * `2026-02-11T15:40:12` for a whole second. Undefined for a year that Python's `datetime` does not have.
 *
 * @see https://docs.python.org/3/library/datetime.html#datetime.datetime.isoformat
 */
export function naiveTextOfDate(date: Date): string | undefined {
  const text = textOfDate(date);
  if (text.length !== LENGTH || text.startsWith('0000')) return undefined;
  return text.endsWith('.000Z') ? text.slice(0, 19) : `${text.slice(0, 23)}000`;
}

/** Returns the Date of such a text with a year of four digits; undefined for any other text, and for a date that does not exist. */
export function dateOfText(text: string): Date | undefined {
  if (!DATE_TEXT.test(text)) return undefined;
  const hours = twoDigitsAt(text, 11);
  const minutes = twoDigitsAt(text, 14);
  const seconds = twoDigitsAt(text, 17);
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  if (!text.startsWith(lastDay.text)) {
    const day = new PlatformDate(text.slice(0, 10));
    // JavaScript reads 31 February as 3 March.
    if (day.getUTCMonth() + 1 !== twoDigitsAt(text, 5) || day.getUTCDate() !== twoDigitsAt(text, 8)) return undefined;
    lastDay = { number: day.getTime() / DAY, text: text.slice(0, 11) };
  }
  const milliseconds = 10 * twoDigitsAt(text, 20) + text.charCodeAt(22) - ZERO;
  return new PlatformDate(lastDay.number * DAY + ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds);
}

const DATE_TEXT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const ZERO = 0x30;
const DASH = 0x2d;
const POINT = 0x2e;
const COLON = 0x3a;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;

const twoDigitsAt = (text: string, index: number): number =>
  (text.charCodeAt(index) - ZERO) * 10 + text.charCodeAt(index + 1) - ZERO;

// The code units of the digits of a number.
const hundredsOf = (number: number): number => ZERO + Math.floor(number / 100);
const tensOf = (number: number): number => ZERO + Math.floor(number / 10);
const onesOf = (number: number): number => ZERO + (number % 10);
