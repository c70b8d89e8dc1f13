import type { BigIntStats, Dirent } from 'node:fs';
import { lstat, readdir, unlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize, parse, relative, sep } from 'node:path';
import { type ArtifactError, NotFoundError, StorageError, SweepError } from '../../model/errors.js';
import { mapInOrder } from '../../model/map-in-order.js';
import { checkChoice, checkOptions, optionNames } from '../../model/options.js';
import { checkedKey, isSafeName } from '../key.js';
import type { Source, Storage, SurveyProblem } from '../storage.js';
import { isClaimName, sweepClaim } from './claim.js';
import { FileDraft } from './file-draft.js';
import { openExistingFile } from './file-source.js';
import { checkDirectory, checkMissing, openDirectory, realPath, refusedLink, targetOf } from './links.js';
import { makeRealFolder, openNewFolder } from './new-folder.js';
import { type OpenFolder, openFolder } from './open-folder.js';
import {
  absolutePath,
  close,
  errorCodeOf,
  isSameFile,
  O_NOFOLLOW,
  removeFile,
  statsOf,
  syncDirectory,
  systemCall,
  toStorageError,
} from './system-calls.js';
import { isStaleName } from './token.js';

/** Options of a {@link FileStorage}. */
export interface FileStorageOptions {
  /**
   * Whether to follow links below the root, to folders and to files, as git-annex, DVC and DataLad create them. A link may lead
   * anywhere: whoever can create a link in the root decides what is loaded.
   * @defaultValue false
   */
  readonly followLinks?: boolean;
}

const FILE_STORAGE_OPTIONS = optionNames<FileStorageOptions>({ followLinks: true });

/** How many folders are read at the same time: by default, Node makes four system calls at once. */
const CONCURRENT_FOLDERS = 4;

/** Returns the absolute path of a storage's root, which stays the same when the working directory changes. */
export let absoluteRootOf: (storage: FileStorage) => string;

/**
 * A storage in a folder on disk, the root: one folder for each procedure, and in it one read-only file for each artifact.
 *
 * Names that begin with a dot are no artifacts: temporary files, claims, and the files of other programs.
 *
 * A sweep, for each folder in the root:
 *
 *   1. List the folder.
 *   2. A file `.TOKEN.tmp` or `.TOKEN.gone` whose token is stale (token.ts) is a temporary file of an ended process: remove it.
 *   3. A directory `.NAME.claim`, or `.TOKEN.tmp` with a stale token, is a claim (claim.ts): release it, if it is empty or its entry is a
 *      stale token.
 *   4. If something cannot be removed, remember the error, and go on. Throw all of them at the end.
 *
 * @example
 * const repository = new ArtifactRepository({ storage: new FileStorage('results'), classes: [Calibration] });
 */
export class FileStorage implements Storage {
  static {
    absoluteRootOf = (storage) => storage.#absoluteRoot;
  }

  /** The path of the folder, normalized. The paths of the files begin with it, unless it is `.`. */
  readonly root: string;
  readonly #absoluteRoot: string;
  readonly #followLinks: boolean;
  /** The beginning of all paths of files: the root and a separator; nothing if the root is `.`. */
  readonly #prefix: string;
  /** The folders whose names this storage has synced, by path, with what identifies them. */
  readonly #syncedFolders = new Map<string, BigIntStats | undefined>();

  /**
   * @param root - the folder, created when the first artifact is saved.
   * @throws TypeError for an unknown option, or a wrong value of one.
   * @throws StorageError (`ARTIFACT_STORAGE`) if the root is relative to the working directory, and that was deleted.
   */
  constructor(root = 'artifacts/exploratory', options: FileStorageOptions = {}) {
    checkOptions(options, FILE_STORAGE_OPTIONS);
    checkChoice('followLinks', options.followLinks, [true, false]);
    this.#followLinks = options.followLinks ?? false;
    const normal = normalize(root);
    const isSlashed = normal.endsWith(sep) && normal !== parse(normal).root;
    this.root = isSlashed ? normal.slice(0, -1) : normal;
    this.#absoluteRoot = absolutePath(root);
    this.#prefix = join(this.root, '_').slice(0, -1);
  }

  /**
   * Begins a file in a folder, as a hidden temporary file.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the folder is not a safe name.
   */
  draft(folder: string): FileDraft {
    if (!isSafeName(folder))
      throw new StorageError('create', folder, 'is no folder of the storage: expected a safe name');
    return new FileDraft(
      (key) => basename(checkedKey(key, 'create', key, folder)),
      () => this.#openFolder(join(this.#absoluteRoot, folder)),
      this.#followLinks,
    );
  }

