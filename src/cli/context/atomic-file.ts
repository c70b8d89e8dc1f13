import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, link, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemCall } from '../../storage/file/system-calls.js';
import { onInterruption } from '../console/interruption.js';

/** A new file that has a temporary name beside its own until it is whole. All that it throws are errors of the system. */
export class AtomicFile {
  readonly #target: string;
  readonly #replaces: boolean;
  readonly #forget: () => void;
  #isFinished = false;

  private constructor(
    /** The temporary one, by which others may write the file. */
    readonly temporaryPath: string,
    readonly handle: FileHandle,
    target: string,
    replaces: boolean,
  ) {
    this.#target = target;
    this.#replaces = replaces;
    this.#forget = onInterruption(() => rmSync(temporaryPath, { force: true }));
  }

  /**
   * Begins a file.
   *
   * @param replaces - whether it may take the place of another file, whose rights it has then; a link to that file stays one.
   */
  static async create(path: string, replaces: boolean): Promise<AtomicFile> {
    const target = replaces ? await realpath(path).catch(() => path) : path;
    const replaced = replaces ? await stat(target).catch(() => undefined) : undefined;
    const temporaryPath = join(dirname(target), `.${randomBytes(8).toString('hex')}.tmp`);
    const file = new AtomicFile(temporaryPath, await open(temporaryPath, 'wx'), target, replaces);
    try {
      // The umask applies to the mode that `open` takes, but not to that of `chmod`.
      if (replaced !== undefined) await file.handle.chmod(replaced.mode & 0o7777);
    } catch (error) {
      await file.discard();
      throw error;
    }
    return file;
  }

  /** Gives the file its name, once it is on the disk. A file that must not be replaced is refused with `EEXIST`. */
  async finish(): Promise<void> {
    await this.handle.sync();
    await this.handle.close();
    if (this.#replaces) await rename(this.temporaryPath, this.#target);
    else await this.#nameAnew();
    this.#isFinished = true;
    this.#forget();
  }

  /** Leaves nothing behind, unless the file was finished. It does not throw. */
  async discard(): Promise<void> {
    if (this.#isFinished) return;
    await Promise.allSettled([this.handle.close(), unlink(this.temporaryPath)]);
    this.#forget();
  }

  /** A link is exclusive. Where the system has no links, an empty file is made first, which is exclusive, too. */
  async #nameAnew(): Promise<void> {
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
 * Gives a file another text, whole or not at all, also when the power fails. It keeps its rights; a link stays one.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if it could not be written; the file is as it was then.
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
