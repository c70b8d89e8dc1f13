import type { BigIntStats, Dirent } from 'node:fs';
import { type FileHandle, lstat, mkdir, readdir, unlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize, parse, relative, sep } from 'node:path';
import { type ArtifactError, NotFoundError, StorageError, SweepError } from '../../model/errors.js';
import { inOrder } from '../../model/in-order.js';
import { checkChoice, checkOptions } from '../../model/options.js';
import { checkedKey, isSafeName } from '../key.js';
import type { Source, Storage, SurveyProblem } from '../storage.js';
import { isClaim, sweepClaim } from './claim.js';
import { FileDraft, type Folder } from './file-draft.js';
import { openExistingFile } from './file-source.js';
import { checkDirectory, checkMissing, openDirectory, realPath, refusedLink, targetOf } from './links.js';
import { isLeftOver } from './owner.js';
import {
  absolutePath,
  close,
  errorCodeOf,
  isSameFile,
  O_NOFOLLOW,
  removeFile,
  statsOf,
  statsOfOpen,
  syncDirectory,
  systemCall,
  toStorageError,
} from './system-calls.js';

/** Options of a {@link FileStorage}. */
export interface FileStorageOptions {
  /**
   * Whether links below the root are followed, to folders and to files, as git-annex, DVC and DataLad make them. They may lead
   * anywhere: whoever can make a link in the root says what is loaded.
   * @defaultValue false
   */
  readonly followLinks?: boolean;
}

/** Folders that are read at a time: Node's threads do four things at once. */
const FOLDERS = 4;

/** Files below a folder, one folder for each procedure. */
export class FileStorage implements Storage {
  /** The folder, without what is needless in its path: the paths of its files begin with it, unless it is `.` */
  readonly root: string;
  readonly #absoluteRoot: string;
  readonly #followLinks: boolean;
  /** What begins the paths of its files. */
  readonly #prefix: string;
  /** The folders whose names were synced, as far as they are still the same. */
  readonly #synced = new Map<string, BigIntStats | undefined>();

  /**
   * @param root - made when it is needed.
   * @throws TypeError for an unknown option, or a wrong value of one.
   * @throws StorageError (`ARTIFACT_STORAGE`) if the root begins at the working directory, and that was deleted.
   */
  constructor(root = 'artifacts/exploratory', options: FileStorageOptions = {}) {
    checkOptions(options, ['followLinks']);
    checkChoice('followLinks', options.followLinks, [true, false]);
    this.#followLinks = options.followLinks ?? false;
    const normal = normalize(root);
    const isSlashed = normal.endsWith(sep) && normal !== parse(normal).root;
    this.root = isSlashed ? normal.slice(0, -1) : normal;
    this.#absoluteRoot = absolutePath(root);
    this.#prefix = join(this.root, '_').slice(0, -1);
  }

  /** A file that shows itself only when it is published, whole and durable. */
  draft(folder: string): FileDraft {
    if (!isSafeName(folder))
      throw new StorageError('create', folder, 'is no folder of the storage: expected a safe name');
    return new FileDraft(
      (key) => basename(checkedKey(key, 'create', key, folder)),
      () => this.#openFolder(join(this.#absoluteRoot, folder)),
      this.#followLinks,
    );
  }

  /** Makes a temporary file in a folder, and removes it. */
  async checkWritable(folder: string): Promise<void> {
    const draft = this.draft(folder);
    try {
      await draft.open();
    } finally {
      await draft.close();
    }
  }

