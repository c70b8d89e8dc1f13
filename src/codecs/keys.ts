import type { Walk } from './walk/walk.js';

/** Returns the keys of a plain object in memory. Reports symbols and hidden properties, which would be lost. */
export function keysOf(object: object, walk: Walk): string[] {
  const keys = Object.keys(object);
  if (Reflect.ownKeys(object).length !== keys.length) {
    walk.report(
      'invalid-value',
      'found a plain object with symbols or hidden properties, expected enumerable keys alone',
    );
  }
  return keys;
}

/** True if a key may be set on an object. Reports the key `__proto__`, which would set the prototype. */
export function isSafeKey(key: string | number, walk: Walk): boolean {
  if (key !== '__proto__') return true;
  walk.report('invalid-value', 'found the key "__proto__", which no artifact may have');
  return false;
}

/** True if a Map may have keys of a codec, as far as its first key shows: if it is one, or there is none. */
export function mayHaveKeysOf(
  map: ReadonlyMap<unknown, unknown>,
  { holds }: { holds(key: unknown): boolean },
): boolean {
  for (const key of map.keys()) return holds(key);
  return true;
}
