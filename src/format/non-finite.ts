import { Place, pointerOfPlace } from '../model/place.js';
import { isTreeObject, itemsOf, type Tree, type TreeObject } from '../model/tree.js';
import { NON_FINITE } from '../model/tree-numbers.js';
import { MAX_MATCHES, PointerIndex, type PointerRange } from './pointer-index.js';

// `$artifact.non_finite` lists the places of numbers that a file writes as strings, so that the number NaN and the text "NaN" can be told
// apart without the class:
//
//     {"note": "NaN", "segments": [{"mean": "NaN"}, {"mean": 0.1}], "$artifact": {"non_finite": ["/segments/*/mean"], … }}
//
// `*` stands for the items of a list, or for the values of a map, whose numbers a class declares. In an object that has a key `*`, it
// stands for that key alone, and the numbers inside such a map are listed by exact pointers. Elements of arrays are not listed.

/** Collects the places of an artifact's numbers that are not finite. */
export class NonFinitePlaces {
  readonly #declared = new Set<string>();
  readonly #plain: string[] = [];

  /** Adds a field that is declared as a number, by its pattern; inside a Map with a key `*`, by its pointer. */
  addDeclared(pattern: string): void {
    this.#declared.add(pattern);
  }

  /** Adds a number in a plain JSON value, by its pointer, because the other items of its list may be texts. */
  addPlain(pointer: string): void {
    this.#plain.push(pointer);
  }

  /** The pointer that {@link addPlain} added first; undefined if there is none. */
  get firstPlain(): string | undefined {
    return this.#plain[0];
  }

  /**
   * Returns all pointers and patterns, as a file lists them. A pattern that also leads to a text which is the name of such a number (two
   * classes may have different fields by one key) is replaced by the pointers of its numbers. So are all patterns if too many of them cross
   * at one place for a reader.
   */
  sortedIn(root: TreeObject): string[] {
    if (this.#declared.size === 0) return [...this.#plain].sort();
    const patterns = new PointerIndex([...this.#declared]);
    const ambiguous = new Set<string>();
    const isReadable = visitPlaces(root, patterns, (tree, pattern) => {
      if (typeof tree === 'string' && Object.hasOwn(NON_FINITE, tree)) ambiguous.add(pattern);
    });
    const replaced = isReadable ? ambiguous : this.#declared;
    const places = new Set([...this.#plain, ...[...this.#declared].filter((pattern) => !replaced.has(pattern))]);
    if (replaced.size > 0) {
      visitPlaces(root, new PointerIndex([...replaced]), (tree, _, place) => {
        if (typeof tree === 'number' && !Number.isFinite(tree)) places.add(pointerOfPlace(place));
      });
    }
    return [...places].sort();
  }
}

/**
 * Calls `visit` for each value that is no object or list, and each pointer or pattern that leads to it.
 *
 * @returns false if more of them lead to or below one place than a reader follows.
 */
function visitPlaces(
  root: TreeObject,
  index: PointerIndex,
  visit: (tree: Tree, pointer: string, place: Place | undefined) => void,
): boolean {
  let isReadable = true;
  const visitTree = (tree: Tree, ranges: readonly PointerRange[], place: Place | undefined): void => {
    if (Array.isArray(tree) || isTreeObject(tree)) {
      for (const key of Array.isArray(tree) ? tree.keys() : Object.keys(tree)) {
        const inner = rangesOfChild(tree, key, ranges, index);
        if (inner.length > MAX_MATCHES) isReadable = false;
        if (inner.length > 0) visitTree(tree[key as never] as Tree, inner, new Place(place, key));
      }
    } else for (const { exact } of ranges) if (exact !== undefined) visit(tree, index.pointers[exact] as string, place);
  };
  visitTree(root, [index.root], undefined);
  return isReadable;
}

/** Returns the ranges of a member or item, from those of the object or list that holds it. In an object that has the key `*`, it is no pattern. */
function rangesOfChild(
  parent: Tree[] | TreeObject,
  key: string | number,
  ranges: readonly PointerRange[],
  index: PointerIndex,
): PointerRange[] {
  const isPattern = Array.isArray(parent) || !Object.hasOwn(parent, '*');
  return ranges.flatMap((range) => {
    const byKey = index.child(range, key);
    const byPattern = isPattern ? index.child(range, '*') : undefined;
    return [byKey, byPattern].filter((each) => each !== undefined);
  });
}

/** What a message says is expected in `$artifact.non_finite`. */
export const EXPECTED_NON_FINITE_PLACES = 'the sorted pointers to all numbers that are written by name';

/** Returns the pointers of a file's `$artifact.non_finite`; undefined unless it is a list of one or more strings, sorted, each once. */
export function nonFinitePlacesOf(tree: Tree | undefined): readonly string[] | undefined {
  const items = itemsOf(tree);
  if (items === undefined || items.length === 0) return undefined;
  const isSorted = items.every(
    (item, index) => typeof item === 'string' && (index === 0 || (items[index - 1] as string) < item),
  );
  return isSorted ? (items as string[]) : undefined;
}

/**
 * Replaces the names "NaN", "Infinity" and "-Infinity" by the numbers, where the places lead to them. Objects and lists that change are
 * copied, because the tree may be the user's.
 *
 * @returns the root with the numbers; and `fits`, true if each place leads to a name.
 */
export function restoreNonFinite(
  root: TreeObject,
  places: readonly string[],
): { readonly root: TreeObject; readonly fits: boolean } {
  const index = new PointerIndex(places);
  /** The indexes of the places that lead to a name. */
  const used = new Set<number>();
  let hasTooManyMatches = false;

  const restored = (tree: Tree, ranges: readonly PointerRange[]): Tree => {
    if (Array.isArray(tree) || isTreeObject(tree)) return restoredWithin(tree, ranges);
    const exact = ranges.flatMap((range) => range.exact ?? []);
    if (typeof tree !== 'string' || !Object.hasOwn(NON_FINITE, tree) || exact.length === 0) return tree;
    for (const each of exact) used.add(each);
    return NON_FINITE[tree as keyof typeof NON_FINITE];
  };

  const restoredWithin = <T extends Tree[] | TreeObject>(parent: T, ranges: readonly PointerRange[]): T => {
    let copy: T | undefined;
    for (const key of Array.isArray(parent) ? parent.keys() : Object.keys(parent)) {
      const inner = rangesOfChild(parent, key, ranges, index);
      if (inner.length > MAX_MATCHES) hasTooManyMatches = true;
      else if (inner.length > 0) {
        const child = parent[key as never] as Tree;
        const next = restored(child, inner);
        if (next === child) continue;
        copy ??= (Array.isArray(parent) ? [...parent] : { ...parent }) as T;
        copy[key as never] = next as never;
      }
    }
    return copy ?? parent;
  };

  const copy = restoredWithin(root, [index.root]);
  return { root: copy, fits: used.size === places.length && !hasTooManyMatches };
}
