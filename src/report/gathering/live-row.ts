import { idOf } from '../../display/ids.js';
import type { Store } from '../../display/store.js';
import type { ListedEntry } from '../../repository/listing.js';
import { tableOf } from '../tables/table.js';
import { gatherArtifact } from './gathered-artifact.js';
import { fileOfKey } from './live-listing.js';
import type { RowData } from './row-data.js';
import { tableData } from './table-data.js';

/** Reads an artifact as a row. */
export const liveRow = async (store: Store, { key }: ListedEntry, id: string): Promise<RowData> =>
  (await gatherArtifact(store, fileOfKey(store, key, id), { inFull: false })).row;

/** Reads the text of an artifact in which words are looked for. It has no capital letters. */
export async function rowText(store: Store, entry: ListedEntry): Promise<string> {
  const table = tableOf(tableData(entry.procedureName, [await liveRow(store, entry, idOf(entry.key))]));
  return table.texts[0] as string;
}
