/** Tells whether a list is nothing but its elements: an Array, without holes, without properties of its own. */
export function isBareList(list: readonly unknown[]): boolean {
  const keys = Object.keys(list);
  const isDense = keys.length === list.length && (keys.length === 0 || keys.at(-1) === String(list.length - 1));
  return isDense && Object.getPrototypeOf(list) === Array.prototype && Object.getOwnPropertySymbols(list).length === 0;
}

/** What such a list is expected to be, for messages. */
export const BARE_LIST = 'found a list with holes, properties of its own or another class, expected elements alone';

/** Tells whether an object has no property of its own, and is of the very class. */
export const isBare = (object: object, Class: Function): boolean =>
  Object.getPrototypeOf(object) === Class.prototype && Reflect.ownKeys(object).length === 0;
