/**
 * What became of a file that was to be published: it is there now, it was there already, or another one is.
 */
export type PublishResult = 'created' | 'identical' | 'different';

/** Something in a storage that is not an artifact's file, or cannot be read. */
export interface SurveyProblem {
  /** The path by which the user knows it. */
  readonly path: string;
  /** What was found and what was expected. */
  readonly message: string;
}

/**
 * Where files are kept, by key: names joined with `/`. Nothing that is there is ever changed.
 *
 * What a storage throws that is no `ArtifactError` reaches the user as the cause of a `StorageError`.
 */
export interface Storage {
  /** Begins a file in a folder. It has no name yet, and nobody sees it. */
  draft(folder: string): Draft;

  /**
   * Makes sure that a file can be made in a folder, and leaves nothing but the folder.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if none can.
   */
  checkWritable?(folder: string): Promise<void>;

  /**
   * Opens a file, to be read piece by piece.
   *
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is none.
   * @throws StorageError (`ARTIFACT_STORAGE`) if it could not be opened.
   */
  open(key: string): Promise<Source>;

  /**
   * Removes a file. Once it resolves, the file is gone for good.
   *
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is none.
   * @throws StorageError (`ARTIFACT_STORAGE`) if it could not be removed, or may come back after a power cut.
   */
  remove?(key: string): Promise<void>;

  /** The keys of all files, or of those in one folder, in any order. */
  list(folder?: string): AsyncIterable<string>;

  /**
   * Goes through all that is there: gives the keys of all files, and what is none. Where `list` ends with an error, it goes on.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if it cannot even begin.
   */
  survey?(): AsyncIterable<string | SurveyProblem>;

  /**
   * Removes what processes that have ended left of drafts, and nothing that a living one may own.
   *
   * @returns the paths of what was removed.
   * @throws SweepError (`ARTIFACT_STORAGE`) if something could not be removed, after all else was.
   */
  sweep?(): Promise<string[]>;

  /** The path by which the user knows a key. */
  pathOf(key: string): string;

  /**
   * The key of a path.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the path leads out of the storage.
   */
  keyOf(path: string): string;
}

/**
 * A file in the making. Until it is published, there is nothing; from then on, it is whole and durable.
 *
 * It is called once at a time: first it is written, then, if at all, reread, prepared, published, and in the end closed. Only
 * rereading goes on while it is prepared.
 */
export interface Draft {
  /**
   * Adds bytes at the end. They must not be changed before the draft is closed.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if they could not be written.
   */
  write(bytes: Uint8Array): Promise<void>;

  /** All that was written, to be read again. It is closed with the draft, not by itself. */
  reread(): Source;

  /**
   * Does ahead what giving it this name begins with, as far as nobody sees it, where that takes time.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) as `publish` does.
   */
  prepare?(key: string): Promise<void>;

  /**
   * Gives the file its name, unless another file has it; then it may be tried again with another key of the folder.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if it could not be made durable; nothing is there then, or the message says so.
   */
  publish(key: string): Promise<PublishResult>;

  /** Puts away all but what was published. It does not throw: what it throws is passed over. */
  close(): Promise<void>;
}

/** The bytes of a file. */
export interface Source {
  /** How many there are. */
  readonly size: number;

  /**
   * The bytes from `start` up to `end`, exactly so many, for the caller to keep.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if they could not be read.
   */
  read(start: number, end: number): Promise<Uint8Array>;

  /** The last call. It does not throw: what it throws is passed over. */
  close(): Promise<void>;
}
