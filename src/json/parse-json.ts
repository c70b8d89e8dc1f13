import { isAscii, isUtf8 } from 'node:buffer';
import { MAX_PARSED_TEXT } from '../model/limits.js';
import { MAX_DEPTH, type Tree, type TreeObject } from '../model/tree.js';
import { kernel } from './kernel/kernels.js';
import { numberOf } from './numbers.js';

/**
 * Parses an object or list with JSON.parse, and looks whether that has lost anything.
 *
 * @returns the tree that `readJson` returns; undefined if that may be another one, or the text is not JSON.
 */
export function parseJson(bytes: Buffer): Tree | undefined {
  if (bytes.length > MAX_PARSED_TEXT) return undefined;
  const isOfAscii = isAscii(bytes);
  if (!isOfAscii && !isUtf8(bytes)) return undefined;
  const text = bytes.toString(isOfAscii ? 'latin1' : 'utf8');
  let tree: Tree;
  try {
    tree = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof tree !== 'object' || tree === null) return undefined;
  const inspection = new Inspection(text.includes('\\'));
  inspection.visit(tree as Tree[] | TreeObject, 0);
  if (inspection.isDoubtful) return undefined;
  const { keys, mayHaveNearInteger, mayHaveNearZero } = kernel.scan(bytes, text);
  if (inspection.members !== keys) return undefined;
  // To look at the text of each number lets a load of nested objects take 1.4 times as long. So this is done only where a number may differ.
  const mayDiffer = inspection.hasLarge || (inspection.hasZero && mayHaveNearZero) || mayHaveNearInteger;
  return mayDiffer && !areNumbersExact(text) ? undefined : tree;
}

const ZERO = 0x30;
const NINE = 0x39;
const isDigit = (unit: number): boolean => unit >= ZERO && unit <= NINE;
const isLetterE = (unit: number): boolean => (unit | 0x20) === 0x65;

/** What each number has that JSON.parse may read as another number than `readJson`. */
const UNUSUAL = /(?<![\d.])\d{16}|\d{9}\.|\.(?:0{7}|9{7})|\d[eE]|0{200}/g;

/** True if {@link Inspection} has made of each unusual number of a text what `readJson` makes of it. */
function areNumbersExact(text: string): boolean {
  UNUSUAL.lastIndex = 0;
  for (let match = UNUSUAL.exec(text); match !== null; match = UNUSUAL.exec(text)) {
    let start = match.index;
    let end = UNUSUAL.lastIndex;
    while (isNumberUnit(text.charCodeAt(start - 1))) start--;
    while (isNumberUnit(text.charCodeAt(end))) end++;
    UNUSUAL.lastIndex = end;
    // A number stands between white space, commas, colons and brackets. Digits between other characters are part of a string.
    if (BEFORE_NUMBER.has(text[start - 1]) && AFTER_NUMBER.has(text[end]) && !isExact(text.slice(start, end)))
      return false;
  }
  return true;
}

/** True for digits, signs, a point and e. */
const isNumberUnit = (unit: number): boolean =>
  isDigit(unit) || unit === 0x2e || unit === 0x2d || unit === 0x2b || isLetterE(unit);

const BEFORE_NUMBER = new Set([' ', '\n', '\t', '\r', ',', ':', '[', undefined]);
const AFTER_NUMBER = new Set([' ', '\n', '\t', '\r', ',', ']', '}', undefined]);

function isExact(text: string): boolean {
  const number = numberOf(text);
  return typeof number === 'number' || (typeof number === 'bigint' && String(Number(text)) === String(number));
}

/** A pass over a tree of JSON.parse that finds what may be lost, and makes bigints of the integers that `readJson` reads as such. */
class Inspection {
  /** The number of members of all objects. */
  members = 0;
  /** True if there is a depth or key that no artifact has, or a key that V8 may have mistaken. */
  isDoubtful = false;
  /** True if there is an integer beyond ±(2^53 − 1), or an infinity. */
  hasLarge = false;
  /** True if a number is 0. */
  hasZero = false;

  /**
   * @param hasEscapes - true if the text has a backslash. From V8 12.8 on, JSON.parse may give an escaped key the name of another key, of
   * which the text of the escaped one begins with all characters: after `{"h":[],"\\":0}`, it reads the second key of `{"h":1,"\"":2}` as a
   * backslash. Such a name always has a backslash.
   * @see https://github.com/nodejs/node/issues/63785
   */
  constructor(private readonly hasEscapes: boolean) {}

  visit(parent: Tree[] | TreeObject, depth: number): void {
    if (depth >= MAX_DEPTH) this.isDoubtful = true;
    else if (Array.isArray(parent)) {
      for (let index = 0; index < parent.length; index++) this.#visitChild(parent, index, depth);
    } else {
      for (const key in parent) {
        this.members++;
        if (key === '__proto__' || (this.hasEscapes && key.includes('\\'))) this.isDoubtful = true;
        else this.#visitChild(parent, key, depth);
      }
    }
  }

  #visitChild<Key extends string | number>(parent: { [K in Key]?: Tree }, key: Key, depth: number): void {
    const child = parent[key];
    if (typeof child === 'number') {
      if (child === 0) this.hasZero = true;
      else if (isLarge(child)) parent[key] = this.#ofLarge(child);
    } else if (typeof child === 'object' && child !== null) this.visit(child as Tree[] | TreeObject, depth + 1);
  }

  /** An integer without an exponent is a bigint of the digits that stand in the text, which are not always those of the double. */
  #ofLarge(value: number): Tree {
    this.hasLarge = true;
    const text = String(value);
    return /^-?\d+$/.test(text) ? BigInt(text) : value;
  }
}

/** True for integers beyond ±(2^53 − 1) and for infinities. */
const isLarge = (value: number): boolean => !Number.isSafeInteger(value) && Math.floor(value) === value;
