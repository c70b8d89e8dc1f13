import '../libraries.cjs';
import type { Codec } from '../codecs/codec.js';
import { DeclarationError } from '../model/errors.js';
import { type Class, classChain } from './class.js';

// What is declared about fields and classes, kept as metadata of reflect-metadata on the class and its prototype. Nothing is checked here but
// that a field or class is declared once; `plan.ts` checks the declarations of a class together.
//
// A legacy decorator of a field gets the prototype. A TC39 decorator gets an object that becomes the class's `Symbol.metadata`: what it
// declares waits there until the class is known.

/** How the keys of a class's fields are made from the names of its properties. */
export type KeyNaming = 'snake_case' | 'as-is';

/** What is declared about a field. */
export interface FieldDeclaration {
  readonly codec: Codec;
  /** The key in the file; undefined if it is made from the name of the property. */
  readonly key: string | undefined;
  /** Its former keys. */
  readonly aliases: readonly string[];
  readonly optional: boolean;
  /** What stands for a key that a file does not have: a primitive value, or a function that gives one; undefined if nothing does. */
  readonly default: unknown;
  /** Whether the property may be null; undefined if its codec decides that. */
  readonly nullable: boolean | undefined;
}

/** A function of the user that makes an instance of the values of its fields, by the names of their properties. */
export type Create = (fields: object) => unknown;

/**
 * A function of the user that makes the stored members of a file's next version of those that the file has, both by their keys.
 *
 * Arrays of a sealed file are given as `StoredArray`, and those of other files as lists.
 */
// biome-ignore lint/suspicious/noExplicitAny: nobody knows the types of what an old file holds.
export type Upgrade = (file: Record<string, any>) => Record<string, unknown>;

/** What is declared about a class. */
export interface ClassDeclaration {
  readonly procedure?: string | undefined;
  readonly procedureAliases?: readonly string[] | undefined;
  readonly naming?: KeyNaming | undefined;
  readonly hidden?: 'ignored' | undefined;
  /** Makes an instance of the values of its fields; undefined if the constructor needs no arguments. */
  readonly create?: Create | undefined;
  readonly schemaVersion?: number | undefined;
  /** The upgrades, by the version that they upgrade. */
  readonly upgradesFrom?: Readonly<Record<number, Upgrade>> | undefined;
  /** Fields that bear no decorator. */
  readonly fields?: ReadonlyMap<string, FieldDeclaration> | undefined;
  /** The property for the rest, if it bears no decorator. */
  readonly rest?: string | undefined;
}

const FIELDS = Symbol('persisted-artifacts:fields');
const CLASS = Symbol('persisted-artifacts:class');
const REST = Symbol('persisted-artifacts:rest');

/** The fault of a property that is declared for the rest, and as a field. */
export const REST_AND_FIELD = 'found @Rest() and a field, expected one of them';

/**
 * Records the declaration of a field.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the class has declared the field already, or if it is a setter without a getter.
 */
export function declareField(prototype: object, property: string, declaration: FieldDeclaration): void {
  let fields: Map<string, FieldDeclaration> | undefined = Reflect.getOwnMetadata(FIELDS, prototype);
  if (fields === undefined) Reflect.defineMetadata(FIELDS, (fields = new Map()), prototype);
  const { name } = prototype.constructor;
  if (fields.has(property)) throw new DeclarationError(name, property, 'found two decorators of a codec, expected one');
  if (ownRestOf(prototype) === property) throw new DeclarationError(name, property, REST_AND_FIELD);
  refuseSetterAlone(prototype, property);
  fields.set(property, declaration);
}

function refuseSetterAlone(prototype: object, property: string): void {
  const accessor = Object.getOwnPropertyDescriptor(prototype, property);
  if (accessor?.set === undefined || accessor.get !== undefined) return;
  const fault = 'found a setter alone, expected a getter too, for saving';
  throw new DeclarationError(prototype.constructor.name, property, fault);
}

/**
 * Records the property that holds the members of an object that no field names.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the class has one already, or a field there, or if it is a setter without a getter.
 */
export function declareRest(prototype: object, property: string): void {
  const fail = (fault: string): never => {
    throw new DeclarationError(prototype.constructor.name, property, fault);
  };
  const first = ownRestOf(prototype);
  if (first !== undefined) fail(`found a second @Rest(), expected one a class: ${first} has it already`);
  const fields: ReadonlyMap<string, FieldDeclaration> | undefined = Reflect.getOwnMetadata(FIELDS, prototype);
  if (fields?.has(property)) fail(REST_AND_FIELD);
  refuseSetterAlone(prototype, property);
  Reflect.defineMetadata(REST, property, prototype);
}

const ownRestOf = (prototype: object): string | undefined => Reflect.getOwnMetadata(REST, prototype);

