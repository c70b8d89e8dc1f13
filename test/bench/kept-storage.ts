import type { Draft, PublishResult, Source, Storage } from '../../src/index.js';

/** A storage that holds one file in memory, and neither copies nor compares it, so that only text and checks are measured. */
export class KeptStorage implements Storage {
  #bytes: Uint8Array = new Uint8Array(0);

  draft(): Draft {
    const pieces: Uint8Array[] = [];
    const written = () => (pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces));
    return {
      write: async (bytes) => void pieces.push(bytes),
      reread: () => sourceOf(written()),
      publish: async (): Promise<PublishResult> => {
        this.#bytes = written();
        return 'created';
      },
      close: async () => {},
    };
  }

  async open(): Promise<Source> {
    return sourceOf(this.#bytes);
  }

  async *list(): AsyncGenerator<string> {}

  pathOf(key: string): string {
    return key;
  }

  keyOf(path: string): string {
    return path;
  }
}

const sourceOf = (bytes: Uint8Array): Source => ({
  size: bytes.length,
  read: async (start, end) => bytes.subarray(start, end),
  close: async () => {},
});
