import { ArtifactText, type EncodedArtifact, TextTooLong } from '../format/artifact-text.js';
import type { Class } from '../mapping/class.js';
import { encodeInstance } from '../mapping/mapper.js';
import { type ArtifactLike, artifactPlanOf } from '../mapping/plan.js';
import { ChangedElements } from '../model/elements.js';
import { type InvalidArtifactError, oneIssueError } from '../model/errors.js';
import { isInstance } from '../model/is-instance.js';
import { pointerOf } from '../model/pointer.js';
import { keysTo } from '../model/tree-difference.js';
import type { ValidationRules } from '../model/validation-rules.js';

/** An artifact in its written form: the tree of its instance, and the text of that tree. */
export interface WrittenArtifact {
  readonly Class: Class<ArtifactLike>;
  /** The constraints that it satisfies. */
  readonly rules: ValidationRules;
  readonly tree: EncodedArtifact;
  readonly text: ArtifactText;
}

/**
 * Returns the written form of an artifact. Reads the whole instance, except for arrays too large to be copied: their elements are
 * read while the pieces of the text are made.
 *
 * @param Class - the artifact's class.
 * @param rules - which constraints it has to satisfy.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with every fault of the artifact.
 */
export function writtenArtifact(
  Class: Class<ArtifactLike>,
  artifact: ArtifactLike,
  rules: ValidationRules,
): WrittenArtifact {
  const tree = encodeInstance(artifact, { Class, rules });
  try {
    return { Class, rules, tree, text: new ArtifactText(tree) };
  } catch (error) {
    throw asInvalidArtifactError(error, { Class, tree });
  }
}

/** Runs `act`, and throws its errors as {@link asInvalidArtifactError} returns them. */
export async function rethrowAsInvalid<T>(
  written: Pick<WrittenArtifact, 'Class' | 'tree'>,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw asInvalidArtifactError(error, written);
  }
}

/**
 * Returns the InvalidArtifactError that names the field at fault, where making or reading the text threw because an array was
 * changed meanwhile or because the text is too long. Returns any other error as it is.
 */
export function asInvalidArtifactError(
  error: unknown,
  { Class, tree }: Pick<WrittenArtifact, 'Class' | 'tree'>,
): unknown {
  if (isInstance(error, TextTooLong)) {
    const found = `that everything up to here, without the arrays, takes more than ${error.maxBytes} bytes; expected at most ${error.maxBytes}, because a reader holds it in one piece`;
    return invalidValue(Class, error.key === undefined ? [] : [error.key], found);
  }
  if (!isInstance(error, ChangedElements)) return error;
  const found = 'other elements than in its own file, expected an array that nobody changes while it is saved';
  return invalidValue(Class, keysTo(error.elements, tree.root) ?? [], found);
}

/** Returns the error for one wrong value of an artifact. */
export const invalidValue = (
  Class: Class<ArtifactLike>,
  keys: readonly (string | number)[],
  found: string,
): InvalidArtifactError =>
  oneIssueError(artifactPlanOf(Class).procedureName, undefined, 'invalid-value', pointerOf(keys), `found ${found}`);
