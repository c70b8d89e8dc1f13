import type { DType } from './dtypes.js';
import { ArtifactError, type Issue, type IssueCode } from './errors.js';
import { ArrayTable } from './json/array-table.js';
import { pointerOf } from './json/pointer.js';
import { MAX_DEPTH, NumberList, NumberText } from './json/tree.js';

/** A place in a file, known by the way that leads there. */
export interface Place {
  readonly parent: Place | undefined;
  readonly key: string | number;
  /** The key, or `*` for one of many that are all of one class. */
  readonly patternKey: string | number;
  readonly depth: number;
  /** Whether the way leads through a list or map of instances. */
  readonly isInCollection: boolean;
  /** The field that lies here, if one does. */
  readonly field: PlacedField | undefined;
}

/** A class's property, as far as a walk knows it. */
export interface PlacedField {
  readonly Class: Function;
  readonly property: string;
}

/** An instance that was met, and where. */
export interface Sighting {
  readonly instance: object;
  readonly Class: Function;
  readonly place: Place | undefined;
}

/** More faults than this are counted, not listed; and so are those beyond this many characters of pointers. */
const MAX_ISSUES = 10_000;
const MAX_POINTERS = 1 << 22;

/** The way through one artifact: where it is, what it met, and what it found wrong. */
export class Walk {
  /** All faults so far. */
  readonly issues: Issue[] = [];
  /** All instances so far. */
  readonly instances: Sighting[] = [];

  /** Arrays go through the user's own code when they are loaded, which may change them. */
  isThroughUserCode = false;

  readonly #open: object[] = [];
  /** What the walk is inside of … */
  #container: Place | undefined;
  /** … and the member of it that it is at, if it is at one. It becomes a place only when somebody asks for it. */
  #key: string | number | undefined;
  #isElement = false;
  #field: PlacedField | undefined;
  #pointers = 0;
  #hidden = 0;

  private constructor(
    /** The arrays of the file; undefined when it was written by another tool, which says nothing of them. */
    readonly arrays: ArrayTable | undefined,
  ) {}

  /** A walk that makes a file, sealed and with a table of its arrays. */
  static encoding(): Walk & { readonly arrays: ArrayTable } {
    return new Walk(ArrayTable.empty()) as Walk & { readonly arrays: ArrayTable };
  }

  /** A walk through a file. */
  static decoding(arrays: ArrayTable | undefined): Walk {
    return new Walk(arrays);
  }

  /** The file is one that this library has sealed. */
  get isSealed(): boolean {
    return this.arrays !== undefined;
  }

