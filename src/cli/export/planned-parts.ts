import type { ListedEntry } from '../../repository/listing.js';
import type { Part } from './parquet-manifest.js';

/** The fewest artifacts of a part that is not written again together with other small ones. */
export const LEAST_ARTIFACTS = 2_000;
/** So many small parts are written as one. */
const MANY_SMALL_PARTS = 8;

/** What of a procedure stays, and what is written. */
export interface Plan {
  /** The parts whose artifacts are all there and unchanged. */
  readonly kept: readonly Part[];
  /** The artifacts that are in no such part, in the order of their names. */
  readonly entries: readonly ListedEntry[];
  /** The artifacts of former parts that are not there any more, or not the same. */
  readonly gone: number;
}

/**
 * Plans an export. A part with an artifact that was removed or changed is dropped, and its other artifacts are written again.
 *
 * @param entries - all artifacts of the procedure, in the order of their names.
 * @param digests - the seal of each artifact, or the SHA-256 of an unsealed file, by the name of its file.
 */
export function plannedParts(
  parts: readonly Part[],
  entries: readonly ListedEntry[],
  digests: ReadonlyMap<string, string>,
): Plan {
  const isSame = (name: string, digest: string) => digests.get(name) === digest;
  const goneFrom = (part: Part) => Object.entries(part.artifacts).filter(([name, digest]) => !isSame(name, digest));
  const whole = parts.filter((part) => goneFrom(part).length === 0);
  const sizeOf = (part: Part) => Object.keys(part.artifacts).length;
  const small = whole.filter((part) => sizeOf(part) < LEAST_ARTIFACTS);
  const kept = small.length < MANY_SMALL_PARTS ? whole : whole.filter((part) => !small.includes(part));
  const isKept = new Set(kept.flatMap(({ artifacts }) => Object.keys(artifacts)));
  const gone = parts.reduce((count, part) => count + goneFrom(part).length, 0);
  const left = entries.filter(({ key }) => !isKept.has(nameOf(key)));
  // Small parts are written as one only when there is something to write at all.
  const isNew = left.some(({ key }) => !small.some(({ artifacts }) => Object.hasOwn(artifacts, nameOf(key))));
  return isNew || gone > 0 || kept === whole ? { kept, entries: left, gone } : { kept: whole, entries: [], gone };
}

/** Returns the name of the file of a key. */
export const nameOf = (key: string): string => key.slice(key.indexOf('/') + 1);
