// The sizes at which work is cut into pieces, and the sizes up to which something is done in one step. Results do not depend on them:
// they keep memory bounded, let other work have its turn, or avoid the cost of many small steps. (Sizes that decide what is accepted,
// such as the depth of a tree, are where they are checked.)

/** The sizes that tests set to a few bytes, so that every cut falls in every place. */
export interface Limits {
  /** Units: bytes. A file up to this size is read in one piece: a small file costs one call. */
  readonly small: number;
  /** Units: bytes. A larger file is read, and every file is written, in pieces of this size. */
  readonly piece: number;
  /** Units: bytes. This much of the end of a file is read first. Most files have their whole `$artifact` in it. */
  readonly tail: number;
  /**
   * Units: bytes. The text of an array is parsed in slices of this size, so that never all of its elements are JavaScript values at once. A
   * slice has to be longer than any one element.
   */
  readonly slice: number;
  /** Units: items. A list in a file of another tool is looked at when it has this many: if they are numbers or rows of them, it is a NumberList. */
  readonly items: number;
  /** Units: elements. The text of this many elements is made in one step. */
  readonly rowPiece: number;
  /** Units: bytes. An artifact with more text than this besides its arrays is not saved, because a reader needs that text in one piece. */
  readonly text: number;
  /** Units: bytes. Arrays up to this size in total are copied before a save. Beyond it, the user's own arrays are read during the save. */
  readonly copied: number;
}

/** The sizes that apply outside of tests. */
export const LIMITS: Limits = {
  small: 1 << 20,
  piece: 1 << 18,
  tail: 1 << 16,
  slice: 1 << 16,
  items: 1 << 10,
  rowPiece: 1 << 12,
  text: 2 ** 32,
  copied: 1 << 24,
};

/**
 * When the kernel in WebAssembly takes over. Units: numbers, which V8 writes and reads first: for fewer, compiling the kernel takes longer
 * than it saves. Tests set other numbers.
 */
export const KERNEL_START = { numbersByV8: 10_000 };

// ── Calls of the operating system and of Node ───────────────────────────────────────────────────────────────────────

/** Units: bytes, handed to the operating system in one call, to read or to write. No system takes more than 2 GiB. */
export const BYTES_PER_CALL = 1 << 26;

/** Units: bytes of two files that are compared in one step. */
export const BYTES_PER_COMPARISON = 1 << 20;

/** Units: bytes, copied from one storage to another in one step: each may be a request. */
export const BYTES_PER_COPY = 1 << 22;

/** Units: bytes, handed to a hash in one call. Node takes less than 2 GiB. */
export const BYTES_PER_HASH_UPDATE = 1 << 30;

/** Units: elements of an array whose bytes are handed to a hash in one call. */
export const ELEMENTS_PER_HASH_UPDATE = 1 << 14;

/** Units: characters, gathered before they are handed to a hash. Many short updates would be slow. */
export const CHARACTERS_PER_HASH_UPDATE = 1 << 16;

// ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Units: characters. The text of empty lists is yielded to the writer when it is at least this long. */
export const CHARACTERS_PER_ROWS = 1 << 14;

/** Units: characters, estimated. JSON.stringify makes no more than this in one call. */
export const CHARACTERS_PER_STRINGIFY = 1 << 16;

/** Units: characters. A text that is hashed is made in one piece up to this length, which is faster than piece by piece. */
export const MAX_WHOLE_TEXT = 1 << 20;

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Units: bytes of an array that are handed to the kernel first. It copies what it gets, and most arrays are short. */
export const BYTES_OF_FIRST_SLICE = 1 << 12;

/** Units: bytes at each end of a file in which `where` looks for the inputs before it reads more. */
export const BYTES_PER_END = 1 << 14;

/** Units: bytes. If `$artifact` does not begin in this much of the end of a file, the file is read as a whole. */
export const MAX_END = 1 << 26;

/** Units: bytes that the cutter holds back for the next piece. Only a key as long as this needs more: then the exact reader reads the file. */
export const MAX_HELD_BACK = 1 << 20;

/** Units: bytes. The text of an array up to this size is kept when the array is located, so that reading it needs no second call. */
export const MAX_KEPT_TEXT = 1 << 12;

/** Units: bytes. Text up to this size goes through JSON.parse. More could exceed V8's longest string, 512 MiB: our own reader reads it. */
export const MAX_PARSED_TEXT = 1 << 28;

/** Units: bytes. The exact reader holds a file up to this size as a string too, because slices of a string are fast. */
export const MAX_HELD_AS_STRING = 1 << 25;

/** Units: bytes of a JSON string that are decoded in one step. */
export const BYTES_PER_DECODING = 1 << 20;

/** Units: bytes. The exact reader makes a NumberList of a list of numbers only if its text is longer than this. */
export const MAX_PLAIN_NUMBERS = 1 << 10;

/** Units: scalars in a block of a NumberList. While a NumberList becomes an array, a block is in memory twice. */
export const SCALARS_PER_BLOCK = 1 << 18;

/** Units: scalars. Rows with more of them than this are not gathered in one NumberList: there are few such rows in a file. */
export const MAX_GATHERED = 1 << 17;

/** Units: bytes at the beginning of a damaged file in which the reason for the damage is looked for. */
export const EXAMINED_BEGINNING = 1 << 16;
