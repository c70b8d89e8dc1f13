import { type DType, isDType } from '../dtypes.js';
import { keysOf } from './pointer.js';
import { isTreeObject, itemsOf, type Tree, type TreeObject } from './tree.js';

/** What is said of an array, or of all arrays of a pattern. */
export interface ArrayEntry {
  readonly dtype: DType;
  shape?: readonly number[];
}

/** Where the keys to arrays lead, one after the other. */
export interface Reached {
  /** What is said of the array that is here. */
  readonly entry: ArrayEntry | undefined;
  /** Every key was named, none by `*`, which stands for any: that tells an array's dtype, but not its shape. */
  readonly isExact: boolean;
  readonly node: KeyNode;
}

interface KeyNode {
  readonly next: Map<string, KeyNode>;
  entry?: ArrayEntry;
}

/** Ways to one place at a time. Our own tables name a place by its pointer and by one pattern. */
const MOST_WAYS = 8;

/** Where a key leads to from all that was reached so far; undefined if there are more ways than any table of ours has. */
export function reachedBy(from: readonly Reached[], key: string): Reached[] | undefined {
  const reached: Reached[] = [];
  for (const { node, isExact } of from) {
    const named = node.next.get(key);
    if (named !== undefined) reached.push({ node: named, entry: named.entry, isExact });
    const any = node.next.get('*');
    if (any !== undefined && any !== named) reached.push({ node: any, entry: any.entry, isExact: false });
  }
  return reached.length > MOST_WAYS ? undefined : reached;
}

/**
 * `$artifact.arrays`: dtype and shape of the arrays of a file, by JSON Pointer.
 *
 * An array on its own has one entry with both. Those inside lists and maps share one, in which `*` stands for every
 * index or key, and have one of their own only to tell a shape that their nesting cannot show.
 */
export class ArrayTable {
  readonly #entries: Map<string, ArrayEntry>;
  readonly #unused: Set<string>;

  private constructor(entries: Map<string, ArrayEntry>) {
    this.#entries = entries;
    this.#unused = new Set(entries.keys());
  }

  static empty(): ArrayTable {
    return new ArrayTable(new Map());
  }

  /** The table that a file holds, or undefined if it is not one. */
  static ofTree(tree: Tree | undefined): ArrayTable | undefined {
    if (!isTreeObject(tree)) return undefined;
    const entries = new Map<string, ArrayEntry>();
    for (const [pointer, entry] of Object.entries(tree)) {
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
  get root(): readonly Reached[] {
    const root: KeyNode = { next: new Map() };
    for (const [pointer, entry] of this.#entries) {
      let node = root;
      for (const key of keysOf(pointer)) {
        let next = node.next.get(key);
        if (next === undefined) node.next.set(key, (next = { next: new Map() }));
        node = next;
      }
      node.entry = entry;
    }
    return [{ node: root, entry: root.entry, isExact: true }];
  }

  /** Adds an array. `pattern` is its pointer with `*` for indices and keys, undefined if there are none. */
  add(pointer: string, pattern: string | undefined, dtype: DType, shape: readonly number[]): void {
    if (pattern !== undefined && !this.#entries.has(pattern)) this.#entries.set(pattern, { dtype });
    if (pattern === undefined || !isShownByNesting(shape)) this.#entries.set(pointer, { dtype, shape });
  }

  /** What the table says of an array, or undefined if it says nothing. */
  find(pointer: string, pattern: string | undefined): ArrayEntry | undefined {
    const own = this.#entries.get(pointer);
    this.#unused.delete(pointer);
    if (pattern === undefined) return own?.shape && own;
    this.#unused.delete(pattern);
    const shared = this.#entries.get(pattern);
    return shared && { dtype: own?.dtype ?? shared.dtype, ...(own?.shape && { shape: own.shape }) };
  }

  /** The pointers that were never asked for. */
  get unused(): readonly string[] {
    return [...this.#unused];
  }
}

const isShownByNesting = (shape: readonly number[]): boolean => !shape.slice(0, -1).includes(0);

const isShape = (items: readonly Tree[] | undefined): items is readonly number[] =>
  items?.every((length) => Number.isSafeInteger(length) && (length as number) >= 0 && !Object.is(length, -0)) === true;
