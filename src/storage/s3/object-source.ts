import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { NotFoundError, StorageError } from '../../model/errors.js';
import { LIMITS } from '../../model/limits.js';
import { BytesSource } from '../bytes-source.js';
import type { Source } from '../storage.js';
import type { Bucket } from './bucket.js';
import type { Exchange } from './exchange.js';
import { isConditionUnmet, isFault, WrongAnswer } from './s3-faults.js';

/** Units: bytes. No more is read ahead in one request. */
const MAX_AHEAD = 1 << 23;

/** Some bytes of an object that are in memory. */
interface Block {
  readonly start: number;
  readonly bytes: Buffer;
}

/**
 * Opens an object with one request, which also reads its end: so a small file needs no other request, and what is known of a file
 * without reading all of it stands at its end.
 *
 * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is no such object.
 * @throws StorageError (`ARTIFACT_STORAGE`) if it cannot be read.
 */
export async function openObject(bucket: Bucket, key: string): Promise<Source> {
  const path = bucket.pathOf(key);
  return bucket.request('GetObject', path, async (exchange) => {
    try {
      const answer = await get(exchange, bucket, key, `bytes=-${LIMITS.tail}`);
      const { start, end, size } = rangeOf(answer);
      const length = Math.min(size, LIMITS.tail);
      if (end !== size || start !== size - length)
        throw new WrongAnswer(`${describe(answer)}, expected the last ${length} of them: the server ignores Range`);
      const tail = { start, bytes: await bodyOf(exchange, answer, length) };
      return new ObjectSource(bucket, key, answer.ETag, size, tail);
    } catch (error) {
      if (isFault(error, 'NoSuchKey')) throw new NotFoundError(path, { cause: error });
      // Only an object without bytes has no last bytes.
      if (isFault(error, 'InvalidRange')) return new BytesSource();
      throw error;
    }
  });
}

/** True if there is an object with this key. Tells a missing object from a missing bucket, which HeadObject does not. */
export async function isObjectThere(bucket: Bucket, key: string): Promise<boolean> {
  return bucket.request('GetObject', bucket.pathOf(key), async (exchange) => {
    try {
      const answer = await get(exchange, bucket, key, 'bytes=0-0');
      await bodyOf(exchange, answer, 1);
    } catch (error) {
      if (isFault(error, 'NoSuchKey')) return false;
      if (!isFault(error, 'InvalidRange')) throw error;
    }
    return true;
  });
}

/**
 * An object as a source. It reads ahead where it is read in order: each request then asks for twice the bytes of the last one, so
 * that few requests are needed for a large file, and no bytes are read in vain from one that is read here and there.
 */
class ObjectSource implements Source {
  readonly size: number;
  readonly #bucket: Bucket;
  readonly #key: string;
  readonly #version: string | undefined;
  /** The end of the object. */
  readonly #tail: Block;
  /** What was read last besides. */
  #block: Block = { start: 0, bytes: Buffer.alloc(0) };
  /** How many bytes to read ahead. */
  #ahead = 0;

  constructor(bucket: Bucket, key: string, version: string | undefined, size: number, tail: Block) {
    this.#bucket = bucket;
    this.#key = key;
    this.#version = version;
    this.size = size;
    this.#tail = tail;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const slices: Uint8Array[] = [];
    for (let at = start; at < end; ) {
      const block = this.#blockAt(at) ?? (await this.#readBlock(at, end));
      const slice = block.bytes.subarray(at - block.start, end - block.start);
      slices.push(slice);
      at += slice.length;
    }
    // Always a copy, so that nobody who keeps a few bytes keeps a block.
    return Buffer.concat(slices);
  }

  async close(): Promise<void> {}

  #blockAt(at: number): Block | undefined {
    return [this.#tail, this.#block].find(({ start, bytes }) => start <= at && at < start + bytes.length);
  }

  async #readBlock(start: number, wantedEnd: number): Promise<Block> {
    const isNext = start === this.#block.start + this.#block.bytes.length;
    this.#ahead = isNext ? Math.min(MAX_AHEAD, 2 * Math.max(this.#ahead, wantedEnd - start)) : 0;
    const end = Math.min(Math.max(wantedEnd, start + this.#ahead), this.#tail.start);
    const path = this.#bucket.pathOf(this.#key);
    const bytes = await this.#bucket.request('GetObject', path, async (exchange) => {
      try {
        const answer = await get(exchange, this.#bucket, this.#key, `bytes=${start}-${end - 1}`, this.#version);
        const found = rangeOf(answer);
        if (found.start !== start || found.end !== end || found.size !== this.size)
          throw new WrongAnswer(`${describe(answer)}, expected the bytes from ${start} to ${end} of ${this.size}`);
        return await bodyOf(exchange, answer, end - start);
      } catch (error) {
        if (!isConditionUnmet(error) && !isFault(error, 'NoSuchKey', 'InvalidRange')) throw error;
        const fault = 'found that it was removed or replaced while it was read, expected a file that does not change';
        throw new StorageError('GetObject', path, fault, { cause: error });
      }
    });
    this.#block = { start, bytes };
    return this.#block;
  }
}

const get = (exchange: Exchange, bucket: Bucket, key: string, range: string, version?: string) =>
  exchange.send(
    new GetObjectCommand({
      ...bucket.object(key),
      Range: range,
      ...(version === undefined ? {} : { IfMatch: version }),
    }),
  );

/** Returns which bytes an answer has, and of how many. An answer without a range is a whole object. */
function rangeOf({ ContentRange, ContentLength }: GetObjectCommandOutput): {
  start: number;
  end: number;
  size: number;
} {
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(ContentRange ?? '') ?? [];
  if (first !== undefined) return { start: Number(first), end: Number(last) + 1, size: Number(size) };
  return { start: 0, end: ContentLength ?? 0, size: ContentLength ?? 0 };
}

const describe = ({ ContentRange, ContentLength }: GetObjectCommandOutput): string =>
  `found ${ContentRange === undefined ? `all ${ContentLength} bytes` : ContentRange}`;

/** Returns the body of an answer, which has to have this many bytes. */
async function bodyOf(exchange: Exchange, { Body }: GetObjectCommandOutput, size: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  exchange.moved();
  for await (const chunk of Body as AsyncIterable<Uint8Array>) {
    exchange.moved();
    chunks.push(chunk);
    length += chunk.length;
    if (length > size) break;
  }
  if (length !== size) throw new WrongAnswer(`found a body of ${length} bytes, expected ${size}`);
  return Buffer.concat(chunks, size);
}
