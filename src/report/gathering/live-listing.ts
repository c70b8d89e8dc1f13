import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FILES_AT_A_TIME } from '../../display/limits.js';
import type { ResolvedArtifact } from '../../display/resolved-artifact.js';
import type { Store } from '../../display/store.js';
import { addressOfKey } from '../../format/address.js';
import { StorageError } from '../../model/errors.js';
import { mapInOrder } from '../../model/map-in-order.js';
import { type ListedEntry, listedEntry } from '../../repository/listing.js';
import { FileStorage } from '../../storage/file/file-storage.js';
import { errorCodeOf, toStorageError } from '../../storage/file/system-calls.js';
import type { ProblemData } from '../data/page-data.js';
import { IdIndex } from './live-ids.js';

// What a live page knows without opening a file: the keys of all artifacts. They are kept in memory, and a folder is listed again when it
// may have changed. 200,000 keys take 20 MB.

/** The keys of artifacts, in the order of their times. A list never changes: where there are other keys, there is another list. */
export type KeyList = readonly string[];

/** The artifacts that were in the storage when it was last listed. */
export interface Listing {
  /** The artifacts of each procedure, the newest first. */
  readonly procedures: ReadonlyMap<string, KeyList>;
  /** How many artifacts there are. */
  readonly count: number;
  readonly ids: IdIndex;
  /** The folders that could not be listed. */
  readonly unread: readonly ProblemData[];
}

/** Units: milliseconds. The storage is looked at again after this time, at the earliest. */
const LEAST_PAUSE = { folder: 500, other: 5000 };

/** A pause is at least this many times as long as the look before it, so that looking takes at most 5 % of the time. */
const PAUSE_PER_LOOK = 19;

/** Units: milliseconds. A folder is listed again after this time even if its time of change is the same: some file systems do not keep it. */
const LONGEST_TRUST = 60_000;

/** Units: milliseconds. Two changes within this time may leave a folder with the same time of change. */
const COARSEST_CLOCK = 2000;

/** The files of one folder, as they were last listed. */
interface ListedFolder {
  /** The newest first. */
  readonly keys: KeyList;
  readonly problem: ProblemData | undefined;
  /** When the folder had changed last, and when it was listed. Units: milliseconds. */
  readonly changed: number;
  readonly listed: number;
}

/** Keeps the listing of a storage that may change. */
export class LiveListing {
  readonly #store: Store;
  #folders: ReadonlyMap<string, ListedFolder> = new Map();
  #listing: Listing = { procedures: new Map(), count: 0, ids: new IdIndex([]), unread: [] };
  #look: Promise<Listing> | undefined;
  #nextLook = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Returns the artifacts that are in the storage now, or were a short time ago.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the storage cannot be listed at all.
   */
  async now(): Promise<Listing> {
    if (performance.now() < this.#nextLook) return this.#listing;
    this.#look ??= this.#lookAgain().finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }

  async #lookAgain(): Promise<Listing> {
    const start = performance.now();
    const { storage } = this.#store;
    const isOnDisk = storage instanceof FileStorage;
    const folders = await (isOnDisk ? this.#foldersOnDisk(storage) : this.#foldersOfStorage());
    if (!isSame(folders, this.#folders)) this.#listing = this.#listingOf(folders);
    this.#folders = folders;
    const end = performance.now();
    const leastPause = isOnDisk ? LEAST_PAUSE.folder : LEAST_PAUSE.other;
    this.#nextLook = end + Math.max(leastPause, PAUSE_PER_LOOK * (end - start));
    return this.#listing;
  }

  /** Lists the folders on disk that have changed since they were listed. */
  async #foldersOnDisk({ root }: FileStorage): Promise<ReadonlyMap<string, ListedFolder>> {
    const folders = new Map<string, ListedFolder>();
    const listed = mapInOrder(await namesIn(root), FILES_AT_A_TIME, async (name) => ({
      name,
      folder: await this.#folderOnDisk(root, name),
    }));
    for await (const { name, folder } of listed) if (folder !== undefined) folders.set(name, folder);
    return folders;
  }

  /** Returns what is known of a folder, or lists it; undefined for what is no folder. */
  async #folderOnDisk(root: string, name: string): Promise<ListedFolder | undefined> {
    const known = this.#folders.get(name);
    const now = Date.now();
    const stats = await stat(join(root, name)).catch(() => undefined);
    if (stats?.isDirectory() === false) return undefined;
    const changed = stats?.mtimeMs ?? now;
    const isKnown =
      known?.changed === changed && changed < known.listed - COARSEST_CLOCK && now - known.listed < LONGEST_TRUST;
    return isKnown ? known : this.#listed(name, changed, now);
  }

  async #listed(name: string, changed: number, listed: number): Promise<ListedFolder> {
    const before = this.#folders.get(name)?.keys ?? [];
    const keys: string[] = [];
    try {
      for await (const key of this.#store.storage.list(name)) if (addressOfKey(key) !== undefined) keys.push(key);
      return { keys: inPlaceOf(before, newestFirstInFolder(keys)), problem: undefined, changed, listed };
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      const { path, message } = error;
      return { keys: [], problem: { path, message }, changed, listed };
    }
  }

  /** Lists all folders of a storage that does not say what has changed. */
  async #foldersOfStorage(): Promise<ReadonlyMap<string, ListedFolder>> {
    const found = new Map<string, string[]>();
    for await (const key of this.#store.storage.list()) {
      const folder = addressOfKey(key)?.procedureName;
      if (folder === undefined) continue;
      const keys = found.get(folder);
      if (keys === undefined) found.set(folder, [key]);
      else keys.push(key);
    }
    const listed = Date.now();
    const before = (name: string) => this.#folders.get(name)?.keys ?? [];
    return new Map(
      Array.from(found, ([name, keys]) => [
        name,
        { keys: inPlaceOf(before(name), newestFirstInFolder(keys)), problem: undefined, changed: listed, listed },
      ]),
    );
  }

  #listingOf(folders: ReadonlyMap<string, ListedFolder>): Listing {
    const procedures = new Map<string, KeyList>();
    for (const [name, { keys }] of [...folders].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (keys.length === 0) continue;
      const procedure = this.#store.presentName?.(name) ?? name;
      const others = procedures.get(procedure);
      procedures.set(procedure, others === undefined ? keys : newestFirst([...others, ...keys]));
    }
    const all = [...procedures.values()];
    return {
      procedures,
      count: all.reduce((sum, { length }) => sum + length, 0),
      ids: new IdIndex(all),
      unread: [...folders.values()].flatMap(({ problem }) => problem ?? []),
    };
  }
}

