import { fractionOf } from '../../report/plots/doubles.js';

// A strip is a curve in one line of block characters.
//
//   [0, 1, 2, 3, 4, 5, 6, 7] in 4 columns    the highest values of 4 pieces are 1, 3, 5, 7    ▂▄▆█

/** The block characters, from the lowest value to the highest. */
export const BLOCKS = '▁▂▃▄▅▆▇█';

/** Stands for a piece in which all values are NaN. */
export const NAN_MARK = '·';

/** Stand for the infinities. */
export const UP = '↑';
export const DOWN = '↓';

/**
 * Returns a curve as a strip. Each column shows the highest value of its piece, on a scale from the lowest to the highest finite value of
 * the curve. Infinities are arrows. If all values are the same, they stand at the lower end of the scale.
 *
 * @param width - the most columns. A curve with fewer values takes one column for each value.
 */
export function stripOf(values: ArrayLike<number>, width: number): string {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (!Number.isFinite(value)) continue;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const columns = Math.min(width, values.length);
  const begin = (column: number) => Math.floor((column * values.length) / columns);
  let text = '';
  for (let column = 0; column < columns; column++)
    text += blockCharacter(highestOf(values, begin(column), begin(column + 1)), lowest, highest);
  return text;
}

/** Returns the highest value from `start` to `end`; NaN if all are NaN. */
function highestOf(values: ArrayLike<number>, start: number, end: number): number {
  let highest = Number.NaN;
  for (let index = start; index < end; index++) {
    const value = values[index] as number;
    if (!(value <= highest) && !Number.isNaN(value)) highest = value;
  }
  return highest;
}

function blockCharacter(value: number, lowest: number, highest: number): string {
  if (Number.isNaN(value)) return NAN_MARK;
  if (value === Number.POSITIVE_INFINITY) return UP;
  if (value === Number.NEGATIVE_INFINITY) return DOWN;
  return BLOCKS[levelOf(value, lowest, highest, BLOCKS.length)] as string;
}

/** Returns the level of a finite value on a scale from `lowest` to `highest`: an integer from 0 to `levels` - 1. */
export function levelOf(value: number, lowest: number, highest: number, levels: number): number {
  if (value <= lowest) return 0;
  return Math.min(levels - 1, Math.floor(fractionOf(value, lowest, highest) * levels));
}

/**
 * Returns the curve of an array: its elements if it has one axis; or else, for each index of the last axis, the mean over all other axes.
 * A mean leaves NaN out; it is NaN if there is nothing else, or if there are infinities of both signs.
 *
 * Shape: as many values as the last axis has.
 */
export function curveOf(elements: ArrayLike<number | bigint>, shape: readonly number[]): Float64Array {
  const columns = shape.at(-1) ?? 1;
  const numbers = asDoubles(elements);
  if (shape.length < 2) return numbers;
  // The sum of some large doubles overflows. That of parts of them does not.
  const part = 2 ** -Math.ceil(Math.log2(Math.max(1, numbers.length / columns)));
  const sums = new Float64Array(columns);
  const counts = new Float64Array(columns);
  for (let index = 0; index < numbers.length; index++) {
    const value = numbers[index] as number;
    if (Number.isNaN(value)) continue;
    const column = index % columns;
    sums[column] = (sums[column] as number) + part * value;
    counts[column] = (counts[column] as number) + 1;
  }
  return sums.map((sum, column) => sum / (part * (counts[column] as number)));
}

/** Returns elements as doubles. The lowest is subtracted from 64-bit integers: large ones that differ by little would be equal as doubles. */
function asDoubles(elements: ArrayLike<number | bigint>): Float64Array {
  const numbers = new Float64Array(elements.length);
  if (typeof elements[0] !== 'bigint') {
    numbers.set(elements as ArrayLike<number>);
    return numbers;
  }
  const integers = elements as ArrayLike<bigint>;
  let lowest = integers[0] as bigint;
  for (let index = 1; index < integers.length; index++)
    if ((integers[index] as bigint) < lowest) lowest = integers[index] as bigint;
  for (let index = 0; index < integers.length; index++) numbers[index] = Number((integers[index] as bigint) - lowest);
  return numbers;
}
