import { basename, dirname, resolve } from 'node:path';
import { idOf } from '../../display/ids.js';
import type { ResolvedArtifact } from '../../display/resolved-artifact.js';
import { isArtifactError, NotFoundError } from '../../model/errors.js';
import { withSource } from '../../storage/bytes-source.js';
import { openExistingFile } from '../../storage/file/file-source.js';
import { isSafeName } from '../../storage/key.js';
import type { Storage } from '../../storage/storage.js';
import { isBucketUrl, splitArtifactUrl } from '../context/bucket-url.js';
import type { Context } from '../context/context.js';
import { statsAt } from '../context/root.js';

/** Returns the artifact that has a key in the storage. */
export const artifactAt = ({ storage }: Context, key: string): ResolvedArtifact => ({
  key,
  path: storage.pathOf(key),
  id: idOf(key),
  open: () => storage.open(key),
});

/** Returns the artifact at a path of this machine, in the storage or elsewhere; undefined if there is no file. */
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

/**
 * Returns the artifact at the URL of an object, in the storage or elsewhere; undefined if there is no object.
 *
 * @throws Failure (`USAGE`) if the URL is written wrongly.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the server does not say whether there is one.
 */
export async function artifactAtUrl(context: Context, url: string): Promise<ResolvedArtifact | undefined> {
  const found = splitArtifactUrl(url);
  if (found === undefined) return undefined;
  const key = keyInRoot(context, url);
  if (key !== undefined) return artifactIfThere(context, key);
  const storage = await context.storageAt(found.root, { mayBeNew: true });
  if (!(await isThere(storage, found.key))) return undefined;
  return { key: undefined, path: url, id: idOf(found.key), open: () => storage.open(found.key) };
}

/** Returns the key of a URL in the storage of the artifacts; undefined for any other one. */
function keyInRoot(context: Context, url: string): string | undefined {
  // A folder need not be there for an artifact that is elsewhere.
  if (!isBucketUrl(context.wantedRoot)) return undefined;
  try {
    return context.storage.keyOf(url);
  } catch (error) {
    if (isArtifactError(error)) return undefined;
    throw error;
  }
}

/** Returns the artifact with a key in the storage; undefined if there is none, or it is no key. */
export async function artifactIfThere(context: Context, key: string): Promise<ResolvedArtifact | undefined> {
  return (await isThere(context.storage, key)) ? artifactAt(context, key) : undefined;
}

async function isThere(storage: Storage, key: string): Promise<boolean> {
  if (!isKey(key)) return false;
  try {
    return await withSource(storage.open(key), async () => true);
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}

const isKey = (text: string): boolean => {
  const names = text.split('/');
  return names.length === 2 && names.every(isSafeName);
};
