import { createCipheriv, createHash } from 'node:crypto';

/** A random number generator: each call returns a number from 0 up to, but not including, 1. */
export type Random = () => number;

/**
 * Creates a generator that returns the same numbers for the same seed.
 * @see https://doi.org/10.18637/jss.v008.i14 (Marsaglia, Xorshift RNGs)
 */
export function randomFrom(seed: number): Random {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Creates a generator from a seed and an index. Neighbouring indices get unrelated generators. */
export const randomAt = (seed: number, index: number): Random => randomFrom(scattered(scattered(seed) + index));

/** Returns a random integer from 0 up to, but not including, a limit. */
export const below = (limit: number, random: Random): number => Math.floor(limit * random());

/** Returns a random item. */
export const oneOf = <T>(items: ArrayLike<T>, random: Random): T => items[below(items.length, random)] as T;

/**
 * Scatters 32-bit integers: another result for each integer, far from that of its neighbour.
 * @see https://github.com/aappleby/smhasher (fmix32 of MurmurHash3)
 */
function scattered(integer: number): number {
  let mixed = integer | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Returns random 32-bit words, the same for the same name: the key stream of AES in counter mode. */
export function randomWords(name: string, count: number): Uint32Array {
  const key = createHash('sha256').update(name).digest().subarray(0, 16);
  const bytes = createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(4 * count));
  return new Uint32Array(bytes.buffer, bytes.byteOffset, count);
}
