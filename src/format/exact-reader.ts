import { constants } from 'node:buffer';
import { totalmem } from 'node:os';
import { readJson, type TextKind } from '../json/read-json.js';
import { FormatError, IntegrityError } from '../model/errors.js';
import { EXAMINED_BEGINNING, LIMITS } from '../model/limits.js';
import { isTreeObject, type Tree } from '../model/tree.js';
import { piecesOf } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import type { ArtifactFile, JsonFile, ReadOptions } from './artifact-file.js';
import { type ArtifactMember, artifactMemberOf, withNonFinite } from './artifact-member.js';
import { ARTIFACT_KEY, ARTIFACT_OPENING, FORMAT, NON_FINITE_KEY } from './layout.js';
import { changeOfLayout, changeSeenIn, checkLostSeal } from './lost-seal.js';
import { EXPECTED_NON_FINITE_PLACES } from './non-finite.js';
import { digestOf, sealAtEnd, sealedLength } from './seal.js';

/**
 * Reads a file of any layout, sealed or not, as a whole.
 *
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) if the seal is broken.
 * @throws FormatError (`ARTIFACT_FORMAT`) with the place of the fault, if the file is not an artifact; also if there is no memory for it.
 */
export async function readExactly(source: Source, options: ReadOptions): Promise<ArtifactFile> {
  return readBytesExactly(await readWhole(source, options), options);
}

/**
 * Reads any JSON file as a whole: its root may be a list or a scalar.
 *
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) if it is sealed, and the seal is broken.
 * @throws FormatError (`ARTIFACT_FORMAT`) with the place of the fault, if it is not JSON; also if there is no memory for it.
 */
export async function readAnyJsonExactly(source: Source, options: ReadOptions): Promise<JsonFile> {
  return jsonFileOf(await readWhole(source, options), options, 'JSON');
}

/**
 * Reads the bytes of a whole file.
 *
 * @throws all that {@link readExactly} throws.
 */
export function readBytesExactly(bytes: Buffer, options: Pick<ReadOptions, 'path' | 'seal'>): ArtifactFile {
  const { root, ...file } = jsonFileOf(bytes, options, "an artifact's JSON");
  if (isTreeObject(root)) return { ...file, root };
  throw new FormatError(options.path, 'is not an artifact: its root is not an object');
}

function jsonFileOf(
  bytes: Buffer,
  { path, seal: sealOption = 'check' }: Pick<ReadOptions, 'path' | 'seal'>,
  kind: TextKind,
): JsonFile {
  const seal = bytes.includes(ARTIFACT_OPENING, undefined, 'latin1') ? sealAtEnd(bytes) : undefined;
  const sealFault = seal === undefined || sealOption === 'skip' ? undefined : faultOfSeal(bytes, seal, path);
  if (sealFault !== undefined && sealOption === 'check') throw sealFault;
  if (seal === undefined) checkLostSeal(bytes, path);
  const { root, member } = membersOf(readJson(bytes, { path, bareTokens: seal === undefined, kind }), path);
  if (member !== undefined && seal === undefined) {
    throw new IntegrityError(path, 'a seal at the very end', 'none', changeOfLayout(bytes));
  }
  const { arrays, schemaVersion = 1, from } = member ?? {};
  return { root, arrays, seal: member && seal, schemaVersion, from, sealFault, reader: 'exact' };
}

/** Takes `$artifact` from the root of a file. */
function membersOf(
  tree: Tree,
  path: string | undefined,
): { readonly root: Tree; readonly member: ArtifactMember | undefined } {
  if (!isTreeObject(tree) || !Object.hasOwn(tree, ARTIFACT_KEY)) return { root: tree, member: undefined };
  const { [ARTIFACT_KEY]: artifact, ...others } = tree;
  if (isTreeObject(artifact) && typeof artifact['format'] === 'number' && artifact['format'] > FORMAT) {
    throw new FormatError(path, `has the format ${artifact['format']}; this version reads up to ${FORMAT}`);
  }
  const member = artifactMemberOf(artifact);
  if (member === undefined)
    throw new FormatError(path, `has an ${ARTIFACT_KEY} member that is not of format ${FORMAT}`);
  const root = withNonFinite(others, member);
  if (root !== undefined) return { root, member };
  const fault = `has an ${ARTIFACT_KEY}.${NON_FINITE_KEY} that does not fit it; expected ${EXPECTED_NON_FINITE_PLACES}`;
  throw new FormatError(path, fault);
}

/**
 * Reads all bytes of a file.
 *
 * @throws FormatError (`ARTIFACT_FORMAT`) if there is no memory for it.
 */
export async function readWhole(
  source: Source,
  { path, progress, step, limits = LIMITS }: Omit<ReadOptions, 'arrays'>,
): Promise<Buffer> {
  const whole = memoryFor(source.size, path);
  let at = 0;
  for await (const bytes of piecesOf(source, 0, whole.length, limits.piece)) {
    whole.set(bytes, at);
    at += bytes.length;
    await progress.report(step, at, whole.length);
  }
  return whole;
}

function memoryFor(size: number, path: string | undefined): Buffer {
  try {
    // A system that promises more memory than it has ends the process when the memory is used.
    if (size <= Math.min(constants.MAX_LENGTH, totalmem())) return Buffer.allocUnsafe(size);
  } catch {}
  const expected = `a smaller file, or one in the layout in which format ${FORMAT} is written`;
  throw new FormatError(path, `has ${size} bytes, for which there is no memory; expected ${expected}`);
}

/** Returns why the seal of a whole file does not hold; undefined if it holds. */
function faultOfSeal(bytes: Buffer, expected: string, path: string | undefined): IntegrityError | undefined {
  const found = digestOf(bytes.subarray(0, sealedLength(bytes.length)));
  return found === expected
    ? undefined
    : new IntegrityError(path, expected, found, changeSeenIn(bytes.subarray(0, EXAMINED_BEGINNING)));
}
