import { constants } from 'node:buffer';
import { totalmem } from 'node:os';
import { JsonFault, type TextKind } from '../json/json-fault.js';
import { readJson } from '../json/read-json.js';
import { FormatError, IntegrityError } from '../model/errors.js';
import { EXAMINED_BEGINNING, LIMITS } from '../model/limits.js';
import { isTreeObject, type Tree } from '../model/tree.js';
import { piecesOf } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import { faultOfLabels } from './array-table.js';
import type { ArtifactFile, JsonFile, ReadOptions } from './artifact-file.js';
import { type ArtifactMember, artifactMemberOf, withNonFinite } from './artifact-member.js';
import { ARTIFACT_KEY, ARTIFACT_OPENING, FORMAT, NON_FINITE_KEY } from './layout.js';
import { changeOfLayout, changeSeenIn, SealSearch } from './lost-seal.js';
import { EXPECTED_NON_FINITE_PLACES } from './non-finite.js';
import { digestOf, readSeal, sealAtEnd, sealedLength } from './seal.js';
import { formatErrorOf, noMemory, treeOfSource } from './tree-of-source.js';

/**
 * Reads a file of any layout, sealed or not: a large one that is unsealed piece by piece, and any other as a whole.
 *
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) if the seal is broken.
 * @throws FormatError (`ARTIFACT_FORMAT`) with the place of the fault, if the file is not an artifact; also if there is no memory for it.
 */
export const readExactly = async (source: Source, options: ReadOptions): Promise<ArtifactFile> =>
  artifactOf(await jsonFileFrom(source, options, "an artifact's JSON"), options.path);

/**
 * Reads any JSON file as {@link readExactly} does: its root may be a list or a scalar.
 *
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) if it is sealed, and the seal is broken.
 * @throws FormatError (`ARTIFACT_FORMAT`) with the place of the fault, if it is not JSON; also if there is no memory for it.
 */
export const readAnyJsonExactly = (source: Source, options: ReadOptions): Promise<JsonFile> =>
  jsonFileFrom(source, options, 'JSON');

/**
 * Reads the bytes of a whole file.
 *
 * @throws all that {@link readExactly} throws.
 */
export const readBytesExactly = (bytes: Buffer, options: Pick<ReadOptions, 'path' | 'seal'>): ArtifactFile =>
  artifactOf(jsonFileOf(bytes, options, "an artifact's JSON"), options.path);

function artifactOf(file: JsonFile, path: string | undefined): ArtifactFile {
  if (isArtifactFile(file)) return file;
  throw new FormatError(path, 'is not an artifact: its root is not an object');
}

const isArtifactFile = (file: JsonFile): file is ArtifactFile => isTreeObject(file.root);

async function jsonFileFrom(source: Source, options: ReadOptions, kind: TextKind): Promise<JsonFile> {
  const { path, limits = LIMITS } = options;
  const isWhole = source.size <= limits.small || (await readSeal(source)) !== undefined;
  if (isWhole) return jsonFileOf(await readWhole(source, options), options, kind);
  const search = new SealSearch();
  const searchAll = async () => {
    for await (const bytes of piecesOf(source, 0, source.size, limits.piece)) search.push(bytes);
    search.check(path);
  };
  let tree: Tree;
  try {
    tree = await treeOfSource(source, options);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    await searchAll();
    throw await formatErrorOf(error, source, options, kind);
  }
  if (hasArtifactMember(tree)) await searchAll();
  return unsealedFile(tree, search, path);
}

function jsonFileOf(
  bytes: Buffer,
  { path, seal: sealOption = 'check' }: Pick<ReadOptions, 'path' | 'seal'>,
  kind: TextKind,
): JsonFile {
  const seal = bytes.includes(ARTIFACT_OPENING, undefined, 'latin1') ? sealAtEnd(bytes) : undefined;
  const sealFault = seal === undefined || sealOption === 'skip' ? undefined : faultOfSeal(bytes, seal, path);
  if (sealFault !== undefined && sealOption === 'check') throw sealFault;
  if (seal !== undefined) {
    const { root, member } = membersOf(readJson(bytes, { path, kind }), path);
    const { arrays, nonFinite, schemaVersion = 1, from } = member ?? {};
    return { root, arrays, nonFinite, seal: member && seal, schemaVersion, from, sealFault, reader: 'exact' };
  }
  const search = new SealSearch();
  let tree: Tree;
  try {
    tree = readJson(bytes, { path, bareTokens: true, kind });
  } catch (error) {
    search.push(bytes).check(path);
    throw error;
  }
  if (hasArtifactMember(tree)) search.push(bytes).check(path);
  return unsealedFile(tree, search, path);
}

const hasArtifactMember = (tree: Tree): boolean => isTreeObject(tree) && Object.hasOwn(tree, ARTIFACT_KEY);

/** @param search - has searched the file, if that has an `$artifact`. */
function unsealedFile(tree: Tree, search: SealSearch, path: string | undefined): JsonFile {
  const { root, member } = membersOf(tree, path);
  if (member !== undefined) throw new IntegrityError(path, 'a seal at the very end', 'none', changeOfLayout(search));
  return {
    root,
    arrays: undefined,
    nonFinite: undefined,
    seal: undefined,
    schemaVersion: 1,
    from: undefined,
    reader: 'exact',
  };
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
  if (member === undefined) {
    const fault = isTreeObject(artifact) ? faultOfLabels(artifact['arrays']) : undefined;
    const place = fault === undefined ? '' : `: its arrays are wrong: ${fault}`;
    throw new FormatError(path, `has an ${ARTIFACT_KEY} member that is not of format ${FORMAT}${place}`);
  }
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
  throw noMemory(size, path);
}

/** Returns why the seal of a whole file does not hold; undefined if it holds. */
function faultOfSeal(bytes: Buffer, expected: string, path: string | undefined): IntegrityError | undefined {
  const found = digestOf(bytes.subarray(0, sealedLength(bytes.length)));
  return found === expected
    ? undefined
    : new IntegrityError(path, expected, found, changeSeenIn(bytes.subarray(0, EXAMINED_BEGINNING)));
}
