import { TIMESTAMP_KEY } from '../format/layout.js';
import { membersAtEnds } from '../format/members-at-ends.js';
import { mapInOrder } from '../model/map-in-order.js';
import type { ListedEntry } from '../repository/listing.js';
import { withSource } from '../storage/bytes-source.js';
import { FILES_AT_A_TIME } from './limits.js';
import { openArtifact } from './open-artifact.js';
import { ifReadable } from './readable.js';
import type { Store } from './store.js';

/** The greatest number of artifacts of one second whose files are opened. If there are more, they stay in the order of their names. */
const MOST_IN_A_SECOND = 256;

/**
 * Returns entries in the order of the times that their files hold. Names tell only the second, and a loop saves several artifacts in
 * one second.
 *
 * @param entries - in the order of their names.
 * @param count - how many entries the caller needs in the right order, from the first one on.
 */
export async function byOwnTimes(
  store: Store,
  entries: readonly ListedEntry[],
  count: number,
  order: 'newest' | 'oldest',
): Promise<readonly ListedEntry[]> {
  const sign = order === 'newest' ? -1 : 1;
  const ordered = [...entries];
  for (let start = 0; start < Math.min(count, ordered.length); ) {
    const { timestamp } = ordered[start] as ListedEntry;
    let end = start + 1;
    while (ordered[end]?.timestamp === timestamp) end++;
    if (end - start > 1 && end - start <= MOST_IN_A_SECOND) {
      const ofSecond: { entry: ListedEntry; fraction: number }[] = [];
      const read = async (entry: ListedEntry) => ({
        entry,
        fraction: (await ifReadable(fractionOf(store, entry))) ?? UNREADABLE,
      });
      for await (const each of mapInOrder(ordered.slice(start, end), FILES_AT_A_TIME, read)) ofSecond.push(each);
      ofSecond.sort((a, b) => sign * (a.fraction - b.fraction));
      ordered.splice(start, end - start, ...ofSecond.map(({ entry }) => entry));
    }
    start = end;
  }
  return ordered;
}

/** Stands for the fraction of a second if a file cannot be read: its artifact counts as older than all others of that second. */
const UNREADABLE = -1;

/** Returns the fraction of its second at which an artifact was made. Units: seconds. */
async function fractionOf(store: Store, entry: ListedEntry): Promise<number> {
  const seen = await withSource(store.storage.open(entry.key), (source) => membersAtEnds(source, [TIMESTAMP_KEY]));
  const time = seen?.memberAt(TIMESTAMP_KEY) ?? (await openArtifact(store, entry)).timestamp;
  return Number(`0.${/[.,](\d+)/.exec(String(time))?.[1] ?? 0}`);
}
