import { roundedText, valueText } from '../../display/value-text.js';
import { fractionOf } from './doubles.js';

/** The lowest and the highest of some numbers. They are bigints where doubles would not hold 64-bit integers exactly. */
export type NumberRange = readonly [low: number | bigint, high: number | bigint];

/** Returns the range that all ranges lie in; undefined if there is none. */
export function wholeOf(ranges: readonly (NumberRange | undefined)[]): NumberRange | undefined {
  let [low, high]: NumberRange = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const range of ranges) {
    if (range === undefined) continue;
    if (range[0] < low) low = range[0];
    if (range[1] > high) high = range[1];
  }
  return low <= high ? [low, high] : undefined;
}

/** Returns half of the length of a range: the difference of two doubles may overflow, and that of their halves does not. */
export function halfOf([low, high]: NumberRange): number {
  if (isExact(low, high)) return Number(BigInt(high) - BigInt(low)) / 2;
  return Number(high) / 2 - Number(low) / 2;
}

/** Returns where a number lies in a range, 0 to 1. */
export function placeIn([low, high]: NumberRange, value: number | bigint): number {
  if (typeof low === 'number' && typeof high === 'number' && typeof value === 'number')
    return fractionOf(value, low, high);
  if (isExact(low, high, value)) return Number(BigInt(value) - BigInt(low)) / Number(BigInt(high) - BigInt(low));
  return fractionOf(Number(value), Number(low), Number(high));
}

/** Returns `0 to 12.5`. The numbers are rounded, unless that would make them equal. */
export function rangeText(range: NumberRange, digits?: number): string {
  const [low, high] = range.map((each) => roundedText(Number(each), digits)) as [string, string];
  const isTooShort = low === high && range[0] !== range[1];
  return isTooShort ? range.map(valueText).join(' to ') : `${low} to ${high}`;
}

/** True if all numbers are integers, and doubles would not hold one of them. */
const isExact = (...numbers: (number | bigint)[]): boolean =>
  numbers.some((each) => typeof each === 'bigint') &&
  numbers.every((each) => typeof each === 'bigint' || Number.isInteger(each));
