import { anyOf } from '../model/json-schema.js';
import type { Codec } from './codec.js';
import { hasForm, unionOf } from './forms.js';

/**
 * A value of one of several codecs ⇄ what that codec stores. A value in memory belongs to the first codec that holds it, a tree to the codec
 * that has its form.
 *
 * @param codecs - no two of them have a form in common.
 */
export const eitherCodec = <Value>(codecs: readonly Codec<Value>[]): Codec<Value> => ({
  get expected() {
    return codecs.map(({ expected }) => expected).join(' or ');
  },
  get forms() {
    return unionOf(codecs.map(({ forms }) => forms));
  },
  holds: (value) => codecs.some((codec) => codec.holds(value)),
  parts: codecs,
  encode(value, walk) {
    const codec = codecs.find((each) => each.holds(value));
    if (codec === undefined) {
      walk.wrongType(value, this.expected);
      return null;
    }
    const before = walk.issueCount;
    const tree = codec.encode(value, walk);
    // The forms are those in a sealed file. In files without a seal, a bigint is a number, and beside other types a text, but for Python.
    if (walk.profile === 'json' && typeof value === 'bigint') return String(value);
    if (walk.profile !== undefined && walk.issueCount === before && !hasForm(tree, codec.forms))
      walk.wrongValue(value, 'no bigint among several types: a file for Python has a number for it');
    return tree;
  },
  decode(tree, walk) {
    const codec = codecs.find(({ forms }) => hasForm(tree, forms));
    if (codec !== undefined) return codec.decode(tree, walk);
    walk.wrongType(tree, this.expected);
    return undefined as Value;
  },
  schema: (place) => anyOf(...codecs.map((codec) => codec.schema(place.alternative))),
});
