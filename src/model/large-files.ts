import { LIMITS } from './limits.js';
import { Semaphore } from './semaphore.js';

/** Lets one large file be worked on at a time: two may not fit into memory. Work on small files does not wait. */
export class LargeFiles {
  readonly #semaphore = new Semaphore(1);

  /** @param size - the size of the file. Units: bytes. */
  oneAtATime<T>(size: number, work: () => Promise<T>): Promise<T> {
    return size > LIMITS.small ? this.#semaphore.run(work) : work();
  }
}
