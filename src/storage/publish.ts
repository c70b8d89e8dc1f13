import type { Stats } from 'node:fs';
import { type FileHandle, link, lstat, readdir, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { NotFoundError, StorageError } from '../errors.js';
import { isSameSource } from './bytes-source.js';
import { claiming, isClaimed, PATIENCE, PAUSE } from './claim.js';
import { type FileSource, openRegularFile } from './file-source.js';
import { hasEnded, tokenOf } from './owner.js';
import type { Creation, Source } from './storage.js';
import { codeOf, failure, messageOf, O_NOFOLLOW, syncDirectory, systemCall } from './system-calls.js';
import type { TemporaryFile } from './temporary-file.js';

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
export async function publish(temporary: TemporaryFile, path: string, directory: Directory): Promise<Creation> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const linking = await linkTo(path, temporary);
    if (linking === 'linked') return settle(path, temporary, directory);
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
 */
export async function compare(content: Source, path: string, directory: Directory): Promise<Creation | undefined> {
  const found = await compareNow(content, path);
  if (found !== 'identical') return found;
  await untilPublished(path);
  return compareNow(content, path, (file) => makeDurable(file, path, directory));
}

/** Compares bytes with a file, and does something with it if they are the same. */
async function compareNow(
  content: Source,
  path: string,
  act?: (file: FileHandle) => Promise<void>,
): Promise<Creation | undefined> {
  let there: FileSource;
  try {
    there = await openRegularFile(path, { flags: O_NOFOLLOW });
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
  try {
    if (!(await isSameSource(there, content))) return 'different';
    await act?.(there.handle);
    return 'identical';
  } finally {
    await there.close();
  }
}

/** Waits while a process that lives, or may live, is publishing a file: it takes it back if it cannot make it durable. */
async function untilPublished(path: string): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (performance.now() < end && (await isBeingPublished(path))) await after(PAUSE);
}

/** While a file is being published, it has its temporary name too, or there is a claim. */
async function isBeingPublished(path: string): Promise<boolean> {
  const there = await statsOf(path);
  if (there === undefined) return false;
  if (there.nlink <= 1) return isClaimed(path);
  const folder = dirname(path);
  for (const name of await systemCall('readdir', folder, () => readdir(folder))) {
    const token = tokenOf(name);
    if (token === undefined || hasEnded(token)) continue;
    if ((await statsOf(join(folder, name)))?.ino === there.ino) return true;
  }
  return false;
}

async function statsOf(path: string): Promise<Stats | undefined> {
  try {
    return await systemCall('lstat', path, () => lstat(path));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Gives a file its name, or tells that the name is taken, or that the system has no links. */
async function linkTo(path: string, temporary: TemporaryFile): Promise<'linked' | 'taken' | 'unlinkable'> {
  try {
    await link(temporary.path, path);
    return 'linked';
  } catch (error) {
    // NFS may report an error for a link that took place.
    if ((await systemCall('fstat', temporary.path, () => temporary.handle.stat())).nlink > 1) return 'linked';
    const code = codeOf(error) ?? '';
    if (code === 'EEXIST') return 'taken';
    if (NO_LINKS.has(code)) return 'unlinkable';
    throw failure('link', path, error);
  }
}

/** Gives a file its name where the system has no links, unless the name is taken. Nobody else may do so at the same time. */
async function renameTo(path: string, temporary: TemporaryFile, directory: Directory): Promise<Creation> {
  const durable = (file: FileHandle) => makeDurable(file, path, directory);
  const found = await compareNow(temporary.reread(), path, durable);
  if (found !== undefined) return found;
  await systemCall('rename', path, () => rename(temporary.path, path));
  return settle(path, temporary, directory);
}

/** Makes a name durable that was just given, or takes it back. */
async function settle(path: string, temporary: TemporaryFile, directory: Directory): Promise<Creation> {
  const begin = performance.now();
  try {
    await makeDurable(temporary.handle, path, directory);
    return 'created';
  } catch (error) {
    if (await isTakenBack(path, performance.now() - begin)) throw error;
    const { operation, cause } = error as StorageError;
    const fault = `${messageOf(cause)}; the file is there, and whole, but might not outlast a power failure`;
    throw new StorageError(operation, path, fault, { cause });
  }
}

/** Takes a name back, unless somebody who waited for us may rely on it by now. */
async function isTakenBack(path: string, elapsed: number): Promise<boolean> {
  if (elapsed > PATIENCE / 2) return false;
  return unlink(path).then(
    () => true,
    () => false,
  );
}

/** Makes a name durable. XFS lost links whose directory was synced, until the file was synced once more. */
async function makeDurable(file: FileHandle, path: string, directory: Directory): Promise<void> {
  await syncDirectory(directory, dirname(path));
  await systemCall('fsync', path, () => file.sync());
}
