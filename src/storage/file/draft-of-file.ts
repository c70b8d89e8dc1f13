import { basename, dirname } from 'node:path';
import { FileDraft } from './file-draft.js';
import { makeRealFolder, openNewFolder } from './new-folder.js';
import { absolutePath } from './system-calls.js';

/**
 * Begins a file at any path, in a folder that is created if necessary. Links on the way are followed. The draft takes any key for the path.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the path is relative to the working directory, and that was deleted.
 */
export function draftOfFile(path: string): FileDraft {
  const absolute = absolutePath(path);
  return new FileDraft(
    () => basename(absolute),
    async () => openNewFolder(await makeRealFolder(dirname(absolute))),
    true,
  );
}
