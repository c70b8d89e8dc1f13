import { types } from 'node:util';
import { instantOf } from '../codecs/iso-8601.js';
import type { TimestampCodec } from '../codecs/timestamp.js';
import { secondOf } from '../format/address.js';
import { TIMESTAMP_KEY } from '../format/layout.js';
import type { Class } from '../mapping/class.js';
import { type ArtifactLike, artifactPlanOf, type Field } from '../mapping/plan.js';
import type { TimeBounds } from './time-bounds.js';

/** Units: seconds. No time zone is further from UTC. */
const DAY = 86_400;

/**
 * Bounds for the names of a class's files, within which all artifacts within the given bounds are. The name of a timestamp that is
 * kept as text tells its wall clock, whatever its zone.
 */
export function boundsOfNames(Class: Class<ArtifactLike>, { since, until }: TimeBounds): TimeBounds {
  return isTimeText(Class) ? { since: movedBy(-DAY, since), until: movedBy(DAY, until) } : { since, until };
}

/** The bounds that are instants which the names of a class's files do not tell; undefined if there are none. */
export function boundsOfInstants(Class: Class<ArtifactLike>, { since, until }: TimeBounds): TimeBounds | undefined {
  const isInstant = types.isDate(since) || types.isDate(until);
  return isInstant && isTimeText(Class) ? { since, until } : undefined;
}

/** Tells whether a class keeps its timestamp as text, whatever its zone. */
function isTimeText(Class: Class<ArtifactLike>): boolean {
  const field = artifactPlanOf(Class).byKey.get(TIMESTAMP_KEY) as Field;
  return (field.codec as TimestampCodec).isText;
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

/** Tells of the second in the name of another artifact whether that may be later than this one. */
export function mayBeLater(second: string, than: ArtifactLike): boolean {
  const { text, instant } = comparableTimeOf(than);
  if (second >= text.slice(0, 19)) return true;
  const isZoned = typeof than.timestamp === 'string' && instant !== undefined;
  return isZoned && Date.parse(`${second}Z`) / 1000 + DAY >= instant.seconds;
}

/** A timestamp as it is compared: its text without a zone, as far as it tells the time, and the instant if it has a zone. */
function comparableTimeOf({ timestamp }: ArtifactLike) {
  const text = types.isDate(timestamp) ? timestamp.toISOString() : timestamp;
  return { text: `${secondOf(text)}.${/^.{19}[.,](\d+)/.exec(text)?.[1] ?? ''}`, instant: instantOf(text) };
}
