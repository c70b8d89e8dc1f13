import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { piecesOf, readBytes } from '../bytes-source.js';
import type { Source } from '../storage.js';
import type { Bucket } from './bucket.js';
import type { Exchange } from './exchange.js';
import { isConditionUnmet, isFault, WrongAnswer } from './s3-faults.js';

/** What servers take in one request. Units: bytes. Tests set other sizes. */
export const UPLOAD_SIZES = {
  /** The largest object that PutObject makes. */
  put: 5 * 2 ** 30,
  /** A part of a larger object, as long as there are not too many of them. */
  part: 2 ** 26,
};

/** The largest number of parts of an object. */
const MAX_PARTS = 10_000;

/** A body up to this size is given to the client whole, and a larger one as a stream that shows when it moves. Units: bytes. */
const BYTES_PER_MOVE = 1 << 16;

/** CompleteMultipartUpload may take minutes, in which a server sends nothing but spaces. */
const PATIENCE_FOR_COMPLETION = 10;

/** The bytes of an object, and their MD5 in base64. */
export interface Content {
  readonly source: Source;
  readonly md5: string;
}

/** What came of creating an object: it was created, or there is one with this key. */
export type UploadResult = 'created' | 'taken';

/**
 * Creates an object in one request, unless there is one with this key. If an answer was lost, `taken` may be said of the object that the
 * same call has created.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if that fails.
 */
export const putObject = (bucket: Bucket, key: string, { source, md5 }: Content): Promise<UploadResult> =>
  bucket.request('PutObject', bucket.pathOf(key), async (exchange) => {
    try {
      await withBody(exchange, source, 0, source.size, (Body) =>
        exchange.send(
          new PutObjectCommand({
            ...bucket.object(key),
            Body,
            ContentLength: source.size,
            ContentMD5: md5,
            ContentType: 'application/json',
            IfNoneMatch: '*',
          }),
        ),
      );
      return 'created';
    } catch (error) {
      if (isConditionUnmet(error)) return 'taken';
      throw error;
    }
  });

/**
 * Creates an object of any size in parts, unless there is one with this key when the last part has arrived.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if that fails. The parts are removed again, or by a sweep.
 */
export async function putObjectInParts(bucket: Bucket, key: string, source: Source): Promise<UploadResult> {
  const path = bucket.pathOf(key);
  const object = bucket.object(key);
  const UploadId = await bucket.request('CreateMultipartUpload', path, async (exchange) => {
    const answer = await exchange.send(
      new CreateMultipartUploadCommand({ ...object, ContentType: 'application/json' }),
    );
    if (answer.UploadId === undefined) throw new WrongAnswer('found no id of an upload, expected one');
    return answer.UploadId;
  });
  let result: UploadResult | undefined;
  try {
    const size = Math.max(UPLOAD_SIZES.part, Math.ceil(source.size / MAX_PARTS));
    const parts: CompletedPart[] = [];
    for (let start = 0; start < source.size; start += size) {
      const [end, PartNumber] = [Math.min(source.size, start + size), parts.length + 1];
      const ContentMD5 = await md5Of(source, start, end);
      const { ETag } = await bucket.request('UploadPart', path, (exchange) =>
        withBody(exchange, source, start, end, (Body) =>
          exchange.send(
            new UploadPartCommand({ ...object, UploadId, PartNumber, Body, ContentLength: end - start, ContentMD5 }),
          ),
        ),
      );
      parts.push({ ETag, PartNumber });
    }
    result = await completeUpload(bucket, key, UploadId, parts);
    return result;
  } finally {
    if (result !== 'created') await abortUpload(bucket, key, UploadId).catch(() => undefined);
  }
}

/** Makes an object of parts. If an answer was lost, there is no such upload any more: the object that it has become is there. */
const completeUpload = (bucket: Bucket, key: string, UploadId: string, Parts: CompletedPart[]): Promise<UploadResult> =>
  bucket.request(
    'CompleteMultipartUpload',
    bucket.pathOf(key),
    async (exchange) => {
      try {
        const MultipartUpload = { Parts };
        await exchange.send(
          new CompleteMultipartUploadCommand({ ...bucket.object(key), UploadId, MultipartUpload, IfNoneMatch: '*' }),
        );
        return 'created';
      } catch (error) {
        if (isConditionUnmet(error) || isFault(error, 'NoSuchUpload')) return 'taken';
        throw error;
      }
    },
    PATIENCE_FOR_COMPLETION,
  );

/**
 * Removes the parts of an upload that was not completed.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if that fails.
 */
export const abortUpload = (bucket: Bucket, key: string, UploadId: string): Promise<void> =>
  bucket.request('AbortMultipartUpload', bucket.pathOf(key), async (exchange) => {
    await exchange.send(new AbortMultipartUploadCommand({ ...bucket.object(key), UploadId })).catch((error) => {
      if (!isFault(error, 'NoSuchUpload')) throw error;
    });
  });

/** Sends some bytes of a source as a body. An error in reading them ends the exchange. */
async function withBody<Answer>(
  exchange: Exchange,
  source: Source,
  start: number,
  end: number,
  send: (body: Uint8Array | Readable) => Promise<Answer>,
): Promise<Answer> {
  if (end - start <= BYTES_PER_MOVE) return send(await readBytes(source, start, end));
  async function* moving(): AsyncGenerator<Uint8Array> {
    for await (const piece of piecesOf(source, start, end, BYTES_PER_MOVE)) {
      exchange.moved();
      yield piece;
    }
  }
  const body = Readable.from(moving(), { objectMode: false });
  body.on('error', (error) => exchange.end(error));
  try {
    return await send(body);
  } finally {
    body.destroy();
  }
}

async function md5Of(source: Source, start: number, end: number): Promise<string> {
  const hash = createHash('md5');
  for await (const piece of piecesOf(source, start, end, BYTES_PER_MOVE)) hash.update(piece);
  return hash.digest('base64');
}
