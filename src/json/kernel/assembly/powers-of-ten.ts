import { LEAST_POWER, TABLE } from './table-of-powers';

/** The powers of ten from 10^0 to 10^55 fit into 128 bits. The others in the table are rounded down. */
export function isExact(exponent: i32): boolean {
  return exponent >= 0 && exponent <= 55;
}

/** Returns the address of the 128 bits of a power of ten, of which the first is 1: first the lower half, then the upper one. */
export function powerOfTen(exponent: i32): usize {
  return TABLE + ((exponent - LEAST_POWER) << 4);
}

/** Returns the exponent of the power of two that is next below a power of ten. */
export function log2OfPowerOfTen(exponent: i32): i32 {
  return (exponent * 1741647) >> 19;
}

const SMALL = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]);
const SMALL_INTEGERS = memory.data<u64>([
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
  10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
  10000000000000000000,
]);

/** Returns a power of ten up to 10^22, which a double holds. */
export function smallPower(exponent: u32): f64 {
  return load<f64>(SMALL + (exponent << 3));
}

/** Returns a power of ten up to 10^19, which 64 bits hold. */
export function smallIntegerPower(exponent: u32): u64 {
  return load<u64>(SMALL_INTEGERS + (exponent << 3));
}
