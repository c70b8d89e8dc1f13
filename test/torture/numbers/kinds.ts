import type { DType } from '../../../src/model/dtypes.js';

/** A kind of numbers, each of which has an index. */
export interface Kind<D extends DType = Exclude<DType, 'bool'>> {
  readonly dtype: D;
  /** How many numbers of the kind are compared. */
  readonly count: number;
  /**
   * Returns the number at an index; random kinds make it from two random words. A typed array takes integers modulo 2^bits, so an
   * integer beyond one end of the dtype becomes one at the other end.
   */
  readonly at: (index: number, high: number, low: number) => number | bigint;
}

/** The kinds of numbers, by name. All of them have to be loaded bit for bit. */
export const KINDS: { readonly [name: string]: Kind } = {
  'random bits': float64(150e6, (_, high, low) => doubleOf(high, low)),
  'around 1': float64(80e6, (_, high, low) => doubleOf((high & 0x81ffffff) + 0x3f000000, low)),
  denormals: float64(40e6, (_, high, low) => doubleOf(high & 0x800fffff, low)),
  'integers beyond 2^53': float64(50e6, beyondSafe),
  halfway: float64(20e6, halfway),
  'few digits': float64(60e6, (_, high, low) => decimal(high, low, ((low >>> 8) % 17) - 8)),
  'few digits, any exponent': float64(60e6, (_, high, low) => decimal(high, low, ((low >>> 8) % 640) - 331)),
  'neighbours of powers': float64(40e6, neighbour),
  'all float32': { dtype: 'float32', count: 2 ** 32, at: singleOf },
  'all int8': { dtype: 'int8', count: 2 ** 8, at: itself },
  'all uint8': { dtype: 'uint8', count: 2 ** 8, at: itself },
  'all int16': { dtype: 'int16', count: 2 ** 16, at: itself },
  'all uint16': { dtype: 'uint16', count: 2 ** 16, at: itself },
  'int32 near powers of two': { dtype: 'int32', count: 33 * 2 ** 17, at: nearPowerOf32 },
  'uint32 near powers of two': { dtype: 'uint32', count: 33 * 2 ** 17, at: nearPowerOf32 },
  'int64 near powers of two': { dtype: 'int64', count: 65 * 2 ** 15, at: nearPowerOf64 },
  'uint64 near powers of two': { dtype: 'uint64', count: 65 * 2 ** 15, at: nearPowerOf64 },
  'random int64': { dtype: 'int64', count: 10e6, at: ofAnyLength },
  'random uint64': { dtype: 'uint64', count: 10e6, at: ofAnyLength },
};

function float64(count: number, at: Kind['at']): Kind {
  return { dtype: 'float64', count, at };
}

function itself(index: number): number {
  return index;
}

const words = new Uint32Array(2);
const single = new Float32Array(words.buffer);
const double = new Float64Array(words.buffer);
const long = new BigInt64Array(words.buffer);

function doubleOf(high: number, low: number): number {
  words[0] = low;
  words[1] = high;
  return double[0] as number;
}

/** Integers from 2^53 up to 2^72. Those from 10^21 on are written with an exponent. */
function beyondSafe(_: number, high: number, low: number): number {
  const exponent = 1023 + 53 + (((high >>> 20) & 0x7ff) % 19);
  return doubleOf((high & 0x800fffff) | (exponent << 20), low);
}

/** Doubles halfway between two decimals of 17 digits. */
function halfway(index: number, high: number, low: number): number {
  const places = index % 4;
  const fraction = (high >>> 12) * 2 ** 32 + low;
  const odd = 2 ** (52 - 2 * places) + 2 * Math.floor(fraction / 2 ** (2 * places + 1)) + 1;
  return odd / 2 ** (places + 2);
}

/** Decimals of up to eight digits with an exponent. */
function decimal(high: number, low: number, exponent: number): number {
  const digits = high % 10 ** (1 + (low & 7));
  return Number(`${low & 8 ? '-' : ''}${digits}e${exponent}`);
}

const POWERS = [
  ...Array.from({ length: 2098 }, (_, index) => 2 ** (index - 1074)),
  ...Array.from({ length: 632 }, (_, index) => Number(`1e${index - 323}`)),
].map(bitsOf);

function bitsOf(value: number): bigint {
  double[0] = value;
  return long[0] as bigint;
}

/** Doubles next to powers of two and of ten: by turns above and below, positive and negative, farther and farther away. */
function neighbour(index: number): number {
  const distance = Math.floor(index / POWERS.length);
  const steps = BigInt(distance & 2 ? distance >> 2 : -1 - (distance >> 2));
  const bits = (POWERS[index % POWERS.length] as bigint) + steps;
  long[0] = bits < 0n ? -bits : bits;
  return distance & 1 ? -(double[0] as number) : (double[0] as number);
}

const SHUFFLED = 2 ** 22 - 1;

/** Returns the float32 with certain bits. Those of one exponent stand together in shuffled order, so that the first ones are a sample. */
function singleOf(index: number): number {
  words[0] = (index & ~SHUFFLED) | (Math.imul(index, 0x9e3779b1) & SHUFFLED);
  return single[0] as number;
}

/** The 65,536 integers around each power of two from 2^0 to 2^32, positive and negative. */
function nearPowerOf32(index: number): number {
  const distance = Math.floor(index / 33);
  const value = 2 ** (index % 33) + (distance >> 1) - 2 ** 15;
  return distance & 1 ? -value : value;
}

/** The 16,384 integers around each power of two from 2^0 to 2^64, positive and negative. */
function nearPowerOf64(index: number): bigint {
  const distance = Math.floor(index / 65);
  const value = (1n << BigInt(index % 65)) + BigInt((distance >> 1) - 2 ** 13);
  return distance & 1 ? -value : value;
}

/** Random integers: by turns of 64 bits and of fewer. */
function ofAnyLength(index: number, high: number, low: number): bigint {
  words[0] = low;
  words[1] = high;
  return index & 1 ? (long[0] as bigint) : (long[0] as bigint) >> BigInt((index >> 1) & 63);
}
