import { IssueList } from '../codecs/walk/issue-list.js';
import { sealPrefixOf } from '../format/address.js';
import { readSeal } from '../format/seal.js';
import { keyOfReference, type PlacedReference, type ReferenceTexts } from '../format/stored-reference.js';
import { isArtifactError } from '../model/errors.js';
import type { Issue } from '../model/issue.js';
import { withSource } from '../storage/bytes-source.js';
import type { Storage } from '../storage/storage.js';

/** What is at the place that a reference names: the seal at the end of a file, `'no seal'` or `'no file'`. */
type Target = { readonly seal: string } | 'no seal' | 'no file';

/**
 * The files that references name, in one storage. Of each file, only the seal at its end is read, and once: whether the seal is right is
 * checked where the file is loaded or verified.
 */
export class ReferenceTargets {
  readonly #storage: Storage;
  readonly #targets = new Map<string, Promise<Target>>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /**
   * Returns an issue for each reference that leads to no file, or to one with another seal.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if a file cannot be opened.
   */
  async issuesOf(references: readonly PlacedReference[]): Promise<Issue[]> {
    const issues = new IssueList();
    for (const { place, reference } of references) {
      const message = faultOf(reference, await this.#targetAt(keyOfReference(reference)));
      if (message !== undefined) issues.add('invalid-value', place, message);
    }
    return issues.all();
  }

  /**
   * Returns whether there is a file with a seal at its end.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the file cannot be opened.
   */
  async stateOf(key: string, seal: string): Promise<'right' | 'no file' | 'other bytes'> {
    const target = await this.#targetAt(key);
    if (target === 'no file') return target;
    return target !== 'no seal' && target.seal === seal ? 'right' : 'other bytes';
  }

  /** Returns the seal at the end of a file; undefined if there is no file, or no seal. */
  async sealAt(key: string): Promise<string | undefined> {
    const target = await this.#targetAt(key);
    return typeof target === 'string' ? undefined : target.seal;
  }

  #targetAt(key: string): Promise<Target> {
    let target = this.#targets.get(key);
    if (target === undefined) this.#targets.set(key, (target = readTarget(this.#storage, key)));
    return target;
  }
}

/** Returns what is wrong about a reference; undefined if it leads to the artifact that it names. */
function faultOf(reference: ReferenceTexts, target: Target): string | undefined {
  const found = `found a reference to ${keyOfReference(reference)}`;
  if (target === 'no file') return `${found}, where there is no file, expected an artifact that is saved here`;
  const expected = `expected the seal ${beginningOf(reference.seal)}`;
  if (target === 'no seal') return `${found}, a file without a seal, ${expected}`;
  if (target.seal === reference.seal) return undefined;
  return `${found}, where there is now an artifact with the seal ${beginningOf(target.seal)}, ${expected}`;
}

/** Nobody compares 64 digits by eye. */
const beginningOf = (seal: string): string => `${sealPrefixOf(seal)}…`;

async function readTarget(storage: Storage, key: string): Promise<Target> {
  try {
    const seal = await withSource(storage.open(key), readSeal);
    return seal === undefined ? 'no seal' : { seal };
  } catch (error) {
    if (isArtifactError(error, 'ARTIFACT_NOT_FOUND')) return 'no file';
    throw error;
  }
}
