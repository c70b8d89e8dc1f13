import type { ProgressReporter } from '../model/progress.js';
import type { Draft, Source } from '../storage/storage.js';
import { rethrowAsInvalid, type Written } from './written.js';

/**
 * Writes a text into a draft, piece by piece.
 *
 * @param from - the seal of the file from which an artifact was upgraded, if the new file shall name it.
 * @returns what the text returns after its pieces: that of an artifact, its seal, or, for an unsealed file, the SHA-256 of all bytes.
 */
export const writeInto = <T>(
  draft: Draft,
  written: Written & { readonly text: { pieces(from?: string): Generator<Uint8Array, T> } },
  progress: ProgressReporter,
  from?: string,
): Promise<T> =>
  rethrowAsInvalid(written, async () => {
    const pieces = written.text.pieces(from);
    let bytes = 0;
    let writing = Promise.resolve();
    try {
      for (;;) {
        // The next piece is made while the storage takes this one.
        const { done, value } = pieces.next();
        await writing;
        if (done) return value;
        bytes += value.length;
        writing = draft.write(value);
        // Its error is thrown when it is awaited above. Until then, Node must not take it for one that nobody handles.
        writing.catch(() => undefined);
        await progress.report('write', bytes, undefined);
      }
    } finally {
      await Promise.allSettled([writing]);
    }
  });

/**
 * Prepares a draft for its key, and proves it at the same time, because preparing waits for the disk.
 *
 * @param prove - throws if the draft does not hold what was written; undefined if the draft is not proven.
 */
export async function prepareAndProve(
  draft: Draft,
  key: string,
  prove: ((draft: Source) => Promise<void>) | undefined,
  progress: ProgressReporter,
): Promise<void> {
  const source = draft.reread();
  const [preparation, proof] = await Promise.allSettled([draft.prepare?.(key), prove?.(source)]);
  for (const outcome of [proof, preparation]) if (outcome.status === 'rejected') throw outcome.reason;
  progress.throwIfAborted();
}
