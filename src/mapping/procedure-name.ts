import { DeclarationError } from '../model/errors.js';
import { inspected } from '../model/message-text.js';
import { isSafeName } from '../storage/key.js';
import { missingArtifactFields, missingText } from './artifact-fields.js';
import type { Class } from './class.js';
import { sourceNameOf } from './class-name.js';
import type { ClassDeclaration, InheritedField } from './declarations.js';

/**
 * Returns the name of a class's procedure: the one that is declared or, if none is, the name of the class; undefined for a value class.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the name is missing or unsafe, or if a value class has one.
 */
export function checkedProcedureName(
  Class: Class,
  { procedure }: ClassDeclaration,
  fields: ReadonlyMap<string, InheritedField>,
): string | undefined {
  const fail = (fault: string): never => {
    throw new DeclarationError(Class.name, undefined, fault);
  };
  const missing = missingArtifactFields(fields);
  if (missing.length > 0)
    return procedure === undefined ? undefined : fail(`names a procedure, but ${missingText(missing)}`);
  const procedureName = procedure ?? sourceNameOf(Class);
  if (procedureName === undefined)
    return fail(
      `has no procedure name, and its own name, ${JSON.stringify(Class.name)}, may be one that a bundler or minifier has changed; say @Persisted({ procedure: 'TheName' })`,
    );
  if (!(typeof procedureName === 'string' && isSafeName(procedureName)))
    fail(
      `found the procedure name ${inspected(procedureName)}, expected letters, digits, "_", "." and "-", 128 at most, no device's name`,
    );
  return procedureName;
}
