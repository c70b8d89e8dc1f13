import { declareRest } from '../mapping/declarations.js';
import { declareAtProperty } from './decorated-field.js';
import { checkParentheses, type DecoratorArguments } from './decorator-calls.js';
import type { RestField } from './property-types.js';

/**
 * Declares the property that holds all members of an object that no field names, by their keys: plain JSON values, in which the arrays of a
 * sealed file are `StoredArray`s. They are written again, beside the fields. Without such members, it is `{}`.
 *
 * A class has one such property at most, which its subclasses inherit.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) at class definition, if the property cannot hold them, or if it is the second one.
 * @example
 * `@Rest() others!: Record<string, unknown>;`
 */
export function Rest(...args: readonly never[]): RestField {
  checkParentheses(args[0], args[1], '@Rest()');
  return (...site: DecoratorArguments) => {
    declareAtProperty(site, '@Rest()', (prototype, property, { designType, fail }) => {
      if (args.length > 0) fail('found arguments, expected @Rest() without any');
      if (designType !== undefined && designType !== Object)
        fail(`has the type ${designType.name}, but @Rest() goes on a plain object: Record<string, unknown>`);
      declareRest(prototype, property);
    });
  };
}
