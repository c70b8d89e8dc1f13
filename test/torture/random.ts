import { createCipheriv, createHash } from 'node:crypto';

/**
 * Numbers from 0 up to 1, the same for a seed every time.
 * @see https://doi.org/10.18637/jss.v008.i14 (Marsaglia, Xorshift RNGs)
 */
export function randomFrom(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** So many random words of 32 bits, the same for a name every time: the key stream of AES. */
export function randomWords(name: string, count: number): Uint32Array {
  const key = createHash('sha256').update(name).digest().subarray(0, 16);
  const bytes = createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(4 * count));
  return new Uint32Array(bytes.buffer, bytes.byteOffset, count);
}
