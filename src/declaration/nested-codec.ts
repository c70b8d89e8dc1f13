import { isBuiltIn } from '../codecs/built-in.js';
import type { Codec } from '../codecs/codec.js';
import { ARTIFACT_KEY, KIND_KEY } from '../format/layout.js';
import type { Class } from '../mapping/class.js';
import type { Kinds } from '../mapping/kinds.js';
import { instanceCodec } from '../mapping/mapper.js';
import { inspected, quoted, thrownText } from '../model/message-text.js';
import { isConstructor, nameOfType } from './type-names.js';

/**
 * Returns the codec of nested instances.
 *
 * @param classOf - returns the class, or several classes by their tags. It is called when a value is first mapped.
 * @param givenKey - the key of the tag; undefined if the declaration gives none.
 * @param declarer - what declares the codec: `@NestedList()`.
 * @param fail - throws the DeclarationError of a fault.
 */
export function nestedCodec(
  classOf: unknown,
  givenKey: string | undefined,
  declarer: string,
  fail: (fault: string) => never,
): Codec {
  if (typeof classOf !== 'function' || isWrittenAsClass(classOf))
    fail(`found ${nameOfType(classOf)}, expected a function that gives the class: () => TheClass`);
  if (givenKey !== undefined && (typeof givenKey !== 'string' || NOT_FOR_TAGS.includes(givenKey)))
    fail(`found kindKey: ${inspected(givenKey)}, expected a string that may be the key of a field`);
  return instanceCodec(() => {
    const classes = called(classOf as () => unknown, fail);
    if (isRecord(classes)) return checkedKinds(classes, declarer, fail);
    const Class = checkedClass(classes, 'the class', declarer, fail);
    if (givenKey !== undefined)
      fail(`found kindKey for one class, expected classes by tags: () => ({ tag: TheClass })`);
    return Class;
  }, givenKey ?? KIND_KEY);
}

/** The keys that no field may have, and so no tag. */
const NOT_FOR_TAGS = ['__proto__', '*', ARTIFACT_KEY];

const isWrittenAsClass = (value: Function): boolean => /^class\b/.test(Function.prototype.toString.call(value));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function called(classOf: () => unknown, fail: (fault: string) => never): unknown {
  try {
    return classOf();
  } catch (error) {
    return fail(`found a function for the class that throws ${thrownText(error)}, expected one that gives it`);
  }
}

function checkedKinds(kinds: Record<string, unknown>, declarer: string, fail: (fault: string) => never): Kinds {
  const entries = Object.entries(kinds);
  if (entries.length === 0) fail('found no classes, expected them by their tags: () => ({ tag: TheClass })');
  return Object.fromEntries(
    entries.map(([tag, Class]) => [tag, checkedClass(Class, `the tag ${quoted(tag)}`, declarer, fail)]),
  );
}

/** Returns a value if it is a class of the user. */
function checkedClass(Class: unknown, what: string, declarer: string, fail: (fault: string) => never): Class {
  if (!isConstructor(Class))
    return fail(`found ${nameOfType(Class)} for ${what}, expected a class; is it imported as a type, or in a circle?`);
  if (isBuiltIn(Class)) {
    const fault = `found ${Class.name} for ${what}, but ${declarer} takes classes of your own, whose fields are declared`;
    return fail(`${fault}; a list, or a plain object, of other values is a field with @Persisted()`);
  }
  return Class as Class;
}
