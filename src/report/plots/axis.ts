import { fractionOf } from './doubles.js';

// Axes: what their ticks are, and where. A tick is a decimal, `units` × 10^`exponent`, so that its text is exact: three times 0.1 is not 0.3.

/** A tick of an axis. */
export interface Tick {
  /** Where it stands, from 0 at the low end of the axis to 1 at the high end. */
  readonly at: number;
  readonly text: string;
}

/** A scale with ticks. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly isLog: boolean;
  /** Returns where a number stands, from 0 to 1 if it is within the axis. */
  readonly at: (value: number) => number;
  readonly ticks: readonly Tick[];
  /** What the texts of all ticks leave out: a power of ten that multiplies them, a number that is added to them. */
  readonly apart: string;
}

/** Options of {@link axisOf}. */
export interface AxisOptions {
  readonly isLog?: boolean;
  /** Whether ticks stand at integers alone. */
  readonly isWhole?: boolean;
  /** What was subtracted from each number. */
  readonly base?: bigint;
  /** The most ticks, at least 4. */
  readonly most: number;
  /** The most characters of a tick's text. Longer ones leave out what they have in common. */
  readonly width: number;
}

/** A tick as a decimal. */
interface Decimal {
  readonly units: number;
  readonly exponent: number;
}

/** Up to this integer, sums and quotients of ticks are exact. */
const MOST_UNITS = 2 ** 50;

/**
 * Returns an axis from one finite number to a higher one.
 *
 * @param low - above 0 if the axis is logarithmic.
 */
export function axisOf(low: number, high: number, options: AxisOptions): Axis {
  const axis = options.isLog ? logAxis(low, high, options.most) : linearAxis(low, high, options);
  const { ticks } = axis;
  const isRising = ticks.every(({ at }, index) => index === 0 || at > (ticks[index - 1] as Tick).at);
  if (isRising && ticks.length > (options.isWhole ? 0 : 1)) return axis;
  const shift = Number(options.base ?? 0n);
  return { ...axis, apart: '', ticks: endTicks(low + shift, high + shift) };
}

function linearAxis(low: number, high: number, { isWhole = false, base = 0n, most, width }: AxisOptions): Axis {
  const at = (value: number) => fractionOf(value, low, high);
  const axis = { low, high, isLog: false, at };
  // The ticks of large integers that are close together are those of their distances from a round one below them.
  const isFar = base !== 0n && high - low < MOST_UNITS;
  const shift = isFar ? 0 : Number(base);
  const plain = isFar ? undefined : decimalTicks(low + shift, high + shift, most, isWhole);
  if (plain !== undefined) {
    const { texts, apart } = decimalTexts(plain);
    if (texts.every(({ length }) => length <= width) || isTiny(low, high))
      return {
        ...axis,
        apart,
        ticks: plain.map((tick, index) => ({ at: clamped(at(numberOf(tick) - shift)), text: texts[index] as string })),
      };
  }
  const { text, distance } = isFar ? roundBelow(base, low, high) : roundBelowDouble(low + shift, high + shift);
  const near = decimalTicks(distance, distance + (high - low), most, isWhole);
  if (near === undefined) return { ...axis, apart: '', ticks: [] };
  const { texts, apart } = decimalTexts(near);
  const ticks = near.map((tick, index) => ({
    at: clamped((numberOf(tick) - distance) / (high - low)),
    text: texts[index] as string,
  }));
  return { ...axis, apart: `${apart} + ${text}`.trim(), ticks };
}

/** Ranges below the normal doubles have no room for round distances. */
const isTiny = (low: number, high: number): boolean => Math.max(Math.abs(low), Math.abs(high)) < 2.3e-308;

const clamped = (fraction: number): number => Math.min(1, Math.max(0, fraction));

/** The powers of ten that are doubles, up to here exactly. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Returns a decimal as the double nearest to it. Of an integer and an exact power of ten, a product or quotient is just that.
 *
 * @see https://doi.org/10.1145/93542.93557 (Clinger, How to read floating point numbers accurately)
 */
function numberOf({ units, exponent }: Decimal): number {
  const power = EXACT_POWERS[Math.abs(exponent)];
  if (power === undefined) return Number(`${units}e${exponent}`);
  return exponent < 0 ? units / power : units * power;
}

/** Returns ticks at the ends of an axis. */
const endTicks = (low: number, high: number): Tick[] => [
  { at: 0, text: withMinus(String(low)) },
  { at: 1, text: withMinus(String(high)) },
];

