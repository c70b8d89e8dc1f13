import { TextTooLong } from '../format/section-pieces.js';
import { ChangedElements } from '../model/elements.js';
import { type InvalidArtifactError, oneIssueError } from '../model/errors.js';
import { isInstance } from '../model/is-instance.js';
import { pointerOf } from '../model/pointer.js';
import type { Tree } from '../model/tree.js';
import { keysTo } from '../model/tree-difference.js';

/** A value in its written form. */
export interface Written {
  /** What errors call the value: the procedure of an artifact, the name of a class. */
  readonly owner: string;
  /** The tree that was made of the value. */
  readonly root: Tree;
}

/** Runs `act`, and throws its errors as {@link asInvalidArtifactError} returns them. */
export async function rethrowAsInvalid<T>(written: Written, act: () => Promise<T>): Promise<T> {
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
export function asInvalidArtifactError(error: unknown, { owner, root }: Written): unknown {
  if (isInstance(error, TextTooLong)) {
    const found = `that everything up to here, without the arrays, takes more than ${error.maxBytes} bytes; expected at most ${error.maxBytes}, because a reader holds it in one piece`;
    return invalidValue(owner, error.key === undefined ? [] : [error.key], found);
  }
  if (!isInstance(error, ChangedElements)) return error;
  const found = 'other elements than in its own file, expected an array that nobody changes while it is saved';
  return invalidValue(owner, keysTo(error.elements, root) ?? [], found);
}

/** Returns the error for one wrong value of what was written. */
export const invalidValue = (owner: string, keys: readonly (string | number)[], found: string): InvalidArtifactError =>
  oneIssueError(owner, undefined, 'invalid-value', pointerOf(keys), `found ${found}`);
