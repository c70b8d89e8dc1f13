import type { Codec } from '../codecs/codec.js';
import { type Reference, referenceCodec } from '../codecs/reference.js';
import { planOf } from '../mapping/plan.js';
import { calledForClass, checkClassFunction, checkedClass } from './class-function.js';

/**
 * Returns the codec of references to the artifacts of a class.
 *
 * @param classOf - returns the class. It is called when a value is first mapped.
 * @param declarer - what declares the codec: `@Reference()`.
 * @param fail - throws the DeclarationError of a fault.
 */
export function codecOfReferences(
  classOf: unknown,
  declarer: string,
  fail: (fault: string) => never,
): Codec<Reference> {
  checkClassFunction(classOf, fail);
  return referenceCodec(() => {
    const Class = checkedClass(calledForClass(classOf, fail), 'the class', declarer, fail);
    const { procedureName, procedureAliases } = planOf(Class);
    if (procedureName !== undefined) return { Class, procedureNames: [procedureName, ...procedureAliases] };
    return fail(
      `found ${Class.name} for the class, expected an artifact class: no other instance has a file of its own`,
    );
  });
}
