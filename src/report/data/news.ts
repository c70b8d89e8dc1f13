import { counted } from '../../display/wording.js';
import type { ChangesData, OverviewData } from './page-data.js';

/**
 * Says what has changed in a store since a page of it was made: `3 new artifacts`, `1 new artifact, 1 removed`. Empty if nothing has.
 *
 * @param procedure - which one the page is about; undefined for all.
 */
export function newsOf(before: OverviewData, now: ChangesData, procedure: string | undefined): string {
  const former = new Map(before.procedures.map((each) => [each.name, each]));
  let [added, removed] = [0, 0];
  for (const { name, count, newest } of now.procedures) {
    const then = former.get(name);
    former.delete(name);
    if (procedure !== undefined && name !== procedure) continue;
    const more = count - (then?.count ?? 0);
    // As many as before, but another newest one: at least one has taken the place of another.
    const isExchanged = more === 0 && newest !== then?.newest.id;
    added += isExchanged ? 1 : Math.max(more, 0);
    removed += isExchanged ? 1 : Math.max(-more, 0);
  }
  for (const { name, count } of former.values()) if (procedure === undefined || name === procedure) removed += count;
  if (added === 0) return removed === 0 ? '' : `${counted(removed, 'artifact')} removed`;
  return counted(added, 'new artifact') + (removed === 0 ? '' : `, ${removed} removed`);
}
