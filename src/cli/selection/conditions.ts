import { numberOf } from '../../json/numbers.js';
import { NumberText } from '../../model/number-text.js';
import type { StoredTree } from '../../repository/stored-tree.js';
import { escaped, escapedJson } from '../console/escaping.js';
import { Failure } from '../console/failure.js';
import { shellWord } from '../context/root.js';
import { parseJsonString, writtenName } from '../rows/key-names.js';

/** What a condition says of a value. `incomparable`: the value is of another type, or NaN, so that it has no place in an order. */
export type Answer = 'match' | 'no match' | 'incomparable';

/** Something that is asked of each artifact. */
export interface Condition {
  /** What was typed. */
  readonly text: string;
  /** The name of the key that it asks for. */
  readonly key: string;
  /** What it asks about: whether the key is there, its value, or the place of its value in an order. */
  readonly asksFor: 'presence' | 'value' | 'order';
  /** @param value - undefined if the artifact does not have the key. */
  test(value: StoredTree | undefined): Answer;
}

/** A value as it was typed. */
interface Operand {
  readonly text: string;
  /** A text that was quoted is no number. */
  readonly isQuoted: boolean;
  readonly number: number | bigint | undefined;
}

/** From one value to another; where one is missing, there is no end. */
interface Range {
  readonly from?: Operand;
  readonly to?: Operand;
  /** Whether the ends belong to it. */
  readonly isInclusive: boolean;
}

type Item = Operand | Range;

const QUOTED = /"(?:[^"\\]|\\.)*"/s;
const CONDITION = new RegExp(`^\\s*(${QUOTED.source}|[^=<>!"]*?)\\s*(!=|<=|>=|==|=|<|>)\\s*(.*?)\\s*$`, 's');
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NAMED: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '+Infinity': Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** A condition that artifacts have a key. */
export const hasKey = (key: string): Condition => ({
  text: `--has ${key}`,
  key,
  asksFor: 'presence',
  test: (value) => (value === undefined ? 'no match' : 'match'),
});

/** A condition that they do not. */
export const lacksKey = (key: string): Condition => ({
  text: `--lacks ${key}`,
  key,
  asksFor: 'presence',
  test: (value) => (value === undefined ? 'match' : 'no match'),
});

/** Tells whether a word has the form of a condition. */
export const isCondition = (word: string): boolean => CONDITION.test(word);

/**
 * Reads a condition such as `k=v`, `k=a,b`, `k=10..20`, `k!=v` or `k>=v`.
 *
 * @param call - a call of the command with a condition, for messages.
 * @throws Failure if it is none.
 */
export function parseCondition(text: string, call: (condition: string) => string): Condition {
  const [, typedKey = '', sign, value = ''] = CONDITION.exec(text) ?? [];
  if (sign === undefined) throw bareKey(text, call);
  const key = typedKey.startsWith('"') ? parseJsonString(typedKey) : typedKey;
  if (key === undefined || key === '')
    throw wrong(text, key === '' ? 'has no key' : 'has a key whose quotes are not those of JSON', call);
  const fault = (what: string) => wrong(text, what, call);
  if (sign === '=' || sign === '==' || sign === '!=') {
    const items = itemsIn(value, fault);
    const whole = value.includes('"') ? undefined : value;
    const matches = (found: StoredTree | undefined) => answerOf(items, whole, found);
    if (sign !== '!=') return { text, key, asksFor: items.some(isRange) ? 'order' : 'value', test: matches };
    return { text, key, asksFor: 'value', test: (found) => (matches(found) === 'match' ? 'no match' : 'match') };
  }
  const operand = operandOf(value, fault);
  if (operand.text === '') throw fault('has no value');
  const isInclusive = sign.endsWith('=');
  const range: Range = sign.startsWith('<') ? { to: operand, isInclusive } : { from: operand, isInclusive };
  checkOrder(range, fault);
  return { text, key, asksFor: 'order', test: (found) => answerOf([range], undefined, found) };
}

/** @param whole - what was typed for all items: a text that is equal to it is meant too, whatever commas and dots it has. */
function answerOf(items: readonly Item[], whole: string | undefined, value: StoredTree | undefined): Answer {
  if (value === undefined) return 'no match';
  const held = value instanceof NumberText ? (value.double ?? value.integer ?? value) : value;
  if (held === whole) return 'match';
  let answer: Answer = 'incomparable';
  for (const item of items) {
    const next = isRange(item) ? inRange(item, held) : equals(item, held);
    if (next === 'match') return next;
    if (next === 'no match') answer = next;
  }
  return answer;
}

