import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import { containerOf } from '../codecs/array/container.js';
import { elementsOfLists, shapeOfLists } from '../codecs/array/nested-lists.js';
import { type ArrayView, gatherer, type Strides, stridesOfView } from '../codecs/array/strided-view.js';
import { checkedTypedArray, dtypeOfTypedArray } from '../codecs/array/typed-array.js';
import { EncodingWalk } from '../codecs/walk/encoding-walk.js';
import type { Walk } from '../codecs/walk/walk.js';
import { bufferOf } from '../json/bytes.js';
import { type DType, dtypeTraits, isDType, type TypedArray } from '../model/dtypes.js';
import { sizeOf } from '../model/elements.js';
import { ELEMENTS_PER_HASH_UPDATE } from '../model/limits.js';
import { shownPointer } from '../model/message-text.js';

/** Numbers in lists that are nested to any depth. */
export type NumberLists = readonly (number | NumberLists)[];

/** An array in memory: a typed array, `{ data, shape }` with any strides, or lists of numbers, which count as float64. */
export type FingerprintedArray =
  | TypedArray
  | {
      readonly data: TypedArray;
      readonly shape: ArrayLike<number>;
      /** Units: elements. */
      readonly stride?: ArrayLike<number>;
      /** Units: elements. */
      readonly offset?: number;
      /** `'bool'` if a Uint8Array stands for booleans. The class of `data` tells every other dtype. */
      readonly dtype?: string | undefined;
    }
  | NumberLists;

/**
 * Returns a text that tells an array from every other one: the SHA-256 of its dtype, its shape and its elements. It is the same on every machine
 * and in every language, whatever the container and its strides. 0 and -0 are two values; all NaNs are one.
 *
 * @returns `sha256:` and 64 hexadecimal digits: the hash of a line such as `float64[2, 3]`, with its line feed, and of the elements in C order,
 * lowest byte first. A NaN is 0x7ff8000000000000, or 0x7fc00000 in float32; a bool is one byte, 0 or 1.
 * @throws TypeError if the value is not an array of a dtype.
 * @example
 * `inputParameters: { windowSize: 10, series: fingerprint(series) }`
 */
export function fingerprint(array: FingerprintedArray): string {
  const walk = new EncodingWalk();
  const found = walk.runUserCode(() => stridesOf(array, walk));
  if (found === undefined) throw new TypeError(faultsOf(walk));
  const { dtype, strides } = found;
  const hash = createHash('sha256').update(`${dtype}[${strides.shape.join(', ')}]\n`);
  for (const piece of piecesOf(strides, dtype)) hash.update(bytesOf(piece, dtype));
  return `sha256:${hash.digest('hex')}`;
}

function faultsOf(walk: Walk): string {
  const faults = walk.allIssues().map(({ path, message }) => `${shownPointer(path)}${path && ': '}${message}`);
  return faults.length > 3 ? `${faults.slice(0, 3).join('; ')}; … and ${faults.length - 3} more` : faults.join('; ');
}

/** Returns where the elements of an array are; undefined, with a report, if the value is not an array of a dtype. */
function stridesOf(array: unknown, walk: Walk): { dtype: DType; strides: Strides } | undefined {
  const view = viewOf(array, walk);
  if (view === undefined) return undefined;
  const dtype = isDType(view.dtype) ? view.dtype : dtypeOfTypedArray(view.data);
  if (dtype === undefined) {
    walk.wrongType(view.data, 'a typed array of a dtype: Float64Array, Int32Array, …');
    return undefined;
  }
  const strides = stridesOfView(view, dtype, walk);
  return strides && { dtype, strides };
}

function viewOf(array: unknown, walk: Walk): (ArrayView & { readonly dtype?: unknown }) | undefined {
  switch (containerOf(array)) {
    case 'typed-array': {
      const dtype = dtypeOfTypedArray(array);
      if (dtype === undefined) return { data: array, shape: [] };
      const data = checkedTypedArray(array, dtype, walk);
      return data && { data, shape: [data.length] };
    }
    case 'nd-array': {
      const { data, shape, stride, offset, dtype } = array as ArrayView & { dtype?: unknown };
      return { data, shape, stride, offset, dtype };
    }
    case 'lists': {
      const shape = shapeOfLists(array, undefined, walk);
      const elements = shape && elementsOfLists(array, shape, 'float64', dtypeTraits('float64').toHeld, walk, true);
      return elements && { data: elements.values, shape };
    }
    default:
      walk.wrongType(array, 'a typed array, { data, shape }, or lists of numbers');
      return undefined;
  }
}

/** Yields the elements in C order. The next piece may have the memory of the last one. */
function* piecesOf(strides: Strides, dtype: DType): Generator<TypedArray> {
  const { data, shape, offset, isGapless } = strides;
  const size = sizeOf(shape);
  const buffer = new (dtypeTraits(dtype).TypedArray)(isGapless ? 0 : Math.min(size, ELEMENTS_PER_HASH_UPDATE));
  const gather = gatherer(strides);
  for (let start = 0; start < size; start += ELEMENTS_PER_HASH_UPDATE) {
    const length = Math.min(size - start, ELEMENTS_PER_HASH_UPDATE);
    if (isGapless) yield data.subarray(offset + start, offset + start + length);
    else {
      const piece = buffer.subarray(0, length);
      gather(piece);
      yield piece;
    }
  }
}

const isBigEndian = endianness() === 'BE';

/** The bits of the one NaN that is hashed, by the bytes of an element: words of 32 bits, in their order in memory. */
const NAN_WORDS: Readonly<Record<number, readonly number[]>> = {
  4: [0x7fc00000],
  8: isBigEndian ? [0x7ff80000, 0] : [0, 0x7ff80000],
};

/** Returns the bytes of elements, lowest byte first, in their own memory unless they differ. */
function bytesOf(elements: TypedArray, dtype: DType): Uint8Array {
  const isWithNaN = dtypeTraits(dtype).kind === 'float' && (elements as Float64Array).includes(Number.NaN);
  if (!isWithNaN && !isBigEndian) return bufferOf(elements);
  const copy = elements.slice();
  if (isWithNaN) makeNaNsOne(copy as Float64Array);
  const bytes = bufferOf(copy);
  return isBigEndian ? (SWAP[copy.BYTES_PER_ELEMENT]?.(bytes) ?? bytes) : bytes;
}

function makeNaNsOne(elements: Float64Array): void {
  const nan = NAN_WORDS[elements.BYTES_PER_ELEMENT] as readonly number[];
  const words = new Uint32Array(elements.buffer);
  for (let index = 0; index < elements.length; index++) {
    if (!Number.isNaN(elements[index])) continue;
    for (let word = 0; word < nan.length; word++) words[index * nan.length + word] = nan[word] as number;
  }
}

const SWAP: Readonly<Record<number, (bytes: Buffer) => Buffer>> = {
  2: (bytes) => bytes.swap16(),
  4: (bytes) => bytes.swap32(),
  8: (bytes) => bytes.swap64(),
};
