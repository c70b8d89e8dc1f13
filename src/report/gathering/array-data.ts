import type { StoredArray } from '../../format/stored-array.js';
import type { TypedArray } from '../../model/dtypes.js';
import type { ArrayData, StatisticsData } from '../data/page-data.js';

/** The greatest number of elements that travel whole. */
export const MOST_ELEMENTS = 4096;

const NO_STATISTICS: StatisticsData = { finite: 0, nan: 0, positiveInfinite: 0, negativeInfinite: 0 };

/** Returns an array whose elements are in memory, as a page shows it. */
export const arrayData = (
  pointer: string,
  name: string,
  { dtype, shape }: StoredArray,
  elements: TypedArray,
): ArrayData => ({
  pointer,
  name,
  dtype,
  shape,
  statistics: NO_STATISTICS,
  elements: Buffer.from(elements.buffer, elements.byteOffset, elements.byteLength).toString('base64'),
});
