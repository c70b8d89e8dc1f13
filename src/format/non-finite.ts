import { isTreeObject, itemsOf, type Tree, type TreeObject } from '../model/tree.js';
import { NON_FINITE } from '../model/tree-numbers.js';
import { PointerIndex, type PointerRange } from './pointer-index.js';

// `$artifact.non_finite` lists the places of scalar numbers that a file writes by name, so that the number NaN and the text "NaN" are
// told apart without the class, and in plain JSON values. `*` stands for the elements of a list or map whose numbers are declared;
// in an object that has a key `*` it is that key, and all within has pointers without patterns.

/** Ways to one place at a time. Our own files name a place by its pointer and by one pattern. */
const MOST_WAYS = 8;

/** The places of the non-finite scalars of an artifact, as they are found. */
export class NonFinitePlaces {
  readonly #declared = new Set<string>();
  readonly #plain: string[] = [];

  /** Adds a number that is declared as one, by its pattern, or by its pointer within a Map that has a key `*`. */
  addDeclared(pattern: string): void {
    this.#declared.add(pattern);
  }

  /** Adds a number in a plain JSON value, by the pointer to it: other elements of its list may be texts. */
  addPlain(pointer: string): void {
    this.#plain.push(pointer);
  }

  /** A place in a plain JSON value; undefined if there is none. */
  get firstPlain(): string | undefined {
    return this.#plain[0];
  }

  /** All of them, as a file lists them. */
  get sorted(): string[] {
    return [...this.#declared, ...this.#plain].sort();
  }
}

/** What a file lists, in the words of a message. */
export const EXPECTED_NON_FINITE_PLACES = 'the sorted pointers to all numbers that are written by name';

/** The places that a file lists; undefined if it is no such list: sorted JSON Pointers, at least one, each once. */
export function nonFinitePlacesOf(tree: Tree | undefined): readonly string[] | undefined {
  const items = itemsOf(tree);
  if (items === undefined || items.length === 0) return undefined;
  const isSorted = items.every(
    (item, index) => typeof item === 'string' && (index === 0 || (items[index - 1] as string) < item),
  );
  return isSorted ? (items as string[]) : undefined;
}

/**
 * Puts the numbers in the place of their names. What holds them is copied, for it may be the user's.
 *
 * @returns the root with the numbers, and whether there is a name at each of the places.
 */
export function restoreNonFinite(
  root: TreeObject,
  places: readonly string[],
): { readonly root: TreeObject; readonly fits: boolean } {
  const index = new PointerIndex(places);
  const met = new Set<number>();
  let hasTooManyWays = false;

  const restored = (tree: Tree, ranges: readonly PointerRange[]): Tree => {
    if (Array.isArray(tree) || isTreeObject(tree)) return restoredWithin(tree, ranges);
    const exact = ranges.flatMap((range) => range.exact ?? []);
    if (typeof tree !== 'string' || !Object.hasOwn(NON_FINITE, tree) || exact.length === 0) return tree;
    for (const each of exact) met.add(each);
    return NON_FINITE[tree as keyof typeof NON_FINITE];
  };

  const restoredWithin = <T extends Tree[] | TreeObject>(parent: T, ranges: readonly PointerRange[]): T => {
    const isAny = Array.isArray(parent) || !Object.hasOwn(parent, '*');
    let copy: T | undefined;
    for (const key of Array.isArray(parent) ? parent.keys() : Object.keys(parent)) {
      const below = ranges.flatMap((range) => {
        const named = index.child(range, key);
        const any = isAny ? index.child(range, '*') : undefined;
        return [named, any].filter((each) => each !== undefined);
      });
      if (below.length > MOST_WAYS) hasTooManyWays = true;
      else if (below.length > 0) {
        const child = parent[key as never] as Tree;
        const next = restored(child, below);
        if (next === child) continue;
        copy ??= (Array.isArray(parent) ? [...parent] : { ...parent }) as T;
        copy[key as never] = next as never;
      }
    }
    return copy ?? parent;
  };

  const copy = restoredWithin(root, [index.root]);
  return { root: copy, fits: met.size === places.length && !hasTooManyWays };
}
