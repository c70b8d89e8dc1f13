/** Lets so many in at a time; the others wait, the first to come first. */
export class Gate {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /** Resolves once there is a place. Whoever came in has to leave. */
  async enter(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }

  /** Does something in a place. */
  async through<T>(act: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await act();
    } finally {
      this.leave();
    }
  }
}
