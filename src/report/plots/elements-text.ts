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

/** Returns the elements of an array; undefined if the page does not have them. */
export const elementsOf = ({ elements, dtype, readAs }: ArrayData): TypedArray | undefined =>
  elements === undefined ? undefined : decodeElements(elements, dtype ?? readAs ?? 'float64');

/** Returns bytes with those of each element in the opposite order. */
function swapped(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const swapped = Uint8Array.from(bytes);
  for (let at = 0; at < swapped.length; at += size) swapped.subarray(at, at + size).reverse();
  return swapped;
}
