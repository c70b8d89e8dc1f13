import { type Address, addressOfKey } from '../format/address.js';
import { inspected } from '../model/message-text.js';
import { checkChoice, checkOptions, optionNames } from '../model/options.js';
import type { Storage } from '../storage/storage.js';
import { isNameWithin, type TimeBounds } from './time-bounds.js';

/** Which artifacts to list. */
export interface ListOptions extends TimeBounds {
  /** @defaultValue all procedures */
  readonly procedure?: string;
  /** @defaultValue 'oldest' */
  readonly order?: 'oldest' | 'newest' | undefined;
}

const LIST_OPTIONS = optionNames<ListOptions>({ procedure: true, since: true, until: true, order: true });

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
  return sortedEntries(await readEntries(storage, options, listedEntry), options.order);
}

/**
 * The same, in no order.
 *
 * @param entryOf - makes an entry of a name, {@link listedEntry} or {@link artifactEntry}: for many names, to make one of the other takes long.
 *
 * @throws all that {@link listEntries} throws.
 */
export async function readEntries<Entry extends ArtifactEntry>(
  storage: Storage,
  options: ListOptions,
  entryOf: (key: string, path: string, address: Address) => Entry,
): Promise<Entry[]> {
  checkOptions(options, LIST_OPTIONS);
  checkChoice('order', options.order, ['oldest', 'newest']);
  if (options.procedure !== undefined && typeof options.procedure !== 'string')
    throw new TypeError(`found procedure: ${inspected(options.procedure)}, expected a string`);
  const isWanted = isNameWithin(options);
  const entries: Entry[] = [];
  for await (const key of storage.list(options.procedure)) {
    const address = addressOfKey(key);
    if (address !== undefined && isWanted(address.timestamp)) entries.push(entryOf(key, storage.pathOf(key), address));
  }
  return entries;
}

/** An entry with all that is known of it. */
export const listedEntry = (
  key: string,
  path: string,
  { procedureName, timestamp, parameterHash, sealPrefix }: Address,
): ListedEntry => ({ key, path, procedureName, timestamp, parameterHash, sealPrefix });

/** An entry for users. */
export const artifactEntry = (
  _key: string,
  path: string,
  { procedureName, timestamp, parameterHash }: Address,
): ArtifactEntry => ({ path, procedureName, timestamp, parameterHash });

/** Sorts entries by their times, those of one second by their paths. */
export function sortedEntries<Entry extends ArtifactEntry>(entries: Entry[], order: ListOptions['order']): Entry[] {
  entries.sort((a, b) => {
    if (a.timestamp < b.timestamp) return -1;
    if (a.timestamp > b.timestamp) return 1;
    return a.path < b.path ? -1 : 1;
  });
  return order === 'newest' ? entries.reverse() : entries;
}
