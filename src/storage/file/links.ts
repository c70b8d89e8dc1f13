import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open, readlink, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StorageError } from '../../model/errors.js';
import { absolutePath, errorCodeOf, O_NOFOLLOW, statsOf, systemCall, toStorageError } from './system-calls.js';

const { O_RDONLY, O_DIRECTORY = 0 } = constants;

// Symbolic links below a storage's root are refused, unless its user passes `followLinks`: a link may lead out of the root.

/** The error codes for a link that leads nowhere, or in a circle. */
const BROKEN_LINK = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

/** Returns the error for a link that is not followed. */
export const refusedLink = (operation: string, path: string, cause?: unknown): StorageError =>
  new StorageError(
    operation,
    path,
    'found a link, expected none: links are followed by new FileStorage(folder, { followLinks: true })',
    { cause },
  );

/**
 * Returns the stats of a link's target.
 *
 * @param shown - the path for messages.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the link is broken.
 */
export async function targetOf(link: string, shown = link): Promise<BigIntStats> {
  try {
    return await stat(link, { bigint: true });
  } catch (error) {
    if (!BROKEN_LINK.has(errorCodeOf(error) ?? '')) throw toStorageError('stat', shown, error);
    const target = await systemCall('readlink', shown, () => readlink(link));
    throw new StorageError('stat', shown, `found a link to ${target}, where nothing is: is the disk mounted?`, {
      cause: error,
    });
  }
}

/**
 * Returns a path without links: the target's, if links lead there.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if nothing is there, or a link on the way is broken.
 */
export async function realPath(path: string): Promise<string> {
  await targetOf(path);
  return systemCall('realpath', path, () => realpath(path));
}

/**
 * Checks that a file for which the system answers ENOENT is really missing, and not on a disk that is not mounted.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the working directory was deleted, or a link on the way to the file is broken.
 */
export async function checkMissing(path: string): Promise<void> {
  for (let ancestor = absolutePath(path); dirname(ancestor) !== ancestor; ancestor = dirname(ancestor)) {
    const stats = await statsOf(ancestor);
    if (stats?.isSymbolicLink()) await targetOf(ancestor);
    if (stats !== undefined) return;
  }
}

/**
 * Checks that a path is a directory, and not a link to one. The directory need not be readable.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if it is anything else.
 */
export async function checkDirectory(path: string): Promise<void> {
  const stats = await systemCall('lstat', path, () => lstat(path));
  if (stats.isSymbolicLink()) throw refusedLink('open', path);
  if (!stats.isDirectory()) throw new StorageError('open', path, 'is not a directory');
}

/**
 * Opens a directory, and refuses a link to one.
 *
 * @param flags - 0 to follow a link.
 * @returns undefined on Windows, which cannot open directories.
 * @throws StorageError (`ARTIFACT_STORAGE`) if it is anything but a directory, or cannot be opened.
 */
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
