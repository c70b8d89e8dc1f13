import { inspect, types } from 'node:util';
import { isNative } from './hidden-state.js';

// A container is bare if it holds nothing but its content, which is all that a file keeps of it. Containers of another realm count
// as the platform's own: jest and `vm` run programs in realms that have an Object, Array, Map and Date of their own.

/** Tells whether a list is bare: an Array, without holes, without properties of its own. */
export function isBareList(list: readonly unknown[]): boolean {
  if (list.length > LONG && isSeenBare(list)) return true;
  const names = Object.getOwnPropertyNames(list);
  // Indices come first and ascend; then come `length` and all other names.
  const isDense = names.length === list.length + 1 && (list.length === 0 || names.at(-2) === String(list.length - 1));
  return isDense && isOf(list, Array) && Object.getOwnPropertySymbols(list).length === 0;
}

/** Elements from which on a list is inspected first: to name every index takes microseconds for each. */
const LONG = 64;

/**
 * Sees in constant time that a list has nothing but its elements, by how `util.inspect` shows it; then whether there are holes.
 * A list that it shows in any other way, on any version of Node, is looked at index by index.
 */
const isSeenBare = (list: readonly unknown[]): boolean =>
  !types.isProxy(list) &&
  isOf(list, Array) &&
  inspect(list, ALL_PROPERTIES) === `[ ... ${list.length} more items, [length]: ${list.length} ]` &&
  !Array.prototype.includes.call(list, undefined);

const ALL_PROPERTIES = { showHidden: true, maxArrayLength: 0, customInspect: false, depth: 0 } as const;

/** What a list is expected to be, for messages. */
export const BARE_LIST = 'found a list with holes, properties of its own or another class, expected elements alone';

/** Tells whether a Map is bare. */
export const isBareMap = (map: object): boolean => isOf(map, Map) && Reflect.ownKeys(map).length === 0;

/** Tells whether a Set is bare. */
export const isBareSet = (set: object): boolean => isOf(set, Set) && Reflect.ownKeys(set).length === 0;

/** Tells whether a Date is bare. */
export function isBareDate(date: object): boolean {
  const [key, ...others] = Reflect.ownKeys(date);
  if (key === undefined) return isOf(date, PlatformDate) || isOf(date, Date);
  // Fake timers make instances of their own class, with a hidden property that denies it.
  const denial = Object.getOwnPropertyDescriptor(date, key);
  return (
    key === 'constructor' && others.length === 0 && denial?.enumerable === false && isBuiltIn(denial.value, 'Date')
  );
}

/** Tells whether an object is a plain one, as `{}` makes it. */
export const isPlainObject = (object: object): boolean => isOf(object, Object) && !hasSlots(object);

/**
 * Tells whether an object has state in internal slots, whatever its prototype says: it is an Array, Map, Error, … All instances
 * of user's classes have to be asked, so that what is quick to tell comes first.
 */
export function hasSlots(object: object): boolean {
  return (
    (Object.prototype.toString.call(object) !== '[object Object]' && hasTaggedSlots(object)) ||
    types.isMap(object) ||
    types.isSet(object) ||
    // Of these, toString gives a bigint's and a symbol's no name of its own.
    types.isBoxedPrimitive(object) ||
    types.isPromise(object) ||
    ArrayBuffer.isView(object) ||
    types.isAnyArrayBuffer(object) ||
    types.isWeakMap(object) ||
    types.isWeakSet(object) ||
    types.isGeneratorObject(object)
  );
}

/** Those whose name Object.prototype.toString gives, unless a class gives its own by Symbol.toStringTag. */
const hasTaggedSlots = (object: object): boolean =>
  Array.isArray(object) ||
  typeof object === 'function' ||
  types.isNativeError(object) ||
  types.isDate(object) ||
  types.isRegExp(object) ||
  types.isArgumentsObject(object);

/** Tells whether an object's prototype is that of a built-in class, in this realm or another. */
function isOf(object: object, Class: Function): boolean {
  const prototype = Object.getPrototypeOf(object);
  if (prototype === Class.prototype) return true;
  if (prototype === null) return false;
  const owner: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return isBuiltIn(owner, Class.name) && owner.prototype === prototype;
}

const isBuiltIn = (value: unknown, name: string): value is Function =>
  typeof value === 'function' && value.name === name && isNative(value);

/** The platform's own Date: fake timers put another one in its place. */
export const PlatformDate = platformDate();

function platformDate(): DateConstructor {
  for (
    let prototype: object | null = Date.prototype;
    prototype !== null;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    if (isBuiltIn(prototype.constructor, 'Date')) return prototype.constructor as DateConstructor;
  }
  return Date;
}

/** The time of a Date, whatever its class and realm. Units: milliseconds. */
export const timeOf = (date: Date): number => PlatformDate.prototype.getTime.call(date);