/** Returns the multiples of 1, 2 or 5 times a power of ten in a range; undefined if doubles cannot tell them apart. */
function decimalTicks(low: number, high: number, most: number, isWhole: boolean): Decimal[] | undefined {
  const half = high / 2 - low / 2;
  let finer: Decimal[] | undefined;
  const first = Math.floor(Math.log10(half) - Math.log10(most / 2)) - 1;
  for (let exponent = Math.max(first, isWhole ? 0 : -323); exponent <= 308; exponent++) {
    for (const factor of [1, 2, 5]) {
      const step = numberOf({ units: factor, exponent });
      const [from, to] = [Math.ceil(low / step), Math.floor(high / step)];
      if (!(Math.max(Math.abs(from), Math.abs(to)) < MOST_UNITS)) continue;
      const count = to - from + 1;
      const ticks =
        count > 3 * most
          ? undefined
          : Array.from({ length: Math.max(0, count) }, (_, index) => ({ units: (from + index) * factor, exponent }));
      if (ticks === undefined || ticks.length > most) {
        finer = ticks;
        continue;
      }
      if (ticks.length >= 2) return ticks;
      return finer ?? (ticks.length === 1 && isWhole ? ticks : undefined);
    }
  }
  return undefined;
}

/** From this power of ten on, and below the least one, it stands apart. */
const LARGE_POWER = 6;
const LEAST_POWER = -3;
const MOST_DECIMALS = 4;

/** Returns texts for ticks, all in one format. */
function decimalTexts(ticks: readonly Decimal[]): { texts: string[]; apart: string } {
  const exponent = (ticks[0] as Decimal).exponent;
  const largest = Math.max(...ticks.map(({ units }) => Math.abs(units)));
  const power = String(largest).length - 1 + exponent;
  const isApart = (power >= LARGE_POWER || power < LEAST_POWER) && power - exponent <= MOST_DECIMALS;
  const shift = isApart ? power : 0;
  const texts = ticks.map(({ units }) => decimalText(units, exponent - shift));
  return { texts, apart: isApart ? `×10${superscript(power)}` : '' };
}

/** Returns the text of units × 10^exponent, with as many decimals as the exponent says. */
function decimalText(units: number, exponent: number): string {
  const sign = units < 0 ? '−' : '';
  const digits = String(Math.abs(units));
  if (exponent >= 0) return sign + (units === 0 ? '0' : digits + '0'.repeat(exponent));
  const padded = digits.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

const withMinus = (text: string): string => text.replace(/^-/, '−');

const superscript = (exponent: number): string =>
  String(exponent).replace(/./g, (character) =>
    character === '-' ? '⁻' : ('⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(character)] as string),
  );

interface RoundNumber {
  readonly text: string;
  /** How far the low end lies above it. */
  readonly distance: number;
}

/** Returns a round integer at or below the low end of an axis. */
function roundBelow(base: bigint, low: number, high: number): RoundNumber {
  const lowest = base + BigInt(Math.floor(low));
  const unit = 10n ** BigInt(Math.ceil(Math.log10(Math.max(1, high - low))));
  const rest = ((lowest % unit) + unit) % unit;
  return { text: withMinus(String(lowest - rest)), distance: Number(rest) + (low - Math.floor(low)) };
}

/** Returns a round number at or below the low end of an axis, or that end itself if doubles have no rounder one. */
function roundBelowDouble(low: number, high: number): RoundNumber {
  const exponent = Math.ceil(Math.log10(high - low));
  const units = Math.floor(low / 10 ** exponent);
  const round = Math.abs(units) < MOST_UNITS ? numberOf({ units, exponent }) : low;
  const isRounder = round <= low && String(round).length < String(low).length;
  const base = isRounder ? round : low;
  return { text: withMinus(String(base)), distance: low - base };
}

function logAxis(low: number, high: number, most: number): Axis {
  const [from, to] = [Math.log10(low), Math.log10(high)];
  // In a range so narrow, logarithms cannot tell numbers apart, and lie as the numbers do.
  const isNarrow = to - from < 1e-9;
  const at = (value: number) => (isNarrow ? fractionOf(value, low, high) : (Math.log10(value) - from) / (to - from));
  const decades: Decimal[] = [];
  for (let exponent = Math.ceil(from - 1e-12); exponent <= to + 1e-12; exponent++) decades.push({ units: 1, exponent });
  const axis = { low, high, isLog: true, at, apart: '' };
  if (decades.length >= 2) {
    const every = Math.ceil(decades.length / most);
    const shown = decades.filter(({ exponent }) => (exponent - (decades[0] as Decimal).exponent) % every === 0);
    const isPlain = shown.every(({ exponent }) => exponent >= LEAST_POWER && exponent < LARGE_POWER);
    const textOf = ({ exponent }: Decimal) => (isPlain ? decimalText(1, exponent) : `10${superscript(exponent)}`);
    return { ...axis, ticks: shown.map((decade) => ({ at: clamped(at(numberOf(decade))), text: textOf(decade) })) };
  }
  const linear = axisOf(low, high, { most, width: 12 });
  return {
    ...axis,
    apart: linear.apart,
    ticks: linear.ticks.map(({ at: fraction, text }) => ({
      at: isNarrow ? fraction : clamped(at(low + fraction * (high - low))),
      text,
    })),
  };
}
