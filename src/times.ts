import { types } from 'node:util';
import { secondOf } from './address.js';
import { instantOf } from './codecs/iso-date.js';
import type { TimestampCodec } from './codecs/timestamp.js';
import { inspected } from './options.js';
import { type ArtifactLike, artifactPlanOf, type Class, type Field, TIMESTAMP_KEY } from './plan.js';

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

/** Units: seconds. No time zone is further from UTC. */
const DAY = 86_400;

/** Tells of the second in a file's name whether it is within the bounds. */
export function isNameWithin({ since, until }: TimeBounds): (second: string) => boolean {
  const [first, last] = [boundText(since), boundText(until)];
  return (second) => second.slice(0, first.length) >= first && (last === '' || second.slice(0, last.length) <= last);
}

/**
 * Bounds for the names of a class's files, within which all artifacts within the given bounds are. The name of a timestamp that is
 * kept as text tells its wall clock, whatever its zone.
 */
export function boundsOfNames(Class: Class<ArtifactLike>, { since, until }: TimeBounds): TimeBounds {
  const field = artifactPlanOf(Class).byKey.get(TIMESTAMP_KEY) as Field;
  const { isText } = field.codec as TimestampCodec;
  return isText ? { since: movedBy(-DAY, since), until: movedBy(DAY, until) } : { since, until };
}

/** A Date moved by seconds; undefined, which is no bound, where that leaves the years that names have. A text stays. */
function movedBy(seconds: number, bound: Date | string | undefined): Date | string | undefined {
  if (!types.isDate(bound)) return bound;
  const moved = new Date(bound.getTime() + 1000 * seconds);
  const isInNames = moved.getUTCFullYear() >= 0 && moved.getUTCFullYear() <= 9999;
  return isInNames || Number.isNaN(bound.getTime()) ? moved : undefined;
}

/**
 * Tells whether an artifact was made within those bounds that are Dates; those that are texts are for names.
 *
 * @throws RangeError if its timestamp is a text without a zone: nobody knows which instant that is.
 */
export function isMadeWithin(artifact: ArtifactLike, { since, until }: TimeBounds): boolean {
  if (types.isDate(artifact.timestamp)) return true;
  const seconds = (bound: Date) => Math.floor(bound.getTime() / 1000);
  const made = () => {
    const { instant } = comparableTimeOf(artifact);
    if (instant !== undefined) return instant.seconds;
    throw new RangeError(
      `found the timestamp ${artifact.timestamp} without a zone, expected since and until as text to compare it with`,
    );
  };
  return !(types.isDate(since) && made() < seconds(since)) && !(types.isDate(until) && made() > seconds(until));
}

/** Tells whether an artifact was made later than another: by instants if both timestamps have one, else by what their clocks said. */
export function isLater(artifact: ArtifactLike, than: ArtifactLike): boolean {
  const [a, b] = [comparableTimeOf(artifact), comparableTimeOf(than)];
  if (a.instant === undefined || b.instant === undefined) return a.text > b.text;
  const { seconds, fraction } = b.instant;
  return a.instant.seconds > seconds || (a.instant.seconds === seconds && a.instant.fraction > fraction);
}

/** Tells of artifacts whose names come in falling order whether one behind this one may be later than another. */
export function mayBeFollowedByLater(artifact: ArtifactLike, than: ArtifactLike): boolean {
  const [{ text: last }, { text, instant }] = [comparableTimeOf(artifact), comparableTimeOf(than)];
  if (last.slice(0, 19) >= text.slice(0, 19)) return true;
  const isZoned = typeof than.timestamp === 'string' && instant !== undefined;
  return isZoned && Date.parse(`${last.slice(0, 19)}Z`) / 1000 + DAY >= instant.seconds;
}

/** A timestamp as it is compared: its text without a zone, as far as it tells the time, and the instant if it has a zone. */
function comparableTimeOf({ timestamp }: ArtifactLike) {
  const text = types.isDate(timestamp) ? timestamp.toISOString() : timestamp;
  return { text: `${secondOf(text)}.${/^.{19}[.,](\d+)/.exec(text)?.[1] ?? ''}`, instant: instantOf(text) };
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
