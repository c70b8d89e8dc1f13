import { Buffer } from 'node:buffer';
import { FormatError } from '../../../src/index.js';
import type { JsonOptions } from '../../../src/json/json-reader.js';
import { readJson } from '../../../src/json/read-json.js';
import { NumberText } from '../../../src/model/number-text.js';
import { isTreeObject, itemsOf, MAX_DEPTH, type Tree } from '../../../src/model/tree.js';
import { hasEscapedKey } from './escaped-keys.js';

/** What JSON.parse returns for bytes that are UTF-8. */
interface Parsed {
  readonly value: unknown;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parsed(bytes: Uint8Array, before = (text: string) => text): Parsed | undefined {
  try {
    return { value: JSON.parse(before(utf8.decode(bytes))) };
  } catch {
    return undefined;
  }
}

function read(bytes: Uint8Array, options?: JsonOptions): { tree: Tree } | FormatError {
  try {
    return { tree: readJson(bytes, options) };
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
}

const BARE_TOKENS = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/gs;
const withoutBareTokens = (text: string): string =>
  text.replace(BARE_TOKENS, (found) => (found.startsWith('"') ? found : 'null'));

/**
 * Compares the library's parser with JSON.parse. The two must agree, except that the parser also refuses duplicate keys, the key
 * `__proto__` and too many levels, and accepts bare tokens if its options say so. Of a text with a key that JSON.parse may mistake, only
 * what both refuse is compared.
 *
 * @returns whether the parser accepted the bytes, and the difference, if there is one.
 * @throws whatever the parser throws other than a FormatError.
 */
export function parsingOf(bytes: Buffer): { readonly isAccepted: boolean; readonly fault: string | undefined } {
  const expected = parsed(bytes);
  const found = read(bytes);
  const isAccepted = !(found instanceof FormatError);
  return { isAccepted, fault: faultOf(bytes, expected, found) ?? bareTokenFault(bytes) };
}

function faultOf(bytes: Buffer, expected: Parsed | undefined, found: { tree: Tree } | FormatError): string | undefined {
  if (expected === undefined) return found instanceof FormatError ? undefined : 'accepts what JSON.parse refuses';
  if (hasEscapedKey(bytes.toString('latin1'))) return undefined;
  const isRefused = isRefusedBesides(bytes, expected);
  if (found instanceof FormatError) return isRefused ? undefined : `refuses what JSON.parse accepts: ${found.message}`;
  if (isRefused) return 'accepts a duplicate key, the key __proto__ or too many levels';
  return isSame(found.tree, expected.value, bytes) ? undefined : 'returns another value than JSON.parse';
}

/** Checks that the parser accepts bare tokens, if its options say so, wherever JSON.parse accepts null. */
function bareTokenFault(bytes: Buffer): string | undefined {
  if (!bytes.includes('NaN') && !bytes.includes('Infinity')) return undefined;
  const expected = parsed(bytes, withoutBareTokens);
  if (expected !== undefined && hasEscapedKey(bytes.toString('latin1'))) return undefined;
  const isTaken = expected !== undefined && !isRefusedBesides(bytes, expected);
  const found = read(bytes, { bareTokens: true });
  return isTaken === found instanceof FormatError ? `bare tokens: ${isTaken ? 'refused' : 'taken'}` : undefined;
}

/** True if a JSON text has a duplicate key, the key `__proto__`, or too many levels: then only the library's parser refuses it. */
function isRefusedBesides(bytes: Buffer, { value }: Parsed): boolean {
  let [members, levels, hasProto] = [0, 0, false];
  const visit = (each: unknown, depth: number): void => {
    if (typeof each !== 'object' || each === null || levels > MAX_DEPTH) return;
    levels = Math.max(levels, depth);
    for (const [key, member] of Object.entries(each)) {
      if (!Array.isArray(each)) members++;
      if (key === '__proto__') hasProto = true;
      visit(member, depth + 1);
    }
  };
  visit(value, 1);
  const strings = bytes.toString('latin1').match(/"(?:[^"\\]|\\.)*"\s*:?/gs) ?? [];
  const keys = strings.filter((text) => text.endsWith(':')).length;
  return hasProto || levels > MAX_DEPTH || members < keys;
}

function isSame(tree: Tree, value: unknown, bytes: Buffer): boolean {
  const items = itemsOf(tree);
  if (items !== undefined) {
    return (
      Array.isArray(value) &&
      items.length === value.length &&
      items.every((item, index) => isSame(item, value[index], bytes))
    );
  }
  if (isTreeObject(tree)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const keys = Object.keys(tree);
    const isSameKeys = keys.join('\n') === Object.keys(value).join('\n');
    return isSameKeys && keys.every((key) => isSame(tree[key] as Tree, value[key as never], bytes));
  }
  // A number that is no double is kept with all its digits.
  if (typeof tree === 'bigint') return Object.is(Number(tree), value) && bytes.includes(String(tree));
  if (tree instanceof NumberText) return Object.is(Number(tree.text), value) && bytes.includes(tree.text);
  return Object.is(tree, value);
}
