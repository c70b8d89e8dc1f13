import { constants } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../../model/errors.js';
import { BYTES_PER_CALL } from '../../model/limits.js';
import type { Source } from '../storage.js';
import { readAt } from './file-source.js';
import { O_NOFOLLOW, systemCall } from './system-calls.js';
import { newToken, releaseToken, temporaryName, withdrawnName } from './token.js';

const { O_CREAT, O_EXCL, O_RDWR } = constants;

/**
 * The file behind a draft, under a temporary name. Its life:
 *
 *   1. `create` opens a new file under the temporary name `.TOKEN.tmp`, which `list` does not show.
 *   2. `write` appends bytes and counts them.
 *   3. `sync` makes them durable, and checks that the system has taken all of them.
 *   4. `publish` (publish.ts) gives it its final name; the temporary name stays beside it.
 *   5. `remove` removes the temporary name. A sweep removes those that killed processes left.
 */
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

  /** Creates a file in a folder. It must not have existed. */
  static async create(folder: string): Promise<TemporaryFile> {
    const token = newToken();
    const path = join(folder, temporaryName(token));
    const flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW;
    try {
      return new TemporaryFile(folder, token, path, await systemCall('open', path, () => open(path, flags, 0o444)));
    } catch (error) {
      releaseToken(token);
      throw error;
    }
  }

  /** The path of the temporary name. */
  get path(): string {
    return this.#path;
  }

  /** Appends bytes. A system may take only some of them in one call. */
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

  /** Returns the bytes written so far, for reading. It stays valid until the file is removed. */
  reread(): Source {
    const { handle, path } = this;
    return { size: this.#size, read: (start, end) => readAt(handle, path, start, end), close: async () => {} };
  }

  /**
   * Makes the bytes durable, and compares the size of the file with the bytes written: on a full disk, Node may report bytes as written
   * that the system did not take.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the sync fails or bytes are missing.
   */
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
   * Renames the temporary name to `.TOKEN.gone`: step 1 of withdrawing (publish.ts).
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if another process has removed the temporary name, because it has acknowledged the file.
   */
  async beginWithdrawal(): Promise<void> {
    const path = join(this.#folder, withdrawnName(this.#token));
    await systemCall('rename', this.#path, () => rename(this.#path, path));
    this.#path = path;
  }

  /** Closes the file and removes its temporary name. Ignores errors: a temporary name that stays is harmless, and a sweep removes it. */
  async remove(): Promise<void> {
    await Promise.allSettled([this.handle.close(), unlink(this.#path)]);
    releaseToken(this.#token);
  }
}
