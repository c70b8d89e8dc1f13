/** A computation that is running. */
interface Flight<Key, Result> {
  readonly key: Key;
  readonly result: Promise<Result>;
}

/**
 * Runs one computation at a time for a key: every call for the same key while it runs gets its result or its error. Results and
 * errors are not kept after it has ended.
 */
export class SingleFlight<Key, Result> {
  readonly #running = new Set<Flight<Key, Result>>();
  readonly #isSame: (a: Key, b: Key) => boolean;

  constructor(isSame: (a: Key, b: Key) => boolean) {
    this.#isSame = isSame;
  }

  /** Returns the result of the computation that is running for this key, or else starts one and returns its result. */
  async run(key: Key, compute: () => Promise<Result>): Promise<Result> {
    for (const flight of this.#running) if (this.#isSame(flight.key, key)) return flight.result;
    const flight = { key, result: compute() };
    this.#running.add(flight);
    try {
      return await flight.result;
    } finally {
      this.#running.delete(flight);
    }
  }
}
