/** From the lowest value to the highest. */
export const BLOCKS = '▁▂▃▄▅▆▇█';

/** What stands for a piece of nothing but NaN. */
export const NAN_MARK = '·';

/**
 * A curve in one line: the values in as many pieces as there are columns, of each its highest value, from the lowest value of all to the
 * highest. A value that is infinite stands at its end of the scale, and a curve without a second value at the lower one.
 *
 * @param width - the columns that it takes at most; it takes one for each value if these are fewer.
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
    text += blockOf(highestOf(values, begin(column), begin(column + 1)), lowest, highest);
  return text;
}

/** The highest of some values; NaN if they are nothing else. */
function highestOf(values: ArrayLike<number>, start: number, end: number): number {
  let highest = Number.NaN;
  for (let index = start; index < end; index++) {
    const value = values[index] as number;
    if (!(value <= highest) && !Number.isNaN(value)) highest = value;
  }
  return highest;
}

function blockOf(value: number, lowest: number, highest: number): string {
  if (Number.isNaN(value)) return NAN_MARK;
  if (value === Number.POSITIVE_INFINITY) return BLOCKS.at(-1) as string;
  if (value <= lowest) return BLOCKS[0] as string;
  return BLOCKS[levelOf(value, lowest, highest, BLOCKS.length)] as string;
}

/** Where a finite value stands between the lowest and the highest one: from 0 on, less than `levels`. */
export function levelOf(value: number, lowest: number, highest: number, levels: number): number {
  if (value <= lowest) return 0;
  const scale = highest - lowest;
  // The difference of two doubles may be more than any double, that of their halves is not.
  const height = Number.isFinite(scale)
    ? (value - lowest) / scale
    : (value / 2 - lowest / 2) / (highest / 2 - lowest / 2);
  return Math.min(levels - 1, Math.floor(height * levels));
}

/**
 * The curve of an array: its elements if it has one axis, else the means along its last axis, over all other axes. NaN counts in a mean
 * only if there is nothing else.
 */
export function curveOf(elements: ArrayLike<number | bigint>, shape: readonly number[]): Float64Array {
  const columns = shape.at(-1) ?? 1;
  const numbers = numbersOf(elements);
  if (shape.length < 2) return numbers;
  const sums = new Float64Array(columns);
  const counts = new Float64Array(columns);
  for (let index = 0; index < numbers.length; index++) {
    const value = numbers[index] as number;
    if (Number.isNaN(value)) continue;
    const column = index % columns;
    sums[column] = (sums[column] as number) + value;
    counts[column] = (counts[column] as number) + 1;
  }
  return sums.map((sum, column) => sum / (counts[column] as number));
}

/** The elements as doubles. 64-bit integers are counted from the lowest, so that large ones that differ by little do differ. */
function numbersOf(elements: ArrayLike<number | bigint>): Float64Array {
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
