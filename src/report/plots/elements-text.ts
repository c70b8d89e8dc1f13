import { type DType, dtypeTraits, type TypedArray, type TypedArrays } from '../../model/dtypes.js';
import type { ArrayData } from '../data/page-data.js';
import { fromBase64, toBase64 } from './base64.js';

const IS_BIG_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 0;

/** Returns the base64 of elements, little-endian. */
export function encodeElements(elements: TypedArray): string {
  const bytes = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
  return toBase64(IS_BIG_ENDIAN ? swapped(bytes, elements.BYTES_PER_ELEMENT) : bytes);
}

/** Returns the elements that {@link encodeElements} encoded. */
export function decodeElements<D extends DType>(text: string, dtype: D): TypedArrays[D] {
  const { TypedArray } = dtypeTraits(dtype);
  const bytes = fromBase64(text);
  const { buffer } = IS_BIG_ENDIAN ? swapped(bytes, TypedArray.BYTES_PER_ELEMENT) : bytes;
  return new TypedArray(buffer, 0, bytes.length / TypedArray.BYTES_PER_ELEMENT) as TypedArrays[D];
}

/** The elements of arrays whose base64 was decoded, or has just been made of them. */
const known = new WeakMap<ArrayData, TypedArray>();

/** Returns the elements of an array; undefined if the page does not have them. Nobody may change them. */
export function elementsOf(array: ArrayData): TypedArray | undefined {
  const { elements: text, dtype, readAs } = array;
  if (text === undefined) return undefined;
  const elements = known.get(array) ?? decodeElements(text, dtype ?? readAs ?? 'float64');
  known.set(array, elements);
  return elements;
}

/** Returns an array whose base64 was made of some elements, so that nobody decodes it. */
export function withElements(array: ArrayData, elements: TypedArray): ArrayData {
  known.set(array, elements);
  return array;
}

/** Returns bytes with those of each element in the opposite order. */
function swapped(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const swapped = Uint8Array.from(bytes);
  for (let at = 0; at < swapped.length; at += size) swapped.subarray(at, at + size).reverse();
  return swapped;
}
