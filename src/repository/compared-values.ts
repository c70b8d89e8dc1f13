import type { StoredScalar } from '../format/stored-tree.js';
import { type DType, elementKindOf } from '../model/dtypes.js';
import { NumberText } from '../model/number-text.js';
import { escapeKey } from '../model/pointer.js';
import { isSameList } from '../model/same-list.js';
import { isTreeObject } from '../model/tree.js';
import type { Difference } from './difference.js';
import { isSameScalar } from './scalar-comparison.js';
import type { Tolerance } from './tolerance.js';

// Walks along two trees and compares them value by value. Of arrays it compares dtype, shape and unit; their elements are left to the caller,
// who reads them from files piece by piece, or has them in the memory of a browser. So this file needs nothing of Node.

/** A tree whose arrays are of some class. */
export type ValueTree<A> = StoredScalar | ValueTree<A>[] | ValueObject<A> | A;

/** An object of such a tree. */
export interface ValueObject<A> {
  [key: string]: ValueTree<A>;
}

/** What the walk has to know of an array. */
interface AnyArray {
  readonly dtype: DType | undefined;
  readonly shape: readonly number[];
  readonly unit?: string | undefined;
}

/** How trees have their arrays. */
export interface ArrayForm<A extends AnyArray> {
  isArray(value: ValueTree<A> | undefined): value is A;
  /** Returns lists, or a single element, as an array of the dtype of another one; undefined if they are not such an array. */
  arrayOf(lists: ValueTree<A>, other: A): A | undefined;
  /** Returns the arrays along the first axis of an array without a dtype. */
  rowsOf(array: A): A[];
}

/** What the walk finds at a place. */
export interface WalkedValue<A> {
  /** Its JSON Pointer. */
  readonly path: string;
  /** Undefined if the two sides are the same, or if `arrays` has to be compared. */
  readonly difference: Difference | undefined;
  /** Two arrays whose elements are still to be compared: their shapes are the same, and their dtypes if both are known. */
  readonly arrays?: readonly [A, A];
}

/** What counts as a difference. */
interface WalkRules {
  readonly tolerance?: Tolerance | undefined;
  /** JSON Pointers to the values that are left out. */
  readonly exclude?: readonly string[] | undefined;
}

/** One of the two values at a place; undefined if there is none. */
type Side<A> = ValueTree<A> | undefined;

/** Yields the values of two trees, in the order of their keys: scalars, arrays, and what only one side has. */
export const comparedValues = <A extends AnyArray>(
  a: ValueObject<A>,
  b: ValueObject<A>,
  form: ArrayForm<A>,
  rules: WalkRules,
): Generator<WalkedValue<A>> => new ValueWalk(form, rules).compare(a, b, '');

class ValueWalk<A extends AnyArray> {
  readonly #form: ArrayForm<A>;
  readonly #tolerance: Tolerance | undefined;
  readonly #excluded: ReadonlySet<string>;

  constructor(form: ArrayForm<A>, { tolerance, exclude }: WalkRules) {
    this.#form = form;
    this.#tolerance = tolerance;
    this.#excluded = new Set(exclude);
  }