/** Compares by the type of the value: 10 is the number 10 and the text "10". */
function equals({ text, isQuoted, number }: Operand, value: StoredTree): Answer {
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

/** 0 is -0 as well, but -0 is not 0. NaN is itself. */
function isSameNumber(typed: number | bigint, value: number | bigint): boolean {
  if (Object.is(typed, -0) || Number.isNaN(typed)) return Object.is(typed, value);
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number are equal if they are exactly the same number.
  return typed == value;
}

/** Numbers have an order among numbers, and texts among texts. */
function inRange(range: Range, value: StoredTree): Answer {
  const { from, to, isInclusive } = range;
  const place = isOfNumbers(range)
    ? (operand: Operand) => operand.number as number | bigint
    : (operand: Operand) => operand.text;
  const isComparable = isOfNumbers(range)
    ? (typeof value === 'number' && !Number.isNaN(value)) || typeof value === 'bigint'
    : typeof value === 'string';
  if (!isComparable) return 'incomparable';
  const found = value as number | bigint | string;
  const isIn =
    (from === undefined || found > place(from) || (isInclusive && found >= place(from))) &&
    (to === undefined || found < place(to) || (isInclusive && found <= place(to)));
  return isIn ? 'match' : 'no match';
}

const isRange = (item: Item): item is Range => 'isInclusive' in item;

const isOfNumbers = ({ from, to }: Range): boolean =>
  (from === undefined || from.number !== undefined) && (to === undefined || to.number !== undefined);

/** The values and ranges of a list that is separated by commas. */
function itemsIn(text: string, fault: (what: string) => Failure): Item[] {
  return partsOf(text, ',').map((part): Item => {
    const ends = partsOf(part, '..');
    if (ends.length === 1) return operandOf(part.trim(), fault);
    const [from, to] = [ends[0] as string, ends.slice(1).join('..')].map((end) => operandOf(end.trim(), fault));
    const range: Range = {
      ...(isMissing(from) ? {} : { from: from as Operand }),
      ...(isMissing(to) ? {} : { to: to as Operand }),
      isInclusive: true,
    };
    if (range.from === undefined && range.to === undefined) throw fault('has a range without an end');
    checkOrder(range, fault);
    return range;
  });
}

const isMissing = (operand: Operand | undefined): boolean => operand?.text === '' && !operand.isQuoted;

function checkOrder({ from, to }: Range, fault: (what: string) => Failure): void {
  if ([from, to].some((end) => Number.isNaN(end?.number))) throw fault('asks for an order, which NaN has no place in');
}

/** What stands between separators that are not within quotes. */
function partsOf(text: string, separator: string): string[] {
  const parts = [''];
  for (let at = 0; at < text.length; ) {
    const quoted = text[at] === '"' ? /^"(?:[^"\\]|\\.)*"/s.exec(text.slice(at))?.[0] : undefined;
    const isSeparator = text.startsWith(separator, at);
    const next = quoted ?? (isSeparator ? separator : (text[at] as string));
    if (isSeparator) parts.push('');
    else parts[parts.length - 1] += next;
    at += next.length;
  }
  return parts;
}

function operandOf(text: string, fault: (what: string) => Failure): Operand {
  if (text.startsWith('"')) {
    const quoted = parseJsonString(text);
    if (quoted === undefined) throw fault('has quotes that are not those of a JSON text');
    return { text: quoted, isQuoted: true, number: undefined };
  }
  return { text, isQuoted: false, number: numberIn(text) };
}

/** The number that was typed: exactly, if it is an integer. */
function numberIn(text: string): number | bigint | undefined {
  if (Object.hasOwn(NAMED, text)) return NAMED[text];
  if (!NUMBER.test(text)) return undefined;
  const integer = /^[+-]?\d+$/.test(text)
    ? numberOf(text.replace(/^\+/, '').replace(/^(-?)0+(?=\d)/, '$1'))
    : undefined;
  return typeof integer === 'bigint' ? integer : Number(text);
}

function bareKey(text: string, call: (condition: string) => string): Failure {
  const word = escaped(text);
  return new Failure(
    `"${word}" is a key, not a condition. If you typed > or <, the\n` +
      'shell took it for itself (look for a file named =10 or so). Write instead\n' +
      `  ${call(`${text}=10..20`)}\n` +
      `or, in quotes, ${shellWord(`${text}>=10`)}.`,
  );
}

const wrong = (text: string, what: string, call: (condition: string) => string): Failure =>
  new Failure(`${escaped(text)} ${what}. Write for example\n  ${call('KEY=VALUE')}`);

/** What stands for a value in a condition that asks for just that. */
export function writtenValue(value: StoredTree): string {
  if (typeof value === 'string') return escapedJson(JSON.stringify(value));
  return Object.is(value, -0) ? '-0' : String(value instanceof NumberText ? value.text : value);
}

/** A condition that asks for just this value. In a shell, it needs quotes of its own. */
export const writtenCondition = (key: string, value: StoredTree): string =>
  `${writtenName(key)}=${writtenValue(value)}`;
