import { QUOTE, SPACE } from '../bytes.js';
import type { Scan } from './kernel.js';

/** Scans a text by V8's search for strings and single characters, which takes less time than a regular expression. */
export function scanByV8(text: string): Scan {
  const hasNegativeExponent = text.includes('e-') || text.includes('E-');
  return {
    keys: keysIn(text),
    mayHaveNearInteger: hasNearInteger(text) || (hasNegativeExponent && /\d{15}[eE]-/.test(text)),
    mayHaveNearZero: hasNegativeExponent && /[eE]-\d{3}/.test(text),
  };
}

function keysIn(text: string): number {
  let keys = 0;
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    let before = colon - 1;
    while (text.charCodeAt(before) <= SPACE) before--;
    if (text.charCodeAt(before) === QUOTE) keys++;
  }
  return keys;
}

function hasNearInteger(text: string): boolean {
  for (let point = text.indexOf('.'); point >= 0; point = text.indexOf('.', point + 1)) {
    const next = text.charCodeAt(point + 1);
    const isRun = (next === ZERO || next === NINE) && text.charCodeAt(point + 7) === next;
    if (isRun && /^(?:0{7}|9{7})/.test(text.slice(point + 1, point + 8))) return true;
    if (isDigit(text.charCodeAt(point - 9)) && /^\d{9}$/.test(text.slice(point - 9, point))) return true;
    if (!isDigit(text.charCodeAt(point + 8))) continue;
    let end = point + 9;
    while (isDigit(text.charCodeAt(end))) end++;
    const isUnusual = isLetterE(text.charCodeAt(end)) || end > point + MANY_DECIMALS;
    if (isUnusual && /^\d{8}/.test(text.slice(point + 1, point + 9))) return true;
  }
  return false;
}

/** A usual number has fewer digits behind its point. */
const MANY_DECIMALS = 40;

const ZERO = 0x30;
const NINE = 0x39;
const isDigit = (unit: number): boolean => unit >= ZERO && unit <= NINE;
const isLetterE = (unit: number): boolean => (unit | 0x20) === 0x65;
