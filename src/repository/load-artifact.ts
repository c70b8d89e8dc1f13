import type { Class } from '../mapping/class.js';
import type { ArtifactLike } from '../mapping/plan.js';
import { withSource } from '../storage/bytes-source.js';
import { openExistingFile } from '../storage/file/file-source.js';
import { ArtifactClasses } from './artifact-classes.js';
import { checkedPath } from './checked-path.js';
import { type ClassOr, classAndOptions, type LoadArtifactOptions, loadArtifactSettings } from './load-arguments.js';
import { loadFrom } from './loading.js';

/**
 * Loads an artifact from any path, as `ArtifactRepository.load` does.
 *
 * @throws all that `ArtifactRepository.load` throws.
 *
 * @example
 * const artifact = await loadArtifact('a-copy-of-it.json', ChangePoints);
 */
export function loadArtifact(path: string, options?: LoadArtifactOptions): Promise<ArtifactLike>;
export function loadArtifact<T extends ArtifactLike>(
  path: string,
  Class: Class<T>,
  options?: LoadArtifactOptions,
): Promise<T>;
export async function loadArtifact(
  path: string,
  first?: ClassOr<LoadArtifactOptions>,
  second?: LoadArtifactOptions,
): Promise<ArtifactLike> {
  const [Class, options] = classAndOptions(first, second);
  const { progress, rules } = loadArtifactSettings(options);
  const { artifact } = await withSource(openExistingFile(checkedPath(path)), (source) =>
    loadFrom(source, path, Class ?? ArtifactClasses.declared(), { rules }, progress),
  );
  return artifact;
}
