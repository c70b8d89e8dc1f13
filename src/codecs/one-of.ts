import type { Codec } from './codec.js';
import { unchanged } from './unchanged.js';

/** One of some strings ⇄ the same string. */
export function oneOfCodec<Text extends string>(texts: readonly Text[]): Codec<Text> {
  const all = new Set<unknown>(texts);
  const expected = texts.map((text) => JSON.stringify(text)).join(' or ');
  return unchanged(
    {
      expected,
      forms: { text: texts },
      holds: (value) => all.has(value),
      mapKey: 'text',
      schema: (place) => place.text({ enum: texts }),
    },
    (value, walk) => {
      if (all.has(value)) return value as Text;
      if (typeof value === 'string') walk.wrongValue(value, expected);
      else walk.wrongType(value, expected);
      return texts[0] as Text;
    },
  );
}
