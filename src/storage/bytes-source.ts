import { StorageError } from '../model/errors.js';
import { BYTES_PER_COMPARISON } from '../model/limits.js';
import type { Source } from './storage.js';

/** Bytes in memory as a source: the concatenation of some buffers. */
export class BytesSource implements Source {
  readonly size: number;
  readonly #buffers: readonly Uint8Array[];

  constructor(...buffers: readonly Uint8Array[]) {
    this.#buffers = buffers;
    this.size = buffers.reduce((size, { length }) => size + length, 0);
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const slices: Uint8Array[] = [];
    let offset = 0;
    for (const buffer of this.#buffers) {
      const slice = buffer.subarray(Math.max(0, start - offset), Math.max(0, end - offset));
      if (slice.length > 0) slices.push(slice);
      offset += buffer.length;
    }
    return Buffer.concat(slices);
  }

  async close(): Promise<void> {}
}

/**
 * Reads bytes from a source, and checks that it returned as many as were asked for.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if it returned more or fewer.
 */
export async function readBytes(source: Source, start: number, end: number): Promise<Uint8Array> {
  const bytes = await source.read(start, end);
  if (bytes.length === end - start) return bytes;
  const range = `the bytes from ${start} to ${end}`;
  throw new StorageError('read', range, `found ${bytes.length} bytes, expected ${end - start}`);
}

/** Opens a source, passes it to a function, and closes it when the function has returned or thrown. */
export async function withSource<T>(opening: Promise<Source>, use: (source: Source) => Promise<T>): Promise<T> {
  const source = await opening;
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

/** True if two sources have the same bytes. Compares from the end, because different sealed files differ in their seals. */
export async function haveSameBytes(a: Source, b: Source): Promise<boolean> {
  if (a.size !== b.size) return false;
  for (let end = a.size; end > 0; end -= BYTES_PER_COMPARISON) {
    const start = Math.max(0, end - BYTES_PER_COMPARISON);
    if (Buffer.compare(await readBytes(a, start, end), await readBytes(b, start, end)) !== 0) return false;
  }
  return true;
}
