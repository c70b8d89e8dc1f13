// Streams a file of many bytes into a bucket and back, and writes what came of it, and its peak memory.
// node bucket-stream.js ENDPOINT PREFIX BYTES

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { piecesOf } from '../../src/storage/bytes-source.js';
import { S3Storage } from '../../src/storage/s3/index.js';
import type { PublishResult } from '../../src/storage/storage.js';
import { clientOf } from './object-server.js';

const [endpoint = '', prefix = '', bytes] = process.argv.slice(2);
const storage = new S3Storage({ bucket: 'artifacts', prefix, client: clientOf(endpoint) });
const KEY = 'Large/2026-02-11T12-00-00_aaaaaa.json';
const PIECE = 1 << 18;

/** Returns the bytes of a piece: each differs from all others. */
function piece(index: number, length: number): Buffer {
  const bytes = Buffer.alloc(length, index % 256);
  bytes.writeUInt32LE(index, 0);
  return bytes;
}

/** Writes and publishes the file, or one that differs in its last byte. Returns the result and the hash of what was written. */
async function put(isOther: boolean): Promise<[PublishResult, string]> {
  const [draft, hash] = [storage.draft('Large'), createHash('sha256')];
  try {
    for (let at = 0; at < Number(bytes); at += PIECE) {
      const written = piece(at / PIECE, Math.min(PIECE, Number(bytes) - at));
      if (isOther && at + PIECE >= Number(bytes)) written[written.length - 1] = 1;
      hash.update(written);
      await draft.write(written);
    }
    return [await draft.publish(KEY), hash.digest('hex')];
  } finally {
    await draft.close();
  }
}

const [created, hash] = await put(false);
const peakOfPut = peak();
const source = await storage.open(KEY);
const read = createHash('sha256');
for await (const each of piecesOf(source, 0, source.size, PIECE)) read.update(each);
const peakOfGet = peak();
const [identical] = await put(false);
const [different] = await put(true);
const isSame = read.digest('hex') === hash;
console.log(JSON.stringify({ created, identical, different, isSame, peakOfPut, peakOfGet, peak: peak() }));

/** Returns the most memory that this process has had. Units: MiB. */
function peak(): number {
  return Math.round(Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024);
}
