import type { TreeScalar } from './tree-scalar.js';

// A double has 2^53 bit patterns that are NaN. A list of doubles can so have, without more memory, items that are no numbers: NaN with a
// mark in its lowest byte stands for one. JavaScript may lose the marks of single numbers, but typed arrays are copied byte by byte.

/** What the NaN with each mark stands for. */
const SCALARS = [Number.NaN, null, 'NaN', 'Infinity', '-Infinity'] as const;
const MARKS: ReadonlyMap<TreeScalar, bigint> = new Map(SCALARS.map((scalar, mark) => [scalar, BigInt(mark)]));

const QUIET_NAN = 0x7ff8_0000_0000_0000n;
const bitsOf = ({ buffer, byteOffset, length }: Float64Array) => new BigUint64Array(buffer, byteOffset, length);

/**
 * Returns a Float64Array that has a marked NaN for each item that is null or the name of a number that is not finite.
 *
 * @returns undefined if an item is neither that nor a number.
 */
export function withMarks(items: readonly TreeScalar[]): Float64Array | undefined {
  const values = new Float64Array(items.length);
  const bits = bitsOf(values);
  for (const [index, item] of items.entries()) {
    if (typeof item === 'number' && !Number.isNaN(item)) {
      values[index] = item;
      continue;
    }
    const mark = MARKS.get(item);
    if (mark === undefined) return undefined;
    bits[index] = QUIET_NAN | mark;
  }
  return values;
}

/** Returns a copy of doubles in which each NaN stands for null. */
export function withNullsMarked(doubles: Float64Array): Float64Array {
  const values = doubles.slice();
  const bits = bitsOf(values);
  for (let index = 0; index < values.length; index++)
    if (Number.isNaN(values[index])) bits[index] = QUIET_NAN | (MARKS.get(null) as bigint);
  return values;
}

/** Returns what a NaN in an array of {@link withMarks} stands for. */
export const markAt = (values: Float64Array, index: number): TreeScalar =>
  SCALARS[Number((bitsOf(values)[index] as bigint) & 0xffn)] as TreeScalar;
