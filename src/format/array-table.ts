import { type ArrayLabels, haveSameLabels, type LabelsOrNone, labelsOf, wrongLabels } from '../model/array-labels.js';
import { type DType, elementKindOf, isDType } from '../model/dtypes.js';
import type { Missing } from '../model/elements.js';
import { excerpt } from '../model/message-text.js';
import { isTreeObject, itemsOf, type Tree, type TreeObject } from '../model/tree.js';
import { MAX_MATCHES, PointerIndex, type PointerRange } from './pointer-index.js';

// `$artifact.arrays`, the table of arrays:
//
//     "/positions": {"dtype": "float64", "shape": [2,3]}           an array outside of lists and maps: its exact pointer
//     "/segments/*/curve": {"dtype": "float32"}                    all lists of one field inside a list or map: a pattern
//     "/segments/7/curve": {"dtype": "float32", "shape": [2,0,3]}  one of them, whose nesting, [[],[]], does not show its shape
//     "/segments/8/curve": {"dtype": "int8", "shape": [9]}         another one, of another dtype
//     "/gaps": {"dtype": "float64", "missing": null, "shape": [4]} an array in which null stands for NaN
//     "/flow": {"dtype": "float64", "unit": "m³/s", "shape": [9]}  one with a label: its unit; others are "axes" and "x"
//
// A pattern leads to arrays where it leads to lists, and speaks of nothing else. (`arrayTableOf` says which arrays have an exact pointer.)

/** The dtype and shape of an array, or the dtype of arrays to which a pattern leads. */
export interface ArrayEntry {
  readonly dtype: DType;
  /** Null if `null` stands for NaN in the array, which is of a float dtype. */
  readonly missing?: Missing;
  readonly labels?: ArrayLabels | undefined;
  readonly shape?: readonly number[];
}

/** How the elements of an array are written. */
export type ElementText = Pick<ArrayEntry, 'dtype' | 'missing'>;

/** True if the elements of two arrays are written in the same way. */
export const areWrittenAlike = (a: ElementText, b: ElementText): boolean =>
  a.dtype === b.dtype && a.missing === b.missing;

/** All that an entry says of an array but its shape. */
type ArrayType = Omit<ArrayEntry, 'shape'>;

/** True if the entries of two arrays differ in nothing but the shape. */
export const areAlike = (a: ArrayType, b: ArrayType | undefined): boolean =>
  b !== undefined && areWrittenAlike(a, b) && haveSameLabels(a.labels, b.labels);

/** One way in which a pointer or pattern of the table leads to or below a place. */
export interface PointerMatch {
  /** The entry for the place itself; undefined if the pointer leads below it. */
  readonly entry: ArrayEntry | undefined;
  /** False if a `*` stands for one of the keys. The entry then has the dtype of the array, but not its shape. */
  readonly isExact: boolean;
  readonly range: PointerRange;
}

/** Returns the entry of an array, or, without a shape, of a pattern. */
export const entryWith = ({ dtype, missing, labels }: ArrayType, shape?: readonly number[]): ArrayEntry => ({
  dtype,
  ...(missing === null && { missing }),
  ...(labels && { labels }),
  ...(shape && { shape }),
});

/**
 * Returns the entry for the array at a place: the exact one, or else that of a pattern, which has no shape and leads to an array only if it
 * leads to a list. Undefined if there is none.
 */
export function entryOfMatches(matches: readonly PointerMatch[]): ArrayEntry | undefined {
  let shared: ArrayEntry | undefined;
  for (const { entry, isExact } of matches) {
    if (isExact && entry !== undefined) return entry;
    shared ??= entry;
  }
  return shared && entryWith(shared);
}

/** The dtypes and shapes of the arrays of a file. */
export class ArrayTable {
  readonly #entries: ReadonlyMap<string, ArrayEntry>;
  #index: PointerIndex | undefined;
  /** The pointers and patterns whose entries a load has looked up. An entry that is left has no array in the file, which is a fault. */
  readonly #used = new Set<string>();

  private constructor(entries: ReadonlyMap<string, ArrayEntry>) {
    this.#entries = entries;
  }

  /** Returns the table that has some entries, by pointer or pattern. */
  static of(entries: ReadonlyMap<string, ArrayEntry>): ArrayTable {
    return new ArrayTable(entries);
  }

