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
