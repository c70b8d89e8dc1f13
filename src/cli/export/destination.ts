import { lstat, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { escaped } from '../console/escaping.js';
import { Failure } from '../console/failure.js';
import type { Output } from '../console/terminal.js';
import { AtomicFile } from '../context/atomic-file.js';
import { shellWord } from '../context/root.js';

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

/** A file, which is there under its name once it is whole. */
export class ExportFile extends Gathering implements Destination {
  /** As somebody typed it. */
  readonly path: string;
  readonly #file: AtomicFile;
  #written = 0;

  private constructor(path: string, file: AtomicFile) {
    super();
    this.path = path;
    this.#file = file;
  }

  /**
   * Begins a file.
   *
   * @param isForced - whether it may take the place of another file.
   * @throws Failure if there is such a file, or none can be made.
   */
  static async create(path: string, isForced: boolean): Promise<ExportFile> {
    await checkPlace(path, isForced);
    const file = await AtomicFile.create(path, isForced).catch((error) => {
      throw error.code === 'ENOENT' ? noFolder(path) : notWritten(path, error);
    });
    return new ExportFile(path, file);
  }

  /** The path by which others may write the file, until it is finished. */
  get temporaryPath(): string {
    return this.#file.temporaryPath;
  }

  async truncate(size: number): Promise<void> {
    await this.flush();
    await this.#attempt(() => this.#file.handle.truncate(size));
    this.#written = size;
    this.size = size;
  }

  async finish(): Promise<void> {
    await this.flush();
    await this.#attempt(() => this.#file.finish());
  }

  discard(): Promise<void> {
    return this.#file.discard();
  }

  protected async put(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const write = () => this.#file.handle.write(bytes, done, bytes.length - done, this.#written);
      const { bytesWritten } = await this.#attempt(write);
      done += bytesWritten;
      this.#written += bytesWritten;
    }
  }

  async #attempt<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EEXIST';
      throw isTaken ? taken(this.path) : notWritten(this.path, error as Error);
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
    if (size < this.size) throw new Failure('The output ends within an artifact that was changed meanwhile.');
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

/** @throws Failure if a file must not have this path. */
async function checkPlace(path: string, isForced: boolean): Promise<void> {
  if (!(await isThere(path))) return;
  if (!isForced) throw taken(path);
  const stats = await stat(path).catch((error) => {
    throw notWritten(path, error);
  });
  if (!stats.isFile())
    throw new Failure(`${escaped(path)} is no file, and is not replaced by one.`, { code: 'EXISTS', path });
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
  new Failure(`${escaped(path)} is there already. To replace it: --force`, { code: 'EXISTS', path });

const noFolder = (path: string): Failure =>
  new Failure(`There is no folder for ${escaped(path)}. To make it: mkdir -p ${shellWord(dirname(path))}`, {
    code: 'OUTPUT',
    path,
  });

const notWritten = (path: string, error: Error): Failure =>
  new Failure(`Could not write ${escaped(path)}: ${escaped(error.message)}.`, { code: 'OUTPUT', path, cause: error });
