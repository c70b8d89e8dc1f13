import { isBuiltIn } from '../codecs/built-in.js';
import type { Class } from '../mapping/class.js';
import { thrownText } from '../model/message-text.js';
import { isConstructor, nameOfType } from './type-names.js';

// A decorator gets a function that gives the class: it may be defined further down, or in a file that imports this one.

/** Refuses anything but a function that gives a class. */
export function checkClassFunction(classOf: unknown, fail: (fault: string) => never): asserts classOf is () => unknown {
  if (typeof classOf !== 'function' || isWrittenAsClass(classOf))
    fail(`found ${nameOfType(classOf)}, expected a function that gives the class: () => TheClass`);
}

const isWrittenAsClass = (value: Function): boolean => /^class\b/.test(Function.prototype.toString.call(value));

/** Calls a function that gives a class. */
export function calledForClass(classOf: () => unknown, fail: (fault: string) => never): unknown {
  try {
    return classOf();
  } catch (error) {
    return fail(`found a function for the class that throws ${thrownText(error)}, expected one that gives it`);
  }
}

/** Returns a value if it is a class of the user. */
export function checkedClass(Class: unknown, what: string, declarer: string, fail: (fault: string) => never): Class {
  if (!isConstructor(Class))
    return fail(`found ${nameOfType(Class)} for ${what}, expected a class; is it imported as a type, or in a circle?`);
  if (isBuiltIn(Class)) {
    const fault = `found ${Class.name} for ${what}, but ${declarer} takes classes of your own, whose fields are declared`;
    return fail(`${fault}; a list, or a plain object, of other values is a field with @Persisted()`);
  }
  return Class as Class;
}
