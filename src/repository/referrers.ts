import { readSeal } from '../format/seal.js';
import { keyOfReference } from '../format/stored-reference.js';
import { isArtifactError, ReferencedError } from '../model/errors.js';
import { includesAny, withSource } from '../storage/bytes-source.js';
import type { Storage } from '../storage/storage.js';
import { type OnFileSearched, type SearchedFile, searchReferences } from './reference-search.js';

/**
 * Finds the files that refer to some artifacts, among all files of a storage. A damaged file counts if it has the name of the artifact in
 * it, because what else it says is not known.
 *
 * @param keys - the keys of the artifacts.
 * @returns the keys of the files that refer to each artifact, in ascending order; no entry for an artifact that none refers to.
 * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is no such artifact.
 * @throws StorageError (`ARTIFACT_STORAGE`) if a file cannot be read: it may be one that refers to them.
 */
export async function referrersOf(
  storage: Storage,
  keys: readonly string[],
  onSearched?: OnFileSearched,
): Promise<Map<string, string[]>> {
  const seals = new Map<string, string | undefined>();
  for (const key of keys) seals.set(key, await sealIfReadable(storage, key));
  const referrers = new Map<string, string[]>();
  for await (const file of searchReferences(storage, onSearched)) {
    for (const key of await targetsOf(file, seals, storage)) {
      const known = referrers.get(key);
      if (known === undefined) referrers.set(key, [file.key]);
      else known.push(file.key);
    }
  }
  return referrers;
}

/**
 * Checks that no file refers to an artifact.
 *
 * @throws ReferencedError (`ARTIFACT_REFERENCED`) if one does.
 * @throws all that {@link referrersOf} throws.
 */
export async function refuseReferenced(storage: Storage, key: string): Promise<void> {
  const referrers = (await referrersOf(storage, [key])).get(key);
  if (referrers === undefined) return;
  const paths = referrers.map((each) => storage.pathOf(each));
  throw new ReferencedError(storage.pathOf(key), paths);
}

/** Returns which of some artifacts a file refers to. If the seal of an artifact is not known, its name decides. */
async function targetsOf(
  { key: own, references, fault }: SearchedFile,
  seals: ReadonlyMap<string, string | undefined>,
  storage: Storage,
): Promise<Set<string>> {
  const targets = new Set<string>();
  for (const { reference } of references) {
    const key = keyOfReference(reference);
    if (seals.has(key) && (seals.get(key) ?? reference.seal) === reference.seal) targets.add(key);
  }
  if (fault !== undefined && !seals.has(own))
    for (const key of seals.keys()) if (await isNamedIn(storage, own, key)) targets.add(key);
  return targets;
}

/**
 * True if a damaged file has the name of an artifact in it, as a reference has.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the file cannot be read at all.
 */
function isNamedIn(storage: Storage, damaged: string, key: string): Promise<boolean> {
  const name = key.slice(key.indexOf('/') + 1).replace(/\.json$/, '');
  return withSource(storage.open(damaged), (source) => includesAny(source, [Buffer.from(`"${name}"`)]));
}

/** Returns the seal at the end of a file; undefined if it has none, or cannot be read. */
async function sealIfReadable(storage: Storage, key: string): Promise<string | undefined> {
  try {
    return await withSource(storage.open(key), readSeal);
  } catch (error) {
    if (!isArtifactError(error) || error.code === 'ARTIFACT_NOT_FOUND') throw error;
    return undefined;
  }
}
