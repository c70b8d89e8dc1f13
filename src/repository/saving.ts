import type { ProgressReporter } from '../model/progress.js';
import type { Draft } from '../storage/storage.js';
import { prove, rethrowAsInvalid, type WrittenArtifact } from './proof.js';

/**
 * Writes the pieces of an artifact's text, one after the other.
 *
 * @returns the seal that stands in it.
 */
export const writeInto = (draft: Draft, written: WrittenArtifact, progress: ProgressReporter): Promise<string> =>
  rethrowAsInvalid(written, async () => {
    const pieces = written.text.pieces();
    let bytes = 0;
    for (;;) {
      const { done, value } = pieces.next();
      if (done) return value;
      await draft.write(value);
      bytes += value.length;
      await progress.report('write', bytes, undefined);
    }
  });

/** Makes a draft ready for a name, and proves what is claimed of it meanwhile, for syncing takes its time. */
export async function makeReady(
  draft: Draft,
  key: string,
  written: WrittenArtifact | undefined,
  progress: ProgressReporter,
): Promise<void> {
  const source = draft.reread();
  const [prepared, proven] = await Promise.allSettled([
    draft.prepare?.(key),
    written && prove(written, source, progress),
  ]);
  for (const each of [proven, prepared]) if (each.status === 'rejected') throw each.reason;
  progress.throwIfAborted();
}
