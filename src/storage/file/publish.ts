// How a temporary file gets its name, so that no file is overwritten, no reader sees half a file, and whatever was acknowledged is
// still there after a power failure.
//
// To publish a temporary file whose bytes are written and synced:
//
//   1. Link it to its name. A link is one exclusive step. If the name is taken, compare (below), and return the result.
//   2. Sync the directory, then the file once more. (XFS has lost links whose directory was synced, until the file was synced too.)
//   3. If a sync fails, withdraw (below), and throw.
//   4. Later, the draft is closed and removes the temporary name. Until then, the file has two names, and the temporary one tells
//      everybody which process is publishing it.
//
// To publish where the file system has no hard links:
//
//   1. Take the claim of the name (claim.ts).
//   2. If the name is taken, compare, release the claim, and return the result.
//   3. Rename the temporary file to its name. Sync, or withdraw, as in steps 2 and 3 above.
//   4. Release the claim.
//
// To withdraw, after a failed sync, so that nobody keeps a file that may be gone after a power failure:
//
//   1. Rename the temporary name `.TOKEN.tmp` to `.TOKEN.gone`. If that fails because another process has removed the temporary
//      name, that process has acknowledged the file: leave it, and say so in the error. (Under a claim, there is no such process.)
//   2. Remove the final name.
//
// To compare with the file that has the name:
//
//   1. Compare the bytes. If they differ, return `different`.
//   2. They are the same. If another process holds the claim of the name, wait for the claim, and compare again.
//   3. Wait until the file has no second name that a running process uses: until then, its publisher may withdraw it. If it was
//      withdrawn, begin again at step 1; if there is no file any more, return undefined.
//   4. After 10 s, remove the temporary name. From then on the publisher cannot withdraw. If it has begun to (`.gone`), throw.
//   5. Sync the directory and the file, because their publisher may not have done so yet. Return `identical`.

import type { BigIntStats } from 'node:fs';
import { type FileHandle, link, readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StorageError } from '../../model/errors.js';
import { haveSameBytes } from '../bytes-source.js';
import type { PublishResult, Source } from '../storage.js';
import { isClaimed, withClaim } from './claim.js';
import { type FileSource, openRegularFile } from './file-source.js';
import { realPath } from './links.js';
import { checkSameFolder, type OpenFolder, openFolder } from './open-folder.js';
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
import { isStale, isWithdrawnName, tokenOf } from './token.js';
import { untilNextLook, WAIT_LIMIT } from './waiting.js';

/** The error codes of file systems without hard links. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** How often a name may be taken and be free again a moment later, because other processes withdraw their files. */
const ATTEMPTS = 100;

/**
 * Gives a temporary file a name in its folder, unless a file has that name.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the file could not be made durable. It has no name then, or the message says that
 * it still has it.
 */
export async function publish(temporary: TemporaryFile, path: string, folder: OpenFolder): Promise<PublishResult> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const result = await tryLink(path, temporary);
    if (result === 'linked') return syncOrWithdraw(path, temporary, folder, () => temporary.beginWithdrawal());
    if (result === 'unsupported') return withClaim(path, () => renameTo(path, temporary, folder));
    const found = await compareWithFile(temporary.reread(), path, folder);
    if (found !== undefined) return found;
  }
  throw new StorageError('link', path, `found the name taken, and nothing there, ${ATTEMPTS} times`);
}

/**
 * Compares bytes with the file at a path, and makes the file durable if they are the same. Waits for a process that is publishing it.
 *
 * @returns undefined if there is no file.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the file could not be made durable, or its publisher takes more than 10 s to withdraw it.
 */
export async function compareWithFile(
  content: Source,
  path: string,
  folder: OpenFolder,
): Promise<PublishResult | undefined> {
  let found: Comparison = 'withdrawn';
  for (let attempt = 0; found === 'withdrawn' && attempt < ATTEMPTS; attempt++) {
    found = await compareBytes(content, path, async (file) => {
      if (await isClaimed(path)) return 'claimed';
      return (await waitForPublisher(file, path)) ? syncIdentical(file, path, folder) : 'withdrawn';
    });
  }
  if (found === 'claimed') {
    found = await withClaim(path, () => compareBytes(content, path, (file) => syncIdentical(file, path, folder)));
  }
  return found === 'withdrawn' ? undefined : found;
}

/**
 * Compares bytes with the target of the link at a path, and makes both durable if they are the same.
 *
 * @returns undefined if there is no link.
 * @throws StorageError (`ARTIFACT_STORAGE`) as {@link compareWithFile} does, and if the link is broken.
 */
export async function compareWithLinkTarget(
  content: Source,
  path: string,
  folder: OpenFolder,
): Promise<PublishResult | undefined> {
  if (!(await statsOf(path))?.isSymbolicLink()) return undefined;
  const target = await realPath(path);
  const targetFolder = await openFolder(dirname(target));
  try {
    const found = await compareWithFile(content, target, targetFolder);
    if (found === 'identical') await syncDirectory(folder.directory, folder.path);
    return found;
  } finally {
    await close(targetFolder.directory);
  }
}

/** The result of one comparison with a file that another process may be publishing; undefined if there is no file. */
type Comparison = PublishResult | 'claimed' | 'withdrawn' | undefined;

