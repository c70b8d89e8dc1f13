import { constants } from 'node:buffer';
import { createHash } from 'node:crypto';
import { totalmem } from 'node:os';
import { bufferOf } from '../json/bytes.js';
import { readJson } from '../json/read-json.js';
import { type Elements, sizeOf } from '../model/elements.js';
import { FormatError, IntegrityError } from '../model/errors.js';
import {
  BYTES_PER_HASH_UPDATE,
  EXAMINED_BEGINNING,
  LIMITS,
  type Limits,
  MAX_END,
  MAX_KEPT_TEXT,
} from '../model/limits.js';
import type { Progress, ProgressReporter } from '../model/progress.js';
import { isTreeObject, OtherLayout, type Tree, type TreeObject } from '../model/tree.js';
import { readBytes } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import { ArrayCutter, type CutText } from './array-cutter.js';
import { ArrayTable } from './array-table.js';
import { readCutText } from './cut-json.js';
import { COUNTING, ElementsBuilder, ElementsComparison } from './elements-builder.js';
import { endingIn } from './glance.js';
import {
  ARTIFACT_KEY,
  ARTIFACT_OPENING,
  FORMAT,
  NON_FINITE_KEY,
  SEAL_CLOSING,
  SEAL_LENGTH,
  SEAL_OPENING,
} from './layout.js';
import { changeOfLayout, changeSeenIn, checkLostSeal } from './lost-seal.js';
import { EXPECTED_NON_FINITE_PLACES, nonFinitePlacesOf, restoreNonFinite } from './non-finite.js';

/** What an artifact file holds. */
export interface ArtifactFile {
  /** All members but `$artifact`. */
  readonly root: TreeObject;
  /** What a sealed file says of its arrays. */
  readonly arrays: ArrayTable | undefined;
  /** The digits of a sealed file's seal. A file that another tool wrote has none. */
  readonly seal: string | undefined;
  /** What is wrong with the seal, where that is to be told. */
  readonly sealFault?: IntegrityError | undefined;
  /** The arrays were cut out as the file says that they are. What takes lists there, and no array, throws OtherLayout. */
  readonly isCut: boolean;
}

/**
 * What becomes of the arrays: they are kept, compared with those that are expected, or left in the file. To locate them is to pass over
 * them, but to find out the shapes that `$artifact.arrays` does not tell, and to keep the texts of short ones.
 */
export type Arrays = 'keep' | 'pass over' | 'locate' | { readonly expected: readonly Elements[] };

/** How a file is read. */
export interface ReadOptions {
  /** Whose file it is, for errors. */
  readonly path: string | undefined;
  readonly progress: ProgressReporter;
  /** What is told of the progress. */
  readonly step: Progress['step'];
  readonly arrays: Arrays;
  /**
   * Whether the seal is checked. What is wrong with it may also be told beside all that can be read.
   * @defaultValue 'check'
   */
  readonly seal?: 'check' | 'tell' | 'skip';
  readonly limits?: Limits;
}

/**
 * Reads a file piece by piece and checks its seal, if it is sealed.
 *
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) if the seal is broken.
 * @throws FormatError (`ARTIFACT_FORMAT`) if the text is not JSON, its root no object, or its format unknown.
 * @throws ChangedElements if an array is not the one that is expected.
 */
export async function readArtifact(source: Source, options: ReadOptions): Promise<ArtifactFile> {
  options.progress.throwIfAborted();
  const end = await endOf(source, options.limits ?? LIMITS);
  if (end === undefined) return readExactly(source, options);
  const { cut, sealFault } = await cutText(source, end, options);
  if (cut !== undefined) {
    try {
      return { ...artifactOf(readCutText(cut), options.path, end.seal), sealFault, isCut: true };
    } catch (error) {
      if (!(error instanceof OtherLayout || error instanceof FormatError)) throw error;
    }
  }
  return readExactly(source, options);
}

/**
 * Reads a file and decodes it. If `decode` finds lists wanted where the file's arrays were cut out, the exact reader reads the file again,
 * and `decode` is called with what it gives.
 *
 * @throws all that {@link readArtifact} and `decode` throw.
 */
export async function readAs<T>(source: Source, options: ReadOptions, decode: (file: ArtifactFile) => T): Promise<T> {
  const file = await readArtifact(source, options);
  try {
    return decode(file);
  } catch (error) {
    if (!(error instanceof OtherLayout)) throw error;
  }
  return decode(await readExactly(source, options));
}

