import { setImmediate as turn } from 'node:timers/promises';

/** The progress of a save, a load or a comparison. */
export interface Progress {
  /** The current step: writing a file, reading it back to prove it, reading a file, or comparing the elements of arrays. */
  readonly step: 'write' | 'prove' | 'read' | 'compare';
  /** The bytes done so far; of a file that is written, those that the storage has been given. In a comparison, each element counts as 8 bytes. */
  readonly bytes: number;
  /** The bytes in total; undefined while it is not known. */
  readonly total: number | undefined;
}

/** Options of every operation that may take long. */
export interface ProgressOptions {
  /** Stops the operation: it rejects with the signal's reason, and leaves no file behind. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called after about every 256 KiB, and awaited: it must not await another save or load. What it throws stops the operation, which
   * rejects with it.
   */
  readonly onProgress?: ((progress: Progress) => void | Promise<void>) | undefined;
}

/** Units: milliseconds. After this time, the work waits for one turn of the event loop. */
const TURN = 20;

/** Reports the progress of long work after each piece. Lets other work of the program run meanwhile, and stops the work on a signal. */
export class ProgressReporter {
  readonly #signal: AbortSignal | undefined;
  readonly #onProgress: ProgressOptions['onProgress'];
  #lastTurn = performance.now();

  /** @throws TypeError if the signal is not an AbortSignal, or `onProgress` is not a function. */
  constructor({ signal, onProgress }: ProgressOptions = {}) {
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
      throw new TypeError('found a signal that is not an AbortSignal, expected one');
    }
    if (onProgress !== undefined && typeof onProgress !== 'function') {
      throw new TypeError('found an onProgress that is not a function, expected one');
    }
    this.#signal = signal;
    this.#onProgress = onProgress;
  }

  /** Throws the reason of the signal if it is aborted. */
  throwIfAborted(): void {
    this.#signal?.throwIfAborted();
  }

  /**
   * Reports that a piece is done.
   * @throws the reason of the signal if it is aborted, and what `onProgress` throws.
   */
  async report(step: Progress['step'], bytes: number, total: number | undefined): Promise<void> {
    await this.#onProgress?.({ step, bytes, total });
    if (performance.now() - this.#lastTurn > TURN) {
      await turn();
      this.#lastTurn = performance.now();
    }
    this.throwIfAborted();
  }
}