/**
 * Compares bytes with the file at a path.
 *
 * @param onSame - what to return if they are the same.
 * @returns undefined if there is no file.
 */
async function compareBytes<T>(
  content: Source,
  path: string,
  onSame: (file: FileHandle) => Promise<T>,
): Promise<T | 'different' | undefined> {
  let published: FileSource;
  try {
    published = await openRegularFile(path, { flags: O_NOFOLLOW });
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return (await haveSameBytes(published, content)) ? await onSame(published.handle) : 'different';
  } finally {
    await published.close();
  }
}

async function syncIdentical(file: FileHandle, path: string, folder: OpenFolder): Promise<'identical'> {
  try {
    await syncName(file, path, folder);
  } catch (error) {
    // A read-only file system such as squashfs cannot sync, and need not.
    if (errorCodeOf(error) !== 'EINVAL') throw error;
  }
  return 'identical';
}

/** Waits until the publisher of a file cannot withdraw it any more. Returns false if it has withdrawn it. */
async function waitForPublisher(file: FileHandle, path: string): Promise<boolean> {
  const stats = await statsOfOpen(file, path);
  const end = performance.now() + WAIT_LIMIT;
  // While a temporary name is renamed, a listing of the directory may miss both names: it has to be missing twice.
  for (let timesMissing = 0; ; ) {
    const now = await statsOf(path);
    if (now === undefined || !isSameFile(now, stats)) return false;
    if (now.nlink <= 1 || timesMissing === 2) return true;
    const name = await temporaryNameInUse(stats, dirname(path));
    if (name === undefined) {
      timesMissing++;
      continue;
    }
    timesMissing = 0;
    if (performance.now() <= end) await untilNextLook();
    else if (!isWithdrawnName(name)) await removeFile(join(dirname(path), name));
    else {
      const fault = `found it being removed for ${WAIT_LIMIT} ms by the process that saved it, which named it ${name}`;
      throw new StorageError('open', path, fault);
    }
  }
}

/** Returns a temporary name of a file whose token is not stale; undefined if there is none. Removes stale ones, if it can. */
async function temporaryNameInUse(file: BigIntStats, folder: string): Promise<string | undefined> {
  for (const name of await systemCall('readdir', folder, () => readdir(folder))) {
    const token = tokenOf(name);
    const path = join(folder, name);
    if (token === undefined || !isSameFile(await statsOf(path), file)) continue;
    if (!isStale(token)) return name;
    await removeFile(path).catch(() => undefined);
  }
  return undefined;
}

async function tryLink(path: string, temporary: TemporaryFile): Promise<'linked' | 'taken' | 'unsupported'> {
  try {
    await link(temporary.path, path);
    return 'linked';
  } catch (error) {
    // NFS may report an error for a link that it has made.
    if (await isAt(path, temporary)) return 'linked';
    const code = errorCodeOf(error) ?? '';
    if (code === 'EEXIST') return 'taken';
    if (NO_LINKS.has(code)) return 'unsupported';
    throw toStorageError('link', path, error);
  }
}

/** Renames a temporary file to its name, unless the name is taken. The caller holds the claim. */
async function renameTo(path: string, temporary: TemporaryFile, folder: OpenFolder): Promise<PublishResult> {
  const found = await compareBytes(temporary.reread(), path, (file) => syncIdentical(file, path, folder));
  if (found !== undefined) return found;
  try {
    await rename(temporary.path, path);
  } catch (error) {
    // As for a link: NFS may report an error for a rename that it has made.
    if (!(await isAt(path, temporary))) throw toStorageError('rename', path, error);
  }
  return syncOrWithdraw(path, temporary, folder, async () => {});
}

/**
 * Makes a new name durable, or removes the name again.
 *
 * @param beginWithdrawal - rejects if another process has acknowledged the file.
 */
async function syncOrWithdraw(
  path: string,
  temporary: TemporaryFile,
  folder: OpenFolder,
  beginWithdrawal: () => Promise<void>,
): Promise<'created'> {
  try {
    await syncName(temporary.handle, path, folder);
    return 'created';
  } catch (error) {
    try {
      await beginWithdrawal();
      if (await isAt(path, temporary)) await removeFile(path);
    } catch {
      if (await isAt(path, temporary).catch(() => true)) throw notWithdrawn(path, error as StorageError);
    }
    throw error;
  }
}

function notWithdrawn(path: string, { operation, path: failedPath, message, cause }: StorageError): StorageError {
  const fault = message.slice(`${operation} ${failedPath}: `.length);
  const state = 'the file is there, and whole, but might not outlast a power failure';
  return new StorageError(operation, path, `${fault}; ${state}`, { cause });
}

/** Makes a file's name durable: step 2 of publishing. */
async function syncName(file: FileHandle, path: string, folder: OpenFolder): Promise<void> {
  // Another folder at the path would mean that the sync was that of another directory.
  await Promise.all([syncDirectory(folder.directory, folder.path), checkSameFolder(folder)]);
  await systemCall('fsync', path, () => file.sync());
}

/** True if a temporary file is at a path. */
async function isAt(path: string, { path: temporaryPath, handle }: TemporaryFile): Promise<boolean> {
  return isSameFile(await statsOf(path), await statsOfOpen(handle, temporaryPath));
}