/** Returns what the name of a file says. */
export function entryOfKey({ storage }: Store, key: string): ListedEntry {
  const address = addressOfKey(key);
  if (address === undefined) throw new Error(`found the key ${key}, expected that of an artifact`);
  return listedEntry(key, storage.pathOf(key), address);
}

/** Returns the file of a key. */
export const fileOfKey = ({ storage }: Store, key: string, id: string): ResolvedArtifact => ({
  key,
  path: storage.pathOf(key),
  id,
  open: () => storage.open(key),
});

/** Returns the visible names in a folder; none if there is no such folder, which is made with the first artifact. */
async function namesIn(root: string): Promise<string[]> {
  try {
    return (await readdir(root)).filter((name) => !name.startsWith('.'));
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return [];
    throw toStorageError('readdir', root, error);
  }
}

/** Sorts the keys of one folder in place, the newest first: the names of files begin with their times. */
const newestFirstInFolder = (keys: string[]): string[] => keys.sort().reverse();

/** Sorts the keys of any folders in place, the newest first. */
export function newestFirst(keys: string[]): string[] {
  const nameOf = (key: string) => key.slice(key.indexOf('/') + 1);
  return keys.sort((a, b) => (nameOf(a) < nameOf(b) ? 1 : nameOf(a) > nameOf(b) ? -1 : a < b ? 1 : -1));
}

/**
 * Returns the list of before if the new one has the same keys, so that whatever was found out about it still holds. Otherwise returns the
 * new one, with the strings of before where there are some, because others hold them, and one key shall be in memory once.
 *
 * @param before - in the same order as the new keys.
 */
function inPlaceOf(before: KeyList, keys: string[]): KeyList {
  let at = 0;
  let hasNew = false;
  for (const [index, key] of keys.entries()) {
    while (at < before.length && (before[at] as string) > key) at++;
    if (before[at] === key) keys[index] = before[at] as string;
    else hasNew = true;
  }
  return hasNew || before.length !== keys.length ? keys : before;
}

const isSame = (a: ReadonlyMap<string, ListedFolder>, b: ReadonlyMap<string, ListedFolder>): boolean =>
  a.size === b.size &&
  [...a].every(([name, { keys, problem }]) => {
    const other = b.get(name);
    return other?.keys === keys && other.problem?.message === problem?.message;
  });
