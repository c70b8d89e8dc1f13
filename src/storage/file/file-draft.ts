import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Semaphore } from '../../model/semaphore.js';
import { BytesSource } from '../bytes-source.js';
import type { Draft, PublishResult, Source } from '../storage.js';
import { compare, compareThroughLink, publish } from './publish.js';
import { close } from './system-calls.js';
import { TemporaryFile } from './temporary-file.js';

/** Bytes that are kept in memory as long as there are no more: a small draft needs no file if an identical one is there. */
const SPOOL = 1 << 20;

/** Drafts that are written at a time: the others wait, for a system has only so many files to give, and so much memory. */
const OPEN = new Semaphore(32);

/** The folder of a draft. It is no link. */
export interface Folder {
  readonly path: string;
  /** It is open, where the system can open directories. */
  readonly directory: FileHandle | undefined;
}

/**
 * A file on its way to its name: a temporary file is written, its bytes are counted and synced, it is published, and its
 * temporary name removed.
 */
export class FileDraft implements Draft {
  readonly #nameOf: (key: string) => string;
  readonly #openFolder: () => Promise<Folder>;
  readonly #followLinks: boolean;
  #place: Promise<void> | undefined;
  #folder: Promise<Folder> | undefined;
  #spool: Uint8Array[] = [];
  #size = 0;
  /** The temporary file, once there is one; it holds all that was in memory so far. */
  #temporary: TemporaryFile | undefined;
  #opening: Promise<TemporaryFile> | undefined;
  /** By name: the result of preparing the draft for it, so that this is done once. */
  readonly #preparations = new Map<string, Promise<PublishResult | undefined>>();

  /**
   * @param nameOf - the name in the folder that a key stands for.
   * @param openFolder - opens the folder, and makes it if need be.
   * @param followLinks - whether a link that has the name is compared with by what it leads to.
   */
  constructor(nameOf: (key: string) => string, openFolder: () => Promise<Folder>, followLinks: boolean) {
    this.#nameOf = nameOf;
    this.#openFolder = openFolder;
    this.#followLinks = followLinks;
  }

  /** Makes the folder and the temporary file, though there are no bytes yet that need it. */
  async open(): Promise<void> {
    await this.#opened();
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
    await this.#prepared(this.#nameOf(key));
  }

  async publish(key: string): Promise<PublishResult> {
    const name = this.#nameOf(key);
    const there = await this.#prepared(name);
    if (there !== undefined) return there;
    const { path, directory } = await this.#opendir();
    return publish(await this.#opened(), join(path, name), directory);
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#opening, ...this.#preparations.values()]);
    if (this.#place === undefined) return;
    await this.#place;
    const folder = await this.#folder?.catch(() => undefined);
    await Promise.all([close(folder?.directory), this.#temporary?.remove()]);
    this.#place = undefined;
    OPEN.release();
  }

  /** The temporary file synced, or what is there under the name. */
  #prepared(name: string): Promise<PublishResult | undefined> {
    let preparation = this.#preparations.get(name);
    if (preparation === undefined) this.#preparations.set(name, (preparation = this.#prepare(name)));
    return preparation;
  }

  async #prepare(name: string): Promise<PublishResult | undefined> {
    const there = await this.#compared(name);
    if (there === undefined) await (await this.#opened()).sync();
    return there;
  }

  /** What is there under the name, as far as that is known before the temporary file goes for it. */
  async #compared(name: string): Promise<PublishResult | undefined> {
    const { path: folder, directory } = await this.#opendir();
    const path = join(folder, name);
    const linked = this.#followLinks ? await compareThroughLink(this.reread(), path, directory) : undefined;
    return linked ?? (this.#temporary === undefined ? compare(this.reread(), path, directory) : undefined);
  }

  #opendir(): Promise<Folder> {
    this.#folder ??= this.#entered().then(this.#openFolder);
    return this.#folder;
  }

  #entered(): Promise<void> {
    this.#place ??= OPEN.acquire();
    return this.#place;
  }

  #opened(): Promise<TemporaryFile> {
    this.#opening ??= this.#openTemporary();
    return this.#opening;
  }

  async #openTemporary(): Promise<TemporaryFile> {
    const { path } = await this.#opendir();
    const temporary = await TemporaryFile.create(path);
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
