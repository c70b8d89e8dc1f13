import { types } from 'node:util';
import { SECOND, secondOf } from '../format/address.js';
import { bothOf } from '../model/json-schema.js';
import type { Tree } from '../model/tree.js';
import type { Codec } from './codec.js';
import { isoTextCodec } from './iso-date.js';
import type { Walk } from './walk/walk.js';

/** The codec of the timestamp of artifacts. */
export interface TimestampCodec<Value = unknown> extends Codec<Value> {
  /** True if the timestamp is a string in memory, and may have any time zone. */
  readonly isText: boolean;
}

/**
 * The timestamp of an artifact ⇄ ISO 8601 text, as one of the codecs of dates maps it. The name of the file begins with the timestamp, in
 * UTC and to the second: so the timestamp needs seconds, and a year of four digits.
 */
export const timestampCodec = <Value>(date: Codec<Value>): TimestampCodec<Value> => ({
  ...date,
  isText: (date as Codec) === isoTextCodec,
  encode(value, walk) {
    const before = walk.issueCount;
    const tree = date.encode(value, walk);
    if (walk.issueCount === before) checkText(tree, walk);
    return tree;
  },
  decode(tree, walk) {
    const before = walk.issueCount;
    const value = date.decode(tree, walk);
    if (walk.issueCount === before) checkText(tree, walk);
    // The text has a year of four digits, but its time zone may move the time in UTC to another year.
    if (walk.issueCount === before && types.isDate(value) && secondOf(value.toISOString()) === undefined) {
      walk.wrongValue(tree, 'a time whose year in UTC has four digits, for it names the file');
    }
    return value;
  },
  schema: (place) => bothOf(date.schema(place), { pattern: SECOND.source }),
});

/** @param tree - a text that the codec of dates has accepted. */
function checkText(tree: Tree, walk: Walk): void {
  if (secondOf(tree as string) === undefined) {
    walk.wrongValue(tree, 'YYYY-MM-DDThh:mm:ss at its beginning, for it names the file');
  }
}