/** Returns the classes of a chain that declare a property for the rest, each with that property, the class itself first. */
export const declaredRests = (Class: Class): { readonly owner: Class; readonly property: string }[] =>
  classChain(Class).flatMap((owner) => {
    declareWaiting(owner);
    const property = ownRestOf(owner.prototype);
    return property === undefined ? [] : [{ owner, property }];
  });

/** Declares a field of a class that is not known yet, but for its metadata. */
export type DeclareWhenKnown = (prototype: object) => void;

/**
 * Records a declaration that waits for its class.
 *
 * @param metadata - the metadata of the class, which inherits that of its parent.
 */
export function declareLater(metadata: object, declare: DeclareWhenKnown): void {
  const waiting = waitingIn(metadata);
  if (waiting !== undefined) waiting.push(declare);
  else Object.defineProperty(metadata, FIELDS, { value: [declare] });
}

const waitingIn = (metadata: object): DeclareWhenKnown[] | undefined =>
  Object.getOwnPropertyDescriptor(metadata, FIELDS)?.value;

/**
 * Makes the declarations that have waited for a class. One that throws waits on, and throws whenever the class is asked for.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if a field is declared wrongly.
 */
function declareWaiting(Class: Class, metadata: object | undefined = metadataOf(Class)): void {
  const waiting = (metadata && waitingIn(metadata)) ?? [];
  for (let [declare] = waiting; declare !== undefined; [declare] = waiting) {
    declare(Class.prototype);
    waiting.shift();
  }
}

/** Returns the metadata that TC39 decorators have got for a class itself. */
const metadataOf = (Class: Class): object | undefined =>
  Object.getOwnPropertyDescriptor(Class, (Symbol as unknown as { metadata: symbol }).metadata)?.value;

/**
 * Records the declaration of a class, with its fields.
 *
 * @param metadata - the metadata of a class that a TC39 decorator declares. The class has it only later.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the class is declared already, or one of its fields is, or wrongly.
 */
export function recordClass(Class: Class, declaration: ClassDeclaration, metadata?: object): void {
  if (Reflect.hasOwnMetadata(CLASS, Class)) {
    throw new DeclarationError(Class.name, undefined, 'found @Persisted() twice on the class, expected it once');
  }
  Reflect.defineMetadata(CLASS, declaration, Class);
  declareWaiting(Class, metadata);
  for (const [property, field] of declaration.fields ?? []) {
    if (ownFieldsOf(Class)?.has(property)) {
      const fault = 'found a decorator, and a codec in the option fields, expected one of them';
      throw new DeclarationError(Class.name, property, fault);
    }
    declareField(Class.prototype, property, field);
  }
  if (declaration.rest !== undefined) declareRest(Class.prototype, declaration.rest);
}

/** Returns the declaration of a class itself, without its parents'; undefined if it has none. */
export const declarationOf = (Class: Class): ClassDeclaration | undefined => Reflect.getOwnMetadata(CLASS, Class);

function ownFieldsOf(Class: Class): Map<string, FieldDeclaration> | undefined {
  declareWaiting(Class);
  return Reflect.getOwnMetadata(FIELDS, Class.prototype);
}

/** A field of a class or one of its parents. */
export interface InheritedField extends FieldDeclaration {
  /** The class that declares it. */
  readonly owner: Class;
  readonly naming: KeyNaming | undefined;
}

/**
 * Returns the declarations of a class's fields by property, those of its parents first. A field that a class declares again replaces its
 * parent's.
 */
export function inheritedFields(Class: Class): Map<string, InheritedField> {
  const fields = new Map<string, InheritedField>();
  for (const owner of classChain(Class).reverse()) {
    const { naming } = declarationOf(owner) ?? {};
    for (const [property, field] of ownFieldsOf(owner) ?? []) fields.set(property, { ...field, owner, naming });
  }
  return fields;
}

/** True if a class or one of its parents is declared, or has a declared field, by any copy of this library. */
export const isDeclared = (Class: Class): boolean =>
  classChain(Class).some(
    (each) => ownFieldsOf(each) !== undefined || declarationOf(each) !== undefined || isDeclaredByOtherCopy(each),
  );

/** True if a class or its fields were declared by another copy of this library, whose metadata has keys of its own. */
export const isDeclaredByOtherCopy = (Class: Class): boolean =>
  [
    ...Reflect.getOwnMetadataKeys(Class),
    ...Reflect.getOwnMetadataKeys(Class.prototype),
    ...Reflect.ownKeys(metadataOf(Class) ?? {}),
  ].some(
    (key) =>
      typeof key === 'symbol' &&
      key !== CLASS &&
      key !== FIELDS &&
      (key.description === CLASS.description || key.description === FIELDS.description),
  );
