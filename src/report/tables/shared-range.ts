import { halfOf, type NumberRange, wholeOf } from '../plots/number-range.js';

/** A range of numbers is at least this part of the range of all if they share a scale: a smaller one would be a flat line. */
const SMALLEST_PART = 10;

/**
 * Returns the range that all ranges share as their scale; undefined if one of them would be flat on it. The smallest range decides, because
 * one odd curve would flatten all others.
 *
 * @param ranges - undefined for a curve without finite numbers.
 */
export function sharedRange(ranges: readonly (NumberRange | undefined)[]): NumberRange | undefined {
  const whole = wholeOf(ranges);
  if (whole === undefined) return undefined;
  const half = halfOf(whole);
  const isFlat = (range: NumberRange | undefined) => range !== undefined && halfOf(range) < half / SMALLEST_PART;
  return half > 0 && !ranges.some(isFlat) ? whole : undefined;
}
