import { type DType, dtypeTraits, type TypedArray } from '../../model/dtypes.js';
import { Elements, sizeOf } from '../../model/elements.js';
import { MAX_DEPTH } from '../../model/tree.js';
import type { Walk } from '../walk/walk.js';
import { elementsOfLists } from './nested-lists.js';
import { rowMajorStrides, shapeText } from './shape.js';
import { checkedTypedArray } from './typed-array.js';

/**
 * `{ data, shape }`, or a strided view such as those of scijs: the element at the indices i, j, … is `data[offset + i * stride[0] + j *
 * stride[1] + …]`.
 *
 * Units: elements, for strides and offset.
 * @see https://github.com/scijs/ndarray
 */
export interface ArrayView {
  readonly data: unknown;
  readonly shape: unknown;
  readonly stride?: unknown;
  readonly offset?: unknown;
}

/** A view that was checked: all its elements are in `data`, which is a typed array of the platform. */
export interface Strides {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
  /** True if the elements stand in C order, one after the other. */
  readonly isGapless: boolean;
}

const VIEW_KEYS: readonly (string | symbol)[] = ['data', 'shape', 'stride', 'offset'];

/**
 * Returns the elements of a view in C order; undefined, with a report, if it is not a view of such an array.
 *
 * @param isBuilt - true if a function of the user makes the container. Then other keys of the view are not reported: the function makes
 * them again.
 */
export function elementsOfView(view: ArrayView, dtype: DType, isBuilt: boolean, walk: Walk): Elements | undefined {
  const before = walk.issueCount;
  for (const key of isBuilt ? [] : Reflect.ownKeys(view)) {
    if (VIEW_KEYS.includes(key)) continue;
    walk.member(String(key), () =>
      walk.report('unknown-field', 'found a key that would be lost, expected data, shape, stride, offset'),
    );
  }
  const strides = stridesOfView(view, dtype, walk);
  if (strides === undefined || walk.issueCount > before) return undefined;
  const { data, shape, offset, isGapless } = strides;
  const size = sizeOf(shape);
  if (isGapless) return new Elements(dtype, shape, data.subarray(offset, offset + size));
  const values = allocate(dtype, size);
  if (values === undefined) {
    walk.report('invalid-length', `found the shape ${shapeText(shape)}, expected one that fits into memory`);
    return undefined;
  }
  gatherer(strides)(values);
  return new Elements(dtype, shape, values);
}

/** Returns where the elements of a view are; undefined, with a report, if it is not a view of such an array. */
export function stridesOfView(view: ArrayView, dtype: DType, walk: Walk): Strides | undefined {
  const before = walk.issueCount;
  // Each property is read once: a getter may return another value every time.
  const given = { data: view.data, shape: view.shape, stride: view.stride, offset: view.offset };
  const data = walk.member('data', () =>
    Array.isArray(given.data)
      ? elementsOfLists(given.data, [given.data.length], dtype, dtypeTraits(dtype).toHeld, walk, true)?.values
      : checkedTypedArray(given.data, dtype, walk),
  );
  const shape = integersOf(given.shape, 0);
  if (shape === undefined) {
    walk.member('shape', () => walk.wrongType(given.shape, 'a list of lengths, integers from 0'));
    return undefined;
  }
  const stride =
    given.stride === undefined ? rowMajorStrides(shape) : integersOf(given.stride, Number.MIN_SAFE_INTEGER);
  if (stride === undefined || stride.length !== shape.length) {
    walk.member('stride', () => walk.wrongType(given.stride, `a list of ${shape.length} integers, one for each axis`));
    return undefined;
  }
  const offset = given.offset ?? 0;
  if (!Number.isSafeInteger(offset)) {
    walk.member('offset', () => walk.wrongType(offset, 'an integer'));
    return undefined;
  }
  if (data === undefined || walk.issueCount > before) return undefined;
  return checkedStrides(data, shape, stride, offset as number, given.offset === undefined, walk);
}

function integersOf(list: unknown, least: number): number[] | undefined {
  const isList = Array.isArray(list) || ArrayBuffer.isView(list);
  if (!isList || (list as ArrayLike<unknown>).length > MAX_DEPTH) return undefined;
  const integers = Array.from(list as ArrayLike<unknown>);
  return integers.every((item) => Number.isSafeInteger(item) && (item as number) >= least)
    ? integers.map((item) => (item as number) + 0)
    : undefined;
}

function checkedStrides(
  data: TypedArray,
  shape: number[],
  stride: number[],
  offset: number,
  isWhole: boolean,
  walk: Walk,
): Strides | undefined {
  const size = sizeOf(shape);
  const isGapless = rowMajorStrides(shape).every(
    (gapless, axis) => gapless === stride[axis] || (shape[axis] as number) <= 1,
  );
  if (isWhole && isGapless && size !== data.length) {
    walk.report('invalid-length', `found ${data.length} elements, expected ${size} for the shape ${shapeText(shape)}`);
    return undefined;
  }
  const reach = stride.map((step, axis) => step * ((shape[axis] as number) - 1));
  const first = offset + reach.reduce((sum, step) => sum + Math.min(step, 0), 0);
  const last = offset + reach.reduce((sum, step) => sum + Math.max(step, 0), 0);
  if (size > 0 && (first < 0 || last >= data.length)) {
    walk.report(
      'invalid-length',
      `found ${data.length} elements, expected them from index ${first} to ${last} for the shape ${shapeText(shape)}`,
    );
    return undefined;
  }
  return { data, shape, stride, offset, isGapless: size === 0 || isGapless };
}

/** Returns a function that fills a typed array with the next elements of a view, in C order. */
export function gatherer({ data, shape, stride, offset }: Strides): (values: TypedArray) => void {
  const indices = shape.map(() => 0);
  let from = offset;
  return (values) => {
    for (let next = 0; next < values.length; next++) {
      values[next] = data[from] as never;
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        const step = stride[axis] as number;
        from += step;
        if (++(indices[axis] as number) < (shape[axis] as number)) break;
        from -= step * (shape[axis] as number);
        indices[axis] = 0;
      }
    }
  };
}

function allocate(dtype: DType, size: number): TypedArray | undefined {
  try {
    return new (dtypeTraits(dtype).TypedArray)(size);
  } catch {
    return undefined;
  }
}
