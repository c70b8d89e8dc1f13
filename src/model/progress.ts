import { setImmediate as turn } from 'node:timers/promises';

/** How far a save or a load has come. */
export interface Progress {
  /** What is being done: bytes are written, read back to be proven, or read, or elements of arrays are compared. */
  readonly step: 'write' | 'prove' | 'read' | 'compare';
  /** How many bytes are done; where elements are compared, 8 for each. */
  readonly bytes: number;
  /** How many there are; undefined as long as nobody knows. */
  readonly total: number | undefined;
}

/** What may go along with a save or a load. */
export interface ProgressOptions {
  /** Stops it: it rejects with the signal's reason, and nothing is left of it. */
  readonly signal?: AbortSignal | undefined;
  /** Is told how far it is, after every 256 KiB or so, and waited for, so it must not wait for others. What it throws stops it too. */
  readonly onProgress?: ((progress: Progress) => void | Promise<void>) | undefined;
}

/** Milliseconds after which others have a turn. */
const TURN = 20;

/** Long work in short pieces: after each, others may have a turn, somebody may hear how far it is, or have it stopped. */
export class ProgressReporter {
  readonly #signal: AbortSignal | undefined;
  readonly #onProgress: ProgressOptions['onProgress'];
  #lastTurn = performance.now();

  /** @throws TypeError for what is no signal, or no function. */
  constructor({ signal, onProgress }: ProgressOptions = {}) {
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
      throw new TypeError('found a signal that is none, expected an AbortSignal');
    }
    if (onProgress !== undefined && typeof onProgress !== 'function') {
      throw new TypeError('found an onProgress that is no function, expected one');
    }
    this.#signal = signal;
    this.#onProgress = onProgress;
  }

  /** Throws the signal's reason if the work is to stop. */
  throwIfAborted(): void {
    this.#signal?.throwIfAborted();
  }

  /** After each piece. */
  async report(step: Progress['step'], bytes: number, total: number | undefined): Promise<void> {
    await this.#onProgress?.({ step, bytes, total });
    if (performance.now() - this.#lastTurn > TURN) {
      await turn();
      this.#lastTurn = performance.now();
    }
    this.throwIfAborted();
  }
}
