// A claim reserves a name for one process at a time. It is needed where the file system has no hard links, so that a file has to
// be renamed to its name, and a rename overwrites.
//
// The claim of `a.json` is the directory `.a.json.claim`. Its one entry is an empty file, whose name is the holder's token.
//
// To take a claim:
//
//   1. Create a directory with a temporary name, `.TOKEN.tmp`, and in it the entry `TOKEN`.
//   2. Rename that directory to the claim. This is one exclusive step: no system renames a directory onto one that is not empty. If
//      it worked, the claim is ours.
//   3. Otherwise read the holder's token from the claim. If there is none, or the token is stale, release the claim in the
//      holder's place.
//   4. Wait 10 ms, and go on with step 2. If one holder keeps the claim for 10 s, remove the temporary directory and throw.
//
// To release a claim:
//
//   1. Remove the entry, by the token that was read before. The entry of another holder has another name, so it cannot be removed.
//   2. Remove the directory. This fails if another process has taken the claim since step 1; the claim is that process's then.
//
// A process that is killed at any of these steps leaves a directory that is empty or whose token is stale. The next process that
// wants the claim, or a sweep, removes it.

import { mkdir, open, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ArtifactError, StorageError } from '../../model/errors.js';
import { close, errorCodeOf, systemCall, toStorageError } from './system-calls.js';
import { isStale, newToken, releaseToken, temporaryName } from './token.js';
import { untilNextLook, WAIT_LIMIT } from './waiting.js';

/** The error codes of a rename onto a directory that is not empty. */
const DIRECTORY_IN_THE_WAY = new Set([
  'EEXIST',
  'ENOTEMPTY',
  ...(process.platform === 'win32' ? ['EPERM', 'EACCES'] : []),
]);

/** The error codes of a removal after another process has released the claim, or taken it. */
const CHANGED_BY_OTHERS = new Set(['ENOENT', 'EEXIST', 'ENOTEMPTY']);

const claimOf = (path: string): string => join(dirname(path), `.${basename(path)}.claim`);

/** True if a name is that of a claim. */
export const isClaimName = (name: string): boolean => name.startsWith('.') && name.endsWith('.claim');

/**
 * Takes the claim of a path, calls a function, and releases the claim.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if another process holds the claim for 10 s.
 */
export async function withClaim<T>(path: string, act: () => Promise<T>): Promise<T> {
  const claim = claimOf(path);
  const token = newToken();
  try {
    await take(claim, token);
    try {
      return await act();
    } finally {
      await release(claim, token);
    }
  } finally {
    releaseToken(token);
  }
}

/** True if a process holds the claim of a path. */
export const isClaimed = async (path: string): Promise<boolean> => (await tokensIn(claimOf(path))).length > 0;

/** Removes a claim, or a temporary directory, that is empty or whose token is stale. Returns whether it did. */
export async function sweepClaim(directory: string): Promise<boolean> {
  const [token] = await tokensIn(directory);
  return (token === undefined || isStale(token)) && remove(directory, token);
}

async function take(claim: string, token: string): Promise<void> {
  const temporary = join(dirname(claim), temporaryName(token));
  await systemCall('mkdir', temporary, () => mkdir(temporary));
  try {
    const entry = join(temporary, token);
    await systemCall('open', entry, () => open(entry, 'wx')).then(close);
    let holder: string | undefined;
    let end = performance.now() + WAIT_LIMIT;
    for (
      let fault = await tryRename(temporary, claim);
      fault !== undefined;
      fault = await tryRename(temporary, claim)
    ) {
      const [found] = await tokensIn(claim);
      if (found !== holder) end = performance.now() + WAIT_LIMIT;
      holder = found;
      if (performance.now() > end) throw holder === undefined ? fault : heldTooLong(claim, holder);
      if (holder === undefined || isStale(holder)) await release(claim, holder);
      await untilNextLook();
    }
  } catch (error) {
    await release(temporary, token);
    throw error;
  }
}

const heldTooLong = (claim: string, holder: string): StorageError =>
  new StorageError(
    'rename',
    claim,
    `found it held by ${holder}, expected it to be released within ${WAIT_LIMIT} ms: remove it if its process has ended`,
  );

/** Renames a directory to the claim. Returns the error if another directory is in the way. */
async function tryRename(temporary: string, claim: string): Promise<ArtifactError | undefined> {
  try {
    await rename(temporary, claim);
    return undefined;
  } catch (error) {
    const fault = toStorageError('rename', claim, error);
    if (DIRECTORY_IN_THE_WAY.has(errorCodeOf(error) ?? '')) return fault;
    throw fault;
  }
}

/** Releases a claim. Errors are ignored: a claim that could not be removed is stale as soon as its token is released. */
async function release(directory: string, token: string | undefined): Promise<void> {
  await remove(directory, token).catch(() => undefined);
}

/** Removes a directory and its entry. Returns whether it removed the directory: another process may have taken it. */
async function remove(directory: string, token: string | undefined): Promise<boolean> {
  const entry = join(directory, token ?? '');
  if (token !== undefined) await tryRemoval('unlink', entry, () => unlink(entry));
  return tryRemoval('rmdir', directory, () => rmdir(directory));
}

/** Makes a system call that removes something. Returns false if another process came first. */
async function tryRemoval(operation: string, path: string, call: () => Promise<void>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (CHANGED_BY_OTHERS.has(errorCodeOf(error) ?? '')) return false;
    throw toStorageError(operation, path, error);
  }
}

/** Returns the names in a claim: none, or the holder's token. */
async function tokensIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return [];
    throw toStorageError('readdir', directory, error);
  }
}
