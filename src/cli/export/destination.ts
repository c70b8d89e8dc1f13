import { lstat, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { shellWord } from '../../display/shell-word.js';
import { AtomicFile } from '../../storage/file/atomic-file.js';
import { errorCodeOf } from '../../storage/file/system-calls.js';
import type { Output } from '../console/terminal.js';
import { isBucketUrl } from '../context/bucket-url.js';

/** What an export is written to: a file, or standard output. */
export interface Destination {
  /** The bytes that were written so far. */
  readonly size: number;

  /**
   * Writes a text as UTF-8, or bytes.
   *
   * @throws Failure (`OUTPUT`) if that fails.
   */
  write(piece: string | Uint8Array): Promise<void>;

  /**
   * Removes all bytes after the first `size` ones.
   *
   * @throws Failure if some of them cannot be taken back.
   */
  truncate(size: number): Promise<void>;

  /**
   * Ends the export. A file gets its name only now, when it is complete.
   *
   * @throws Failure (`OUTPUT`) if that fails, and (`EXISTS`) if the name was taken meanwhile.
   */
  finish(): Promise<void>;

  /** Removes an unfinished file. Does nothing after {@link finish}. Never throws. */
  discard(): Promise<void>;
}

/** The bytes that are collected in memory before they are written. */
const BUFFER_BYTES = 1 << 16;

/** Collects small pieces and writes them together, because each write costs a call of the system. */
abstract class BufferedDestination {
  size = 0;
  #pieces: Buffer[] = [];
  #length = 0;

  async write(piece: string | Uint8Array): Promise<void> {
    const bytes =
      typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    this.size += bytes.length;
    if (this.#length >= BUFFER_BYTES) await this.flush();
  }

  /** Writes the collected bytes. */
  async flush(): Promise<void> {
    const [first = Buffer.alloc(0), ...others] = this.#pieces;
    const bytes = others.length === 0 ? first : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#length = 0;
    if (bytes.length > 0) await this.writeBytes(bytes);
  }

  protected abstract writeBytes(bytes: Buffer): Promise<void>;
}

/** A file. It has a temporary name until it is complete, so that nobody reads half of it. */
export class FileDestination extends BufferedDestination implements Destination {
  /** The path as the user typed it. */
  readonly path: string;
  readonly #file: AtomicFile;
  #written = 0;

  private constructor(path: string, file: AtomicFile) {
    super();
    this.path = path;
    this.#file = file;
  }

  /**
   * Creates the file under a temporary name.
   *
   * @param isForced - whether the file may replace an existing one.
   * @param shown - the path that messages show.
   * @throws Failure (`EXISTS`) if the path is taken, and (`OUTPUT`) if no file can be created there.
   */
  static async create(path: string, isForced: boolean, shown = path): Promise<FileDestination> {
    await checkPath(path, isForced);
    const file = await AtomicFile.create(path, isForced).catch((error) => {
      throw destinationFailure(shown, error);
    });
    return new FileDestination(shown, file);
  }

  /** The temporary path, by which another program (DuckDB) can write the file. */
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

  protected async writeBytes(bytes: Buffer): Promise<void> {
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
      throw destinationFailure(this.path, error as Error);
    }
  }
}

/** Standard output. Bytes that were written cannot be taken back. */
export class StandardOutput extends BufferedDestination implements Destination {
  readonly #out: Output;
  readonly #escapeText: (text: string) => string;
  readonly #utf8 = new TextDecoder();

  /** @param escapeText - escapes the control characters of a text. Used only on a terminal, which would obey them. */
  constructor(out: Output, escapeText: (text: string) => string) {
    super();
    this.#out = out;
    this.#escapeText = escapeText;
  }

  async truncate(size: number): Promise<void> {
    if (size < this.size) throw new Failure('The output ends within an artifact that was changed meanwhile.');
  }

  finish(): Promise<void> {
    return this.flush();
  }

  async discard(): Promise<void> {}

  protected writeBytes(bytes: Buffer): Promise<void> {
    if (!this.#out.isTerminal) return this.#out.write(bytes);
    return this.#out.write(this.#escapeText(this.#utf8.decode(bytes, { stream: true })));
  }
}

/**
 * @throws Failure (`USAGE`) if the path is a place in a bucket, and (`EXISTS`) if it is taken by a file that must not be replaced, or by
 * something that is not a file.
 */
export async function checkPath(path: string, isForced: boolean): Promise<void> {
  checkIsLocal(path);
  if (!(await exists(path))) return;
  if (!isForced) throw existsFailure(path);
  const stats = await stat(path).catch((error) => {
    throw writeFailure(path, error);
  });
  if (!stats.isFile())
    throw new Failure(`${escaped(path)} is no file, and is not replaced by one.`, { code: 'EXISTS', path });
}

/** @throws Failure (`USAGE`) if something is to be written to a bucket that only this machine can keep. */
export function checkIsLocal(path: string): void {
  if (!isBucketUrl(path)) return;
  throw new Failure(
    `${escaped(path)} is in a bucket, but only artifacts are written there. Name a path on this machine.`,
  );
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (error) => {
      if (error.code === 'ENOENT') return false;
      throw writeFailure(path, error);
    },
  );

/** Returns the Failure for an error of the system that creating, writing or naming a file has met. */
export function destinationFailure(path: string, error: Error): Failure {
  const code = errorCodeOf(error);
  if (code === 'EEXIST') return existsFailure(path);
  return code === 'ENOENT' ? noFolderFailure(path) : writeFailure(path, error);
}

const existsFailure = (path: string): Failure =>
  new Failure(`${escaped(path)} is there already. To replace it: --force`, { code: 'EXISTS', path });

const noFolderFailure = (path: string): Failure =>
  new Failure(`There is no folder for ${escaped(path)}. To make it: mkdir -p ${shellWord(dirname(path))}`, {
    code: 'OUTPUT',
    path,
  });

const writeFailure = (path: string, error: Error): Failure =>
  new Failure(`Could not write ${escaped(path)}: ${escaped(error.message)}.`, { code: 'OUTPUT', path, cause: error });
