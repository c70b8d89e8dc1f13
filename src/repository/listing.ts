import { type Address, addressOfKey } from '../format/address.js';
import { inspected } from '../model/message-text.js';
import { checkChoice, checkOptions, optionNames } from '../model/options.js';
import type { Storage } from '../storage/storage.js';
import { boundsFilter, nameRangeOf, type TimeBounds } from './time-bounds.js';

/** Which artifacts to list, and in which order. */
export interface ListOptions extends TimeBounds {
  /**
   * The name of the only procedure whose artifacts are listed.
   * @defaultValue all procedures are listed
   */
  readonly procedure?: string;
  /**
   * Which artifacts come first.
   * @defaultValue 'oldest'
   */
  readonly order?: 'oldest' | 'newest' | undefined;
}

const LIST_OPTIONS = optionNames<ListOptions>({ procedure: true, since: true, until: true, order: true });

/** What the name of an artifact's file says. */
export interface ArtifactEntry {
  /** The path that `load` takes. */
  readonly path: string;
  /** The name of the procedure, which is the name of the folder. */
  readonly procedureName: string;
  /** `YYYY-MM-DDThh:mm:ss` */
  readonly timestamp: string;
  /** The hash of the input parameters, as it stands in the name of the file. */
  readonly parameterHash: string;
}

/** An entry with what only this library and its command line need. */
export interface ListedEntry extends ArtifactEntry {
  /** The key in the storage. */
  readonly key: string;
  /** The first digits of the seal, if they are in the name because another artifact had the name without them. */
  readonly sealPrefix: string | undefined;
}

/**
 * Lists artifacts by the names of their files, in the order of their times. If a procedure is given, reads only its folder.
 *
 * @throws TypeError for wrong options, RangeError for a time that does not exist.
 * @throws StorageError (`ARTIFACT_STORAGE`) if a folder could not be read.
 */
export async function listEntries(storage: Storage, options: ListOptions = {}): Promise<ListedEntry[]> {
  return sortedEntries(await readEntries(storage, options, listedEntry), options.order);
}

/**
 * Lists artifacts by the names of their files, in any order.
 *
 * @param entryOf - makes the entry of a file: {@link listedEntry} or {@link artifactEntry}. Making the one from the other would be slow
 * for many files.
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
  const isWanted = boundsFilter(options);
  const entries: Entry[] = [];
  for await (const key of storage.list(options.procedure, nameRangeOf(options))) {
    const address = addressOfKey(key);
    if (address !== undefined && isWanted(address.timestamp)) entries.push(entryOf(key, storage.pathOf(key), address));
  }
  return entries;
}

/** Returns the entry of a file with its key. */
export const listedEntry = (
  key: string,
  path: string,
  { procedureName, timestamp, parameterHash, sealPrefix }: Address,
): ListedEntry => ({ key, path, procedureName, timestamp, parameterHash, sealPrefix });

/** Returns the entry of a file for users. */
export const artifactEntry = (
  _key: string,
  path: string,
  { procedureName, timestamp, parameterHash }: Address,
): ArtifactEntry => ({ path, procedureName, timestamp, parameterHash });

/** Sorts entries in place by their times, and those of one second by their paths. */
export function sortedEntries<Entry extends ArtifactEntry>(entries: Entry[], order: ListOptions['order']): Entry[] {
  entries.sort((a, b) => {
    if (a.timestamp < b.timestamp) return -1;
    if (a.timestamp > b.timestamp) return 1;
    return a.path < b.path ? -1 : 1;
  });
  return order === 'newest' ? entries.reverse() : entries;
}
