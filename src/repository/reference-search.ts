import { readArtifact } from '../format/read-artifact.js';
import { type PlacedReference, referencesIn } from '../format/stored-reference.js';
import { type ArtifactError, isArtifactError } from '../model/errors.js';
import { LIMITS } from '../model/limits.js';
import { mapInOrder } from '../model/map-in-order.js';
import { ProgressReporter } from '../model/progress.js';
import { Semaphore } from '../model/semaphore.js';
import { BytesSource, includesBytes, readBytes, withSource } from '../storage/bytes-source.js';
import { isSafeName } from '../storage/key.js';
import type { Source, Storage } from '../storage/storage.js';

/** A file, and the artifacts that it refers to. */
export interface FileWithReferences {
  readonly key: string;
  readonly references: readonly PlacedReference[];
  /** Why the file could not be read; undefined if it could. */
  readonly fault?: ArtifactError;
}

/** How many files are read at the same time. */
const FILES_AT_A_TIME = 16;

/** Called after each file with how many are done, of how many. */
export type OnFileSearched = (done: number, of: number) => void | Promise<void>;

/**
 * Yields the files of a storage that refer to artifacts, or that cannot be read, in the order of their keys. All bytes of all files are
 * read. What a storage has beside files is passed over: nothing can be loaded from it.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the storage's root could not be read.
 */
export async function* searchReferences(
  storage: Storage,
  onSearched?: OnFileSearched,
): AsyncGenerator<FileWithReferences> {
  const keys: string[] = [];
  for await (const found of storage.survey?.() ?? storage.list())
    if (typeof found === 'string' && found.split('/').every(isSafeName)) keys.push(found);
  keys.sort();
  let done = 0;
  for await (const file of mapInOrder(keys, FILES_AT_A_TIME, (key) => searchFile(storage, key))) {
    if (file.references.length > 0 || file.fault !== undefined) yield file;
    await onSearched?.(++done, keys.length);
  }
}

async function searchFile(storage: Storage, key: string): Promise<FileWithReferences> {
  try {
    return {
      key,
      references: await withSource(storage.open(key), (source) => referencesOf(source, storage.pathOf(key))),
    };
  } catch (error) {
    if (!isArtifactError(error)) throw error;
    // A file that was removed meanwhile refers to nothing.
    return error.code === 'ARTIFACT_NOT_FOUND' ? { key, references: [] } : { key, references: [], fault: error };
  }
}

/** Every reference has this key. To look for it is many times faster than to read the JSON. */
const SEAL_KEY = Buffer.from('"seal"');

/** Two large files may not fit into memory. */
const LARGE_FILES = new Semaphore(1);

async function referencesOf(source: Source, path: string): Promise<readonly PlacedReference[]> {
  const options = { path, progress: new ProgressReporter(), step: 'read', arrays: 'pass over', seal: 'skip' } as const;
  const read = async (from: Source) =>
    (await includesBytes(from, SEAL_KEY)) ? referencesIn((await readArtifact(from, options)).root) : [];
  if (source.size > LIMITS.small) return LARGE_FILES.run(() => read(source));
  return read(new BytesSource(await readBytes(source, 0, source.size)));
}