  /** Returns the table of a file's `$artifact.arrays`; undefined if it is not a table, or an entry has a wrong member, or one that is unknown. */
  static ofTree(tree: Tree | undefined): ArrayTable | undefined {
    if (!isTreeObject(tree)) return undefined;
    const entries = new Map<string, ArrayEntry>();
    for (const pointer of Object.keys(tree)) {
      const entry = entryOfTree(tree[pointer]);
      if (entry === undefined) return undefined;
      entries.set(pointer, entry);
    }
    return new ArrayTable(entries);
  }

  /** Returns the table as a file holds it. */
  toTree(): TreeObject {
    return Object.fromEntries(
      Array.from(this.#entries, ([pointer, { dtype, missing, labels, shape }]) => {
        const { axes, ...texts } = labels ?? {};
        const lists = { ...(axes && { axes: [...axes] }), ...(shape && { shape: [...shape] }) };
        return [pointer, { dtype, ...(missing === null && { missing }), ...texts, ...lists }];
      }),
    );
  }

  /** All entries, by pointer or pattern. */
  get entries(): ReadonlyMap<string, ArrayEntry> {
    return this.#entries;
  }

  /** The matches of the root. {@link childMatches} goes on from there. */
  get rootMatches(): readonly PointerMatch[] {
    return [this.#matchOf(this.#pointers.root, true)];
  }

  /**
   * Returns the matches of a member or item, from those of the object or list that holds it. The caller need not know which values a class
   * declares as lists or maps: each key is looked up by its name and by `*`.
   *
   * @param hasPattern - false in an object that has the key `*`, where `*` stands for this key alone.
   * @returns undefined if there are more matches than a table of this library has.
   */
  childMatches(matches: readonly PointerMatch[], key: string, hasPattern: boolean): PointerMatch[] | undefined {
    const children: PointerMatch[] = [];
    for (const { range, isExact } of matches) {
      const byKey = this.#pointers.child(range, key);
      if (byKey !== undefined) children.push(this.#matchOf(byKey, isExact));
      const byPattern = hasPattern ? this.#pointers.child(range, '*') : undefined;
      if (byPattern !== undefined) children.push(this.#matchOf(byPattern, false));
    }
    return children.length > MAX_MATCHES ? undefined : children;
  }

  /** True if a member of the root is an array or has arrays in it. */
  hasArraysIn(key: string): boolean {
    return this.childMatches(this.rootMatches, key, true)?.length !== 0;
  }

  /** A cursor at the root, by which a load looks up arrays. */
  get lookupCursor(): LookupCursor {
    const { root } = this.#pointers;
    const entries = {
      at: (range: PointerRange) => this.#entryOf(range),
      use: (range: PointerRange) => this.#use(range),
      useAllWithin: (range: PointerRange) => this.#useAllWithin(range),
      table: this,
    };
    return new LookupCursor(entries, this.#pointers, root, root, false);
  }

  /** Remembers that the entries of a place have an array there. */
  use(matches: readonly PointerMatch[]): void {
    for (const { entry, range } of matches) if (entry !== undefined) this.#use(range);
  }

  /** The pointers and patterns of the entries that had no part in what a {@link LookupCursor} returned, and were not given to {@link use}. */
  get unusedPointers(): readonly string[] {
    return [...this.#entries.keys()].filter((pointer) => !this.#used.has(pointer));
  }

  get #pointers(): PointerIndex {
    this.#index ??= new PointerIndex([...this.#entries.keys()]);
    return this.#index;
  }

  #matchOf(range: PointerRange, isExact: boolean): PointerMatch {
    const entry = this.#entryOf(range);
    // With a shape, it is the entry of one array: `/map/*` is then that of the key `*`, and not of the keys that are read before it.
    return { range, entry: isExact || entry?.shape === undefined ? entry : undefined, isExact };
  }

  #entryOf({ exact }: PointerRange): ArrayEntry | undefined {
    return exact === undefined ? undefined : this.#entries.get(this.#pointers.pointers[exact] as string);
  }

  #use({ exact }: PointerRange): void {
    if (exact !== undefined) this.#used.add(this.#pointers.pointers[exact] as string);
  }

  #useAllWithin(range: PointerRange): void {
    this.#use(range);
    for (const pointer of this.#pointers.pointers.slice(range.first, range.end)) this.#used.add(pointer);
  }
}

/** The entries of a table, by the ranges of their pointers. */
interface LookedUpEntries {
  at(range: PointerRange): ArrayEntry | undefined;
  /** Remembers that the entry has a part in an array. */
  use(range: PointerRange): void;
  /** Remembers that all entries to or below a place need no further part in an array. */
  useAllWithin(range: PointerRange): void;
  readonly table: ArrayTable;
}

