import { totalmem } from 'node:os';
import { bufferOf } from '../json/bytes.js';
import { JsonFault, LineCounter, type TextKind } from '../json/json-fault.js';
import { JsonReader } from '../json/json-reader.js';
import { FormatError } from '../model/errors.js';
import { LIMITS } from '../model/limits.js';
import type { Tree } from '../model/tree.js';
import { piecesOf } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import type { ReadOptions } from './artifact-file.js';
import { FORMAT } from './layout.js';

/** Units: bytes of text for each byte of memory. No tree is so small beside its text, unless most of that is white space. */
const MAX_RATIO = 16;

type TreeOptions = Omit<ReadOptions, 'arrays' | 'seal'>;

/**
 * Reads the JSON of another tool piece by piece, whatever its root is. A list of numbers takes no more memory than the typed array that
 * is made of it.
 *
 * @throws JsonFault if the bytes are neither JSON in UTF-8 nor the bare tokens of Python's JSON, or nested deeper than 512 levels.
 * @throws FormatError (`ARTIFACT_FORMAT`) if there are no bytes, or there can be no memory for the tree.
 */
export async function treeOfSource(
  source: Source,
  { path, progress, step, limits = LIMITS }: TreeOptions,
): Promise<Tree> {
  const { size } = source;
  if (size === 0) throw new FormatError(path, 'is empty');
  if (size > MAX_RATIO * totalmem()) throw noMemory(size, path);
  const reader = new JsonReader({ bareTokens: true, limits });
  const piece = size <= limits.small ? size : limits.piece;
  let at = 0;
  for await (const bytes of piecesOf(source, 0, size, piece)) {
    at += bytes.length;
    reader.push(bytes, at === size);
    await progress.report(step, at, size);
  }
  return reader.tree;
}

/** Returns the error for a fault. Reads the source again up to the fault, to count the lines. */
export async function formatErrorOf(
  fault: JsonFault,
  source: Source,
  { path, limits = LIMITS }: TreeOptions,
  kind?: TextKind,
): Promise<FormatError> {
  const lines = new LineCounter();
  for await (const bytes of piecesOf(source, 0, fault.position, limits.piece)) lines.push(bufferOf(bytes));
  return fault.formatError(path, lines, kind);
}

/** The error for a file that is too large. */
export function noMemory(size: number, path: string | undefined): FormatError {
  const expected = `a smaller file, or one in the layout in which format ${FORMAT} is written`;
  return new FormatError(path, `has ${size} bytes, for which there is no memory; expected ${expected}`);
}
