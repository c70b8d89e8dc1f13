import type { DType } from '../model/dtypes.js';
import type { ElementDifferences } from './element-comparison.js';

/** One place, a JSON Pointer, in which two artifacts, a and b, differ. */
export type Difference = { readonly path: string } & (
  | {
      /**
       * Two scalars, or two values of different kinds, such as a text and a list. A scalar is given as it is; a list, an object or an
       * array as a short text, such as 'list of 3'.
       */
      readonly kind: 'value';
      readonly values: readonly [unknown, unknown];
    }
  | {
      /** Only one of the artifacts has a value here. */
      readonly kind: 'missing';
      /** The artifact that has no value here. */
      readonly in: 'a' | 'b';
    }
  | { readonly kind: 'length'; readonly lengths: readonly [number, number] }
  | { readonly kind: 'dtype'; readonly dtypes: readonly [DType | undefined, DType | undefined] }
  | {
      /** Two arrays in different units. Their elements are not compared. An array without a unit is not in another one. */
      readonly kind: 'unit';
      readonly units: readonly [string, string];
    }
  | { readonly kind: 'shape'; readonly shapes: readonly [readonly number[], readonly number[]] }
  | ({ readonly kind: 'values' } & ElementDifferences)
);
