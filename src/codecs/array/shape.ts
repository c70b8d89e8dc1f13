import { sizeOf } from '../../model/elements.js';
import type { Walk } from '../walk/walk.js';

/** The lengths of the axes of an array as it is declared, null where one is free; undefined if rank and lengths are free. */
export type DeclaredShape = readonly (number | null)[] | undefined;

/** A shape in the words of a message. */
export const shapeText = (shape: readonly (number | null)[]): string =>
  `(${shape.map((length) => length ?? 'any').join(', ')})`;

/** Tells whether an array has the declared shape, and reports it if not. */
export function isOfShape(shape: readonly number[], declared: DeclaredShape, walk: Walk): boolean {
  if (declared === undefined) return true;
  const isSame =
    shape.length === declared.length && declared.every((length, axis) => length === null || length === shape[axis]);
  if (!isSame) walk.report('invalid-length', `found the shape ${shapeText(shape)}, expected ${shapeText(declared)}`);
  return isSame;
}

/** An array without elements is as many empty lists as the axes before the first length of zero say: no more than these. */
const MAX_EMPTY_LISTS = 1 << 20;

/** Tells whether the lists that stand for an array without elements are few enough to be written. */
export function hasFewEmptyLists(shape: readonly number[], walk: Walk): boolean {
  const empty = shape.indexOf(0);
  if (empty < 0 || sizeOf(shape.slice(0, empty)) <= MAX_EMPTY_LISTS) return true;
  walk.report('invalid-length', `found the shape ${shapeText(shape)}, expected at most ${MAX_EMPTY_LISTS} empty lists`);
  return false;
}

/** Nested lists must be able to give the shape back: lists cannot show what lies behind an axis of length zero. */
export function isShownByLists(shape: readonly number[], declared: DeclaredShape, walk: Walk): boolean {
  const empty = shape.indexOf(0);
  const shown =
    empty < 0
      ? shape
      : [...shape.slice(0, empty + 1), ...(declared?.slice(empty + 1).map((length) => length ?? 0) ?? [])];
  if (shape.length > 0 && String(shown) === String(shape)) return true;
  walk.report(
    'invalid-length',
    `found the shape ${shapeText(shape)}, expected one that nested lists can show; declare NdArray or shape`,
  );
  return false;
}

/** Strides of an array without gaps, last index fastest. */
export function stridesInC(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] as number;
  }
  return strides;
}
