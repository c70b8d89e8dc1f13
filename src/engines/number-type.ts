import { type DType, dtypeNames, dtypeTraits, isBigintArray, type TypedArray } from '../model/dtypes.js';

// The type of all numbers that stand at one place. Some have a dtype, which their file declares; others are plain JSON, in a file without a
// dtype or as a scalar. Both are collected side by side, and a type is chosen when all files were read, so that it does not depend on their
// order.
//
//   int8 and uint8                 int16
//   int64 and uint64               int128
//   float32 and int32              float64
//   float64 and int64              none: neither holds all values of the other
//   float32 and a plain 0.5        float32
//   a plain 1                      int64, so that the type of a small number does not depend on what is read
//   a plain 1 and a plain 0.5      float64

/** What is known of all numbers at one place. */
export interface NumbersSeen {
  /** The range of the integer dtypes; undefined if there was none. */
  readonly integers: IntegerRange | undefined;
  /** The larger float dtype; undefined if there was none. */
  readonly floats: 'float32' | 'float64' | undefined;
  /** The numbers without a dtype; undefined if there was none. */
  readonly plain: PlainNumbers | undefined;
  /** Whether some of them, or all, are texts that may be the names of numbers. */
  readonly names: 'none' | 'some' | 'all';
}

interface IntegerRange {
  readonly min: bigint;
  readonly max: bigint;
}

/** What is known of numbers without a dtype. */
interface PlainNumbers {
  /** The range of the integers among them; undefined if there was none. */
  readonly integers: IntegerRange | undefined;
  /** True if one of them is no integer: 0.5, -0, NaN. */
  readonly hasOthers: boolean;
  /** True if a double holds each of them exactly. */
  readonly areDoubles: boolean;
  /** True if a float of 32 bits holds each of them exactly. */
  readonly areFloats: boolean;
}

/** A type that holds numbers exactly: a dtype, or integers of 128 bits. */
export type NumberType = Exclude<DType, 'bool'> | 'int128';

/** The integer types, from the smallest to the largest, the signed one before the unsigned one. */
const INTEGERS: readonly (IntegerRange & { readonly name: NumberType })[] = [
  ...dtypeNames.flatMap((name) => {
    const { range } = dtypeTraits(name);
    return range === undefined ? [] : [{ name: name as NumberType, ...range }];
  }),
  // As many digits as a decimal of 20 digits has too, which Parquet stores exactly.
  { name: 'int128', min: -(2n ** 63n), max: 2n ** 64n - 1n },
];

const rangeOf = (dtype: DType): IntegerRange => dtypeTraits(dtype).range as IntegerRange;
/** The integer types of a plain number. */
const OF_PLAIN: readonly IntegerRange[] = [rangeOf('int64'), rangeOf('uint64')];
/** What a double holds: integers of 32 bits. */
const OF_DOUBLES: IntegerRange = { min: rangeOf('int32').min, max: rangeOf('uint32').max };

const NOTHING: NumbersSeen = { integers: undefined, floats: undefined, plain: undefined, names: 'none' };

/** Returns what is known of an array with a dtype, which is not `bool`. */
export function numbersOfDType(dtype: DType): NumbersSeen {
  const { range } = dtypeTraits(dtype);
  return range === undefined ? { ...NOTHING, floats: dtype as 'float32' | 'float64' } : { ...NOTHING, integers: range };
}

/** Returns what is known of one number without a dtype. */
export function numbersOfPlain(value: number | bigint): NumbersSeen {
  const isInteger = typeof value === 'bigint' || (Number.isSafeInteger(value) && !Object.is(value, -0));
  const double = Number(value);
  const areDoubles = typeof value === 'number' || BigInt(double) === value;
  const integers = isInteger ? { min: BigInt(value), max: BigInt(value) } : undefined;
  const areFloats = areDoubles && Object.is(Math.fround(double), double);
  return { ...NOTHING, plain: { integers, hasOthers: !isInteger, areDoubles, areFloats } };
}

/** Returns what is known of numbers without a dtype; undefined if there are none. */
export function numbersOfValues(values: TypedArray): NumbersSeen | undefined {
  if (values.length === 0) return undefined;
  if (isBigintArray(values)) return [...values].map(numbersOfPlain).reduce(commonNumbers);
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [hasOthers, areFloats] = [false, true];
  for (const value of values) {
    if (areFloats && !Object.is(Math.fround(value), value)) areFloats = false;
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
      if (value < min) min = value;
      if (value > max) max = value;
    } else hasOthers = true;
  }
  const integers = min > max ? undefined : { min: BigInt(min), max: BigInt(max) };
  return { ...NOTHING, plain: { integers, hasOthers, areDoubles: true, areFloats } };
}

/** A text that may be the name of a number. */
export const NAME_OF_NUMBER: NumbersSeen = {
  ...NOTHING,
  plain: { integers: undefined, hasOthers: true, areDoubles: true, areFloats: true },
  names: 'all',
};

/** Returns what is known of the numbers of two places. */
export const commonNumbers = (a: NumbersSeen, b: NumbersSeen): NumbersSeen => ({
  integers: commonRange(a.integers, b.integers),
  floats: a.floats === 'float64' || b.floats === 'float64' ? 'float64' : (a.floats ?? b.floats),
  plain: commonPlain(a.plain, b.plain),
  names: a.names === b.names ? a.names : 'some',
});

function commonPlain(a: PlainNumbers | undefined, b: PlainNumbers | undefined): PlainNumbers | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return {
    integers: commonRange(a.integers, b.integers),
    hasOthers: a.hasOthers || b.hasOthers,
    areDoubles: a.areDoubles && b.areDoubles,
    areFloats: a.areFloats && b.areFloats,
  };
}

function commonRange(a: IntegerRange | undefined, b: IntegerRange | undefined): IntegerRange | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { min: a.min < b.min ? a.min : b.min, max: a.max > b.max ? a.max : b.max };
}

/** Returns the narrowest type that holds all numbers exactly; undefined if there is none. */
export function typeOfNumbers({ integers, floats, plain }: NumbersSeen): NumberType | undefined {
  const isWhole = floats === undefined && plain?.hasOthers !== true;
  if (isWhole) {
    const type = integers === undefined ? ofPlain(plain?.integers) : commonRange(integers, plain?.integers);
    const found = type && INTEGERS.find((each) => isWithin(type, each))?.name;
    if (found !== undefined || integers !== undefined) return found;
  }
  if (plain?.areDoubles === false || (integers !== undefined && !isWithin(integers, OF_DOUBLES))) return undefined;
  return floats === 'float32' && integers === undefined && plain?.areFloats !== false ? 'float32' : 'float64';
}

/** Returns the range of the smallest of the two types of plain integers that has a range; that range itself if neither has it. */
const ofPlain = (range: IntegerRange | undefined): IntegerRange | undefined =>
  range && (OF_PLAIN.find((each) => isWithin(range, each)) ?? range);

const isWithin = (inner: IntegerRange, outer: IntegerRange): boolean =>
  inner.min >= outer.min && inner.max <= outer.max;
