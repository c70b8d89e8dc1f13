import type { Class } from '../mapping/class.js';
import { type ArtifactLike, artifactPlanOf } from '../mapping/plan.js';
import { type ArtifactError, isArtifactError } from '../model/errors.js';
import { ProgressReporter } from '../model/progress.js';
import { withSource } from '../storage/bytes-source.js';
import type { Storage } from '../storage/storage.js';
import type { ArtifactClasses } from './artifact-classes.js';
import { loadFrom } from './loading.js';
import { hasFormerMembers, inPresentForm, takesFormerFiles } from './present-form.js';
import { openStoredArtifact } from './stored-artifact.js';

/** What becomes of a file when the present version of its class loads it. */
export type FileUpgrade =
  /** The file is of the present version, and has the members that its class gives it. */
  | { readonly state: 'current'; readonly seal: string | undefined }
  | {
      /** It becomes an artifact of the present version, which can be saved with `{ from: path }`, unless the file is unsealed. */
      readonly state: 'upgraded';
      readonly artifact: ArtifactLike;
      /** The version of the file. */
      readonly schemaVersion: number;
      /** The seal of the file; undefined if it is unsealed. */
      readonly seal: string | undefined;
    }
  /** It cannot be loaded. */
  | { readonly state: 'failed'; readonly error: ArtifactError };

/**
 * Loads a file of a storage with the class of its procedure, and says what becomes of it. The file is not changed.
 */
export async function upgradeOf(
  storage: Storage,
  key: string,
  classes: ArtifactClasses,
  progress: ProgressReporter,
): Promise<FileUpgrade> {
  try {
    const { artifact, seal, schemaVersion } = await withSource(storage.open(key), (source) =>
      loadFrom(source, storage.pathOf(key), classes, {}, progress),
    );
    const plan = artifactPlanOf(artifact.constructor as Class<ArtifactLike>);
    const isCurrent = schemaVersion === plan.schemaVersion && !(await isInFormerForm(storage, key, plan.Class));
    return isCurrent ? { state: 'current', seal } : { state: 'upgraded', artifact, schemaVersion, seal };
  } catch (error) {
    if (!isArtifactError(error)) throw error;
    return { state: 'failed', error };
  }
}

/** True if a file of the present version of a class has members in a former form. */
async function isInFormerForm(storage: Storage, key: string, Class: Class<ArtifactLike>): Promise<boolean> {
  if (!takesFormerFiles(Class)) return false;
  const open = () => storage.open(key);
  const options = { progress: new ProgressReporter() };
  const stored = await openStoredArtifact(open, storage.pathOf(key), options);
  return hasFormerMembers(stored, await inPresentForm(stored, Class, {}, open, options));
}
