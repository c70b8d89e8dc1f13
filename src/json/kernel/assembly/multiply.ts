/** The upper half of the last product. */
export let high: u64 = 0;

/** Multiplies two numbers. Returns the lower half of the product, and leaves its upper half in {@link high}. */
export function multiply(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const middle = aHigh * bLow + ((aLow * bLow) >> 32);
  const cross = aLow * bHigh + (middle & 0xffffffff);
  high = aHigh * bHigh + (middle >> 32) + (cross >> 32);
  return a * b;
}
