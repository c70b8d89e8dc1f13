import { NotFoundError } from '../errors.js';
import { checkedKey } from './key.js';
import type { Creation, Storage } from './storage.js';

/** Files in memory, for tests and for results that need not outlive the program. Paths are keys. */
export class MemoryStorage implements Storage {
  readonly #files = new Map<string, Uint8Array>();

  /** Keeps a copy of the bytes. */
  async create(key: string, bytes: Uint8Array): Promise<Creation> {
    const there = this.#files.get(checkedKey(key, 'create'));
    if (there !== undefined) return Buffer.compare(there, bytes) === 0 ? 'identical' : 'different';
    this.#files.set(key, new Uint8Array(bytes));
    return 'created';
  }

  /** Gives a copy of the bytes. */
  async read(key: string): Promise<Uint8Array> {
    const bytes = this.#files.get(checkedKey(key, 'read'));
    if (bytes === undefined) throw new NotFoundError(key);
    return new Uint8Array(bytes);
  }

  /** The keys in the order of their creation. */
  async *list(folder?: string): AsyncGenerator<string> {
    for (const key of [...this.#files.keys()]) {
      if (folder === undefined || key.startsWith(`${folder}/`)) yield key;
    }
  }

  /** The key itself. */
  pathOf(key: string): string {
    return key;
  }

  /** The path itself, if it is a key. */
  keyOf(path: string): string {
    return checkedKey(path, 'resolve');
  }
}
