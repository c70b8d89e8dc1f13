/** Matches a timestamp: date, time to the second, and the time zone, if it has one. */
const TIMESTAMP = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,]\d+)?(.*)$/s;

/** A column of times. */
export interface TimeColumn {
  readonly head: string;
  readonly cells: readonly string[];
}

/**
 * Returns the column of timestamps, to the second. If all are in UTC, the head says so; or else each cell has its time zone as the file
 * has it.
 */
export function timeColumn(timestamps: readonly string[]): TimeColumn {
  const parts = timestamps.map((timestamp) => TIMESTAMP.exec(timestamp) ?? [timestamp, timestamp, '', '']);
  const isUtc = parts.length > 0 && parts.every(([, , time, zone]) => time !== '' && zone === 'Z');
  return {
    head: isUtc ? 'TIME (UTC)' : 'TIME',
    cells: parts.map(([, date, time, zone]) => `${date}${time && ` ${time}`}${isUtc ? '' : zone}`),
  };
}

/** Returns a timestamp for people, to the second, with its zone: `2026-02-26 13:13:33 UTC`. What is no timestamp stays as it is. */
export function timeText(timestamp: string): string {
  const [, date, time, zone] = TIMESTAMP.exec(timestamp) ?? [];
  return date === undefined ? timestamp : `${date} ${time}${zone === 'Z' ? ' UTC' : zone}`;
}
