import type { Creation, Storage } from '../../src/index.js';

/** Keeps the last file without copying or comparing, so that nothing but text and checks is measured. */
export class KeptStorage implements Storage {
  #bytes: Uint8Array = new Uint8Array(0);

  async create(_key: string, bytes: Uint8Array): Promise<Creation> {
    this.#bytes = bytes;
    return 'created';
  }

  async read(): Promise<Uint8Array> {
    return this.#bytes;
  }

  async *list(): AsyncGenerator<string> {}

  pathOf(key: string): string {
    return key;
  }

  keyOf(path: string): string {
    return path;
  }
}
