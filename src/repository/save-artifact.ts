import type { ArtifactLike } from '../mapping/plan.js';
import { checkOptions, optionNames } from '../model/options.js';
import type { ConstraintOptions } from './constraint-options.js';
import { ArtifactRepository } from './repository.js';
import type { SaveOptions } from './save-options.js';

/** How an artifact is saved without a repository. */
export interface SaveArtifactOptions extends Omit<SaveOptions, 'from'>, ConstraintOptions {
  /**
   * The path of the file from which the artifact was upgraded: a sealed file below `artifacts/exploratory`, of the same procedure. The new
   * file names its seal.
   * @defaultValue the new file names none
   */
  readonly from?: string;
}

const SAVE_ARTIFACT_OPTIONS = optionNames<SaveArtifactOptions>({
  proof: true,
  onConflict: true,
  signal: true,
  onProgress: true,
  from: true,
  validation: true,
});

/**
 * Saves an artifact below `artifacts/exploratory`, as {@link ArtifactRepository.save} does.
 *
 * @throws all that {@link ArtifactRepository.save} throws.
 *
 * @example
 * const path = await saveArtifact(artifact);
 */
export async function saveArtifact(artifact: ArtifactLike, options: SaveArtifactOptions = {}): Promise<string> {
  checkOptions(options, SAVE_ARTIFACT_OPTIONS);
  const { validation, ...saveOptions } = options;
  return new ArtifactRepository(validation === undefined ? {} : { validation }).save(artifact, saveOptions);
}
