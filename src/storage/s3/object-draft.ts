import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isArtifactError, StorageError } from '../../model/errors.js';
import { LIMITS } from '../../model/limits.js';
import { Semaphore } from '../../model/semaphore.js';
import { BytesSource, haveSameBytes, withSource } from '../bytes-source.js';
import { systemCall } from '../file/system-calls.js';
import { TemporaryFile } from '../file/temporary-file.js';
import { checkedKey } from '../key.js';
import type { Draft, PublishResult, Source } from '../storage.js';
import type { Bucket } from './bucket.js';
import type { ConditionProbe } from './condition-probe.js';
import { openObject } from './object-source.js';
import { putObject, putObjectInParts, UPLOAD_SIZES, type UploadResult } from './upload.js';

/** How often an object may be in the way and then gone before a draft gives up. */
const ROUNDS = 5;

/** Limits the number of drafts that are written at the same time, because each has up to `LIMITS.small` in memory, or an open file. */
const openDrafts = new Semaphore(32);

/**
 * A draft of an `S3Storage`. An object is created whole by one request, so the draft keeps its bytes until then:
 *
 *   1. Up to `LIMITS.small` in memory, and beyond that in a temporary file of this machine, whose name is removed at once.
 *   2. To publish it, put it on the condition that there is no object with the key. A large one is compared first, so that it is not
 *      sent in vain.
 *   3. If there is one, compare the two: the answer to a put that had success may have been lost, and the put been made again.
 */
export class ObjectDraft implements Draft {
  readonly #bucket: Bucket;
  readonly #probe: ConditionProbe;
  readonly #folder: string;
  readonly #md5 = createHash('md5');
  #entering: Promise<void> | undefined;
  /** The bytes in memory, until they are in the temporary file. */
  #written: Uint8Array[] = [];
  #size = 0;
  #temporary: TemporaryFile | undefined;

  constructor(bucket: Bucket, probe: ConditionProbe, folder: string) {
    this.#bucket = bucket;
    this.#probe = probe;
    this.#folder = folder;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#entering ??= openDrafts.acquire();
    await this.#entering;
    this.#md5.update(bytes);
    this.#size += bytes.length;
    if (this.#temporary === undefined && this.#size <= LIMITS.small) {
      this.#written.push(bytes);
      return;
    }
    this.#temporary ??= await newSpool();
    for (const each of this.#written.splice(0)) await this.#temporary.write(each);
    await this.#temporary.write(bytes);
  }

  reread(): Source {
    return this.#temporary?.reread() ?? new BytesSource(...this.#written);
  }

  async prepare(key: string): Promise<void> {
    checkedKey(key, 'create', key, this.#folder);
    await this.#checkServer();
  }

  async publish(key: string): Promise<PublishResult> {
    checkedKey(key, 'create', key, this.#folder);
    await this.#checkServer();
    for (let round = 0; ; round++) {
      const result = round > 0 || this.#temporary !== undefined ? await this.#compareWith(key) : undefined;
      if (result !== undefined) return result;
      if (round === ROUNDS) throw this.#unsteady(key);
      if ((await this.#upload(key)) === 'created') return 'created';
    }
  }

  async close(): Promise<void> {
    if (this.#entering === undefined) return;
    await this.#entering;
    this.#entering = undefined;
    this.#written = [];
    await this.#temporary?.remove();
    openDrafts.release();
  }

  get #isInParts(): boolean {
    return this.#size > UPLOAD_SIZES.put;
  }

  /** Checks that the server refuses to overwrite objects by the request that will create this one. */
  #checkServer(): Promise<void> {
    return this.#isInParts ? this.#probe.checkParts(this.#size) : this.#probe.checkPut();
  }

  #upload(key: string): Promise<UploadResult> {
    const source = this.reread();
    if (this.#isInParts) return putObjectInParts(this.#bucket, key, source);
    return putObject(this.#bucket, key, { source, md5: this.#md5.copy().digest('base64') });
  }

  /** Returns how the draft compares with the object of a key; undefined if there is none. */
  async #compareWith(key: string): Promise<PublishResult | undefined> {
    try {
      const isSame = await withSource(openObject(this.#bucket, key), (there) => haveSameBytes(there, this.reread()));
      return isSame ? 'identical' : 'different';
    } catch (error) {
      if (isArtifactError(error, 'ARTIFACT_NOT_FOUND')) return undefined;
      throw error;
    }
  }

  #unsteady(key: string): StorageError {
    const fault = `found ${ROUNDS} times that it is there when it is put, and not there when it is read; expected either`;
    return new StorageError('PutObject', this.#bucket.pathOf(key), fault);
  }
}

/** Creates a file that nobody else can open, and that the system removes when this process ends. */
async function newSpool(): Promise<TemporaryFile> {
  const beginning = join(tmpdir(), 'persisted-artifacts-');
  const folder = await systemCall('mkdtemp', beginning, () => mkdtemp(beginning));
  try {
    return await TemporaryFile.create(folder);
  } finally {
    // Windows may refuse that while the file is open.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
