import { ArtifactText, TextTooLong } from '../format/artifact-text.js';
import { PythonText } from '../format/python-text.js';
import type { Class } from '../mapping/class.js';
import { type EncodedInstance, encodeInstance, type MappingOptions } from '../mapping/mapper.js';
import { type ArtifactLike, artifactPlanOf } from '../mapping/plan.js';
import { ChangedElements } from '../model/elements.js';
import { type InvalidArtifactError, oneIssueError } from '../model/errors.js';
import { isInstance } from '../model/is-instance.js';
import { pointerOf } from '../model/pointer.js';
import { keysTo } from '../model/tree-difference.js';

/** An artifact in its written form: the tree of its instance, and the text of that tree. */
export interface WrittenArtifact {
  readonly Class: Class<ArtifactLike>;
  /** How it was encoded, and is decoded to prove it. */
  readonly mapping: MappingOptions;
  readonly tree: EncodedInstance;
  readonly text: ArtifactText | PythonText;
}

/**
 * Returns the written form of an artifact. Reads the whole instance, except for arrays too large to be copied: their elements are
 * read while the pieces of the text are made.
 *
 * @param Class - the artifact's class.
 * @param mapping - which constraints it has to satisfy, and for whom the file is written.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with every fault of the artifact.
 */
export function writtenArtifact(
  Class: Class<ArtifactLike>,
  artifact: ArtifactLike,
  mapping: MappingOptions,
): WrittenArtifact {
  const tree = encodeInstance(artifact, { ...mapping, Class });
  try {
    const text = mapping.profile === 'python' ? new PythonText(tree.root) : new ArtifactText(tree);
    return { Class, mapping, tree, text };
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
