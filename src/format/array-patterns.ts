import { Elements } from '../model/elements.js';
import { Place, pointerOfPlace } from '../model/place.js';
import { escapeKey } from '../model/pointer.js';
import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';
import { type ArrayEntry, ArrayTable, areAlike, entryWith } from './array-table.js';
import { sortedKeys } from './tree-layout.js';

// While an artifact is encoded, the patterns that lead to arrays are recorded. When its tree is complete, the arrays are visited along the
// patterns, in the order of the file, and get their entries in `$artifact.arrays`. While it is encoded they could not: the order is that of
// the instance, in which a Map has its keys as they were inserted, and a list that is no array may still come where a pattern leads.

/** A place of an artifact, known by its pattern. All items of a list have the same one. */
export class ArrayPattern {
  /** The patterns of members, by key. */
  readonly members = new Map<string, ArrayPattern>();
  /** The pattern of all elements; undefined if none was asked for. */
  elements: ArrayPattern | undefined;
  /** True if there is an array at such a place. */
  isArray = false;

  constructor(
    /** The pointer to the place, with `*` in place of the keys of items of lists and values of maps. */
    readonly pattern = '',
    /** True if a `*` of the pattern stands for other keys. */
    readonly isInCollection = false,
  ) {}

  /**
   * Returns the pattern of a member or item.
   *
   * @param isElement - true for an item of a list, or a value of a map, whose key is `*` in patterns.
   */
  child(key: string | number, isElement: boolean): ArrayPattern {
    if (isElement) {
      this.elements ??= new ArrayPattern(`${this.pattern}/*`, true);
      return this.elements;
    }
    const name = String(key);
    let child = this.members.get(name);
    if (child === undefined) {
      child = new ArrayPattern(`${this.pattern}/${escapeKey(name)}`, this.isInCollection);
      this.members.set(name, child);
    }
    return child;
  }
}

/**
 * Returns the table of the arrays of a tree. Of the arrays to which a pattern leads, the first one in the file gives the pattern its entry.
 * An array has an exact pointer if it is outside of lists and maps, or
 *
 * - it has another dtype than its pattern, or its NaNs are written otherwise, or it has a shape that nested lists do not show;
 * - it has no axes, so that the file has no list;
 * - it is in a map with the key `*`, or several patterns lead to it, or its pattern also leads to a list that is not an array: a reader
 *   that does not know the class could not tell what a pattern means there.
 *
 * In the last two cases, the pattern has no part in it.
 *
 * @param pattern - the pattern of the root, with those of all arrays that are not in a map with the key `*`.
 * @param others - the entries of the arrays that are in such a map.
 */
export function arrayTableOf(
  root: TreeObject,
  pattern: ArrayPattern,
  others: ReadonlyMap<string, ArrayEntry>,
): ArrayTable {
  const patterns = new PatternsAtPlace([pattern]);
  const blocked = new Set<ArrayPattern>();
  const entries = entriesOf(root, patterns, blocked);
  return ArrayTable.of(new Map([...(blocked.size === 0 ? entries : entriesOf(root, patterns, blocked)), ...others]));
}

/**
 * Returns the entries of all arrays that are not in a map with the key `*`.
 *
 * @param blocked - the patterns that get no entry. Those that lead to a list which is not an array are added.
 */
function entriesOf(root: TreeObject, patterns: PatternsAtPlace, blocked: Set<ArrayPattern>): Map<string, ArrayEntry> {
  const entries = new Map<string, ArrayEntry>();

  /** Enters an array, unless the entry of its pattern says all of it. */
  const enter = (array: Elements, { arrays }: PatternsAtPlace, parent: Place | undefined, key: Key): void => {
    const { shape } = array;
    const pattern = arrays.length === 1 && shape.length > 0 ? (arrays[0] as ArrayPattern) : undefined;
    if (pattern?.isInCollection && !blocked.has(pattern)) {
      const shared = entries.get(pattern.pattern);
      if (shared === undefined) entries.set(pattern.pattern, entryWith(array));
      if ((shared === undefined || areAlike(array, shared)) && isShownByNesting(shape)) return;
    }
    entries.set(pointerOfPlace(new Place(parent, key)), entryWith(array, shape));
  };

  const visit = (tree: Tree, at: PatternsAtPlace, parent: Place | undefined, key: Key, isBelowStar: boolean): void => {
    if (tree instanceof Elements) {
      if (!isBelowStar) enter(tree, at, parent, key);
    } else if (Array.isArray(tree)) {
      for (const pattern of at.arrays) blocked.add(pattern);
      visitMembers(tree, at, new Place(parent, key), isBelowStar);
    } else if (isTreeObject(tree)) visitMembers(tree, at, new Place(parent, key), isBelowStar);
  };

  const visitMembers = (
    tree: Tree[] | TreeObject,
    at: PatternsAtPlace,
    place: Place | undefined,
    isBelowStar: boolean,
  ): void => {
    const hasStar = Object.hasOwn(tree, '*');
    if (at.others === undefined || hasStar) {
      for (const key of hasStar ? ['*', ...at.names] : at.names)
        if (Object.hasOwn(tree, key))
          visit(tree[key as never] as Tree, at.child(key), place, key, isBelowStar || hasStar);
    } else if (Array.isArray(tree)) {
      for (let index = 0; index < tree.length; index++)
        visit(tree[index] as Tree, at.child(index), place, index, isBelowStar);
    } else {
      for (const key of sortedKeys(tree)) visit(tree[key] as Tree, at.child(key), place, key, isBelowStar);
    }
  };

  visitMembers(root, patterns, undefined, false);
  return entries;
}

type Key = string | number;

/** True if nested lists show a shape: they end at the first length of zero, so that a zero may stand only at the end. */
const isShownByNesting = (shape: readonly number[]): boolean => {
  const zero = shape.indexOf(0);
  return zero < 0 || zero === shape.length - 1;
};

/** The patterns that lead to or below a place, for a reader that does not know the class: `/a/*` and `/a/0` lead to the item 0 of `a`. */
class PatternsAtPlace {
  /** The patterns that lead to arrays at the place itself. */
  readonly arrays: readonly ArrayPattern[];
  /** The keys of members and items that patterns name. */
  readonly names: readonly string[];
  readonly #patterns: readonly ArrayPattern[];
  /** By the key that is named: the patterns at the member or item; undefined until these are asked for. */
  readonly #named = new Map<string, PatternsAtPlace | undefined>();
  /** The patterns at the members and items that are not named; undefined if none lead there. */
  readonly others: PatternsAtPlace | undefined;

  constructor(patterns: readonly ArrayPattern[]) {
    this.#patterns = patterns;
    this.arrays = patterns.filter(({ isArray }) => isArray);
    for (const { members } of patterns) for (const key of members.keys()) this.#named.set(key, undefined);
    this.names = [...this.#named.keys()];
    const elements = this.#elements;
    if (elements.length > 0) this.others = new PatternsAtPlace(elements);
  }

  /** Returns the patterns at a member or item. */
  child(key: Key): PatternsAtPlace {
    if (this.#named.size === 0 || !this.#named.has(String(key))) return this.others ?? NOWHERE;
    const name = String(key);
    let named = this.#named.get(name);
    if (named === undefined) {
      const members = this.#patterns.flatMap((each) => each.members.get(name) ?? []);
      named = new PatternsAtPlace([...members, ...this.#elements]);
      this.#named.set(name, named);
    }
    return named;
  }

  get #elements(): ArrayPattern[] {
    return this.#patterns.flatMap(({ elements }) => elements ?? []);
  }
}

const NOWHERE = new PatternsAtPlace([]);
