import { createHash, hash } from 'node:crypto';
import { endianness } from 'node:os';
import { deflateSync } from 'node:zlib';
import type { StoredArray } from '../../format/stored-array.js';
import type { TypedArray } from '../../model/dtypes.js';
import { sizeOf } from '../../model/elements.js';
import type { ArrayData, PackedStrip } from '../data/page-data.js';
import { ColumnDecimations, isOfColumns } from '../plots/columns.js';
import { Decimation } from '../plots/decimation.js';
import { encodeElements, withElements } from '../plots/elements-text.js';
import { pictureBuilder } from '../plots/heat-map.js';
import { Histogram, histogramOf } from '../plots/histogram.js';
import { ArrayStatistics, statisticsOf } from '../plots/statistics.js';
import { cutText } from './cut-text.js';
import { StripColumns } from './strip-columns.js';

/** The greatest number of elements that travel whole. */
export const MOST_ELEMENTS = 4096;

/** Units: digits of base64. So many tell any two arrays apart. */
const DIGEST_DIGITS = 22;

/** Returns a text that is the same for two arrays of one dtype and shape only if their elements are. */
export const digestOf = (elements: TypedArray): string => shortened(hash('sha256', elements, 'base64'));

/** Returns a text that is the same for two texts only if they are equal. Two halves of surrogate pairs are not, which UTF-8 makes one of. */
export const digestOfText = (text: string): string => shortened(hash('sha256', Buffer.from(text, 'utf16le'), 'base64'));

const shortened = (digest: string): string => digest.slice(0, DIGEST_DIGITS);

/** An array that was read piece by piece: as a page shows it, and what its row has of it. */
export interface LargeArray {
  readonly data: ArrayData;
  /** undefined if there is more than one axis. */
  readonly strip: PackedStrip | undefined;
  readonly digest: string;
}

/** What a page shows of an array besides its elements. */
type ArrayHead = Pick<ArrayData, 'pointer' | 'name' | 'x'>;

/** Returns an array of few elements, which travel whole. */
export function smallArrayData(head: ArrayHead, array: StoredArray, elements: TypedArray): ArrayData {
  const histogram = histogramOf(elements);
  const data = {
    ...headOf(head, array, elements),
    statistics: statisticsOf(elements, array.dtype),
    ...(histogram === undefined ? {} : { histogram }),
    elements: base64Of(elements),
  };
  return withElements(data, elements);
}

/** Returns what `encodeElements` returns, for which a browser needs several times as long as Node does. */
const base64Of = (elements: TypedArray): string =>
  endianness() === 'LE'
    ? Buffer.from(elements.buffer, elements.byteOffset, elements.byteLength).toString('base64')
    : encodeElements(elements);

/**
 * Reads an array of many elements piece by piece, twice: the histogram needs its range.
 *
 * @throws all that `StoredArray.pieces` throws.
 */
export async function largeArrayData(head: ArrayHead, array: StoredArray): Promise<LargeArray> {
  const { dtype, shape, size } = array;
  const statistics = new ArrayStatistics(dtype);
  const sha256 = createHash('sha256');
  const strip = shape.length === 1 ? new StripColumns(size) : undefined;
  const curve = shape.length === 1 ? new Decimation(size) : undefined;
  const picture = shape.length === 1 ? undefined : pictureBuilder(shape, dtype);
  const columns = isOfColumns(array) ? new ColumnDecimations(shape) : undefined;
  let first: TypedArray | undefined;
  for await (const piece of array.pieces()) {
    first ??= piece;
    statistics.add(piece);
    strip?.add(piece);
    sha256.update(piece);
    curve?.add(piece);
    columns?.add(piece);
    picture?.add(piece);
  }
  const histogram = statistics.range && (await histogramOfPieces(array, statistics.range));
  const drawnPicture = picture?.data(deflateSync);
  const digest = shortened(sha256.digest('base64'));
  return {
    data: {
      ...headOf(head, array, first as TypedArray),
      statistics: statistics.data(),
      ...(histogram === undefined ? {} : { histogram }),
      digest,
      ...(curve === undefined ? {} : { drawn: curve.data() }),
      ...(columns === undefined ? {} : { columns: columns.data() }),
      ...(drawnPicture === undefined ? {} : { picture: drawnPicture }),
    },
    strip: strip?.data(),
    digest,
  };
}

async function histogramOfPieces(
  array: StoredArray,
  range: readonly [number, number],
): Promise<readonly number[] | undefined> {
  const histogram = new Histogram(range);
  for await (const piece of array.pieces()) histogram.add(piece);
  return histogram.data();
}

/** Returns an array whose elements cannot be read. */
export const damagedArrayData = (head: ArrayHead, array: StoredArray, problem: string): ArrayData => ({
  ...headOf(head, array, undefined),
  statistics: { finite: 0, nan: 0, positiveInfinite: 0, negativeInfinite: 0 },
  problem,
});

/** True if an array has so few elements that they travel whole. */
export const isSmall = ({ shape }: StoredArray): boolean => sizeOf(shape) <= MOST_ELEMENTS;

function headOf(
  { pointer, name, x }: ArrayHead,
  { dtype, shape, unit, axes }: StoredArray,
  elements: TypedArray | undefined,
): Pick<ArrayData, 'pointer' | 'name' | 'dtype' | 'shape' | 'unit' | 'axes' | 'x' | 'readAs'> {
  const readAs =
    dtype !== undefined
      ? undefined
      : elements instanceof BigInt64Array
        ? 'int64'
        : elements instanceof BigUint64Array
          ? 'uint64'
          : undefined;
  return {
    pointer,
    name,
    dtype,
    shape,
    ...(unit === undefined ? {} : { unit: cutText(unit) }),
    ...(axes === undefined ? {} : { axes: axes.map((axis) => cutText(axis)) }),
    ...(x === undefined ? {} : { x }),
    ...(readAs === undefined ? {} : { readAs }),
  };
}
