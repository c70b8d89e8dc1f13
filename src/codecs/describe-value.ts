import { types } from 'node:util';
import { Elements } from '../model/elements.js';
import { excerpt, quoted } from '../model/message-text.js';
import { NumberList } from '../model/number-list.js';
import { NumberText } from '../model/number-text.js';
import { hasInternalSlots, isBuiltIn, timeOf } from './built-in.js';

/**
 * Describes a value, or a part of a tree, for the message of an error: `-0`, `"a text"`, `a list of 3`, `an instance of Map`. To look at an object
 * may run its code, which may throw.
 */
export function describeValue(value: unknown): string {
  try {
    return described(value);
  } catch {
    return 'a value that cannot be inspected';
  }
}

function described(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'bigint') return excerpt(String(value));
  if (value instanceof NumberText) return excerpt(value.text);
  if (typeof value === 'function') return `the function ${excerpt(value.name) || '(anonymous)'}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof NumberList) return `a list of ${value.length}`;
  if (value instanceof Elements) return `a list of ${value.shape[0]}`;
  return describeClass(value);
}

function describeClass(object: object): string {
  if (types.isDate(object) && Number.isNaN(timeOf(object))) return 'an invalid Date';
  const prototype = Object.getPrototypeOf(object);
  if (prototype === null) return 'an object without a prototype';
  if (prototype === Object.prototype) return hasInternalSlots(object) ? 'a built-in object' : 'a plain object';
  const Class = prototype.constructor;
  const kind =
    typeof Class === 'function' && isBuiltIn(Class) && !hasInternalSlots(object)
      ? 'object with the prototype'
      : 'instance';
  return typeof Class?.name === 'string' && Class.name !== ''
    ? `an ${kind} of ${Class.name}`
    : `an ${kind} of a class without a name`;
}
