import type { Codec } from '../codecs/codec.js';
import { NullableCodec } from '../codecs/nullable.js';
import { ARTIFACT_KEY, PROCEDURE_NAME_KEY } from '../format/layout.js';
import { DeclarationError } from '../model/errors.js';
import { inspected } from '../model/message-text.js';
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
  /** The fields by their keys, and then by their aliases too. */
  const holders = new Map<string, Field>();
  for (const field of fields) {
    refuseReserved(owner, field, 'key', field.key);
    const twin = holders.get(field.key);
    if (twin !== undefined)
      fail(
        field,
        `has the key "${field.key}", which ${twin.property} has already; give it another with the option key`,
      );
    holders.set(field.key, field);
  }
  for (const field of fields) for (const alias of field.aliases) holdAlias(owner, field, alias, holders);
  return Object.freeze(fields.map((field) => withX(field, fields)).sort((a, b) => (a.key < b.key ? -1 : 1)));
}

/** Returns a field whose array names the array of x by its key, if it has the option x. */
function withX(field: Field, fields: readonly Field[]): Field {
  const { array } = field.codec;
  if (array?.x === undefined) return field;
  const arrays = fields.filter((other) => other !== field && other.codec.array !== undefined);
  const named = arrays.find(({ property }) => property === array.x);
  const rank = named?.codec.array?.rank;
  if (named !== undefined && rank === 1)
    return Object.freeze({ ...field, codec: array.withX([named.key, ...named.aliases]) });
  const possible = arrays.filter(({ codec }) => codec.array?.rank === 1).map(({ property }) => property);
  const advice =
    named !== undefined && rank === undefined
      ? `; ${array.x} may have any number of axes: give it shape: [null]`
      : `: ${possible.join(' or ') || 'there is none'}`;
  return fail(field, `found x: ${inspected(array.x)}, expected another array of the class with one axis${advice}`);
}

function checkedField({ Class, isArtifact, isFilled }: Owner, property: string, declared: InheritedField): Field {
  const refuse = (fault: string): never => fail({ Class, property }, fault);
  const { owner, aliases, optional, default: given, nullable, naming } = declared;
  if (isFilled) refuseGetterAlone(owner, property);
  const artifactKey = isArtifact ? ARTIFACT_FIELDS.get(property) : undefined;
  const key = declared.key ?? artifactKey ?? (naming === 'as-is' ? property : snakeCase(property));
  const codec = artifactKey === undefined ? declared.codec : artifactCodec(property, declared.codec, refuse);
  if (artifactKey !== undefined && key !== artifactKey)
    refuse(`found the key "${key}", expected "${artifactKey}", as the format has it`);
  if (artifactKey !== undefined && (optional || nullable))
    refuse('found optional or nullable, but every artifact needs it');
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
  fail(
    { Class: owner, property },
    'found a getter alone, expected a setter too, for loading; or drop the decorator: what is computed need not be stored',
  );
}

/** Adds a field by an alias. Refuses one that is a key, or an alias of this field or another one. */
function holdAlias(owner: Owner, field: Field, alias: string, holders: Map<string, Field>): void {
  refuseReserved(owner, field, 'alias', alias);
  const twin = holders.get(alias);
  if (twin !== undefined)
    fail(
      field,
      `has the alias "${alias}", which is ${alias === twin.key ? 'the key' : 'an alias'} of ${twin.property}`,
    );
  holders.set(alias, field);
}

/** Refuses a key or alias that no field may have. */
function refuseReserved({ isArtifact }: Owner, field: Field, what: 'key' | 'alias', key: string): void {
  if (key === '__proto__' || key === '*' || key === ARTIFACT_KEY || (isArtifact && key === PROCEDURE_NAME_KEY))
    fail(field, `has the ${what} "${key}", which is not for fields`);
}

function fail({ Class, property }: Pick<Field, 'Class' | 'property'>, fault: string): never {
  throw new DeclarationError(Class.name, property, fault);
}
