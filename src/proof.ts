import { InvalidArtifactError } from './errors.js';
import { UnexpectedElements } from './json/elements-builder.js';
import { pointerOf } from './json/pointer.js';
import { differenceOf, type Elements, keysTo } from './json/tree.js';
import { readAs } from './loading.js';
import { type EncodedTree, fromTree, toTree } from './mapper.js';
import type { Pace } from './pace.js';
import { type ArtifactLike, artifactPlanOf, type Class } from './plan.js';
import type { Source } from './storage/storage.js';

/**
 * Decodes what was written and compares it with what it was made of. Arrays are compared as they are read, and not kept,
 * unless code of the user's own is to see them.
 *
 * @param elements - the arrays in the order in which they were written.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if it is not the same.
 */
export async function prove(
  Class: Class<ArtifactLike>,
  tree: EncodedTree,
  elements: readonly Elements[],
  source: Source,
  pace: Pace,
): Promise<void> {
  const refuse = (keys: readonly (string | number)[], fault: string): never => {
    const issue = { code: 'invalid-value', path: pointerOf(keys), message: `found ${fault}` } as const;
    throw new InvalidArtifactError(artifactPlanOf(Class).procedure, undefined, [issue]);
  };
  const arrays = tree.isThroughUserCode ? 'keep' : { expected: elements };
  let difference: (string | number)[] | undefined;
  try {
    difference = await readAs(source, { path: undefined, pace, step: 'prove', arrays }, (file) =>
      differenceOf(tree.root, toTree(fromTree(Class, file)).root),
    );
  } catch (error) {
    if (!(error instanceof UnexpectedElements)) throw error;
    return refuse(
      keysTo(error.expected, tree.root) ?? [],
      'other elements than in its own file, expected an array that nobody changes while it is saved',
    );
  }
  if (difference === undefined) return;
  refuse(difference, 'a value that does not come back identical from its own file, expected one that does');
}
