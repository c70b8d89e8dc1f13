/** Lets so many in at a time; the others wait, the first to come first. */
export class Semaphore {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /** Resolves once there is a place. Whoever came in has to leave. */
  async acquire(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }

  /** Does something in a place. */
  async run<T>(act: () => Promise<T>): Promise<T> {
    await this.acquire();
    try {
      return await act();
    } finally {
      this.release();
    }
  }
}
