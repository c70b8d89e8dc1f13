import { FileStorage } from '../../storage/file/file-storage.js';
import type { Storage } from '../../storage/storage.js';
import { checkIsFolder } from './root.js';

/** How a storage is opened that the user names by an argument. */
export interface StorageAtOptions {
  readonly followLinks: boolean;
  /** True if nothing need be there yet. */
  readonly mayBeNew?: boolean;
}

/**
 * Returns the storage that an argument of a command names: a folder.
 *
 * @throws Failure (`NO_STORE`) if there is no such folder, unless it may be new.
 */
export function storageAt(where: string, { followLinks, mayBeNew = false }: StorageAtOptions): Storage {
  if (!mayBeNew) checkIsFolder(where);
  return new FileStorage(where, { followLinks });
}
