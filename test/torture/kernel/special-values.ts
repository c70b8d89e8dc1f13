const double = new Float64Array(1);
const bits = new BigUint64Array(double.buffer);

function bitsOf(value: number): bigint {
  double[0] = value;
  return bits[0] as bigint;
}

function doubleOf(held: bigint): number {
  bits[0] = held;
  return double[0] as number;
}

/** How many neighbours of a power, on each side, are among the special values. */
const NEIGHBOURS = 22n;

/** How many of the smallest doubles, and how many of the largest denormals, are among the special values. */
const DENORMALS = 2000n;

function* magnitudes(): Generator<number> {
  const powers = [
    ...Array.from({ length: 2098 }, (_, index) => 2 ** (index - 1074)),
    ...Array.from({ length: 632 }, (_, index) => Number(`1e${index - 323}`)),
    ...Array.from({ length: 700 }, (_, index) => index),
    ...[Number.MAX_VALUE, Number.MAX_SAFE_INTEGER, Math.PI, 1e23, 9.5e-3, 4.35, 0.1 + 0.2, 123456.789],
  ].map(bitsOf);
  for (const power of powers)
    for (let distance = -NEIGHBOURS; distance <= NEIGHBOURS; distance++)
      if (power + distance >= 0n) yield doubleOf(power + distance);
  for (let held = 0n; held < DENORMALS; held++) {
    yield doubleOf(held);
    yield doubleOf(2n ** 52n - held);
  }
}

/** Doubles at the edges of what formats and parsers decide: powers of two and of ten and their neighbours, denormals, integers. */
export const specialMagnitudes: readonly number[] = [
  ...new Set(Array.from(magnitudes()).filter((value) => !Number.isNaN(value))),
];

/** The special values with both signs, and NaN. */
export const specialValues: readonly number[] = [...specialMagnitudes.flatMap((value) => [value, -value]), Number.NaN];

/** A text, and the double that is the nearest to it. */
export interface Halfway {
  readonly text: string;
  readonly double: number;
}

/**
 * Returns the decimal halfway between a finite double that is not negative and the next larger one, with all its digits, and its two
 * neighbours: a one in the last digit less and more. The double that each stands for follows from how it was made.
 */
export function halfwayAbove(value: number): readonly Halfway[] {
  const held = bitsOf(value);
  const exponent = Number(held >> 52n);
  const fraction = held & (2n ** 52n - 1n);
  const significand = exponent === 0 ? fraction : fraction + 2n ** 52n;
  // Units: 2^power. The next double is two more.
  const halfway = 2n * significand + 1n;
  const power = Math.max(exponent, 1) - 1076;
  const digits = power < 0 ? halfway * 5n ** BigInt(-power) : halfway * 2n ** BigInt(power);
  const tens = Math.min(power, 0);
  const next = doubleOf(held + 1n);
  const textOf = (all: bigint) => `${all}${tens === 0 ? '' : `e${tens}`}`;
  return [
    // One digit more, so that also the neighbours of integers are nearer to it than any other decimal with so many digits.
    { text: `${10n * digits - 1n}e${tens - 1}`, double: value },
    { text: textOf(digits), double: significand % 2n === 0n ? value : next },
    { text: `${10n * digits + 1n}e${tens - 1}`, double: next },
  ];
}
