import { types } from 'node:util';
import type { TypedArray } from '../model/dtypes.js';

/**
 * A constraint of class-validator on arrays, for a typed array. Returns whether the array satisfies it.
 *
 * @param constraints - the arguments of the decorator.
 * @param validate - the constraint for a list.
 */
export type ArrayConstraint = (
  array: TypedArray,
  // biome-ignore lint/suspicious/noExplicitAny: each constraint has its own.
  constraints: readonly any[],
  validate: (list: unknown[]) => unknown,
) => unknown;

/** class-validator's constraints on arrays, by their names. Its own functions refuse every value but an Array. */
const ARRAY_CONSTRAINTS = new Map<string, ArrayConstraint>([
  ['isArray', () => true],
  ['arrayNotEmpty', ({ length }) => length > 0],
  ['arrayMinSize', ({ length }, [least]) => length >= least],
  ['arrayMaxSize', ({ length }, [most]) => length <= most],
  ['arrayContains', (array, [values]) => values.every((value: unknown) => includes(array, value))],
  ['arrayNotContains', (array, [values]) => !values.some((value: unknown) => includes(array, value))],
  // The decorator may have a function that makes an identifier of an element. Only class-validator has that function.
  ['arrayUnique', (array, _, validate) => validate(IndexedList.from<number | bigint>(array))],
]);

/** Returns the constraint of a name for typed arrays; undefined if it is not a constraint on arrays. */
export const arrayConstraintOf = (name: string): ArrayConstraint | undefined => ARRAY_CONSTRAINTS.get(name);

/** Returns the values that a constraint with `each: true` checks one by one; undefined if the value is not a collection. */
export function collectionElements(value: unknown): Iterable<unknown> | undefined {
  if (Array.isArray(value) || types.isTypedArray(value) || types.isSet(value)) return value;
  return types.isMap(value) ? value.values() : undefined;
}

const includes = (array: TypedArray, value: unknown): boolean => array.indexOf(value as never) !== -1;

/** A list whose `indexOf` takes constant time: to find equal elements, class-validator calls it for every element. */
class IndexedList<T> extends Array<T> {
  #firsts: Map<T, number> | undefined;

  override indexOf(element: T): number {
    if (this.#firsts === undefined) {
      this.#firsts = new Map();
      for (const [index, each] of this.entries()) if (!this.#firsts.has(each)) this.#firsts.set(each, index);
    }
    // indexOf never finds NaN, but a Map does.
    return Number.isNaN(element) ? -1 : (this.#firsts.get(element) ?? -1);
  }
}
