import { getHeapStatistics } from 'node:v8';

const GUARDED: readonly object[] = [
  ...[Object, Array, Function, String, Number, BigInt, Boolean, Symbol, Map, Set, Date, Promise, Error, RegExp],
  ...[Buffer, ArrayBuffer, Uint8Array, Int8Array, Int16Array, Uint16Array, Int32Array, Uint32Array],
  ...[BigInt64Array, BigUint64Array, Float32Array, Float64Array, Object.getPrototypeOf(Uint8Array)],
].flatMap((Class) => [Class, Class.prototype]);

/** Returns all own properties of the guarded constructors and prototypes. */
const properties = (): unknown[] =>
  GUARDED.flatMap((guarded) =>
    Reflect.ownKeys(guarded).flatMap((key) => {
      const { value, get, set } = Object.getOwnPropertyDescriptor(guarded, key) as PropertyDescriptor;
      return [key, value, get, set];
    }),
  );

/** Returns a function that is true if a built-in prototype or constructor has been changed since. */
export function watchPrototypes(): () => boolean {
  const before = properties();
  return () => {
    const after = properties();
    return after.length !== before.length || after.some((each, index) => !Object.is(each, before[index]));
  };
}

/** True if Object.prototype or Array.prototype has an enumerable key: a quicker check than {@link watchPrototypes}. */
export function isPolluted(): boolean {
  for (const _ in {}) return true;
  for (const _ in []) return true;
  return false;
}

/** Returns the bytes held outside of the heap, as those of typed arrays, also if they were never touched. */
export const externalBytes = (): number => getHeapStatistics().external_memory;
