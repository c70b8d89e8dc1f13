import { randomBytes } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, open, readdir, unlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import { ArtifactError, NotFoundError, StorageError } from '../errors.js';
import { checkedKey } from './key.js';
import type { Creation, Storage } from './storage.js';

const { O_CREAT, O_EXCL, O_RDONLY, O_WRONLY } = constants;
// Windows knows none of these.
const { O_DIRECTORY = 0, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** What a file system answers that cannot sync a directory; the name is as durable as it gets, then. */
const CANNOT_SYNC_DIRECTORY = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP']);

/** Bytes handed to the system in one call: it takes 2 GiB at most. */
const PIECE = 1 << 26;

/** Files below a folder, one folder for each procedure. */
export class FileStorage implements Storage {
  /** The folder as it was given: the paths of its files begin with it. */
  readonly root: string;
  readonly #absoluteRoot: string;
  readonly #settled = new Set<string>();

  /** @param root - made when it is needed. */
  constructor(root = 'artifacts/exploratory') {
    this.root = normalize(root);
    this.#absoluteRoot = resolve(root);
  }

  /**
   * Creates a file in six steps: write a temporary file, count its bytes, sync it, link it to its name (the only step that
   * is exclusive and whole), sync the directory and the file once more, unlink the temporary name.
   */
  async create(key: string, bytes: Uint8Array): Promise<Creation> {
    const path = this.#absolute(key, 'create');
    const folder = dirname(path);
    const directory = await this.#openFolder(folder);
    try {
      const there = await compare(path, bytes, directory);
      return there ?? (await publish(path, bytes, directory));
    } finally {
      await directory?.close();
    }
  }

  /** Reads a file, if it is a regular one and no link. */
  async read(key: string): Promise<Uint8Array> {
    const path = this.#absolute(key, 'read');
    try {
      const directory = await openDirectory(dirname(path));
      await directory?.close();
    } catch (error) {
      throw causeCode(error) === 'ENOENT' ? new NotFoundError(this.pathOf(key), { cause: error }) : error;
    }
    return readRegularFile(path, this.pathOf(key), O_NOFOLLOW);
  }

  /** The keys of all files, or of those in one folder, but for those whose names begin with a dot. */
  async *list(folder?: string): AsyncGenerator<string> {
    for (const each of await this.#names('.', (entry) => entry.isDirectory())) {
      if (folder !== undefined && each !== folder) continue;
      for (const name of await this.#names(each, (entry) => !entry.isDirectory())) yield `${each}/${name}`;
    }
  }

  /** The root and the key. */
  pathOf(key: string): string {
    return join(this.root, key);
  }

  /** The key of a path as `pathOf` gives it, or of any other that leads to the same file. */
  keyOf(path: string): string {
    const normal = normalize(path);
    const isBelowRoot = !isAbsolute(normal) && normal.startsWith(`${this.root}${sep}`);
    const key = isBelowRoot ? normal.slice(this.root.length + 1) : relative(this.#absoluteRoot, resolve(normal));
    return checkedKey(key.replaceAll(sep, '/'), 'resolve', path);
  }

  /**
   * Opens a folder, and makes it if need be. The first time, its name and the root's are synced even if they are there, for
   * another process may have made them and not have synced them yet.
   */
  async #openFolder(folder: string): Promise<FileHandle | undefined> {
    if (this.#settled.has(folder)) {
      try {
        return await openDirectory(folder);
      } catch (error) {
        if (causeCode(error) !== 'ENOENT') throw error;
      }
    }
    await makeFolder(folder);
    await syncParent(folder);
    await syncParent(this.#absoluteRoot);
    this.#settled.add(folder);
    return openDirectory(folder);
  }

  #absolute(key: string, operation: string): string {
    return join(this.#absoluteRoot, checkedKey(key, operation));
  }

  async #names(folder: string, isWanted: (entry: Dirent) => boolean): Promise<string[]> {
    const path = join(this.#absoluteRoot, folder);
    try {
      const entries = await readdir(path, { withFileTypes: true });
      return entries.filter((entry) => !entry.name.startsWith('.') && isWanted(entry)).map((entry) => entry.name);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw failure('readdir', path, error);
    }
  }
}

/**
 * Reads a file that is a regular one: a FIFO would wait for ever.
 *
 * @param shown - the path as the user knows it.
 */
export async function readRegularFile(path: string, shown = path, flags = 0): Promise<Uint8Array> {
  const handle = await open(path, O_RDONLY | O_NONBLOCK | flags).catch((error) => {
    throw codeOf(error) === 'ENOENT' ? new NotFoundError(shown, { cause: error }) : failure('open', shown, error);
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new StorageError('open', shown, 'is not a regular file');
    const bytes = Buffer.allocUnsafe(stats.size);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await handle.read(bytes, done, Math.min(PIECE, bytes.length - done), done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return bytes.subarray(0, done);
  } catch (error) {
    throw failure('read', shown, error);
  } finally {
    await handle.close();
  }
}

/** Makes a folder and all above it. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT') throw failure('mkdir', folder, error);
    await makeFolder(dirname(folder));
    return makeFolder(folder);
  }
  await syncParent(folder);
}

/** Makes a folder's own name durable. A parent that may not be read cannot be synced. */
async function syncParent(folder: string): Promise<void> {
  const parent = dirname(folder);
  let directory: FileHandle | undefined;
  try {
    directory = await openDirectory(parent, 0);
  } catch (error) {
    if (causeCode(error) === 'EACCES') return;
    throw error;
  }
  try {
    await syncDirectory(directory, parent);
  } finally {
    await directory?.close();
  }
}

/** Opens a directory that is no link to another one; undefined where the system cannot open directories. */
async function openDirectory(path: string, flags = O_NOFOLLOW): Promise<FileHandle | undefined> {
  if (process.platform === 'win32') {
    const stats = await lstat(path).catch((error) => {
      throw failure('lstat', path, error);
    });
    if (!stats.isDirectory()) throw new StorageError('open', path, 'is not a directory');
    return undefined;
  }
  return open(path, O_RDONLY | O_DIRECTORY | flags).catch((error) => {
    throw failure('open', path, error);
  });
}

async function syncDirectory(directory: FileHandle | undefined, path: string): Promise<void> {
  try {
    await directory?.sync();
  } catch (error) {
    if (!CANNOT_SYNC_DIRECTORY.has(codeOf(error) ?? '')) throw failure('fsync', path, error);
  }
}

/** Compares bytes with those of a file, and makes the file durable if they are the same; undefined if there is no file. */
async function compare(
  path: string,
  bytes: Uint8Array,
  directory: FileHandle | undefined,
): Promise<Creation | undefined> {
  let there: Uint8Array;
  try {
    there = await readRegularFile(path, path, O_NOFOLLOW);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
  if (Buffer.compare(there, bytes) !== 0) return 'different';
  const handle = await open(path, O_RDONLY | O_NOFOLLOW).catch((error) => {
    throw failure('open', path, error);
  });
  try {
    await step('fsync', path, () => handle.sync());
    await syncDirectory(directory, dirname(path));
    return 'identical';
  } finally {
    await handle.close();
  }
}

async function publish(path: string, bytes: Uint8Array, directory: FileHandle | undefined): Promise<Creation> {
  const temporary = join(dirname(path), `.${process.pid}-${randomBytes(12).toString('hex')}.tmp`);
  const handle = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o444).catch((error) => {
    throw failure('open', temporary, error);
  });
  let isLinked = false;
  try {
    await writeAll(handle, bytes, temporary);
    await step('fsync', temporary, () => handle.sync());
    isLinked = await linkTo(path, temporary, handle);
    if (!isLinked) return (await compare(path, bytes, directory)) ?? 'different';
    await syncDirectory(directory, dirname(path));
    // XFS lost links whose directory was synced, until the file was synced once more.
    await step('fsync', path, () => handle.sync());
    return 'created';
  } catch (error) {
    if (isLinked) await unlink(path).catch(() => undefined);
    throw error;
  } finally {
    await handle.close().catch(() => undefined);
    // A file that stays behind is invisible and harmless.
    await unlink(temporary).catch(() => undefined);
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, path: string): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const length = Math.min(PIECE, bytes.length - done);
    const { bytesWritten } = await step('write', path, () => handle.write(bytes, done, length, done));
    if (bytesWritten === 0)
      throw new StorageError('write', path, `found ${done} bytes taken of ${bytes.length}, and no more`);
    done += bytesWritten;
  }
  const { size } = await step('fstat', path, () => handle.stat());
  if (size !== bytes.length) throw new StorageError('write', path, `found ${size} bytes, expected ${bytes.length}`);
}

/** Gives a file its name, or tells that the name is taken. */
async function linkTo(path: string, temporary: string, handle: FileHandle): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // NFS may report an error for a link that took place.
    if ((await step('fstat', temporary, () => handle.stat())).nlink > 1) return true;
    throw failure('link', path, error);
  }
}

async function step<T>(operation: string, path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw failure(operation, path, error);
  }
}

function failure(operation: string, path: string, error: unknown): ArtifactError {
  if (error instanceof ArtifactError) return error;
  return new StorageError(operation, path, error instanceof Error ? error.message : String(error), { cause: error });
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const causeCode = (error: unknown): string | undefined => codeOf((error as Error).cause ?? {});
