/**
 * What became of bytes that were to be created: they are there now, they were there already, or other bytes are.
 */
export type Creation = 'created' | 'identical' | 'different';

/**
 * Where files are kept, by key: names joined with `/`. Nothing that is there is ever changed.
 */
export interface Storage {
  /**
   * Creates a file, whole and durable before it resolves, or leaves nothing.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if it could not be written.
   */
  create(key: string, bytes: Uint8Array): Promise<Creation>;

  /**
   * Reads a file.
   *
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is none.
   * @throws StorageError (`ARTIFACT_STORAGE`) if it could not be read.
   */
  read(key: string): Promise<Uint8Array>;

  /** The keys of all files, or of those in one folder, in any order. */
  list(folder?: string): AsyncIterable<string>;

  /** The path by which the user knows a key. */
  pathOf(key: string): string;

  /**
   * The key of a path.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the path leads out of the storage.
   */
  keyOf(path: string): string;
}
