import { type DType, isDType } from '../model/dtypes.js';
import { escapeKey } from '../model/pointer.js';
import { isTreeObject, itemsOf, type Tree, type TreeObject } from '../model/tree.js';
import { PointerIndex, type PointerRange } from './pointer-index.js';

/** What is said of an array, or of all arrays of a pattern. */
export interface ArrayEntry {
  readonly dtype: DType;
  shape?: readonly number[];
}

/** Where the keys to arrays lead, one after the other. */
export interface PointerMatch {
  /** What is said of the array that is here. */
  readonly entry: ArrayEntry | undefined;
  /** Every key was named, none by `*`, which stands for any: that tells an array's dtype, but not its shape. */
  readonly isExact: boolean;
  readonly range: PointerRange;
}

/** Ways to one place at a time. Our own tables name a place by its pointer and by one pattern. */
const MOST_WAYS = 8;

/**
 * `$artifact.arrays`: dtype and shape of the arrays of a file, by JSON Pointer.
 *
 * An array on its own has one entry with both. Those inside lists and maps share one, in which `*` stands for every
 * index or key, and have one of their own only to tell a shape that their nesting cannot show.
 */
export class ArrayTable {
  readonly #entries: Map<string, ArrayEntry>;
  #index: PointerIndex | undefined;
  readonly #used = new Set<string>();

  private constructor(entries: Map<string, ArrayEntry>) {
    this.#entries = entries;
  }

  static empty(): ArrayTable {
    return new ArrayTable(new Map());
  }

  /** The table that a file holds, or undefined if it is not one. */
  static ofTree(tree: Tree | undefined): ArrayTable | undefined {
    if (!isTreeObject(tree)) return undefined;
    const entries = new Map<string, ArrayEntry>();
    for (const pointer of Object.keys(tree)) {
      const entry = tree[pointer];
      if (!isTreeObject(entry) || !isDType(entry['dtype'])) return undefined;
      const { dtype, shape, ...others } = entry;
      const lengths = itemsOf(shape);
      if (Object.keys(others).length > 0 || (shape !== undefined && !isShape(lengths))) return undefined;
      entries.set(pointer, isShape(lengths) ? { dtype, shape: lengths } : { dtype });
    }
    return new ArrayTable(entries);
  }

