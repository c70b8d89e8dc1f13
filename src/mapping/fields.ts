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
  /** Its former keys, which a file may have in the place of its key. */
  readonly aliases: readonly string[];
  readonly codec: Codec;
  /** True if the property may be undefined. Then the file lacks the key. */
  readonly optional: boolean;
  /** What stands for a key that a file does not have: a primitive value, or a function that gives one; undefined if nothing does. */
  readonly default: unknown;
  /** True if an option of the field decides whether the property may be null; false if its codec does. */
  readonly hasNullOption: boolean;
}

/** True if an object may have a field in another form than the one in which it is saved: under a former key, or not at all. */
export const takesFormerMembers = (field: Field): boolean => field.aliases.length > 0 || field.default !== undefined;

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
  const fields = Array.from(inherited, ([property, declared]) => checkedField(owner, property, declared));
  /** The fields by their keys and aliases. */
  const taken = new Map<string, Field>();
  for (const field of fields) {
    refuseTaken(field.key, field, owner, taken);
    taken.set(field.key, field);
  }
  for (const field of fields)
    for (const alias of field.aliases) {
      refuseTaken(alias, field, owner, taken);
      taken.set(alias, field);
    }
  return Object.freeze(fields.sort((a, b) => (a.key < b.key ? -1 : 1)));
}

function checkedField({ Class, isArtifact, isFilled }: Owner, property: string, declared: InheritedField): Field {
  const fail = (field: string, fault: string): never => {
    throw new DeclarationError(Class.name, field, fault);
  };
  const { owner, aliases, optional, default: given, nullable, naming } = declared;
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
    aliases,
    codec: nullable ? new NullableCodec(codec) : codec,
    optional,
    default: given,
    hasNullOption: nullable !== undefined,
  });
}

/** @throws DeclarationError (`ARTIFACT_DECLARATION`) for a property that cannot be set. */
export function refuseGetterAlone(owner: Class, property: string): void {
  const accessor = Object.getOwnPropertyDescriptor(owner.prototype, property);
  if (accessor?.get === undefined || accessor.set !== undefined) return;
  throw new DeclarationError(
    owner.name,
    property,
    'found a getter alone, expected a setter too, for loading; or drop the decorator: what is computed need not be stored',
  );
}

/** Refuses a key or alias of a field that is not for fields, or that a field has already. */
function refuseTaken(key: string, field: Field, { Class, isArtifact }: Owner, taken: ReadonlyMap<string, Field>): void {
  const fail = (fault: string): never => {
    throw new DeclarationError(Class.name, field.property, fault);
  };
  const isAlias = key !== field.key;
  if (key === '__proto__' || key === '*' || key === ARTIFACT_KEY || (isArtifact && key === PROCEDURE_NAME_KEY))
    fail(`has the ${isAlias ? 'alias' : 'key'} "${key}", which is not for fields`);
  const twin = taken.get(key);
  if (twin === undefined) return;
  if (isAlias)
    fail(`has the alias "${key}", which is ${key === twin.key ? 'the key' : 'an alias'} of ${twin.property}`);
  fail(`has the key "${key}", which ${twin.property} has already; give it another with the option key`);
}
