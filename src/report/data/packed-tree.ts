import type { PackedScalar } from './packed.js';

// The members of an artifact as a tree, as JSON carries it:
//
//   0.5, "text", ["NaN"]                 a scalar, as `pack` packs it
//   { list: [1, 2] }                     a list
//   { object: [["a", 1], ["b", 2]] }     an object, as a list of its members, so that no key means something in JavaScript
//   { text: "…", length, digest }        a text that is cut
//   { isNullNaN: false }                 an array, which the page has under the same pointer

/** A packed tree. */
export type PackedTree =
  | PackedScalar
  | { readonly list: readonly PackedTree[] }
  | { readonly object: readonly (readonly [key: string, value: PackedTree])[] }
  | PackedLongText
  | PackedArrayPlace;

/** The beginning of a text, its length, and a digest of all of it. */
export interface PackedLongText {
  readonly text: string;
  /** Units: characters. */
  readonly length: number;
  readonly digest: string;
}

/** The place of an array. */
export interface PackedArrayPlace {
  /** Whether the file has `null` for NaN in it. */
  readonly isNullNaN: boolean;
}

/** The greatest number of characters of a text that a page carries. */
export const MOST_CHARACTERS = 2000;
