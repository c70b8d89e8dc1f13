import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { NotFoundError, StorageError } from '../../model/errors.js';
import { BYTES_PER_CALL } from '../../model/limits.js';
import { Semaphore } from '../../model/semaphore.js';
import type { Source } from '../storage.js';
import { checkMissing, refusedLink } from './links.js';
import { close, errorCodeOf, O_NOFOLLOW, systemCall, toStorageError } from './system-calls.js';
import { untilNextLook } from './waiting.js';

// Windows has no O_NONBLOCK.
const { O_RDONLY, O_NONBLOCK = 0 } = constants;

/** How long to wait for a leased file: Linux breaks a lease after 45 s (`lease-break-time`). Units: milliseconds. */
const LEASE_LIMIT = 50_000;

/** Limits the number of files that are open for reading at the same time, because a process may open only so many. */
const openFiles = new Semaphore(32);

/** How a file is opened. */
interface OpenOptions {
  /** The path for messages, as the user knows it. */
  readonly shown?: string;
  /** Flags of `open`, beside those for reading. */
  readonly flags?: number;
  /** Called before the file is opened; if it throws, the file is not opened. */
  readonly check?: () => Promise<void>;
}

/**
 * Opens a file that has to exist.
 *
 * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is none.
 * @throws StorageError (`ARTIFACT_STORAGE`) as {@link openRegularFile} does, and if a broken link leads to the file.
 */
export async function openExistingFile(path: string, options: OpenOptions = {}): Promise<FileSource> {
  try {
    return await openRegularFile(path, options);
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') throw error;
    await checkMissing(path);
    throw new NotFoundError(options.shown ?? path, { cause: error });
  }
}

/**
 * Opens a regular file, and nothing else: reading from a FIFO might never end.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the file cannot be opened. Its cause has the code `ENOENT` if there is no file.
 */
export async function openRegularFile(
  path: string,
  { shown = path, flags = 0, check }: OpenOptions = {},
): Promise<FileSource> {
  await openFiles.acquire();
  let handle: FileHandle | undefined;
  try {
    await check?.();
    const opened = await openUnleased(path, O_RDONLY | O_NONBLOCK | flags).catch((error) => {
      const isRefused = errorCodeOf(error) === 'ELOOP' && flags === O_NOFOLLOW;
      throw isRefused ? refusedLink('open', shown, error) : toStorageError('open', shown, error);
    });
    handle = opened;
    const stats = await systemCall('fstat', shown, () => opened.stat());
    if (!stats.isFile()) throw new StorageError('open', shown, 'is not a regular file');
    return new FileSource(opened, shown, stats.size);
  } catch (error) {
    await close(handle);
    openFiles.release();
    throw error;
  }
}

/**
 * Opens a file. While a file server such as Samba has a lease on it, `open` with O_NONBLOCK answers EAGAIN, and the system breaks the
 * lease.
 * @see https://man7.org/linux/man-pages/man2/fcntl.2.html (Leases)
 */
async function openUnleased(path: string, flags: number): Promise<FileHandle> {
  for (const end = performance.now() + LEASE_LIMIT; ; ) {
    try {
      return await open(path, flags);
    } catch (error) {
      if (errorCodeOf(error) !== 'EAGAIN' || performance.now() > end) throw error;
      await untilNextLook();
    }
  }
}

/** An open file as a source. */
export class FileSource implements Source {
  constructor(
    readonly handle: FileHandle,
    /** The path for messages, as the user knows it. */
    readonly path: string,
    readonly size: number,
  ) {}

  read(start: number, end: number): Promise<Uint8Array> {
    return readAt(this.handle, this.path, start, end);
  }

  async close(): Promise<void> {
    await close(this.handle);
    openFiles.release();
  }
}

/**
 * Reads the bytes of a file from `start` up to, but not including, `end`.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the file ends before, or there is not enough memory.
 */
export async function readAt(handle: FileHandle, path: string, start: number, end: number): Promise<Uint8Array> {
  const bytes = await systemCall('read', path, async () => Buffer.allocUnsafe(end - start));
  for (let done = 0; done < bytes.length; ) {
    const length = Math.min(BYTES_PER_CALL, bytes.length - done);
    const { bytesRead } = await systemCall('read', path, () => handle.read(bytes, done, length, start + done));
    if (bytesRead === 0) throw new StorageError('read', path, `ends at byte ${start + done}, expected ${end}`);
    done += bytesRead;
  }
  return bytes;
}
