import { type DType, dtypeNames, dtypeTraits, type TypedArray } from '../../model/dtypes.js';
import type { Walk } from '../walk/walk.js';

// Only the platform's own functions are called on a typed array: a subclass may override all of them.
const { prototype } = Object.getPrototypeOf(Uint8Array) as { prototype: Uint8Array };
const getterOf = <T>(property: string | symbol) => Object.getOwnPropertyDescriptor(prototype, property)?.get as () => T;
const tagOf = getterOf<string>(Symbol.toStringTag);
const bufferOf = getterOf<ArrayBufferLike>('buffer');
const offsetOf = getterOf<number>('byteOffset');
const lengthOf = getterOf<number>('length');

/** Returns the dtype of a typed array by its class; undefined if no dtype has that class, or if the value is no typed array. */
export function dtypeOfTypedArray(value: unknown): DType | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  const tag = tagOf.call(value);
  return dtypeNames.find((dtype) => {
    const { TypedArray, kind } = dtypeTraits(dtype);
    return TypedArray.name === tag && kind !== 'bool';
  });
}

/**
 * Returns a typed array as one of the platform's own class for the dtype, with the same buffer. Returns undefined, with a report, if the
 * value is not such a typed array, if its buffer is gone, or if an element of a bool is neither 0 nor 1.
 */
export function checkedTypedArray(value: unknown, dtype: DType, walk: Walk): TypedArray | undefined {
  const { TypedArray, kind, expected } = dtypeTraits(dtype);
  if (!ArrayBuffer.isView(value) || tagOf.call(value) !== TypedArray.name) {
    walk.wrongType(value, `a ${TypedArray.name} for the dtype ${dtype}`);
    return undefined;
  }
  if (!isReadable(value as TypedArray)) {
    const fault = isDetached(bufferOf.call(value)) ? 'was transferred away' : 'has become too short for it';
    walk.report('invalid-value', `found a ${TypedArray.name} whose buffer ${fault}, expected its elements`);
    return undefined;
  }
  const data = new TypedArray(bufferOf.call(value), offsetOf.call(value), lengthOf.call(value));
  if (kind !== 'bool' || (data as Uint8Array).every((held) => held <= 1)) return data;
  data.forEach((held, index) => {
    if (held > 1) walk.member(index, () => walk.wrongValue(held, `0 or 1 for ${expected}`));
  });
  return undefined;
}

/** True if a typed array still has its elements. After its buffer was transferred or has shrunk, its length is 0. */
const isReadable = (data: TypedArray): boolean => lengthOf.call(data) > 0 || !throws(() => prototype.values.call(data));

const isDetached = (buffer: ArrayBufferLike): boolean => throws(() => new Uint8Array(buffer));

function throws(act: () => unknown): boolean {
  try {
    act();
    return false;
  } catch {
    return true;
  }
}
