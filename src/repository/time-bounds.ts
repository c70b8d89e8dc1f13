import { types } from 'node:util';
import { inspected } from '../model/message-text.js';

/** Times between which artifacts were made. */
export interface TimeBounds {
  /**
   * The first time to include. Seconds are compared, as names tell no finer time; a text is compared as far as it goes, so that
   * '2026-02' stands for the whole month.
   */
  readonly since?: Date | string | undefined;
  /** The last time to include, compared in the same way. */
  readonly until?: Date | string | undefined;
}

/** Tells of the second in a file's name whether it is within the bounds. */
export function isNameWithin({ since, until }: TimeBounds): (second: string) => boolean {
  const [first, last] = [boundText(since), boundText(until)];
  return (second) =>
    (first === '' || second.slice(0, first.length) >= first) && (last === '' || second.slice(0, last.length) <= last);
}

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

/** Tells whether there is such a time: not 31 February. */
function isTime(beginning: string): boolean {
  const second = `${beginning}${'0000-01-01T00:00:00'.slice(beginning.length)}`;
  const milliseconds = Date.parse(`${second}Z`);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(second);
}
