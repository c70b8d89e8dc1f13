import { type DType, dtypeNames, elementKindOf, isDType } from '../model/dtypes.js';
import { inspected } from '../model/message-text.js';
import { nameOfType } from './type-names.js';

/** What the declaration of an array says of its elements and axes. */
export interface ArrayOptions {
  /**
   * The length of each axis; null for an axis of any length.
   * @defaultValue any number of axes of any length; for a typed array, one axis of any length
   */
  readonly shape?: readonly (number | null)[];
  /**
   * null for an array of floats whose NaNs are stored as `null`: values that are missing.
   * @defaultValue NaN is stored as the text "NaN"
   */
  readonly missing?: null;
}

/**
 * Checks the dtype, shape and missing value of a declared array.
 *
 * @param fail - throws the DeclarationError of a fault.
 */
export function checkArrayOptions(
  dtype: unknown,
  { shape, missing }: { readonly shape?: unknown; readonly missing?: unknown },
  fail: (fault: string) => never,
): asserts dtype is DType {
  if (!isDType(dtype)) return fail(`found the dtype ${nameOfType(dtype)}, expected one of ${dtypeNames.join(', ')}`);
  if (shape !== undefined && !isDeclaredShape(shape))
    fail(`found the shape ${inspected(shape)}, expected a list of lengths from 0, or null where one is free`);
  if (missing !== undefined && missing !== null)
    fail(`found missing: ${inspected(missing)}, expected null, or no such option`);
  if (missing === null && elementKindOf(dtype) !== 'float') {
    const floats = dtypeNames.filter((each) => elementKindOf(each) === 'float').join(' or ');
    fail(`found missing: null for the dtype ${dtype}, expected ${floats}: only floats have NaN`);
  }
}

const isDeclaredShape = (shape: unknown): boolean =>
  Array.isArray(shape) && shape.every((length) => length === null || (Number.isSafeInteger(length) && length >= 0));
