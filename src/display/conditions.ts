import type { StoredTree } from '../format/stored-tree.js';
import { NumberText } from '../model/number-text.js';
import {
  isRange,
  type MatchResult,
  matchItems,
  type NumberRange,
  parseItems,
  parseOneSidedRange,
  QUOTED,
  rangeOf,
} from './condition-values.js';
import { escaped, escapedJson } from './escaping.js';
import { Failure } from './failure.js';
import { parseJsonString, writtenName } from './key-names.js';
import { shellWord } from './shell-word.js';

// A condition is one word of a command line: a key, a sign, and values.
//
//   threshold=0.5      threshold=1,2,5..10      threshold!=0.5      'threshold>=0.5'      "\"a key\"=1"

/** A condition on one key, which each artifact is tested with. */
export interface Condition {
  /** The condition as somebody typed it. */
  readonly text: string;
  /** The name of its key. */
  readonly key: string;
  /** What it depends on: whether the key is there, which value it has, or where the value stands in an order. */
  readonly asksFor: 'presence' | 'value' | 'order';
  /** The numbers that it takes, where these are one range. */
  readonly range?: NumberRange | undefined;

  /**
   * Tests an artifact.
   *
   * @param value - the value of the key; undefined if the artifact does not have the key.
   */
  test(value: StoredTree | undefined): MatchResult;
}

// No character can be taken by two parts of the pattern, so that it takes no more time for a long text than the text has characters.
const CONDITION = new RegExp(`^\\s*(${QUOTED.source}\\s*|[^\\s=<>!"][^=<>!"]*|)(!=|<=|>=|==|=|<|>)(.*)$`, 's');

/** Returns the condition that artifacts have a key. */
export const hasKey = (key: string): Condition => ({
  text: `--has ${key}`,
  key,
  asksFor: 'presence',
  test: (value) => (value === undefined ? 'no match' : 'match'),
});

/** Returns the condition that artifacts do not have a key. */
export const lacksKey = (key: string): Condition => ({
  text: `--lacks ${key}`,
  key,
  asksFor: 'presence',
  test: (value) => (value === undefined ? 'match' : 'no match'),
});

/** True if a word has the form of a condition. */
export const isCondition = (word: string): boolean => CONDITION.test(word);

/**
 * Parses a condition such as `k=v`, `k=a,b`, `k=10..20`, `k!=v` or `k>=v`.
 *
 * @param call - returns a call of the command with a condition, for messages.
 * @throws Failure if the word is no condition.
 */
export function parseCondition(text: string, call: (condition: string) => string): Condition {
  const [, keyPart = '', sign, valuePart = ''] = CONDITION.exec(text) ?? [];
  if (sign === undefined) throw bareKey(text, call);
  const [typedKey, value] = [keyPart.trimEnd(), valuePart.trim()];
  const key = typedKey.startsWith('"') ? parseJsonString(typedKey) : typedKey;
  const fault = (what: string, value?: string) =>
    wrongCondition(text, what, call(value === undefined ? 'KEY=VALUE' : `${typedKey}${sign}${value}`));
  if (key === undefined) throw fault('has a key whose quotes are not those of JSON');
  if (key === '') throw fault('has no key');
  if (sign === '=' || sign === '==' || sign === '!=') {
    const items = parseItems(value, fault);
    const whole = value.includes('"') ? undefined : value;
    const matches = (found: StoredTree | undefined) => matchItems(items, whole, found);
    const asksFor = items.some(isRange) ? 'order' : 'value';
    if (sign !== '!=') return { text, key, asksFor, range: rangeOf(items), test: matches };
    return { text, key, asksFor: 'value', test: (found) => (matches(found) === 'match' ? 'no match' : 'match') };
  }
  const range = parseOneSidedRange(sign, value, fault);
  return {
    text,
    key,
    asksFor: 'order',
    range: rangeOf([range]),
    test: (found) => matchItems([range], undefined, found),
  };
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

/** @param example - a call of the command with a condition. */
const wrongCondition = (text: string, what: string, example: string): Failure =>
  new Failure(`${escaped(text)} ${what}. Write for example\n  ${escaped(example)}`);

/** Returns a value as it is written in a condition that only this value matches. */
function writtenValue(value: StoredTree): string {
  if (typeof value === 'string') return escapedJson(JSON.stringify(value));
  return Object.is(value, -0) ? '-0' : String(value instanceof NumberText ? value.text : value);
}

/** Returns a condition that only this value matches. In a shell, it still has to be quoted. */
export const writtenCondition = (key: string, value: StoredTree): string =>
  `${writtenName(key)}=${writtenValue(value)}`;
