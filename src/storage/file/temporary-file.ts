import { constants } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../../model/errors.js';
import { BYTES_PER_CALL } from '../../model/limits.js';
import type { Source } from '../storage.js';
import { readAt } from './file-source.js';
import { giveUpToken, newToken, takenBackName, temporaryName } from './owner.js';
import { O_NOFOLLOW, systemCall } from './system-calls.js';

const { O_CREAT, O_EXCL, O_RDWR } = constants;

/** A file in the making, under a temporary name. */
export class TemporaryFile {
  readonly handle: FileHandle;
  readonly #folder: string;
  readonly #token: string;
  #path: string;
  #size = 0;
  #isSynced = false;

  private constructor(folder: string, token: string, path: string, handle: FileHandle) {
    this.#folder = folder;
    this.#token = token;
    this.#path = path;
    this.handle = handle;
  }

  static async create(folder: string): Promise<TemporaryFile> {
    const token = newToken();
    const path = join(folder, temporaryName(token));
    const flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW;
    try {
      return new TemporaryFile(folder, token, path, await systemCall('open', path, () => open(path, flags, 0o444)));
    } catch (error) {
      giveUpToken(token);
      throw error;
    }
  }

  get path(): string {
    return this.#path;
  }

  /** Adds bytes at the end. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const length = Math.min(BYTES_PER_CALL, bytes.length - done);
      const write = () => this.handle.write(bytes, done, length, this.#size);
      const { bytesWritten } = await systemCall('write', this.#path, write);
      if (bytesWritten === 0) {
        throw new StorageError('write', this.#path, `found ${this.#size} bytes taken, and no more`);
      }
      done += bytesWritten;
      this.#size += bytesWritten;
    }
  }

  reread(): Source {
    const { handle, path } = this;
    return { size: this.#size, read: (start, end) => readAt(handle, path, start, end), close: async () => {} };
  }

  /** Makes the bytes durable, and counts them: a write that the system has cut short may not have been told. */
  async sync(): Promise<void> {
    if (this.#isSynced) return;
    const [{ size }] = await Promise.all([
      systemCall('fstat', this.#path, () => this.handle.stat()),
      systemCall('fsync', this.#path, () => this.handle.sync()),
    ]);
    if (size !== this.#size) throw new StorageError('write', this.#path, `found ${size} bytes, expected ${this.#size}`);
    this.#isSynced = true;
  }

  /**
   * Exchanges the temporary name for that of a file that is taken back.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if somebody has removed the temporary name, to keep the file.
   */
  async giveUp(): Promise<void> {
    const path = join(this.#folder, takenBackName(this.#token));
    await systemCall('rename', this.#path, () => rename(this.#path, path));
    this.#path = path;
  }

  /** Removes the temporary name. One that stays behind is invisible and harmless, and sweeping removes it. */
  async remove(): Promise<void> {
    await Promise.allSettled([this.handle.close(), unlink(this.#path)]);
    giveUpToken(this.#token);
  }
}
