import type { ArtifactFile } from '../format/artifact-file.js';
import { PROCEDURE_NAME_KEY } from '../format/layout.js';
import { readArtifact } from '../format/read-artifact.js';
import type { Class } from '../mapping/class.js';
import { decodeInstance, type MappingOptions } from '../mapping/mapper.js';
import { type ArtifactLike, artifactPlanOf } from '../mapping/plan.js';
import { FormatError, oneIssueError, UnknownProcedureError } from '../model/errors.js';
import { quoted } from '../model/message-text.js';
import { pointerOf } from '../model/pointer.js';
import type { ProgressReporter } from '../model/progress.js';
import type { TreeObject } from '../model/tree.js';
import type { Source } from '../storage/storage.js';
import { ArtifactClasses } from './artifact-classes.js';
import type { ContentDecoder } from './content-decoder.js';
import { refuseThenable } from './thenable.js';

/** An artifact, and what its file says of itself. */
export interface LoadedArtifact<T extends ArtifactLike = ArtifactLike> {
  readonly artifact: T;
  /** The digits of the file's seal; undefined if the file is unsealed. */
  readonly seal: string | undefined;
  /** The version of the class that wrote the file. */
  readonly schemaVersion: number;
}

/**
 * Reads a file and decodes it.
 *
 * @param expected - the class that the artifact must have, or the classes of which it has the one of its procedure.
 */
export const loadFrom = async (
  source: Source,
  path: string,
  expected: Class<ArtifactLike> | ArtifactClasses,
  options: MappingOptions,
  progress: ProgressReporter,
): Promise<LoadedArtifact> => {
  const file = await readArtifact(source, { path, progress, step: 'read', arrays: 'keep' });
  const { seal, schemaVersion } = file;
  return { artifact: decodedArtifact(file, path, expected, options), seal, schemaVersion };
};

/** Decodes what was read of a file. */
export function decodedArtifact(
  file: ArtifactFile,
  path: string | undefined,
  expected: Class<ArtifactLike> | ArtifactClasses,
  { rules, profile, loadReference }: MappingOptions,
): ArtifactLike {
  const procedure = expected instanceof ArtifactClasses ? undefined : 'known';
  // A spread of the options would take a tenth of the time in which a small artifact is decoded.
  const artifact = decodeInstance(classOfFile(file, path, expected), file, {
    path,
    rules,
    profile,
    loadReference,
    procedure,
  });
  refuseThenable(artifact);
  return artifact;
}

function classOfFile(
  { root, seal }: ArtifactFile,
  path: string | undefined,
  expected: Class<ArtifactLike> | ArtifactClasses,
): Class<ArtifactLike> {
  if (expected instanceof ArtifactClasses) {
    const procedureName = nameIn(root, path);
    const Class = expected.of(procedureName);
    if (Class === undefined) throw new UnknownProcedureError(path, procedureName, expected.procedureNames);
    return Class;
  }
  const { procedureName: expectedName, procedureAliases } = artifactPlanOf(expected);
  // The file of another tool need not name the procedure, because the class does.
  if (seal === undefined && root[PROCEDURE_NAME_KEY] === undefined) return expected;
  const names = [expectedName, ...procedureAliases];
  const procedureName = nameIn(root, path);
  if (names.includes(procedureName)) return expected;
  const message = `found ${quoted(procedureName)}, expected ${names.map((name) => quoted(name)).join(' or ')}`;
  throw oneIssueError(expectedName, path, 'invalid-value', pointerOf([PROCEDURE_NAME_KEY]), message);
}

/** @throws FormatError (`ARTIFACT_FORMAT`) if a file does not name its procedure. */
function nameIn(root: TreeObject, path: string | undefined): string {
  const procedureName = root[PROCEDURE_NAME_KEY];
  if (typeof procedureName === 'string') return procedureName;
  throw new FormatError(path, `is not an artifact: it has no ${PROCEDURE_NAME_KEY}`);
}

/**
 * Returns a decoder for a verification.
 *
 * @param decode - whose files it decodes: those of procedures that have a class, all, or none.
 * @param options - how the artifacts are decoded.
 */
export const contentDecoder = (
  classes: ArtifactClasses,
  decode: 'declared' | 'all' | 'none',
  options: MappingOptions,
): ContentDecoder => ({
  includes: (procedureName) => decode === 'all' || (decode === 'declared' && classes.includes(procedureName)),
  decode: (file, path) => void decodedArtifact(file, path, classes, options),
});
