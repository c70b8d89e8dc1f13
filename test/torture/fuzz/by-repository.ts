import type { Buffer } from 'node:buffer';
import {
  type ArtifactError,
  type ArtifactLike,
  type Class,
  isArtifactError,
  MemoryStorage,
} from '../../../src/index.js';
import { create } from '../../support/stored.js';
import { repositoryOf } from './fuzzed.js';

/**
 * Reads a file as a user does: loads, describes and verifies it in a storage.
 *
 * @returns what is wrong with the results; undefined if nothing is.
 * @throws whatever the library throws other than an ArtifactError.
 */
export async function publicFault(bytes: Buffer, Class: Class<ArtifactLike>): Promise<string | undefined> {
  const storage = new MemoryStorage();
  const repository = repositoryOf(storage);
  const key = `${Class.name}/1970-01-01T00-00-00_015abd.json`;
  await create(storage, key, bytes);
  const refusalOf = (reading: Promise<unknown>): Promise<ArtifactError | undefined> =>
    reading.then(
      () => undefined,
      (error) => {
        if (isArtifactError(error)) return error;
        throw error;
      },
    );
  const refusal = await refusalOf(repository.load(key));
  const described = await refusalOf(repository.describe(key));
  const { checked, problems } = await repository.verify();
  if (checked !== 1) return `verify has checked ${checked} files`;
  const found = problems[0]?.message;
  const isOfOtherName = / does not bear its own name: /.test(found ?? '');
  if (refusal !== undefined) {
    // `verify` reads a file of a procedure without a class, too. The file lies in the folder of another procedure.
    const isSame = refusal.code === 'ARTIFACT_UNKNOWN_PROCEDURE' ? isOfOtherName : found === refusal.message;
    return isSame ? undefined : `load and verify differ: ${refusal.message}, ${found}`;
  }
  if (described !== undefined) return `what is loaded cannot be described: ${described.message}`;
  return found === undefined || isOfOtherName ? undefined : `what is loaded does not verify: ${found}`;
}
