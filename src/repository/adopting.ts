import { addressOfKey } from '../format/address.js';
import type { ArtifactLike } from '../mapping/plan.js';
import { type ArtifactError, IntegrityError, isArtifactError } from '../model/errors.js';
import { LIMITS } from '../model/limits.js';
import { mapInOrder } from '../model/map-in-order.js';
import type { ProgressReporter } from '../model/progress.js';
import { Semaphore } from '../model/semaphore.js';
import { withSource } from '../storage/bytes-source.js';
import type { Storage } from '../storage/storage.js';
import type { ArtifactClasses } from './artifact-classes.js';
import type { ContentDecoder } from './content-decoder.js';
import { decodedArtifact } from './loading.js';
import type { ArtifactRepository } from './repository.js';
import { type VerifiedContent, verifiedContent } from './verified-content.js';
import { type VerifyProgressOptions, VerifyProgressReporter } from './verify-progress.js';

/** What became of a file that was to be adopted. */
export interface AdoptedFile {
  readonly key: string;
  readonly path: string;
  /** The path of the artifact in the repository; undefined if the file could not be taken. */
  readonly adoptedPath?: string;
  /** Why the file could not be taken. */
  readonly error?: ArtifactError;
  /** What the file says of its artifact, if its name is wrong. */
  readonly content?: VerifiedContent | undefined;
}

/** The largest number of files that are adopted at the same time. */
const FILES_AT_A_TIME = 8;

/**
 * Takes the files of another storage over: verifies each as `verify` does, decodes it, and saves its artifact in a repository. Nothing is
 * overwritten there, and nothing changed in the other storage. A file that cannot be taken is no obstacle for the others.
 *
 * @param keys - the keys of the files, in the order of the results.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the repository cannot be written to.
 */
export async function* adoptFiles(
  from: Storage,
  keys: readonly string[],
  into: ArtifactRepository,
  classes: ArtifactClasses,
  progressOptions: VerifyProgressOptions = {},
): AsyncGenerator<AdoptedFile> {
  const progress = new VerifyProgressReporter(progressOptions);
  progress.of = keys.length;
  // Two large artifacts may not fit into memory.
  const largeFiles = new Semaphore(1);
  const turns = new Map<string, Semaphore>();
  yield* mapInOrder(keys, FILES_AT_A_TIME, async (key) => {
    const adopted = await turnOf(key, turns).run(async () => {
      const adopt = () => adoptFile(from, key, into, classes, progress.ofFile());
      return (await sizeOf(from, key)) > LIMITS.small ? largeFiles.run(adopt) : adopt();
    });
    await progress.entryDone();
    return adopted;
  });
}

/** Files of one second are adopted one after the other: if two get the same name, it is always the same one that gets the longer name. */
function turnOf(key: string, turns: Map<string, Semaphore>): Semaphore {
  const { procedureName, timestamp } = addressOfKey(key) ?? { procedureName: '', timestamp: '' };
  const second = `${procedureName}/${timestamp}`;
  let turn = turns.get(second);
  if (turn === undefined) turns.set(second, (turn = new Semaphore(1)));
  return turn;
}

/** Returns the size of a file; 0 if it cannot be opened, of which adopting it will speak. Units: bytes. */
const sizeOf = (storage: Storage, key: string): Promise<number> =>
  withSource(storage.open(key), async ({ size }) => size).catch(() => 0);

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
    if (!content.keys.includes(key))
      throw new IntegrityError(path, content.keys[0] as string, key, 'does not bear its own name');
  } catch (error) {
    if (isArtifactError(error)) return { key, path, error, content };
    throw error;
  }
  try {
    return { key, path, adoptedPath: await into.save(artifact as ArtifactLike) };
  } catch (error) {
    // What the artifact cannot help ends the adoption: a full disk would refuse all others, too.
    if (isArtifactError(error, 'ARTIFACT_INVALID')) return { key, path, error };
    throw error;
  }
}
