import type { Codec } from '../codecs/codec.js';
import { dateCodec, guessedDateCodec, isoTextCodec } from '../codecs/iso-date.js';
import { jsonValueCodec } from '../codecs/json-value.js';
import { NullableCodec } from '../codecs/nullable.js';
import { nonEmptyStringCodec, stringCodec } from '../codecs/scalar.js';
import { timestampCodec } from '../codecs/timestamp.js';
import {
  ARTIFACT_KEY,
  INPUT_PARAMETERS_KEY,
  PROCEDURE_NAME_KEY,
  PROCEDURE_VERSION_KEY,
  TIMESTAMP_KEY,
} from '../format/layout.js';
import { DeclarationError } from '../model/errors.js';
import { inspected } from '../model/message-text.js';
import { isSafeName } from '../storage/key.js';
import { type Class, classChain } from './class.js';
import { sourceNameOf } from './class-name.js';
import {
  type ClassDeclaration,
  type Create,
  declarationOf,
  inheritedFields,
  isDeclaredByOtherCopy,
  recordClass,
} from './declarations.js';
import { hiddenStateOf } from './hidden-state.js';

/** What every artifact has, whether or not its class extends `Artifact`. */
export interface ArtifactLike {
  /** The version of the procedure that made the result. Not empty. */
  procedureVersion: string;
  /** All input parameters of the procedure. */
  inputParameters: unknown;
  /** When the result was made. */
  timestamp: Date | string;
}

/** A field of a declared class: a property, its key and its codec. */
export interface Field {
  readonly Class: Class;
  readonly property: string;
  /** Its key in the file. */
  readonly key: string;
  readonly codec: Codec;
  /** True if the property may be undefined. Then the file lacks the key. */
  readonly optional: boolean;
  /** True if an option of the field decides whether the property may be null; false if its codec does. */
  readonly hasNullOption: boolean;
}

/** What is known of a declared class, with the fields of its parents. Checked once, then frozen. */
export interface Plan<T extends object = object> {
  readonly Class: Class<T>;
  /** In ascending order of their keys. */
  readonly fields: readonly Field[];
  readonly byKey: ReadonlyMap<string, Field>;
  readonly byProperty: ReadonlyMap<string, Field>;
  /** The name of the procedure; undefined if the class is a value class, whose instances are parts of artifacts. */
  readonly procedureName: string | undefined;
  /** Makes an instance of the values of all fields; undefined if the constructor is called without arguments, and the fields are set. */
  readonly create: Create | undefined;
}

