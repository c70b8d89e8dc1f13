import type { StoredTree } from '../format/stored-tree.js';
import { numberOf } from '../json/numbers.js';
import { NumberText } from '../model/number-text.js';
import { escaped } from './escaping.js';
import type { Failure } from './failure.js';
import { parseJsonString } from './key-names.js';

// The values behind the sign of a condition: items between commas, each of which is one value or a range.
//
//   1, 2, 5..10        the numbers 1 and 2, and those from 5 to 10; also the texts "1" and "2"
//   "1"                the text "1" alone
//   "a,b", c           the texts "a,b" and "c"
//   ..-0.5             all numbers up to -0.5

/** `incomparable`: the value has another type than the items of the condition, or is NaN where a range asks for an order. */
export type MatchResult = 'match' | 'no match' | 'incomparable';

/** A value as somebody typed it. */
interface Operand {
  readonly text: string;
  readonly isQuoted: boolean;
  /** The number that the text stands for; undefined if it is quoted or stands for none. */
  readonly number: number | bigint | undefined;
}

/** The values from one operand to another. Without `from` or `to`, the range has no end on this side. */
interface Range {
  readonly from?: Operand;
  readonly to?: Operand;
  /** True if `from` and `to` belong to the range. */
  readonly isInclusive: boolean;
}

/** One of the items between commas. */
export type Item = Operand | Range;

/**
 * Makes the error for a fault of the condition.
 *
 * @param value - what to write behind the sign; undefined if that is not known.
 */
type FaultOf = (what: string, value?: string) => Failure;

/** The ends of a range of numbers. One that is undefined is open. */
export interface NumberRange {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** A JSON string. */
export const QUOTED = /"(?:[^"\\]|\\.)*"/s;
const QUOTED_BEGINNING = new RegExp(`^${QUOTED.source}`, 's');

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const NAMED_NUMBERS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '+Infinity': Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** True for a range, false for a single value. */
export const isRange = (item: Item): item is Range => 'isInclusive' in item;

/**
 * Parses the items of a condition with `=` or `!=`.
 *
 * @throws the error that `faultOf` makes, if a quoted text is no JSON string, or a range has no end, an end that is NaN, or its higher
 * end first.
 */
export function parseItems(text: string, faultOf: FaultOf): readonly Item[] {
  return splitOutsideQuotes(text, ',').map((part): Item => {
    const ends = splitOutsideQuotes(part, '..');
    if (ends.length === 1) return parseOperand(part.trim(), faultOf);
    const typed = [ends[0] as string, ends.slice(1).join('..')].map((end) => end.trim());
    const [from, to] = typed.map((end) => parseOperand(end, faultOf));
    const range: Range = {
      ...(isMissing(from) ? {} : { from: from as Operand }),
      ...(isMissing(to) ? {} : { to: to as Operand }),
      isInclusive: true,
    };
    if (range.from === undefined && range.to === undefined) throw faultOf('has a range without an end');
    checkEnds(range, faultOf);
    if (isReversed(range))
      throw faultOf(
        `has a range from ${typed.map((end) => escaped(end)).join(' to ')}, expected the lower end first`,
        typed.toReversed().join('..'),
      );
    return range;
  });
}

/** True if the first end of a range is above the last one, so that no value is in it. */
function isReversed(range: Range): boolean {
  const { from, to } = range;
  if (from === undefined || to === undefined) return false;
  if (!isOfNumbers(range)) return from.text > to.text;
  return (from.number as number | bigint) > (to.number as number | bigint);
}

/** Returns the range of numbers that items are; undefined if they are several, or anything else. Integers beyond 2^53 are rounded. */
export function rangeOf([item, ...others]: readonly Item[]): NumberRange | undefined {
  if (item === undefined || others.length > 0 || !isRange(item) || !isOfNumbers(item)) return undefined;
  const end = (operand: Operand | undefined) => (operand === undefined ? undefined : Number(operand.number));
  return { from: end(item.from), to: end(item.to) };
}

/**
 * Parses the value of a condition with `<`, `<=`, `>` or `>=`.
 *
 * @throws the error that `faultOf` makes, if there is no value, or it is NaN or a quoted text that is no JSON string.
 */
export function parseOneSidedRange(sign: string, text: string, faultOf: FaultOf): Range {
  const operand = parseOperand(text, faultOf);
  if (operand.text === '') throw faultOf('has no value');
  const isInclusive = sign.endsWith('=');
  const range: Range = sign.startsWith('<') ? { to: operand, isInclusive } : { from: operand, isInclusive };
  checkEnds(range, faultOf);
  return range;
}

const isMissing = (operand: Operand | undefined): boolean => operand?.text === '' && !operand.isQuoted;