  /** Opens a file, if it is a regular one, and no link unless links are followed. */
  async open(key: string): Promise<Source> {
    const path = join(this.#absoluteRoot, checkedKey(key, 'open'));
    const shown = this.pathOf(key);
    if (this.#followLinks) return openExistingFile(path, { shown });
    return openExistingFile(path, { shown, flags: O_NOFOLLOW, check: () => checkDirectory(dirname(path)) });
  }

  /**
   * Removes a file, if it is a regular one, and syncs its folder. Where links are followed, a link is removed, and not what it leads to.
   */
  async remove(key: string): Promise<void> {
    const shown = this.pathOf(checkedKey(key, 'remove'));
    const given = join(this.#absoluteRoot, key);
    try {
      const folder = this.#followLinks ? await realPath(dirname(given)) : dirname(given);
      const directory = await openDirectory(folder);
      try {
        const path = join(folder, basename(given));
        const stats = await systemCall('lstat', shown, () => lstat(path));
        if (stats.isSymbolicLink() && !this.#followLinks) throw refusedLink('unlink', shown);
        if (!stats.isSymbolicLink() && !stats.isFile())
          throw new StorageError('unlink', shown, 'is not a regular file');
        await systemCall('unlink', shown, () => unlink(path));
        await syncDirectory(directory, folder);
      } finally {
        await close(directory);
      }
    } catch (error) {
      if (errorCodeOf(error) !== 'ENOENT') throw error;
      await checkMissing(given);
      throw new NotFoundError(shown, { cause: error });
    }
  }

  /**
   * The keys of all files, or of those in one folder, but for those whose names begin with a dot.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if files may be missing among them: a folder is a link that is not followed or leads
   * nowhere, or cannot be read, the one that is asked for is none, or the root is out of reach.
   */
  async *list(folder?: string): AsyncGenerator<string> {
    const wanted = (await this.#top()).filter(({ name }) => folder === undefined || name === folder);
    for await (const { entry, files } of inOrder(wanted, FOLDERS, (entry) => this.#filesIn(entry))) {
      if (files === undefined && folder !== undefined) throw noFolder(this.pathOf(entry.name));
      for (const { name } of files ?? []) yield `${entry.name}/${name}`;
    }
  }

  /** The keys of all files, and all else but what begins with a dot. */
  async *survey(): AsyncGenerator<string | SurveyProblem> {
    for (const entry of await this.#top()) yield* await this.#surveyed(entry).catch((error) => [error]);
  }

  /**
   * Removes the temporary files and the claims of processes of this machine that have ended.
   *
   * @throws SweepError (`ARTIFACT_STORAGE`) if some of them, or what is in a folder, the system does not let go.
   */
  async sweep(): Promise<string[]> {
    const removed: string[] = [];
    const failures: ArtifactError[] = [];
    const attempt = <T>(act: () => Promise<T>): Promise<T | undefined> =>
      act().catch((error) => void failures.push(error));
    for (const folder of await this.#top()) {
      // Nothing was saved through a link that is not followed.
      const isRefused = folder.isSymbolicLink() && !this.#followLinks;
      if (isRefused || !(await attempt(() => this.#isFolder(folder)))) continue;
      const path = join(this.#absoluteRoot, folder.name);
      for (const entry of (await attempt(() => entriesOf(path))) ?? []) {
        if (await attempt(() => removeLeftOver(path, entry))) removed.push(join(this.root, folder.name, entry.name));
      }
    }
    if (failures.length > 0) throw new SweepError(this.root, removed, failures);
    return removed;
  }

  /** The root and the key. */
  pathOf(key: string): string {
    return `${this.#prefix}${sep === '/' ? key : key.replaceAll('/', sep)}`;
  }

  /** The key of a path as `pathOf` gives it, or of any other that leads to the same file. */
  keyOf(path: string): string {
    const normal = normalize(path);
    const below = normal.slice(this.#prefix.length);
    const isBelowRoot = !isAbsolute(normal) && normal.startsWith(this.#prefix) && !below.startsWith(`..${sep}`);
    const key = isBelowRoot ? below : relative(this.#absoluteRoot, absolutePath(normal));
    return checkedKey(key.replaceAll(sep, '/'), 'resolve', path);
  }

  /**
   * Opens a folder, or what it is a link to if links are followed, and makes it if need be. The first time, its name and all
   * above are synced even if they are there, for another process may have made them and not have synced them yet.
   */
  async #openFolder(folder: string): Promise<Folder> {
    const path = this.#followLinks ? await madeAndReal(folder) : folder;
    if (this.#synced.has(path)) {
      const known = await openKnown(path).catch(() => undefined);
      if (known !== undefined && isSameBirth(known.stats, this.#synced.get(path))) return known;
      await close(known?.directory);
    }
    await makeFolder(path);
    const known = await openKnown(path);
    try {
      for (let each = path; dirname(each) !== each; each = dirname(each)) await syncParent(each);
    } catch (error) {
      await close(known.directory);
      throw error;
    }
    this.#synced.set(path, known.stats);
    return known;
  }

  /** What is in the root; nothing if it is missing. */
  async #top(): Promise<Entry[]> {
    const entries = await entriesOf(this.#absoluteRoot);
    if (entries.length === 0) await checkMissing(this.#absoluteRoot);
    return entries.filter(isVisible);
  }

  /** What is in a folder of the root. */
  async #within({ name }: Entry): Promise<Entry[]> {
    return (await entriesOf(join(this.#absoluteRoot, name))).filter(isVisible);
  }

  /** The files in an entry of the root; undefined if that is no folder. */
  async #filesIn(entry: Entry): Promise<{ entry: Entry; files: Entry[] | undefined }> {
    if (!(await this.#isFolder(entry))) return { entry, files: undefined };
    return { entry, files: (await this.#within(entry)).filter((each) => !each.isDirectory()) };
  }

  /**
   * Tells whether an entry of the root is a folder.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) for a link to nothing, or to a folder if links are not followed: files may be behind it.
   */
  async #isFolder(entry: Entry): Promise<boolean> {
    if (!entry.isSymbolicLink()) return entry.isDirectory();
    const shown = this.pathOf(entry.name);
    const target = await targetOf(join(this.#absoluteRoot, entry.name), shown);
    if (target.isDirectory() && !this.#followLinks) throw refusedLink('readdir', shown);
    return target.isDirectory();
  }

  /** The keys of the files in a folder of the root, and all else in it, or itself if it is none. */
  async #surveyed(entry: Entry): Promise<(string | SurveyProblem)[]> {
    const folder = entry.name;
    if (!(await this.#isFolder(entry))) return [noFolder(this.pathOf(folder))];
    if (!isSafeName(folder)) return [unsafeFolder(this.pathOf(folder))];
    const found = (each: Entry) =>
      each.isDirectory() ? deeperFolder(this.pathOf(join(folder, each.name))) : `${folder}/${each.name}`;
    return (await this.#within(entry)).map(found);
  }
}

const noFolder = (path: string): StorageError =>
  new StorageError('readdir', path, 'found no folder, expected a procedure’s folder');

const unsafeFolder = (path: string): StorageError =>
  new StorageError(
    'readdir',
    path,
    'found a folder that can be no procedure’s, expected one named with letters, digits, "_", "." and "-"',
  );

const deeperFolder = (path: string): StorageError =>
  new StorageError(
    'readdir',
    path,
    'found a folder in a procedure’s folder, expected files: the library does not look into it',
  );

/** What is in a folder, by its name. */
type Entry = Pick<Dirent, 'name' | 'isFile' | 'isDirectory' | 'isSymbolicLink'>;

const isVisible = ({ name }: Entry): boolean => !name.startsWith('.');

/** What is in a folder; nothing if it is not there. */
async function entriesOf(folder: string): Promise<Entry[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw toStorageError('readdir', folder, error);
    // Else the system does not say what is there, so that each entry is looked at, and one was gone by then.
    return syscall === 'scandir' ? [] : entriesOneByOne(folder);
  }
}

async function entriesOneByOne(folder: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  try {
    for (const name of await systemCall('readdir', folder, () => readdir(folder))) {
      const stats = await statsOf(join(folder, name));
      if (stats !== undefined) entries.push(Object.assign(stats, { name }));
    }
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') throw error;
  }
  return entries;
}

/** Removes what is a temporary file or a claim of a process that has ended, and tells whether it did. */
async function removeLeftOver(folder: string, entry: Entry): Promise<boolean> {
  const path = join(folder, entry.name);
  if (entry.isFile()) return isLeftOver(entry.name) && removeFile(path);
  return entry.isDirectory() && (isClaim(entry.name) || isLeftOver(entry.name)) && sweepClaim(path);
}

/**
 * Makes a folder and all above it that are missing. Node's recursive mkdir never returns where a system, as Linux in /proc,
 * answers for ever that the folder above is missing. What else may have the folder's name, opening it tells.
 */
async function makeFolder(folder: string): Promise<void> {
  const make = () => systemCall('mkdir', folder, () => mkdir(folder));
  try {
    await make().catch(async (error) => {
      if (errorCodeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
      await makeFolder(dirname(folder));
      await checkMissing(folder);
      await make();
    });
  } catch (error) {
    if (errorCodeOf(error) !== 'EEXIST') throw error;
  }
}

/** Makes a folder, and gives the path of what it is a link to. */
async function madeAndReal(folder: string): Promise<string> {
  await makeFolder(folder);
  return realPath(folder);
}

/** A folder, and by what it is known again; where the system cannot open directories, by nothing. */
interface KnownFolder extends Folder {
  readonly stats: BigIntStats | undefined;
}

/** Tells whether two are one directory, and not one that was made in its place: numbers of files are used again. */
const isSameBirth = (a: BigIntStats | undefined, b: BigIntStats | undefined): boolean =>
  a === undefined || b === undefined ? a === b : isSameFile(a, b) && a.birthtimeNs === b.birthtimeNs;

async function openKnown(path: string): Promise<KnownFolder> {
  const directory = await openDirectory(path);
  try {
    return { path, directory, stats: directory && (await statsOfOpen(directory, path)) };
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
    if (errorCodeOf(error) === 'EACCES') return;
    throw error;
  }
  try {
    await syncDirectory(directory, parent);
  } finally {
    await close(directory);
  }
}