  /** Where the walk is; undefined at the root. */
  get place(): Place | undefined {
    const parent = this.#container;
    if (this.#key === undefined) return parent;
    return {
      parent,
      key: this.#key,
      patternKey: this.#isElement ? '*' : this.#key,
      depth: this.#depth,
      isInCollection: this.#isElement || parent?.isInCollection === true,
      field: this.#field,
    };
  }

  get #depth(): number {
    return (this.#container?.depth ?? 0) + (this.#key === undefined ? 0 : 1);
  }

  /** Where the walk is, as a JSON Pointer. */
  get pointer(): string {
    return pointerAt(this.place);
  }

  /** The same with `*` for every index of a list and key of a map of instances, or undefined outside of both. */
  get pattern(): string | undefined {
    const { place } = this;
    return place?.isInCollection ? pointerAt(place, 'patternKey') : undefined;
  }

  /** How many faults there are. */
  get faults(): number {
    return this.issues.length + this.#hidden;
  }

  /** Goes to a member of the object or plain list that the walk is inside of. */
  atMember(key: string | number, field?: PlacedField): void {
    this.#key = key;
    this.#isElement = false;
    this.#field = field;
  }

  /** Goes to an element of the list, or a value of the map, that the walk is inside of and whose elements are of one class. */
  atElement(key: string | number): void {
    this.#key = key;
    this.#isElement = true;
    this.#field = undefined;
  }

  /** Goes back from the members to what the walk is inside of. */
  atContainer(): void {
    this.#key = undefined;
  }

  /** Visits a member of what is here, from wherever the walk is. */
  member<T>(key: string | number, visit: () => T): T | undefined {
    return this.#below(() => {
      this.atMember(key);
      return this.guard(visit);
    });
  }

  /** Visits the inside of an object or list, unless it is its own ancestor or nested too deep. */
  inside<T>(container: object, visit: () => T): T | undefined {
    if (this.#open.includes(container)) {
      this.report('invalid-value', 'found a cycle, expected a tree: JSON has no references');
      return undefined;
    }
    if (!this.fits(1)) return undefined;
    this.#open.push(container);
    try {
      return this.#below(visit);
    } finally {
      this.#open.pop();
    }
  }

  #below<T>(visit: () => T): T {
    const container = this.#container;
    const key = this.#key;
    const isElement = this.#isElement;
    const field = this.#field;
    this.#container = this.place;
    this.#key = undefined;
    try {
      return visit();
    } finally {
      this.#container = container;
      this.#key = key;
      this.#isElement = isElement;
      this.#field = field;
    }
  }

  /** Tells whether so many levels of nesting fit in here, and reports it if they do not. */
  fits(levels: number): boolean {
    if (this.#depth + levels <= MAX_DEPTH) return true;
    this.report('invalid-value', `found nesting deeper than ${MAX_DEPTH} levels, expected at most that`);
    return false;
  }

  /** Remembers an instance, for whoever has more to check. */
  meet(instance: object, Class: Function): void {
    this.instances.push({ instance, Class, place: this.place });
  }

  /** Does what may run the user's own code: what that throws is a fault of where the walk is. */
  guard<T>(act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      this.threw(error);
      return undefined;
    }
  }

  /** Reports what the user's own code has thrown: a getter, a setter, a Proxy. */
  threw(error: unknown): void {
    if (error instanceof ArtifactError) throw error;
    this.report('invalid-value', `found a value on which reading throws ${String(error)}`);
  }

  report(code: IssueCode, message: string): void {
    if (this.#isFull) this.#hidden++;
    else this.add({ code, path: this.pointer, message });
  }

  /** Adds a fault that somebody else has found. */
  add(issue: Issue): void {
    if (this.#isFull) {
      this.#hidden++;
      return;
    }
    this.#pointers += issue.path.length;
    this.issues.push(issue);
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
    const what = typeof found === 'bigint' ? `the big integer ${describe(found)}` : describe(found);
    this.report('invalid-type', `found ${what}, expected ${expected}`);
  }

  /** Reports a value that is of the right type and wrong all the same. */
  wrongValue(found: unknown, expected: string): void {
    this.report('invalid-value', `found ${describe(found)}, expected ${expected}`);
  }

  addArray(dtype: DType, shape: readonly number[]): void {
    this.arrays?.add(this.pointer, this.pattern, dtype, shape);
  }
}

/** The JSON Pointer of a place. */
export function pointerAt(place: Place | undefined, by: 'key' | 'patternKey' = 'key'): string {
  const keys: (string | number)[] = [];
  for (let each = place; each !== undefined; each = each.parent) keys.push(each[by]);
  return pointerOf(keys.reverse());
}

const MAX_SHOWN = 60;

/** A value in the words of a message. */
export function describe(value: unknown): string {
  if (typeof value === 'string') {
    const text = JSON.stringify(value);
    return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}… (a string of ${value.length} characters)`;
  }
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'bigint') return shortened(String(value));
  if (value instanceof NumberText) return shortened(value.text);
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof NumberList) return `a list of ${value.values.length}`;
  if (value instanceof Date && Number.isNaN(value.getTime())) return 'an invalid Date';
  return nameOfClass(value);
}

const shortened = (digits: string): string =>
  digits.length <= MAX_SHOWN ? digits : `${digits.slice(0, MAX_SHOWN)}… (${digits.length} characters)`;

/** What an object is an instance of, in the words of a message. */
function nameOfClass(object: object): string {
  const prototype = Object.getPrototypeOf(object);
  if (prototype === null) return 'an object without a prototype';
  if (prototype === Object.prototype) return 'a plain object';
  const name = prototype.constructor?.name;
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'an instance of a class without a name';
}
