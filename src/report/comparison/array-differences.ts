import type { DType, TypedArray } from '../../model/dtypes.js';
import { sizeOf } from '../../model/elements.js';
import type { ArrayDifferenceData } from '../data/page-data.js';
import { Decimation } from '../plots/decimation.js';
import { differencePictureBuilder, isImage, type PictureBuilder } from '../plots/heat-map.js';
import type { Deflate } from '../plots/png.js';

/** What a picture of differences is drawn of. */
type DrawnDifference = Pick<ArrayDifferenceData, 'drawn' | 'picture'>;

/** Takes the elements of two arrays of one shape, piece by piece in C order, and draws the differences of the second from the first. */
export interface DifferenceDrawing {
  add(a: TypedArray, b: TypedArray): void;
  data(deflate: Deflate): DrawnDifference;
}

/** Returns what draws the differences of two arrays; undefined if they have no axes, or no elements. */
export function differenceDrawing(shape: readonly number[], dtype: DType | undefined): DifferenceDrawing | undefined {
  if (sizeOf(shape) === 0 || shape.length === 0) return undefined;
  if (isImage(shape, dtype)) return new DifferingPixels(shape);
  return shape.length === 1 ? new DifferenceCurve(sizeOf(shape)) : new DifferenceMap(shape);
}

class DifferenceCurve implements DifferenceDrawing {
  readonly #decimation: Decimation;

  constructor(length: number) {
    this.#decimation = new Decimation(length);
  }

  add(a: TypedArray, b: TypedArray): void {
    this.#decimation.add(differencesOf(a, b));
  }

  data(): DrawnDifference {
    return { drawn: this.#decimation.data() };
  }
}

class DifferenceMap implements DifferenceDrawing {
  readonly #picture: PictureBuilder;

  constructor(shape: readonly number[]) {
    this.#picture = differencePictureBuilder(shape);
  }

  add(a: TypedArray, b: TypedArray): void {
    this.#picture.add(differencesOf(a, b));
  }

  data(deflate: Deflate): DrawnDifference {
    const picture = this.#picture.data(deflate);
    return picture === undefined ? {} : { picture };
  }
}

/** The pixels of two images that differ, in red, green, blue or opacity, whatever by how much. */
class DifferingPixels implements DifferenceDrawing {
  readonly #channels: number;
  readonly #picture: PictureBuilder;
  /** How many elements of a pixel were read, and whether one of them differs. */
  #read = 0;
  #differs = false;

  constructor([height = 0, width = 0, channels = 1]: readonly number[]) {
    this.#channels = channels;
    this.#picture = differencePictureBuilder([height, width]);
  }

  add(a: TypedArray, b: TypedArray): void {
    const pixels: number[] = [];
    for (let index = 0; index < a.length; index++) {
      if (a[index] !== b[index]) this.#differs = true;
      if (++this.#read < this.#channels) continue;
      pixels.push(Number(this.#differs));
      [this.#read, this.#differs] = [0, false];
    }
    this.#picture.add(Float64Array.from(pixels));
  }

  data(deflate: Deflate): DrawnDifference {
    const picture = this.#picture.data(deflate);
    return picture === undefined ? {} : { picture };
  }
}

/** Returns b − a for each element: 0 for two infinities of one sign, NaN if one of them is NaN. Integers are subtracted exactly. */
export function differencesOf(a: TypedArray, b: TypedArray): Float64Array {
  const [first, second] = [a as ArrayLike<number | bigint>, b as ArrayLike<number | bigint>];
  const differences = new Float64Array(a.length);
  for (let index = 0; index < a.length; index++)
    differences[index] = differenceOf(first[index] as number | bigint, second[index] as number | bigint);
  return differences;
}

function differenceOf(a: number | bigint, b: number | bigint): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return Number(b - a);
  const [first, second] = [Number(a), Number(b)];
  return first === second ? 0 : second - first;
}
