import { isBigintArray, type TypedArray } from '../../model/dtypes.js';

/** Elements as doubles. */
export interface Doubles {
  readonly values: Float64Array;
  /** What was subtracted from each 64-bit integer, because doubles beyond 2^53 could not tell neighbours apart; or else 0. */
  readonly base: bigint;
}

/**
 * Returns elements as doubles.
 *
 * @param base - what to subtract from 64-bit integers; undefined for 0 if doubles hold all of them, or else for the lowest of them.
 */
export function doublesOf(elements: TypedArray, base?: bigint): Doubles {
  if (!isBigintArray(elements))
    return { values: elements instanceof Float64Array ? elements : new Float64Array(elements), base: 0n };
  const exact = base === undefined || base === 0n ? exactDoubles(elements) : undefined;
  if (exact !== undefined) return { values: exact, base: 0n };
  const least = base ?? lowestOf(elements);
  const values = new Float64Array(elements.length);
  for (let index = 0; index < values.length; index++) values[index] = Number((elements[index] as bigint) - least);
  return { values, base: least };
}

/** The high word of an integer is at this index of its two words, the low word at the other one. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** Returns integers as doubles; undefined if one of them is beyond 2^53. It reads their words, because a bigint for each takes long. */
export function exactDoubles(integers: BigInt64Array | BigUint64Array): Float64Array | undefined {
  const words = new Int32Array(integers.buffer, integers.byteOffset, 2 * integers.length);
  const least = integers instanceof BigInt64Array ? -(2 ** 21) : 0;
  const values = new Float64Array(integers.length);
  for (let index = 0; index < values.length; index++) {
    const high = words[2 * index + HIGH] as number;
    if (high < least || high >= 2 ** 21) return undefined;
    values[index] = high * 2 ** 32 + ((words[2 * index + 1 - HIGH] as number) >>> 0);
  }
  return values;
}

function lowestOf(integers: BigInt64Array | BigUint64Array): bigint {
  let lowest = integers[0] as bigint;
  for (const integer of integers) if (integer < lowest) lowest = integer;
  return lowest;
}

/** Returns where a number lies between two others, 0 to 1. The difference of two doubles may overflow; that of their halves does not. */
export function fractionOf(value: number, low: number, high: number): number {
  const span = high - low;
  return Number.isFinite(span) ? (value - low) / span : (value / 2 - low / 2) / (high / 2 - low / 2);
}

/** Returns the lowest and the highest finite number; Infinity and -Infinity if there is none. */
export function finiteRange(values: Float64Array): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (value - value !== 0) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/**
 * Returns a number rounded to an integer, or to tenths or hundredths of one. Math.round takes five times as long, and toFixed longer.
 *
 * @param parts - the parts of 1, such as 10 for tenths.
 */
export const rounded = (value: number, parts = 1): number => Math.floor(value * parts + 0.5) / parts;
