import { ArtifactError } from '../../model/errors.js';
import { isInstance } from '../../model/is-instance.js';
import type { Issue, IssueCode } from '../../model/issue.js';
import { thrownText } from '../../model/message-text.js';
import { Place } from '../../model/place.js';
import { MAX_DEPTH } from '../../model/tree.js';
import type { ValidationRules } from '../../model/validation-rules.js';
import { describeValue } from '../describe-value.js';
import { AlongPath } from './along-path.js';
import { IssueList } from './issue-list.js';
import { Position } from './position.js';

/** The message for a value that contains itself. */
export const CYCLE = 'found a cycle, expected a tree: JSON has no references';

/**
 * One pass over an instance or a tree. It knows its position and collects the issues. A codec reports an issue and goes on, so that one
 * pass finds all of them.
 */
export abstract class Walk {
  /** Which constraints of class-validator are checked. */
  readonly rules: ValidationRules;
  protected readonly position = new Position();
  readonly #places = new AlongPath<Place | undefined>(
    this.position,
    undefined,
    (container, key) => new Place(container, key),
  );
  readonly #issues = new IssueList();
  #checked: Set<object> | undefined;

  constructor(rules: ValidationRules) {
    this.rules = rules;
  }

  /** The place in the file at which the walk is; undefined at the root. */
  get place(): Place | undefined {
    return this.#places.here;
  }

  /** Goes to a member of the object, tuple or plain JSON list that the walk is inside of. */
  atMember(key: string | number): void {
    this.position.atMember(key);
  }

  /** Goes to an element of the collection (list, Set, Map, record) that the walk is inside of, and whose values all have one codec. */
  atElement(key: string | number): void {
    this.position.atElement(key);
  }

  /** Goes from a member back to the container that the walk is inside of. */
  atContainer(): void {
    this.position.atContainer();
  }

  /**
   * Calls `visit` inside an object or list. Returns undefined, with a report, if the container contains itself or is nested too deep.
   */
  inside<T>(container: object, visit: () => T): T | undefined {
    if (!this.enter(container)) return undefined;
    const result = visit();
    this.leave();
    return result;
  }

  /** Goes inside an object or list, until {@link leave}. Returns false, with a report, if it contains itself or is nested too deep. */
  enter(container: object): boolean {
    if (this.position.isInside(container)) {
      this.report('invalid-value', CYCLE);
      return false;
    }
    if (!this.fits(1)) return false;
    this.position.enter(container);
    return true;
  }

  /** Goes back to where the walk was before {@link enter}. */
  leave(): void {
    this.position.returnTo(this.position.level - 1);
  }

  /** Calls `visit` at a member of what is at the position, and returns there. What `visit` throws is an issue of the member. */
  member<T>(key: string | number, visit: () => T): T | undefined {
    const { level } = this.position;
    this.position.goToMember(key);
    const result = this.runUserCode(visit);
    this.position.leaveMember(level);
    return result;
  }

  /**
   * Calls a function that may run code of the user: a getter, a Proxy. What it throws is an issue of the present position, but for an
   * error of this library, which is thrown on.
   */
  runUserCode<T>(act: () => T): T | undefined {
    const { level } = this;
    try {
      return act();
    } catch (error) {
      this.reportThrown(error, level);
      return undefined;
    }
  }

  /** True if the walk is inside of the object at the root, and of nothing in it. */
  get isInRoot(): boolean {
    return this.position.level === 1;
  }

  /** The level of the position, for {@link reportThrown}. */
  get level(): number {
    return this.position.level;
  }

  /**
   * Goes back to a level, and reports an error that code of the user has thrown there. The hottest callers of such code catch it themselves,
   * because {@link runUserCode} needs a function to call.
   *
   * @throws ArtifactError the error itself, if it is one of this library.
   */
  reportThrown(error: unknown, level: number): void {
    if (isInstance(error, ArtifactError)) throw error;
    this.position.returnTo(level);
    this.report('invalid-value', `found a value on which reading throws ${thrownText(error)}`);
  }

  /** True if containers nested `levels` deep may be at the position. Otherwise reports that they are nested too deep. */
  fits(levels: number): boolean {
    if (this.position.depth + levels <= MAX_DEPTH) return true;
    this.report('invalid-value', `found nesting deeper than ${MAX_DEPTH} levels, expected at most that`);
    return false;
  }

  /** Reports an issue at the position. */
  report(code: IssueCode, message: string): void {
    this.#issues.add(code, this.#issues.isFull ? undefined : this.place, message);
  }

  /** Reports an issue at another place. */
  reportAt(place: Place | undefined, code: IssueCode, message: string): void {
    this.#issues.add(code, place, message);
  }

  /** Reports a value of a wrong type. */
  wrongType(found: unknown, expected: string): void {
    const description = typeof found === 'bigint' ? `the big integer ${describeValue(found)}` : describeValue(found);
    const hint = found === null && this.position.isAtKey ? ': only a field with { nullable: true } may be null' : '';
    this.report('invalid-type', `found ${description}, expected ${expected}${hint}`);
  }

  /** Reports a value of the right type that is not allowed. */
  wrongValue(found: unknown, expected: string): void {
    this.report('invalid-value', `found ${describeValue(found)}, expected ${expected}`);
  }

  /** Reports a constraint of class-validator that does not hold. `keys` lead from the position to the value. */
  reportViolation(keys: readonly string[], message: string): void {
    let { place } = this;
    for (const key of keys) place = new Place(place, key);
    this.#issues.addViolation(place, message);
  }

  /** Remembers that the constraints of an instance of a class of class-transformer have been checked: nothing shows it in the class. */
  markChecked(instance: object): void {
    this.#checked ??= new Set();
    this.#checked.add(instance);
  }

  /** True if an instance is remembered by {@link markChecked}. */
  isChecked(instance: object): boolean {
    return this.#checked?.has(instance) === true;
  }

  /** The number of issues so far, without violations of constraints. */
  get issueCount(): number {
    return this.#issues.count;
  }

  /** Returns all issues but violations of constraints. */
  allIssues(): Issue[] {
    return this.#issues.all();
  }

  /** Returns all issues, and last the violations of constraints, at values without any other issue. */
  allIssuesWithViolations(): Issue[] {
    this.#issues.listViolations();
    return this.#issues.all();
  }
}
