import { createHash } from 'node:crypto';
import { escaped } from '../../../display/escaping.js';
import { Failure } from '../../../display/failure.js';
import { sealedLength } from '../../../format/seal.js';
import { IntegrityError } from '../../../model/errors.js';
import { LIMITS } from '../../../model/limits.js';
import { piecesOf } from '../../../storage/bytes-source.js';
import type { Source } from '../../../storage/storage.js';
import type { ExportedArtifact } from '../exported-artifacts.js';
import type { CrateFolder } from './crate-folder.js';

/**
 * Copies the file of an artifact into a crate, reads the copy back, and compares.
 *
 * @returns the SHA-256 of all bytes. Units: hex digits.
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) if the file has changed since its seal was checked.
 * @throws Failure (`OUTPUT`) if the copy cannot be written, or differs.
 */
export async function copyArtifact(
  { artifact: { path, seal }, source }: ExportedArtifact,
  key: string,
  folder: CrateFolder,
): Promise<string> {
  const draft = folder.artifacts.draft(key.split('/', 1)[0] as string);
  try {
    const [all, sealed] = [createHash('sha256'), createHash('sha256')];
    let left = Math.max(0, sealedLength(source.size));
    for await (const bytes of piecesOf(source, 0, source.size, LIMITS.piece)) {
      all.update(bytes);
      sealed.update(bytes.subarray(0, left));
      left = Math.max(0, left - bytes.length);
      await folder.attempt(() => draft.write(bytes));
    }
    const found = sealed.digest('hex');
    if (seal !== undefined && found !== seal)
      throw new IntegrityError(path, seal, found, 'was changed while it was read');
    const sha256 = all.digest('hex');
    await folder.attempt(() => draft.prepare(key));
    if ((await folder.attempt(() => sha256Of(draft.reread()))) !== sha256)
      throw new Failure(`The copy of ${escaped(key)} in ${escaped(folder.path)} differs from the file.`, {
        code: 'OUTPUT',
      });
    await folder.attempt(() => draft.publish(key));
    return sha256;
  } finally {
    await draft.close();
  }
}

async function sha256Of(source: Source): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of piecesOf(source, 0, source.size, LIMITS.piece)) hash.update(bytes);
  return hash.digest('hex');
}
