import type { S3Client } from '@aws-sdk/client-s3';

/** Nothing has moved between a server and this program for as long as a storage waits. */
export class NothingMoved extends Error {
  constructor(
    /** Units: milliseconds. */
    readonly timeout: number,
  ) {
    super(`nothing moved for ${timeout / 1000} s`);
  }
}

/** A request and its answer, which are ended when nothing moves between the two sides. */
export class Exchange {
  readonly #client: S3Client;
  readonly #controller = new AbortController();
  #movedAt = performance.now();

  constructor(client: S3Client) {
    this.#client = client;
  }

  /** Sends a command, as the client's own method does. */
  readonly send: S3Client['send'] = ((command: Parameters<S3Client['send']>[0]) =>
    this.#client.send(command, { abortSignal: this.#controller.signal })) as S3Client['send'];

  /** Says that bytes have moved. */
  moved(): void {
    this.#movedAt = performance.now();
  }

  /** Ends the exchange with an error. */
  end(error: Error): void {
    this.#controller.abort(error);
  }

  /**
   * Runs a function, and rejects when nothing has moved for some time, whether or not the client heeds the signal to end.
   *
   * @param timeout - Units: milliseconds.
   * @throws NothingMoved, the error that the exchange was ended with, or what the function throws.
   */
  async run<Result>(timeout: number, use: (exchange: Exchange) => Promise<Result>): Promise<Result> {
    const { signal } = this.#controller;
    const ended = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    let timer: NodeJS.Timeout | undefined;
    const watch = (): void => {
      const left = timeout - (performance.now() - this.#movedAt);
      if (left <= 0) this.end(new NothingMoved(timeout));
      else timer = setTimeout(watch, Math.ceil(left));
    };
    watch();
    try {
      return await Promise.race([use(this), ended]);
    } catch (error) {
      // A request that was ended fails with an error of its own, which says less. Any other is ended now: its answer may be half read.
      if (!signal.aborted) this.#controller.abort(error);
      throw signal.reason;
    } finally {
      clearTimeout(timer);
    }
  }
}