/** The fields that make a class an artifact class, and their keys in the format. */
export const ARTIFACT_FIELDS: ReadonlyMap<string, string> = new Map([
  ['procedureVersion', PROCEDURE_VERSION_KEY],
  ['inputParameters', INPUT_PARAMETERS_KEY],
  ['timestamp', TIMESTAMP_KEY],
]);

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
  const isArtifact = missingArtifactFields(inherited).length === 0;
  if (declaration.procedure !== undefined && !isArtifact) {
    fail(undefined, `names a procedure, but ${missingText(missingArtifactFields(inherited))}`);
  }
  const procedureName = isArtifact ? (declaration.procedure ?? sourceNameOf(Class)) : undefined;
  if (isArtifact && procedureName === undefined) {
    fail(
      undefined,
      `has no procedure name, and its own name, ${JSON.stringify(Class.name)}, may be one that a bundler or minifier has changed; say @Persisted({ procedure: 'TheName' })`,
    );
  }
  if (procedureName !== undefined && !(typeof procedureName === 'string' && isSafeName(procedureName))) {
    fail(
      undefined,
      `found the procedure name ${inspected(procedureName)}, expected letters, digits, "_", "." and "-", 128 at most, no device's name`,
    );
  }
  if (isArtifact && 'then' in Class.prototype) fail('then', THENABLE);
  const hiddenState = hiddenStateOf(Class, [...inherited.keys()]);
  if (hiddenState !== undefined) fail(undefined, hiddenState);
  const byKey = new Map<string, Field>();
  const create = checkedCreate(Class, declaration);
  for (const [property, { owner, codec, key: givenKey, optional, nullable, naming }] of inherited) {
    if (create === undefined) refuseGetterAlone(owner, property);
    const artifactKey = isArtifact ? ARTIFACT_FIELDS.get(property) : undefined;
    const key = givenKey ?? artifactKey ?? (naming === 'as-is' ? property : snakeCase(property));
    const codecOfValues = artifactKey === undefined ? codec : artifactCodec(property, codec, fail);
    const field = {
      Class,
      property,
      key,
      codec: nullable ? new NullableCodec(codecOfValues) : codecOfValues,
      optional,
      hasNullOption: nullable !== undefined,
    };
    if (artifactKey !== undefined && key !== artifactKey)
      fail(property, `found the key "${key}", expected "${artifactKey}", as the format has it`);
    if (artifactKey !== undefined && (optional || nullable))
      fail(property, 'found optional or nullable, but every artifact needs it');
    if (key === '__proto__' || key === '*' || key === ARTIFACT_KEY || (isArtifact && key === PROCEDURE_NAME_KEY))
      fail(property, `has the key "${key}", which is not for fields`);
    const twin = byKey.get(key);
    if (twin !== undefined)
      fail(property, `has the key "${key}", which ${twin.property} has already; give it another with the option key`);
    byKey.set(key, Object.freeze(field));
  }
  const fields = [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const byProperty = new Map(fields.map((field) => [field.property, field]));
  return Object.freeze({ Class, fields: Object.freeze(fields), byKey, byProperty, procedureName, create });
}

/** Returns the function that makes the instances of a class. Those of a parent make instances of the parent. */
function checkedCreate(Class: Class, { create }: ClassDeclaration): Create | undefined {
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

function refuseGetterAlone(owner: Class, property: string): void {
  const accessor = Object.getOwnPropertyDescriptor(owner.prototype, property);
  if (accessor?.get === undefined || accessor.set !== undefined) return;
  throw new DeclarationError(
    owner.name,
    property,
    'found a getter alone, expected a setter too, for loading; or drop the decorator: what is computed need not be stored',
  );
}

/**
 * The codecs that a procedureVersion may be declared with. For a property with an initial value and no type, the compiler emits Object as
 * its type, which stands for any plain JSON value.
 */
const VERSION_CODECS: readonly Codec[] = [stringCodec, nonEmptyStringCodec, jsonValueCodec];

/** The codecs that a timestamp may be declared with. */
const DATE_CODECS: readonly Codec[] = [dateCodec, guessedDateCodec, isoTextCodec];

/** Returns the codec of a field of every artifact: the declared one, with the rules of the format added. */
function artifactCodec(property: string, codec: Codec, fail: (field: string, fault: string) => never): Codec {
  if (property === 'procedureVersion') {
    return VERSION_CODECS.includes(codec) ? nonEmptyStringCodec : fail(property, 'expected @Persisted() on a string');
  }
  if (property === 'timestamp') {
    return DATE_CODECS.includes(codec) ? timestampCodec(codec) : fail(property, 'expected @IsoDate()');
  }
  return codec;
}

const missingArtifactFields = (fields: { has(property: string): boolean }): string[] =>
  [...ARTIFACT_FIELDS.keys()].filter((property) => !fields.has(property));

const missingText = (properties: readonly string[]): string =>
  `it persists no ${properties.join(', no ')}; extend Artifact or declare ${properties.length === 1 ? 'it' : 'them'}`;

/** Returns a property's key in snake_case: windowSize → window_size, pValue → p_value, nGrid2D → n_grid2_d, HTTPServer → http_server. */
export const snakeCase = (property: string): string =>
  property
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .toLowerCase();
