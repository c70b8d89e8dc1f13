/** A class whose instances can be stored. */
// biome-ignore lint/suspicious/noExplicitAny: the constructor may have any parameters; loading calls it without arguments.
export type Class<T extends object = object> = abstract new (...args: any[]) => T;

/** Returns the class that made an instance. */
export const classOf = (instance: object): Class => Object.getPrototypeOf(instance).constructor;

/** Returns a class and its parents, the class itself first. */
export function classChain(Class: Class): Class[] {
  const chain: Class[] = [];
  for (
    let each: unknown = Class;
    typeof each === 'function' && each.prototype !== undefined;
    each = Object.getPrototypeOf(each)
  ) {
    chain.push(each as Class);
  }
  return chain;
}

/** Returns the descriptor of a property that an object has itself or inherits; undefined if it has no such property. */
export function inheritedProperty(object: object, property: string): PropertyDescriptor | undefined {
  let holder: object | null = object;
  while (holder !== null && !Object.hasOwn(holder, property)) holder = Object.getPrototypeOf(holder);
  return holder === null ? undefined : Object.getOwnPropertyDescriptor(holder, property);
}
