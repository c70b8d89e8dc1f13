import { ArtifactText } from '../format/artifact-text.js';
import { readArtifact } from '../format/read-artifact.js';
import { decodeInstance, treeOfInstance } from '../mapping/mapper.js';
import type { ProgressReporter } from '../model/progress.js';
import type { Tree } from '../model/tree.js';
import { differenceOf } from '../model/tree-difference.js';
import type { Source } from '../storage/storage.js';
import { invalidValue, rethrowAsInvalid, type Written } from './written.js';
import type { WrittenArtifact } from './written-artifact.js';

/**
 * Reads a draft back, decodes it, and compares the result with the artifact that was written. Arrays are compared while they are
 * read, so that none is in memory twice.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if what was read back is not identical.
 */
export async function prove(written: WrittenArtifact, draft: Source, progress: ProgressReporter): Promise<void> {
  const { Class, mapping, text } = written;
  const { rules, profile, loadReference } = mapping;
  const arrays = text instanceof ArtifactText ? { expected: text.elements } : 'keep';
  const options = { path: undefined, progress, step: 'prove', arrays } as const;
  await rethrowAsInvalid(written, async () => {
    const file = await readArtifact(draft, options);
    const ownership = file.reader === 'quick' ? 'borrow' : 'move';
    checkIdentical(written, decodeInstance(Class, file, { rules, profile, loadReference, ownership }));
  });
}

/**
 * Compares the artifact that was written with the one that was read back, by their trees: comparing bytes would not show what
 * writing lost.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if they are not identical.
 */
export const checkIdentical = (written: WrittenArtifact, found: object): void =>
  checkSameTree(written, treeOfInstance(found, written.mapping, written.Class));

/**
 * Compares the tree that was written with that of what was read back.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if they are not identical.
 */
export function checkSameTree({ owner, root }: Written, found: Tree): void {
  const difference = differenceOf(root, found);
  if (difference === undefined) return;
  const fault = 'a value that does not come back identical from its own file, expected one that does';
  throw invalidValue(owner, difference, fault);
}
