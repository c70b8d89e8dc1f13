import { type ArtifactError, isArtifactError } from '../model/errors.js';
import { mapInOrder } from '../model/map-in-order.js';
import type { ListedEntry } from '../repository/listing.js';
import { FILES_AT_A_TIME } from './limits.js';

// A command goes on if a file cannot be read. An ArtifactError means that the file cannot be read; all other errors end the command.

/** Shows how many files are done. */
export interface FileProgress {
  update(step: { readonly done: number; readonly of: number }): Promise<void>;
  clear(): void;
}

/** Returns the result of reading a file, or undefined if the file cannot be read. */
export async function ifReadable<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isArtifactError(error)) return undefined;
    throw error;
  }
}

/**
 * Calls `read` for each artifact, for several at the same time, and yields the results in the order of the artifacts.
 *
 * @param unread - receives the errors of the files that cannot be read.
 * @param progress - shows how many files are done, and is cleared at the end.
 */
export async function* eachReadable<T>(
  entries: readonly ListedEntry[],
  unread: ArtifactError[],
  read: (entry: ListedEntry) => Promise<T>,
  progress?: FileProgress,
): AsyncGenerator<T> {
  const results = mapInOrder(entries, FILES_AT_A_TIME, (entry) =>
    read(entry).then(
      (result) => ({ result }),
      (error) => {
        if (isArtifactError(error)) return { error };
        throw error;
      },
    ),
  );
  let done = 0;
  try {
    for await (const each of results) {
      if ('error' in each) unread.push(each.error);
      else yield each.result;
      await progress?.update({ done: ++done, of: entries.length });
    }
  } finally {
    progress?.clear();
  }
}
