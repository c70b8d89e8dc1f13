import { types } from 'node:util';
import type { TypedArray } from '../model/dtypes.js';

/**
 * What a constraint on arrays says of a typed array.
 *
 * @param constraints - the arguments of its decorator.
 * @param validate - what it says of a list.
 */
export type ArrayConstraint = (
  array: TypedArray,
  // biome-ignore lint/suspicious/noExplicitAny: each constraint has its own.
  constraints: readonly any[],
  validate: (list: unknown[]) => unknown,
) => unknown;

/** class-validator's constraints on arrays, by their names: its own functions refuse all that is no Array. */
const ARRAY_CONSTRAINTS = new Map<string, ArrayConstraint>([
  ['isArray', () => true],
  ['arrayNotEmpty', ({ length }) => length > 0],
  ['arrayMinSize', ({ length }, [least]) => length >= least],
  ['arrayMaxSize', ({ length }, [most]) => length <= most],
  ['arrayContains', (array, [values]) => values.every((value: unknown) => includes(array, value))],
  ['arrayNotContains', (array, [values]) => !values.some((value: unknown) => includes(array, value))],
  // Its decorator may be given a function that makes identifiers of elements, which only class-validator knows.
  ['arrayUnique', (array, _, validate) => validate(IndexedList.from<number | bigint>(array))],
]);

/** The constraint on arrays of a name, as it is for typed arrays; undefined if class-validator has no such constraint. */
export const arrayConstraintOf = (name: string): ArrayConstraint | undefined => ARRAY_CONSTRAINTS.get(name);

/** What a constraint with `each: true` is about one by one; undefined for a value that has no elements. */
export function elementsOf(value: unknown): Iterable<unknown> | undefined {
  if (Array.isArray(value) || types.isTypedArray(value) || types.isSet(value)) return value;
  return types.isMap(value) ? value.values() : undefined;
}

const includes = (array: TypedArray, value: unknown): boolean => array.indexOf(value as never) !== -1;

/** A list that finds an element at once: class-validator looks for each one to tell whether all of them differ. */
class IndexedList<T> extends Array<T> {
  #firsts: Map<T, number> | undefined;

  override indexOf(element: T): number {
    if (this.#firsts === undefined) {
      this.#firsts = new Map();
      for (const [index, each] of this.entries()) if (!this.#firsts.has(each)) this.#firsts.set(each, index);
    }
    // NaN is equal to nothing, but a Map finds it.
    return Number.isNaN(element) ? -1 : (this.#firsts.get(element) ?? -1);
  }
}
