import { addressOfKey } from '../format/address.js';
import { artifactMemberAtEnd } from '../format/artifact-member.js';
import { sealAtEnd } from '../format/seal.js';
import { bufferOf } from '../json/bytes.js';
import type { Class } from '../mapping/class.js';
import { type ArtifactLike, artifactPlanOf } from '../mapping/plan.js';
import { type ArtifactError, isArtifactError } from '../model/errors.js';
import { BYTES_PER_END } from '../model/limits.js';
import { mapInOrder } from '../model/map-in-order.js';
import { ProgressReporter } from '../model/progress.js';
import { readBytes, withSource } from '../storage/bytes-source.js';
import type { Storage } from '../storage/storage.js';
import type { ArtifactClasses } from './artifact-classes.js';
import { fileByFile } from './file-by-file.js';
import type { ArtifactRepository } from './repository.js';
import { openStoredArtifact } from './stored-artifact.js';
import { upgradeOf } from './upgrading.js';
import type { VerifyProgressOptions } from './verify-progress.js';

/** What became of a file, or would become of it. */
export interface UpgradedFile {
  readonly key: string;
  readonly path: string;
  /**
   * `current`: it loads as it is. `upgradable`: it loads, upgraded. `upgraded`: what is loaded of it was saved in a new file.
   * `already upgraded`: there is a new file. `unsealed`: it loads, upgraded, but a new file could not name its seal. `failed`: it
   * does not load.
   */
  readonly state: 'current' | 'upgradable' | 'upgraded' | 'already upgraded' | 'unsealed' | 'failed';
  /** The seal of the file; undefined if it has none, or does not load. */
  readonly seal?: string | undefined;
  /** The versions of the file and of its class, if it loads upgraded. They are equal if former keys, names or defaults make the difference. */
  readonly versions?: { readonly file: number; readonly class: number };
  /** The path of the new file. */
  readonly newPath?: string;
  /** Why it does not load. */
  readonly error?: ArtifactError;
}

/** The largest number of files whose ends are read at the same time. */
const ENDS_AT_A_TIME = 16;

/**
 * Loads files with their classes, and says what becomes of each. Saves those that load upgraded in new files, if that is wanted.
 *
 * @param keys - the keys of the files, in the order of the results.
 * @param isWriting - whether to save.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the storage cannot be written to.
 */
export async function* upgradeFiles(
  storage: Storage,
  keys: readonly string[],
  repository: ArtifactRepository,
  classes: ArtifactClasses,
  isWriting: boolean,
  progressOptions: VerifyProgressOptions = {},
): AsyncGenerator<UpgradedFile> {
  const sources = await sourcesIn(storage, keys, classes);
  yield* fileByFile(storage, keys, progressOptions, async (key, progress): Promise<UpgradedFile> => {
    const path = storage.pathOf(key);
    const upgrade = await upgradeOf(storage, key, classes, progress);
    if (upgrade.state !== 'upgraded') return { key, path, ...upgrade };
    const { artifact, seal, schemaVersion } = upgrade;
    const { schemaVersion: classVersion } = artifactPlanOf(artifact.constructor as Class<ArtifactLike>);
    const file = { key, path, seal, versions: { file: schemaVersion, class: classVersion } };
    if (seal === undefined) return { ...file, state: 'unsealed' };
    if (sources.has(seal)) return { ...file, state: 'already upgraded' };
    if (!isWriting) return { ...file, state: 'upgradable' };
    try {
      return { ...file, state: 'upgraded', newPath: await repository.save(artifact, { from: path }) };
    } catch (error) {
      // What the artifact cannot help ends the upgrade: a full disk would refuse all others, too.
      if (isArtifactError(error, 'ARTIFACT_INVALID')) return { key, path, state: 'failed', error };
      throw error;
    }
  });
}

/** Returns the seals of the files from which files of the same procedures were upgraded. */
async function sourcesIn(storage: Storage, keys: readonly string[], classes: ArtifactClasses): Promise<Set<string>> {
  const folders = new Set<string>();
  for (const key of keys) {
    const Class = classes.of(key.split('/', 1)[0] as string);
    if (Class !== undefined) folders.add(artifactPlanOf(Class).procedureName);
  }
  const sources = new Set<string>();
  for (const folder of folders)
    for await (const seal of mapInOrder(storage.list(folder), ENDS_AT_A_TIME, (key) => sourceOf(storage, key)))
      if (seal !== undefined) sources.add(seal);
  return sources;
}

/** Returns the seal of the file from which a file was upgraded; undefined if it was not, or cannot be read. */
async function sourceOf(storage: Storage, key: string): Promise<string | undefined> {
  if (addressOfKey(key) === undefined) return undefined;
  try {
    const end = await withSource(storage.open(key), async (source) =>
      bufferOf(await readBytes(source, Math.max(0, source.size - BYTES_PER_END), source.size)),
    );
    if (sealAtEnd(end) === undefined) return undefined;
    const member = artifactMemberAtEnd(end);
    if (member !== undefined) return member.from;
    const options = { progress: new ProgressReporter() };
    return (await openStoredArtifact(() => storage.open(key), storage.pathOf(key), options)).from;
  } catch (error) {
    if (isArtifactError(error)) return undefined;
    throw error;
  }
}
