import { type FileHandle, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkMissing, openDirectory, realPath } from './links.js';
import { type OpenFolder, openFolder } from './open-folder.js';
import { close, errorCodeOf, syncDirectory, systemCall } from './system-calls.js';

/**
 * Opens a folder, and creates it if necessary. Makes the names of the folder and of all folders above it durable, even of those that exist:
 * another process may have created them and not have synced them yet.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if it is anything but a directory, or could not be created, opened or made durable.
 */
export async function openNewFolder(path: string): Promise<OpenFolder> {
  await makeFolder(path);
  const opened = await openFolder(path);
  try {
    for (let each = path; dirname(each) !== each; each = dirname(each)) await syncParent(each);
  } catch (error) {
    await close(opened.directory);
    throw error;
  }
  return opened;
}

/**
 * Creates a folder, and the folders above it that are missing. Node's recursive mkdir never returns in /proc, where Linux always answers
 * that the folder above is missing. Something else that has the folder's name is found when the folder is opened.
 */
async function makeFolder(folder: string): Promise<void> {
  const make = () => systemCall('mkdir', folder, () => mkdir(folder));
  try {
    await make().catch(async (error) => {
      if (errorCodeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
      await makeFolder(dirname(folder));
      await checkMissing(folder);
      await make();
    });
  } catch (error) {
    if (errorCodeOf(error) !== 'EEXIST') throw error;
  }
}

/** Creates a folder, and returns its path without links. */
export async function makeRealFolder(folder: string): Promise<string> {
  await makeFolder(folder);
  return realPath(folder);
}

/** Makes the name of a folder durable. Does nothing if its parent may not be read, because it cannot be synced then. */
async function syncParent(folder: string): Promise<void> {
  const parent = dirname(folder);
  let directory: FileHandle | undefined;
  try {
    directory = await openDirectory(parent, 0);
  } catch (error) {
    if (errorCodeOf(error) === 'EACCES') return;
    throw error;
  }
  try {
    await syncDirectory(directory, parent);
  } finally {
    await close(directory);
  }
}
