import { numberOf, numberOfEight, othersIn } from './digits';
import { smallIntegerPower } from './powers-of-ten';

/** The number that {@link readDigits} has read, modulo 2^64. */
export let digits: u64 = 0;

/** Reads decimal digits, and leaves their number, with that of the digits before them, in {@link digits}. Returns the address after them. */
export function readDigits(from: usize, before: u64): usize {
  let number = before;
  let at = from;
  let bytes = load<u64>(at);
  let others = othersIn(bytes);
  while (others === 0) {
    number = number * 100000000 + numberOfEight(bytes);
    // A jump by 8, which the processor foresees, lets it go on before it has looked at the digits.
    at += 8;
    bytes = load<u64>(at);
    others = othersIn(bytes);
  }
  const count = <u32>ctz(others) >> 3;
  digits = number * smallIntegerPower(count) + numberOf(bytes, count);
  return at + count;
}
