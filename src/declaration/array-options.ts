import type { ArrayDeclaration } from '../codecs/array/array-declaration.js';
import { ndArrayCodec } from '../codecs/array/nd-array.js';
import type { Codec } from '../codecs/codec.js';
import { labelsOf, wrongLabels } from '../model/array-labels.js';
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
  /**
   * The unit of the numbers, such as 'm³/s': 1 to 64 characters. The file has it beside the dtype, and a file with another one is
   * refused. One without a unit is loaded: its class had none when it was saved.
   * @defaultValue the file says no unit, and one with a unit is refused
   */
  readonly unit?: string;
  /**
   * A name for each axis, such as ['year', 'station']. It is stored and checked as the unit is.
   * @defaultValue the axes have no names
   */
  readonly axes?: readonly string[];
  /**
   * The property that has the x of each number: another array of the class, with one axis. The file has the key of that array, and it is
   * checked as the unit is. Pictures draw the numbers over that array, as a density over its grid.
   * @defaultValue the x of a number is its index
   */
  readonly x?: string;
}

/**
 * Returns the codec of an array.
 *
 * @param container - what is known of its container.
 * @param fail - throws the DeclarationError of a fault.
 */
export function checkedArrayCodec(
  dtype: DType,
  { shape, missing, unit, axes, x }: { readonly [Name in keyof ArrayOptions]: ArrayOptions[Name] | undefined },
  container: Pick<ArrayDeclaration, 'container' | 'isGuessed'>,
  fail: (fault: string) => never,
): Codec {
  const fault = wrongLabels(
    { unit, axes, x },
    shape?.length ?? (container.container === 'typed-array' ? 1 : undefined),
  );
  if (fault !== undefined) fail(fault);
  return ndArrayCodec({
    dtype,
    missing,
    labels: labelsOf({ unit, axes, x }),
    shape: shape && [...shape],
    ...container,
  });
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
