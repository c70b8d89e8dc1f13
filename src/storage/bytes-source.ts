import { StorageError } from '../model/errors.js';
import { BYTES_PER_COMPARISON, LIMITS } from '../model/limits.js';
import type { Source } from './storage.js';

/** Bytes in memory as a source: the concatenation of some buffers. What it reads from one of them alone is no copy. */
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
    return slices.length === 1 ? (slices[0] as Uint8Array) : Buffer.concat(slices);
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

/**
 * Yields the bytes of a source from `start` up to `end` in pieces, and reads the next piece while the caller works on the last one.
 *
 * @param size - the bytes of a piece.
 * @throws all that {@link readBytes} throws.
 */
export async function* piecesOf(source: Source, start: number, end: number, size: number): AsyncGenerator<Uint8Array> {
  const read = (at: number): Promise<Uint8Array> => {
    const reading = readBytes(source, at, Math.min(end, at + size));
    // Its error is thrown when the piece is asked for. Until then, Node must not take it for one that nobody handles.
    reading.catch(() => undefined);
    return reading;
  };
  if (start >= end) return;
  let next = read(start);
  try {
    for (let at = start + size; at < end; at += size) {
      const piece = await next;
      next = read(at);
      yield piece;
    }
    yield await next;
  } finally {
    await Promise.allSettled([next]);
  }
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

/** True if a source has the bytes of one of some words. */
export async function includesAny(source: Source, words: readonly Buffer[]): Promise<boolean> {
  const longest = Math.max(...words.map(({ length }) => length));
  let end = Buffer.alloc(0);
  for await (const piece of piecesOf(source, 0, source.size, LIMITS.piece)) {
    const bytes = Buffer.concat([end, piece]);
    if (words.some((word) => bytes.includes(word))) return true;
    end = bytes.subarray(Math.max(0, bytes.length - longest + 1));
  }
  return false;
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
