import { type BigIntStats, constants, lstat as lstatThen } from 'node:fs';
import { type FileHandle, lstat, unlink } from 'node:fs/promises';
import { constants as system } from 'node:os';
import { resolve } from 'node:path';
import { ArtifactError, StorageError } from '../../model/errors.js';

/** The flag of `open` that refuses a symbolic link; none on Windows, which does not have it. */
export const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;

/** The error codes of file systems that cannot sync a directory. They are ignored, because there is no other way to make a name durable. */
const CANNOT_SYNC_DIRECTORY = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP']);

/**
 * Runs one system call.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) that names the call and the path, if it fails.
 */
export async function systemCall<T>(operation: string, path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw toStorageError(operation, path, error);
  }
}

/** Returns the StorageError for a failed system call; an `ArtifactError` as it is. */
export function toStorageError(operation: string, path: string, error: unknown): ArtifactError {
  if (error instanceof ArtifactError) return error;
  return new StorageError(operation, path, messageOf(error), { cause: error });
}

/** Returns an error's message, with the error's name where Node has only its number: Node has no name for EDQUOT. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { errno, message } = error as NodeJS.ErrnoException;
  const [name] = Object.entries(system.errno).find(([, number]) => number === -(errno ?? 0)) ?? [];
  return name === undefined ? message : message.replace(`Unknown system error ${errno}`, name);
}

/** Returns the code of a system call's error, or of the error that caused a StorageError: `ENOENT`, for example. */
export const errorCodeOf = (error: unknown): string | undefined =>
  ((error instanceof StorageError ? error.cause : error) as NodeJS.ErrnoException | undefined)?.code;

/**
 * Returns the absolute path of a path that may be relative to the working directory.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the working directory was deleted.
 */
export function absolutePath(path: string): string {
  try {
    return resolve(path);
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') throw toStorageError('getcwd', path, error);
    const fault = 'found that the working directory was deleted, expected one that exists, or an absolute path';
    throw new StorageError('getcwd', path, fault, { cause: error });
  }
}

/** Returns what is at a path, without following a link; undefined if nothing is there. */
export async function statsOf(path: string): Promise<BigIntStats | undefined> {
  try {
    return await systemCall('lstat', path, () => lstat(path, { bigint: true }));
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Returns whether anything may be at a path, such as a link. Most files that are saved are new, and this costs less than an error that is
 * thrown for each of them.
 */
export const isThere = (path: string): Promise<boolean> =>
  new Promise((resolve) => lstatThen(path, (error) => resolve(error?.code !== 'ENOENT')));

/** Returns the stats of an open file or directory. */
export const statsOfOpen = (handle: FileHandle, path: string): Promise<BigIntStats> =>
  systemCall('fstat', path, () => handle.stat({ bigint: true }));

/** True if both are the same file or directory. The stats are bigints, because some file systems have inode numbers beyond 2^53. */
export const isSameFile = (a: BigIntStats | undefined, b: BigIntStats): boolean => a?.ino === b.ino && a.dev === b.dev;

/** Closes a file that was only read, or has been synced, and ignores errors: no bytes can be lost any more. */
export async function close(handle: FileHandle | undefined): Promise<void> {
  await handle?.close().catch(() => undefined);
}

/** Removes a file, and returns whether it was there: another process may have removed it. */
export async function removeFile(path: string): Promise<boolean> {
  try {
    await systemCall('unlink', path, () => unlink(path));
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Makes the names in a directory durable. Does nothing where the system cannot open or sync directories. */
export async function syncDirectory(directory: FileHandle | undefined, path: string): Promise<void> {
  try {
    await directory?.sync();
  } catch (error) {
    if (!CANNOT_SYNC_DIRECTORY.has(errorCodeOf(error) ?? '')) throw toStorageError('fsync', path, error);
  }
}
