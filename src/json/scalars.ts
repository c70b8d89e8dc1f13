import type { Tree } from '../model/tree.js';

/** True if a tree is a string, number, bigint, boolean or null. */
export const isScalar = (tree: Tree): boolean => typeof tree !== 'object' || tree === null;

/**
 * Returns the text of a scalar. It differs from that of JSON.stringify for -0, which is `-0.0`; for a number that is not finite, which is its
 * name in quotes; and for a bigint, which is its digits.
 */
export function scalarText(tree: Tree): string {
  if (typeof tree === 'string') return NEEDS_NO_ESCAPE.test(tree) ? `"${tree}"` : JSON.stringify(tree);
  if (tree === 0 && Object.is(tree, -0)) return '-0.0';
  return typeof tree === 'number' && !Number.isFinite(tree) ? `"${tree}"` : String(tree);
}

/** Printable ASCII without quote and backslash. Other characters may need an escape. */
const NEEDS_NO_ESCAPE = /^[ !#-[\]-~]*$/;

/**
 * Yields the text of a string piece by piece: with its escapes, it may be longer than the longest string.
 *
 * @param piece - the number of UTF-16 code units that are escaped in one step.
 */
export function* quotedPieces(text: string, piece: number): Generator<string> {
  yield '"';
  for (let at = 0; at < text.length; ) {
    // Each piece is encoded as UTF-8 by itself, so a surrogate pair must not be split.
    const end = at + piece + (isHighSurrogate(text.charCodeAt(at + piece - 1)) ? 1 : 0);
    yield JSON.stringify(text.slice(at, end)).slice(1, -1);
    at = end;
  }
  yield '"';
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;

/** True if a UTF-16 code unit is the second one of a surrogate pair. */
export const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;
