import { createHash } from 'node:crypto';
import { FormatError, IntegrityError } from '../errors.js';
import { ArrayTable } from './array-table.js';
import { ARTIFACT_KEY, ARTIFACT_OPENING, FORMAT, SEAL_DIGITS, SEAL_OPENING, SEAL_TAIL } from './layout.js';
import { readJson } from './read-json.js';
import { isTreeObject, type TreeObject } from './tree.js';

/** What an artifact file holds. */
export interface ArtifactFile {
  /** All members but `$artifact`. */
  readonly root: TreeObject;
  /** What a sealed file says of its arrays. */
  readonly arrays: ArrayTable | undefined;
  /** The digits of a sealed file's seal. A file that another tool wrote has none. */
  readonly seal: string | undefined;
}

/**
 * Reads a file and checks its seal, if it is sealed.
 *
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) if the seal is broken.
 * @throws FormatError (`ARTIFACT_FORMAT`) if the text is not JSON, its root no object, or its format unknown.
 */
export function readArtifact(bytes: Uint8Array, path: string | undefined): ArtifactFile {
  const seal = checkedSeal(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), path);
  const tree = readJson(bytes, { path, bareTokens: seal === undefined });
  if (!isTreeObject(tree)) throw new FormatError(path, 'is not an artifact: its root is not an object');
  if (!Object.hasOwn(tree, ARTIFACT_KEY)) return { root: tree, arrays: undefined, seal: undefined };
  const { [ARTIFACT_KEY]: artifact, ...root } = tree;
  if (isTreeObject(artifact) && typeof artifact['format'] === 'number' && artifact['format'] > FORMAT) {
    throw new FormatError(path, `has the format ${artifact['format']}; this version reads up to ${FORMAT}`);
  }
  const arrays = isTreeObject(artifact) ? ArrayTable.ofTree(artifact['arrays']) : undefined;
  if (
    arrays === undefined ||
    !isTreeObject(artifact) ||
    Object.keys(artifact).length !== 3 ||
    artifact['format'] !== FORMAT
  ) {
    throw new FormatError(path, `has an ${ARTIFACT_KEY} member that is not of format ${FORMAT}`);
  }
  if (seal === undefined) {
    throw new IntegrityError(path, 'a seal at the very end', 'none', 'does not end as it was sealed');
  }
  return { root, arrays, seal };
}

/** The seal's digits once they are found right, or undefined if the file does not end in a seal. */
function checkedSeal(bytes: Buffer, path: string | undefined): string | undefined {
  const start = bytes.length - SEAL_TAIL.length - SEAL_DIGITS;
  const expected = bytes.toString('latin1', Math.max(0, start), start + SEAL_DIGITS);
  const isSealed =
    bytes.toString('latin1', Math.max(0, start - SEAL_OPENING.length), Math.max(0, start)) === SEAL_OPENING &&
    bytes.toString('latin1', start + SEAL_DIGITS) === SEAL_TAIL &&
    bytes.lastIndexOf(ARTIFACT_OPENING, undefined, 'latin1') >= 0;
  if (!isSealed) return undefined;
  const found = createHash('sha256').update(bytes.subarray(0, start)).digest('hex');
  if (found !== expected) throw new IntegrityError(path, expected, found);
  return found;
}
