import { openArtifact } from '../../display/open-artifact.js';
import type { Store } from '../../display/store.js';
import type { StoredArray } from '../../format/stored-array.js';
import { arraysWithin } from '../../format/stored-tree.js';
import type { StoredArtifact } from '../../repository/stored-artifact.js';
import type { ArrayPartData } from '../data/page-data.js';
import { Decimation } from '../plots/decimation.js';
import { decodeElements, encodeElements } from '../plots/elements-text.js';
import { MOST_ELEMENTS } from './array-data.js';
import { withCutKeys } from './cut-text.js';
import { entryOfKey } from './live-listing.js';
import { LiveRefusal } from './live-refusal.js';

/** Artifacts that stay open, because a plot that is zoomed is zoomed again. */
const MOST_OPEN = 4;

/** Reads parts of arrays. */
export class LiveArrays {
  readonly #store: Store;
  /** By key, in the order in which they were last asked for. */
  readonly #open = new Map<string, Promise<StoredArtifact>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Returns the numbers of a part of an array: whole, if they are few, or else by M4.
   *
   * @param range - the first and the last index.
   * @throws LiveRefusal if the artifact has no such array, or the array no such part.
   */
  async part(key: string, pointer: string, range: readonly [number, number]): Promise<ArrayPartData> {
    const [first, last] = range;
    const array = await this.#arrayAt(key, pointer);
    if (last >= array.size)
      throw new LiveRefusal(404, `The array has ${array.size} numbers, and none at the index ${last}.`);
    if (last - first < MOST_ELEMENTS) return { range, elements: encodeElements(await array.read(first, last + 1)) };
    const decimation = new Decimation(last + 1 - first);
    for await (const piece of array.pieces(first, last + 1)) decimation.add(piece);
    const { indices, ...drawn } = decimation.data();
    const inArray = (decodeElements(indices, 'float64') as Float64Array).map((index) => index + first);
    return { range, drawn: { indices: encodeElements(inArray), ...drawn } };
  }

  async #arrayAt(key: string, pointer: string): Promise<StoredArray> {
    const { root } = await this.#opened(key);
    for (const [each, array] of arraysWithin(withCutKeys(root), '')) if (each === pointer) return array;
    throw new LiveRefusal(404, 'The artifact has no such array.');
  }

  async #opened(key: string): Promise<StoredArtifact> {
    const opening = this.#open.get(key) ?? openArtifact(this.#store, entryOfKey(this.#store, key));
    this.#open.delete(key);
    this.#open.set(key, opening);
    const [oldest = ''] = this.#open.keys();
    if (this.#open.size > MOST_OPEN) this.#open.delete(oldest);
    // An error says what is wrong now; the next request looks again.
    opening.catch(() => this.#open.delete(key));
    return opening;
  }
}
