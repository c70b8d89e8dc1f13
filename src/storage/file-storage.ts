import type { Dirent } from 'node:fs';
import { type FileHandle, mkdir, readdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import { isSafeName } from '../address.js';
import { NotFoundError, StorageError } from '../errors.js';
import { isClaim, sweepClaim } from './claim.js';
import { FileDraft } from './file-draft.js';
import { openRegularFile } from './file-source.js';
import { checkedKey } from './key.js';
import { isLeftOver } from './owner.js';
import type { Draft, Source, Storage } from './storage.js';
import {
  close,
  codeOf,
  failure,
  O_NOFOLLOW,
  openDirectory,
  removeFile,
  syncDirectory,
  systemCall,
} from './system-calls.js';

/** Files below a folder, one folder for each procedure. */
export class FileStorage implements Storage {
  /** The folder as it was given: the paths of its files begin with it. */
  readonly root: string;
  readonly #absoluteRoot: string;
  /** The folders whose names were synced, as far as they are still the same: their inodes. */
  readonly #synced = new Map<string, number | undefined>();

  /** @param root - made when it is needed. */
  constructor(root = 'artifacts/exploratory') {
    this.root = normalize(root);
    this.#absoluteRoot = resolve(root);
  }

  /** A file that shows itself only when it is published, whole and durable. */
  draft(folder: string): Draft {
    if (!isSafeName(folder))
      throw new StorageError('create', folder, 'is no folder of the storage: expected a safe name');
    return new FileDraft(
      join(this.#absoluteRoot, folder),
      (key) => join(this.#absoluteRoot, checkedKey(key, 'create', key, folder)),
      (path) => this.#openFolder(path),
    );
  }

  /** Opens a file, if it is a regular one and no link. */
  async open(key: string): Promise<Source> {
    const path = this.#absolute(key, 'open');
    const shown = this.pathOf(key);
    const check = async () => {
      try {
        await close(await openDirectory(dirname(path)));
      } catch (error) {
        throw codeOf(error) === 'ENOENT' ? new NotFoundError(shown, { cause: error }) : error;
      }
    };
    return openRegularFile(path, { shown, flags: O_NOFOLLOW, check });
  }

  /** The keys of all files, or of those in one folder, but for those whose names begin with a dot. */
  async *list(folder?: string): AsyncGenerator<string> {
    for (const each of await this.#names('.', (entry) => isVisible(entry) && entry.isDirectory())) {
      if (folder !== undefined && each !== folder) continue;
      for (const name of await this.#names(each, (entry) => isVisible(entry) && !entry.isDirectory()))
        yield `${each}/${name}`;
    }
  }

  /** Removes the temporary files and the claims of processes of this machine that have ended. */
  async sweep(): Promise<string[]> {
    const swept: string[] = [];
    for (const folder of await this.#names('.', (entry) => isVisible(entry) && entry.isDirectory())) {
      const remove = async (isWanted: (entry: Dirent) => boolean, act: (path: string) => Promise<boolean>) => {
        for (const name of await this.#names(folder, isWanted)) {
          if (await act(join(this.#absoluteRoot, folder, name))) swept.push(join(this.root, folder, name));
        }
      };
      await remove((entry) => entry.isFile() && isLeftOver(entry.name), removeFile);
      await remove((entry) => entry.isDirectory() && (isClaim(entry.name) || isLeftOver(entry.name)), sweepClaim);
    }
    return swept;
  }

  /** The root and the key. */
  pathOf(key: string): string {
    return join(this.root, key);
  }

  /** The key of a path as `pathOf` gives it, or of any other that leads to the same file. */
  keyOf(path: string): string {
    const normal = normalize(path);
    const isBelowRoot = !isAbsolute(normal) && normal.startsWith(`${this.root}${sep}`);
    const key = isBelowRoot ? normal.slice(this.root.length + 1) : relative(this.#absoluteRoot, resolve(normal));
    return checkedKey(key.replaceAll(sep, '/'), 'resolve', path);
  }

  /**
   * Opens a folder, and makes it if need be. The first time, its name and all above are synced even if they are there, for
   * another process may have made them and not have synced them yet.
   */
  async #openFolder(folder: string): Promise<FileHandle | undefined> {
    if (this.#synced.has(folder)) {
      const { directory, ino } = await openKnown(folder).catch(() => NONE);
      if (ino === this.#synced.get(folder)) return directory;
      await close(directory);
    }
    await makeFolder(folder);
    for (let each = folder; dirname(each) !== each; each = dirname(each)) await syncParent(each);
    const { directory, ino } = await openKnown(folder);
    this.#synced.set(folder, ino);
    return directory;
  }

  #absolute(key: string, operation: string): string {
    return join(this.#absoluteRoot, checkedKey(key, operation));
  }

  async #names(folder: string, isWanted: (entry: Dirent) => boolean): Promise<string[]> {
    const path = join(this.#absoluteRoot, folder);
    try {
      const entries = await readdir(path, { withFileTypes: true });
      return entries.filter(isWanted).map((entry) => entry.name);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw failure('readdir', path, error);
    }
  }
}

const isVisible = ({ name }: Dirent): boolean => !name.startsWith('.');

/** Makes a folder and all above it. What else may be there, opening it tells. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await systemCall('mkdir', folder, () => mkdir(folder, { recursive: true }));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** A directory that is open, and by which it is known again; where the system cannot open directories, by nothing. */
interface Known {
  readonly directory: FileHandle | undefined;
  readonly ino: number | undefined;
}

const NONE: Known = { directory: undefined, ino: Number.NaN };

async function openKnown(folder: string): Promise<Known> {
  const directory = await openDirectory(folder);
  try {
    return { directory, ino: directory && (await systemCall('fstat', folder, () => directory.stat())).ino };
  } catch (error) {
    await close(directory);
    throw error;
  }
}

/** Makes a folder's own name durable. A parent that may not be read cannot be synced. */
async function syncParent(folder: string): Promise<void> {
  const parent = dirname(folder);
  let directory: FileHandle | undefined;
  try {
    directory = await openDirectory(parent, 0);
  } catch (error) {
    if (codeOf(error) === 'EACCES') return;
    throw error;
  }
  try {
    await syncDirectory(directory, parent);
  } finally {
    await close(directory);
  }
}
