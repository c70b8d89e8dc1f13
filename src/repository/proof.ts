import { ArtifactText, type EncodedArtifact, TextTooLong } from '../format/artifact-text.js';
import { readAs } from '../format/read-artifact.js';
import type { Class } from '../mapping/class.js';
import { type ArtifactTree, decodeInstance, encodeInstance } from '../mapping/mapper.js';
import { type ArtifactLike, artifactPlanOf } from '../mapping/plan.js';
import { ChangedElements } from '../model/elements.js';
import { type InvalidArtifactError, oneIssueError } from '../model/errors.js';
import { isInstance } from '../model/is-instance.js';
import { pointerOf } from '../model/pointer.js';
import type { ProgressReporter } from '../model/progress.js';
import type { TreeObject } from '../model/tree.js';
import { differenceOf, keysTo } from '../model/tree-difference.js';
import type { Source } from '../storage/storage.js';

/** What is said of a draft: that it is the text of an artifact. */
export interface WrittenArtifact {
  readonly Class: Class<ArtifactLike>;
  readonly tree: ArtifactTree;
  readonly text: ArtifactText;
}

/**
 * Decodes what was written and compares it with what it was made of. Arrays are compared as they are read, and not kept.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if it is not the same.
 */
export async function prove(written: WrittenArtifact, source: Source, progress: ProgressReporter): Promise<void> {
  const { Class, tree, text } = written;
  const options = { path: undefined, progress, step: 'prove', arrays: { expected: text.elements } } as const;
  await rethrowAsInvalid(written, () =>
    readAs(source, options, (file) => {
      const ownership = file.isCut ? 'borrow' : 'move';
      checkIdentical(Class, tree.root, encodeInstance(decodeInstance(Class, file, undefined, ownership)).root);
    }),
  );
}

/**
 * Compares the tree of an artifact with that of what came back.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if they are not the same.
 */
export function checkIdentical(Class: Class<ArtifactLike>, given: TreeObject, found: TreeObject): void {
  const difference = differenceOf(given, found);
  const fault = 'a value that does not come back identical from its own file, expected one that does';
  if (difference !== undefined) throw refusal(Class, difference, fault);
}

/**
 * Runs `act`, and turns `ChangedElements` and `LongText` into an InvalidArtifactError that names the field.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if an array is not as it was, or the text too long.
 */
export async function rethrowAsInvalid<T>({ Class, tree }: WrittenArtifact, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw asInvalidArtifactError(error, Class, tree.root);
  }
}

/**
 * The text of an artifact.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if an array is not as it was, because a getter has changed it.
 */
export function textOf(Class: Class<ArtifactLike>, tree: EncodedArtifact): ArtifactText {
  try {
    return new ArtifactText(tree);
  } catch (error) {
    throw asInvalidArtifactError(error, Class, tree.root);
  }
}

/** What an error that making or reading the text has thrown says of the artifact; other errors as they are. */
export function asInvalidArtifactError(error: unknown, Class: Class<ArtifactLike>, root: TreeObject): unknown {
  if (isInstance(error, TextTooLong)) {
    const fault = `that everything up to here, without the arrays, takes more than ${error.most} bytes; expected at most ${error.most}, because a reader holds it in one piece`;
    return refusal(Class, error.key === undefined ? [] : [error.key], fault);
  }
  if (!isInstance(error, ChangedElements)) return error;
  const fault = 'other elements than in its own file, expected an array that nobody changes while it is saved';
  return refusal(Class, keysTo(error.elements, root) ?? [], fault);
}

function refusal(Class: Class<ArtifactLike>, keys: readonly (string | number)[], fault: string): InvalidArtifactError {
  return oneIssueError(
    artifactPlanOf(Class).procedureName,
    undefined,
    'invalid-value',
    pointerOf(keys),
    `found ${fault}`,
  );
}
