import { escapeKey } from '../model/pointer.js';

// Finds a place among many JSON Pointers, key by key, as a trie would. A trie has a node for each key of each pointer, of which a small
// hostile file may have millions; sorted pointers need no more memory than the file itself. Sorted, these
//
//     0 /a   1 /a!b   2 /a/b   3 /a/c   4 /d
//
// have three that lead to `/a` or below it: 0, the exact one, and the range from 2 up to 4, without 4.

/** The greatest number of ranges or matches for one place. Files of this library have two: by the pointer and by one pattern. */
export const MAX_MATCHES = 8;

/** A place to or below which some pointers of a {@link PointerIndex} lead. */
export interface PointerRange {
  /** The index of the first pointer that leads below the place. */
  readonly first: number;
  /** The index after the last pointer that leads below the place. */
  readonly end: number;
  /** The length of the part that all of them have in common: the pointer to the place, and a slash. */
  readonly length: number;
  /** The index of the pointer to the place itself; undefined if there is none. */
  readonly exact: number | undefined;
}

/** JSON Pointers, sorted by their UTF-16 code units, among which a place is found key by key. */
export class PointerIndex {
  readonly pointers: readonly string[];
  /** The root, to or below which all pointers lead. */
  readonly root: PointerRange;

  constructor(pointers: readonly string[]) {
    this.pointers = pointers.toSorted();
    const first = this.#search(0, pointers.length, 0, '/');
    const end = this.#search(first, pointers.length, 0, AFTER_SLASH);
    this.root = { first, end, length: 1, exact: this.pointers[0] === '' ? 0 : undefined };
  }

  /** Returns the range of a member or item of a place; undefined if no pointer leads to or below it. */
  child({ first, end, length }: PointerRange, key: string | number): PointerRange | undefined {
    if (first === end) return undefined;
    const text = typeof key === 'number' ? String(key) : escapeKey(key);
    const found = this.#search(first, end, length, text);
    if (found === end || !(this.pointers[found] as string).startsWith(text, length)) return undefined;
    const exact = (this.pointers[found] as string).length === length + text.length ? found : undefined;
    // `/a!b` is sorted between `/a` and `/a/b`, so the pointers below `/a` need a search of their own.
    const low = this.#search(found, end, length, `${text}/`);
    const high = this.#search(low, end, length, text + AFTER_SLASH);
    if (exact === undefined && low === high) return undefined;
    return { first: low, end: high, length: length + text.length + 1, exact };
  }

  /**
   * Returns the index of the first pointer from `first` up to `end` that does not come before a text; `end` if there is none. The pointers are
   * compared from the character `start` on.
   */
  #search(first: number, end: number, start: number, text: string): number {
    let [low, high] = [first, end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.pointers[middle] as string).slice(start, start + text.length) < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The character after the slash in the order of UTF-16 code units. */
const AFTER_SLASH = '0';
