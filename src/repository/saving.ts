import type { Pace } from '../model/progress.js';
import type { Draft } from '../storage/storage.js';
import { prove, refusingChanges, type Statement } from './proof.js';

/**
 * Writes the pieces of an artifact's text, one after the other.
 *
 * @returns the seal that stands in it.
 */
export const writeInto = (draft: Draft, statement: Statement, pace: Pace): Promise<string> =>
  refusingChanges(statement, async () => {
    const pieces = statement.text.pieces();
    let bytes = 0;
    for (;;) {
      const { done, value } = pieces.next();
      if (done) return value;
      await draft.write(value);
      bytes += value.length;
      await pace.done('write', bytes, undefined);
    }
  });

/** Makes a draft ready for a name, and proves what is claimed of it meanwhile, for syncing takes its time. */
export async function makeReady(
  draft: Draft,
  key: string,
  statement: Statement | undefined,
  pace: Pace,
): Promise<void> {
  const source = draft.reread();
  const [prepared, proven] = await Promise.allSettled([
    draft.prepare?.(key),
    statement && prove(statement, source, pace),
  ]);
  for (const each of [proven, prepared]) if (each.status === 'rejected') throw each.reason;
  pace.check();
}
