/** How many random words a text is made of. */
export const WORDS_PER_TEXT = 8;

/** Makes a text of random words, and of its index. The same words and index make the same text. */
export type ToText = (words: Uint32Array, index: number) => string;

const word = (words: Uint32Array, index: number): number => words[index] as number;

const big = (words: Uint32Array, index: number): bigint =>
  (BigInt(word(words, index)) << 32n) | BigInt(word(words, index + 1));

/** Writes digits × 10^exponent: with a point anywhere, with or without an exponent. */
function decimal(digits: string, exponent: number, choice: number): string {
  const sign = choice & 1 ? '-' : '';
  const letter = choice & 2 ? 'e' : 'E';
  const plus = choice & 4 ? '+' : '';
  const start = digits.search(/[1-9]|.$/);
  const all = digits.slice(start);
  const whole = 1 + ((choice >>> 4) % all.length);
  if (exponent === 0 && choice & 8) return sign + all;
  if (exponent < 0 && exponent > -all.length - 30 && choice & 8) {
    const padded = all.padStart(1 - exponent, '0');
    return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
  }
  const shown = exponent + all.length - whole;
  const fraction = whole < all.length ? `.${all.slice(whole)}` : '';
  return `${sign}${all.slice(0, whole)}${fraction}${letter}${shown < 0 ? '' : plus}${shown}`;
}

/** A decimal of 1 to 40 random digits: of any exponent, of one near 0, or of none. */
const anyDecimal: ToText = (words) => {
  const all = [0, 2, 4].map((index) => String(big(words, index)).padStart(20, '0').slice(-14)).join('');
  const digits = all.slice(0, 1 + (word(words, 6) % 40));
  const choice = word(words, 7);
  const exponents = [0, -digits.length, -((choice >>> 8) % 30), ((choice >>> 8) % 680) - 360];
  return decimal(digits, exponents[choice >>> 30] as number, choice);
};

const double = new Float64Array(1);
const bits = new BigUint64Array(double.buffer);

const TENS = Array.from({ length: 400 }, (_, index) => 10n ** BigInt(index));

/** The first 17 to 40 digits of the decimal halfway between two random doubles, rounded down or up. */
const nearlyHalfway: ToText = (words) => {
  // No decimal of so few digits is refused below 2^53, nearly all above.
  const exponent = word(words, 2) % (word(words, 6) % 8 === 0 ? 2046 : 1075);
  const fraction = big(words, 0) & (2n ** 52n - 1n);
  bits[0] = (BigInt(exponent) << 52n) | fraction;
  const halfway = 2n * (exponent === 0 ? fraction : fraction + 2n ** 52n) + 1n;
  const power = BigInt(Math.max(exponent, 1) - 1076);
  // Half of them have up to 19 digits, which 64 bits hold.
  const digits = 17 + ((word(words, 3) >>> 8) % (word(words, 3) & 1 ? 24 : 3));
  const places = digits - 1 - Math.floor(Math.log10(double[0] as number));
  const scaled = halfway * (TENS[Math.max(0, places)] as bigint);
  const whole = (power < 0n ? scaled >> -power : scaled << power) / (TENS[Math.max(0, -places)] as bigint);
  return decimal(String(whole + BigInt(word(words, 4) & 1)), -places, word(words, 5));
};

/** The decimal halfway between two random doubles of which it takes 17 to 40 digits to write it, or one that is a little less or more. */
const exactlyHalfway: ToText = (words) => {
  const significand = (big(words, 0) & (2n ** 52n - 1n)) + 2n ** 52n;
  const places = 1 + (word(words, 2) % 33);
  const digits = (2n * significand + 1n) * 5n ** BigInt(places);
  const aside = word(words, 3) % 4;
  if (aside < 2) return decimal(String(digits), -places, word(words, 4));
  const zeros = word(words, 5) % 6;
  const beyond = digits * (TENS[zeros + 1] as bigint) + (aside === 2 ? 1n : -1n);
  return decimal(String(beyond), -places - zeros - 1, word(words, 4));
};

/** What a parser may hold in a double, in 64 bits, or in 19 digits. */
const LIMITS = [53, 54, 63, 64]
  .map((bits) => 2n ** BigInt(bits))
  .concat([15, 16, 17, 18, 19, 20].map((tens) => 10n ** BigInt(tens)));

/** How many integers on each side of a limit there are. */
const BESIDE = 32;

/** Powers of ten that take the limits from 0 to infinity. */
const [LEAST_TENS, COUNT_OF_TENS] = [-350, 660];

/** An integer beside a limit, times each power of ten. */
const besideLimit: ToText = (words, index) => {
  const beside = index % (2 * BESIDE + 1);
  const tens = Math.floor(index / (2 * BESIDE + 1));
  const limit = LIMITS[Math.floor(tens / COUNT_OF_TENS)] as bigint;
  return decimal(String(limit + BigInt(beside - BESIDE)), LEAST_TENS + (tens % COUNT_OF_TENS), word(words, 0));
};

/** Kinds of decimals, by name, and how many of each are compared. */
export const DECIMALS: { readonly [name: string]: { readonly count: number; readonly toText: ToText } } = {
  'decimals of 1 to 40 digits': { count: 20e6, toText: anyDecimal },
  'decimals with digits beside limits': {
    count: (2 * BESIDE + 1) * COUNT_OF_TENS * LIMITS.length,
    toText: besideLimit,
  },
  'decimals nearly halfway between doubles': { count: 20e6, toText: nearlyHalfway },
  'decimals halfway between doubles, and beside': { count: 10e6, toText: exactlyHalfway },
};
