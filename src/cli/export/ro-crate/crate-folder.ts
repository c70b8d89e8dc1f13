import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { lstat, mkdir, readdir, realpath, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { escaped } from '../../../display/escaping.js';
import { Failure } from '../../../display/failure.js';
import { onInterruption } from '../../../model/interruption.js';
import { FileStorage } from '../../../storage/file/file-storage.js';
import { openDirectory } from '../../../storage/file/links.js';
import { close, errorCodeOf, syncDirectory } from '../../../storage/file/system-calls.js';
import { checkIsLocal, destinationFailure, FileDestination } from '../destination.js';
import { ARTIFACTS_FOLDER } from './entity.js';

/**
 * The folder of a crate. It has a temporary name beside its own until it is complete, so that nobody finds half of it:
 *
 *   1. Make a folder of a random name beside it, and write everything there. Each file is synced.
 *   2. Sync the folder.
 *   3. Remove the empty folder of the right name, if there is one, and rename. This fails if somebody has put a file there meanwhile.
 *   4. Sync the folder above it.
 */
export class CrateFolder {
  /** The path as the user typed it. */
  readonly path: string;
  /** The artifacts in the crate. */
  readonly artifacts: FileStorage;
  readonly #target: string;
  readonly #temporary: string;
  readonly #unregister: () => void;
  #isFinished = false;

  private constructor(path: string, target: string, temporary: string) {
    this.path = path;
    this.#target = target;
    this.#temporary = temporary;
    this.#unregister = onInterruption(() => rmSync(temporary, { recursive: true, force: true }));
    this.artifacts = new FileStorage(join(temporary, ARTIFACTS_FOLDER));
  }

  /**
   * Makes the folder under its temporary name.
   *
   * @throws Failure (`USAGE`) if it is a place in a bucket, (`EXISTS`) if there is anything but an empty folder, and (`OUTPUT`) if no folder
   * can be made there.
   */
  static async create(path: string): Promise<CrateFolder> {
    checkIsLocal(path);
    await checkIsFree(path);
    const target = await realpath(path).catch(() => resolve(path));
    if (target === process.cwd())
      throw new Failure('The working directory cannot become a crate. Name another folder.', { code: 'EXISTS', path });
    const temporary = join(dirname(target), `.${randomBytes(8).toString('hex')}.tmp`);
    const folder = new CrateFolder(path, target, temporary);
    try {
      await folder.attempt(() => mkdir(temporary));
    } catch (error) {
      await folder.discard();
      throw error;
    }
    return folder;
  }

  /** Creates a file beside the artifacts. */
  createFile(name: string): Promise<FileDestination> {
    return FileDestination.create(join(this.#temporary, name), false, join(this.path, name));
  }

  /**
   * Gives the folder its name.
   *
   * @throws Failure (`EXISTS`) if the name was taken meanwhile, and (`OUTPUT`) if that fails.
   */
  async finish(): Promise<void> {
    await this.attempt(async () => {
      await syncFolder(this.#temporary);
      await rmdir(this.#target).catch((error) => {
        if (errorCodeOf(error) !== 'ENOENT') throw error;
      });
      await rename(this.#temporary, this.#target);
      this.#isFinished = true;
      this.#unregister();
      await syncFolder(dirname(this.#target));
    });
  }

  /** Removes an unfinished folder. Does nothing after {@link finish}. Never throws. */
  async discard(): Promise<void> {
    if (this.#isFinished) return;
    await rm(this.#temporary, { recursive: true, force: true }).catch(() => {});
    this.#unregister();
  }

  /**
   * Does something that writes into the folder. An error of the crate is told from one of the artifacts that are read meanwhile.
   *
   * @throws Failure (`EXISTS`, `OUTPUT`) if it throws.
   */
  async attempt<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw TAKEN.has(errorCodeOf(error) ?? '')
        ? takenFailure(this.path)
        : destinationFailure(this.path, error as Error);
    }
  }
}

/** The codes of the errors that say that a name is taken. */
const TAKEN: ReadonlySet<string> = new Set(['EEXIST', 'ENOTEMPTY', 'ENOTDIR']);

/** @throws Failure (`EXISTS`) if there is anything but an empty folder, and (`OUTPUT`) if that cannot be seen. */
async function checkIsFree(path: string): Promise<void> {
  const isFree = await lstat(path).then(
    () => false,
    (error) => {
      if (errorCodeOf(error) === 'ENOENT') return true;
      throw destinationFailure(path, error);
    },
  );
  const entries = isFree ? [] : await readdir(path).catch(() => undefined);
  if (entries?.length !== 0) throw takenFailure(path);
}

const takenFailure = (path: string): Failure =>
  new Failure(`${escaped(path)} is there already, and is no empty folder. Name a new one.`, { code: 'EXISTS', path });

async function syncFolder(path: string): Promise<void> {
  const directory = await openDirectory(path);
  try {
    await syncDirectory(directory, path);
  } finally {
    await close(directory);
  }
}
