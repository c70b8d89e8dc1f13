import { glance } from '../../format/glance.js';
import { TIMESTAMP_KEY } from '../../format/layout.js';
import { isArtifactError } from '../../model/errors.js';
import { mapInOrder } from '../../model/in-order.js';
import type { ListedEntry } from '../../repository/listing.js';
import { withSource } from '../../storage/bytes-source.js';
import type { Storage } from '../../storage/storage.js';
import { FILES_AT_A_TIME } from '../context/limits.js';
import { openArtifact } from '../rows/rows.js';

/** So many files of one second are looked at. More are left in the order of their names. */
const MOST_IN_A_SECOND = 256;

/**
 * Puts the first entries into the order of their own times: names tell no more than seconds, and a loop saves several in one.
 *
 * @param entries - in this order by their names.
 * @param count - how many of them are wanted.
 */
export async function byOwnTimes(
  storage: Storage,
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
      const fractions: { entry: ListedEntry; fraction: number }[] = [];
      const within = async (entry: ListedEntry) => ({ entry, fraction: await fractionOf(storage, entry) });
      for await (const each of mapInOrder(ordered.slice(start, end), FILES_AT_A_TIME, within)) fractions.push(each);
      fractions.sort((a, b) => sign * (a.fraction - b.fraction));
      ordered.splice(start, end - start, ...fractions.map(({ entry }) => entry));
    }
    start = end;
  }
  return ordered;
}

/** The fraction of its second at which an artifact was made; -1 if its file cannot be read. */
async function fractionOf(storage: Storage, entry: ListedEntry): Promise<number> {
  try {
    const seen = await withSource(storage.open(entry.key), (source) => glance(source, [TIMESTAMP_KEY]));
    const time = seen?.memberAt(TIMESTAMP_KEY) ?? (await openArtifact(storage, entry)).timestamp;
    return Number(`0.${/[.,](\d+)/.exec(String(time))?.[1] ?? 0}`);
  } catch (error) {
    if (isArtifactError(error)) return -1;
    throw error;
  }
}
