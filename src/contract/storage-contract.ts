import type { Storage } from '../storage/storage.js';
import { DRAFT_PROMISES } from './draft-promises.js';
import { KEY_PROMISES } from './key-promises.js';
import { LISTING_PROMISES } from './listing-promises.js';
import { OPTIONAL_PROMISES } from './optional-promises.js';
import { PUBLISHING_PROMISES } from './publishing-promises.js';
import { READING_PROMISES } from './reading-promises.js';
import { REPOSITORY_PROMISES } from './repository-promises.js';

/** What the contract needs of whoever has written a storage. */
export interface StorageContractOptions {
  /** Makes a storage that has no files yet. Each case calls it once. */
  readonly storage: () => Storage | Promise<Storage>;
  /**
   * Opens the place of a storage once more, as another process does. Where it is given, writers race through two objects, and each sees
   * what the other one has published.
   * @defaultValue the storage itself, for a place that no other object reaches, such as memory
   */
  readonly reopen?: (storage: Storage) => Storage | Promise<Storage>;
}

/** One promise of a storage, to be run by any test runner. */
export interface ContractCase {
  /** The promise, as a plain sentence. No other case has it. */
  readonly title: string;
  /** Rejects with an AssertionError that says what was found and what was expected, or with what the storage throws. */
  run(): Promise<void>;
}

/** The promises, the simplest first: where several are broken, the first one is most likely the reason for the others. */
const PROMISES = [
  ...DRAFT_PROMISES,
  ...PUBLISHING_PROMISES,
  ...READING_PROMISES,
  ...KEY_PROMISES,
  ...LISTING_PROMISES,
  ...OPTIONAL_PROMISES,
  ...REPOSITORY_PROMISES,
];

/**
 * Returns the cases by which a storage shows that a repository may rely on it: artifacts are created exclusively and whole, listed
 * completely, read as they were written, and nothing is overwritten. A case about a method that the interface makes optional holds where
 * the storage has no such method.
 *
 * @example
 * for (const { title, run } of storageContract({ storage: () => new ShelfStorage() })) test(title, run);
 */
export const storageContract = ({
  storage: make,
  reopen = (storage) => storage,
}: StorageContractOptions): readonly ContractCase[] =>
  PROMISES.map(({ title, check }) => ({
    title,
    run: async () => {
      const storage = await make();
      await check(storage, await reopen(storage));
    },
  }));
