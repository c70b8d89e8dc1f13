import { secondOf } from '../address.js';
import type { Walk } from '../walk.js';
import type { Codec } from './codec.js';

/** An artifact's own timestamp: it names the file, so it needs a year of four digits, and seconds. */
export const timestampCodec = <Live>(date: Codec<Live>): Codec<Live> => ({
  encode: (value, walk) =>
    checked(
      walk,
      () => date.encode(value, walk),
      (tree) => [tree],
    ),
  decode: (tree, walk) =>
    checked(
      walk,
      () => date.decode(tree, walk),
      // An offset may move a date into a year of five digits.
      (live) => (live instanceof Date ? [tree, live.toISOString()] : [tree]),
    ),
});

/** Checks the texts only if the date itself is right. */
function checked<T>(walk: Walk, take: () => T, textsOf: (taken: T) => readonly unknown[]): T {
  const before = walk.faults;
  const taken = take();
  if (walk.faults !== before) return taken;
  const wrong = textsOf(taken).find((text) => secondOf(text as string) === undefined);
  if (wrong !== undefined) walk.wrongValue(wrong, 'YYYY-MM-DDThh:mm:ss at its beginning, for it names the file');
  return taken;
}
