import type { Tree } from '../model/tree.js';
import type { Forms } from './forms.js';
import type { DecodingWalk } from './walk/decoding-walk.js';
import type { EncodingWalk } from './walk/encoding-walk.js';

// All codecs, by their files: the value in memory ⇄ what the file holds.
//
//   scalar                string                         ⇄ string
//                         boolean                        ⇄ true or false
//                         number                         ⇄ number; NaN and the infinities as "NaN", "Infinity", "-Infinity"
//                         integer within ±(2^53 − 1)     ⇄ number
//                         bigint                         ⇄ string of digits: 12n ⇄ "12"
//   iso-date              Date                           ⇄ string: "2026-02-11T15:40:12.063Z"
//                         string with an ISO 8601 text   ⇄ the same string
//   timestamp             the timestamp of an artifact   ⇄ as iso-date, with a year of four digits, and seconds
//   json-value            plain JSON value               ⇄ the same value
//   list                  Array of values of one codec   ⇄ list
//   map                   Map from strings to values of  ⇄ object
//                         one codec
//   array/nd-array        n-dimensional array            ⇄ nested lists; dtype and shape in $artifact.arrays
//   mapping/declared-class
//                         instance of a declared class   ⇄ object with a key for each field
//   mapping/class-transformer/class-transformer-class
//                         instance of a class with       ⇄ object, as class-transformer makes it
//                         class-transformer's decorators
//
// To add a type: write its codec in one file here, add it to this table, and attach it with a decorator in src/declaration.

/**
 * The two directions of one type. A codec never throws for what it is given: it reports an issue to the walk, and then nobody uses what
 * it returns.
 */
export interface Codec<Value = unknown> {
  /** What a value is, in the words of a message: `a number`, `a list`, `an instance of Spike`. */
  readonly expected: string;
  /** The forms of its trees, by which `either` tells alternatives apart. */
  readonly forms: Forms;
  /** True if a value in memory is one of this type, as far as one look at it shows. */
  holds(value: unknown): boolean;
  /** Returns the tree of a value. Does not change the value. */
  encode(value: unknown, walk: EncodingWalk): Tree;
  /** Returns the value of a tree, identical to the value from which `encode` made the tree. */
  decode(tree: Tree, walk: DecodingWalk): Value;
}

/** Encodes a value, which may be a Proxy or have getters. Returns null, with a report, if its code throws. */
export function encodeGuarded(codec: Codec, value: unknown, walk: EncodingWalk): Tree {
  const { level } = walk;
  try {
    return codec.encode(value, walk);
  } catch (error) {
    walk.reportThrown(error, level);
    return null;
  }
}