  /** Compares two values and all that is below them. */
  *compare(one: Side<A>, other: Side<A>, path: string): Generator<WalkedValue<A>> {
    if (this.#excluded.has(path)) return;
    const { isArray } = this.#form;
    const [a, b] = alike(one, other, this.#form);
    if (a === undefined || b === undefined) {
      yield { path, difference: { path, kind: 'missing', in: a === undefined ? 'b' : 'a' } };
    } else if (isArray(a) || isArray(b)) {
      yield this.#arrays(a, b, path);
    } else if (Array.isArray(a) && Array.isArray(b)) {
      const isSame = a.length === b.length;
      if (!isSame || a.length === 0)
        yield { path, difference: isSame ? undefined : { path, kind: 'length', lengths: [a.length, b.length] } };
      for (let index = 0; index < Math.min(a.length, b.length); index++)
        yield* this.compare(a[index], b[index], `${path}/${index}`);
    } else if (isObject(a) && isObject(b)) {
      const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
      if (keys.length === 0) yield { path, difference: undefined };
      for (const key of keys) yield* this.compare(memberOf(a, key), memberOf(b, key), `${path}/${escapeKey(key)}`);
    } else {
      const isSame = isSameScalar(a as StoredScalar, b as StoredScalar, this.#tolerance);
      yield { path, difference: isSame ? undefined : this.#valueDifference(a, b, path) };
    }
  }

  #arrays(a: ValueTree<A>, b: ValueTree<A>, path: string): WalkedValue<A> {
    const [first, second] = [this.#asArray(a, b), this.#asArray(b, a)];
    if (first === undefined || second === undefined) return { path, difference: this.#valueDifference(a, b, path) };
    const dtypes = [first.dtype, second.dtype] as const;
    // An array of an unsealed file has no dtype: it may be of any dtype of numbers, but not of bool.
    const isOneBool = dtypes.some((dtype) => elementKindOf(dtype) === 'bool');
    if (first.dtype !== second.dtype && (isOneBool || !dtypes.includes(undefined)))
      return { path, difference: { path, kind: 'dtype', dtypes } };
    if (!isSameList(first.shape, second.shape))
      return { path, difference: { path, kind: 'shape', shapes: [first.shape, second.shape] } };
    if (first.unit !== undefined && second.unit !== undefined && first.unit !== second.unit)
      return { path, difference: { path, kind: 'unit', units: [first.unit, second.unit] } };
    return { path, difference: undefined, arrays: [first, second] };
  }

  /** Returns lists as an array, if the other side has an array: unsealed files and plain JSON values have lists in its place. */
  #asArray(value: ValueTree<A>, other: ValueTree<A>): A | undefined {
    const { isArray, arrayOf } = this.#form;
    if (isArray(value)) return value;
    return !isArray(other) || hasText(value) ? undefined : arrayOf(value, other);
  }

  #valueDifference(a: ValueTree<A>, b: ValueTree<A>, path: string): Difference {
    return { path, kind: 'value', values: [this.#summaryOf(a), this.#summaryOf(b)] };
  }

  /** Returns a value as a difference gives it. */
  #summaryOf(value: ValueTree<A>): unknown {
    if (this.#form.isArray(value)) return `array ${value.dtype ?? 'numbers'}[${value.shape}]`;
    if (value instanceof NumberText) return value.double ?? value.text;
    if (Array.isArray(value)) return `list of ${value.length}`;
    return isObject(value) ? 'object' : value;
  }
}

const isObject = <A>(value: Side<A>): value is ValueObject<A> => isTreeObject(value);

const memberOf = <A>(object: ValueObject<A>, key: string): Side<A> =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** Returns two values; an array of an unsealed file, which does not tell it from a list of arrays, as its rows beside such a list. */
export const alike = <A extends AnyArray>(a: Side<A>, b: Side<A>, form: ArrayForm<A>): [Side<A>, Side<A>] => [
  rowsBeside(a, b, form),
  rowsBeside(b, a, form),
];

const rowsBeside = <A extends AnyArray>(value: Side<A>, other: Side<A>, form: ArrayForm<A>): Side<A> =>
  form.isArray(value) && value.dtype === undefined && hasArray(other, form) ? form.rowsOf(value) : value;

/** True if there is an array in a list, or in a list within it. */
const hasArray = <A extends AnyArray>(value: Side<A>, form: ArrayForm<A>): boolean =>
  Array.isArray(value) && value.some((item) => form.isArray(item) || hasArray(item, form));

/** True if there is a text in a list, or in a list within it. The text "NaN" is not a number here. */
const hasText = <A>(value: ValueTree<A>): boolean =>
  typeof value === 'string' || (Array.isArray(value) && value.some(hasText));
