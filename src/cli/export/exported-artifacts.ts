import { createHash } from 'node:crypto';
import { type ArtifactError, FormatError, isArtifactError } from '../../model/errors.js';
import { inOrder } from '../../model/in-order.js';
import { LIMITS } from '../../model/limits.js';
import { ProgressReporter } from '../../model/progress.js';
import type { ListedEntry } from '../../repository/listing.js';
import { openStoredArtifact, type StoredArtifact } from '../../repository/stored-artifact.js';
import { BytesSource, readBytes, withSource } from '../../storage/bytes-source.js';
import type { Source, Storage } from '../../storage/storage.js';
import type { Step } from '../console/progress.js';
import { FILES_AT_A_TIME } from '../context/limits.js';
import { idsOf } from '../selection/ids.js';

/** An artifact that is exported, while its file is open. */
export interface OpenArtifact {
  readonly id: string;
  readonly artifact: StoredArtifact;
  /** The bytes of its file. */
  readonly source: Source;
}

/** The artifacts of an export, in its order. Some go through them twice: what could not be read is left out from then on. */
export class ExportedArtifacts {
  /** What could not be read, by path. */
  readonly unread = new Map<string, ArtifactError>();
  readonly #storage: Storage;
  readonly #entries: readonly ListedEntry[];
  readonly #ids: readonly string[];
  readonly #passes: number;
  readonly #onStep: (step: Step) => Promise<void>;
  /** What each file was when it was first read. */
  readonly #contents = new Map<string, string>();
  /** Files that were gone through so far, in all passes, and bytes that were read. */
  #done = 0;
  #bytes = 0;

  /**
   * @param passes - how often all of them will be gone through.
   * @param onStep - is told how far that is.
   */
  constructor(
    storage: Storage,
    entries: readonly ListedEntry[],
    passes: number,
    onStep: (step: Step) => Promise<void>,
  ) {
    this.#storage = storage;
    this.#passes = passes;
    this.#onStep = onStep;
    this.#entries = entries;
    this.#ids = idsOf(entries.map(({ key }) => key));
  }

  /**
   * Opens one after the other, its seal checked. An ArtifactError, also one that `act` throws, counts as a file that cannot be read.
   *
   * @throws all else that `act` throws.
   */
  async each(act: (open: OpenArtifact) => Promise<void>): Promise<void> {
    const items = this.#entries.map((entry, index) => ({ entry, id: this.#ids[index] as string }));
    const left = items.filter(({ entry }) => !this.unread.has(entry.path));
    const read = async ({ entry, id }: (typeof items)[number]) => ({ entry, id, bytes: await this.#smallFile(entry) });
    for await (const { entry, id, bytes } of inOrder(left, FILES_AT_A_TIME, read)) {
      try {
        if (bytes !== undefined && !(bytes instanceof Uint8Array)) throw bytes;
        const opening = bytes === undefined ? this.#storage.open(entry.key) : Promise.resolve(new BytesSource(bytes));
        await withSource(opening, async (source) => {
          const kept = bytes === undefined ? this.#counting(source) : source;
          const artifact = await openStoredArtifact(async () => kept, entry.path, { progress: new ProgressReporter() });
          await this.#checkSame(artifact, kept);
          await act({ id, artifact, source: kept });
        });
      } catch (error) {
        if (!isArtifactError(error)) throw error;
        this.unread.set(entry.path, error);
      }
      this.#done++;
      await this.#tell();
    }
  }

  /** A source that tells of what is read, and is not closed by whoever reads it: a file stays open for all that is done with it. */
  #counting(source: Source): Source {
    const read = async (start: number, end: number) => {
      const bytes = await source.read(start, end);
      this.#bytes += bytes.length;
      await this.#tell();
      return bytes;
    };
    return { size: source.size, read, close: async () => {} };
  }

  #tell(): Promise<void> {
    return this.#onStep({ done: Math.floor(this.#done / this.#passes), of: this.#entries.length, bytes: this.#bytes });
  }

  /** @throws FormatError (`ARTIFACT_FORMAT`) if the file is not the one that was read before. */
  async #checkSame({ path, seal }: StoredArtifact, source: Source): Promise<void> {
    const content = seal ?? (await digestOf(source));
    const before = this.#contents.get(path) ?? content;
    if (content !== before) throw new FormatError(path, 'was changed while it was exported');
    this.#contents.set(path, content);
  }

  /** The bytes of a small file, or why they cannot be read; undefined for a large one. */
  async #smallFile({ key }: ListedEntry): Promise<Uint8Array | ArtifactError | undefined> {
    try {
      return await withSource(this.#storage.open(key), async (source) => {
        if (source.size > LIMITS.small) return undefined;
        this.#bytes += source.size;
        return readBytes(source, 0, source.size);
      });
    } catch (error) {
      if (isArtifactError(error)) return error;
      throw error;
    }
  }
}

/** What tells the bytes of a file that has no seal from all others. */
async function digestOf(source: Source): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < source.size; at += LIMITS.piece)
    hash.update(await readBytes(source, at, Math.min(source.size, at + LIMITS.piece)));
  return hash.digest('hex');
}
