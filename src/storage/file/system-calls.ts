import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, unlink } from 'node:fs/promises';
import { constants as system } from 'node:os';
import { resolve } from 'node:path';
import { ArtifactError, StorageError } from '../../model/errors.js';

/** Links are not followed; nothing on Windows, which does not know it. */
export const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;

/** What a file system answers that cannot sync a directory; the name is as durable as it gets, then. */
const CANNOT_SYNC_DIRECTORY = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP']);

/** Does one system call, whose failure is a StorageError that names it. */
export async function systemCall<T>(operation: string, path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw toStorageError(operation, path, error);
  }
}

/** The StorageError of a system call that failed. */
export function toStorageError(operation: string, path: string, error: unknown): ArtifactError {
  if (error instanceof ArtifactError) return error;
  return new StorageError(operation, path, messageOf(error), { cause: error });
}

/** What an error says, by its name where Node knows only its number: it does not know that a quota is exceeded. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { errno, message } = error as NodeJS.ErrnoException;
  const [name] = Object.entries(system.errno).find(([, number]) => number === -(errno ?? 0)) ?? [];
  return name === undefined ? message : message.replace(`Unknown system error ${errno}`, name);
}

/** The code of a system call's error, or of the one that a StorageError was caused by. */
export const errorCodeOf = (error: unknown): string | undefined =>
  ((error instanceof StorageError ? error.cause : error) as NodeJS.ErrnoException | undefined)?.code;

/**
 * The absolute path of one that may begin at the working directory.
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

/** What is at a path, itself and not what it leads to; undefined if nothing is. */
export async function statsOf(path: string): Promise<BigIntStats | undefined> {
  try {
    return await systemCall('lstat', path, () => lstat(path, { bigint: true }));
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** What is open. */
export const statsOfOpen = (handle: FileHandle, path: string): Promise<BigIntStats> =>
  systemCall('fstat', path, () => handle.stat({ bigint: true }));

/** Tells whether two are one file, or one directory. Their numbers need all digits: some systems count beyond 2^53. */
export const isSameFile = (a: BigIntStats | undefined, b: BigIntStats): boolean => a?.ino === b.ino && a.dev === b.dev;

/** Closes what has been read or synced: whatever the system has to say now, nothing is lost. */
export async function close(handle: FileHandle | undefined): Promise<void> {
  await handle?.close().catch(() => undefined);
}

/** Removes a file, and tells whether it was there: somebody else may do so too. */
export async function removeFile(path: string): Promise<boolean> {
  try {
    await systemCall('unlink', path, () => unlink(path));
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Makes the names in a directory durable. */
export async function syncDirectory(directory: FileHandle | undefined, path: string): Promise<void> {
  try {
    await directory?.sync();
  } catch (error) {
    if (!CANNOT_SYNC_DIRECTORY.has(errorCodeOf(error) ?? '')) throw toStorageError('fsync', path, error);
  }
}
