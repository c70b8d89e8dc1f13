import { types } from 'node:util';
import { type ArrayEntry, ArrayTable, type LookupCursor, type RecordingCursor } from '../format/array-table.js';
import { NonFinitePlaces } from '../format/non-finite.js';
import type { DType } from '../model/dtypes.js';
import { ArtifactError } from '../model/errors.js';
import { isInstance } from '../model/is-instance.js';
import type { Issue, IssueCode } from '../model/issue.js';
import { thrownText } from '../model/message-text.js';
import { Place, pointerOfPlace } from '../model/place.js';
import { MAX_DEPTH, OtherLayout } from '../model/tree.js';
import { describeValue } from './describe-value.js';

/** A constraint that does not hold. */
interface Breach {
  readonly place: Place | undefined;
  readonly message: string;
}

/**
 * What becomes of a tree's arrays, lists and objects: they are given away, lent to what keeps them as they are (code of the user's gets
 * copies), or copied.
 */
export type Ownership = 'move' | 'borrow' | 'copy';

/** What is said of a value that is in itself. */
export const CYCLE = 'found a cycle, expected a tree: JSON has no references';

/** More faults than this are counted, not listed; and so are those beyond this many characters of pointers. */
export const MAX_ISSUES = 10_000;
const MAX_POINTERS = 1 << 22;

/** The way through one artifact: where it is, what it met, and what it found wrong. */
export class Walk {
  /** All faults so far. */
  readonly issues: Issue[] = [];
  readonly #breaches: Breach[] = [];

  /** How many steps lead to where the walk is: containers that it is inside of, and members without a container of their own. */
  #level = 0;
  /** By level: the container … */
  readonly #open: (object | undefined)[] = [undefined];
  /** … and the member of it that the walk is at, if it is at one. It becomes a place only when somebody asks for it. */
  readonly #keys: (string | number | undefined)[] = [undefined];
  readonly #areElements: boolean[] = [false];
  /** By level: the place of the container, up to the level for which it was asked for. */
  readonly #places: (Place | undefined)[] = [undefined];
  #placed = 0;
  /** The same for its way through the table of arrays. */
  readonly #adding: RecordingCursor[] = [];
  readonly #finding: LookupCursor[] = [];
  #found = 0;
  /** The places of the scalars that are not finite. */
  readonly nonFinite = new NonFinitePlaces();
  #pointers = 0;
  #hidden = 0;

  private constructor(
    /** The arrays of the file; undefined when it was written by another tool, which says nothing of them. */
    readonly arrays: ArrayTable | undefined,
    /** What becomes of what the tree holds. */
    public ownership: Ownership,
    isEncoding: boolean,
  ) {
    if (arrays === undefined) return;
    if (isEncoding) this.#adding.push(arrays.recordingCursor);
    else this.#finding.push(arrays.lookupCursor);
  }

  /** A walk that makes a file, sealed and with a table of its arrays. */
  static encoding(): Walk & { readonly arrays: ArrayTable } {
    return new Walk(ArrayTable.empty(), 'move', true) as Walk & { readonly arrays: ArrayTable };
  }

  /** A walk through a file. */
  static decoding(arrays: ArrayTable | undefined, ownership: Ownership = 'move'): Walk {
    return new Walk(arrays, ownership, false);
  }

  /** The file is one that this library has sealed. */
  get isSealed(): boolean {
    return this.arrays !== undefined;
  }

  /** Where the walk is; undefined at the root. */
  get place(): Place | undefined {
    for (; this.#placed < this.#level; this.#placed++) this.#places[this.#placed + 1] = this.#placeAt(this.#placed);
    return this.#placeAt(this.#level);
  }

  /** The place of the member at a level, below that of its container. */
  #placeAt(level: number): Place | undefined {
    const container = this.#places[level];
    const key = this.#keys[level];
    return key === undefined ? container : new Place(container, key);
  }

