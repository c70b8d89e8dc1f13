// A draft of a file storage:
//
//   1. Up to `LIMITS.small`, its bytes stay in memory: if the identical file is there already, no file needs to be written at all.
//   2. Beyond that, or when it is prepared for a name, its bytes go to a temporary file in the folder.
//   3. To prepare it for a name: compare it with the file of that name while all of it is in memory; if there is none, write and
//      sync the temporary file.
//   4. To publish it: prepare it, if that was not done, and give the temporary file its name (publish.ts).
//   5. To close it: wait for what was begun, close the folder, and remove the temporary name.

import { join } from 'node:path';
import { LIMITS } from '../../model/limits.js';
import { Semaphore } from '../../model/semaphore.js';
import { BytesSource } from '../bytes-source.js';
import type { Draft, PublishResult, Source } from '../storage.js';
import type { OpenFolder } from './open-folder.js';
import { compareWithFile, compareWithLinkTarget, publish } from './publish.js';
import { close, isThere } from './system-calls.js';
import { TemporaryFile } from './temporary-file.js';

/** Limits the number of drafts that are written at the same time, because a process may open only so many files. */
const openDrafts = new Semaphore(32);

/** A draft of a {@link FileStorage}. */
export class FileDraft implements Draft {
  readonly #nameOf: (key: string) => string;
  readonly #openFolder: () => Promise<OpenFolder>;
  readonly #followLinks: boolean;
  /** Resolves when the semaphore has let this draft in. */
  #entering: Promise<void> | undefined;
  #folder: Promise<OpenFolder> | undefined;
  /** The bytes in memory, until they are in the temporary file. */
  #spool: Uint8Array[] = [];
  #size = 0;
  /** The temporary file, once it holds all bytes that were in memory. */
  #temporary: TemporaryFile | undefined;
  #opening: Promise<TemporaryFile> | undefined;
  /** The result of preparing for a name, by name, so that `publish` does not do it again. */
  readonly #preparations = new Map<string, Promise<PublishResult | undefined>>();

  /**
   * @param nameOf - returns the name in the folder for a key.
   * @param openFolder - opens the folder, and creates it if necessary.
   * @param followLinks - whether to compare with the target of a link that has the name.
   */
  constructor(nameOf: (key: string) => string, openFolder: () => Promise<OpenFolder>, followLinks: boolean) {
    this.#nameOf = nameOf;
    this.#openFolder = openFolder;
    this.#followLinks = followLinks;
  }

  /** Creates the folder and the temporary file, although no bytes need it yet. */
  async open(): Promise<void> {
    await this.#temporaryFile();
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#enter();
    this.#size += bytes.length;
    if (this.#temporary === undefined && this.#size <= LIMITS.small) this.#spool.push(bytes);
    else await (await this.#temporaryFile()).write(bytes);
  }

  reread(): Source {
    return this.#temporary?.reread() ?? new BytesSource(...this.#spool);
  }

  async prepare(key: string): Promise<void> {
    await this.#prepareOnce(this.#nameOf(key));
  }

  async publish(key: string): Promise<PublishResult> {
    const name = this.#nameOf(key);
    const result = await this.#prepareOnce(name);
    if (result !== undefined) return result;
    const folder = await this.#openedFolder();
    return publish(await this.#temporaryFile(), join(folder.path, name), folder);
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#opening, ...this.#preparations.values()]);
    if (this.#entering === undefined) return;
    await this.#entering;
    const folder = await this.#folder?.catch(() => undefined);
    await Promise.all([close(folder?.directory), this.#temporary?.remove()]);
    this.#entering = undefined;
    openDrafts.release();
  }

  #prepareOnce(name: string): Promise<PublishResult | undefined> {
    let preparation = this.#preparations.get(name);
    if (preparation === undefined) this.#preparations.set(name, (preparation = this.#prepare(name)));
    return preparation;
  }

  /** Returns how the draft compares with the file of a name; undefined once the temporary file is ready for the name. */
  async #prepare(name: string): Promise<PublishResult | undefined> {
    const result = await this.#compareBeforePublishing(name);
    if (result === undefined) await (await this.#temporaryFile()).sync();
    return result;
  }

  /**
   * Compares with the file of a name where that spares writing a temporary file, and with a link's target, because `publish` cannot
   * follow links. Returns undefined if there is neither: then `publish` compares.
   */
  async #compareBeforePublishing(name: string): Promise<PublishResult | undefined> {
    const folder = await this.#openedFolder();
    const path = join(folder.path, name);
    const result = this.#followLinks ? await compareWithLinkTarget(this.reread(), path, folder) : undefined;
    if (result !== undefined || this.#temporary !== undefined || !(await isThere(path))) return result;
    return compareWithFile(this.reread(), path, folder);
  }

  #openedFolder(): Promise<OpenFolder> {
    this.#folder ??= this.#enter().then(this.#openFolder);
    return this.#folder;
  }

  #enter(): Promise<void> {
    this.#entering ??= openDrafts.acquire();
    return this.#entering;
  }

  #temporaryFile(): Promise<TemporaryFile> {
    this.#opening ??= this.#createTemporaryFile();
    return this.#opening;
  }

  async #createTemporaryFile(): Promise<TemporaryFile> {
    const { path } = await this.#openedFolder();
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
