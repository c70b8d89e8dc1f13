import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { NotFoundError, StorageError } from '../errors.js';
import { BytesSource, isSameSource } from './bytes-source.js';
import { type FileSource, openRegularFile, readAt } from './file-source.js';
import { Gate } from './gate.js';
import { isGone, ownerText } from './owner.js';
import type { Creation, Draft, Source } from './storage.js';
import { codeOf, failure, syncDirectory, systemCall } from './system-calls.js';

// Windows knows none of the defaults.
const { O_CREAT, O_EXCL, O_RDWR, O_NOFOLLOW = 0 } = constants;

/** Bytes that are kept in memory as long as there are no more: a small draft needs no file if an identical one is there. */
const SPOOL = 1 << 20;

/** Bytes handed to the system in one call: it takes 2 GiB at most. */
const PIECE = 1 << 26;

/** The name of a temporary file, which no list shows, and which tells whose it is. */
const temporaryName = (): string => `.${ownerText()}-${randomBytes(12).toString('hex')}.tmp`;

/** Tells of a file's name whether it is a temporary one whose process has ended. */
export function isLeftOver(name: string): boolean {
  const owner = /^\.(.+)-[0-9a-f]{24}\.tmp$/.exec(name)?.[1];
  return owner !== undefined && isGone(owner);
}

/** Drafts that have files open at a time: the others wait, for a system has only so many to give. */
const OPEN = new Gate(32);

interface TemporaryFile {
  readonly handle: FileHandle;
  readonly path: string;
}

/**
 * A file on its way to its name, in six steps: write a temporary file, count its bytes, sync it, link it to its name (the
 * only step that is exclusive and whole), sync the directory and the file once more, unlink the temporary name.
 */
export class FileDraft implements Draft {
  readonly #folder: string;
  readonly #pathOf: (key: string) => string;
  readonly #openFolder: () => Promise<FileHandle | undefined>;
  #directory: Promise<FileHandle | undefined> | undefined;
  #spool: Uint8Array[] = [];
  /** The temporary file, once there is one; it holds all that was in memory so far. */
  #temporary: TemporaryFile | undefined;
  #opening: Promise<TemporaryFile> | undefined;
  /** What came of preparing it for a name, by path. */
  readonly #preparations = new Map<string, Promise<Creation | undefined>>();
  #size = 0;
  #isSynced = false;

  /** @param openFolder - opens the folder, and makes it if need be. */
  constructor(
    folder: string,
    pathOf: (key: string) => string,
    openFolder: (folder: string) => Promise<FileHandle | undefined>,
  ) {
    this.#folder = folder;
    this.#pathOf = pathOf;
    this.#openFolder = () => openFolder(folder);
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#temporary === undefined && this.#size + bytes.length <= SPOOL) this.#spool.push(bytes);
    else {
      const { handle, path } = await this.#opened();
      await writeAll(handle, bytes, this.#size, path);
    }
    this.#size += bytes.length;
  }

  reread(): Source {
    if (this.#temporary === undefined) return new BytesSource(...this.#spool);
    const { handle, path } = this.#temporary;
    return { size: this.#size, read: (start, end) => readAt(handle, path, start, end), close: async () => {} };
  }

  async prepare(key: string): Promise<void> {
    await this.#prepared(this.#pathOf(key));
  }

  async publish(key: string): Promise<Creation> {
    const path = this.#pathOf(key);
    const there = await this.#prepared(path);
    if (there !== undefined) return there;
    const temporary = await this.#opened();
    if (!(await linkTo(path, temporary))) return (await this.#compare(path)) ?? 'different';
    try {
      await syncDirectory(await this.#opendir(), this.#folder);
      // XFS lost links whose directory was synced, until the file was synced once more.
      await systemCall('fsync', path, () => temporary.handle.sync());
    } catch (error) {
      await unlink(path).catch(() => undefined);
      throw error;
    }
    return 'created';
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#opening, ...this.#preparations.values()]);
    if (this.#directory === undefined) return;
    const directory = await this.#directory.catch(() => undefined);
    await Promise.all([directory?.close().catch(() => undefined), this.#temporary && remove(this.#temporary)]);
    this.#directory = undefined;
    OPEN.leave();
  }

  /** The temporary file synced, or what is there under the name. */
  #prepared(path: string): Promise<Creation | undefined> {
    let preparation = this.#preparations.get(path);
    if (preparation === undefined) this.#preparations.set(path, (preparation = this.#prepare(path)));
    return preparation;
  }

  async #prepare(path: string): Promise<Creation | undefined> {
    await this.#opendir();
    const there = this.#temporary === undefined ? await this.#compare(path) : undefined;
    if (there === undefined) await this.#sync(await this.#opened());
    return there;
  }

  #opendir(): Promise<FileHandle | undefined> {
    this.#directory ??= OPEN.enter().then(this.#openFolder);
    return this.#directory;
  }

  #opened(): Promise<TemporaryFile> {
    this.#opening ??= this.#openTemporary();
    return this.#opening;
  }

  async #openTemporary(): Promise<TemporaryFile> {
    await this.#opendir();
    const path = join(this.#folder, temporaryName());
    const flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW;
    const temporary = { path, handle: await systemCall('open', path, () => open(path, flags, 0o444)) };
    try {
      await writeAll(temporary.handle, Buffer.concat(this.#spool), 0, path);
    } catch (error) {
      await remove(temporary);
      throw error;
    }
    this.#spool = [];
    this.#temporary = temporary;
    return temporary;
  }

  async #sync({ handle, path }: TemporaryFile): Promise<void> {
    if (this.#isSynced) return;
    const [{ size }] = await Promise.all([
      systemCall('fstat', path, () => handle.stat()),
      systemCall('fsync', path, () => handle.sync()),
    ]);
    if (size !== this.#size) throw new StorageError('write', path, `found ${size} bytes, expected ${this.#size}`);
    this.#isSynced = true;
  }

  /** Compares the draft with a file, and makes the file durable if they are the same; undefined if there is no file. */
  async #compare(path: string): Promise<Creation | undefined> {
    let there: FileSource;
    try {
      there = await openRegularFile(path, path, O_NOFOLLOW);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
    try {
      if (!(await isSameSource(there, this.reread()))) return 'different';
      await systemCall('fsync', path, () => there.handle.sync());
      await syncDirectory(await this.#opendir(), this.#folder);
      return 'identical';
    } finally {
      await there.close();
    }
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number, path: string): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const length = Math.min(PIECE, bytes.length - done);
    const { bytesWritten } = await systemCall('write', path, () => handle.write(bytes, done, length, position + done));
    if (bytesWritten === 0) {
      throw new StorageError('write', path, `found ${position + done} bytes taken, and no more`);
    }
    done += bytesWritten;
  }
}

/** Gives a file its name, or tells that the name is taken. */
async function linkTo(path: string, temporary: TemporaryFile): Promise<boolean> {
  try {
    await link(temporary.path, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // NFS may report an error for a link that took place.
    if ((await systemCall('fstat', temporary.path, () => temporary.handle.stat())).nlink > 1) return true;
    throw failure('link', path, error);
  }
}

/** Removes a temporary file. One that stays behind is invisible and harmless; sweeping removes it when its process has ended. */
async function remove({ handle, path }: TemporaryFile): Promise<void> {
  await Promise.allSettled([handle.close(), unlink(path)]);
}
