import { types } from 'node:util';
import { inspected } from '../model/message-text.js';
import type { NameRange } from '../storage/storage.js';

/** The times between which artifacts were made. */
export interface TimeBounds {
  /**
   * The first time that is included. Times are compared to the second, because the name of a file has no finer time. A text may be the
   * beginning of a time, and is compared as far as it goes: '2026-02' means the whole month.
   */
  readonly since?: Date | string | undefined;
  /** The last time that is included, compared in the same way. */
  readonly until?: Date | string | undefined;
}

/**
 * Returns a function that is true for a second `YYYY-MM-DDThh:mm:ss`, from the name of a file, within the bounds.
 *
 * @throws RangeError for a bound that is not a time.
 */
export function boundsFilter({ since, until }: TimeBounds): (second: string) => boolean {
  const [first, last] = [boundText(since), boundText(until)];
  return (second) =>
    (first === '' || second.slice(0, first.length) >= first) && (last === '' || second.slice(0, last.length) <= last);
}

/**
 * Returns the range of the names that may be within the bounds: the name of an artifact's file begins with its second.
 *
 * @example
 * nameRangeOf({ since: '2026-02-11T15:40', until: '2026-02' }); // { from: '2026-02-11T15-40', until: '2026-03' }
 * @throws RangeError for a bound that is not a time.
 */
export function nameRangeOf({ since, until }: TimeBounds): NameRange {
  const [first, last] = [boundText(since), boundText(until)].map((text) => text.replaceAll(':', '-'));
  return { from: first || undefined, until: last ? firstAfter(last) : undefined };
}

/** Returns the first text that comes after every text with a beginning. It ends in a digit, after which there is another character. */
const firstAfter = (beginning: string): string =>
  beginning.slice(0, -1) + String.fromCharCode(beginning.charCodeAt(beginning.length - 1) + 1);

/** Returns a bound as the beginning of a second; '' if there is no bound. */
function boundText(bound: Date | string | undefined): string {
  if (bound === undefined) return '';
  const text =
    types.isDate(bound) && !Number.isNaN(bound.getTime())
      ? bound.toISOString()
      : typeof bound === 'string'
        ? bound
        : inspected(bound);
  const match = /^(\d{4}(?:-\d\d(?:-\d\d(?:T\d\d(?::\d\d(?::\d\d)?)?)?)?)?)(?:\.\d+)?Z?$/.exec(text);
  if (match?.[1] !== undefined && isTime(match[1])) return match[1];
  throw new RangeError(`found the time ${text}, expected a Date, or YYYY-MM-DDThh:mm:ss or its beginning`);
}

/** True if such a time exists. 31 February does not. */
function isTime(beginning: string): boolean {
  const second = `${beginning}${'0000-01-01T00:00:00'.slice(beginning.length)}`;
  const milliseconds = Date.parse(`${second}Z`);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(second);
}
