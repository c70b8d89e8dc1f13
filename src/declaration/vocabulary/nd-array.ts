import type { Container, NdArray } from '../../codecs/array/array-declaration.js';
import type { DType, ElementOf, TypedArrays } from '../../model/dtypes.js';
import { inspected } from '../../model/message-text.js';
import { optionNames, wrongOptions } from '../../model/options.js';
import { type ArrayOptions, checkArrayOptions, checkedArrayCodec } from '../array-options.js';
import { type Codec, failCall, published } from '../codec.js';

/**
 * The typed arrays that are loaded. From TypeScript 5.7 on, they have the type of their buffer, without which the compiler would refuse a
 * property whose type is that of its initial value.
 */
export interface LoadedArrays {
  bool: ReturnType<typeof Uint8Array.of>;
  int8: ReturnType<typeof Int8Array.of>;
  uint8: ReturnType<typeof Uint8Array.of>;
  int16: ReturnType<typeof Int16Array.of>;
  uint16: ReturnType<typeof Uint16Array.of>;
  int32: ReturnType<typeof Int32Array.of>;
  uint32: ReturnType<typeof Uint32Array.of>;
  int64: ReturnType<typeof BigInt64Array.of>;
  uint64: ReturnType<typeof BigUint64Array.of>;
  float32: ReturnType<typeof Float32Array.of>;
  float64: ReturnType<typeof Float64Array.of>;
}

/** The length of each axis; null for an axis of any length. */
export type ArrayShape = readonly (number | null)[];

/** Nested lists, one level for each axis. */
export type ListsOf<Element, Shape extends ArrayShape> = Shape extends readonly [
  unknown,
  ...infer Rest extends ArrayShape,
]
  ? ListsOf<Element, Rest>[]
  : Shape extends readonly []
    ? Element
    : unknown;

/** Nested lists that the compiler lets nobody change. */
export type ReadonlyListsOf<Element, Shape extends ArrayShape> = Shape extends readonly [
  unknown,
  ...infer Rest extends ArrayShape,
]
  ? readonly ReadonlyListsOf<Element, Rest>[]
  : Shape extends readonly []
    ? Element
    : unknown;

/** What `codec.ndArray` makes if the option `as` does not say it: a typed array if there is one axis, else `{ data, shape }`. */
export type ArrayOfShape<Data extends TypedArrays[DType], Shape extends ArrayShape> = Shape extends readonly [unknown]
  ? Data
  : number extends Shape['length']
    ? Data | NdArray<Data>
    : NdArray<Data>;

interface Options extends ArrayOptions {
  readonly as?: Container | undefined;
}

const OPTIONS = optionNames<Options>({ shape: true, missing: true, unit: true, axes: true, x: true, as: true });

/**
 * N-dimensional array of a dtype ⇄ nested lists in C order.
 *
 * Shape: one axis of any length, as a typed array. The option `shape` fixes the number of axes, and the length of each axis that it names;
 * an array of another number of axes than one is `{ data, shape }`. With `as: 'nd-array'`, an array of any shape is that. With
 * `as: 'lists'`, which needs `shape`, the array is nested lists; with a function, what the function makes of its elements and shape.
 *
 * With `missing: null`, NaN is stored as `null`. The file says `unit`, `axes` and `x` beside the dtype, as those of `@NdArray()`; `x` is for
 * an array that is a field itself, because it names another field of the class.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if there is no such dtype, or an option is wrong.
 * @example
 * `codec.ndArray('float64', { shape: [null, 3] })`
 */
export function ndArray<D extends DType, Built>(
  dtype: D,
  options: ArrayOptions & { readonly as: (data: TypedArrays[D], shape: number[]) => Built },
): Codec<Built>;
export function ndArray<D extends DType, const Shape extends ArrayShape>(
  dtype: D,
  options: ArrayOptions & { readonly shape: Shape; readonly as: 'lists' },
): Codec<ListsOf<ElementOf<D>, Shape>, ReadonlyListsOf<ElementOf<D>, Shape>>;
export function ndArray<D extends DType>(
  dtype: D,
  options: ArrayOptions & { readonly as: 'nd-array' },
): Codec<NdArray<LoadedArrays[D]>, NdArray<TypedArrays[D]>>;
export function ndArray<D extends DType, const Shape extends ArrayShape = readonly [null]>(
  dtype: D,
  options?: ArrayOptions & { readonly shape?: Shape; readonly as?: undefined },
): Codec<ArrayOfShape<LoadedArrays[D], Shape>, ArrayOfShape<TypedArrays[D], Shape>>;
export function ndArray(dtype: DType, options: Options = {}): Codec<never, unknown> {
  const fail = (fault: string) => failCall('ndArray', fault);
  const fault = wrongOptions(options, OPTIONS);
  if (fault !== undefined) fail(fault);
  checkArrayOptions(dtype, options, fail);
  const { shape, as } = options;
  if (as !== undefined && as !== 'nd-array' && as !== 'lists' && typeof as !== 'function')
    fail(`found as: ${inspected(as)}, expected 'nd-array', 'lists' or a function (data, shape) => container`);
  if (as === 'lists' && (shape?.length ?? 0) === 0)
    fail("found as: 'lists' without a shape, expected one with an axis for each level of the lists");
  const container = as ?? ((shape?.length ?? 1) === 1 ? 'typed-array' : 'nd-array');
  return published(checkedArrayCodec(dtype, options, { container, isGuessed: false }, fail));
}
