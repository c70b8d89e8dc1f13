import { type Progress, type ProgressOptions, ProgressReporter } from '../model/progress.js';

/** How far a verification has come. */
export interface VerifyProgress {
  /** The number of files and other entries that are done. */
  readonly files: number;
  /** The number of files and other entries that this verification goes through. */
  readonly of: number;
  /** The number of bytes read, of all files together. The bytes of a file that is read twice count twice. */
  readonly bytes: number;
}

/** How a verification reports its progress, and how it is stopped. */
export interface VerifyProgressOptions extends Pick<ProgressOptions, 'signal'> {
  /** Called about every 256 KiB and after every file, and awaited. An error that it throws stops the verification. */
  readonly onProgress?: ((progress: VerifyProgress) => void | Promise<void>) | undefined;
}

/** Reports the progress of a verification, one call after the other, though several files are read at the same time. */
export class VerifyProgressReporter {
  /** The number of files and other entries that this verification goes through. */
  of = 0;
  #files = 0;
  #bytes = 0;
  readonly #signal: VerifyProgressOptions['signal'];
  readonly #onProgress: VerifyProgressOptions['onProgress'];
  #lastCall: Promise<void> = Promise.resolve();

  /**
   * @throws TypeError for wrong options.
   * @throws the reason of the signal, if it is aborted already.
   */
  constructor({ signal, onProgress }: VerifyProgressOptions) {
    new ProgressReporter({ signal, onProgress: onProgress as ProgressOptions['onProgress'] }).throwIfAborted();
    this.#signal = signal;
    this.#onProgress = onProgress;
  }

  /** Returns the reporter for reading one file. */
  ofFile(): ProgressReporter {
    if (this.#onProgress === undefined) return new ProgressReporter({ signal: this.#signal });
    let before = 0;
    const onProgress = async ({ bytes }: Progress) => {
      // When a file is read a second time, its bytes are counted from zero again.
      this.#bytes += bytes > before ? bytes - before : bytes;
      before = bytes;
      await this.#report();
    };
    return new ProgressReporter({ signal: this.#signal, onProgress });
  }

  /** Counts one more entry as done. */
  async entryDone(): Promise<void> {
    this.#files++;
    await this.#report();
  }

  /** Calls `onProgress` after all earlier calls. Once a call has failed, every file that is still read fails with its error. */
  #report(): Promise<void> {
    this.#lastCall = this.#lastCall.then(() =>
      this.#onProgress?.({ files: this.#files, of: this.of, bytes: this.#bytes }),
    );
    return this.#lastCall;
  }
}
