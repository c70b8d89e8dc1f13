import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { StorageError } from '../../model/errors.js';
import { openDirectory } from './links.js';
import { close, isSameFile, statsOf, statsOfOpen } from './system-calls.js';

/** An open folder. It is not a link. */
export interface OpenFolder {
  readonly path: string;
  /** The open directory; undefined where the system cannot open directories. */
  readonly directory: FileHandle | undefined;
  /** What identifies the directory; undefined where the system cannot open directories. */
  readonly stats: BigIntStats | undefined;
}

/**
 * Opens a folder, and refuses a link to one.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if it is anything but a directory, or cannot be opened.
 */
export async function openFolder(path: string): Promise<OpenFolder> {
  const directory = await openDirectory(path);
  try {
    return { path, directory, stats: directory && (await statsOfOpen(directory, path)) };
  } catch (error) {
    await close(directory);
    throw error;
  }
}

/**
 * Checks that the path of an open folder still leads to it.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if it does not.
 */
export async function checkSameFolder({ path, stats }: OpenFolder): Promise<void> {
  if (stats !== undefined && !isSameFile(await statsOf(path), stats))
    throw new StorageError('lstat', path, 'found another folder there than at the beginning');
}
