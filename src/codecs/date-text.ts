import { PlatformDate, timeOf } from './built-in.js';

// Date ⇄ the text that toISOString() gives for a year of four digits, 2026-02-11T15:40:12.063Z: several times as fast as the functions of
// the platform. The dates of an artifact are often of one day, so the last day is remembered.

/** Units: milliseconds. */
const DAY = 86_400_000;

/** The last day that a function here was called for: its number since 1970-01-01, and the beginning of the texts of its dates. */
let lastDay = { number: 0, text: '1970-01-01T' };

/** The texts of the numbers from 0 to `count` − 1, each with `width` digits and an end. */
const numerals = (count: number, width: number, end: string): readonly string[] =>
  Array.from({ length: count }, (_, number) => `${String(number).padStart(width, '0')}${end}`);

const HOURS = numerals(24, 2, ':');
const MINUTES = numerals(60, 2, ':');
const SECONDS = numerals(60, 2, '.');
const MILLISECONDS = numerals(1000, 3, 'Z');

/** Returns the text that toISOString() gives for a valid Date, of any year. */
export function textOfDate(date: Date): string {
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
  const milliseconds = 10 * twoDigitsAt(text, 20) + text.charCodeAt(22) - 0x30;
  return new PlatformDate(lastDay.number * DAY + ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds);
}

const DATE_TEXT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const twoDigitsAt = (text: string, index: number): number =>
  (text.charCodeAt(index) - 0x30) * 10 + text.charCodeAt(index + 1) - 0x30;
