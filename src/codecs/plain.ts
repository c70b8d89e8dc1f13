import { inspect, types } from 'node:util';
import { hasInternalSlots, isBuiltInNamed, isDirectInstance, PlatformDate } from './built-in.js';

// A container is plain if it is an instance of the built-in class itself and has nothing but its content: no property of its own, no
// holes. A file keeps the content of a container and nothing else, so anything more would be lost.

/** True if a list is a plain Array: no holes, no properties besides its elements. */
export function isPlainList(list: readonly unknown[]): boolean {
  if (list.length > LONG && isInspectedAsPlain(list)) return true;
  const names = Object.getOwnPropertyNames(list);
  // JavaScript lists the indices first, ascending, then `length` and all other names.
  const isDense = names.length === list.length + 1 && (list.length === 0 || names.at(-2) === String(list.length - 1));
  return isDense && isDirectInstance(list, Array) && Object.getOwnPropertySymbols(list).length === 0;
}

/** Lists with more elements than this are inspected first: to list the name of every index takes microseconds for each. */
const LONG = 64;

/**
 * True if the output of `util.inspect` proves a list to be plain, which takes constant time for the properties and a fast search for
 * holes. If a version of Node has another output, the result is false, and the caller looks at every index.
 */
const isInspectedAsPlain = (list: readonly unknown[]): boolean =>
  !types.isProxy(list) &&
  isDirectInstance(list, Array) &&
  inspect(list, ALL_PROPERTIES) === `[ ... ${list.length} more items, [length]: ${list.length} ]` &&
  !Array.prototype.includes.call(list, undefined);

const ALL_PROPERTIES = { showHidden: true, maxArrayLength: 0, customInspect: false, depth: 0 } as const;

/** The message for a list that is not plain. */
export const NOT_PLAIN_LIST =
  'found a list with holes, properties of its own or another class, expected elements alone';

/** True if a Map is a plain Map. */
export const isPlainMap = (map: object): boolean => isDirectInstance(map, Map) && Reflect.ownKeys(map).length === 0;

/** The message for a Map that is not plain. */
export const NOT_PLAIN_MAP = 'found a Map with properties of its own or of another class, expected entries alone';

/** True if a Set is a plain Set. */
export const isPlainSet = (set: object): boolean => isDirectInstance(set, Set) && Reflect.ownKeys(set).length === 0;

/** The message for a Set that is not plain. */
export const NOT_PLAIN_SET = 'found a Set with properties of its own or of another class, expected elements alone';

/** True if a Date is a plain Date, or one that fake timers have made. */
export function isPlainDate(date: object): boolean {
  const [key, ...others] = Reflect.ownKeys(date);
  if (key === undefined) return isDirectInstance(date, PlatformDate) || isDirectInstance(date, Date);
  // Fake timers make instances of a subclass, and hide that: each instance has a hidden property `constructor`, the platform's Date.
  const property = Object.getOwnPropertyDescriptor(date, key);
  return (
    key === 'constructor' &&
    others.length === 0 &&
    property?.enumerable === false &&
    isBuiltInNamed(property.value, 'Date')
  );
}

/** True if an object is a plain object, as `{}` makes it. */
export const isPlainObject = (object: object): boolean => isDirectInstance(object, Object) && !hasInternalSlots(object);

/** True if a value is a plain object. */
export const isPlainObjectValue = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && isPlainObject(value);
