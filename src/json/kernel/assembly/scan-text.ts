import { COLON, LETTER_E, MINUS, NINE, POINT, QUOTE, SPACE, ZERO } from './characters';
import { othersIn } from './digits';

/** What the last {@link scanText} has found, beside keys. */
export let mayHaveNearInteger: bool = false;
export let mayHaveNearZero: bool = false;

/** No more digits behind a point are looked at. */
const MANY_DECIMALS: usize = 40;

/**
 * Looks in a part of a text of JSON for what JSON.parse may lose.
 *
 * @param from - an address. Before it stand at least 15 bytes that belong to the text, or are 0, and somewhere before it a quote.
 * @param end - the address after the part. If it is not a multiple of 16 bytes, 0 follows. Up to 44 bytes behind it are read.
 * @returns the number of colons behind a quote.
 */
export function scanText(from: usize, end: usize): u32 {
  let keys: u32 = 0;
  mayHaveNearInteger = false;
  mayHaveNearZero = false;
  for (let block = from; block < end; block += 16) {
    const bytes = v128.load(block);
    const colons = i8x16.eq(bytes, i8x16.splat(COLON));
    const points = i8x16.eq(bytes, i8x16.splat(POINT));
    const letters = i8x16.eq(v128.or(bytes, i8x16.splat(0x20)), i8x16.splat(LETTER_E));
    const exponents = v128.and(letters, i8x16.eq(v128.load(block, 1), i8x16.splat(MINUS)));
    let found = <u32>i8x16.bitmask(v128.or(v128.or(colons, points), exponents));
    for (; found !== 0; found &= found - 1) {
      const at = block + ctz(found);
      const byte = load<u8>(at);
      if (byte === COLON) keys += <u32>isBehindQuote(at);
      else if (byte === POINT) scanPoint(at);
      else scanExponent(at);
    }
  }
  return keys;
}

function isBehindQuote(colon: usize): bool {
  let before = colon - 1;
  while (load<u8>(before) <= SPACE) before--;
  return load<u8>(before) === QUOTE;
}

function scanPoint(point: usize): void {
  const sevenDecimals = load<u64>(point, 1) & 0x00ffffffffffffff;
  if (
    sevenDecimals === 0x30303030303030 ||
    sevenDecimals === 0x39393939393939 ||
    (isDigit(load<u8>(point - 1)) && othersIn(load<u64>(point - 9)) === 0)
  ) {
    mayHaveNearInteger = true;
  } else if (othersIn(load<u64>(point, 1)) === 0) {
    let end = point + 9;
    while (isDigit(load<u8>(end)) && end <= point + MANY_DECIMALS) end++;
    if (isLetterE(load<u8>(end)) || end > point + MANY_DECIMALS) mayHaveNearInteger = true;
  }
}

/** Looks at a number with a negative exponent. */
function scanExponent(letter: usize): void {
  if (othersIn(load<u64>(letter - 8)) === 0 && othersIn(load<u64>(letter - 15)) === 0) mayHaveNearInteger = true;
  if (isDigit(load<u8>(letter, 2)) && isDigit(load<u8>(letter, 3)) && isDigit(load<u8>(letter, 4)))
    mayHaveNearZero = true;
}

function isDigit(byte: u8): bool {
  return byte >= ZERO && byte <= NINE;
}

function isLetterE(byte: u8): bool {
  return (byte | 0x20) === LETTER_E;
}