  /**
   * Creates a temporary file in a folder, and removes it.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if that fails.
   */
  async checkWritable(folder: string): Promise<void> {
    const draft = this.draft(folder);
    try {
      await draft.open();
    } finally {
      await draft.close();
    }
  }

  /**
   * Opens a regular file. Follows links only with `followLinks`.
   *
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is no such file.
   * @throws StorageError (`ARTIFACT_STORAGE`) if it is anything else, or cannot be opened.
   */
  async open(key: string): Promise<Source> {
    const path = join(this.#absoluteRoot, checkedKey(key, 'open'));
    const shown = this.pathOf(key);
    if (this.#followLinks) return openExistingFile(path, { shown });
    return openExistingFile(path, { shown, flags: O_NOFOLLOW, check: () => checkDirectory(dirname(path)) });
  }

  /**
   * Removes a regular file, and syncs its folder. With `followLinks`, it removes a link, and not the link's target.
   *
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is no such file.
   * @throws StorageError (`ARTIFACT_STORAGE`) if it is anything else, could not be removed, or its folder could not be synced.
   */
  async remove(key: string): Promise<void> {
    const shown = this.pathOf(checkedKey(key, 'remove'));
    const unresolved = join(this.#absoluteRoot, key);
    try {
      const folder = this.#followLinks ? await realPath(dirname(unresolved)) : dirname(unresolved);
      const directory = await openDirectory(folder);
      try {
        const path = join(folder, basename(unresolved));
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
      await checkMissing(unresolved);
      throw new NotFoundError(shown, { cause: error });
    }
  }

  /**
   * Lists the keys of all files, or of those in one folder, except for names that begin with a dot.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if files may be missing in the list: a folder cannot be read, or is a broken link or a
   * link that is not followed; the folder asked for is not a folder; or a link on the way to the root is broken.
   */
  async *list(folder?: string): AsyncGenerator<string> {
    const wanted = (await this.#rootEntries()).filter(({ name }) => folder === undefined || name === folder);
    for await (const { entry, files } of mapInOrder(wanted, CONCURRENT_FOLDERS, (entry) => this.#filesIn(entry))) {
      if (files === undefined && folder !== undefined) throw notAFolder(this.pathOf(entry.name));
      for (const { name } of files ?? []) yield `${entry.name}/${name}`;
    }
  }

  /**
   * Lists the keys of all files, and a problem for everything else whose name does not begin with a dot.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the root cannot be read.
   */
  async *survey(): AsyncGenerator<string | SurveyProblem> {
    for (const entry of await this.#rootEntries()) yield* await this.#surveyEntry(entry).catch((error) => [error]);
  }

  /**
   * Removes the temporary files and the claims of processes of this machine that have ended.
   *
   * @returns the paths of what it removed.
   * @throws SweepError (`ARTIFACT_STORAGE`) if some of them could not be removed, or a folder could not be read.
   */
  async sweep(): Promise<string[]> {
    const removed: string[] = [];
    const failures: ArtifactError[] = [];
    const attempt = <T>(act: () => Promise<T>): Promise<T | undefined> =>
      act().catch((error) => void failures.push(error));
    for (const folder of await this.#rootEntries()) {
      // Without `followLinks`, nothing was ever saved through a link.
      const isRefused = folder.isSymbolicLink() && !this.#followLinks;
      if (isRefused || !(await attempt(() => this.#isFolder(folder)))) continue;
      const path = join(this.#absoluteRoot, folder.name);
      for (const entry of (await attempt(() => entriesOf(path))) ?? []) {
        if (await attempt(() => removeIfStale(path, entry))) removed.push(join(this.root, folder.name, entry.name));
      }
    }
    if (failures.length > 0) throw new SweepError(this.root, removed, failures);
    return removed;
  }

  /** Returns the root and the key, joined. */
  pathOf(key: string): string {
    return `${this.#prefix}${sep === '/' ? key : key.replaceAll('/', sep)}`;
  }

  /**
   * Returns the key of a path: one that `pathOf` returned, or any other path of the same file, absolute or relative to the working
   * directory.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the path leads out of the root.
   */
  keyOf(path: string): string {
    const normal = normalize(path);
    const below = normal.slice(this.#prefix.length);
    const isBelowRoot = !isAbsolute(normal) && normal.startsWith(this.#prefix) && !below.startsWith(`..${sep}`);
    const key = isBelowRoot ? below : relative(this.#absoluteRoot, absolutePath(normal));
    return checkedKey(key.replaceAll(sep, '/'), 'resolve', path);
  }

  /**
   * Opens a folder, or with `followLinks` the target of a link, and creates it if necessary. The first time, it syncs the names of the
   * folder and of all folders above it, even of those that exist: another process may have created them and not have synced them yet.
   */
  async #openFolder(folder: string): Promise<OpenFolder> {
    const path = this.#followLinks ? await makeRealFolder(folder) : folder;
    if (this.#syncedFolders.has(path)) {
      const opened = await openFolder(path).catch(() => undefined);
      if (opened !== undefined && isSameDirectory(opened.stats, this.#syncedFolders.get(path))) return opened;
      await close(opened?.directory);
    }
    const opened = await openNewFolder(path);
    this.#syncedFolders.set(path, opened.stats);
    return opened;
  }

  /** Returns the visible entries of the root; none if it does not exist. */
  async #rootEntries(): Promise<Entry[]> {
    const entries = await entriesOf(this.#absoluteRoot);
    if (entries.length === 0) await checkMissing(this.#absoluteRoot);
    return entries.filter(isVisible);
  }

  /** Returns the visible entries of a folder in the root. */
  async #entriesIn({ name }: Entry): Promise<Entry[]> {
    return (await entriesOf(join(this.#absoluteRoot, name))).filter(isVisible);
  }

  /** Returns the files in an entry of the root; undefined if the entry is not a folder. */
  async #filesIn(entry: Entry): Promise<{ entry: Entry; files: Entry[] | undefined }> {
    if (!(await this.#isFolder(entry))) return { entry, files: undefined };
    return { entry, files: (await this.#entriesIn(entry)).filter((each) => !each.isDirectory()) };
  }

  /**
   * True if an entry of the root is a folder.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) for a broken link, and for a link to a folder that is not followed: it may hide files.
   */
  async #isFolder(entry: Entry): Promise<boolean> {
    if (!entry.isSymbolicLink()) return entry.isDirectory();
    const shown = this.pathOf(entry.name);
    const target = await targetOf(join(this.#absoluteRoot, entry.name), shown);
    if (target.isDirectory() && !this.#followLinks) throw refusedLink('readdir', shown);
    return target.isDirectory();
  }

  /** Returns the keys of the files in an entry of the root, and a problem for everything else. */
  async #surveyEntry(entry: Entry): Promise<(string | SurveyProblem)[]> {
    const folder = entry.name;
    if (!(await this.#isFolder(entry))) return [notAFolder(this.pathOf(folder))];
    if (!isSafeName(folder)) return [notAProcedureFolder(this.pathOf(folder))];
    const keyOrProblem = (each: Entry) =>
      each.isDirectory() ? nestedFolder(this.pathOf(join(folder, each.name))) : `${folder}/${each.name}`;
    return (await this.#entriesIn(entry)).map(keyOrProblem);
  }
}

const notAFolder = (path: string): StorageError =>
  new StorageError('readdir', path, 'found no folder, expected a procedure’s folder');

const notAProcedureFolder = (path: string): StorageError =>
  new StorageError(
    'readdir',
    path,
    'found a folder that can be no procedure’s, expected one named with letters, digits, "_", "." and "-"',
  );

const nestedFolder = (path: string): StorageError =>
  new StorageError(
    'readdir',
    path,
    'found a folder in a procedure’s folder, expected files: the library does not look into it',
  );

/** Something in a folder. */
type Entry = Pick<Dirent, 'name' | 'isFile' | 'isDirectory' | 'isSymbolicLink'>;

const isVisible = ({ name }: Entry): boolean => !name.startsWith('.');

/** Returns the entries of a folder; none if it does not exist. */
async function entriesOf(folder: string): Promise<Entry[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw toStorageError('readdir', folder, error);
    // Some file systems list names without types. Node then calls lstat for each, and throws if one was removed in between.
    return syscall === 'scandir' ? [] : entriesByStat(folder);
  }
}

/** Returns the entries of a folder whose file system lists names without types. */
async function entriesByStat(folder: string): Promise<Entry[]> {
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

/** Removes an entry if it is a temporary file or a claim of an ended process. Returns whether it did. */
async function removeIfStale(folder: string, entry: Entry): Promise<boolean> {
  const path = join(folder, entry.name);
  if (entry.isFile()) return isStaleName(entry.name) && removeFile(path);
  return entry.isDirectory() && (isClaimName(entry.name) || isStaleName(entry.name)) && sweepClaim(path);
}

/** True if both are the same directory. The birth times are compared too, because file systems reuse inode numbers. */
const isSameDirectory = (a: BigIntStats | undefined, b: BigIntStats | undefined): boolean =>
  a === undefined || b === undefined ? a === b : isSameFile(a, b) && a.birthtimeNs === b.birthtimeNs;
