import { createCipheriv, createHash } from 'node:crypto';

/** Numbers from 0 up to 1. */
export type Random = () => number;

/**
 * Numbers from 0 up to 1, the same for a seed every time.
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

/** The same for a seed and an index every time, and another for each index. */
export const randomAt = (seed: number, index: number): Random => randomFrom(scattered(scattered(seed) + index));

/** An integer from 0 up to a limit. */
export const below = (limit: number, random: Random): number => Math.floor(limit * random());

/** One of some. */
export const oneOf = <T>(items: ArrayLike<T>, random: Random): T => items[below(items.length, random)] as T;

/** Another integer of 32 bits for each one, far from that of its neighbour: what ends MurmurHash3. */
function scattered(integer: number): number {
  let mixed = integer | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** So many random words of 32 bits, the same for a name every time: the key stream of AES. */
export function randomWords(name: string, count: number): Uint32Array {
  const key = createHash('sha256').update(name).digest().subarray(0, 16);
  const bytes = createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(4 * count));
  return new Uint32Array(bytes.buffer, bytes.byteOffset, count);
}
