import type { Storage } from '../storage/storage.js';

/** A promise of a storage, and how it is checked. */
export interface StoragePromise {
  readonly title: string;
  /**
   * Throws if the promise is broken.
   *
   * @param storage - a storage without files.
   * @param other - another object for the same place; the storage itself if there is none.
   */
  readonly check: (storage: Storage, other: Storage) => Promise<void>;
}
