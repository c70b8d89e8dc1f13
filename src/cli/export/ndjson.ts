import { createHash } from 'node:crypto';
import { SEAL_CLOSING, SEAL_LENGTH } from '../../format/layout.js';
import { IntegrityError, isArtifactError } from '../../model/errors.js';
import { LIMITS } from '../../model/limits.js';
import { readBytes } from '../../storage/bytes-source.js';
import type { Source } from '../../storage/storage.js';
import { jsonText } from '../console/json-text.js';
import type { Destination } from './destination.js';
import type { ExportedArtifacts, OpenArtifact } from './exported-artifacts.js';
import { JsonLine } from './json-line.js';

/** The names that a line gives to what its file does not hold. */
interface LineNames {
  readonly id: string;
  readonly path: string;
  readonly seal: string;
}

/** Names that no member has: `$` stands before one that is taken. */
export function lineNames(isTaken: (name: string) => boolean): LineNames {
  const free = (name: string): string => (isTaken(name) ? free(`$${name}`) : name);
  return { id: free('id'), path: free('path'), seal: free('seal') };
}

/**
 * Writes one line for each artifact: id, path and seal, then all that its file holds, number by number as it stands there.
 *
 * @param names - undefined where each line has names of its own.
 * @returns how many lines there are, and how many bytes the longest one has.
 */
export async function writeLines(
  artifacts: ExportedArtifacts,
  destination: Destination,
  names?: LineNames,
): Promise<{ lines: number; longest: number }> {
  let [lines, longest] = [0, 0];
  await artifacts.each(async (open) => {
    const start = destination.size;
    try {
      await checkElements(open);
      await writeLine(open, destination, names ?? lineNames((name) => Object.hasOwn(open.artifact.root, name)));
    } catch (error) {
      if (isArtifactError(error)) await destination.truncate(start);
      throw error;
    }
    lines++;
    longest = Math.max(longest, destination.size - start);
  });
  return { lines, longest };
}

/** @throws FormatError (`ARTIFACT_FORMAT`) if an array does not hold what its file says: the seal alone does not tell that. */
async function checkElements({ artifact }: OpenArtifact): Promise<void> {
  if (artifact.seal === undefined) return;
  for (const [, array] of artifact.arrays) await array.stats();
}

async function writeLine(
  { id, artifact, source }: OpenArtifact,
  destination: Destination,
  names: LineNames,
): Promise<void> {
  const { path, seal } = artifact;
  const ours = { [names.id]: id, [names.path]: path, [names.seal]: seal ?? null };
  await destination.write(`${jsonText(ours).slice(0, -1)},`);
  const line = new JsonLine();
  let isFirst = true;
  for await (const bytes of sealedPieces(source, path, seal)) {
    // The brace that opens the object stands before the id already.
    await destination.write(isFirst ? line.push(bytes).subarray(1) : line.push(bytes));
    isFirst = false;
  }
  await destination.write('\n');
}

/**
 * All bytes of a file.
 *
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) at the end if they are others than when the seal was checked.
 */
async function* sealedPieces(source: Source, path: string, seal: string | undefined): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  const sealed = source.size - SEAL_CLOSING.length - SEAL_LENGTH;
  for (let at = 0; at < source.size; ) {
    const bytes = await readBytes(source, at, Math.min(source.size, at + LIMITS.piece));
    hash.update(bytes.subarray(0, Math.max(0, sealed - at)));
    yield bytes;
    at += bytes.length;
  }
  const found = hash.digest('hex');
  if (seal !== undefined && found !== seal)
    throw new IntegrityError(path, seal, found, 'was changed while it was read');
}
