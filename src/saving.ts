import type { ArtifactText } from './json/write-artifact.js';
import type { EncodedTree } from './mapper.js';
import type { Pace } from './pace.js';
import type { ArtifactLike, Class } from './plan.js';
import { prove } from './proof.js';
import type { Draft } from './storage/storage.js';

/**
 * Writes the pieces of a text, one after the other.
 *
 * @returns the seal that stands in it.
 */
export async function writeInto(draft: Draft, text: ArtifactText, pace: Pace): Promise<string> {
  const pieces = text.pieces();
  let bytes = 0;
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
    await draft.write(value);
    bytes += value.length;
    await pace.done('write', bytes, undefined);
  }
}

/** What has to be proven of a draft: that it is the text of a tree of a class. */
export interface Claim {
  readonly Class: Class<ArtifactLike>;
  readonly tree: EncodedTree;
  readonly text: ArtifactText;
}

/** Makes a draft ready for a name, and proves it meanwhile, for syncing takes its time. */
export async function makeReady(draft: Draft, key: string, claim: Claim | undefined, pace: Pace): Promise<void> {
  const source = draft.reread();
  const [prepared, proven] = await Promise.allSettled([
    draft.prepare?.(key),
    claim && prove(claim.Class, claim.tree, claim.text.elements, source, pace),
  ]);
  for (const each of [proven, prepared]) if (each.status === 'rejected') throw each.reason;
  pace.check();
}
