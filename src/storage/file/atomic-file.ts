import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, link, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { onInterruption } from '../../model/interruption.js';
import { systemCall } from './system-calls.js';

/**
 * A file that appears under its name only when it is complete. Until then, it has a temporary name in the same folder. All methods throw
 * errors of the system.
 */
export class AtomicFile {
  readonly #target: string;
  readonly #replaces: boolean;
  readonly #unregister: () => void;
  #isFinished = false;

  private constructor(
    /** The path under which the file can be written until it is finished. */
    readonly temporaryPath: string,
    readonly handle: FileHandle,
    target: string,
    replaces: boolean,
  ) {
    this.#target = target;
    this.#replaces = replaces;
    this.#unregister = onInterruption(() => rmSync(temporaryPath, { force: true }));
  }

  /**
   * Creates the file under its temporary name.
   *
   * @param replaces - true if the file may replace another one. Then it has the permissions of that file, and a symbolic link stays a
   * link: its target is replaced.
   */
  static async create(path: string, replaces: boolean): Promise<AtomicFile> {
    const target = replaces ? await realpath(path).catch(() => path) : path;
    const replaced = replaces ? await stat(target).catch(() => undefined) : undefined;
    const temporaryPath = join(dirname(target), `.${randomBytes(8).toString('hex')}.tmp`);
    const file = new AtomicFile(temporaryPath, await open(temporaryPath, 'wx+'), target, replaces);
    try {
      // The umask applies to the mode that `open` takes, but not to that of `chmod`.
      if (replaced !== undefined) await file.handle.chmod(replaced.mode & 0o7777);
    } catch (error) {
      await file.discard();
      throw error;
    }
    return file;
  }

  /**
   * Syncs the file and gives it its name.
   *
   * @throws an error with the code `EEXIST` if there is a file of this name that must not be replaced.
   */
  async finish(): Promise<void> {
    await this.handle.sync();
    await this.handle.close();
    if (this.#replaces) await rename(this.temporaryPath, this.#target);
    else await this.#nameExclusively();
    this.#isFinished = true;
    this.#unregister();
  }

  /** Removes an unfinished file. Does nothing after {@link finish}. Never throws. */
  async discard(): Promise<void> {
    if (this.#isFinished) return;
    await Promise.allSettled([this.handle.close(), unlink(this.temporaryPath)]);
    this.#unregister();
  }

  /** Making a link fails if the name is taken. Where there are no links, an empty file takes the name first, which fails likewise. */
  async #nameExclusively(): Promise<void> {
    try {
      await link(this.temporaryPath, this.#target);
    } catch {
      await (await open(this.#target, 'wx')).close();
      return rename(this.temporaryPath, this.#target);
    }
    await unlink(this.temporaryPath);
  }
}

/**
 * Replaces the text of a file. The file has either the old or the new text, also after a power failure. It keeps its permissions, and a
 * symbolic link stays a link.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if writing fails. Then the file has its old text.
 */
export const replaceFile = (path: string, text: string): Promise<void> =>
  systemCall('write', path, async () => {
    const file = await AtomicFile.create(path, true);
    try {
      await file.handle.writeFile(text);
      await file.finish();
    } finally {
      await file.discard();
    }
  });
