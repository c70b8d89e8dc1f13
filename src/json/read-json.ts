import { FormatError } from '../model/errors.js';
import type { Tree } from '../model/tree.js';
import { bufferOf } from './bytes.js';
import { JsonFault, LineCounter, type TextKind } from './json-fault.js';
import { type JsonOptions, JsonReader } from './json-reader.js';

/** How {@link readJson} reads a text. */
export interface TextOptions extends JsonOptions {
  /** The path of the file that has the text, for errors. */
  readonly path?: string | undefined;
  /**
   * What the text should be, for errors.
   * @defaultValue "an artifact's JSON"
   */
  readonly kind?: TextKind;
}

/**
 * Reads JSON that is in memory, as {@link JsonReader} does.
 *
 * @throws FormatError (`ARTIFACT_FORMAT`) with the place, if the bytes are not JSON in UTF-8, or nested deeper than 512 levels.
 */
export function readJson(bytes: Uint8Array, { path, kind, ...options }: TextOptions = {}): Tree {
  if (bytes.length === 0) throw new FormatError(path, 'is empty');
  const reader = new JsonReader(options);
  try {
    reader.push(bytes, true);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const lines = new LineCounter();
    lines.push(bufferOf(bytes).subarray(0, error.position));
    throw error.formatError(path, lines, kind);
  }
  return reader.tree;
}
