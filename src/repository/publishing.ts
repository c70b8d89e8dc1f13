import { type Address, keyOfAddress, sealPrefixOf, secondOf } from '../format/address.js';
import { PROCEDURE_NAME_KEY, TIMESTAMP_KEY } from '../format/layout.js';
import { parameterHashOf, pythonParameterHashOf } from '../format/parameter-hash.js';
import { ConflictError, isArtifactError } from '../model/errors.js';
import type { Profile } from '../model/profile.js';
import type { TreeObject } from '../model/tree.js';
import { haveSameBytes, withSource } from '../storage/bytes-source.js';
import type { Draft, Source, Storage } from '../storage/storage.js';

/** The keys that a draft may be published under: its own, and one with its seal for when another artifact has its own. */
export interface DraftKeys {
  /** @example 'Detection/2026-02-11T15-40-12_3f8a9b.json' */
  readonly own: string;
  /**
   * Returns the key with the seal, which few drafts need.
   * @example
   * withSeal(); // 'Detection/2026-02-11T15-40-12_3f8a9b_9c1b7e22a0d4f613.json'
   */
  readonly withSeal: () => string;
}

/** Returns the address that an artifact's tree gives its file: procedure, second and parameter hash. */
export const addressOfRoot = (root: TreeObject, profile: Profile | undefined): Address => ({
  procedureName: root[PROCEDURE_NAME_KEY] as string,
  timestamp: secondOf(root[TIMESTAMP_KEY] as string) as string,
  parameterHash: profile === 'python' ? pythonParameterHashOf(root) : parameterHashOf(root),
});

/**
 * Returns the keys of a draft with this address.
 *
 * @param seal - its seal; for an unsealed file, the SHA-256 of all its bytes.
 */
export const draftKeys = (address: Address, seal: string): DraftKeys => ({
  own: keyOfAddress(address),
  withSeal: () => keyOfAddress({ ...address, sealPrefix: sealPrefixOf(seal) }),
});

/**
 * Publishes a draft under its own key or, if another artifact has that, under the key that ends in its seal.
 *
 * @returns the path of the file, which may have been there before, identical.
 * @throws ConflictError (`ARTIFACT_CONFLICT`) if another artifact has the draft's own key and `onConflict` is 'error', or if other
 * files have both keys.
 */
export async function publish(
  storage: Storage,
  draft: Draft,
  keys: DraftKeys,
  onConflict: 'keep-both' | 'error',
): Promise<string> {
  const { own } = keys;
  if ((await draft.publish(own)) !== 'different') return storage.pathOf(own);
  const withSeal = keys.withSeal();
  if (onConflict === 'error' && !(await hasFile(storage, withSeal, draft.reread())))
    throw new ConflictError(storage.pathOf(own));
  if ((await draft.publish(withSeal)) !== 'different') return storage.pathOf(withSeal);
  throw new ConflictError(storage.pathOf(withSeal));
}

/** True if the storage has a file with this key and exactly these bytes. */
async function hasFile(storage: Storage, key: string, bytes: Source): Promise<boolean> {
  try {
    return await withSource(storage.open(key), (file) => haveSameBytes(file, bytes));
  } catch (error) {
    if (isArtifactError(error, 'ARTIFACT_NOT_FOUND')) return false;
    throw error;
  }
}
