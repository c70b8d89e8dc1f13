import type { SingleBar } from 'cli-progress';
import { type Progress, ProgressReporter } from '../../model/progress.js';
import { onInterruption } from './interruption.js';
import { jsonLine } from './json-text.js';
import { sizeText } from './notes.js';
import type { Terminal } from './terminal.js';

/** How far long work has come. */
export interface Step {
  readonly done: number;
  readonly of: number;
  /** Bytes that were read or written so far, if somebody counts them. */
  readonly bytes?: number;
}

/** Milliseconds before anything is shown, and between two objects for programs. */
const FIRST = 500;
const PAUSE = 500;

/**
 * Shows on stderr how far long work has come: on a terminal as a line with rate and time left, which is cleared at the end; with
 * `--json` as objects.
 */
export class ProgressLine {
  readonly #terminal: Terminal;
  readonly #json: boolean;
  readonly #unit: string;
  readonly #clock: () => number;
  readonly #start: number;
  #next: number;
  #bar: SingleBar | undefined;
  #forget = () => {};

  /**
   * @param unit - what is counted: `files`, or `bytes` alone.
   * @param clock - gives milliseconds.
   */
  constructor(terminal: Terminal, json: boolean, unit: string, clock = () => performance.now()) {
    this.#terminal = terminal;
    this.#json = json;
    this.#unit = unit;
    this.#clock = clock;
    this.#start = clock();
    this.#next = this.#start + FIRST;
  }

  /** Tells how far it is. */
  async update({ done, of, bytes }: Step): Promise<void> {
    const now = this.#clock();
    if (now < this.#next) return;
    if (this.#json) {
      this.#next = now + PAUSE;
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

  /** Clears the line, at the end or before something else is written; the next step shows it again. */
  clear(): void {
    this.#forget();
    this.#bar?.stop();
    this.#bar = undefined;
  }

  async #begin(done: number, of: number, payload: object): Promise<void> {
    const { default: cliProgress } = await import('cli-progress');
    this.#bar = new cliProgress.SingleBar({
      format: '{counted}, {rate}/s  {eta_formatted} left',
      stream: this.#terminal.err.stream,
      clearOnComplete: true,
      // The last few steps alone would make the time left jump.
      etaBuffer: 1000,
    });
    this.#forget = onInterruption(() => this.#bar?.stop());
    this.#bar.start(of, done, payload);
  }
}

/** Bytes from which on work may take long. */
const LARGE = 1 << 24;

/**
 * Does work that may take long, and shows how far it is, by its progress.
 *
 * @param clock - gives milliseconds.
 */
export async function withProgress<T>(
  { terminal, json }: { readonly terminal: Terminal; readonly json: boolean },
  work: (progress: ProgressReporter) => Promise<T>,
  clock?: () => number,
): Promise<T> {
  const line = new ProgressLine(terminal, json, 'bytes', clock);
  const onProgress = ({ bytes, total = 0 }: Progress) =>
    total < LARGE ? undefined : line.update({ done: bytes, of: total, bytes });
  try {
    return await work(new ProgressReporter({ onProgress }));
  } finally {
    line.clear();
  }
}
