import { DeclarationError } from '../model/errors.js';
import { inspected } from '../model/message-text.js';
import { missingArtifactFields, missingText } from './artifact-fields.js';
import { checkedCreate } from './checked-create.js';
import { checkedRest } from './checked-rest.js';
import { type Class, classChain } from './class.js';
import {
  type ClassDeclaration,
  type Create,
  declarationOf,
  inheritedFields,
  isDeclaredByOtherCopy,
  recordClass,
} from './declarations.js';
import { checkedFields, type Field } from './fields.js';
import { hiddenStateOf } from './hidden-state.js';
import { checkedProcedureNames } from './procedure-names.js';
import { checkedVersions, type SchemaVersions } from './schema-versions.js';

/** What every artifact has, whether or not its class extends `Artifact`. */
export interface ArtifactLike {
  /** The version of the procedure that made the result. Not empty. */
  procedureVersion: string;
  /** All input parameters of the procedure. */
  inputParameters: unknown;
  /** When the result was made. */
  timestamp: Date | string;
}

/** What is known of a declared class, with the fields of its parents. Checked once, then frozen. */
export interface Plan<T extends object = object> extends SchemaVersions {
  readonly Class: Class<T>;
  /** In ascending order of their keys. */
  readonly fields: readonly Field[];
  readonly byKey: ReadonlyMap<string, Field>;
  readonly byAlias: ReadonlyMap<string, Field>;
  readonly byProperty: ReadonlyMap<string, Field>;
  /** The property that holds the members of an object that no field names; undefined if there may be none. */
  readonly rest: string | undefined;
  /** The name of the procedure; undefined if the class is a value class, whose instances are parts of artifacts. */
  readonly procedureName: string | undefined;
  /** The former names of the procedure. */
  readonly procedureAliases: readonly string[];
  /** Makes an instance of the values of all fields; undefined if the constructor is called without arguments, and the fields are set. */
  readonly create: Create | undefined;
}

/** The fault of an artifact with a method `then`: `await` would call the method as if the artifact were a promise. */
export const THENABLE =
  'found a function or accessor named then, with which await takes the artifact for a promise; give it another name';

const OTHER_COPY =
  'is declared by another copy of persisted-artifacts, expected this one; "npm ls persisted-artifacts" shows how many are installed, and resetModules and hot reload make more';

const plans = new WeakMap<Class, Plan>();
const artifactClasses = new Set<Class>();

/** Returns every artifact class declared so far. */
export const declaredClasses = (): ReadonlySet<Class> => artifactClasses;

/**
 * Records the declaration of a class, and returns its plan.
 *
 * @param metadata - the metadata of a class that a TC39 decorator declares. The class has it only later.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the class is declared wrongly, or twice.
 */
export function declareClass(Class: Class, declaration: ClassDeclaration, metadata?: object): Plan {
  recordClass(Class, declaration, metadata);
  const plan = planOf(Class);
  if (plan.procedureName !== undefined) artifactClasses.add(Class);
  return plan;
}

/**
 * Returns the plan of a class.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the class is declared wrongly, or not at all.
 */
export function planOf<T extends object>(Class: Class<T>): Plan<T> {
  if (typeof Class !== 'function') {
    throw new DeclarationError(inspected(Class), undefined, 'is no class; is it imported as a type, or in a circle?');
  }
  let plan = plans.get(Class);
  if (plan === undefined) plans.set(Class, (plan = checkedPlan(Class)));
  return plan as Plan<T>;
}

/**
 * Returns the plan of an artifact class.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the class is declared wrongly, not at all, or as a value class.
 */
export function artifactPlanOf<T extends object>(Class: Class<T>): Plan<T> & { readonly procedureName: string } {
  const plan = planOf(Class);
  if (plan.procedureName !== undefined) return plan as Plan<T> & { readonly procedureName: string };
  throw new DeclarationError(
    Class.name,
    undefined,
    `is not an artifact class: ${missingText(missingArtifactFields(plan.byProperty))}`,
  );
}

function checkedPlan(Class: Class): Plan {
  const fail = (field: string | undefined, fault: string): never => {
    throw new DeclarationError(Class.name, field, fault);
  };
  if (classChain(Class).some(isDeclaredByOtherCopy)) fail(undefined, OTHER_COPY);
  const declaration = declarationOf(Class);
  if (declaration === undefined) return fail(undefined, 'is not declared; expected @Persisted() on the class');
  const inherited = inheritedFields(Class);
  const { procedureName, procedureAliases } = checkedProcedureNames(Class, declaration, inherited);
  const isArtifact = procedureName !== undefined;
  if (isArtifact && 'then' in Class.prototype) fail('then', THENABLE);
  const versions = checkedVersions(Class, declaration, isArtifact);
  const create = checkedCreate(Class, declaration);
  const rest = checkedRest(Class, inherited, create === undefined);
  const hiddenState = hiddenStateOf(Class, [...inherited.keys(), ...(rest === undefined ? [] : [rest])]);
  if (hiddenState !== undefined) fail(undefined, hiddenState);
  const fields = checkedFields({ Class, isArtifact, isFilled: create === undefined }, inherited);
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const byProperty = new Map(fields.map((field) => [field.property, field]));
  const byAlias = new Map(fields.flatMap((field) => field.aliases.map((alias) => [alias, field])));
  const names = { procedureName, procedureAliases };
  return Object.freeze({ Class, fields, byKey, byAlias, byProperty, rest, ...names, create, ...versions });
}
