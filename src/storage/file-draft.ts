import type { FileHandle } from 'node:fs/promises';
import { BytesSource } from './bytes-source.js';
import { Gate } from './gate.js';
import { compare, publish } from './publish.js';
import type { Creation, Draft, Source } from './storage.js';
import { close } from './system-calls.js';
import { TemporaryFile } from './temporary-file.js';

/** Bytes that are kept in memory as long as there are no more: a small draft needs no file if an identical one is there. */
const SPOOL = 1 << 20;

/** Drafts that are written at a time: the others wait, for a system has only so many files to give, and so much memory. */
const OPEN = new Gate(32);

/**
 * A file on its way to its name: a temporary file is written, its bytes are counted and synced, it is published, and its
 * temporary name removed.
 */
export class FileDraft implements Draft {
  readonly #folder: string;
  readonly #pathOf: (key: string) => string;
  readonly #openFolder: () => Promise<FileHandle | undefined>;
  #place: Promise<void> | undefined;
  #directory: Promise<FileHandle | undefined> | undefined;
  #spool: Uint8Array[] = [];
  #size = 0;
  /** The temporary file, once there is one; it holds all that was in memory so far. */
  #temporary: TemporaryFile | undefined;
  #opening: Promise<TemporaryFile> | undefined;
  /** What came of preparing it for a name, by path. */
  readonly #preparations = new Map<string, Promise<Creation | undefined>>();

  /** @param openFolder - opens the folder, and makes it if need be. */
  constructor(
    folder: string,
    pathOf: (key: string) => string,
    openFolder: (folder: string) => Promise<FileHandle | undefined>,
  ) {
    this.#folder = folder;
    this.#pathOf = pathOf;
    this.#openFolder = () => openFolder(folder);
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#entered();
    this.#size += bytes.length;
    if (this.#temporary === undefined && this.#size <= SPOOL) this.#spool.push(bytes);
    else await (await this.#opened()).write(bytes);
  }

  reread(): Source {
    return this.#temporary?.reread() ?? new BytesSource(...this.#spool);
  }

  async prepare(key: string): Promise<void> {
    await this.#prepared(this.#pathOf(key));
  }

  async publish(key: string): Promise<Creation> {
    const path = this.#pathOf(key);
    const there = await this.#prepared(path);
    return there ?? publish(await this.#opened(), path, await this.#opendir());
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#opening, ...this.#preparations.values()]);
    if (this.#place === undefined) return;
    await this.#place;
    const directory = await this.#directory?.catch(() => undefined);
    await Promise.all([close(directory), this.#temporary?.remove()]);
    this.#place = undefined;
    OPEN.leave();
  }

  /** The temporary file synced, or what is there under the name. */
  #prepared(path: string): Promise<Creation | undefined> {
    let preparation = this.#preparations.get(path);
    if (preparation === undefined) this.#preparations.set(path, (preparation = this.#prepare(path)));
    return preparation;
  }

  async #prepare(path: string): Promise<Creation | undefined> {
    const directory = await this.#opendir();
    const there = this.#temporary === undefined ? await compare(this.reread(), path, directory) : undefined;
    if (there === undefined) await (await this.#opened()).sync();
    return there;
  }

  #opendir(): Promise<FileHandle | undefined> {
    this.#directory ??= this.#entered().then(this.#openFolder);
    return this.#directory;
  }

  #entered(): Promise<void> {
    this.#place ??= OPEN.enter();
    return this.#place;
  }

  #opened(): Promise<TemporaryFile> {
    this.#opening ??= this.#openTemporary();
    return this.#opening;
  }

  async #openTemporary(): Promise<TemporaryFile> {
    await this.#opendir();
    const temporary = await TemporaryFile.create(this.#folder);
    try {
      await temporary.write(Buffer.concat(this.#spool));
    } catch (error) {
      await temporary.remove();
      throw error;
    }
    this.#spool = [];
    this.#temporary = temporary;
    return temporary;
  }
}
