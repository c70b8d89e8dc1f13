import { type Extent, inBatches } from '../batches.js';
import type { Compared } from './batch.js';
import { KINDS } from './kinds.js';

/**
 * Compares the texts and the numbers that a kernel makes with those that V8 makes.
 *
 * @param onBatch - called after each batch with the result of its kind so far.
 * @returns the results, by kind.
 */
export const againstV8 = (
  kernel: string,
  seed: number,
  extent: Extent,
  onBatch: (kind: string, seen: Compared) => void = () => {},
): Promise<Record<string, Compared>> =>
  inBatches(
    new URL('comparer.js', import.meta.url),
    [String(seed), String(extent.size), kernel],
    KINDS,
    extent,
    onBatch,
  );
