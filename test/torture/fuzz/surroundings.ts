import { getHeapStatistics } from 'node:v8';

const GUARDED: readonly object[] = [
  ...[Object, Array, Function, String, Number, BigInt, Boolean, Symbol, Map, Set, Date, Promise, Error, RegExp],
  ...[Buffer, ArrayBuffer, Uint8Array, Int8Array, Int16Array, Uint16Array, Int32Array, Uint32Array],
  ...[BigInt64Array, BigUint64Array, Float32Array, Float64Array, Object.getPrototypeOf(Uint8Array)],
].flatMap((Class) => [Class, Class.prototype]);

/** All own properties of what all objects inherit from. */
const properties = (): unknown[] =>
  GUARDED.flatMap((guarded) =>
    Reflect.ownKeys(guarded).flatMap((key) => {
      const { value, get, set } = Object.getOwnPropertyDescriptor(guarded, key) as PropertyDescriptor;
      return [key, value, get, set];
    }),
  );

/** Tells, whenever it is called, whether a prototype of JavaScript's own, or its constructor, was changed meanwhile. */
export function watchPrototypes(): () => boolean {
  const before = properties();
  return () => {
    const after = properties();
    return after.length !== before.length || after.some((each, index) => !Object.is(each, before[index]));
  };
}

/** Whether every object has a key that none should have: the quick half of {@link watchPrototypes}. */
export function isPolluted(): boolean {
  for (const _ in {}) return true;
  for (const _ in []) return true;
  return false;
}

/** Bytes that are held outside of the heap: those of typed arrays, touched or not. */
export const externalBytes = (): number => getHeapStatistics().external_memory;
