import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, link, lstat, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { shown } from '../escaping.js';
import { Failure } from '../failure.js';
import { onInterruption } from '../interruption.js';
import { quotedWord } from '../root.js';
import type { Output } from '../terminal.js';

/** Where an export goes. */
export interface Destination {
  /** How many bytes were written. */
  readonly size: number;

  /** @throws Failure if it could not be written. */
  write(piece: string | Uint8Array): Promise<void>;

  /**
   * Takes back all but the first bytes.
   *
   * @throws Failure if they are out already.
   */
  truncate(size: number): Promise<void>;

  /** Hands over what was written: from now on it is there as a whole. */
  finish(): Promise<void>;

  /** Leaves nothing behind, unless it was finished. It does not throw. */
  discard(): Promise<void>;
}

/** Bytes that are gathered before they are written. */
const GATHERED = 1 << 16;

/** Small pieces, gathered to larger ones. */
abstract class Gathering {
  size = 0;
  #pieces: Buffer[] = [];
  #length = 0;

  async write(piece: string | Uint8Array): Promise<void> {
    const bytes =
      typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    this.size += bytes.length;
    if (this.#length >= GATHERED) await this.flush();
  }

  /** Writes what was gathered. */
  async flush(): Promise<void> {
    const [first = Buffer.alloc(0), ...others] = this.#pieces;
    const bytes = others.length === 0 ? first : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#length = 0;
    if (bytes.length > 0) await this.put(bytes);
  }

  protected abstract put(bytes: Buffer): Promise<void>;
}

/** A file that has a temporary name beside its own until it is whole. */
export class ExportFile extends Gathering implements Destination {
  readonly #target: string;
  readonly #isForced: boolean;
  readonly #handle: FileHandle;
  readonly #forget: () => void;
  #written = 0;
  #isFinished = false;

  private constructor(
    /** As messages name it. */
    readonly name: string,
    target: string,
    /** The temporary one, by which others may write it. */
    readonly temporaryPath: string,
    isForced: boolean,
    handle: FileHandle,
  ) {
    super();
    this.#target = target;
    this.#isForced = isForced;
    this.#handle = handle;
    this.#forget = onInterruption(() => rmSync(temporaryPath, { force: true }));
  }

  /**
   * Begins a file.
   *
   * @param isForced - whether it may take the place of another file.
   * @throws Failure if there is such a file, or none can be made.
   */
  static async create(path: string, isForced: boolean): Promise<ExportFile> {
    const target = await targetOf(path, isForced);
    const temporaryPath = join(dirname(target), `.${randomBytes(8).toString('hex')}.tmp`);
    // It has the rights of the file that it replaces.
    const { mode } = (await stat(target).catch(() => undefined)) ?? {};
    const handle = await open(temporaryPath, 'wx', mode).catch((error) => {
      throw error.code === 'ENOENT' ? noFolder(path) : notWritten(path, error);
    });
    return new ExportFile(shown(path), target, temporaryPath, isForced, handle);
  }

  async truncate(size: number): Promise<void> {
    await this.flush();
    await this.#attempt(() => this.#handle.truncate(size));
    this.#written = size;
    this.size = size;
  }

  async finish(): Promise<void> {
    await this.flush();
    await this.#attempt(() => this.#handle.sync());
    await this.#attempt(() => this.#handle.close());
    await this.#attempt(() => (this.#isForced ? rename(this.temporaryPath, this.#target) : this.#nameAnew()));
    this.#isFinished = true;
    this.#forget();
  }

  async discard(): Promise<void> {
    if (this.#isFinished) return;
    await Promise.allSettled([this.#handle.close(), unlink(this.temporaryPath)]);
    this.#forget();
  }

  protected async put(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const write = () => this.#handle.write(bytes, done, bytes.length - done, this.#written);
      const { bytesWritten } = await this.#attempt(write);
      done += bytesWritten;
      this.#written += bytesWritten;
    }
  }

  /** Gives the file its name, unless another file was given it meanwhile: a link is exclusive, where the system has links. */
  async #nameAnew(): Promise<void> {
    try {
      await link(this.temporaryPath, this.#target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST' || (await isThere(this.#target)))
        throw taken(this.#target);
      return rename(this.temporaryPath, this.#target);
    }
    await unlink(this.temporaryPath);
  }

  async #attempt<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw error instanceof Failure ? error : notWritten(this.name, error as Error);
    }
  }
}

/** The standard output, which takes nothing back. */
export class ExportToOutput extends Gathering implements Destination {
  readonly #out: Output;
  readonly #toShown: (text: string) => string;
  readonly #utf8 = new TextDecoder();

  /** @param toShown - for a terminal, which obeys control characters. */
  constructor(out: Output, toShown: (text: string) => string) {
    super();
    this.#out = out;
    this.#toShown = toShown;
  }

  async truncate(size: number): Promise<void> {
    if (size < this.size)
      throw new Failure('The output ends within an artifact that was changed meanwhile.', { exitCode: 2 });
  }

  finish(): Promise<void> {
    return this.flush();
  }

  async discard(): Promise<void> {}

  protected put(bytes: Buffer): Promise<void> {
    if (!this.#out.isTerminal) return this.#out.write(bytes);
    return this.#out.write(this.#toShown(this.#utf8.decode(bytes, { stream: true })));
  }
}

/** Where the file will be: if it takes the place of one that a link leads to, there. */
async function targetOf(path: string, isForced: boolean): Promise<string> {
  if (!(await isThere(path))) return path;
  if (!isForced) throw taken(path);
  const stats = await stat(path).catch((error) => {
    throw notWritten(path, error);
  });
  if (stats.isFile()) return realpath(path);
  throw new Failure(`${shown(path)} is no file, and is not replaced by one.`, { exitCode: 2, code: 'EXISTS', path });
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (error) => {
      if (error.code === 'ENOENT') return false;
      throw notWritten(path, error);
    },
  );

const taken = (path: string): Failure =>
  new Failure(`${shown(path)} is there already. To replace it: --force`, { exitCode: 2, code: 'EXISTS', path });

const noFolder = (path: string): Failure =>
  new Failure(`There is no folder for ${shown(path)}. To make it: mkdir -p ${quotedWord(dirname(path))}`, {
    exitCode: 2,
    code: 'OUTPUT',
    path,
  });

const notWritten = (path: string, error: Error): Failure =>
  new Failure(`Could not write ${shown(path)}: ${shown(error.message)}.`, {
    exitCode: 2,
    code: 'OUTPUT',
    path,
    cause: error,
  });
