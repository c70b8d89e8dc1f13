import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { NotFoundError, StorageError } from '../errors.js';
import type { Source } from './storage.js';
import { codeOf, failure, systemCall } from './system-calls.js';

// Windows knows none but O_RDONLY.
const { O_RDONLY, O_NONBLOCK = 0 } = constants;

/** Bytes asked of the system in one call: it gives 2 GiB at most. */
const PIECE = 1 << 26;

/** The bytes of an open file. */
export class FileSource implements Source {
  constructor(
    readonly handle: FileHandle,
    /** The path as the user knows it. */
    readonly path: string,
    readonly size: number,
  ) {}

  async read(start: number, end: number): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafe(end - start);
    for (let done = 0; done < bytes.length; ) {
      const length = Math.min(PIECE, bytes.length - done);
      const { bytesRead } = await systemCall('read', this.path, () =>
        this.handle.read(bytes, done, length, start + done),
      );
      if (bytesRead === 0) throw new StorageError('read', this.path, `ends at byte ${start + done}, expected ${end}`);
      done += bytesRead;
    }
    return bytes;
  }

  async close(): Promise<void> {
    // Whatever the system has to say now, what was read was read.
    await this.handle.close().catch(() => undefined);
  }
}

/**
 * Opens a file that is a regular one: a FIFO would wait for ever.
 *
 * @param shown - the path as the user knows it.
 * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is none.
 */
export async function openRegularFile(path: string, shown = path, flags = 0): Promise<FileSource> {
  const handle = await open(path, O_RDONLY | O_NONBLOCK | flags).catch((error) => {
    throw codeOf(error) === 'ENOENT' ? new NotFoundError(shown, { cause: error }) : failure('open', shown, error);
  });
  try {
    const stats = await systemCall('fstat', shown, () => handle.stat());
    if (!stats.isFile()) throw new StorageError('open', shown, 'is not a regular file');
    return new FileSource(handle, shown, stats.size);
  } catch (error) {
    await handle.close();
    throw error;
  }
}
