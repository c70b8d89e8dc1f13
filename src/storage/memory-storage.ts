import { NotFoundError } from '../model/errors.js';
import { BytesSource, haveSameBytes } from './bytes-source.js';
import { checkedKey } from './key.js';
import type { Draft, PublishResult, Source, Storage } from './storage.js';

/** A storage in memory, for tests and for results that need not outlive the program. The path of a file is its key. */
export class MemoryStorage implements Storage {
  readonly #files = new Map<string, Source>();

  draft(folder: string): Draft {
    const written: Uint8Array[] = [];
    const reread = () => new BytesSource(...written);
    return {
      reread,
      write: async (bytes) => void written.push(new Uint8Array(bytes)),
      publish: async (key) => this.#publish(checkedKey(key, 'create', key, folder), reread()),
      close: async () => {},
    };
  }

  async open(key: string): Promise<Source> {
    const there = this.#files.get(checkedKey(key, 'open'));
    if (there === undefined) throw new NotFoundError(key);
    // Copies: whoever changes what she has read must not change the file.
    return {
      size: there.size,
      read: async (start, end) => new Uint8Array(await there.read(start, end)),
      close: async () => {},
    };
  }

  async remove(key: string): Promise<void> {
    if (!this.#files.delete(checkedKey(key, 'remove'))) throw new NotFoundError(key);
  }

  /** Lists the keys of all files, or of those in one folder, in the order of their creation. */
  async *list(folder?: string): AsyncGenerator<string> {
    for (const key of [...this.#files.keys()]) {
      if (folder === undefined || key.startsWith(`${folder}/`)) yield key;
    }
  }

  /** Returns the key: it is the path. */
  pathOf(key: string): string {
    return key;
  }

  /**
   * Returns the path: it is the key.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if it is not a key.
   */
  keyOf(path: string): string {
    return checkedKey(path, 'resolve');
  }

  async #publish(key: string, source: Source): Promise<PublishResult> {
    const there = this.#files.get(key);
    if (there !== undefined) return (await haveSameBytes(there, source)) ? 'identical' : 'different';
    this.#files.set(key, source);
    return 'created';
  }
}
