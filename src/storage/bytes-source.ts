import { StorageError } from '../model/errors.js';
import { BYTES_PER_COMPARISON } from '../model/limits.js';
import type { Source } from './storage.js';

/** Bytes in memory, in one piece or several, as a source. */
export class BytesSource implements Source {
  readonly size: number;
  readonly #pieces: readonly Uint8Array[];

  constructor(...pieces: readonly Uint8Array[]) {
    this.#pieces = pieces;
    this.size = pieces.reduce((size, { length }) => size + length, 0);
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let begin = 0;
    for (const piece of this.#pieces) {
      const part = piece.subarray(Math.max(0, start - begin), Math.max(0, end - begin));
      if (part.length > 0) parts.push(part);
      begin += piece.length;
    }
    return Buffer.concat(parts);
  }

  async close(): Promise<void> {}
}

/**
 * Reads from a source, and takes nothing but what was asked for.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if it gives more or fewer bytes.
 */
export async function readBytes(source: Source, start: number, end: number): Promise<Uint8Array> {
  const bytes = await source.read(start, end);
  if (bytes.length === end - start) return bytes;
  const range = `the bytes from ${start} to ${end}`;
  throw new StorageError('read', range, `found ${bytes.length} bytes, expected ${end - start}`);
}

/** Opens a source, and closes it whatever happens. */
export async function withSource<T>(opening: Promise<Source>, act: (source: Source) => Promise<T>): Promise<T> {
  const source = await opening;
  try {
    return await act(source);
  } finally {
    await source.close();
  }
}

/** Tells whether two sources have the same bytes. The last ones come first: a sealed file's seal is there. */
export async function haveSameBytes(a: Source, b: Source): Promise<boolean> {
  if (a.size !== b.size) return false;
  for (let end = a.size; end > 0; end -= BYTES_PER_COMPARISON) {
    const start = Math.max(0, end - BYTES_PER_COMPARISON);
    if (Buffer.compare(await readBytes(a, start, end), await readBytes(b, start, end)) !== 0) return false;
  }
  return true;
}
