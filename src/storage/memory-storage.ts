import { NotFoundError } from '../errors.js';
import { checkedKey } from './key.js';
import type { Creation, Storage } from './storage.js';

/** Files in memory, for tests and for results that need not outlive the program. Paths are keys. */
export class MemoryStorage implements Storage {
  readonly #files = new Map<string, Uint8Array>();

  async create(key: string, bytes: Uint8Array): Promise<Creation> {
    const there = this.#files.get(checkedKey(key, 'create'));
    if (there !== undefined) return Buffer.compare(there, bytes) === 0 ? 'identical' : 'different';
    this.#files.set(key, new Uint8Array(bytes));
    return 'created';
  }

  async read(key: string): Promise<Uint8Array> {
    const bytes = this.#files.get(checkedKey(key, 'read'));
    if (bytes === undefined) throw new NotFoundError(key);
    return new Uint8Array(bytes);
  }

  async *list(folder?: string): AsyncGenerator<string> {
    for (const key of [...this.#files.keys()]) {
      if (folder === undefined || key.startsWith(`${folder}/`)) yield key;
    }
  }

  pathOf(key: string): string {
    return key;
  }

  keyOf(path: string): string {
    return checkedKey(path, 'resolve');
  }
}
