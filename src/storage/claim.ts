import { mkdir, open, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { StorageError } from '../errors.js';
import { isGone, newToken } from './owner.js';
import { close, codeOf, failure, systemCall } from './system-calls.js';
import { temporaryName } from './temporary-file.js';

// Where the system has no links, only one process at a time may give a certain name: the one that has a directory there, whose
// one entry tells whose it is. Taking it is exclusive and whole, for no system renames a directory onto one that is not empty;
// and whoever empties one of a process that has ended names the entry, and cannot take anybody else's.

/** How long to wait for somebody else, in milliseconds. */
export const PATIENCE = 10_000;

/** How long to wait before looking again, in milliseconds. */
export const PAUSE = 10;

/** What systems answer where a directory is in the way; the last two are Windows'. */
const IN_THE_WAY = new Set(['EEXIST', 'ENOTEMPTY', 'EPERM', 'EACCES']);

const claimOf = (path: string): string => join(dirname(path), `.${basename(path)}.claim`);

/** Tells of a name whether it is a claim's. */
export const isClaim = (name: string): boolean => name.startsWith('.') && name.endsWith('.claim');

/** Does what only one process may do at a time with a path: whoever lives and claims it too waits. */
export async function claiming<T>(path: string, act: () => Promise<T>): Promise<T> {
  const claim = claimOf(path);
  const token = newToken();
  await take(claim, token);
  try {
    return await act();
  } finally {
    await release(claim, token);
  }
}

/** Tells whether a process that lives, or of which nothing is known, has claimed a path. */
export async function isClaimed(path: string): Promise<boolean> {
  const [token] = await tokensIn(claimOf(path));
  return token !== undefined && !isGone(token);
}

/** Removes a claim whose process has ended, or one in the making, and tells whether it did. */
export async function sweepClaim(directory: string): Promise<boolean> {
  const [token] = await tokensIn(directory);
  return (token === undefined || isGone(token)) && (await release(directory, token));
}

/**
 * Takes a claim, and waits while others have it, one after the other.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the same process has it for too long.
 */
async function take(claim: string, token: string): Promise<void> {
  const making = join(dirname(claim), temporaryName(token));
  await systemCall('mkdir', making, () => mkdir(making));
  try {
    const entry = join(making, token);
    await systemCall('open', entry, () => open(entry, 'wx')).then(close);
    let holder: string | undefined;
    let end = performance.now() + PATIENCE;
    while (!(await isRenamed(making, claim))) {
      const [found] = await tokensIn(claim);
      if (found !== holder) end = performance.now() + PATIENCE;
      holder = found;
      if (performance.now() > end) {
        const fault = `found it held by ${holder}, expected it to be released within ${PATIENCE} ms: remove it if its process has ended`;
        throw new StorageError('rename', claim, fault);
      }
      if (holder === undefined || isGone(holder)) await release(claim, holder);
      await after(PAUSE);
    }
  } catch (error) {
    await release(making, token);
    throw error;
  }
}

/** Gives the directory that was made the name of the claim, unless another one has it. */
async function isRenamed(making: string, claim: string): Promise<boolean> {
  try {
    await rename(making, claim);
    return true;
  } catch (error) {
    if (IN_THE_WAY.has(codeOf(error) ?? '')) return false;
    throw failure('rename', claim, error);
  }
}

/** Empties a directory and removes it, unless somebody else has it by then. */
async function release(directory: string, token: string | undefined): Promise<boolean> {
  if (token !== undefined) await unlink(join(directory, token)).catch(() => undefined);
  return rmdir(directory).then(
    () => true,
    () => false,
  );
}

async function tokensIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw failure('readdir', directory, error);
  }
}
