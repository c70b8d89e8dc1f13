/** A range of numbers is at least this part of the range of all if they share a scale: a smaller one would be a flat line. */
const SMALLEST_PART = 10;

/**
 * Returns the range that all ranges share as their scale; undefined if one of them would be flat on it. The smallest range decides, because
 * one odd curve would flatten all others.
 *
 * @param ranges - undefined for a curve without finite numbers.
 */
export function sharedRange(
  ranges: readonly (readonly [number, number] | undefined)[],
): readonly [number, number] | undefined {
  let [low, high, smallest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const range of ranges) {
    if (range === undefined) continue;
    low = Math.min(low, range[0]);
    high = Math.max(high, range[1]);
    smallest = Math.min(smallest, halfOf(range));
  }
  const whole = halfOf([low, high]);
  return whole > 0 && smallest >= whole / SMALLEST_PART ? [low, high] : undefined;
}

/** Half of the length of a range: the difference of two doubles may overflow, and that of their halves does not. */
const halfOf = ([low, high]: readonly [number, number]): number => high / 2 - low / 2;
