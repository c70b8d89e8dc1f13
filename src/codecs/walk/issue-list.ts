import { PointerIndex, type PointerRange } from '../../format/pointer-index.js';
import type { Issue, IssueCode } from '../../model/issue.js';
import { type Place, pointerOfPlace } from '../../model/place.js';

/** Issues beyond this many are counted and not listed. */
export const MAX_ISSUES = 10_000;

/** Issues are counted and not listed once the pointers of those listed have this many characters. */
const MAX_POINTER_CHARACTERS = 1 << 22;

/** A constraint of class-validator that does not hold. */
interface Violation {
  readonly place: Place | undefined;
  readonly message: string;
}

/** The issues of one walk. Their number and the memory that they take are limited, for a hostile file may have any number of faults. */
export class IssueList {
  readonly #listed: Issue[] = [];
  readonly #violations: Violation[] = [];
  /** The number of issues that are not listed. */
  #unlisted = 0;
  #pointerCharacters = 0;

  /** The number of issues so far, without violations. */
  get count(): number {
    return this.#listed.length + this.#unlisted;
  }

  /** True if no further issue is listed. */
  get isFull(): boolean {
    return this.#listed.length >= MAX_ISSUES || this.#pointerCharacters >= MAX_POINTER_CHARACTERS;
  }

  /** Adds an issue, or counts it if the list is full. */
  add(code: IssueCode, place: Place | undefined, message: string): void {
    if (this.isFull) {
      this.#unlisted++;
      return;
    }
    const path = pointerOfPlace(place);
    this.#pointerCharacters += path.length;
    this.#listed.push({ code, path, message });
  }

  /** Adds a violation. It becomes an issue with {@link listViolations}. */
  addViolation(place: Place | undefined, message: string): void {
    if (this.#violations.length < MAX_ISSUES) this.#violations.push({ place, message });
    else this.#unlisted++;
  }

  /** Adds the violations behind all other issues, but not those of a value that has another issue, or in which there is one. */
  listViolations(): void {
    const hasIssue = anyWithin(this.#listed.map(({ path }) => path));
    for (const { place, message } of this.#violations) if (!hasIssue(place)) this.add('constraint', place, message);
  }

  /** Returns the issues that are listed, and one more that says how many are not. */
  all(): Issue[] {
    if (this.#unlisted === 0) return this.#listed;
    return [
      ...this.#listed,
      { code: 'invalid-value', path: '', message: `found ${this.#unlisted} more faults, expected none` },
    ];
  }
}

/** Returns a function that is true for a place if one of some pointers leads to it or into it. */
function anyWithin(pointers: readonly string[]): (place: Place | undefined) => boolean {
  const index = new PointerIndex(pointers);
  /** The ranges of pointers that lead into the containers of places. */
  const ranges = new Map<Place | undefined, PointerRange | undefined>([[undefined, index.root]]);
  const rangeAt = (place: Place): PointerRange | undefined => {
    if (!ranges.has(place.parent)) ranges.set(place.parent, rangeAt(place.parent as Place));
    const container = ranges.get(place.parent);
    return container && index.child(container, place.key);
  };
  return (place) => (place === undefined ? pointers.length > 0 : rangeAt(place) !== undefined);
}
