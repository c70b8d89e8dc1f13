import type { ArtifactLike } from '../mapping/plan.js';
import { type ArtifactError, isArtifactError } from '../model/errors.js';
import type { ProgressReporter } from '../model/progress.js';
import { withSource } from '../storage/bytes-source.js';
import type { Storage } from '../storage/storage.js';
import type { ArtifactClasses } from './artifact-classes.js';
import type { ContentDecoder } from './content-decoder.js';
import { fileByFile } from './file-by-file.js';
import { decodedArtifact } from './loading.js';
import type { ArtifactRepository } from './repository.js';
import { faultOfName, type VerifiedContent, verifiedContent } from './verified-content.js';
import type { VerifyProgressOptions } from './verify-progress.js';

/** What became of a file that was to be adopted. */
export interface AdoptedFile {
  readonly key: string;
  readonly path: string;
  /** The path of the artifact in the repository; undefined if the file could not be taken. */
  readonly adoptedPath?: string;
  /** Why the file could not be taken. */
  readonly error?: ArtifactError;
  /** True if its artifact cannot be saved, as one that refers to an artifact that is not there. */
  readonly isRefused?: boolean;
  /** What the file says of its artifact, if its name is wrong. */
  readonly content?: VerifiedContent | undefined;
}

/**
 * Takes the files of another storage over: verifies each as `verify` does, decodes it, and saves its artifact in a repository. Nothing is
 * overwritten there, and nothing changed in the other storage. A file that cannot be taken is no obstacle for the others.
 *
 * @param keys - the keys of the files, in the order of the results, but for those that have to wait for others.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the repository cannot be written to.
 */
export async function* adoptFiles(
  from: Storage,
  keys: readonly string[],
  into: ArtifactRepository,
  classes: ArtifactClasses,
  progressOptions: VerifyProgressOptions = {},
): AsyncGenerator<AdoptedFile> {
  for (let waiting = keys; ; ) {
    const refused: AdoptedFile[] = [];
    const adopt = (key: string, progress: ProgressReporter) => adoptFile(from, key, into, classes, progress);
    for await (const file of fileByFile(from, waiting, progressOptions, adopt)) {
      if (file.isRefused) refused.push(file);
      else yield file;
    }
    // What they refer to may have been adopted after them.
    if (refused.length === 0 || refused.length === waiting.length) return yield* refused;
    waiting = refused.map(({ key }) => key);
  }
}

async function adoptFile(
  from: Storage,
  key: string,
  into: ArtifactRepository,
  classes: ArtifactClasses,
  progress: ProgressReporter,
): Promise<AdoptedFile> {
  const path = from.pathOf(key);
  let artifact: ArtifactLike | undefined;
  const decoder: ContentDecoder = {
    includes: () => true,
    decode: (file) => {
      artifact = decodedArtifact(file, path, classes, {});
    },
  };
  let content: VerifiedContent | undefined;
  try {
    content = await withSource(from.open(key), (source) => verifiedContent({ source, key, path }, decoder, progress));
    const wrongName = faultOfName(content, key, path);
    if (wrongName !== undefined) return { key, path, error: wrongName, content };
  } catch (error) {
    if (isArtifactError(error)) return { key, path, error, content };
    throw error;
  }
  try {
    return { key, path, adoptedPath: await into.save(artifact as ArtifactLike) };
  } catch (error) {
    // What the artifact cannot help ends the adoption: a full disk would refuse all others, too.
    if (isArtifactError(error, 'ARTIFACT_INVALID')) return { key, path, error, isRefused: true };
    throw error;
  }
}
