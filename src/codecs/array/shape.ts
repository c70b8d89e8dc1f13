import { sizeOf } from '../../model/elements.js';
import { isSameList } from '../../model/same-list.js';
import type { Walk } from '../walk/walk.js';

/** The declared length of each axis, null if any length is allowed; undefined if any shape is allowed. */
export type DeclaredShape = readonly (number | null)[] | undefined;

/** Returns the text of a shape for a message: `(3, any)`. */
export const shapeText = (shape: readonly (number | null)[]): string =>
  `(${shape.map((length) => length ?? 'any').join(', ')})`;

/** True if a shape is one that is declared. Otherwise reports it. */
export function hasDeclaredShape(shape: readonly number[], declared: DeclaredShape, walk: Walk): boolean {
  if (declared === undefined) return true;
  const isSame =
    shape.length === declared.length && declared.every((length, axis) => length === null || length === shape[axis]);
  if (!isSame) walk.report('invalid-length', `found the shape ${shapeText(shape)}, expected ${shapeText(declared)}`);
  return isSame;
}

/** True if an array has as many axes as there are names for. Otherwise reports it. */
export function hasNamedAxes(shape: readonly number[], names: readonly string[] | undefined, walk: Walk): boolean {
  if (names === undefined || names.length === shape.length) return true;
  walk.report('invalid-length', `found the shape ${shapeText(shape)}, expected the axes [${names.join(', ')}]`);
  return false;
}

/**
 * An array of the shape (a, b, 0, c) has no elements, and a × b empty lists stand for it in the file. With large lengths, a small instance
 * would make a huge file: so no more empty lists than this are written.
 */
const MAX_EMPTY_LISTS = 1 << 20;

/** True if few enough empty lists stand for an array. Otherwise reports it. */
export function hasFewEmptyLists(shape: readonly number[], walk: Walk): boolean {
  const empty = shape.indexOf(0);
  if (empty < 0 || sizeOf(shape.slice(0, empty)) <= MAX_EMPTY_LISTS) return true;
  walk.report('invalid-length', `found the shape ${shapeText(shape)}, expected at most ${MAX_EMPTY_LISTS} empty lists`);
  return false;
}

/**
 * True if nested lists in memory give the shape back. Otherwise reports it. Lists have no length behind an axis of length 0, and none at
 * all for an array without axes.
 */
export function isShapeOfLists(shape: readonly number[], declared: DeclaredShape, walk: Walk): boolean {
  if (shape.length > 0 && isShown(shape, declared)) return true;
  walk.report(
    'invalid-length',
    `found the shape ${shapeText(shape)}, expected one that nested lists can show; declare NdArray or shape`,
  );
  return false;
}

/**
 * True if the nested lists of an unsealed file give the shape back. Otherwise reports it. A file has no length behind an axis of length 0, and a
 * bare element for an array without axes.
 */
export function isShapeOfUnsealed(shape: readonly number[], declared: DeclaredShape, walk: Walk): boolean {
  if (isShown(shape, declared)) return true;
  walk.report(
    'invalid-length',
    `found the shape ${shapeText(shape)}, expected one that the lists of a file without $artifact can show; declare shape with all lengths behind the first that may be 0`,
  );
  return false;
}

/** True if nested lists show a shape: those behind the first empty list have the declared lengths, or 0. */
function isShown(shape: readonly number[], declared: DeclaredShape): boolean {
  const empty = shape.indexOf(0);
  if (empty < 0) return true;
  const behind = declared?.slice(empty + 1).map((length) => length ?? 0) ?? [];
  return isSameList([...shape.slice(0, empty + 1), ...behind], shape);
}

/** Returns the strides of an array in C order without gaps. Units: elements. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] as number;
  }
  return strides;
}
