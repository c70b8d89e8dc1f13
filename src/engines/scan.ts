import { randomBytes } from 'node:crypto';
import { isArtifactError } from '../model/errors.js';
import { checkElements, fileOnOneLine, type OwnKeys, type ReadArtifact, writeArtifactLine } from './artifact-line.js';
import { type ColumnTypes, commonMemberTypes, memberTypesOf } from './column-type.js';
import { LineFile } from './line-file.js';

/** What a scan has found out of some artifacts, and the lines that it has made of them. */
export interface Scan {
  /** The path of the file with one line of JSON for each artifact. */
  readonly path: string;
  /** How the lines call the artifact's id, path and seal: so that no member of a file has the same key. */
  readonly keys: OwnKeys;
  /** The number of lines. */
  readonly rows: number;
  /** The length of the longest line. Units: bytes. */
  readonly longest: number;
  /** The size of the largest file. Units: bytes. */
  readonly largest: number;
  /** The type that holds all values of each member. */
  readonly types: ColumnTypes;
}

/** Artifacts that are read one after the other. */
export interface Artifacts {
  /** Calls `act` with each artifact. One for which it throws an ArtifactError counts as one that cannot be read. */
  each(act: (read: ReadArtifact) => Promise<void>): Promise<void>;
}

/**
 * Reads all artifacts once: finds the types that hold all their values, and writes each as one line of JSON.
 *
 * @param path - the file of the lines, which is made.
 * @param jsonOf - yields the members of an artifact as an object on one line.
 * @throws Failure (`OUTPUT`) if the lines cannot be written.
 */
export async function scanArtifacts(
  artifacts: Artifacts,
  path: string,
  jsonOf: (read: ReadArtifact) => AsyncIterable<string | Uint8Array> = fileOnOneLine,
): Promise<Scan> {
  const token = randomBytes(8).toString('hex');
  const keys = { id: `id ${token}`, path: `path ${token}`, seal: `seal ${token}` };
  const lines = new LineFile(path);
  let types: ColumnTypes | undefined;
  let [rows, longest, largest] = [0, 0, 0];
  try {
    await artifacts.each(async (read) => {
      const start = lines.size;
      const own = await memberTypesOf(read.artifact);
      try {
        await checkElements(read.artifact);
        await writeArtifactLine(read, lines, keys, jsonOf(read));
      } catch (error) {
        if (isArtifactError(error)) await lines.truncate(start);
        throw error;
      }
      types = commonMemberTypes(types, own);
      rows++;
      longest = Math.max(longest, lines.size - start);
      largest = Math.max(largest, read.artifact.size);
    });
  } finally {
    lines.finish();
  }
  return { path, keys, rows, longest, largest, types: types ?? new Map() };
}
