import { types } from 'node:util';
import { instantOf } from '../codecs/iso-8601.js';
import type { TimestampCodec } from '../codecs/timestamp.js';
import { secondOf } from '../format/address.js';
import { TIMESTAMP_KEY } from '../format/layout.js';
import type { Class } from '../mapping/class.js';
import type { Field } from '../mapping/fields.js';
import { type ArtifactLike, artifactPlanOf } from '../mapping/plan.js';
import type { TimeBounds } from './time-bounds.js';

// The name of a file has the second of its timestamp. For a Date, that is the second in UTC. For a text, it is the local time that the
// text begins with, whatever its time zone: the name of an artifact made at 2026-02-11T15:40:12+02:00 has 15:40:12, not 13:40:12. So
// where `since` or `until` is a Date, names within a day of it may match, and the timestamp in the file decides.

/** Longer than the offset of any time zone from UTC. Units: seconds. */
const DAY = 86_400;

/** Returns bounds for the names of a class's files: every artifact within the given bounds has a name within the returned ones. */
export function boundsForNames(Class: Class<ArtifactLike>, { since, until }: TimeBounds): TimeBounds {
  return isTimeText(Class) ? { since: movedBy(-DAY, since), until: movedBy(DAY, until) } : { since, until };
}

/** Returns the bounds that timestamps must be compared with, because names do not decide; undefined if names decide. */
export function boundsForInstants(Class: Class<ArtifactLike>, { since, until }: TimeBounds): TimeBounds | undefined {
  const isInstant = types.isDate(since) || types.isDate(until);
  return isInstant && isTimeText(Class) ? { since, until } : undefined;
}

/** True if the timestamps of a class are texts. */
function isTimeText(Class: Class<ArtifactLike>): boolean {
  const field = artifactPlanOf(Class).byKey.get(TIMESTAMP_KEY) as Field;
  return (field.codec as TimestampCodec).isText;
}

/**
 * Returns a Date moved by some seconds; undefined, which means no bound, if the result is outside of the years 0 to 9999, because no name
 * has such a year. Returns a text unchanged, and an invalid Date as an invalid Date, which is refused later.
 */
function movedBy(seconds: number, bound: Date | string | undefined): Date | string | undefined {
  if (!types.isDate(bound)) return bound;
  const moved = new Date(bound.getTime() + 1000 * seconds);
  const isInNames = moved.getUTCFullYear() >= 0 && moved.getUTCFullYear() <= 9999;
  return isInNames || Number.isNaN(bound.getTime()) ? moved : undefined;
}

/**
 * True if an artifact was made within the bounds that are Dates. Bounds that are texts were compared with its name.
 *
 * @throws RangeError if its timestamp is a text without a time zone, because that does not say which instant it is.
 */
export function isWithinInstants(artifact: ArtifactLike, { since, until }: TimeBounds): boolean {
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

/** True if an artifact was made later than another. Compares instants if both timestamps have a time zone, otherwise local times. */
export function isLater(artifact: ArtifactLike, than: ArtifactLike): boolean {
  const [a, b] = [comparableTimeOf(artifact), comparableTimeOf(than)];
  if (a.instant === undefined || b.instant === undefined) return a.text > b.text;
  const { seconds, fraction } = b.instant;
  return a.instant.seconds > seconds || (a.instant.seconds === seconds && a.instant.fraction > fraction);
}

/** True if an artifact whose name has this second may be later than another artifact. */
export function mayBeLater(second: string, than: ArtifactLike): boolean {
  const { text, instant } = comparableTimeOf(than);
  if (second >= text.slice(0, 19)) return true;
  const isZoned = typeof than.timestamp === 'string' && instant !== undefined;
  return isZoned && Date.parse(`${second}Z`) / 1000 + DAY >= instant.seconds;
}

/** Returns the local time of a timestamp as text, without a time zone, and its instant if it has a time zone. */
function comparableTimeOf({ timestamp }: ArtifactLike) {
  const text = types.isDate(timestamp) ? timestamp.toISOString() : timestamp;
  return { text: `${secondOf(text)}.${/^.{19}[.,](\d+)/.exec(text)?.[1] ?? ''}`, instant: instantOf(text) };
}
