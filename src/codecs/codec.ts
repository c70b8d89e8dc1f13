import type { JsonSchema } from '../model/json-schema.js';
import type { Tree } from '../model/tree.js';
import type { Forms } from './forms.js';
import type { SchemaPlace } from './schema/schema-place.js';
import type { DecodingWalk } from './walk/decoding-walk.js';
import type { EncodingWalk } from './walk/encoding-walk.js';

// All codecs, by their files: the value in memory ⇄ what the file holds.
//
//   scalar                string                         ⇄ string
//                         boolean                        ⇄ true or false
//                         number                         ⇄ number; NaN and the infinities as "NaN", "Infinity", "-Infinity"
//                         finite number                  ⇄ number
//                         integer within ±(2^53 − 1)     ⇄ number
//                         bigint                         ⇄ string of digits: 12n ⇄ "12"
//   one-of                one of some strings            ⇄ the same string
//   iso-date              Date                           ⇄ string: "2026-02-11T15:40:12.063Z"
//                         string with an ISO 8601 text   ⇄ the same string
//   epoch                 Date                           ⇄ number of seconds or milliseconds since 1970
//   timestamp             the timestamp of an artifact   ⇄ as iso-date, with a year of four digits, and seconds
//   json-value            plain JSON value               ⇄ the same value
//   list                  Array of values of one codec   ⇄ list
//   set                   Set of values of one codec     ⇄ list
//   tuple                 Array, each element of which   ⇄ list
//                         has a codec of its own
//   map                   Map from strings to values of  ⇄ object
//                         one codec
//   pair-map              Map from numbers, bigints or   ⇄ list of pairs
//                         booleans to such values
//   record                plain object, whose values     ⇄ object
//                         have one codec
//   object                plain object, each member of   ⇄ object
//                         which has a codec of its own
//   nullable              null, or a value of a codec    ⇄ null, or what the codec stores
//   either                value of one of some codecs    ⇄ what that codec stores
//   reference             reference to an artifact       ⇄ object of name, procedure_name and seal
//   custom                value of a type of the user    ⇄ what another codec stores
//   array/nd-array        n-dimensional array            ⇄ nested lists; dtype and shape in $artifact.arrays
//   mapping/declared-class
//                         instance of a declared class   ⇄ object with a key for each field
//   mapping/class-transformer/class-transformer-class
//                         instance of a class with       ⇄ object, as class-transformer makes it
//                         class-transformer's decorators
//
// To add a type: write its codec in one file here, add it to this table and to the vocabulary in src/declaration/vocabulary.ts.

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
  /**
   * Where a Map with such keys has them in a file: `text`, the keys of an object; `value`, in pairs of key and value. Undefined if a value is
   * no key, because a Map tells two of them apart that a file does not.
   */
  readonly mapKey?: 'text' | 'value';
  /** The codecs of what is in its values; undefined if nothing in them has a codec of its own. */
  readonly parts?: readonly Codec[];
  /** What a class asks of the codec of an array; undefined for other codecs. */
  readonly array?: ArrayOfField | undefined;
  /** True if it decodes trees in another form than it encodes: fields under their aliases, or without the key of a field with a default. */
  readonly takesFormerTrees?: boolean;
  /** Returns the tree of a value. Does not change the value. */
  encode(value: unknown, walk: EncodingWalk): Tree;
  /** Returns the value of a tree, identical to the value from which `encode` made the tree. */
  decode(tree: Tree, walk: DecodingWalk): Value;
  /** Returns a JSON Schema that every tree fits that `decode` takes, as JSON.parse gives it. */
  schema(place: SchemaPlace): JsonSchema;
}

/** What a class asks of the codec of an array that is a field. */
export interface ArrayOfField {
  /** The number of axes; undefined if there may be any. */
  readonly rank: number | undefined;
  /** The property that has the x of each number; undefined if none does. */
  readonly x: string | undefined;
  /**
   * Returns the codec that names the array of x.
   *
   * @param keys - the key of that array, and then its former keys.
   */
  withX(keys: readonly string[]): Codec;
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
