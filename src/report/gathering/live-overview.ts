import { FILES_AT_A_TIME } from '../../display/limits.js';
import { readNamedValues } from '../../display/open-artifact.js';
import { ifReadable } from '../../display/readable.js';
import type { Store } from '../../display/store.js';
import { addressOfKey } from '../../format/address.js';
import { PROCEDURE_VERSION_KEY } from '../../format/layout.js';
import { mapInOrder } from '../../model/map-in-order.js';
import type { OverviewData, ProcedureData } from '../data/page-data.js';
import { BARS, partsOf } from './bars.js';
import { cutText } from './cut-text.js';
import { entryOfKey, type Listing, newestFirst } from './live-listing.js';
import type { LiveValues } from './live-values.js';

/** The greatest number of newest artifacts. */
const MOST_NEWEST = 8;

/**
 * Returns what the overview of a live page shows: what the names of the files say, and of each procedure the version of its newest
 * artifact. The keys are sorted by their times, so that a bar is the distance of two places.
 */
export async function liveOverview(store: Store, listing: Listing, values: LiveValues): Promise<OverviewData> {
  const { procedures, count, ids, unread } = listing;
  const times = [...procedures.values()].flatMap((keys) => [timeOfKey(keys[0]), timeOfKey(keys.at(-1))]).sort();
  const span = times.length === 0 ? undefined : { from: times[0] as string, to: times.at(-1) as string };
  const rows: ProcedureData[] = [];
  const versions = values.of('name', PROCEDURE_VERSION_KEY);
  const read = async ([name, keys]: readonly [string, readonly string[]]) => {
    const [key = ''] = keys;
    if (!versions.has(key)) {
      const found = await ifReadable(readNamedValues(store, entryOfKey(store, key), [PROCEDURE_VERSION_KEY]));
      if (found !== undefined) versions.set(key, found[0]);
    }
    const version = versions.get(key)?.tree;
    return {
      name,
      count: keys.length,
      versions: typeof version === 'string' ? [cutText(version)] : [],
      newest: { id: ids.idOf(key), time: timeOfKey(key) },
      bars: span === undefined ? [] : barsOf(keys, span),
    };
  };
  for await (const row of mapInOrder(procedures, FILES_AT_A_TIME, read)) rows.push(row);
  return { count, rowsOnly: 0, seals: undefined, procedures: rows, span, unread, newest: newestOf(listing) };
}

const timeOfKey = (key: string | undefined): string => (key && addressOfKey(key)?.timestamp) ?? '';

function newestOf({ procedures, ids }: Listing): OverviewData['newest'] {
  const procedureOf = new Map<string, string>();
  for (const [name, keys] of procedures) for (const key of keys.slice(0, MOST_NEWEST)) procedureOf.set(key, name);
  return newestFirst([...procedureOf.keys()])
    .slice(0, MOST_NEWEST)
    .map((key) => ({ id: ids.idOf(key), procedure: procedureOf.get(key) as string, time: timeOfKey(key) }));
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
