import type { BigIntStats } from 'node:fs';
import { type FileHandle, link, readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { StorageError } from '../../model/errors.js';
import { haveSameBytes } from '../bytes-source.js';
import type { PublishResult, Source } from '../storage.js';
import { claiming, isClaimed, PATIENCE, PAUSE } from './claim.js';
import { type FileSource, openRegularFile } from './file-source.js';
import { openDirectory, realPath } from './links.js';
import { hasEnded, isOfTakenBack, tokenOf } from './owner.js';
import {
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
import type { TemporaryFile } from './temporary-file.js';

// A file that was given its name is there for good once its directory is synced. If that fails, it is taken back. Whoever finds
// it meanwhile, and wants the same, may rely on it only if it stays: one step that can succeed but once decides that. As long as a
// file is being published it has its temporary name too. To take it back, that name is exchanged for another first; to keep it
// from being taken back, it is removed.

/** What systems answer that know no links. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** How often a name may be taken, and nothing be there a moment later: others take back what they cannot make durable. */
const ATTEMPTS = 100;

/** The folder of a file that is published, open; undefined where the system cannot open directories. */
type Directory = FileHandle | undefined;

/**
 * Gives a temporary file a name of its folder for good, unless there is such a file: by a link, which is exclusive and whole,
 * or, where the system has none, by renaming it while nobody else may.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if it could not be made durable; it has no name then, or the message says so.
 */
export async function publish(temporary: TemporaryFile, path: string, directory: Directory): Promise<PublishResult> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const linking = await linkTo(path, temporary);
    if (linking === 'linked') return settle(path, temporary, directory, () => temporary.giveUp());
    if (linking === 'unlinkable') return claiming(path, () => renameTo(path, temporary, directory));
    const found = await compare(temporary.reread(), path, directory);
    if (found !== undefined) return found;
  }
  throw new StorageError('link', path, `found the name taken, and nothing there, ${ATTEMPTS} times`);
}

/**
 * Compares bytes with a file, and makes the file durable if they are the same. Waits for whoever is publishing it.
 *
 * @returns undefined if there is no file.
 * @throws StorageError (`ARTIFACT_STORAGE`) if it could not be made durable, or is neither kept nor taken back within 10 s.
 */
export async function compare(content: Source, path: string, directory: Directory): Promise<PublishResult | undefined> {
  let found: Comparison = 'taken back';
  for (let attempt = 0; found === 'taken back' && attempt < ATTEMPTS; attempt++) {
    found = await compareNow(content, path, async (file) => {
      if (await isClaimed(path)) return 'claimed';
      return (await isKept(file, path)) ? keep(file, path, directory) : 'taken back';
    });
  }
  if (found === 'claimed') {
    found = await claiming(path, () => compareNow(content, path, (file) => keep(file, path, directory)));
  }
  return found === 'taken back' ? undefined : found;
}

/**
 * Compares bytes with the file that a link leads to, and makes both durable if they are the same.
 *
 * @returns undefined if there is no link.
 * @throws StorageError (`ARTIFACT_STORAGE`) as {@link compare} does, and if the link leads nowhere.
 */
export async function compareThroughLink(
  content: Source,
  path: string,
  directory: Directory,
): Promise<PublishResult | undefined> {
  if (!(await statsOf(path))?.isSymbolicLink()) return undefined;
  const target = await realPath(path);
  const folder = await openDirectory(dirname(target));
  try {
    const found = await compare(content, target, folder);
    if (found === 'identical') await syncDirectory(directory, dirname(path));
    return found;
  } finally {
    await close(folder);
  }
}

/** What comes of a comparison with a file that somebody else may be publishing. */
type Comparison = PublishResult | 'claimed' | 'taken back' | undefined;

/** Compares bytes with a file, and asks what comes of it if they are the same. */
async function compareNow<T>(
  content: Source,
  path: string,
  same: (file: FileHandle) => Promise<T>,
): Promise<T | 'different' | undefined> {
  let there: FileSource;
  try {
    there = await openRegularFile(path, { flags: O_NOFOLLOW });
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return (await haveSameBytes(there, content)) ? await same(there.handle) : 'different';
  } finally {
    await there.close();
  }
}

async function keep(file: FileHandle, path: string, directory: Directory): Promise<'identical'> {
  try {
    await makeDurable(file, path, directory);
  } catch (error) {
    // A file system that only gives what it has (squashfs) has nothing to sync.
    if (errorCodeOf(error) !== 'EINVAL') throw error;
  }
  return 'identical';
}

