import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { ArtifactError, StorageError } from '../errors.js';

// Windows knows none but O_RDONLY.
const { O_RDONLY, O_DIRECTORY = 0, O_NOFOLLOW = 0 } = constants;

/** What a file system answers that cannot sync a directory; the name is as durable as it gets, then. */
const CANNOT_SYNC_DIRECTORY = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP']);

/** Does one system call, whose failure is a StorageError that names it. */
export async function systemCall<T>(operation: string, path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw failure(operation, path, error);
  }
}

/** The StorageError of a system call that failed. */
export function failure(operation: string, path: string, error: unknown): ArtifactError {
  if (error instanceof ArtifactError) return error;
  return new StorageError(operation, path, error instanceof Error ? error.message : String(error), { cause: error });
}

/** The code of a system call's error, or of the one that a StorageError was caused by. */
export const codeOf = (error: unknown): string | undefined =>
  ((error instanceof StorageError ? error.cause : error) as NodeJS.ErrnoException | undefined)?.code;

/** Opens a directory that is no link to another one; undefined where the system cannot open directories. */
export async function openDirectory(path: string, flags = O_NOFOLLOW): Promise<FileHandle | undefined> {
  if (process.platform === 'win32') {
    const stats = await systemCall('lstat', path, () => lstat(path));
    if (!stats.isDirectory()) throw new StorageError('open', path, 'is not a directory');
    return undefined;
  }
  return systemCall('open', path, () => open(path, O_RDONLY | O_DIRECTORY | flags));
}

/** Makes the names in a directory durable. */
export async function syncDirectory(directory: FileHandle | undefined, path: string): Promise<void> {
  try {
    await directory?.sync();
  } catch (error) {
    if (!CANNOT_SYNC_DIRECTORY.has(codeOf(error) ?? '')) throw failure('fsync', path, error);
  }
}