/**
 * Reads a file as a whole, whatever its layout, and knows the place of every fault.
 *
 * @throws all that {@link readArtifact} throws.
 */
export async function readExactly(source: Source, options: ReadOptions): Promise<ArtifactFile> {
  return artifactOfBytes(await readWhole(source, options), options);
}

/**
 * Makes an artifact file of the bytes of a whole file: checks the seal, then reads the text exactly.
 *
 * @throws all that {@link readArtifact} throws.
 */
export function artifactOfBytes(
  bytes: Buffer,
  { path, seal: act = 'check' }: Pick<ReadOptions, 'path' | 'seal'>,
): ArtifactFile {
  const seal = sealOf(bytes);
  const sealFault = seal === undefined || act === 'skip' ? undefined : faultOfSeal(bytes, seal, path);
  if (sealFault !== undefined && act === 'check') throw sealFault;
  if (seal === undefined) checkLostSeal(bytes, path);
  const tree = readJson(bytes, { path, bareTokens: seal === undefined });
  const file = artifactOf(tree, path, seal);
  if (file.arrays !== undefined && seal === undefined) {
    throw new IntegrityError(path, 'a seal at the very end', 'none', changeOfLayout(bytes));
  }
  return { ...file, sealFault, isCut: false };
}

const beginning = async (source: Source): Promise<Buffer> =>
  bufferOf(await readBytes(source, 0, Math.min(EXAMINED_BEGINNING, source.size)));

/** All bytes of a file. */
export async function readWhole(
  source: Source,
  { path, progress, step, limits = LIMITS }: ReadOptions,
): Promise<Buffer> {
  const whole = memoryFor(source.size, path);
  for (let at = 0; at < whole.length; ) {
    at += bufferOf(await readBytes(source, at, Math.min(whole.length, at + limits.piece))).copy(whole, at);
    await progress.report(step, at, whole.length);
  }
  return whole;
}

/** Memory for a file as a whole. */
function memoryFor(size: number, path: string | undefined): Buffer {
  try {
    // A system that promises more memory than it has ends the process when it is used.
    if (size <= Math.min(constants.MAX_LENGTH, totalmem())) return Buffer.allocUnsafe(size);
  } catch {}
  const expected = `a smaller file, or one in the layout in which format ${FORMAT} is written`;
  throw new FormatError(path, `has ${size} bytes, for which there is no memory; expected ${expected}`);
}

/** The end of a sealed file. */
interface End {
  /** The digits that it says. */
  readonly seal: string;
  readonly table: ArrayTable;
  /** The file as a whole, if it is small. */
  readonly whole: Uint8Array | undefined;
}

/** The end of a sealed file, or undefined if the file is not sealed, or its `$artifact` is not as it should be. */
async function endOf(source: Source, { small, tail }: Limits): Promise<End | undefined> {
  let length = source.size <= small ? source.size : Math.min(source.size, tail);
  for (;;) {
    const bytes = bufferOf(await readBytes(source, source.size - length, source.size));
    const seal = sealIn(bytes);
    if (seal === undefined) return undefined;
    if (bytes.includes(ARTIFACT_OPENING, undefined, 'latin1')) {
      const table = endingIn(bytes)?.arrays;
      return table && { seal, table, whole: length === source.size ? bytes : undefined };
    }
    if (length === source.size || length >= MAX_END) return undefined;
    length = Math.min(source.size, 4 * length);
  }
}

/** The digits of a seal at the end of bytes, if there is one. */
function sealIn(bytes: Buffer): string | undefined {
  const start = bytes.length - SEAL_CLOSING.length - SEAL_LENGTH;
  const isSealed =
    start >= SEAL_OPENING.length &&
    bytes.toString('latin1', start - SEAL_OPENING.length, start) === SEAL_OPENING &&
    bytes.toString('latin1', start + SEAL_LENGTH) === SEAL_CLOSING;
  return isSealed ? bytes.toString('latin1', start, start + SEAL_LENGTH) : undefined;
}

/**
 * The text without its arrays, after the seal was checked; undefined if its layout is another one.
 *
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) if the seal is broken, unless that is to be told.
 */
