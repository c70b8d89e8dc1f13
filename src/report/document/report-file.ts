import { stat } from 'node:fs/promises';
import { StorageError } from '../../model/errors.js';
import { AtomicFile } from '../../storage/file/atomic-file.js';
import { systemCall } from '../../storage/file/system-calls.js';

/** A part of the spool. Units: bytes. */
export interface SpooledPart {
  readonly start: number;
  readonly length: number;
}

/** Units: characters, gathered before they are written, and bytes of the spool that are copied at once. */
const PIECE = 1 << 18;

/** The most bytes that UTF-8 has for a code unit of UTF-16. */
const MOST_BYTES = 3;

/**
 * The file of a report, which appears whole or not at all. Beside it stands a spool, for the parts that are made before it is their turn:
 * artifacts are read one after the other, and what all of them have in common stands before them.
 */
export class ReportFile {
  readonly #path: string;
  readonly #file: AtomicFile;
  readonly #spool: AtomicFile;
  #spooled = 0;
  readonly #unspooled = Buffer.allocUnsafe(PIECE);
  #unspooledLength = 0;
  #gathered: string[] = [];
  #length = 0;
  /** The size of the file so far. Units: bytes. */
  bytes = 0;

  private constructor(path: string, file: AtomicFile, spool: AtomicFile) {
    this.#path = path;
    this.#file = file;
    this.#spool = spool;
  }

  /**
   * Creates the file under a temporary name.
   *
   * @param overwrite - whether it may replace another one.
   * @throws StorageError (`ARTIFACT_STORAGE`) if it cannot be created.
   */
  static async create(path: string, overwrite: boolean): Promise<ReportFile> {
    const create = () => systemCall('open', path, () => AtomicFile.create(path, overwrite));
    const file = await create();
    try {
      return new ReportFile(path, file, await create());
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  /** Writes a text. */
  async write(text: string): Promise<void> {
    this.#gathered.push(text);
    this.#length += text.length;
    if (this.#length >= PIECE) await this.#flush();
  }

  /** Writes texts into the spool, and returns where they stand there. */
  async spool(texts: readonly string[]): Promise<SpooledPart> {
    const start = this.#spooled;
    for (const text of texts) {
      // To count the bytes of a text takes as long as to write them.
      const most = MOST_BYTES * text.length;
      if (this.#unspooledLength + most > PIECE) await this.#flushSpool();
      if (most > PIECE) {
        const bytes = Buffer.from(text);
        await this.#write(this.#spool, bytes, this.#spooled);
        this.#spooled += bytes.length;
      } else {
        const length = this.#unspooled.write(text, this.#unspooledLength);
        this.#unspooledLength += length;
        this.#spooled += length;
      }
    }
    return { start, length: this.#spooled - start };
  }

  /** Copies parts of the spool into the file, those that stand one after the other together. */
  async copy(parts: readonly SpooledPart[]): Promise<void> {
    await this.#flushSpool();
    await this.#flush();
    for (let first = 0, next = 1; first < parts.length; first = next, next++) {
      const { start } = parts[first] as SpooledPart;
      let end = start + (parts[first] as SpooledPart).length;
      for (; parts[next]?.start === end; next++) end += (parts[next] as SpooledPart).length;
      await this.#copy(start, end);
    }
  }

  async #copy(start: number, end: number): Promise<void> {
    const bytes = Buffer.allocUnsafe(Math.min(PIECE, end - start));
    for (let at = start; at < end; ) {
      const most = Math.min(bytes.length, end - at);
      const read = () => this.#spool.handle.read(bytes, 0, most, at);
      const { bytesRead } = await systemCall('read', this.#path, read);
      if (bytesRead === 0) throw new StorageError('read', this.#path, 'found its temporary file cut short');
      await this.#append(bytes.subarray(0, bytesRead));
      at += bytesRead;
    }
  }

  /**
   * Gives the file its name.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if there is another one of this name that must not be replaced.
   */
  async finish(): Promise<void> {
    await this.#flush();
    await systemCall('write', this.#path, () => this.#file.finish());
  }

  /** Removes what is temporary. Never throws. */
  async discard(): Promise<void> {
    await Promise.all([this.#spool.discard(), this.#file.discard()]);
  }

  async #flushSpool(): Promise<void> {
    const bytes = this.#unspooled.subarray(0, this.#unspooledLength);
    this.#unspooledLength = 0;
    await this.#write(this.#spool, bytes, this.#spooled - bytes.length);
  }

  async #flush(): Promise<void> {
    const text = this.#gathered.join('');
    this.#gathered = [];
    this.#length = 0;
    await this.#append(Buffer.from(text));
  }

  async #append(bytes: Buffer): Promise<void> {
    await this.#write(this.#file, bytes, this.bytes);
    this.bytes += bytes.length;
  }

  async #write({ handle }: AtomicFile, bytes: Buffer, start: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const write = () => handle.write(bytes, done, bytes.length - done, start + done);
      done += (await systemCall('write', this.#path, write)).bytesWritten;
    }
  }
}

/** True if something is at a path. */
export const isTaken = (path: string): Promise<boolean> =>
  systemCall('stat', path, () =>
    stat(path).then(
      () => true,
      (error) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    ),
  );
