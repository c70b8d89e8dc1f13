import { appendFileSync, closeSync, ftruncateSync, openSync } from 'node:fs';
import { escaped } from '../display/escaping.js';
import { Failure } from '../display/failure.js';

/** Units: bytes. The bytes that are collected in memory before they are written. */
const BUFFER_BYTES = 1 << 18;

/** A temporary file of lines. */
export class LineFile {
  /** The bytes that were written so far. */
  size = 0;
  readonly #file: number;
  #pieces: Uint8Array[] = [];
  #collected = 0;

  /** @throws Failure (`OUTPUT`) if the file cannot be created. */
  constructor(readonly path: string) {
    this.#file = this.#attempt(() => openSync(path, 'ax', 0o600));
  }

  /** @throws Failure (`OUTPUT`) if writing fails. */
  async write(piece: string | Uint8Array): Promise<void> {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    this.#pieces.push(bytes);
    this.size += bytes.length;
    this.#collected += bytes.length;
    if (this.#collected >= BUFFER_BYTES) this.#flush();
  }

  /**
   * Removes all bytes after the first `size` ones.
   *
   * @throws Failure (`OUTPUT`) if that fails.
   */
  async truncate(size: number): Promise<void> {
    this.#flush();
    this.#attempt(() => ftruncateSync(this.#file, size));
    this.size = size;
  }

  /** Writes what was collected, and closes the file. */
  finish(): void {
    try {
      this.#flush();
    } finally {
      closeSync(this.#file);
    }
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#collected = 0;
    this.#attempt(() => appendFileSync(this.#file, bytes));
  }

  #attempt<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      const { path } = this;
      const fault = escaped((error as Error).message);
      throw new Failure(`Could not write the temporary file ${escaped(path)}: ${fault}.`, {
        code: 'OUTPUT',
        path,
        cause: error,
      });
    }
  }
}