async function cutText(
  source: Source,
  end: End,
  options: ReadOptions,
): Promise<{ cut: CutText | undefined; sealFault?: IntegrityError | undefined }> {
  const { path, progress, step, arrays, seal = 'check', limits = LIMITS } = options;
  const hash = seal === 'skip' ? undefined : createHash('sha256');
  const sealed = source.size - SEAL_CLOSING.length - SEAL_LENGTH;
  const keptText = arrays === 'locate' ? MAX_KEPT_TEXT : 0;
  let cutter: ArrayCutter | undefined = new ArrayCutter(end.table, sinkMaker(arrays, source.size), limits, keptText);
  for (let at = 0; at < source.size; ) {
    const bytes = end.whole ?? (await readBytes(source, at, Math.min(source.size, at + limits.piece)));
    hash?.update(bytes.subarray(0, Math.max(0, sealed - at)));
    cutter = attempt(cutter, bytes);
    at += bytes.length;
    await progress.report(step, at, source.size);
  }
  const found = hash?.digest('hex') ?? end.seal;
  const sealFault =
    found === end.seal ? undefined : new IntegrityError(path, end.seal, found, changeSeenIn(await beginning(source)));
  if (sealFault !== undefined && seal === 'check') throw sealFault;
  try {
    return { cut: cutter?.finish(), sealFault };
  } catch (error) {
    if (error instanceof OtherLayout) return { cut: undefined };
    throw error;
  }
}

/** The cutter after it took more bytes, or undefined if they are not for it: the seal is to be checked all the same. */
function attempt(cutter: ArrayCutter | undefined, bytes: Uint8Array): ArrayCutter | undefined {
  try {
    cutter?.push(bytes);
    return cutter;
  } catch (error) {
    if (error instanceof OtherLayout) return undefined;
    throw error;
  }
}

function sinkMaker(arrays: Arrays, fileSize: number): ConstructorParameters<typeof ArrayCutter>[1] {
  if (arrays === 'pass over') return () => undefined;
  if (arrays === 'locate') return (_, shape) => (shape === undefined ? COUNTING : undefined);
  let next = 0;
  // An element takes two bytes at least: what a file says of its shapes is believed only so far.
  let room = Math.floor(fileSize / 2);
  return (dtype, shape) => {
    const expected = arrays === 'keep' ? undefined : arrays.expected[next++];
    if (expected !== undefined) return new ElementsComparison(expected);
    const capacity = Math.min(shape === undefined ? 0 : sizeOf(shape), room);
    room -= capacity;
    return new ElementsBuilder(dtype, capacity);
  };
}

/** What a file's tree says. */
function artifactOf(tree: Tree, path: string | undefined, seal: string | undefined): Omit<ArtifactFile, 'isCut'> {
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
    Object.keys(artifact).length !== (Object.hasOwn(artifact, NON_FINITE_KEY) ? 4 : 3) ||
    artifact['format'] !== FORMAT
  ) {
    throw new FormatError(path, `has an ${ARTIFACT_KEY} member that is not of format ${FORMAT}`);
  }
  if (!Object.hasOwn(artifact, NON_FINITE_KEY)) return { root, arrays, seal };
  const places = nonFinitePlacesOf(artifact[NON_FINITE_KEY]);
  const restored = places && restoreNonFinite(root, places);
  if (restored?.fits === true) return { root: restored.root, arrays, seal };
  throw new FormatError(
    path,
    `has an ${ARTIFACT_KEY}.${NON_FINITE_KEY} that does not fit it; expected ${EXPECTED_NON_FINITE_PLACES}`,
  );
}

/** The digits of the seal at the end of a file; undefined if the file does not end in a seal. */
function sealOf(bytes: Buffer): string | undefined {
  const isArtifact = bytes.lastIndexOf(ARTIFACT_OPENING, undefined, 'latin1') >= 0;
  return isArtifact ? sealIn(bytes) : undefined;
}

/** What is wrong with the seal of a whole file, or undefined if it is right. */
function faultOfSeal(bytes: Buffer, expected: string, path: string | undefined): IntegrityError | undefined {
  const hash = createHash('sha256');
  const sealed = bytes.length - SEAL_CLOSING.length - SEAL_LENGTH;
  for (let at = 0; at < sealed; at += BYTES_PER_HASH_UPDATE)
    hash.update(bytes.subarray(at, Math.min(sealed, at + BYTES_PER_HASH_UPDATE)));
  const found = hash.digest('hex');
  return found === expected
    ? undefined
    : new IntegrityError(path, expected, found, changeSeenIn(bytes.subarray(0, EXAMINED_BEGINNING)));
}
