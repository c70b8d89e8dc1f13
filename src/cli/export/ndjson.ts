import { checkElements, fileOnOneLine, type ReadArtifact, writeArtifactLine } from '../../engines/artifact-line.js';
import { isArtifactError } from '../../model/errors.js';
import { PresentArtifact } from '../../repository/present-artifact.js';
import type { Destination } from './destination.js';
import type { ExportedArtifacts } from './exported-artifacts.js';
import { treeJson } from './tree-json.js';

/**
 * Writes one line for each artifact: its id, path and seal, then the content of its file, with every number as the file has it.
 *
 * @returns the number of lines.
 */
export async function writeNdjson(artifacts: ExportedArtifacts, destination: Destination): Promise<number> {
  let lines = 0;
  await artifacts.each(async (exported) => {
    const start = destination.size;
    const { artifact } = exported;
    try {
      await checkElements(artifact);
      const keys = freeKeys((key) => Object.hasOwn(artifact.root, key));
      await writeArtifactLine(exported, destination, keys, jsonOf(exported));
    } catch (error) {
      if (isArtifactError(error)) await destination.truncate(start);
      throw error;
    }
    lines++;
  });
  return lines;
}

/** Returns keys of id, path and seal that no member has: `id`, or `$id` if a member is called `id`, and so on. */
export function freeKeys(isTaken: (key: string) => boolean) {
  const free = (key: string): string => (isTaken(key) ? free(`$${key}`) : key);
  return { id: free('id'), path: free('path'), seal: free('seal') };
}

/** Yields the members of an artifact as an object on one line: as its file has them, or as its class has them now. */
export const jsonOf = (read: ReadArtifact): AsyncGenerator<string | Uint8Array> =>
  read.artifact instanceof PresentArtifact ? treeJson(read.artifact.root) : fileOnOneLine(read);
