import { types } from 'node:util';

/**
 * The position of a walk: the containers that it is inside of, and the member of each at which it is.
 *
 * In `{ "curve": { "points": [1, 2] } }`, at the number 2, the containers are the root, the object of `curve` and the list of `points`;
 * the keys are `curve`, `points` and 1.
 */
export class Position {
  /**
   * The number of steps that lead to the position. A step goes inside a container, or to a member of something that the walk is not
   * inside of: an array is one container, however many lists it is nested in.
   */
  #level = 0;
  /** By level: the container; undefined for a member that was visited from outside. */
  readonly #containers: (object | undefined)[] = [undefined];
  /** By level: the key of the member at which the walk is; undefined while it is at the container itself. */
  readonly #keys: (string | number | undefined)[] = [undefined];
  /** By level: whether the member is an element of a collection (list, Set, Map, record), whose values all have one codec. */
  readonly #areElements: boolean[] = [false];
  /** By level: a number for each step, none of which occurs twice, so that {@link AlongPath} sees which steps are still the same. */
  readonly #steps: number[] = [0];
  /** The steps into containers that are stored with a key `*`, which they do not have themselves. */
  readonly #starSteps = new Set<number>();
  #lastStep = 0;

  get level(): number {
    return this.#level;
  }

  /** Goes back to an outer level, and to the member at which the walk was there. */
  returnTo(level: number): void {
    this.#level = level;
  }

  /** Goes inside a container. */
  enter(container: object | undefined): void {
    const level = ++this.#level;
    this.#containers[level] = container;
    this.#keys[level] = undefined;
    this.#steps[level] = ++this.#lastStep;
  }

  /** Goes to a member of the innermost container. */
  atMember(key: string | number): void {
    const level = this.#level;
    this.#keys[level] = key;
    this.#areElements[level] = false;
  }

  /** Goes to an element of the innermost container, a collection (list, Set, Map, record) whose values all have one codec. */
  atElement(key: string | number): void {
    const level = this.#level;
    this.#keys[level] = key;
    this.#areElements[level] = true;
  }

  /** Goes from a member of the innermost container back to the container itself. */
  atContainer(): void {
    this.#keys[this.#level] = undefined;
  }

  /** Goes to a member of what is at the position, whether or not the walk is inside of it. */
  goToMember(key: string | number): void {
    if (this.#level === 0 || this.#keys[this.#level] !== undefined) this.enter(undefined);
    this.atMember(key);
  }

  /** Goes back from that member. `level` is the level before {@link goToMember}. */
  leaveMember(level: number): void {
    if (this.#level === level) this.atContainer();
    this.#level = level;
  }

  /** True if the walk is inside of a container. */
  isInside(container: object): boolean {
    for (let level = this.#level; level > 0; level--) if (this.#containers[level] === container) return true;
    return false;
  }

  /** The nesting depth of what is at the position, 0 at the root. */
  get depth(): number {
    return this.#level - (this.#level > 0 && this.#keys[this.#level] === undefined ? 1 : 0);
  }

  /** True if the walk is at a key of an object, which may be a field, and not at an element. */
  get isAtKey(): boolean {
    return typeof this.#keys[this.#level] === 'string' && this.#areElements[this.#level] !== true;
  }

  /** Says that the innermost container, an instance, is stored with a key `*`. */
  markStar(): void {
    this.#starSteps.add(this.stepAt(this.#level));
  }

  /** True if the walk is in a Map or plain object with a key `*`, all of whose values are members, not elements. */
  get isInMapWithoutPattern(): boolean {
    for (let level = this.#level; level > 0; level--) {
      const container = this.#containers[level];
      if (this.#areElements[level] !== false || container === undefined) continue;
      if (this.#starSteps.has(this.stepAt(level))) return true;
      if (types.isMap(container) ? container.has('*') : Object.hasOwn(container, '*')) return true;
    }
    return false;
  }

  /** The key at a level; undefined at the container itself. */
  keyAt(level: number): string | number | undefined {
    return this.#keys[level];
  }

  /** Whether the member at a level is an element. */
  isElementAt(level: number): boolean {
    return this.#areElements[level] === true;
  }

  /** The number of the step that led to a level. */
  stepAt(level: number): number {
    return this.#steps[level] as number;
  }
}
