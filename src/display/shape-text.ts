import type { DType } from '../model/dtypes.js';

/** The type of an array whose dtype the file does not say. */
export const UNKNOWN_DTYPE = 'numbers';

/** Returns dtype and shape of an array, `float64[2,100]`; or `numbers[100]` if the file does not say the dtype. */
export const shapeText = ({
  dtype,
  shape,
}: {
  readonly dtype?: DType | undefined;
  readonly shape: readonly number[];
}): string => `${dtype ?? UNKNOWN_DTYPE}[${shape.join(',')}]`;
