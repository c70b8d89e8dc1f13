import { addressOfKey } from '../format/address.js';
import { LargeFiles } from '../model/large-files.js';
import { mapInOrder } from '../model/map-in-order.js';
import type { ProgressReporter } from '../model/progress.js';
import { Semaphore } from '../model/semaphore.js';
import { withSource } from '../storage/bytes-source.js';
import type { Storage } from '../storage/storage.js';
import { type VerifyProgressOptions, VerifyProgressReporter } from './verify-progress.js';

/** The largest number of files that are worked on at the same time. */
const FILES_AT_A_TIME = 8;

/**
 * Applies a function that saves artifacts to each file: to several small ones at the same time, and to one large one. Files of one second
 * have their turns in the order of their keys, so that it is always the same one of two artifacts that gets the longer name.
 *
 * @param keys - the keys of the files, in the order of the results.
 * @param apply - gets the key of a file, and the progress of reading it.
 */
export async function* fileByFile<T>(
  storage: Storage,
  keys: readonly string[],
  progressOptions: VerifyProgressOptions,
  apply: (key: string, progress: ProgressReporter) => Promise<T>,
): AsyncGenerator<T> {
  const progress = new VerifyProgressReporter(progressOptions);
  progress.of = keys.length;
  const largeFiles = new LargeFiles();
  const turns = new Map<string, Semaphore>();
  yield* mapInOrder(keys, FILES_AT_A_TIME, async (key) => {
    const work = () => apply(key, progress.ofFile());
    const result = await turnOf(key, turns).run(async () => largeFiles.oneAtATime(await sizeOf(storage, key), work));
    await progress.entryDone();
    return result;
  });
}

function turnOf(key: string, turns: Map<string, Semaphore>): Semaphore {
  const { procedureName, timestamp } = addressOfKey(key) ?? { procedureName: '', timestamp: '' };
  const second = `${procedureName}/${timestamp}`;
  let turn = turns.get(second);
  if (turn === undefined) turns.set(second, (turn = new Semaphore(1)));
  return turn;
}

/** Returns the size of a file; 0 if it cannot be opened, of which the function will speak. Units: bytes. */
const sizeOf = (storage: Storage, key: string): Promise<number> =>
  withSource(storage.open(key), async ({ size }) => size).catch(() => 0);