  /** The way through the table of arrays to where the walk is, from those to its containers. */
  #wayOn<Way extends { child(key: string | number, isElement: boolean): Way }>(ways: Way[]): Way {
    const wayAt = (level: number): Way => {
      const container = ways[level] as Way;
      const key = this.#keys[level];
      return key === undefined ? container : container.child(key, this.#areElements[level] === true);
    };
    for (; this.#found < this.#level; this.#found++) ways[this.#found + 1] = wayAt(this.#found);
    return wayAt(this.#level);
  }

  get #depth(): number {
    return this.#level - (this.#level > 0 && this.#keys[this.#level] === undefined ? 1 : 0);
  }

  /** How many faults there are. */
  get issueCount(): number {
    return this.issues.length + this.#hidden;
  }

  /** Goes to a member of the object or plain list that the walk is inside of. */
  atMember(key: string | number): void {
    const level = this.#level;
    this.#keys[level] = key;
    this.#areElements[level] = false;
  }

  /** Goes to an element of the list, or a value of the map, that the walk is inside of and whose elements are of one class. */
  atElement(key: string | number): void {
    const level = this.#level;
    this.#keys[level] = key;
    this.#areElements[level] = true;
  }

  /** Goes back from the members to what the walk is inside of. */
  atContainer(): void {
    this.#keys[this.#level] = undefined;
  }

  /** Visits a member of what is here, from wherever the walk is. */
  member<T>(key: string | number, visit: () => T): T | undefined {
    const level = this.#level;
    if (level === 0 || this.#keys[level] !== undefined) this.#descend(undefined);
    this.atMember(key);
    const result = this.guard(visit);
    if (this.#level === level) this.atContainer();
    this.#level = level;
    return result;
  }

  /** Visits the inside of an object or list, unless it is its own ancestor or nested too deep. */
  inside<T>(container: object, visit: () => T): T | undefined {
    const level = this.#level;
    for (let outer = level; outer > 0; outer--) {
      if (this.#open[outer] !== container) continue;
      this.report('invalid-value', CYCLE);
      return undefined;
    }
    if (!this.fits(1)) return undefined;
    this.#descend(container);
    const result = visit();
    this.#level = level;
    return result;
  }

  #descend(container: object | undefined): void {
    const level = ++this.#level;
    this.#open[level] = container;
    this.#keys[level] = undefined;
    if (this.#placed >= level) this.#placed = level - 1;
    if (this.#found >= level) this.#found = level - 1;
  }

  /** Tells whether so many levels of nesting fit in here, and reports it if they do not. */
  fits(levels: number): boolean {
    if (this.#depth + levels <= MAX_DEPTH) return true;
    this.report('invalid-value', `found nesting deeper than ${MAX_DEPTH} levels, expected at most that`);
    return false;
  }

  /** Reports a constraint that does not hold, some keys below where the walk is. It is told after all other faults. */
  breach(keys: readonly string[], message: string): void {
    if (this.#breaches.length < MAX_ISSUES) {
      let { place } = this;
      for (const key of keys) place = new Place(place, key);
      this.#breaches.push({ place, message });
    } else this.#hidden++;
  }

  /** The constraints that do not hold. */
  get breaches(): readonly Breach[] {
    return this.#breaches;
  }

  /** Does what may run the user's own code: what that throws is a fault of where the walk is. */
  guard<T>(act: () => T): T | undefined {
    const level = this.#level;
    try {
      return act();
    } catch (error) {
      this.threw(error, level);
      return undefined;
    }
  }

  /** How deep the walk is, for {@link threw}. */
  get level(): number {
    return this.#level;
  }

  /** Goes back to where the user's own code was called, and reports what it has thrown: a getter, a setter, a Proxy. */
  threw(error: unknown, level: number): void {
    if (isInstance(error, ArtifactError) || isInstance(error, OtherLayout)) throw error;
    this.#level = level;
    this.report('invalid-value', `found a value on which reading throws ${thrownText(error)}`);
  }

  report(code: IssueCode, message: string): void {
    if (this.#isFull) this.#hidden++;
    else this.add(code, this.place, message);
  }

  /** Adds a fault that somebody else has found. */
  add(code: IssueCode, place: Place | undefined, message: string): void {
    if (this.#isFull) {
      this.#hidden++;
      return;
    }
    const path = pointerOfPlace(place);
    this.#pointers += path.length;
    this.issues.push({ code, path, message });
  }

  /** All faults, and at the end how many were too many to be listed. */
  allIssues(): Issue[] {
    if (this.#hidden === 0) return this.issues;
    return [
      ...this.issues,
      { code: 'invalid-value', path: '', message: `found ${this.#hidden} more faults, expected none` },
    ];
  }

  get #isFull(): boolean {
    return this.issues.length >= MAX_ISSUES || this.#pointers >= MAX_POINTERS;
  }

  /** Reports a value of another type than the one expected. */
  wrongType(found: unknown, expected: string): void {
    const what = typeof found === 'bigint' ? `the big integer ${describeValue(found)}` : describeValue(found);
    const isField = typeof this.#keys[this.#level] === 'string' && this.#areElements[this.#level] !== true;
    const hint = found === null && isField ? ': only a field with { nullable: true } may be null' : '';
    this.report('invalid-type', `found ${what}, expected ${expected}${hint}`);
  }

  /** Reports a value that is of the right type and wrong all the same. */
  wrongValue(found: unknown, expected: string): void {
    this.report('invalid-value', `found ${describeValue(found)}, expected ${expected}`);
  }

  /** Adds the array that is here to the table. */
  addArray(dtype: DType, shape: readonly number[]): void {
    this.#wayOn(this.#adding).record(dtype, shape, () => pointerOfPlace(this.place));
  }

  /** Adds the number that is here, and not finite: one that is declared as a number, or one in a plain JSON value. */
  addNonFinite(kind: 'declared' | 'plain'): void {
    if (kind === 'declared')
      this.nonFinite.addDeclared(this.#isInNamedMap ? pointerOfPlace(this.place) : this.#wayOn(this.#adding).pattern);
    else this.nonFinite.addPlain(pointerOfPlace(this.place));
  }

  /** Tells whether the walk is in a Map whose keys are named one by one. */
  get #isInNamedMap(): boolean {
    return this.#open.some(
      (container, level) => level <= this.#level && types.isMap(container) && this.#areElements[level] === false,
    );
  }

  /** What the file says of the array that is here; undefined if it says nothing. */
  findArray(): ArrayEntry | undefined {
    return this.isSealed ? this.#wayOn(this.#finding).lookUp() : undefined;
  }
}
