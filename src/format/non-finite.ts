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

  /** All pointers and patterns, as a file lists them. */
  get sorted(): string[] {
    return [...this.#declared, ...this.#plain].sort();
  }
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
    const isPattern = Array.isArray(parent) || !Object.hasOwn(parent, '*');
    let copy: T | undefined;
    for (const key of Array.isArray(parent) ? parent.keys() : Object.keys(parent)) {
      const inner = ranges.flatMap((range) => {
        const byKey = index.child(range, key);
        const byPattern = isPattern ? index.child(range, '*') : undefined;
        return [byKey, byPattern].filter((each) => each !== undefined);
      });
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