function checkEnds({ from, to }: Range, faultOf: FaultOf): void {
  if ([from, to].some((end) => Number.isNaN(end?.number)))
    throw faultOf('asks for an order, which NaN has no place in');
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts = [''];
  let isClosed = true;
  for (let at = 0; at < text.length; ) {
    const isQuote = isClosed && text[at] === '"';
    const quoted = isQuote ? QUOTED_BEGINNING.exec(text.slice(at))?.[0] : undefined;
    // Behind a quote that nothing closes, all others are escaped, so nothing closes them either.
    if (isQuote && quoted === undefined) isClosed = false;
    const isSeparator = text.startsWith(separator, at);
    const next = quoted ?? (isSeparator ? separator : (text[at] as string));
    if (isSeparator) parts.push('');
    else parts[parts.length - 1] += next;
    at += next.length;
  }
  return parts;
}

function parseOperand(text: string, faultOf: FaultOf): Operand {
  if (text.startsWith('"')) {
    const quoted = parseJsonString(text);
    if (quoted === undefined) throw faultOf('has quotes that are not those of a JSON text');
    return { text: quoted, isQuoted: true, number: undefined };
  }
  return { text, isQuoted: false, number: parseNumber(text) };
}

/** Parses a number; an integer exactly, as a bigint if it is beyond 2^53. */
function parseNumber(text: string): number | bigint | undefined {
  if (Object.hasOwn(NAMED_NUMBERS, text)) return NAMED_NUMBERS[text];
  if (!NUMBER.test(text)) return undefined;
  const integer = /^[+-]?\d+$/.test(text)
    ? numberOf(text.replace(/^\+/, '').replace(/^(-?)0+(?=\d)/, '$1'))
    : undefined;
  return typeof integer === 'bigint' ? integer : Number(text);
}

/**
 * Matches the value of an artifact with the items of a condition.
 *
 * @param whole - the text of all items together. A stored text that is equal to it matches, too, whatever commas and dots it has.
 * @param value - undefined if the artifact does not have the key.
 */
export function matchItems(
  items: readonly Item[],
  whole: string | undefined,
  value: StoredTree | undefined,
): MatchResult {
  if (value === undefined) return 'no match';
  const stored = value instanceof NumberText ? (value.double ?? value.integer ?? value) : value;
  if (stored === whole) return 'match';
  let result: MatchResult = 'incomparable';
  for (const item of items) {
    const next = isRange(item) ? matchRange(item, stored) : matchOperand(item, stored);
    if (next === 'match') return next;
    if (next === 'no match') result = next;
  }
  return result;
}

/** Compares as the type of the stored value asks for: 10 matches the number 10 and the text "10". */
function matchOperand({ text, isQuoted, number }: Operand, value: StoredTree): MatchResult {
  if (typeof value === 'string') return value === text ? 'match' : 'no match';
  if (isQuoted) return 'incomparable';
  if (typeof value === 'number' || typeof value === 'bigint') {
    if (number === undefined) return 'incomparable';
    return isSameNumber(number, value) ? 'match' : 'no match';
  }
  if (typeof value === 'boolean' && (text === 'true' || text === 'false'))
    return text === String(value) ? 'match' : 'no match';
  return value === null && text === 'null' ? 'match' : 'incomparable';
}

/** A typed 0 matches -0 as well, but a typed -0 does not match 0. NaN matches NaN. */
function isSameNumber(typed: number | bigint, value: number | bigint): boolean {
  if (Object.is(typed, -0) || Number.isNaN(typed)) return Object.is(typed, value);
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number are equal if they are exactly the same number.
  return typed == value;
}

const isOfNumbers = ({ from, to }: Range): boolean =>
  (from === undefined || from.number !== undefined) && (to === undefined || to.number !== undefined);

/** Compares numbers with numbers if both ends of the range are numbers, and texts with texts otherwise. */
function matchRange(range: Range, value: StoredTree): MatchResult {
  const { from, to, isInclusive } = range;
  const areNumbers = isOfNumbers(range);
  const isComparable = areNumbers
    ? (typeof value === 'number' && !Number.isNaN(value)) || typeof value === 'bigint'
    : typeof value === 'string';
  if (!isComparable) return 'incomparable';
  const end = areNumbers ? (operand: Operand) => operand.number as number | bigint : (operand: Operand) => operand.text;
  const found = value as number | bigint | string;
  const isIn =
    (from === undefined || found > end(from) || (isInclusive && found >= end(from))) &&
    (to === undefined || found < end(to) || (isInclusive && found <= end(to)));
  return isIn ? 'match' : 'no match';
}
