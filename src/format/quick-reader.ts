import { createHash } from 'node:crypto';
import { bufferOf } from '../json/bytes.js';
import { sizeOf } from '../model/elements.js';
import { ElementsBuilder } from '../model/elements-builder.js';
import { FormatError, IntegrityError } from '../model/errors.js';
import { EXAMINED_BEGINNING, LIMITS, type Limits, MAX_END, MAX_KEPT_TEXT } from '../model/limits.js';
import { isTreeObject, type TreeObject } from '../model/tree.js';
import { piecesOf, readBytes } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import { ArrayCutter, type CutText, type SinkOf } from './array-cutter.js';
import type { ArrayTreatment, ArtifactFile, ReadOptions } from './artifact-file.js';
import { type ArtifactMember, artifactMemberAtEnd, withNonFinite } from './artifact-member.js';
import { readCutText } from './cut-json.js';
import { COUNTING, ElementsComparison } from './element-sinks.js';
import { ARTIFACT_KEY, ARTIFACT_OPENING } from './layout.js';
import { LayoutMismatch } from './layout-mismatch.js';
import { changeSeenIn } from './lost-seal.js';
import { sealAtEnd, sealedLength } from './seal.js';

/**
 * Reads a sealed file in the writer's layout piece by piece, and checks its seal.
 *
 * @returns undefined if the file is not sealed, has another layout, or has a fault whose place only the exact reader can tell.
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) if the seal is broken.
 * @throws ChangedElements if an array is not the one that is expected.
 */
export async function readQuickly(source: Source, options: ReadOptions): Promise<ArtifactFile | undefined> {
  const end = await endOf(source, options.limits ?? LIMITS);
  if (end === undefined) return undefined;
  const { seal, member } = end;
  const { cut, sealFault } = await hashAndCut(source, end, options);
  const root = cut && rootOf(cut, member);
  const { arrays, nonFinite, schemaVersion, from } = member;
  return root && { root, arrays, nonFinite, seal, schemaVersion, from, sealFault, reader: 'quick' };
}

/** The end of a sealed file. */
interface End {
  readonly seal: string;
  readonly member: ArtifactMember;
  /** Where the line of `$artifact` begins in the file. */
  readonly start: number;
  /** All bytes of the file, if it is small. */
  readonly whole: Uint8Array | undefined;
}

/** Reads the end of a file; undefined if it has no seal there, or no `$artifact` of format 1. */
async function endOf(source: Source, { small, tail }: Limits): Promise<End | undefined> {
  let length = source.size <= small ? source.size : Math.min(source.size, tail);
  for (;;) {
    const bytes = bufferOf(await readBytes(source, source.size - length, source.size));
    const seal = sealAtEnd(bytes);
    if (seal === undefined) return undefined;
    if (bytes.includes(ARTIFACT_OPENING, undefined, 'latin1')) {
      const member = artifactMemberAtEnd(bytes);
      if (member === undefined) return undefined;
      const isWhole = length === source.size;
      return { seal, member, start: source.size - length + member.start, whole: isWhole ? bytes : undefined };
    }
    if (length === source.size || length >= MAX_END) return undefined;
    length = Math.min(source.size, 4 * length);
  }
}

/**
 * Hashes all pieces of a file, and cuts the arrays out of what stands before `$artifact`.
 *
 * @returns no cut text if its layout is not the writer's.
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) if the seal is broken, unless that is to be reported.
 */
async function hashAndCut(
  source: Source,
  { seal: expected, member, start, whole }: End,
  { path, progress, step, arrays, seal = 'check', limits = LIMITS }: ReadOptions,
): Promise<{ cut: CutText | undefined; sealFault?: IntegrityError | undefined }> {
  const hash = seal === 'skip' ? undefined : createHash('sha256');
  const sealed = sealedLength(source.size);
  const keptText = arrays === 'locate' ? MAX_KEPT_TEXT : 0;
  const cutter = new ArrayCutter(member.arrays, sinksFor(arrays, source.size), limits, keptText);
  let isLaidOut = true;
  let at = 0;
  for await (const bytes of whole === undefined ? piecesOf(source, 0, source.size, limits.piece) : [whole]) {
    hash?.update(bytes.subarray(0, Math.max(0, sealed - at)));
    // The seal is checked to the end, whatever the layout.
    if (isLaidOut && at < start) isLaidOut = fits(cutter, bytes.subarray(0, start - at));
    at += bytes.length;
    await progress.report(step, at, source.size);
  }
  const found = hash?.digest('hex') ?? expected;
  const sealFault =
    found === expected ? undefined : new IntegrityError(path, expected, found, changeSeenIn(await beginningOf(source)));
  if (sealFault !== undefined && seal === 'check') throw sealFault;
  return { cut: isLaidOut ? cutter.finish() : undefined, sealFault };
}

/** Gives the next bytes to a cutter, and returns whether they are in the writer's layout. */
function fits(cutter: ArrayCutter, bytes: Uint8Array): boolean {
  try {
    cutter.push(bytes);
    return true;
  } catch (error) {
    if (error instanceof LayoutMismatch) return false;
    throw error;
  }
}

const beginningOf = async (source: Source): Promise<Buffer> =>
  bufferOf(await readBytes(source, 0, Math.min(EXAMINED_BEGINNING, source.size)));

/** Returns the function that makes a sink for each array of a file. */
function sinksFor(arrays: ArrayTreatment, fileSize: number): SinkOf {
  if (arrays === 'pass over') return () => undefined;
  if (arrays === 'locate') return ({ shape }) => (shape === undefined ? COUNTING : undefined);
  let next = 0;
  // A small hostile file with a large shape must not make us allocate gigabytes. An element takes two bytes of a file at least.
  let room = Math.floor(fileSize / 2);
  return ({ dtype, missing, labels, shape }) => {
    const expected = arrays === 'keep' ? undefined : arrays.expected[next++];
    if (expected !== undefined) return new ElementsComparison(expected);
    const capacity = Math.min(shape === undefined ? 0 : sizeOf(shape), room);
    room -= capacity;
    return new ElementsBuilder(dtype, capacity, missing, labels);
  };
}

/** Reads the root from the text without arrays; undefined if only the exact reader can read the file. */
function rootOf(cut: CutText, member: ArtifactMember): TreeObject | undefined {
  try {
    const root = readCutText(cut);
    return isTreeObject(root) && !Object.hasOwn(root, ARTIFACT_KEY) ? withNonFinite(root, member) : undefined;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
