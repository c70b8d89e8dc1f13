import { createHash } from 'node:crypto';
import { StorageError } from '../../model/errors.js';
import { BytesSource } from '../bytes-source.js';
import type { Bucket } from './bucket.js';
import { putObject, putObjectInParts } from './upload.js';

/** The key of the probe, which is no key of an artifact. */
export const PROBE_KEY = '.conditional-put';

const TEXT = Buffer.from(
  'Programs put this file to see whether the server refuses to overwrite a file when it is asked to (If-None-Match).\n',
);
const PROBE = { source: new BytesSource(TEXT), md5: createHash('md5').update(TEXT).digest('base64') };

/**
 * Finds out whether a server refuses to overwrite an object: one that ignores the condition `If-None-Match: *` would overwrite artifacts
 * in silence. Each of the two requests that create objects is tried by itself, because servers heed the condition in one of them, and
 * not in the other. The one object that may be overwritten is the probe, by the same bytes.
 */
export class ConditionProbe {
  readonly #bucket: Bucket;
  #ofPut: Promise<void> | undefined;
  #ofParts: Promise<void> | undefined;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /**
   * Checks once that PutObject heeds the condition.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if it does not, or nothing can be written.
   */
  checkPut(): Promise<void> {
    this.#ofPut ??= this.checkPutNow().catch((error) => {
      this.#ofPut = undefined;
      throw error;
    });
    return this.#ofPut;
  }

  /** As {@link checkPut}, but anew: it also shows that the credentials and the server are still good for writing. */
  async checkPutNow(): Promise<void> {
    if ((await putObject(this.#bucket, PROBE_KEY, PROBE)) === 'taken') return;
    if ((await putObject(this.#bucket, PROBE_KEY, PROBE)) === 'taken') return;
    throw this.#ignored('PutObject', 'a server that refuses to overwrite files, as AWS S3 and Ceph do');
  }

  /**
   * Checks once that CompleteMultipartUpload heeds the condition, after PutObject was found to.
   *
   * @param size - of the file that needs it, for the error. Units: bytes.
   * @throws StorageError (`ARTIFACT_STORAGE`) if it does not, or nothing can be written.
   */
  checkParts(size: number): Promise<void> {
    this.#ofParts ??= this.#checkPartsNow(size).catch((error) => {
      this.#ofParts = undefined;
      throw error;
    });
    return this.#ofParts;
  }

  async #checkPartsNow(size: number): Promise<void> {
    await this.checkPut();
    if ((await putObjectInParts(this.#bucket, PROBE_KEY, PROBE.source)) === 'taken') return;
    throw this.#ignored(
      'CompleteMultipartUpload',
      `a file of at most 5 GiB, or a server that refuses to overwrite larger ones, too, as AWS S3 does; this file has ${size} bytes`,
    );
  }

  #ignored(operation: string, expected: string): StorageError {
    const fault = `found that the server ignores If-None-Match, so that it would overwrite files; expected ${expected}`;
    return new StorageError(operation, this.#bucket.pathOf(PROBE_KEY), fault);
  }
}
