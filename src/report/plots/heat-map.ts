import { type DType, type TypedArray } from '../../model/dtypes.js';
import type { ArrayData } from '../data/page-data.js';
import { CellRanges } from './cell-ranges.js';
import { doublesOf, fractionOf, rounded } from './doubles.js';
import {
  bytesOfColour,
  type ColourRange,
  hasBothSigns,
  INFINITY_COLOURS,
  paletteOf,
  paletteRange,
  partOf,
} from './palettes.js';
import { type Deflate, pngUrl, withPalette } from './png.js';
import { ArrayStatistics } from './statistics.js';

/** The picture of an array. */
export type PictureData = NonNullable<ArrayData['picture']>;

/** The most cells of a heat map. */
const MOST_COLUMNS = 720;
const MOST_ROWS = 240;

/** The colours of the numbers of a heat map. Index 0 of its palette is no colour, but NaN: transparent. */
const COLOURS = 253;

/** The indices of the colours of infinities. */
const NEGATIVE_INFINITE = COLOURS + 1;
const POSITIVE_INFINITE = COLOURS + 2;

/** True for a picture with red, green and blue: uint8 of the shape (height, width, 3), or 4 with opacity. */
export const isImage = (shape: readonly number[], dtype: DType | undefined): boolean =>
  dtype === 'uint8' && shape.length === 3 && (shape[2] === 3 || shape[2] === 4);

/** Returns the picture of elements in memory: a heat map, or an image. undefined for one without elements. */
export function heatMapPicture(
  elements: TypedArray,
  shape: readonly number[],
  dtype: DType | undefined,
  deflate: Deflate,
): PictureData | undefined {
  const picture = pictureBuilder(shape, dtype);
  picture.add(elements);
  return picture.data(deflate);
}

/** A picture that takes the elements of an array piece by piece, in C order. */
export interface PictureBuilder {
  add(piece: TypedArray): void;
  data(deflate: Deflate): PictureData | undefined;
}

/** Returns what draws an array with at least two axes. */
export const pictureBuilder = (shape: readonly number[], dtype: DType | undefined): PictureBuilder =>
  isImage(shape, dtype) ? new Image(shape) : new HeatMap(shape, dtype, false);

/** Returns what draws differences: 0 is grey, and the colours on both sides of it are of one strength. */
export const differencePictureBuilder = (shape: readonly number[]): PictureBuilder =>
  new HeatMap(shape, 'float64', true);

/**
 * A heat map. Its rows run along the last axis; there is one for each index of all others. Where several elements share a cell, it shows
 * the one furthest from the middle of the range.
 */
class HeatMap implements PictureBuilder {
  readonly #cells: CellRanges;
  readonly #statistics: ArrayStatistics;
  readonly #isDifference: boolean;
  #base: bigint | undefined;

  constructor(shape: readonly number[], dtype: DType | undefined, isDifference: boolean) {
    this.#isDifference = isDifference;
    this.#cells = new CellRanges(shape, MOST_ROWS, MOST_COLUMNS);
    this.#statistics = new ArrayStatistics(dtype === undefined || dtype === 'bool' ? undefined : 'float64');
  }

