// The interfaces of a storage: a place that keeps bytes under keys. Implement `Storage`, `Draft` and `Source` to keep artifacts
// elsewhere than in a folder or in memory; `memory-storage.ts` is the shortest example, and `persisted-artifacts/storage-contract` has a
// test for each promise.
//
// `save` makes these calls, each after the one before it has resolved:
//
//   1. `storage.draft(folder)`      begins a file that has no name yet
//   2. `draft.write(bytes)`         once or several times: all bytes, in order
//   3. `draft.prepare(key)`         optional; meanwhile `draft.reread()` gives the bytes back, for the proof
//   4. `draft.publish(key)`         gives the file its name; on 'different', once more with another key of the folder
//   5. `draft.close()`              always, also after an error
//
// `load`:
//
//   1. `storage.open(key)`          finds the file
//   2. `source.read(start, end)`    as often as needed, in any order
//   3. `source.close()`             always, also after an error

/**
 * What `publish` did: `created` gave the file its name, `identical` found the same bytes under the name, `different` found other
 * bytes under the name and changed nothing.
 */
export type PublishResult = 'created' | 'identical' | 'different';

/** Something that `survey` found in a storage and that is not an artifact's file, or cannot be read. */
export interface SurveyProblem {
  /** The path as the user knows it. */
  readonly path: string;
  /** What was found, and what was expected. */
  readonly message: string;
}

/**
 * A range of names in a folder. Names are compared by their UTF-16 code units, which for the characters of safe names is the order of
 * ASCII.
 */
export interface NameRange {
  /** The first name that is wanted, if there is such a name; all names before it are not wanted. */
  readonly from?: string | undefined;
  /** The first name after the range: neither it nor any name after it is wanted. */
  readonly until?: string | undefined;
}

/**
 * A place that keeps files under keys. A key is `<folder>/<name>`, and both parts are safe names (see `isSafeName`). A file never
 * changes: it is created whole, read, and at most removed.
 *
 * An implementation may throw anything. An `ArtifactError` reaches the user as it is, and everything else as the `cause` of a
 * `StorageError`.
 */
export interface Storage {
  /** Begins a file in a folder. Until it is published it has no name, and no other method shows it. */
  draft(folder: string): Draft;

  /**
   * Checks that files can be created in a folder. It may create the folder, and must leave nothing else. `findOrCreate` calls it
   * before it runs the procedure, so that no long computation ends at a full or read-only disk.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if no file can be created.
   */
  checkWritable?(folder: string): Promise<void>;

  /**
   * Opens a published file for reading.
   *
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is no such file.
   * @throws StorageError (`ARTIFACT_STORAGE`) if the file cannot be opened.
   */
  open(key: string): Promise<Source>;

  /**
   * Removes a published file. When the promise resolves, the file is gone for good, also after a power failure.
   *
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is no such file.
   * @throws StorageError (`ARTIFACT_STORAGE`) if the file could not be removed, or may be there again after a power failure.
   */
  remove?(key: string): Promise<void>;

  /**
   * Lists the keys of all published files, or of those in one folder, in any order. It must not leave out files in silence: if it
   * cannot see some of them, it throws.
   *
   * @param range - the names that the caller wants, as a hint: a storage whose listings are in the order of names may leave out all
   * others, so that it need not read them. The caller leaves out what it still gets of them.
   */
  list(folder?: string, range?: NameRange): AsyncIterable<string>;

  /**
   * Lists the keys of all published files, and between them a problem for everything else that it finds. Where `list` would throw,
   * `survey` yields a problem and goes on. `verify` calls it, or `list` where a storage has no `survey`.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the storage cannot be read at all.
   */
  survey?(): AsyncIterable<string | SurveyProblem>;

  /**
   * Removes the drafts that ended processes left behind. It must leave alone every draft whose process may still be running.
   *
   * @returns the paths of what it removed.
   * @throws SweepError (`ARTIFACT_STORAGE`) if something could not be removed; everything else was removed before.
   */
  sweep?(): Promise<string[]>;

  /** Returns the path by which the user knows a key: what `save` returns. */
  pathOf(key: string): string;

  /**
   * Returns the key of a path. It is the inverse of `pathOf`: `keyOf(pathOf(key)) === key`.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the path leads out of the storage.
   */
  keyOf(path: string): string;
}

/**
 * A file that has no name yet. Nobody sees it until `publish` answers `created`; from then on the file is whole and durable.
 *
 * The repository awaits each call before it makes the next one, in the order above. The one exception: it reads from `reread()`
 * while `prepare` is running.
 */
export interface Draft {
  /**
   * Appends bytes. The caller must not change them before the draft is closed, so that an implementation need not copy them.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the bytes could not be written.
   */
  write(bytes: Uint8Array): Promise<void>;

  /**
   * Returns all bytes written so far, for reading. The source is valid until the draft is closed; the repository does not close it
   * by itself.
   */
  reread(): Source;

  /**
   * Does the first, invisible part of `publish(key)` in advance, such as writing the bytes to the disk, because that takes time. The
   * proof runs meanwhile.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) as `publish` does.
   */
  prepare?(key: string): Promise<void>;

  /**
   * Gives the file its name, unless there is a file of that name: then it compares the two. Of several processes that publish
   * under one key at the same time, exactly one may get `created`. On `created` and on `identical`, the file under the name must
   * be durable.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the file could not be made durable. It has no name then, or the message says
   * that it still has it.
   */
  publish(key: string): Promise<PublishResult>;

  /** Frees everything that belongs to the draft, but not the published file. Whatever it throws is ignored. */
  close(): Promise<void>;
}

/** The bytes of a file, for reading. */
export interface Source {
  /** The number of bytes. */
  readonly size: number;

  /**
   * Reads the bytes from `start` up to, but not including, `end`: exactly `end - start` bytes, at any offset, in any order. The
   * caller may keep them, so that an implementation must not reuse the buffer.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the bytes could not be read.
   */
  read(start: number, end: number): Promise<Uint8Array>;

  /** Frees what belongs to the source. It is called last. Whatever it throws is ignored. */
  close(): Promise<void>;
}