/** Waits until nobody can take a file back any more, and tells whether nobody has. */
async function isKept(file: FileHandle, path: string): Promise<boolean> {
  const own = await statsOfOpen(file, path);
  const end = performance.now() + PATIENCE;
  // A name that is exchanged for another one may be missed once.
  for (let missed = 0; ; ) {
    const there = await statsOf(path);
    if (there === undefined || !isSameFile(there, own)) return false;
    if (there.nlink <= 1 || missed === 2) return true;
    const name = await temporaryNameOf(own, dirname(path));
    if (name === undefined) {
      missed++;
      continue;
    }
    missed = 0;
    if (performance.now() <= end) await after(PAUSE);
    else if (!isOfTakenBack(name)) await removeFile(join(dirname(path), name));
    else
      throw new StorageError('open', path, `found it being taken back for ${PATIENCE} ms, by the process of ${name}`);
  }
}

/** A temporary name that a file has besides, and that somebody may be using. Others are removed where that is possible. */
async function temporaryNameOf(file: BigIntStats, folder: string): Promise<string | undefined> {
  for (const name of await systemCall('readdir', folder, () => readdir(folder))) {
    const token = tokenOf(name);
    const path = join(folder, name);
    if (token === undefined || !isSameFile(await statsOf(path), file)) continue;
    if (!hasEnded(token)) return name;
    await removeFile(path).catch(() => undefined);
  }
  return undefined;
}

/** Gives a file its name, or tells that the name is taken, or that the system has no links. */
async function linkTo(path: string, temporary: TemporaryFile): Promise<'linked' | 'taken' | 'unlinkable'> {
  try {
    await link(temporary.path, path);
    return 'linked';
  } catch (error) {
    // NFS may report an error for a link that took place.
    if (await isAt(path, temporary)) return 'linked';
    const code = errorCodeOf(error) ?? '';
    if (code === 'EEXIST') return 'taken';
    if (NO_LINKS.has(code)) return 'unlinkable';
    throw toStorageError('link', path, error);
  }
}

/** Gives a file its name where the system has no links, unless the name is taken. Nobody else may do so at the same time. */
async function renameTo(path: string, temporary: TemporaryFile, directory: Directory): Promise<PublishResult> {
  const found = await compareNow(temporary.reread(), path, (file) => keep(file, path, directory));
  if (found !== undefined) return found;
  try {
    await rename(temporary.path, path);
  } catch (error) {
    if (!(await isAt(path, temporary))) throw toStorageError('rename', path, error);
  }
  return settle(path, temporary, directory, async () => {});
}

/**
 * Makes a name durable that was just given, or takes it back.
 *
 * @param giveUp - fails if somebody relies on the name.
 */
async function settle(
  path: string,
  temporary: TemporaryFile,
  directory: Directory,
  giveUp: () => Promise<void>,
): Promise<'created'> {
  try {
    await makeDurable(temporary.handle, path, directory);
    return 'created';
  } catch (error) {
    try {
      await giveUp();
      if (await isAt(path, temporary)) await removeFile(path);
    } catch {
      if (await isAt(path, temporary).catch(() => true)) throw notTakenBack(path, error as StorageError);
    }
    throw error;
  }
}

function notTakenBack(path: string, { operation, path: place, message, cause }: StorageError): StorageError {
  const fault = message.slice(`${operation} ${place}: `.length);
  const state = 'the file is there, and whole, but might not outlast a power failure';
  return new StorageError(operation, path, `${fault}; ${state}`, { cause });
}

/** Makes a name durable. XFS lost links whose directory was synced, until the file was synced once more. */
async function makeDurable(file: FileHandle, path: string, directory: Directory): Promise<void> {
  const folder = dirname(path);
  await Promise.all([syncDirectory(directory, folder), directory && checkSame(directory, folder)]);
  await systemCall('fsync', path, () => file.sync());
}

/** What was named by its path is in the directory that is synced only if nobody has put another one there. */
async function checkSame(directory: FileHandle, folder: string): Promise<void> {
  const [open, there] = await Promise.all([statsOfOpen(directory, folder), statsOf(folder)]);
  if (!isSameFile(there, open))
    throw new StorageError('lstat', folder, 'found another folder there than at the beginning');
}

/** Tells whether a file is at a path. */
async function isAt(path: string, { path: own, handle }: TemporaryFile): Promise<boolean> {
  return isSameFile(await statsOf(path), await statsOfOpen(handle, own));
}
