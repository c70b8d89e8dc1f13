import type { ProgressReporter } from '../model/progress.js';
import type { Draft } from '../storage/storage.js';
import { prove } from './proof.js';
import { rethrowAsInvalid, type WrittenArtifact } from './written-artifact.js';

/**
 * Writes the text of an artifact into a draft, piece by piece.
 *
 * @returns the seal at the end of the text; for an unsealed file, the SHA-256 of all bytes.
 */
export const writeInto = (draft: Draft, written: WrittenArtifact, progress: ProgressReporter): Promise<string> =>
  rethrowAsInvalid(written, async () => {
    const pieces = written.text.pieces();
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
 * @param proven - the artifact that the draft must hold; undefined if the draft is not proven.
 */
export async function prepareAndProve(
  draft: Draft,
  key: string,
  proven: WrittenArtifact | undefined,
  progress: ProgressReporter,
): Promise<void> {
  const source = draft.reread();
  const [preparation, proof] = await Promise.allSettled([
    draft.prepare?.(key),
    proven && prove(proven, source, progress),
  ]);
  for (const outcome of [proof, preparation]) if (outcome.status === 'rejected') throw outcome.reason;
  progress.throwIfAborted();
}
