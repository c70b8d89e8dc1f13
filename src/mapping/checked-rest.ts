import { DeclarationError } from '../model/errors.js';
import type { Class } from './class.js';
import { declaredRests, REST_AND_FIELD } from './declarations.js';
import { refuseGetterAlone } from './fields.js';

/**
 * Returns the property of a class, or of a parent, that holds the members of an object that no field names; undefined if there is none.
 *
 * @param fields - the fields of the class and its parents, by property.
 * @param isFilled - whether the constructor is called without arguments, and then the properties are set.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if there are two of them, or if it is a field, too.
 */
export function checkedRest(
  Class: Class,
  fields: { has(property: string): boolean },
  isFilled: boolean,
): string | undefined {
  const [rest, other] = declaredRests(Class);
  if (rest === undefined) return undefined;
  const { owner, property } = rest;
  if (other !== undefined)
    throw new DeclarationError(
      Class.name,
      property,
      `found a second @Rest(), expected one: ${other.property} of ${other.owner.name} has it already`,
    );
  if (fields.has(property)) throw new DeclarationError(Class.name, property, REST_AND_FIELD);
  if (isFilled) refuseGetterAlone(owner, property);
  return property;
}
