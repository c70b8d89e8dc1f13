import { FROM_KEY } from '../format/layout.js';
import { readArtifact } from '../format/read-artifact.js';
import { readSeal } from '../format/seal.js';
import { type PlacedReference, referencesIn } from '../format/stored-reference.js';
import { type ArtifactError, isArtifactError } from '../model/errors.js';
import { LIMITS } from '../model/limits.js';
import { mapInOrder } from '../model/map-in-order.js';
import { ProgressReporter } from '../model/progress.js';
import { Semaphore } from '../model/semaphore.js';
import { BytesSource, includesAny, readBytes, withSource } from '../storage/bytes-source.js';
import { isSafeName } from '../storage/key.js';
import type { Source, Storage } from '../storage/storage.js';

/** A file, and the artifacts that it names. */
export interface SearchedFile {
  readonly key: string;
  readonly references: readonly PlacedReference[];
  /** The seal at its end, which is not checked; undefined if it is unsealed. */
  readonly seal?: string | undefined;
  /** The seal of the file from which it was upgraded; undefined if it was not. */
  readonly upgradedFrom?: string | undefined;
  /** Why the file could not be read; undefined if it could. */
  readonly fault?: ArtifactError;
}

/** How many files are read at the same time. */
const FILES_AT_A_TIME = 16;

/** Called after each file with how many are done, of how many. */
export type OnFileSearched = (done: number, of: number) => void | Promise<void>;

/**
 * Yields all files of a storage with the artifacts that they name, in the order of their keys. All their bytes are read. What a storage
 * has beside files is passed over: nothing can be loaded from it.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the storage's root could not be read.
 */
export async function* searchReferences(storage: Storage, onSearched?: OnFileSearched): AsyncGenerator<SearchedFile> {
  const keys: string[] = [];
  for await (const found of storage.survey?.() ?? storage.list())
    if (typeof found === 'string' && found.split('/').every(isSafeName)) keys.push(found);
  keys.sort();
  let done = 0;
  for await (const file of mapInOrder(keys, FILES_AT_A_TIME, (key) => searchFile(storage, key))) {
    yield file;
    await onSearched?.(++done, keys.length);
  }
}

async function searchFile(storage: Storage, key: string): Promise<SearchedFile> {
  try {
    return { key, ...(await withSource(storage.open(key), (source) => searchSource(source, storage.pathOf(key)))) };
  } catch (error) {
    if (!isArtifactError(error)) throw error;
    // A file that was removed meanwhile refers to nothing.
    return error.code === 'ARTIFACT_NOT_FOUND' ? { key, references: [] } : { key, references: [], fault: error };
  }
}

/**
 * A file that names another one has one of these keys, or writes their letters with escapes, as no known tool does. To look for them is many
 * times faster than to read the JSON.
 */
const NAMING_KEYS = ['"seal"', `"${FROM_KEY}"`, '\\u00'].map((word) => Buffer.from(word));

/** Two large files may not fit into memory. */
const LARGE_FILES = new Semaphore(1);

async function searchSource(source: Source, path: string): Promise<Omit<SearchedFile, 'key'>> {
  const options = { path, progress: new ProgressReporter(), step: 'read', arrays: 'pass over', seal: 'skip' } as const;
  const search = async (bytes: Source) => {
    if (!(await includesAny(bytes, NAMING_KEYS))) return { references: [], seal: await readSeal(bytes) };
    const { root, seal, from } = await readArtifact(bytes, options);
    return { references: referencesIn(root), seal, upgradedFrom: from };
  };
  if (source.size > LIMITS.small) return LARGE_FILES.run(() => search(source));
  return search(new BytesSource(await readBytes(source, 0, source.size)));
}
