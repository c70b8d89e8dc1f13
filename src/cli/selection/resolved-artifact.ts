import { basename, dirname, resolve } from 'node:path';
import { idOf } from '../../display/ids.js';
import type { ResolvedArtifact } from '../../display/resolved-artifact.js';
import { isArtifactError } from '../../model/errors.js';
import { openExistingFile } from '../../storage/file/file-source.js';
import type { Context } from '../context/context.js';
import { statsAt } from '../context/root.js';

/** Returns the artifact that has a key in the storage. */
export const artifactAt = ({ storage }: Context, key: string): ResolvedArtifact => ({
  key,
  path: storage.pathOf(key),
  id: idOf(key),
  open: () => storage.open(key),
});

/** Returns the artifact at a path, in the storage or elsewhere; undefined if there is no file. */
export function artifactAtPath(context: Context, path: string): ResolvedArtifact | undefined {
  if (!statsAt(path)?.isFile()) return undefined;
  try {
    return artifactAt(context, context.storage.keyOf(path));
  } catch (error) {
    if (!isArtifactError(error)) throw error;
    const id = idOf(`${basename(dirname(resolve(path)))}/${basename(path)}`);
    return { key: undefined, path, id, open: () => openExistingFile(path) };
  }
}
