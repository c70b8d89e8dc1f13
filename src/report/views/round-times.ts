// Round times on an axis, as a person would choose them: full hours, days, Mondays, first days of months, years.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** The steps from one time to the next, up to months. Units: milliseconds. */
const STEPS: readonly number[] = [
  ...[1, 2, 5, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 4].map((count) => count * DAY),
  ...[1, 2].map((count) => count * WEEK),
];

/** The steps from a month on. Units: months. */
const MONTH_STEPS: readonly number[] = [
  1,
  3,
  6,
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].map((years) => 12 * years),
];

/** The first Monday of Unix time. */
const MONDAY = 4 * DAY;

/** A time on an axis, with what stands below it. */
export interface RoundTime {
  /** Units: milliseconds of Unix time. */
  readonly time: number;
  readonly label: string;
}

/**
 * Returns the round times within a span, with the smallest step that gives no more of them than wanted.
 *
 * @param from - Units: milliseconds of Unix time.
 */
export function roundTimes(from: number, to: number, most: number): RoundTime[] {
  for (const step of STEPS) {
    if ((to - from) / step > most) continue;
    const times = multiples(from, to, step, step >= WEEK ? MONDAY : 0);
    if (times.length <= most) return labelled(times, step < DAY ? timeOfDay : dayOf);
  }
  const monthOf = (time: number) => 12 * new Date(time).getUTCFullYear() + new Date(time).getUTCMonth();
  for (const step of MONTH_STEPS) {
    const months = multiples(monthOf(from), monthOf(to), step, 0);
    const times = months.map(startOfMonth).filter((time) => time >= from);
    if (times.length <= most) return labelled(times, step < 12 ? monthText : yearOf);
  }
  return [];
}

function multiples(from: number, to: number, step: number, origin: number): number[] {
  const found: number[] = [];
  for (let at = origin + Math.ceil((from - origin) / step) * step; at <= to; at += step) found.push(at);
  return found;
}

const startOfMonth = (month: number): number => {
  const date = new Date(0);
  // Date.UTC would take the years 0 to 99 for those of the last century.
  date.setUTCFullYear(Math.floor(month / 12), month % 12, 1);
  return date.getTime();
};

/** Gives each time its label, which tells it from the one before it. */
const labelled = (
  times: readonly number[],
  labelOf: (time: number, previous: number | undefined) => string,
): RoundTime[] => times.map((time, index) => ({ time, label: labelOf(time, times[index - 1]) }));

function timeOfDay(time: number, previous: number | undefined): string {
  const [date = '', clock = ''] = new Date(time).toISOString().split('T');
  if (clock.startsWith('00:00:00')) return dayOf(time, previous);
  const text = clock.slice(0, time % MINUTE === 0 ? 5 : 8);
  return previous === undefined || !new Date(previous).toISOString().startsWith(date)
    ? `${dayText(time)} ${text}`
    : text;
}

const dayOf = (time: number, previous: number | undefined): string =>
  previous === undefined || yearOf(time) === yearOf(previous) ? dayText(time) : `${dayText(time)} ${yearOf(time)}`;

const monthText = (time: number, previous: number | undefined): string =>
  previous !== undefined && yearOf(time) === yearOf(previous) ? monthName(time) : `${monthName(time)} ${yearOf(time)}`;

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

const monthName = (time: number): string => MONTHS[new Date(time).getUTCMonth()] as string;

/** Returns the day of a time, `26 Feb`. */
const dayText = (time: number): string => `${new Date(time).getUTCDate()} ${monthName(time)}`;

/** Returns the year of a time, with four digits. */
const yearOf = (time: number): string => new Date(time).toISOString().slice(0, 4);

/**
 * Returns the Unix time of a second as a file or the name of a file has it, taken as UTC; NaN for what is none.
 *
 * @returns Units: milliseconds.
 */
export function unixTime(second: string): number {
  const [, date, hours, minutes, seconds] = /^(\d{4}-\d\d-\d\d)T(\d\d)[-:](\d\d)[-:](\d\d)/.exec(second) ?? [];
  return Date.parse(`${date}T${hours}:${minutes}:${seconds}Z`);
}

/** Returns from which day to which day a span goes: `11 Feb to 28 Feb 2026`. */
export function spanText(from: number, to: number): string {
  const last = `${dayText(to)} ${yearOf(to)}`;
  if (yearOf(from) !== yearOf(to)) return `${dayText(from)} ${yearOf(from)} to ${last}`;
  return dayText(from) === dayText(to) ? last : `${dayText(from)} to ${last}`;
}
