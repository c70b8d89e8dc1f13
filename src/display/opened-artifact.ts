import type { StoredObject } from '../format/stored-tree.js';
import { type ArtifactError, FormatError, IntegrityError } from '../model/errors.js';
import type { ProgressReporter } from '../model/progress.js';
import type { OpenStoredOptions, StoredArtifact } from '../repository/stored-artifact.js';
import { intactMembers } from './intact-members.js';
import type { ResolvedArtifact } from './resolved-artifact.js';
import type { Store } from './store.js';

/** An artifact that was opened to be shown, damaged or not. */
export interface OpenedArtifact {
  readonly resolved: ResolvedArtifact;
  /** Units: bytes. */
  readonly size: number;
  /** Undefined if only parts of the file can be read. */
  readonly artifact: StoredArtifact | undefined;
  /** All members. If only parts of the file can be read, its intact members. */
  readonly root: StoredObject;
  /** The error of a damaged file. A file with a wrong seal can have an error and be readable. */
  readonly fault: ArtifactError | undefined;
}

/**
 * Opens an artifact and checks its seal. Of a damaged file, opens what can be read.
 *
 * @param arrays - as {@link OpenStoredOptions} has it.
 * @throws NotFoundError, StorageError if the file cannot be opened at all.
 */
export async function openEvenIfDamaged(
  store: Store,
  resolved: ResolvedArtifact,
  progress: ProgressReporter,
  arrays: NonNullable<OpenStoredOptions['arrays']> = 'locate',
): Promise<OpenedArtifact> {
  try {
    const artifact = await store.openStored(resolved.open, resolved.path, { progress, seal: 'report', arrays });
    const { root, size, sealFault } = artifact;
    return { resolved, size, artifact, root, fault: sealFault };
  } catch (error) {
    if (!(error instanceof FormatError || error instanceof IntegrityError)) throw error;
    // An array that is wrong in itself does not keep the others from being shown.
    if (arrays === 'keep') return openEvenIfDamaged(store, resolved, progress);
    return { resolved, artifact: undefined, ...(await intactMembers(resolved.open)), fault: error };
  }
}
