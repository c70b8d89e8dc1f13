import type { SingleBar } from 'cli-progress';
import { sizeText } from '../../display/wording.js';
import { onInterruption } from '../../model/interruption.js';
import { type Progress, ProgressReporter } from '../../model/progress.js';
import { jsonLine } from './json-text.js';
import type { Terminal } from './terminal.js';

/** How far a long task is. */
export interface Step {
  /** How many files, or bytes, are done. */
  readonly done: number;
  /** How many files, or bytes, there are in all. */
  readonly of: number;
  /** How many bytes were read or written so far, if they are counted beside the files. */
  readonly bytes?: number;
}

/** Units: milliseconds. The time before progress is shown for the first time, and between two lines of JSON. */
const FIRST_DELAY = 500;
const JSON_INTERVAL = 500;

/**
 * Shows on stderr how far a long task is. On a terminal, it is one line with the rate and the time left, which is cleared at the end.
 * With `--json`, it is a line of JSON from time to time. Elsewhere nothing is shown.
 */
export class ProgressLine {
  readonly #terminal: Terminal;
  readonly #json: boolean;
  readonly #unit: string;
  readonly #clock: () => number;
  readonly #start: number;
  #next: number;
  #bar: SingleBar | undefined;
  #unregister = () => {};

  /**
   * @param unit - what is counted: `files` or `bytes`.
   * @param clock - returns milliseconds.
   */
  constructor(terminal: Terminal, json: boolean, unit: string, clock = () => performance.now()) {
    this.#terminal = terminal;
    this.#json = json;
    this.#unit = unit;
    this.#clock = clock;
    this.#start = clock();
    this.#next = this.#start + FIRST_DELAY;
  }

  /** Shows how far the task is, if it is time to. */
  async update({ done, of, bytes }: Step): Promise<void> {
    const now = this.#clock();
    if (now < this.#next) return;
    if (this.#json) {
      this.#next = now + JSON_INTERVAL;
      await this.#terminal.err.write(jsonLine({ type: 'progress', done, of, unit: this.#unit, bytes }));
      return;
    }
    if (!this.#terminal.canRewrite) return;
    const rate = (count: number) => count / ((now - this.#start) / 1000);
    const counted = this.#unit === 'bytes' ? `${sizeText(done)} of ${sizeText(of)}` : `${done} of ${of} ${this.#unit}`;
    const payload =
      bytes === undefined || this.#unit === 'bytes'
        ? { counted, rate: this.#unit === 'bytes' ? sizeText(rate(done)) : Math.round(rate(done)) }
        : { counted: `${counted}  ${sizeText(bytes)}`, rate: sizeText(rate(bytes)) };
    if (this.#bar === undefined) await this.#begin(done, of, payload);
    else {
      this.#bar.setTotal(of);
      this.#bar.update(done, payload);
    }
  }

  /** Clears the line. Call it at the end, and before something else is written: the next update shows the line again. */
  clear(): void {
    this.#unregister();
    this.#bar?.stop();
    this.#bar = undefined;
  }

  async #begin(done: number, of: number, payload: object): Promise<void> {
    const { default: cliProgress } = await import('cli-progress');
    this.#bar = new cliProgress.SingleBar({
      format: '{counted}, {rate}/s  {eta_formatted} left',
      stream: this.#terminal.err.stream,
      clearOnComplete: true,
      // With fewer of the last steps, the time left would jump.
      etaBuffer: 1000,
    });
    this.#unregister = onInterruption(() => this.#bar?.stop());
    this.#bar.start(of, done, payload);
  }
}

/** Units: bytes. A task with fewer bytes is done before anybody waits. */
const LONG_TASK_BYTES = 1 << 24;

/**
 * Runs a task, and shows how far it is by the bytes that it reports.
 *
 * @param clock - returns milliseconds.
 */
export async function withProgress<T>(
  { terminal, json }: { readonly terminal: Terminal; readonly json: boolean },
  task: (progress: ProgressReporter) => Promise<T>,
  clock?: () => number,
): Promise<T> {
  const line = new ProgressLine(terminal, json, 'bytes', clock);
  const onProgress = ({ bytes, total = 0 }: Progress) =>
    total < LONG_TASK_BYTES ? undefined : line.update({ done: bytes, of: total, bytes });
  try {
    return await task(new ProgressReporter({ onProgress }));
  } finally {
    line.clear();
  }
}