/** A place on the way of a load through a file, and the ranges of the table's pointers and patterns that lead to or below it. */
export class LookupCursor {
  constructor(
    private readonly entries: LookedUpEntries,
    private readonly index: PointerIndex,
    private readonly exact: PointerRange | undefined,
    private readonly pattern: PointerRange | undefined,
    private readonly isInCollection: boolean,
  ) {}

  /**
   * Returns the cursor of a member or item.
   *
   * @param isElement - true for an item of a list, or a value of a map, whose key is `*` in patterns.
   */
  child(key: string | number, isElement: boolean): LookupCursor {
    const { index, exact, pattern } = this;
    const childExact = exact && index.child(exact, key);
    const isSame = pattern === exact && !isElement;
    const childPattern = isSame ? childExact : pattern && index.child(pattern, isElement ? '*' : key);
    return new LookupCursor(this.entries, index, childExact, childPattern, this.isInCollection || isElement);
  }

  /**
   * Returns the entry of the array at this place: the exact one, or else that of its pattern, which has no shape. Undefined if there is
   * none.
   */
  lookUp(): ArrayEntry | undefined {
    const { entries, exact, pattern } = this;
    const own = exact && entries.at(exact);
    if (exact !== undefined) entries.use(exact);
    if (!this.isInCollection) return own?.shape && own;
    const shared = pattern && entries.at(pattern);
    // An array that is like those of the pattern has an exact pointer for its shape alone. Others, and those without axes, owe the pattern nothing.
    const isOfPattern = own === undefined || (areAlike(own, shared) && own.shape?.length !== 0);
    if (isOfPattern && pattern !== undefined) entries.use(pattern);
    return own ?? (shared && entryWith(shared));
  }

  /** The table of which the cursor is. */
  get table(): ArrayTable {
    return this.entries.table;
  }

  /** The matches of this place, from which {@link ArrayTable.childMatches} goes on where no class says what is there. */
  get matches(): readonly PointerMatch[] {
    const { entries, exact, pattern } = this;
    const matches: PointerMatch[] = [];
    if (exact !== undefined) matches.push({ entry: entries.at(exact), isExact: true, range: exact });
    if (pattern === undefined || pattern === exact) return matches;
    const shared = entries.at(pattern);
    return [...matches, { entry: shared?.shape === undefined ? shared : undefined, isExact: false, range: pattern }];
  }

  /** Remembers that all entries that lead to this place or below it need no further part in an array. */
  useAllWithin(): void {
    for (const range of [this.exact, this.pattern]) if (range !== undefined) this.entries.useAllWithin(range);
  }
}

/** Returns the entry that a tree is; undefined if it has a wrong member, or an unknown one. */
function entryOfTree(tree: Tree | undefined): ArrayEntry | undefined {
  if (!isTreeObject(tree) || !isDType(tree['dtype'])) return undefined;
  const { dtype, missing, shape, unit, axes, x, ...others } = tree;
  const lengths = itemsOf(shape);
  if (Object.keys(others).length > 0 || (shape !== undefined && !isShape(lengths))) return undefined;
  if (missing !== undefined && (missing !== null || elementKindOf(dtype) !== 'float')) return undefined;
  const labels = { unit, axes: itemsOf(axes) ?? axes, x };
  if (wrongLabels(labels, lengths?.length) !== undefined) return undefined;
  return entryWith(
    { dtype, missing, labels: labelsOf(labels as LabelsOrNone) },
    isShape(lengths) ? lengths : undefined,
  );
}

/**
 * Returns what is wrong with the labels of a table of arrays that {@link ArrayTable.ofTree} refuses; undefined if that is not the reason.
 */
export function faultOfLabels(tree: Tree | undefined): string | undefined {
  for (const [pointer, entry] of Object.entries(isTreeObject(tree) ? tree : {})) {
    if (!isTreeObject(entry)) continue;
    const { unit, axes, x, shape } = entry;
    const fault = wrongLabels({ unit, axes: itemsOf(axes) ?? axes, x }, itemsOf(shape)?.length);
    if (fault !== undefined) return `${fault} (${excerpt(pointer)})`;
  }
  return undefined;
}

const isShape = (items: readonly Tree[] | undefined): items is readonly number[] =>
  items?.every((length) => Number.isSafeInteger(length) && (length as number) >= 0 && !Object.is(length, -0)) === true;
