import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as after } from 'node:timers/promises';
import { NotFoundError, StorageError } from '../../model/errors.js';
import { BYTES_PER_CALL } from '../../model/limits.js';
import { Semaphore } from '../../model/semaphore.js';
import type { Source } from '../storage.js';
import { checkMissing, refusedLink } from './links.js';
import { close, errorCodeOf, O_NOFOLLOW, systemCall, toStorageError } from './system-calls.js';

// Windows knows none but O_RDONLY.
const { O_RDONLY, O_NONBLOCK = 0 } = constants;

/** How long Linux gives whoever has leased a file, in milliseconds, and some more. */
const LEASE = 50_000;

/** How long to wait before asking for it again, in milliseconds. */
const PAUSE = 10;

/** Files that are open for reading at a time: the others wait, for a system has only so many to give. */
const OPEN = new Semaphore(32);

/** How a file is opened. */
interface OpenOptions {
  /** The path as the user knows it. */
  readonly shown?: string;
  /** Flags added to those for reading. */
  readonly flags?: number;
  /** Runs first; if it throws, nothing is opened. */
  readonly check?: () => Promise<void>;
}

/**
 * Opens a file that somebody asks for.
 *
 * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is none.
 * @throws StorageError (`ARTIFACT_STORAGE`) as {@link openRegularFile}, and if it is out of reach.
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
 * Opens a file that is a regular one: a FIFO would wait for ever.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if it could not be opened, caused by `ENOENT` if there is none.
 */
export async function openRegularFile(
  path: string,
  { shown = path, flags = 0, check }: OpenOptions = {},
): Promise<FileSource> {
  await OPEN.acquire();
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
    OPEN.release();
    throw error;
  }
}

/** Opens a file. One that a file server has leased to somebody (EAGAIN) is to be had when the system has taken it back. */
async function openUnleased(path: string, flags: number): Promise<FileHandle> {
  for (const end = performance.now() + LEASE; ; ) {
    try {
      return await open(path, flags);
    } catch (error) {
      if (errorCodeOf(error) !== 'EAGAIN' || performance.now() > end) throw error;
      await after(PAUSE);
    }
  }
}

/** A file that is open for reading. */
export class FileSource implements Source {
  constructor(
    readonly handle: FileHandle,
    /** The path as the user knows it. */
    readonly path: string,
    readonly size: number,
  ) {}

  read(start: number, end: number): Promise<Uint8Array> {
    return readAt(this.handle, this.path, start, end);
  }

  async close(): Promise<void> {
    await close(this.handle);
    OPEN.release();
  }
}

/**
 * Reads the bytes of a file from `start` up to `end`.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) too if they are more than there is memory for.
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
