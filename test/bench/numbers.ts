/** A kind of numbers: returns an array of a length. There is no NaN and no -0 among them, because JSON.stringify loses these. */
type Numbers = (length: number) => Float64Array;

const numbersOf =
  (numberAt: (index: number, length: number) => number): Numbers =>
  (length) =>
    Float64Array.from({ length }, (_, index) => numberAt(index, length));

/** A random integer between the limits, which is never -0. */
const between = (low: number, high: number): number => low + Math.floor(Math.random() * (high - low));

const random = numbersOf(() => Math.random());

/** Kinds of float64, by name. How fast a number is written and read depends on its digits. */
export const float64 = {
  random,
  sines: numbersOf((index, length) => 100 * Math.sin(index / 100) * Math.exp(-index / length)),
  '3 decimals': numbersOf(() => between(-1e6, 1e6) / 1000),
  '1 to 6 decimals': numbersOf(() => between(-1e7, 1e7) / 10 ** between(1, 7)),
  integers: numbersOf(() => between(-1e6, 1e6)),
  'float32 values': numbersOf(() => Math.fround(Math.random())),
  'random bits': numbersOf(randomBits),
  '50 different values': (length: number) => {
    const values = random(50);
    return numbersOf(() => values[between(0, values.length)] as number)(length);
  },
};

const words = new Uint32Array(2);
const double = new Float64Array(words.buffer);

function randomBits(): number {
  do {
    words[0] = between(0, 2 ** 32);
    words[1] = between(0, 2 ** 32);
  } while (!Number.isFinite(double[0]) || Object.is(double[0], -0));
  return double[0] as number;
}

/** Returns random float32. */
export const float32 = (length: number): Float32Array => Float32Array.from({ length }, () => Math.random());

/** Returns random int32. */
export const int32 = (length: number): Int32Array => Int32Array.from({ length }, () => between(-(2 ** 31), 2 ** 31));

/** Returns random int64, nearly all of them beyond 2^53. */
export const int64 = (length: number): BigInt64Array =>
  BigInt64Array.from({ length }, () => BigInt(between(-(2 ** 53), 2 ** 53)) * 1000n);
