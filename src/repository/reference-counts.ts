import { keyOfReference, type PlacedReference } from '../format/stored-reference.js';
import { mapInOrder } from '../model/map-in-order.js';
import type { Storage } from '../storage/storage.js';
import { ReferenceTargets } from './reference-targets.js';

/** How many files are looked at at the same time. */
const FILES_AT_A_TIME = 8;

/** References of many artifacts, of which each file that they name is kept once. */
export class ReferenceCounts {
  /** How many references name a file, by its seal and key. */
  readonly #counts = new Map<string, number>();

  add(references: readonly PlacedReference[]): void {
    for (const { reference } of references) {
      const named = `${reference.seal} ${keyOfReference(reference)}`;
      this.#counts.set(named, (this.#counts.get(named) ?? 0) + 1);
    }
  }

  /**
   * Returns how many references lead to no file of a storage, or to one with another seal.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if a file cannot be opened.
   */
  async danglingIn(storage: Storage): Promise<number> {
    const targets = new ReferenceTargets(storage);
    let dangling = 0;
    const countOf = async ([named, count]: readonly [string, number]) => {
      const [seal, key] = named.split(' ') as [string, string];
      return (await targets.stateOf(key, seal)) === 'right' ? 0 : count;
    };
    for await (const count of mapInOrder(this.#counts, FILES_AT_A_TIME, countOf)) dangling += count;
    return dangling;
  }
}