  add(piece: TypedArray): void {
    this.#base ??= doublesOf(piece).base;
    const { values } = doublesOf(piece, this.#base);
    this.#statistics.add(values);
    this.#cells.add(values);
  }

  data(deflate: Deflate): PictureData | undefined {
    const { rows, columns, lows, highs } = this.#cells;
    if (rows * columns === 0) return undefined;
    const found = this.#statistics.range ?? [0, 0];
    const furthest = Math.max(Math.abs(found[0]), Math.abs(found[1])) || 1;
    const range: ColourRange = this.#isDifference ? [-furthest, furthest] : found;
    const whole = paletteRange(range);
    const middle = whole[0] / 2 + whole[1] / 2;
    const bytes = new Uint8Array(rows * columns);
    for (let cell = 0; cell < bytes.length; cell++) {
      const [low, high] = [lows[cell] as number, highs[cell] as number];
      if (low > high) continue;
      bytes[cell] = colourOf(high - middle >= middle - low ? high : low, whole);
    }
    const palette = paletteFor(range, range);
    const pixels = { width: columns, height: rows, bytes, channels: 1, palette } as const;
    const cells = [rows, columns] as const;
    const base = Number(this.#base ?? 0n);
    const { nan, positiveInfinite, negativeInfinite } = this.#statistics.data();
    return {
      url: pngUrl(pixels, deflate),
      cells,
      ...(nan + positiveInfinite + negativeInfinite === 0
        ? {}
        : { notFinite: { nan, positiveInfinite, negativeInfinite } }),
      ...(this.#statistics.range === undefined ? {} : { range: [range[0] + base, range[1] + base] }),
    };
  }
}

/** Returns the index of a number's colour. */
function colourOf(value: number, [low, high]: ColourRange): number {
  if (value === Number.POSITIVE_INFINITY) return POSITIVE_INFINITE;
  if (value === Number.NEGATIVE_INFINITY) return NEGATIVE_INFINITE;
  return 1 + (low === high ? COLOURS >> 1 : rounded(fractionOf(value, low, high) * (COLOURS - 1)));
}

/** Returns the palette of a picture whose numbers have a range, on a scale of another range. */
function paletteFor(range: ColourRange, scale: ColourRange): Uint8Array {
  const [from, to] = partOf(paletteRange(range), paletteRange(scale));
  const palette = new Uint8Array(3 * (POSITIVE_INFINITE + 1));
  palette.set(paletteOf(hasBothSigns(...scale), COLOURS, from, to), 3);
  palette.set(bytesOfColour(INFINITY_COLOURS.negative), 3 * NEGATIVE_INFINITE);
  palette.set(bytesOfColour(INFINITY_COLOURS.positive), 3 * POSITIVE_INFINITE);
  return palette;
}

/** Returns a heat map in the colours of another scale, which holds the range of its numbers. */
export const onScale = (picture: PictureData, scale: ColourRange): PictureData =>
  picture.range === undefined
    ? picture
    : { ...picture, url: withPalette(picture.url, paletteFor(picture.range, scale)), range: scale };

/** The most pixels of an image, on each axis. */
const MOST_PIXELS = 720;

/** An image with red, green and blue. Where several pixels share one, it has their mean. */
class Image implements PictureBuilder {
  readonly #height: number;
  readonly #width: number;
  readonly #channels: 3 | 4;
  readonly #rows: number;
  readonly #columns: number;
  readonly #sums: Float64Array;
  readonly #counts: Uint32Array;
  #next = 0;

  constructor([height = 0, width = 0, channels]: readonly number[]) {
    this.#height = height;
    this.#width = width;
    this.#channels = channels as 3 | 4;
    const scale = Math.min(1, MOST_PIXELS / Math.max(height, width));
    this.#rows = Math.min(height, Math.max(1, Math.round(height * scale)));
    this.#columns = Math.min(width, Math.max(1, Math.round(width * scale)));
    this.#sums = new Float64Array(this.#rows * this.#columns * this.#channels);
    this.#counts = new Uint32Array(this.#sums.length);
  }

  add(piece: TypedArray): void {
    for (let at = 0; at < piece.length; at++) {
      const index = this.#next + at;
      const pixel = Math.floor(index / this.#channels);
      const row = Math.floor(pixel / this.#width);
      const column = pixel - row * this.#width;
      const block =
        Math.floor((row * this.#rows) / this.#height) * this.#columns +
        Math.floor((column * this.#columns) / this.#width);
      const place = block * this.#channels + (index % this.#channels);
      this.#sums[place] = (this.#sums[place] as number) + Number(piece[at]);
      this.#counts[place] = (this.#counts[place] as number) + 1;
    }
    this.#next += piece.length;
  }

  data(deflate: Deflate): PictureData | undefined {
    if (this.#sums.length === 0) return undefined;
    const bytes = Uint8Array.from(this.#sums, (sum, place) => rounded(sum / (this.#counts[place] as number)));
    const pixels = { width: this.#columns, height: this.#rows, bytes, channels: this.#channels };
    return { url: pngUrl(pixels, deflate), cells: [this.#rows, this.#columns] };
  }
}
