import { PROCEDURE_NAME_KEY } from '../format/layout.js';
import { readArtifact } from '../format/read-artifact.js';
import type { Class } from '../mapping/class.js';
import { checkedClassOf } from '../mapping/mapper.js';
import { type ArtifactLike, artifactPlanOf } from '../mapping/plan.js';
import { FormatError, oneIssueError } from '../model/errors.js';
import { quoted } from '../model/message-text.js';
import { pointerOf } from '../model/pointer.js';
import type { ProgressReporter } from '../model/progress.js';
import type { Source } from '../storage/storage.js';
import { checkIsArtifact } from './stored-artifact.js';

// The file from which an artifact was upgraded. The new file names its seal, so the seal is one that was checked.

/**
 * Reads a file and returns its seal, if an artifact of the class may have been upgraded from it.
 *
 * @throws all that loading it throws for its seal and text; FormatError (`ARTIFACT_FORMAT`) if it is unsealed; InvalidArtifactError
 * (`ARTIFACT_INVALID`) if it is of another procedure.
 */
export async function sealOfFile(
  source: Source,
  path: string,
  Class: Class<ArtifactLike>,
  progress: ProgressReporter,
): Promise<string> {
  const { root, seal } = await readArtifact(source, { path, progress, step: 'read', arrays: 'pass over' });
  checkIsArtifact(root, path);
  return checkedSeal(seal, path, root[PROCEDURE_NAME_KEY] as string, Class);
}

/**
 * Returns the seal of the file that an artifact was loaded from or saved in.
 *
 * @throws as {@link sealOfFile}.
 */
export const sealOfLoaded = (
  artifact: ArtifactLike,
  { path, seal }: { readonly path: string; readonly seal: string | undefined },
  Class: Class<ArtifactLike>,
): string => checkedSeal(seal, path, artifactPlanOf(checkedClassOf(artifact)).procedureName, Class);

function checkedSeal(
  seal: string | undefined,
  path: string,
  procedureName: string,
  Class: Class<ArtifactLike>,
): string {
  const { procedureName: expected, procedureAliases } = artifactPlanOf(Class);
  if (procedureName !== expected && !procedureAliases.includes(procedureName)) {
    const message = `found ${quoted(procedureName)}, expected ${quoted(expected)}, of which the artifact is that is to be saved`;
    throw oneIssueError(expected, path, 'invalid-value', pointerOf([PROCEDURE_NAME_KEY]), message);
  }
  if (seal !== undefined) return seal;
  throw new FormatError(
    path,
    'is unsealed; expected a sealed file, whose seal a file that is upgraded from it can name',
  );
}
