/** What the elements of an array are. The host knows the same numbers. */
export const NOTHING: u32 = 0;
export const BOOL: u32 = 1;
export const INT8: u32 = 2;
export const UINT8: u32 = 3;
export const INT16: u32 = 4;
export const UINT16: u32 = 5;
export const INT32: u32 = 6;
export const UINT32: u32 = 7;
export const INT64: u32 = 8;
export const UINT64: u32 = 9;
export const FLOAT32: u32 = 10;
export const FLOAT64: u32 = 11;
/** Floats whose NaN is `null`. */
export const FLOAT32_WITH_MISSING: u32 = 12;
export const FLOAT64_WITH_MISSING: u32 = 13;

/** True if `null` stands for NaN. Then its name does not. */
export function hasMissing(kind: u32): boolean {
  return kind >= FLOAT32_WITH_MISSING;
}

/** Returns the kind without that difference. */
export function withoutMissing(kind: u32): u32 {
  return hasMissing(kind) ? kind - (FLOAT32_WITH_MISSING - FLOAT32) : kind;
}

/** Returns the logarithm, to base 2, of the size of an element in bytes. */
export function sizeLog2(kind: u32): u32 {
  if (kind <= UINT8) return 0;
  if (kind <= UINT16) return 1;
  return kind === INT64 || kind === UINT64 || kind === FLOAT64 ? 3 : 2;
}
