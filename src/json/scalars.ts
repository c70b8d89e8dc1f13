import type { Tree } from '../model/tree.js';

/** Tells whether a tree has nothing below it. */
export const isScalar = (tree: Tree): boolean => typeof tree !== 'object' || tree === null;

/** The text of a tree that has nothing below it. */
export function scalarText(tree: Tree): string {
  if (typeof tree === 'string') return NEEDS_NO_ESCAPE.test(tree) ? `"${tree}"` : JSON.stringify(tree);
  if (tree === 0 && Object.is(tree, -0)) return '-0.0';
  return typeof tree === 'number' && !Number.isFinite(tree) ? `"${tree}"` : String(tree);
}

const NEEDS_NO_ESCAPE = /^[ !#-[\]-~]*$/;

/**
 * The JSON text of a string, piece by piece: as a whole it may be longer than any string.
 *
 * @param piece - characters that are quoted in one go.
 */
export function* quotedPieces(text: string, piece: number): Generator<string> {
  yield '"';
  for (let at = 0; at < text.length; ) {
    // A pair of surrogates is one character of UTF-8.
    const end = at + piece + (isHighSurrogate(text.charCodeAt(at + piece - 1)) ? 1 : 0);
    yield JSON.stringify(text.slice(at, end)).slice(1, -1);
    at = end;
  }
  yield '"';
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;

/** Tells whether a unit of UTF-16 is the second of a pair of surrogates. */
export const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;
