import {
  type Draft,
  NotFoundError,
  type PublishResult,
  type Source,
  type Storage,
  StorageError,
} from '../../src/index.js';

const SAFE_KEY = /^\w[\w.-]{0,127}\/\w[\w.-]{0,127}$/;
const UNSAFE_NAME = /\.$|^(con|nul|com\d|lpt\d)(\.|$)/i;

/** Returns a key if it is safe: two names that every file system accepts. */
function checked(key: string): string {
  if (SAFE_KEY.test(key) && !key.split('/').some((name) => UNSAFE_NAME.test(name))) return key;
  throw new StorageError('resolve', key, 'is no key');
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** Returns bytes whose `slice` copies, as that of a Buffer does not. */
const joined = (pieces: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(pieces));

/** A storage as a user may write one, in memory. It has all methods. A test overrides one of them, to break one promise. */
export class Shelf implements Storage {
  readonly files = new Map<string, Uint8Array>();

  draft(folder: string): Draft {
    const pieces: Uint8Array[] = [];
    return {
      write: async (bytes) => void pieces.push(bytes),
      reread: () => this.source(joined(pieces)),
      prepare: async () => {},
      publish: async (key) => {
        if (!key.startsWith(`${folder}/`)) throw new StorageError('create', key, `is not in ${folder}`);
        return this.publish(checked(key), joined(pieces));
      },
      close: async () => {},
    };
  }

  publish(key: string, bytes: Uint8Array): PublishResult | Promise<PublishResult> {
    const there = this.files.get(key);
    if (there !== undefined) return isSame(there, bytes) ? 'identical' : 'different';
    this.files.set(key, bytes);
    return 'created';
  }

  async open(key: string): Promise<Source> {
    const bytes = this.files.get(checked(key));
    if (bytes === undefined) throw new NotFoundError(this.pathOf(key));
    return this.source(bytes);
  }

  source(bytes: Uint8Array): Source {
    return { size: bytes.length, read: async (start, end) => bytes.slice(start, end), close: async () => {} };
  }

  async *list(folder?: string): AsyncGenerator<string> {
    for (const key of [...this.files.keys()]) if (folder === undefined || key.startsWith(`${folder}/`)) yield key;
  }

  async *survey(): AsyncGenerator<string> {
    yield* this.files.keys();
  }

  async remove(key: string): Promise<void> {
    if (!this.files.delete(checked(key))) throw new NotFoundError(this.pathOf(key));
  }

  async checkWritable(_folder: string): Promise<void> {}

  async sweep(): Promise<string[]> {
    return [];
  }

  pathOf(key: string): string {
    return `shelf:${key}`;
  }

  keyOf(path: string): string {
    if (!path.startsWith('shelf:')) throw new StorageError('resolve', path, 'is no path of a shelf');
    return checked(path.slice('shelf:'.length));
  }
}
