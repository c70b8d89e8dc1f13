import type { Codec } from '../codecs/codec.js';
import { ARTIFACT_KEY, KIND_KEY } from '../format/layout.js';
import type { Kinds } from '../mapping/kinds.js';
import { instanceCodec } from '../mapping/mapper.js';
import { inspected, quoted } from '../model/message-text.js';
import { calledForClass, checkClassFunction, checkedClass } from './class-function.js';

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
  checkClassFunction(classOf, fail);
  if (givenKey !== undefined && (typeof givenKey !== 'string' || NOT_FOR_TAGS.includes(givenKey)))
    fail(`found kindKey: ${inspected(givenKey)}, expected a string that may be the key of a field`);
  return instanceCodec(() => {
    const classes = calledForClass(classOf, fail);
    if (isRecord(classes)) return checkedKinds(classes, declarer, fail);
    const Class = checkedClass(classes, 'the class', declarer, fail);
    if (givenKey !== undefined)
      fail(`found kindKey for one class, expected classes by tags: () => ({ tag: TheClass })`);
    return Class;
  }, givenKey ?? KIND_KEY);
}

/** The keys that no field may have, and so no tag. */
const NOT_FOR_TAGS = ['__proto__', '*', ARTIFACT_KEY];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checkedKinds(kinds: Record<string, unknown>, declarer: string, fail: (fault: string) => never): Kinds {
  const entries = Object.entries(kinds);
  if (entries.length === 0) fail('found no classes, expected them by their tags: () => ({ tag: TheClass })');
  return Object.fromEntries(
    entries.map(([tag, Class]) => [tag, checkedClass(Class, `the tag ${quoted(tag)}`, declarer, fail)]),
  );
}
