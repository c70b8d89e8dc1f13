import { DeclarationError } from '../model/errors.js';
import { inspected } from '../model/message-text.js';
import { type Class, classChain } from './class.js';
import { type ClassDeclaration, type Create, declarationOf } from './declarations.js';

/**
 * Returns the function that makes the instances of a class; undefined if the constructor does. Those of a parent make instances of the
 * parent.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if what is declared is no function, or if a parent alone has one.
 */
export function checkedCreate(Class: Class, { create }: ClassDeclaration): Create | undefined {
  const fail = (fault: string): never => {
    throw new DeclarationError(Class.name, undefined, fault);
  };
  if (create !== undefined && typeof create !== 'function')
    fail(`found create: ${inspected(create)}, expected a function (fields) => new ${Class.name}(…)`);
  const parent = classChain(Class).find((each) => declarationOf(each)?.create !== undefined);
  if (create === undefined && parent !== undefined)
    fail(
      `extends ${parent.name}, whose create makes an instance of ${parent.name}; expected its own: @Persisted({ create: (fields) => new ${Class.name}(…) })`,
    );
  return create;
}
