import { type DType, dtypeTraits, type TypedArray } from '../../model/dtypes.js';
import type { Walk } from '../walk/walk.js';

// A typed array is asked by the platform's own functions alone, for a subclass may answer anything, and makes instances of its own
// of slices.
const { prototype } = Object.getPrototypeOf(Uint8Array) as { prototype: Uint8Array };
const getterOf = <T>(property: string | symbol) => Object.getOwnPropertyDescriptor(prototype, property)?.get as () => T;
const tagOf = getterOf<string>(Symbol.toStringTag);
const bufferOf = getterOf<ArrayBufferLike>('buffer');
const offsetOf = getterOf<number>('byteOffset');
const lengthOf = getterOf<number>('length');

/** The same elements in the platform's own typed array for the dtype; undefined, with a report, if they are others or cannot be read. */
export function dataOf(value: unknown, dtype: DType, walk: Walk): TypedArray | undefined {
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

/** Tells whether an array still has its elements: one whose buffer was transferred, or has shrunk, looks like an empty one. */
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
