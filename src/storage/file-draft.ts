import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NotFoundError, StorageError } from '../errors.js';
import { BytesSource, isSameSource } from './bytes-source.js';
import { FileSource, openRegularFile } from './file-source.js';
import type { Creation, Draft, Source } from './storage.js';
import { codeOf, failure, step, syncDirectory } from './system-calls.js';

// Windows knows none of the defaults.
const { O_CREAT, O_EXCL, O_RDWR, O_NOFOLLOW = 0 } = constants;

/** Bytes that are kept in memory until the draft is published: most need no file if an identical one is there. */
const SPOOL = 1 << 20;

/** Bytes handed to the system in one call: it takes 2 GiB at most. */
const PIECE = 1 << 26;

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
  #temporary: { readonly handle: FileHandle; readonly path: string } | undefined;
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
    return new FileSource(this.#temporary.handle, this.#temporary.path, this.#size);
  }

  async prepare(key: string): Promise<void> {
    await this.#prepared(this.#pathOf(key));
  }

  async publish(key: string): Promise<Creation> {
    const path = this.#pathOf(key);
    if (dirname(path) !== this.#folder) throw new StorageError('create', path, `expected a file in ${this.#folder}`);
    const there = await this.#prepared(path);
    if (there !== undefined) return there;
    const temporary = await this.#opened();
    if (!(await linkTo(path, temporary))) return (await this.#compare(path)) ?? 'different';
    try {
      await syncDirectory(await this.#opendir(), this.#folder);
      // XFS lost links whose directory was synced, until the file was synced once more.
      await step('fsync', path, () => temporary.handle.sync());
    } catch (error) {
      await unlink(path).catch(() => undefined);
      throw error;
    }
    return 'created';
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#preparations.values());
    const directory = await this.#directory?.catch(() => undefined);
    // A temporary file that stays behind is invisible and harmless.
    await Promise.allSettled([
      directory?.close(),
      this.#temporary?.handle.close(),
      this.#temporary && unlink(this.#temporary.path),
    ]);
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
    this.#directory ??= this.#openFolder();
    return this.#directory;
  }

  /** The temporary file, with all that was in memory so far. */
  async #opened(): Promise<{ readonly handle: FileHandle; readonly path: string }> {
    if (this.#temporary !== undefined) return this.#temporary;
    await this.#opendir();
    const path = join(this.#folder, `.${process.pid}-${randomBytes(12).toString('hex')}.tmp`);
    const handle = await step('open', path, () => open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o444));
    this.#temporary = { handle, path };
    const spooled = Buffer.concat(this.#spool);
    await writeAll(handle, spooled, 0, path);
    this.#spool = [];
    return this.#temporary;
  }

  async #sync({ handle, path }: { readonly handle: FileHandle; readonly path: string }): Promise<void> {
    if (this.#isSynced) return;
    const [{ size }] = await Promise.all([
      step('fstat', path, () => handle.stat()),
      step('fsync', path, () => handle.sync()),
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
      await step('fsync', path, () => there.handle.sync());
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
    const { bytesWritten } = await step('write', path, () => handle.write(bytes, done, length, position + done));
    if (bytesWritten === 0) {
      throw new StorageError('write', path, `found ${position + done} bytes taken, and no more`);
    }
    done += bytesWritten;
  }
}

/** Gives a file its name, or tells that the name is taken. */
async function linkTo(path: string, temporary: { readonly handle: FileHandle; readonly path: string }) {
  try {
    await link(temporary.path, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // NFS may report an error for a link that took place.
    if ((await step('fstat', temporary.path, () => temporary.handle.stat())).nlink > 1) return true;
    throw failure('link', path, error);
  }
}
