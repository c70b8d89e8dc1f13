import { createHash } from 'node:crypto';
import { sealedLength } from '../../format/seal.js';
import { IntegrityError, isArtifactError } from '../../model/errors.js';
import { LIMITS } from '../../model/limits.js';
import { PresentArtifact } from '../../repository/present-artifact.js';
import { piecesOf } from '../../storage/bytes-source.js';
import type { Source } from '../../storage/storage.js';
import { jsonText } from '../console/json-text.js';
import type { Destination } from './destination.js';
import type { ExportedArtifact, ExportedArtifacts } from './exported-artifacts.js';
import { JsonLine } from './json-line.js';
import { treeJson } from './tree-json.js';

/** The keys of the three members that a line has in addition to those of the artifact's file. */
interface LineKeys {
  readonly id: string;
  readonly path: string;
  readonly seal: string;
}

/** Returns keys that no member has: `id`, or `$id` if a member is called `id`, and so on. */
export function lineKeys(isTaken: (key: string) => boolean): LineKeys {
  const free = (key: string): string => (isTaken(key) ? free(`$${key}`) : key);
  return { id: free('id'), path: free('path'), seal: free('seal') };
}

/**
 * Writes one line for each artifact: its id, path and seal, then the content of its file, with every number as the file has it.
 *
 * @param keys - the keys of id, path and seal in all lines; undefined to choose them for each line.
 * @returns the number of lines, and the length of the longest line in bytes.
 */
export async function writeNdjson(
  artifacts: ExportedArtifacts,
  destination: Destination,
  keys?: LineKeys,
): Promise<{ lines: number; longest: number }> {
  let [lines, longest] = [0, 0];
  await artifacts.each(async (exported) => {
    const start = destination.size;
    try {
      await checkElements(exported);
      await writeLine(exported, destination, keys ?? lineKeys((key) => Object.hasOwn(exported.artifact.root, key)));
    } catch (error) {
      if (isArtifactError(error)) await destination.truncate(start);
      throw error;
    }
    lines++;
    longest = Math.max(longest, destination.size - start);
  });
  return { lines, longest };
}

/**
 * Checks the arrays of a sealed file, because a right seal does not say that they are what the file declares.
 *
 * @throws FormatError (`ARTIFACT_FORMAT`) if an array does not have the dtype and shape that the file declares.
 */
async function checkElements({ artifact }: ExportedArtifact): Promise<void> {
  if (artifact.seal === undefined) return;
  for (const [, array] of artifact.arrays) await array.stats();
}

async function writeLine(
  { id, artifact, source }: ExportedArtifact,
  destination: Destination,
  keys: LineKeys,
): Promise<void> {
  const { path, seal } = artifact;
  const own = { [keys.id]: id, [keys.path]: path, [keys.seal]: seal ?? null };
  await destination.write(`${jsonText(own).slice(0, -1)},`);
  if (artifact instanceof PresentArtifact) {
    let isBeginning = true;
    for await (const piece of treeJson(artifact.root)) {
      await destination.write(isBeginning ? piece.slice(1) : piece);
      isBeginning = false;
    }
    await destination.write('\n');
    return;
  }
  const line = new JsonLine();
  let isFirst = true;
  for await (const bytes of sealedPieces(source, path, seal)) {
    // The opening brace of the object was written before the id.
    await destination.write(isFirst ? line.push(bytes).subarray(1) : line.push(bytes));
    isFirst = false;
  }
  await destination.write('\n');
}

/**
 * Yields all bytes of a file.
 *
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) at the end if the file has changed since its seal was checked.
 */
async function* sealedPieces(source: Source, path: string, seal: string | undefined): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  const sealed = sealedLength(source.size);
  let at = 0;
  for await (const bytes of piecesOf(source, 0, source.size, LIMITS.piece)) {
    hash.update(bytes.subarray(0, Math.max(0, sealed - at)));
    yield bytes;
    at += bytes.length;
  }
  const found = hash.digest('hex');
  if (seal !== undefined && found !== seal)
    throw new IntegrityError(path, seal, found, 'was changed while it was read');
}
