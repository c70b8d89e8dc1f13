import { createHash } from 'node:crypto';
import { idsOf } from '../../display/ids.js';
import { FILES_AT_A_TIME } from '../../display/limits.js';
import type { Store } from '../../display/store.js';
import { type ArtifactError, FormatError, isArtifactError } from '../../model/errors.js';
import { LIMITS } from '../../model/limits.js';
import { mapInOrder } from '../../model/map-in-order.js';
import { ProgressReporter } from '../../model/progress.js';
import type { ListedEntry } from '../../repository/listing.js';
import type { StoredArtifact } from '../../repository/stored-artifact.js';
import { BytesSource, piecesOf, readBytes, withSource } from '../../storage/bytes-source.js';
import type { Source } from '../../storage/storage.js';
import type { Step } from '../console/progress.js';

/** An artifact that is exported. Its file is open as long as the callback of {@link ExportedArtifacts.each} runs. */
export interface ExportedArtifact {
  readonly id: string;
  readonly artifact: StoredArtifact;
  /** The bytes of the file. */
  readonly source: Source;
}

/**
 * The artifacts of an export, in the order of the export.
 *
 * Most formats need two passes over all artifacts: the first collects what stands at the beginning of the file (columns, shape, types), the
 * second writes. An artifact that one pass cannot read is left out of the next pass. An artifact that has changed between two passes
 * counts as one that cannot be read.
 */
export class ExportedArtifacts {
  /** The errors of the artifacts that could not be read, by path. */
  readonly unread = new Map<string, ArtifactError>();
  readonly #store: Store;
  readonly #entries: readonly ListedEntry[];
  readonly #ids: readonly string[];
  readonly #passes: number;
  readonly #onStep: (step: Step) => Promise<void>;
  /** The seal of each file in the first pass, or the digest of an unsealed file, by path. */
  readonly #digests = new Map<string, string>();
  /** The files and bytes that were read so far, in all passes. */
  #files = 0;
  #bytes = 0;

  /**
   * @param passes - how many passes there will be; progress counts all of them.
   * @param onStep - called after each file and after each piece that was read.
   */
  constructor(store: Store, entries: readonly ListedEntry[], passes: number, onStep: (step: Step) => Promise<void>) {
    this.#store = store;
    this.#passes = passes;
    this.#onStep = onStep;
    this.#entries = entries;
    this.#ids = idsOf(entries.map(({ key }) => key));
  }

  /**
   * Opens the artifacts one after the other, checks their seals, and calls `act` with each. If opening or `act` throws an ArtifactError,
   * the artifact counts as one that cannot be read, and the next one follows.
   *
   * @throws whatever else `act` throws.
   */
  async each(act: (exported: ExportedArtifact) => Promise<void>): Promise<void> {
    const items = this.#entries.map((entry, index) => ({ entry, id: this.#ids[index] as string }));
    const remaining = items.filter(({ entry }) => !this.unread.has(entry.path));
    const read = async ({ entry, id }: (typeof items)[number]) => ({ entry, id, bytes: await this.#smallFile(entry) });
    for await (const { entry, id, bytes } of mapInOrder(remaining, FILES_AT_A_TIME, read)) {
      try {
        if (bytes instanceof Error) throw bytes;
        const opening =
          bytes === undefined ? this.#store.storage.open(entry.key) : Promise.resolve(new BytesSource(bytes));
        await withSource(opening, async (opened) => {
          const source = bytes === undefined ? this.#counting(opened) : opened;
          const artifact = await this.#store.openStored(async () => source, entry.path, {
            progress: new ProgressReporter(),
          });
          await this.#checkUnchanged(artifact, source);
          await act({ id, artifact, source });
        });
      } catch (error) {
        if (!isArtifactError(error)) throw error;
        this.unread.set(entry.path, error);
      }
      this.#files++;
      await this.#reportProgress();
    }
  }

  /**
   * Returns a source that counts the bytes that are read. Its `close` does nothing: a reader closes its source when it has finished, but the
   * file is read several times.
   */
  #counting(source: Source): Source {
    const read = async (start: number, end: number) => {
      const bytes = await source.read(start, end);
      this.#bytes += bytes.length;
      await this.#reportProgress();
      return bytes;
    };
    return { size: source.size, read, close: async () => {} };
  }

  #reportProgress(): Promise<void> {
    return this.#onStep({ done: Math.floor(this.#files / this.#passes), of: this.#entries.length, bytes: this.#bytes });
  }

  /** @throws FormatError (`ARTIFACT_FORMAT`) if the file has changed since the first pass. */
  async #checkUnchanged({ path, seal }: StoredArtifact, source: Source): Promise<void> {
    const digest = seal ?? (await sha256Of(source));
    const before = this.#digests.get(path) ?? digest;
    if (digest !== before) throw new FormatError(path, 'was changed while it was exported');
    this.#digests.set(path, digest);
  }

  /** Reads a small file into memory. Returns the error if that fails, and undefined for a large file. */
  async #smallFile({ key }: ListedEntry): Promise<Uint8Array | ArtifactError | undefined> {
    try {
      return await withSource(this.#store.storage.open(key), async (source) => {
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

/** Returns the SHA-256 of a source. Units: hex digits. */
async function sha256Of(source: Source): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of piecesOf(source, 0, source.size, LIMITS.piece)) hash.update(bytes);
  return hash.digest('hex');
}
