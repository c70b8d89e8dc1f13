import { mkdir, open, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { type ArtifactError, StorageError } from '../../model/errors.js';
import { giveUpToken, hasEnded, newToken, temporaryName } from './owner.js';
import { close, errorCodeOf, systemCall, toStorageError } from './system-calls.js';

// Where the system has no links, only one process at a time may give a certain name: the one that has a directory there, whose
// one entry tells whose it is. Taking it is exclusive and whole, for no system renames a directory onto one that is not empty;
// and whoever empties one of a process that has ended names the entry, and cannot take anybody else's.

/** How long to wait for somebody else, in milliseconds. */
export const PATIENCE = 10_000;

/** How long to wait before looking again, in milliseconds. */
export const PAUSE = 10;

/** What systems answer where a directory is in the way. */
const IN_THE_WAY = new Set(['EEXIST', 'ENOTEMPTY', ...(process.platform === 'win32' ? ['EPERM', 'EACCES'] : [])]);

/** What they answer where others have taken a directory or given it back meanwhile. */
const FOREIGN = new Set(['ENOENT', 'EEXIST', 'ENOTEMPTY']);

const claimOf = (path: string): string => join(dirname(path), `.${basename(path)}.claim`);

/** Tells of a name whether it is a claim's. */
export const isClaim = (name: string): boolean => name.startsWith('.') && name.endsWith('.claim');

/**
 * Does what only one process may do at a time with a path: all others wait.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if one of them has not done so within 10 s.
 */
export async function claiming<T>(path: string, act: () => Promise<T>): Promise<T> {
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
    giveUpToken(token);
  }
}

/** Tells whether somebody has claimed a path. */
export const isClaimed = async (path: string): Promise<boolean> => (await tokensIn(claimOf(path))).length > 0;

/** Removes a claim whose process has ended, or one in the making, and tells whether it did. */
export async function sweepClaim(directory: string): Promise<boolean> {
  const [token] = await tokensIn(directory);
  return (token === undefined || hasEnded(token)) && remove(directory, token);
}

/** Takes a claim, and waits while others have it, one after the other. */
async function take(claim: string, token: string): Promise<void> {
  const making = join(dirname(claim), temporaryName(token));
  await systemCall('mkdir', making, () => mkdir(making));
  try {
    const entry = join(making, token);
    await systemCall('open', entry, () => open(entry, 'wx')).then(close);
    let holder: string | undefined;
    let end = performance.now() + PATIENCE;
    for (let taken = await renamed(making, claim); taken !== true; taken = await renamed(making, claim)) {
      const [found] = await tokensIn(claim);
      if (found !== holder) end = performance.now() + PATIENCE;
      holder = found;
      if (performance.now() > end) throw holder === undefined ? taken : stuck(claim, holder);
      if (holder === undefined || hasEnded(holder)) await release(claim, holder);
      await after(PAUSE);
    }
  } catch (error) {
    await release(making, token);
    throw error;
  }
}

const stuck = (claim: string, holder: string): StorageError =>
  new StorageError(
    'rename',
    claim,
    `found it held by ${holder}, expected it to be released within ${PATIENCE} ms: remove it if its process has ended`,
  );

/** Gives the directory that was made the name of the claim; the error if another one is in the way. */
async function renamed(making: string, claim: string): Promise<true | ArtifactError> {
  try {
    await rename(making, claim);
    return true;
  } catch (error) {
    if (IN_THE_WAY.has(errorCodeOf(error) ?? '')) return toStorageError('rename', claim, error);
    throw toStorageError('rename', claim, error);
  }
}

/** Gives a directory back. What of it stays behind is waited for by nobody, once its token is given up. */
async function release(directory: string, token: string | undefined): Promise<void> {
  await remove(directory, token).catch(() => undefined);
}

/** Empties a directory and removes it, and tells whether it did: somebody else may have it by then. */
async function remove(directory: string, token: string | undefined): Promise<boolean> {
  const entry = join(directory, token ?? '');
  if (token !== undefined) await isDone('unlink', entry, () => unlink(entry));
  return isDone('rmdir', directory, () => rmdir(directory));
}

/** Does a system call that others may have done, or made impossible; tells whether it was done. */
async function isDone(operation: string, path: string, act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (FOREIGN.has(errorCodeOf(error) ?? '')) return false;
    throw toStorageError(operation, path, error);
  }
}

async function tokensIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return [];
    throw toStorageError('readdir', directory, error);
  }
}
