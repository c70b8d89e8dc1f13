import { DeclarationError } from '../model/errors.js';
import { inspected } from '../model/message-text.js';
import { isSafeName } from '../storage/key.js';
import { missingArtifactFields, missingText } from './artifact-fields.js';
import type { Class } from './class.js';
import { sourceNameOf } from './class-name.js';
import type { ClassDeclaration, InheritedField } from './declarations.js';

/** What the procedure of a class is called. */
export interface ProcedureNames {
  /** Its name; undefined for a value class. */
  readonly procedureName: string | undefined;
  /** Its former names. */
  readonly procedureAliases: readonly string[];
}

const SAFE = 'letters, digits, "_", "." and "-", 128 at most, no device\'s name';

/**
 * Returns the names of a class's procedure. If no name is declared, the name of the class is its present one.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if a name is missing or unsafe, if one is there twice, or if a value class has one.
 */
export function checkedProcedureNames(
  Class: Class,
  { procedure, procedureAliases = [] }: ClassDeclaration,
  fields: ReadonlyMap<string, InheritedField>,
): ProcedureNames {
  const fail = (fault: string): never => {
    throw new DeclarationError(Class.name, undefined, fault);
  };
  if (!Array.isArray(procedureAliases))
    fail(`found procedureAliases: ${inspected(procedureAliases)}, expected a list of former names`);
  const missing = missingArtifactFields(fields);
  if (missing.length > 0) {
    if (procedure !== undefined || procedureAliases.length > 0) fail(`names a procedure, but ${missingText(missing)}`);
    return { procedureName: undefined, procedureAliases: [] };
  }
  const procedureName = procedure ?? sourceNameOf(Class);
  if (procedureName === undefined)
    return fail(
      `has no procedure name, and its own name, ${JSON.stringify(Class.name)}, may be one that a bundler or minifier has changed; say @Persisted({ procedure: 'TheName' })`,
    );
  if (!isSafe(procedureName)) fail(`found the procedure name ${inspected(procedureName)}, expected ${SAFE}`);
  for (const [index, alias] of procedureAliases.entries()) {
    if (!isSafe(alias)) fail(`found the former procedure name ${inspected(alias)}, expected ${SAFE}`);
    if (alias === procedureName) fail(`has the former procedure name ${alias}, which is its present one`);
    if (procedureAliases.indexOf(alias) < index) fail(`has the former procedure name ${alias} twice, expected it once`);
  }
  return { procedureName, procedureAliases: Object.freeze([...procedureAliases]) };
}

const isSafe = (name: unknown): boolean => typeof name === 'string' && isSafeName(name);
