import { isBuiltIn } from '../codecs/built-in.js';
import { inspected } from '../model/message-text.js';

/** True if a value may be a class. An arrow function may not be one: it has no prototype. */
export const isConstructor = (value: unknown): value is Function =>
  typeof value === 'function' && value.prototype !== undefined;

/** Returns a type, or whatever was given in its place, in the words of a message. */
export function nameOfType(type: unknown): string {
  if (typeof type !== 'function') return inspected(type);
  return type.name === '' || !isConstructor(type) ? String(type) : type.name;
}

/** Returns what a message advises to use for a property of a type that a decorator does not take; empty if there is no advice. */
export function adviceFor(type: Function, decorator: string): string {
  if (type === Array && decorator.startsWith('@Nested')) return '; use @NestedList()';
  if (type === Date) return '; use @IsoDate()';
  if (type === Map) return '; use @NestedMap() for instances of a class, and @Stored(codec.map(…)) for other values';
  if (type === Set) return '; use @Stored(codec.set(…))';
  if (type === Error)
    return '; use @Stored(codec.custom({ … })), or nest a class of your own with the fields name and message';
  if (type === Function) return '; is it a method, or its type imported with "import type"?';
  if (type.prototype instanceof Object.getPrototypeOf(Uint8Array))
    return decorator.startsWith('@NdArray') ? '' : '; use @NdArray()';
  return isBuiltIn(type)
    ? ''
    : '; use @Nested() for a class that you declare, and @Stored(codec.custom({ … })) for any other';
}
