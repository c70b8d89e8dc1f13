import { createHash } from 'node:crypto';
import { sealedLength } from '../format/seal.js';
import { IntegrityError } from '../model/errors.js';
import { LIMITS } from '../model/limits.js';
import type { StoredArtifact } from '../repository/stored-artifact.js';
import { piecesOf } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import { JsonLine } from './json-line.js';

/** An artifact that is read, and the bytes of its file. */
export interface ReadArtifact {
  readonly id: string;
  readonly artifact: StoredArtifact;
  readonly source: Source;
}

/** Takes the pieces of lines. */
export interface Lines {
  write(piece: string | Uint8Array): Promise<void>;
}

/** The keys of the three members that a line has in addition to those of the artifact's file. */
export interface OwnKeys {
  readonly id: string;
  readonly path: string;
  readonly seal: string;
}

/**
 * Writes an artifact on one line of JSON: its id, path and seal, then the other members.
 *
 * @param json - yields these members as an object on one line.
 */
export async function writeArtifactLine(
  { id, artifact: { path, seal } }: ReadArtifact,
  lines: Lines,
  keys: OwnKeys,
  json: AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const own = { [keys.id]: id, [keys.path]: path, [keys.seal]: seal ?? null };
  await lines.write(`${JSON.stringify(own).slice(0, -1)},`);
  let isBeginning = true;
  for await (const piece of json) {
    // The opening brace of the object was written before the id.
    await lines.write(isBeginning ? (typeof piece === 'string' ? piece.slice(1) : piece.subarray(1)) : piece);
    isBeginning = false;
  }
  await lines.write('\n');
}

/**
 * Yields the content of an artifact's file on one line, with every number as the file has it.
 *
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) at the end if the file has changed since its seal was checked.
 */
export async function* fileOnOneLine({ artifact, source }: ReadArtifact): AsyncGenerator<Uint8Array> {
  const { path, seal } = artifact;
  const line = new JsonLine();
  const hash = createHash('sha256');
  const sealed = sealedLength(source.size);
  let at = 0;
  for await (const bytes of piecesOf(source, 0, source.size, LIMITS.piece)) {
    hash.update(bytes.subarray(0, Math.max(0, sealed - at)));
    yield line.push(bytes);
    at += bytes.length;
  }
  const found = hash.digest('hex');
  if (seal !== undefined && found !== seal)
    throw new IntegrityError(path, seal, found, 'was changed while it was read');
}

/**
 * Checks the arrays of a sealed file, because a right seal does not say that they are what the file declares.
 *
 * @throws FormatError (`ARTIFACT_FORMAT`) if an array does not have the dtype and shape that the file declares.
 */
export async function checkElements({ seal, arrays }: StoredArtifact): Promise<void> {
  if (seal === undefined) return;
  for (const [, array] of arrays) await array.stats();
}
