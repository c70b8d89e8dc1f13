import type { FoundValue } from '../../display/leaves.js';
import { FILES_AT_A_TIME } from '../../display/limits.js';
import { readNamedValues } from '../../display/open-artifact.js';
import { ifReadable } from '../../display/readable.js';
import type { Store } from '../../display/store.js';
import { addressOfKey } from '../../format/address.js';
import { PROCEDURE_VERSION_KEY, TIMESTAMP_KEY } from '../../format/layout.js';
import { mapInOrder } from '../../model/map-in-order.js';
import type { OverviewData, ProcedureData } from '../data/page-data.js';
import { BARS, partsOf } from './bars.js';
import { cutText } from './cut-text.js';
import { entryOfKey, type Listing, newestFirst } from './live-listing.js';
import type { LiveValues } from './live-values.js';

/** The greatest number of newest artifacts. */
const MOST_NEWEST = 8;

/**
 * Returns what the overview of a live page shows: what the names of the files say, of each procedure the version of its newest artifact,
 * and the times of the newest artifacts with their zones. The keys are sorted by their times, so that a bar is the distance of two places.
 */
export async function liveOverview(store: Store, listing: Listing, values: LiveValues): Promise<OverviewData> {
  const { procedures, count, ids, unread } = listing;
  const times = [...procedures.values()].flatMap((keys) => [timeOfKey(keys[0]), timeOfKey(keys.at(-1))]).sort();
  const span = times.length === 0 ? undefined : { from: times[0] as string, to: times.at(-1) as string };
  const rows: ProcedureData[] = [];
  const versions = values.of('name', PROCEDURE_VERSION_KEY);
  const timestamps = values.of('name', TIMESTAMP_KEY);
  const headOf = async (key: string) => {
    if (!versions.has(key) || !timestamps.has(key)) {
      const names = [PROCEDURE_VERSION_KEY, TIMESTAMP_KEY];
      const found = await ifReadable(readNamedValues(store, entryOfKey(store, key), names));
      if (found !== undefined) {
        versions.set(key, found[0]);
        timestamps.set(key, found[1]);
      }
    }
    return { version: textOf(versions.get(key)), time: textOf(timestamps.get(key)) ?? timeOfKey(key) };
  };
  const read = async ([name, keys]: readonly [string, readonly string[]]) => {
    const [key = ''] = keys;
    const { version, time } = await headOf(key);
    return {
      name,
      count: keys.length,
      versions: version === undefined ? [] : [version],
      newest: { id: ids.idOf(key), time },
      bars: span === undefined ? [] : barsOf(keys, span),
    };
  };
  for await (const row of mapInOrder(procedures, FILES_AT_A_TIME, read)) rows.push(row);
  const newest: OverviewData['newest'][number][] = [];
  const readTime = async ({ key, procedure }: NewestArtifact) => ({
    id: ids.idOf(key),
    procedure,
    time: (await headOf(key)).time,
  });
  for await (const each of mapInOrder(newestOf(listing), FILES_AT_A_TIME, readTime)) newest.push(each);
  return { count, rowsOnly: 0, seals: undefined, procedures: rows, span, unread, newest };
}

/** One of the newest artifacts. */
interface NewestArtifact {
  readonly key: string;
  readonly procedure: string;
}

const textOf = (found: FoundValue | undefined): string | undefined =>
  typeof found?.tree === 'string' ? cutText(found.tree) : undefined;

const timeOfKey = (key: string | undefined): string => (key && addressOfKey(key)?.timestamp) ?? '';

function newestOf({ procedures }: Listing): NewestArtifact[] {
  const procedureOf = new Map<string, string>();
  for (const [name, keys] of procedures) for (const key of keys.slice(0, MOST_NEWEST)) procedureOf.set(key, name);
  return newestFirst([...procedureOf.keys()])
    .slice(0, MOST_NEWEST)
    .map((key) => ({ key, procedure: procedureOf.get(key) as string }));
}

/**
 * Returns how many artifacts lie in each part of the span.
 *
 * @param keys - the newest first.
 */
function barsOf(keys: readonly string[], span: { readonly from: string; readonly to: string }): number[] {
  const partOf = partsOf(span);
  /** Returns how many artifacts lie in a part or in a later one. */
  const countFrom = (part: number) => {
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (partOf(timeOfKey(keys[middle])) >= part) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const counts = Array.from({ length: BARS + 1 }, (_, part) => (part === 0 ? keys.length : countFrom(part)));
  return counts.slice(0, BARS).map((count, part) => Math.max(0, count - (counts[part + 1] as number)));
}
