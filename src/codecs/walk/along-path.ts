import type { Position } from './position.js';

/**
 * A value for each position, made from the value of the container and the key: the place in the file, a cursor through the table of
 * arrays. The values are made when one is asked for, and those of the containers are remembered: most positions need none.
 */
export class AlongPath<T> {
  /** By level: the value of the container. */
  readonly #values: T[];
  /** By level: the step for which the value was made. */
  readonly #steps: number[] = [0];
  readonly #position: Position;
  readonly #child: (container: T, key: string | number, isElement: boolean) => T;

  constructor(position: Position, root: T, child: (container: T, key: string | number, isElement: boolean) => T) {
    this.#position = position;
    this.#values = [root];
    this.#child = child;
  }

  /** The value at the position. */
  get here(): T {
    const { level } = this.#position;
    let known = Math.min(level, this.#values.length - 1);
    while (this.#steps[known] !== this.#position.stepAt(known)) known--;
    for (; known < level; known++) {
      this.#values[known + 1] = this.#at(known);
      this.#steps[known + 1] = this.#position.stepAt(known + 1);
    }
    return this.#at(level);
  }

  /** The value of the member at a level, made from that of its container. */
  #at(level: number): T {
    const container = this.#values[level] as T;
    const key = this.#position.keyAt(level);
    return key === undefined ? container : this.#child(container, key, this.#position.isElementAt(level));
  }
}
