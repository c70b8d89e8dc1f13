import { isArtifactError } from '../model/errors.js';
import { mapInOrder } from '../model/map-in-order.js';
import { haveSameBytes, withSource } from '../storage/bytes-source.js';
import type { Storage } from '../storage/storage.js';
import type { VerifiedEntry, VerifyProblem } from './verification.js';

/** How many files are compared at the same time. */
const FILES_AT_A_TIME = 8;

/**
 * Compares verified files with those of another storage that have the same keys, byte by byte. A file without a problem of its own has one
 * if it is not there, or if other bytes are.
 *
 * @param entries - the verified entries of a storage.
 */
export const withCounterparts = (
  entries: AsyncIterable<VerifiedEntry>,
  storage: Storage,
  other: Storage,
): AsyncGenerator<VerifiedEntry> =>
  mapInOrder(entries, FILES_AT_A_TIME, async (entry) => {
    if (entry.key === undefined || entry.problem !== undefined) return entry;
    const problem = await problemOfCounterpart(storage, other, entry.key, entry.path);
    return problem === undefined ? entry : { ...entry, problem };
  });

async function problemOfCounterpart(
  storage: Storage,
  other: Storage,
  key: string,
  path: string,
): Promise<VerifyProblem | undefined> {
  try {
    const otherPath = other.pathOf(key);
    const isSame = await withSource(other.open(key), (copy) =>
      withSource(storage.open(key), (source) => haveSameBytes(source, copy)),
    );
    if (isSame) return undefined;
    return { path, code: 'ARTIFACT_CONFLICT', message: `${path} has other bytes than ${otherPath}` };
  } catch (error) {
    if (!isArtifactError(error)) throw error;
    return { path, code: error.code, message: error.message };
  }
}

/**
 * Returns the keys of the files that a storage has and that are not among some keys, sorted.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the storage cannot be read.
 */
export async function surplusKeys(storage: Storage, keys: ReadonlySet<string>): Promise<string[]> {
  const surplus: string[] = [];
  for await (const found of storage.survey?.() ?? storage.list())
    if (typeof found === 'string' && !keys.has(found)) surplus.push(found);
  return surplus.sort();
}
