import { fractionOf } from './doubles.js';

/** The colours of a palette, at equal distances, from that of the lowest number to that of the highest. */
type Anchors = readonly string[];

/** @see https://doi.org/10.5281/zenodo.598441 (Viridis, by Smith and van der Walt) */
const VIRIDIS: Anchors =
  '440154 481a6c 472f7d 414487 39568c 31688e 2a788e 23888e 1f988b 22a884 35b779 54c568 7ad151 a5db36 d2e21b fde725'.split(
    ' ',
  );

/** Blue, grey, red. @see https://colorbrewer2.org/#type=diverging&scheme=RdBu&n=11 */
const BLUE_GREY_RED: Anchors = '053061 2166ac 4393c3 92c5de d1e5f0 ececec fddbc7 f4a582 d6604d b2182b 67001f'.split(
  ' ',
);

/** The colours of infinities: those that are furthest from the colours of both palettes, for people who see fewer colours, too. */
export const INFINITY_COLOURS = { positive: 'ff00ff', negative: '0000ff' } as const;

/** The range of numbers whose colours a palette has. */
export type ColourRange = readonly [low: number, high: number];

/** Returns the range of numbers that a whole palette stands for: numbers with both signs lie symmetrically about 0. */
export function paletteRange([low, high]: ColourRange): ColourRange {
  if (!hasBothSigns(low, high)) return [low, high];
  const furthest = Math.max(-low, high);
  return [-furthest, furthest];
}

/** True if the numbers of a range have both signs, so that their colours go out from grey at 0. */
export const hasBothSigns = (low: number, high: number): boolean => low < 0 && high > 0;

/** Returns the part of a palette, from 0 to 1, that a range of numbers has if the whole palette stands for another range. */
export const partOf = ([low, high]: ColourRange, whole: ColourRange): readonly [from: number, to: number] =>
  whole[0] === whole[1] ? [0.5, 0.5] : [fractionOf(low, ...whole), fractionOf(high, ...whole)];

/**
 * Returns the colours of a range: three bytes each, at equal distances from one fraction of the palette to another.
 *
 * @param isDiverging - whether the palette goes out from grey in the middle.
 */
export function paletteOf(isDiverging: boolean, count: number, from = 0, to = 1): Uint8Array {
  const anchors = isDiverging ? BLUE_GREY_RED : VIRIDIS;
  const bytes = new Uint8Array(3 * count);
  for (let index = 0; index < count; index++) {
    const at = (from + ((to - from) * index) / Math.max(1, count - 1)) * (anchors.length - 1);
    const below = Math.min(Math.floor(at), anchors.length - 2);
    for (let channel = 0; channel < 3; channel++) {
      const [a, b] = [channelOf(anchors[below] as string, channel), channelOf(anchors[below + 1] as string, channel)];
      bytes[3 * index + channel] = Math.round(a + (b - a) * (at - below));
    }
  }
  return bytes;
}

/** Returns the three bytes of a colour. */
export const bytesOfColour = (colour: string): number[] => [0, 1, 2].map((channel) => channelOf(colour, channel));

const channelOf = (colour: string, channel: number): number =>
  Number.parseInt(colour.slice(2 * channel, 2 * channel + 2), 16);
