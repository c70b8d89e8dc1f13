import type { ArrayLabels } from '../../model/array-labels.js';
import type { DType, TypedArray } from '../../model/dtypes.js';
import type { Missing } from '../../model/elements.js';
import type { DeclaredShape } from './shape.js';

/**
 * An n-dimensional array: its elements in C order (last index fastest), and the length of each axis.
 *
 * Shape: `data.length` is the product of `shape`; the shape of a single element without axes is `[]`.
 * @see https://numpy.org/doc/stable/glossary.html#term-row-major
 */
export interface NdArray<Data extends TypedArray = TypedArray> {
  readonly data: Data;
  readonly shape: readonly number[];
}

/** A function of the user that makes a container from the elements in C order and the length of each axis. */
export type ArrayBuilder = (data: never, shape: number[]) => unknown;

/** The container of an array in memory: a typed array, nested lists, `{ data, shape }`, or what the user's function makes. */
export type Container = 'typed-array' | 'lists' | 'nd-array' | ArrayBuilder;

/** The declaration of a field that holds an array. */
export interface ArrayDeclaration {
  readonly dtype: DType;
  /** Null if the file has `null` for NaN; only for floats. */
  readonly missing?: Missing;
  /** What the file says of the array beside its type. Its x is the name of a property here. */
  readonly labels?: ArrayLabels | undefined;
  readonly shape: DeclaredShape;
  /** The container of a loaded array. On save, an array may be in another container. */
  readonly container: Container;
  /** True if the declaration does not say the container. Then an array in another container than the assumed one is refused on save. */
  readonly isGuessed: boolean;
}
