import { types } from 'node:util';
import { checkedTypedArray, dtypeOfTypedArray } from '../codecs/array/typed-array.js';
import { isSafeKey, keysOf } from '../codecs/keys.js';
import { isPlainObjectValue } from '../codecs/plain.js';
import type { Walk } from '../codecs/walk/walk.js';
import { isWalkableList } from '../codecs/walkable-list.js';
import { StoredArray } from '../format/stored-array.js';
import type { StoredObject, StoredTree } from '../format/stored-tree.js';
import { type LabelsOrNone, labelsOf, wrongLabels } from '../model/array-labels.js';
import { type DType, dtypeNames, dtypeTraits, elementKindOf, isDType, type TypedArray } from '../model/dtypes.js';
import { sizeOf } from '../model/elements.js';
import { ignoreRejection } from '../model/ignore-rejection.js';
import { inspected } from '../model/message-text.js';

/**
 * Returns the members that an upgrade has returned, in lists and objects of our own; undefined, with reports, if a file cannot hold them.
 *
 * An array of the file keeps its elements in the memory where they are. All others are copied, because the user's code may have them
 * elsewhere, too.
 *
 * @param unread - the arrays that the upgrade got in the place of those that are not in memory.
 * @param buffers - the buffers of the arrays that it got. Each that an array of the result takes is deleted.
 */
export function returnedMembers(
  returned: unknown,
  walk: Walk,
  unread: ReadonlyMap<StoredArray, StoredArray>,
  buffers: Set<ArrayBufferLike>,
): StoredObject | undefined {
  const storedOf = (value: unknown): StoredTree => {
    if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
      return value;
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    if (value instanceof StoredArray) return unread.get(value) ?? ofStoredArray(value);
    if (ArrayBuffer.isView(value)) return ofTypedArray(value);
    if (Array.isArray(value)) return walk.inside(value, () => ofList(value)) ?? null;
    if (isPlainObjectValue(value)) {
      const array = isDescribedArray(value) ? ofDescribedArray(value) : undefined;
      return array ?? walk.inside(value, () => ofObject(value)) ?? null;
    }
    if (types.isPromise(value)) refusePromise(value, walk);
    else walk.wrongType(value, 'what a file holds: plain values, lists and objects, and arrays');
    return null;
  };

  const ofList = (list: readonly unknown[]): StoredTree[] => {
    if (!isWalkableList(list, walk)) return [];
    return Array.from(list, (item, index) => walk.member(index, () => storedOf(item)) ?? null);
  };

  const ofObject = (object: Record<string, unknown>): StoredObject => {
    const members: StoredObject = {};
    for (const key of keysOf(object, walk))
      walk.member(key, () => {
        const value = object[key];
        if (value !== undefined && isSafeKey(key, walk)) members[key] = storedOf(value);
      });
    return members;
  };

  /** The upgrade may have changed the elements of an array, and may have transferred its buffer. */
  const ofStoredArray = (array: StoredArray): StoredTree => {
    const data = checkedTypedArray(array.data, array.dtype ?? 'float64', walk);
    return data === undefined ? null : arrayOf(array, data);
  };

  const ofTypedArray = (value: ArrayBufferView): StoredTree => {
    const dtype = dtypeOfTypedArray(value);
    if (dtype === undefined) {
      walk.wrongType(value, 'a typed array of a dtype');
      return null;
    }
    const data = checkedTypedArray(value, dtype, walk);
    return data === undefined ? null : arrayOf({ dtype, shape: [data.length] }, data);
  };

  const ofDescribedArray = ({ dtype, data, shape, missing, unit, axes, x }: Record<string, unknown>): StoredTree => {
    if (!isDType(dtype)) {
      walk.report('invalid-value', `found the dtype ${inspected(dtype)}, expected one of ${dtypeNames.join(', ')}`);
      return null;
    }
    if ((missing !== undefined && missing !== null) || (missing === null && elementKindOf(dtype) !== 'float')) {
      walk.report('invalid-value', `found missing: ${inspected(missing)} (${dtype}), expected null, for floats alone`);
      return null;
    }
    const values = checkedTypedArray(data, dtype, walk);
    if (values === undefined) return null;
    const isShape = Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0);
    const fault = wrongLabels({ unit, axes, x }, isShape ? shape.length : undefined);
    if (fault !== undefined) {
      walk.report('invalid-value', fault);
      return null;
    }
    if (isShape && sizeOf(shape) === values.length)
      return arrayOf({ dtype, shape, missing, ...({ unit, axes, x } as LabelsOrNone) }, values);
    const found = `found the shape ${inspected(shape)} of an array with ${values.length} elements`;
    walk.report('invalid-length', `${found}, expected the lengths of its axes`);
    return null;
  };

  const arrayOf = (
    {
      dtype,
      shape,
      missing,
      ...labels
    }: {
      readonly dtype: DType | undefined;
      readonly shape: readonly number[];
      readonly missing?: null | undefined;
    } & LabelsOrNone,
    values: TypedArray,
  ): StoredArray => {
    // A part of an array would keep the memory of all of it, and another part might share it.
    const isWhole = values.byteLength === values.buffer.byteLength;
    const own = isWhole && buffers.delete(values.buffer) ? values : copyOf(values, dtype);
    return StoredArray.ofValues(dtype, shape, own, missing, labelsOf(labels));
  };

  return walk.runUserCode(() => {
    if (isPlainObjectValue(returned) && !isDescribedArray(returned))
      return walk.inside(returned, () => ofObject(returned));
    if (types.isPromise(returned)) refusePromise(returned, walk);
    else walk.wrongType(returned, 'an object with the members of the next version');
    return undefined;
  });
}

/** True for `{ dtype, data, shape }` with a typed array. JSON has none, so it cannot be an object of other members. */
const isDescribedArray = (object: Record<string, unknown>): boolean =>
  Object.hasOwn(object, 'dtype') && Object.hasOwn(object, 'shape') && ArrayBuffer.isView(object['data']);

/** Returns a copy in memory of its own. (`slice` of a Buffer shares it.) */
function copyOf(values: TypedArray, dtype: DType | undefined): TypedArray {
  const copy = new (dtypeTraits(dtype ?? 'float64').TypedArray)(values.length);
  copy.set(values as never);
  return copy;
}

function refusePromise(promise: Promise<unknown>, walk: Walk): void {
  ignoreRejection(promise);
  walk.wrongType(promise, 'the value itself: an upgrade is synchronous');
}
