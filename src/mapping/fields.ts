import type { Codec } from '../codecs/codec.js';
import { NullableCodec } from '../codecs/nullable.js';
import { ARTIFACT_KEY, PROCEDURE_NAME_KEY } from '../format/layout.js';
import { DeclarationError } from '../model/errors.js';
import { ARTIFACT_FIELDS, artifactCodec } from './artifact-fields.js';
import type { Class } from './class.js';
import type { InheritedField } from './declarations.js';
import { snakeCase } from './snake-case.js';

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

/** The class whose fields are checked. */
interface Owner {
  readonly Class: Class;
  readonly isArtifact: boolean;
  /** Whether its constructor is called without arguments, and then the fields are set. */
  readonly isFilled: boolean;
}

/**
 * Returns the fields of a class, with those of its parents, in ascending order of their keys.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if a field is declared wrongly.
 */
export function checkedFields(owner: Owner, inherited: ReadonlyMap<string, InheritedField>): readonly Field[] {
  const byKey = new Map<string, Field>();
  for (const [property, declared] of inherited) {
    const field = checkedField(owner, property, declared);
    refuseTakenKey(owner, field, byKey);
    byKey.set(field.key, field);
  }
  return Object.freeze([...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1)));
}

function checkedField({ Class, isArtifact, isFilled }: Owner, property: string, declared: InheritedField): Field {
  const fail = (field: string, fault: string): never => {
    throw new DeclarationError(Class.name, field, fault);
  };
  const { owner, optional, nullable, naming } = declared;
  if (isFilled) refuseGetterAlone(owner, property);
  const artifactKey = isArtifact ? ARTIFACT_FIELDS.get(property) : undefined;
  const key = declared.key ?? artifactKey ?? (naming === 'as-is' ? property : snakeCase(property));
  const codec = artifactKey === undefined ? declared.codec : artifactCodec(property, declared.codec, fail);
  if (artifactKey !== undefined && key !== artifactKey)
    fail(property, `found the key "${key}", expected "${artifactKey}", as the format has it`);
  if (artifactKey !== undefined && (optional || nullable))
    fail(property, 'found optional or nullable, but every artifact needs it');
  return Object.freeze({
    Class,
    property,
    key,
    codec: nullable ? new NullableCodec(codec) : codec,
    optional,
    hasNullOption: nullable !== undefined,
  });
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

/** Refuses a key that is not for fields, or that another field has. */
function refuseTakenKey(
  { Class, isArtifact }: Owner,
  { property, key }: Field,
  byKey: ReadonlyMap<string, Field>,
): void {
  const fail = (fault: string): never => {
    throw new DeclarationError(Class.name, property, fault);
  };
  if (key === '__proto__' || key === '*' || key === ARTIFACT_KEY || (isArtifact && key === PROCEDURE_NAME_KEY))
    fail(`has the key "${key}", which is not for fields`);
  const twin = byKey.get(key);
  if (twin !== undefined)
    fail(`has the key "${key}", which ${twin.property} has already; give it another with the option key`);
}
