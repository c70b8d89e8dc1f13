import { addressOf } from './address.js';
import { checkChoice, checkOptions, inspected } from './options.js';
import type { Storage } from './storage/storage.js';
import { isNameWithin, type TimeBounds } from './time-bounds.js';

/** Which artifacts to list. */
export interface ListOptions extends TimeBounds {
  /** @defaultValue all procedures */
  readonly procedure?: string;
  /** @defaultValue 'oldest' */
  readonly order?: 'oldest' | 'newest' | undefined;
}

/** What the name of an artifact's file tells. */
export interface ArtifactEntry {
  /** What `load` takes. */
  readonly path: string;
  /** The name of its folder. */
  readonly procedureName: string;
  /** `YYYY-MM-DDThh:mm:ss` */
  readonly timestamp: string;
  /** The first 6 hexadecimal digits of the SHA-256 of the input parameters. */
  readonly parameterHash: string;
}

/** The same, with what only this library and its command line need. */
export interface ListedEntry extends ArtifactEntry {
  /** What the storage takes. */
  readonly key: string;
  /** The first 16 digits of the file's seal, where another artifact had the shorter name already. */
  readonly sealPrefix: string | undefined;
}

/**
 * Lists artifacts in the order of their times from the names of their files alone. Of one procedure, only its folder is read.
 *
 * @throws TypeError for wrong options, RangeError for a time that is none.
 * @throws StorageError (`ARTIFACT_STORAGE`) if a folder could not be read.
 */
export async function listEntries(storage: Storage, options: ListOptions = {}): Promise<ListedEntry[]> {
  return sortedEntries(await readEntries(storage, options), options.order);
}

/**
 * The same, in no order.
 *
 * @throws all that {@link listEntries} throws.
 */
export async function readEntries(storage: Storage, options: ListOptions): Promise<ListedEntry[]> {
  checkOptions(options, ['procedure', 'since', 'until', 'order']);
  checkChoice('order', options.order, ['oldest', 'newest']);
  if (options.procedure !== undefined && typeof options.procedure !== 'string')
    throw new TypeError(`found procedure: ${inspected(options.procedure)}, expected a string`);
  const isWanted = isNameWithin(options);
  const entries: ListedEntry[] = [];
  for await (const key of storage.list(options.procedure)) {
    const address = addressOf(key);
    if (address === undefined || !isWanted(address.timestamp)) continue;
    const { procedureName, timestamp, parameterHash, sealPrefix } = address;
    entries.push({ key, path: storage.pathOf(key), procedureName, timestamp, parameterHash, sealPrefix });
  }
  return entries;
}

/** Sorts entries by their times, those of one second by their paths. */
export function sortedEntries(entries: ListedEntry[], order: ListOptions['order']): ListedEntry[] {
  entries.sort((a, b) => {
    if (a.timestamp < b.timestamp) return -1;
    if (a.timestamp > b.timestamp) return 1;
    return a.path < b.path ? -1 : 1;
  });
  return order === 'newest' ? entries.reverse() : entries;
}
