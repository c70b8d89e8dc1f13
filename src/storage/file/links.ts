import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open, readlink, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StorageError } from '../../model/errors.js';
import { absolutePath, errorCodeOf, O_NOFOLLOW, statsOf, systemCall, toStorageError } from './system-calls.js';

const { O_RDONLY, O_DIRECTORY = 0 } = constants;

// The folders and files of a storage are no links, unless its user wants links followed: a link may lead anywhere.

/** What systems answer for a link that leads nowhere, or in a circle. */
const DEAD = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

/** The error for a link that is not followed. */
export const refusedLink = (operation: string, path: string, cause?: unknown): StorageError =>
  new StorageError(
    operation,
    path,
    'found a link, expected none: links are followed by new FileStorage(folder, { followLinks: true })',
    { cause },
  );

/**
 * What a link leads to.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if nothing is there.
 */
export async function targetOf(link: string, shown = link): Promise<BigIntStats> {
  try {
    return await stat(link, { bigint: true });
  } catch (error) {
    if (!DEAD.has(errorCodeOf(error) ?? '')) throw toStorageError('stat', shown, error);
    const target = await systemCall('readlink', shown, () => readlink(link));
    throw new StorageError('stat', shown, `found a link to ${target}, where nothing is: is the disk mounted?`, {
      cause: error,
    });
  }
}

/**
 * The path of what a path leads to through links.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if nothing is there.
 */
export async function realPath(path: string): Promise<string> {
  await targetOf(path);
  return systemCall('realpath', path, () => realpath(path));
}

/**
 * Makes sure that what the system calls missing is not merely out of reach.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the working directory was deleted, or a link on the way leads nowhere.
 */
export async function checkMissing(path: string): Promise<void> {
  for (let each = absolutePath(path); dirname(each) !== each; each = dirname(each)) {
    const stats = await statsOf(each);
    if (stats?.isSymbolicLink()) await targetOf(each);
    if (stats !== undefined) return;
  }
}

/** Refuses what is no directory, or a link to one. It need not be one that may be read. */
export async function checkDirectory(path: string): Promise<void> {
  const stats = await systemCall('lstat', path, () => lstat(path));
  if (stats.isSymbolicLink()) throw refusedLink('open', path);
  if (!stats.isDirectory()) throw new StorageError('open', path, 'is not a directory');
}

/** Opens a directory that is no link to another one; undefined where the system cannot open directories. */
export async function openDirectory(path: string, flags = O_NOFOLLOW): Promise<FileHandle | undefined> {
  if (process.platform === 'win32') {
    await checkDirectory(path);
    return undefined;
  }
  try {
    return await open(path, O_RDONLY | O_DIRECTORY | flags);
  } catch (error) {
    const isRefused = flags === O_NOFOLLOW && (await statsOf(path))?.isSymbolicLink();
    throw isRefused ? refusedLink('open', path, error) : toStorageError('open', path, error);
  }
}
