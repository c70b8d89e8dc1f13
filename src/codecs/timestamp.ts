import { types } from 'node:util';
import { secondOf } from '../format/address.js';
import type { Tree } from '../model/tree.js';
import type { Codec } from './codec.js';
import { isoTextCodec } from './iso-date.js';
import type { Walk } from './walk/walk.js';

/** A codec of an artifact's own timestamp. */
export interface TimestampCodec<Live = unknown> extends Codec<Live> {
  /** The timestamp is a text in memory too, whatever its zone. */
  readonly isText: boolean;
}

/** An artifact's own timestamp: it names the file, so it needs a year of four digits, and seconds. */
export const timestampCodec = <Live>(date: Codec<Live>): TimestampCodec<Live> => ({
  isText: (date as Codec) === isoTextCodec,
  encode(value, walk) {
    const before = walk.issueCount;
    const tree = date.encode(value, walk);
    if (walk.issueCount === before) checkText(tree, walk);
    return tree;
  },
  decode(tree, walk) {
    const before = walk.issueCount;
    const live = date.decode(tree, walk);
    if (walk.issueCount === before) checkText(tree, walk);
    // An offset may move a date into a year of five digits.
    if (walk.issueCount === before && types.isDate(live) && secondOf(live.toISOString()) === undefined) {
      walk.wrongValue(tree, 'a time whose year in UTC has four digits, for it names the file');
    }
    return live;
  },
});

/** @param tree - the text of a right date. */
function checkText(tree: Tree, walk: Walk): void {
  if (secondOf(tree as string) === undefined) {
    walk.wrongValue(tree, 'YYYY-MM-DDThh:mm:ss at its beginning, for it names the file');
  }
}
