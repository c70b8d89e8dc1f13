import type { DType } from '../dtypes.js';
import type { Issue, IssueCode } from '../errors.js';
import { ArrayTable } from '../json/array-table.js';
import { pointerOf } from '../json/pointer.js';
import { MAX_DEPTH, NumberText, type Tree } from '../json/tree.js';

/**
 * One type, both ways. A codec never throws on what it is given: it reports to the walk, and what it returns then is
 * never used.
 */
export interface Codec<Live = unknown> {
  /** The tree of a live value. Leaves the value as it is. */
  encode(value: unknown, walk: Walk): Tree;
  /** The live value of a tree: all that `encode` took comes back identical. */
  decode(tree: Tree, walk: Walk): Live;
}

/** The way through one artifact: where it is, what it met, and what it found wrong. */
export class Walk {
  /** All faults so far. */
  readonly issues: Issue[] = [];
  /** Instances that were met, each with the place of its fields, for whoever has more to check. */
  readonly instances: { readonly instance: object; readonly pointer: string }[] = [];

  readonly #keys: (string | number)[] = [];
  readonly #patternKeys: (string | number)[] = [];
  readonly #open = new Set<object>();
  #collections = 0;

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

  /** Where the walk is, as a JSON Pointer. */
  get pointer(): string {
    return pointerOf(this.#keys);
  }

  /** The same with `*` for every index of a list and key of a map, or undefined outside of both. */
  get pattern(): string | undefined {
    return this.#collections === 0 ? undefined : pointerOf(this.#patternKeys);
  }

  /** Visits a member of an object. */
  member<T>(key: string | number, visit: () => T): T {
    return this.#step(key, key, visit);
  }

  /** Visits an element of a list or a value of a map whose elements are all of one class. */
  element<T>(key: string | number, visit: () => T): T {
    this.#collections++;
    const result = this.#step(key, '*', visit);
    this.#collections--;
    return result;
  }

  #step<T>(key: string | number, patternKey: string | number, visit: () => T): T {
    this.#keys.push(key);
    this.#patternKeys.push(patternKey);
    const result = visit();
    this.#keys.pop();
    this.#patternKeys.pop();
    return result;
  }

  /** Visits the inside of an object or list, unless it is its own ancestor or nested too deep. */
  inside<T>(container: object, visit: () => T): T | undefined {
    if (this.#open.has(container)) {
      this.report('invalid-value', 'found a cycle, expected a tree: JSON has no references');
      return undefined;
    }
    if (!this.fits(1)) return undefined;
    this.#open.add(container);
    const result = visit();
    this.#open.delete(container);
    return result;
  }

  /** Tells whether so many levels of nesting fit in here, and reports it if they do not. */
  fits(levels: number): boolean {
    if (this.#keys.length + levels <= MAX_DEPTH) return true;
    this.report('invalid-value', `found nesting deeper than ${MAX_DEPTH} levels, expected at most that`);
    return false;
  }

  report(code: IssueCode, message: string): void {
    this.issues.push({ code, path: this.pointer, message });
  }

  /** Reports a value of another type than the one expected. */
  wrongType(found: unknown, expected: string): void {
    const what = typeof found === 'bigint' ? `the big integer ${found}` : describe(found);
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

const MAX_SHOWN = 60;

/** A value in the words of a message. */
export function describe(value: unknown): string {
  if (typeof value === 'string') {
    const text = JSON.stringify(value);
    return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}… (a string of ${value.length} characters)`;
  }
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'bigint') return `${value}`;
  if (value instanceof NumberText) return value.text;
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Date && Number.isNaN(value.getTime())) return 'an invalid Date';
  return nameOfClass(value);
}

/** What an object is an instance of, in the words of a message. */
function nameOfClass(object: object): string {
  const prototype = Object.getPrototypeOf(object);
  if (prototype === null) return 'an object without a prototype';
  if (prototype === Object.prototype) return 'a plain object';
  const name = prototype.constructor?.name;
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'an instance of a class without a name';
}
