import { types } from 'node:util';

// Tells the classes and objects of the platform from those of the user. A program may have several realms, each with an Object, Array,
// Map and Date of its own: jest and `vm` run programs in such realms. The built-in classes of all realms count as the platform's.

/**
 * True if a function belongs to the platform, in any realm: `Map`, `parseInt`. Its source text shows that. A Proxy or a bound function
 * has no name in its text, so it counts as the user's.
 */
export const isBuiltIn = (value: Function): boolean =>
  /^function \w+\(\) \{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(value));

/**
 * Returns the built-in class that a class extends, or is; undefined if there is none. `Object` does not count: its instances have no
 * internal slots.
 */
export function builtInParentOf(Class: Function): Function | undefined {
  for (let each: unknown = Class; typeof each === 'function' && each !== Object; each = Object.getPrototypeOf(each)) {
    if (isBuiltIn(each) && each.prototype !== undefined) return each;
  }
  return undefined;
}

/** True if the prototype of an object is that of a built-in class, in this realm or another: not that of a subclass. */
export function isDirectInstance(object: object, Class: Function): boolean {
  const prototype = Object.getPrototypeOf(object);
  if (prototype === Class.prototype) return true;
  if (prototype === null) return false;
  const owner: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return isBuiltInNamed(owner, Class.name) && owner.prototype === prototype;
}

/** True if a value is the built-in function of a name, in any realm. */
export const isBuiltInNamed = (value: unknown, name: string): value is Function =>
  typeof value === 'function' && value.name === name && isBuiltIn(value);

/**
 * True if an object has state in internal slots, whatever its prototype is: an Array, Map, Error and so on. The mapper asks this of
 * every instance, so the quick tests come first.
 */
export function hasInternalSlots(object: object): boolean {
  return (
    (Object.prototype.toString.call(object) !== '[object Object]' && hasSlotsWithTag(object)) ||
    types.isMap(object) ||
    types.isSet(object) ||
    // A boxed number, string or boolean has a tag; a boxed bigint or symbol has none.
    types.isBoxedPrimitive(object) ||
    types.isPromise(object) ||
    ArrayBuffer.isView(object) ||
    types.isAnyArrayBuffer(object) ||
    types.isWeakMap(object) ||
    types.isWeakSet(object) ||
    types.isGeneratorObject(object)
  );
}

/** True for the objects for which Object.prototype.toString gives a tag of its own, even if their class has no Symbol.toStringTag. */
const hasSlotsWithTag = (object: object): boolean =>
  Array.isArray(object) ||
  typeof object === 'function' ||
  types.isNativeError(object) ||
  types.isDate(object) ||
  types.isRegExp(object) ||
  types.isArgumentsObject(object);

/** The Date class of the platform. Fake timers replace the global Date by a subclass. */
export const PlatformDate = platformDate();

function platformDate(): DateConstructor {
  for (
    let prototype: object | null = Date.prototype;
    prototype !== null;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    if (isBuiltInNamed(prototype.constructor, 'Date')) return prototype.constructor as DateConstructor;
  }
  return Date;
}

/** Returns the time of a Date of any class and realm. Units: milliseconds since 1970-01-01T00:00:00Z. */
export const timeOf = (date: Date): number => PlatformDate.prototype.getTime.call(date);
