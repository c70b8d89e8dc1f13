import { isAscii, isUtf8 } from 'node:buffer';
import { MAX_PARSED_TEXT } from '../model/limits.js';
import { MAX_DEPTH, type Tree, type TreeObject } from '../model/tree.js';
import { QUOTE, SPACE } from './bytes.js';
import { numberOf } from './numbers.js';

/**
 * Parses JSON with JSON.parse, and looks whether that has lost anything.
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
  const inspection = new Inspection();
  inspection.visit(tree, 0);
  const isExact = !inspection.isDoubtful && inspection.members === keysIn(text) && areNumbersExact(text);
  return isExact ? tree : undefined;
}

/** Counts the colons behind a quote: all that follow a key, and some within strings. */
function keysIn(text: string): number {
  let keys = 0;
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    let before = colon - 1;
    while (text.charCodeAt(before) <= SPACE) before--;
    if (text.charCodeAt(before) === QUOTE) keys++;
  }
  return keys;
}

/**
 * What all numbers have that `readJson` may read as something else than their double: many digits before the point, an exponent, or digits
 * after the point that are nearly a whole.
 */
const UNUSUAL = /(?<![\d.])\d{16}|(?<![\d.])\d{9,15}\.|\d[eE]|\.(?:0{7}|9{7})/g;

/** True if the tree of JSON.parse, with bigints for large integers, has each number of a text as `readJson` reads it. */
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
  (unit >= 0x30 && unit <= 0x39) || unit === 0x2e || unit === 0x2d || unit === 0x2b || (unit | 0x20) === 0x65;

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
  /** True if there is a key or depth that no artifact has. */
  isDoubtful = false;
  visit(tree: Tree, depth: number): Tree {
    if (typeof tree === 'number') return Number.isSafeInteger(tree) || !isIntegral(tree) ? tree : this.#large(tree);
    if (typeof tree === 'object' && tree !== null) this.#visitWithin(tree as Tree[] | TreeObject, depth);
    return tree;
  }

  #visitWithin(parent: Tree[] | TreeObject, depth: number): void {
    if (depth >= MAX_DEPTH) this.isDoubtful = true;
    else if (Array.isArray(parent)) {
      for (let index = 0; index < parent.length; index++) {
        const child = parent[index] as Tree;
        const visited = this.visit(child, depth + 1);
        if (visited !== child) parent[index] = visited;
      }
    } else {
      for (const key in parent) {
        this.members++;
        if (key === '__proto__') {
          this.isDoubtful = true;
          continue;
        }
        const child = parent[key] as Tree;
        const visited = this.visit(child, depth + 1);
        if (visited !== child) parent[key] = visited;
      }
    }
  }

  /** An integer without an exponent is a bigint of the digits that stand in the text, which are not always those of the double. */
  #large(value: number): Tree {
    const text = String(value);
    return /^-?\d+$/.test(text) ? BigInt(text) : value;
  }
}

/** True for integers and infinities. */
const isIntegral = (value: number): boolean => Math.floor(value) === value;
