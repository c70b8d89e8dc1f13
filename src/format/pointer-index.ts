import { escapeKey } from '../model/pointer.js';

/** A slice of the sorted pointers of a {@link PointerIndex}: those that lead to or below one place. */
export interface PointerRange {
  readonly first: number;
  readonly end: number;
  /** How many of their characters lead to the place, with the slash behind it. */
  readonly length: number;
  /** The pointer to the place itself; undefined if it is not among them. */
  readonly exact: number | undefined;
}

/**
 * JSON Pointers in their order, in which those that go on from one place stand together. So a place is found key by key,
 * and nothing is kept for the keys of pointers, of which a hostile file may have millions.
 */
export class PointerIndex {
  /** In the order of their UTF-16 code units. */
  readonly pointers: readonly string[];
  /** All pointers, from the root on. */
  readonly root: PointerRange;

  constructor(pointers: readonly string[]) {
    this.pointers = pointers.toSorted();
    const first = this.#from(0, pointers.length, 0, '/');
    const end = this.#from(first, pointers.length, 0, AFTER_SLASH);
    this.root = { first, end, length: 1, exact: this.pointers[0] === '' ? 0 : undefined };
  }

  /** Goes on by a key; undefined if no pointer does. */
  child({ first, end, length }: PointerRange, key: string | number): PointerRange | undefined {
    if (first === end) return undefined;
    const text = typeof key === 'number' ? String(key) : escapeKey(key);
    const found = this.#from(first, end, length, text);
    if (found === end || !(this.pointers[found] as string).startsWith(text, length)) return undefined;
    const exact = (this.pointers[found] as string).length === length + text.length ? found : undefined;
    // `/a!b` sorts between `/a` and `/a/b`, so those below `/a` are searched anew.
    const low = this.#from(found, end, length, `${text}/`);
    const high = this.#from(low, end, length, text + AFTER_SLASH);
    if (exact === undefined && low === high) return undefined;
    return { first: low, end: high, length: length + text.length + 1, exact };
  }

  /** The first pointer of a range that does not come before a text, from a character on. */
  #from(first: number, end: number, start: number, text: string): number {
    let [low, high] = [first, end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.pointers[middle] as string).slice(start, start + text.length) < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The code unit after a slash. */
const AFTER_SLASH = '0';
