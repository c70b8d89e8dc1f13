/** The sizes at which work is cut into pieces. What comes of it does not depend on them. */
export interface Limits {
  /** Bytes up to which a file is read at once … */
  readonly small: number;
  /** … and those that are read at once of a larger one, or handed over when it is written. */
  readonly piece: number;
  /** Bytes at the end of a file that are read first: most have their `$artifact` there. */
  readonly tail: number;
  /** Bytes of an array whose elements are taken in one go. Every element must fit in. */
  readonly slice: number;
  /** Bytes from which on a row is taken as it is; shorter ones are gathered first. */
  readonly longRow: number;
  /** Elements whose text is made in one go. */
  readonly rowPiece: number;
  /** Bytes that all but the arrays may take: more is not saved, for a reader has them in one piece. */
  readonly text: number;
  /** Bytes of arrays that are copied before a save; of what is beyond, the user's own is read while it is written. */
  readonly copied: number;
}

export const LIMITS: Limits = {
  small: 1 << 20,
  piece: 1 << 18,
  tail: 1 << 16,
  slice: 1 << 16,
  longRow: 1 << 8,
  rowPiece: 1 << 12,
  text: 2 ** 32,
  copied: 1 << 24,
};

/** The bytes handed to the operating system in one call, to read or to write: no system takes more than 2 GiB. */
export const BYTES_PER_CALL = 1 << 26;

/** The bytes of two files that are compared in one step. */
export const BYTES_PER_COMPARISON = 1 << 20;
