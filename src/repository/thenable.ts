import { classOf } from '../mapping/class.js';
import { type ArtifactLike, artifactPlanOf, THENABLE } from '../mapping/plan.js';
import { DeclarationError, oneIssueError } from '../model/errors.js';
import { thrownText } from '../model/message-text.js';

/**
 * Refuses an artifact that has a function or an accessor `then` of its own. `await` would take the artifact for a promise and call
 * `then`, so that `load` would not resolve with the artifact. A class with a method `then` is refused when it is declared.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`)
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) for a Proxy that throws.
 */
export function refuseThenable(artifact: ArtifactLike): void {
  const then = ownThen(artifact);
  if (then !== undefined && (then.get !== undefined || typeof then.value === 'function'))
    throw new DeclarationError(classOf(artifact).name, 'then', THENABLE);
}

function ownThen(artifact: ArtifactLike): PropertyDescriptor | undefined {
  try {
    return Object.getOwnPropertyDescriptor(artifact, 'then');
  } catch (error) {
    const { procedureName } = artifactPlanOf(classOf(artifact));
    const message = `found a value on which reading throws ${thrownText(error)}`;
    throw oneIssueError(procedureName, undefined, 'invalid-value', '', message);
  }
}

/**
 * Refuses any value with a function `then`, its own or inherited. No declaration has refused a method `then` of a value class, because only what
 * is at the root of a file is awaited.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`)
 */
export function refusePromiseLike(value: unknown): void {
  if (typeof value !== 'object' || value === null || typeof (value as { then?: unknown }).then !== 'function') return;
  throw new DeclarationError(classOf(value).name, 'then', THENABLE);
}
