import { idDigitsOf } from '../../display/ids.js';

/** Digits of an id in an index, which are 32 bits; and digits of an id that shares these with another one. */
const SHORT_ID = 8;
const LONG_ID = 12;

/** The ids of many artifacts, sorted, so that an id finds its artifact. It takes 8 bytes for each. */
export class IdIndex {
  readonly #lists: readonly (readonly string[])[];
  /** The first 32 bits of the ids, and the places of their keys in the lists one after the other; both in the order of the ids. */
  readonly #ids: Uint32Array;
  readonly #places: Uint32Array;

  /** @param lists - lists of keys. */
  constructor(lists: readonly (readonly string[])[]) {
    this.#lists = lists;
    const ids = Uint32Array.from(lists.flatMap((keys) => keys.map(bitsOf)));
    this.#places = Uint32Array.from(ids, (_, place) => place).sort((a, b) => (ids[a] as number) - (ids[b] as number));
    this.#ids = this.#places.map((place) => ids[place] as number);
  }

  /** Returns the keys of the artifacts whose ids begin with some digits. */
  find(digits: string): string[] {
    if (!/^[0-9a-f]{4,64}$/.test(digits)) return [];
    const first = Number.parseInt(digits.slice(0, SHORT_ID).padEnd(SHORT_ID, '0'), 16);
    const last = Number.parseInt(digits.slice(0, SHORT_ID).padEnd(SHORT_ID, 'f'), 16);
    const found: string[] = [];
    for (let at = this.#placeOf(first); at < this.#ids.length && (this.#ids[at] as number) <= last; at++) {
      const key = this.#keyAt(this.#places[at] as number);
      if (digits.length <= SHORT_ID || idDigitsOf(key).startsWith(digits)) found.push(key);
    }
    return found;
  }

  /** Returns the id of an artifact: 8 digits, or 12 if another one has the same 8. */
  idOf(key: string): string {
    const digits = idDigitsOf(key);
    const id = Number.parseInt(digits.slice(0, SHORT_ID), 16);
    return digits.slice(0, this.#ids[this.#placeOf(id) + 1] === id ? LONG_ID : SHORT_ID);
  }

  /** Returns the first place in the order of the ids that has an id or a higher one. */
  #placeOf(id: number): number {
    let [from, to] = [0, this.#ids.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#ids[middle] as number) < id) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #keyAt(place: number): string {
    let rest = place;
    for (const keys of this.#lists) {
      if (rest < keys.length) return keys[rest] as string;
      rest -= keys.length;
    }
    throw new Error(`found no key at ${place}`);
  }
}

const bitsOf = (key: string): number => Number.parseInt(idDigitsOf(key).slice(0, SHORT_ID), 16);
