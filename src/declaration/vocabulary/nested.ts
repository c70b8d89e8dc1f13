import { isBuiltIn } from '../../codecs/built-in.js';
import type { Class } from '../../mapping/class.js';
import { classCodec } from '../../mapping/mapper.js';
import { type Codec, failCall, published } from '../codec.js';
import { isConstructor, nameOfType } from '../type-names.js';

/**
 * Instance of another class ⇄ object: one with `@Persisted()`, or a class-transformer class.
 *
 * @param classOf - returns the class. It is called when the class is needed: it may be defined further down.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if it is not a function; when the class is needed, if it returns none.
 */
export function nested<T extends object>(classOf: () => Class<T>): Codec<T> {
  const isClass = typeof classOf !== 'function' || /^class\b/.test(Function.prototype.toString.call(classOf));
  if (isClass)
    failCall('nested', `found ${nameOfType(classOf)}, expected a function that gives the class: () => TheClass`);
  return published(
    classCodec(() => {
      const Class: unknown = classOf();
      if (isConstructor(Class) && !isBuiltIn(Class)) return Class as Class;
      return failCall('nested', `found ${nameOfType(Class)} for the class, expected a class of your own`);
    }),
  );
}
