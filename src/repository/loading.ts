import { PROCEDURE_NAME_KEY } from '../format/layout.js';
import { type ArtifactFile, readAs } from '../format/read-artifact.js';
import { type Class, classOf } from '../mapping/class.js';
import { decodeInstance } from '../mapping/mapper.js';
import { type ArtifactLike, artifactPlanOf, THENABLE } from '../mapping/plan.js';
import { DeclarationError, FormatError, oneIssueError, UnknownProcedureError } from '../model/errors.js';
import { quoted } from '../model/message-text.js';
import { pointerOf } from '../model/pointer.js';
import type { ProgressReporter } from '../model/progress.js';
import type { Source } from '../storage/storage.js';
import { ArtifactClasses } from './artifact-classes.js';
import type { ContentDecoder } from './verification.js';

/** Decoding for a verification: of the files whose procedures have a class, of all, or of none. */
export const contentDecoder = (classes: ArtifactClasses, which: 'declared' | 'all' | 'none'): ContentDecoder => ({
  includes: (procedure) => which === 'all' || (which === 'declared' && classes.includes(procedure)),
  decode: (file, path) => void artifactIn(file, path, classes),
});

/** Reads a file and makes an instance of it: of the class given, or of the one of the procedure that the file names. */
export const loadFrom = (
  source: Source,
  path: string,
  from: Class<ArtifactLike> | ArtifactClasses,
  progress: ProgressReporter,
): Promise<ArtifactLike> =>
  readAs(source, { path, progress, step: 'read', arrays: 'keep' }, (file) => artifactIn(file, path, from));

/**
 * Refuses an artifact with a function `then` of its own: `await` would take it for a promise, and give something else. Classes with
 * a method `then` are refused when they are declared.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`)
 */
export function refuseThenable(artifact: ArtifactLike): void {
  const then = Object.getOwnPropertyDescriptor(artifact, 'then');
  if (then !== undefined && (then.get !== undefined || typeof then.value === 'function'))
    throw new DeclarationError(classOf(artifact).name, 'then', THENABLE);
}

/** Makes an instance of what a file holds: of the class given, or of the one of the procedure that the file names. */
export function artifactIn(
  file: ArtifactFile,
  path: string | undefined,
  from: Class<ArtifactLike> | ArtifactClasses,
): ArtifactLike {
  const artifact = decodeInstance(classFor(file, path, from), file, path);
  refuseThenable(artifact);
  return artifact;
}

function classFor(
  file: ArtifactFile,
  path: string | undefined,
  from: Class<ArtifactLike> | ArtifactClasses,
): Class<ArtifactLike> {
  const procedure = file.root[PROCEDURE_NAME_KEY];
  if (typeof procedure !== 'string') throw new FormatError(path, `is not an artifact: it has no ${PROCEDURE_NAME_KEY}`);
  if (from instanceof ArtifactClasses) {
    const Class = from.of(procedure);
    if (Class === undefined) throw new UnknownProcedureError(path, procedure, from.procedures);
    return Class;
  }
  const expected = artifactPlanOf(from).procedureName;
  if (procedure === expected) return from;
  const message = `found ${quoted(procedure)}, expected ${quoted(expected)}`;
  throw oneIssueError(expected, path, 'invalid-value', pointerOf([PROCEDURE_NAME_KEY]), message);
}
