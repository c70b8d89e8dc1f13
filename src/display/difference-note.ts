import { type DType, elementKindOf } from '../model/dtypes.js';
import type { Difference } from '../repository/difference.js';
import { escaped } from './escaping.js';
import { indicesOf } from './indices.js';
import { roundedText } from './value-text.js';
import { counted } from './wording.js';

/** The largest difference between two floats that is given in units in the last place (ULPs). */
const MOST_ULPS = 4096;

/**
 * Returns a note that describes a difference; undefined if the two values say enough.
 *
 * @param array - one of the two values, if it is an array.
 */
export function differenceNote(
  difference: Difference,
  array: { readonly dtype: DType | undefined; readonly shape: readonly number[] } | undefined,
): string | undefined {
  if (difference.kind === 'length') return 'another length';
  if (difference.kind === 'shape') return 'another length or shape';
  if (difference.kind === 'dtype') return 'another dtype';
  if (difference.kind === 'unit') return `another unit: ${difference.units.map(escaped).join(' and ')}`;
  if (difference.kind !== 'values' || array === undefined) return undefined;
  const { differing, of, largestAbsolute, at, largestUlps } = difference;
  const indicesText = (index: number) => `[${indicesOf(index, array.shape)}]`;
  const parts = [`${differing} of ${of} differ`, `first at ${indicesText(difference.first)}`];
  if (elementKindOf(array.dtype) !== 'bool' && largestAbsolute !== undefined && at !== undefined)
    parts.push(`most at ${indicesText(at)}`, `by ${distanceText(largestAbsolute)}`);
  if (largestUlps !== undefined && largestUlps <= MOST_ULPS) parts.push(counted(largestUlps, 'ULP'));
  return parts.join(', ');
}

const distanceText = (distance: number | bigint): string =>
  typeof distance === 'bigint' ? String(distance) : roundedText(distance);
