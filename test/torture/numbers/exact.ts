import { type Extent, inBatches } from '../batches.js';
import type { Compared } from './batch.js';
import { KINDS } from './kinds.js';

/**
 * Saves numbers of every kind, loads them, and compares them bit by bit. Each batch is one file.
 *
 * @param onBatch - called after each batch with the result of its kind so far.
 * @returns the results, by kind.
 */
export const exact = (
  seed: number,
  extent: Extent,
  onBatch: (kind: string, seen: Compared) => void = () => {},
): Promise<Record<string, Compared>> =>
  inBatches(new URL('comparer.js', import.meta.url), [seed, extent.size].map(String), KINDS, extent, onBatch);
