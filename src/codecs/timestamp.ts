import { secondOf } from '../address.js';
import type { Tree } from '../json/tree.js';
import type { Walk } from '../walk.js';
import type { Codec } from './codec.js';

/** An artifact's own timestamp: it names the file, so it needs a year of four digits, and seconds. */
export const timestampCodec = <Live>(date: Codec<Live>): Codec<Live> => ({
  encode: (value, walk) =>
    checked(
      walk,
      () => date.encode(value, walk),
      (tree) => tree,
    ),
  decode: (tree, walk) =>
    checked(
      walk,
      () => date.decode(tree, walk),
      () => tree,
    ),
});

/** Checks the text only if the date itself is right. */
function checked<T>(walk: Walk, take: () => T, textOf: (taken: T) => unknown): T {
  const before = walk.faults;
  const taken = take();
  const text = textOf(taken) as Tree;
  if (walk.faults === before && secondOf(text as string) === undefined) {
    walk.wrongValue(text, 'YYYY-MM-DDThh:mm:ss at its beginning, for it names the file');
  }
  return taken;
}
