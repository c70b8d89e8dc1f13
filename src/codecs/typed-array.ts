import { type DType, dtypeOf, type TypedArray } from '../dtypes.js';
import type { Walk } from '../walk.js';

/** A typed array of the dtype's own type, or undefined with a report. */
export function dataOf(value: unknown, dtype: DType, walk: Walk): TypedArray | undefined {
  const { TypedArray, expected } = dtypeOf(dtype);
  if (!ArrayBuffer.isView(value) || (value as Partial<TypedArray>)[Symbol.toStringTag] !== TypedArray.name) {
    walk.wrongType(value, `a ${TypedArray.name} for the dtype ${dtype}`);
    return undefined;
  }
  const data = value as TypedArray;
  if (isDetached(data)) {
    walk.report('invalid-value', `found a ${TypedArray.name} whose buffer was transferred away, expected its elements`);
    return undefined;
  }
  if (dtype !== 'bool' || (data as Uint8Array).every((held) => held <= 1)) return data;
  data.forEach((held, index) => {
    if (held > 1) walk.member(index, () => walk.wrongValue(held, `0 or 1 for ${expected}`));
  });
  return undefined;
}

/** A transferred buffer looks like an empty one until it is used. */
function isDetached(data: TypedArray): boolean {
  if (data.length > 0) return false;
  try {
    new Uint8Array(data.buffer);
    return false;
  } catch {
    return true;
  }
}