  /** The table as the file holds it. */
  toTree(): TreeObject {
    return Object.fromEntries(
      Array.from(this.#entries, ([pointer, { dtype, shape }]) => [
        pointer,
        shape === undefined ? { dtype } : { dtype, shape: [...shape] },
      ]),
    );
  }

  /** All entries, by pointer or pattern. */
  get entries(): ReadonlyMap<string, ArrayEntry> {
    return this.#entries;
  }

  /** Where the ways to the arrays begin. */
  get rootMatches(): readonly PointerMatch[] {
    return [this.#reached(this.#pointers.root, true)];
  }

  /**
   * Follows a key from every range reached so far, by its name and by `*`. Undefined if that gives more ways than a table of ours can
   * have.
   */
  childMatches(from: readonly PointerMatch[], key: string): PointerMatch[] | undefined {
    const reached: PointerMatch[] = [];
    for (const { range, isExact } of from) {
      const named = this.#pointers.child(range, key);
      if (named !== undefined) reached.push(this.#reached(named, isExact));
      const any = key === '*' ? undefined : this.#pointers.child(range, '*');
      if (any !== undefined) reached.push(this.#reached(any, false));
    }
    return reached.length > MOST_WAYS ? undefined : reached;
  }

  /** Tells whether a member of the root is an array, or has arrays in it. */
  hasArraysIn(key: string): boolean {
    return this.childMatches(this.rootMatches, key)?.length !== 0;
  }

  /** Where the way to an array begins that is to be found. */
  get lookupCursor(): LookupCursor {
    const { root } = this.#pointers;
    return new LookupCursor((range) => this.#entryOf(range, true), this.#pointers, root, root, false);
  }

  /** Where the way to an array begins that is to be added. */
  get recordingCursor(): RecordingCursor {
    return new RecordingCursor(this.#entries, '', false);
  }

  /** The pointers of entries that were never found. */
  get unusedPointers(): readonly string[] {
    return [...this.#entries.keys()].filter((pointer) => !this.#used.has(pointer));
  }

  get #pointers(): PointerIndex {
    this.#index ??= new PointerIndex([...this.#entries.keys()]);
    return this.#index;
  }

  #reached(range: PointerRange, isExact: boolean): PointerMatch {
    return { range, entry: this.#entryOf(range, false), isExact };
  }

  #entryOf({ exact }: PointerRange, isUse: boolean): ArrayEntry | undefined {
    if (exact === undefined) return undefined;
    const pointer = this.#pointers.pointers[exact] as string;
    if (isUse) this.#used.add(pointer);
    return this.#entries.get(pointer);
  }
}

/** A way through a table to an array that a file has: by its pointer and, inside lists and maps, by its pattern. */
export class LookupCursor {
  constructor(
    private readonly entryOf: (range: PointerRange) => ArrayEntry | undefined,
    private readonly index: PointerIndex,
    private readonly exact: PointerRange | undefined,
    private readonly pattern: PointerRange | undefined,
    private readonly isInCollection: boolean,
  ) {}

  /** Goes on by a key. That of an element is any, in a pattern. */
  child(key: string | number, isElement: boolean): LookupCursor {
    const { index, exact, pattern } = this;
    const named = exact && index.child(exact, key);
    const isSame = pattern === exact && !isElement;
    const any = isSame ? named : pattern && index.child(pattern, isElement ? '*' : key);
    return new LookupCursor(this.entryOf, index, named, any, this.isInCollection || isElement);
  }

  /** What the table says of the array here, or undefined if it says nothing. */
  lookUp(): ArrayEntry | undefined {
    const own = this.exact && this.entryOf(this.exact);
    if (!this.isInCollection) return own?.shape && own;
    const shared = this.pattern && this.entryOf(this.pattern);
    return shared && { dtype: own?.dtype ?? shared.dtype, ...(own?.shape && { shape: own.shape }) };
  }
}

/** A way through a table to an array that it is to have: by its pattern, in which `*` stands for the keys of elements. */
export class RecordingCursor {
  readonly #next = new Map<string | number, RecordingCursor>();
  #isAdded = false;

  constructor(
    private readonly entries: Map<string, ArrayEntry>,
    /** The pointer to here, with `*` for the keys of elements. */
    readonly pattern: string,
    private readonly isInCollection: boolean,
  ) {}

  /** Goes on by a key. That of an element is any. */
  child(key: string | number, isElement: boolean): RecordingCursor {
    const patternKey = isElement ? '*' : key;
    let next = this.#next.get(patternKey);
    if (next === undefined) {
      const pattern = `${this.pattern}/${escapeKey(String(patternKey))}`;
      next = new RecordingCursor(this.entries, pattern, this.isInCollection || isElement);
      this.#next.set(patternKey, next);
    }
    return next;
  }

  /** Adds the array that is here. Its pointer is asked for only if it needs an entry of its own. */
  record(dtype: DType, shape: readonly number[], pointer: () => string): void {
    if (!this.isInCollection) this.entries.set(this.pattern, { dtype, shape });
    else {
      if (!this.#isAdded && !this.entries.has(this.pattern)) this.entries.set(this.pattern, { dtype });
      this.#isAdded = true;
      if (!isShownByNesting(shape)) this.entries.set(pointer(), { dtype, shape });
    }
  }
}

const isShownByNesting = (shape: readonly number[]): boolean => !shape.slice(0, -1).includes(0);

const isShape = (items: readonly Tree[] | undefined): items is readonly number[] =>
  items?.every((length) => Number.isSafeInteger(length) && (length as number) >= 0 && !Object.is(length, -0)) === true;
