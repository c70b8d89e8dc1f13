import { types } from 'node:util';
import { hasInternalSlots } from '../codecs/built-in.js';
import type { Codec } from '../codecs/codec.js';
import { describeValue } from '../codecs/describe-value.js';
import { DecodingWalk, type Ownership } from '../codecs/walk/decoding-walk.js';
import { EncodingWalk } from '../codecs/walk/encoding-walk.js';
import type { Walk } from '../codecs/walk/walk.js';
import type { ArrayTable } from '../format/array-table.js';
import type { EncodedArtifact } from '../format/artifact-text.js';
import { ARTIFACT_KEY, PROCEDURE_NAME_KEY } from '../format/layout.js';
import { DeclarationError, InvalidArtifactError } from '../model/errors.js';
import { isInstance } from '../model/is-instance.js';
import { excerpt, TWO_CLASSES, thrownText } from '../model/message-text.js';
import { Place } from '../model/place.js';
import { isSameList } from '../model/same-list.js';
import { isTreeObject, memberOf, type Tree, type TreeObject } from '../model/tree.js';
import { type Class, inheritedProperty } from './class.js';
import { classTransformerCodec } from './class-transformer/class-transformer-class.js';
import { isExcluded, refuseDecorators } from './class-transformer/metadata.js';
import { checkConstraints, constraintsOf } from './class-validator.js';
import { isDeclared } from './declarations.js';
import { type Field, type Plan, planOf } from './plan.js';

/** An artifact between instance and text. */
export interface ArtifactTree {
  readonly root: TreeObject;
  /** What is said of the arrays; undefined in a file that another tool wrote. */
  readonly arrays: ArrayTable | undefined;
}

/**
 * The tree of an instance of a declared class, checked.
 *
 * @param Class - the class of the instance, if the caller knows it already.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with every fault of the instance.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if its class is not declared.
 */
export function encodeInstance(instance: object, Class: Class = checkedClassOf(instance)): EncodedArtifact {
  const plan = planOf(Class);
  const walk = new EncodingWalk();
  const root = walk.runUserCode(() => codecOf(Class).encode(instance, walk)) as TreeObject;
  check(walk, plan, undefined);
  return { root, arrays: walk.arrays, nonFinite: walk.nonFinite };
}

/**
 * The instance of a tree, checked.
 *
 * @param ownership - what becomes of what the tree holds.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with every fault of the tree.
 */
export function decodeInstance<T extends object>(
  Class: Class<T>,
  { root, arrays }: ArtifactTree,
  path?: string,
  ownership: Ownership = 'move',
): T {
  const plan = planOf(Class);
  const walk = new DecodingWalk(arrays, ownership);
  const instance = codecOf(Class).decode(root, walk) as T;
  if (walk.issueCount === 0) {
    const message = 'found an entry for an array that is not there, expected none';
    const table = new Place(new Place(undefined, ARTIFACT_KEY), 'arrays');
    for (const pointer of arrays?.unusedPointers ?? [])
      walk.reportAt(new Place(table, pointer), 'unknown-field', message);
  }
  check(walk, plan, path);
  return instance;
}

/**
 * Checks that a value is an instance of the very class.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if it is not.
 */
export function checkInstance<T extends object>(Class: Class<T>, value: unknown): asserts value is T {
  const walk = new EncodingWalk();
  walk.runUserCode(() => {
    if (!isOwnInstance(Class, value)) walk.wrongType(value, expectedInstance(Class, value));
  });
  check(walk, planOf(Class), undefined);
}

const isOwnInstance = (Class: Class, value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Class.prototype;

/** 'an instance of X' for a message, with a hint if the value is of a subclass or of another class of that name. */
function expectedInstance(Class: Class, found: unknown): string {
  const expected = `an instance of ${Class.name}`;
  if (typeof found !== 'object' || found === null) return expected;
  const name = Object.getPrototypeOf(found)?.constructor?.name;
  if (isInstance(found, Class))
    return `${expected} itself: a file tells no subclasses apart; give ${name} a field of its own`;
  return name === Class.name ? `an instance of another class of that name: ${TWO_CLASSES}` : expected;
}

/** A class is itself a codec, so nesting, lists, maps and recursion need nothing more. */
export function classCodec(classOfCodec: () => Class): Codec {
  let codec: Codec | undefined;
  const resolved = () => {
    codec ??= codecOf(classOfCodec());
    return codec;
  };
  return {
    encode: (value, walk) => resolved().encode(value, walk),
    decode: (tree, walk) => resolved().decode(tree, walk),
  };
}

const codecs = new WeakMap<Class, Codec>();

function codecOf(Class: Class): Codec {
  let codec = codecs.get(Class);
  if (codec === undefined)
    codecs.set(Class, (codec = isDeclared(Class) ? compileCodec(planOf(Class)) : classTransformerCodec(Class)));
  return codec;
}

/** The codec of a declared class: what can be known of the class is known before the first instance. */
function compileCodec(plan: Plan): Codec {
  const { Class, fields, byKey, byProperty, procedureName } = plan;
  // Again, for decorators may be applied to a class after its definition.
  refuseDecorators(plan);
  const constraints = constraintsOf(Class, (property) => byProperty.get(property)?.key);
  /** A tree with all keys has a better shape in memory from the start than one that gets them one by one. */
  const blank: TreeObject = Object.fromEntries(
    fields.some(({ optional }) => optional) ? [] : fields.map(({ key }) => [key, null]),
  );
  /** The properties of the last instance that had only declared or excluded ones: most have the same, in the same order. */
  let known: readonly string[] = [];

  const hasKnownProperties = (instance: object): boolean =>
    isSameList(Object.getOwnPropertyNames(instance), known) && Object.getOwnPropertySymbols(instance).length === 0;

  const isKnown = (property: string | symbol): boolean =>
    typeof property === 'string' && (byProperty.has(property) || isExcluded(Class, property));

  const checkProperties = (instance: object, walk: Walk): void => {
    if (hasKnownProperties(instance)) return;
    const properties = Reflect.ownKeys(instance);
    if (properties.every(isKnown)) known = properties as string[];
    for (const property of properties) {
      if (isKnown(property)) continue;
      if (typeof property === 'string') walk.atMember(property);
      else walk.atContainer();
      const expected = typeof property === 'string' ? 'a decorator, or @Exclude()' : 'names alone: JSON has no symbols';
      walk.report(
        'unknown-field',
        `found the property ${excerpt(String(property))}, which is not declared; expected ${expected}`,
      );
    }
  };

  /** The optional fields that are undefined in a new instance, as far as that was asked. */
  const hasNoInitial = new Set<Field>();

  const checkInitial = (field: Field, walk: Walk): void => {
    walk.runUserCode(() => refuseInitial(field, construct(Class)[field.property]));
    hasNoInitial.add(field);
  };

  const checkKeys = (tree: TreeObject, found: number, walk: Walk): void => {
    const keys = Object.keys(tree);
    if (keys.length === found) return;
    for (const key of keys) {
      if (byKey.has(key) || (procedureName !== undefined && key === PROCEDURE_NAME_KEY)) continue;
      walk.atMember(key);
      walk.report('unknown-field', `found a key that ${Class.name} does not declare`);
    }
  };

  return {
    encode(value, walk) {
      if (!isOwnInstance(Class, value)) {
        walk.wrongType(value, expectedInstance(Class, value));
        return null;
      }
      if (hasInternalSlots(value)) {
        walk.wrongType(
          value,
          `one that new ${Class.name}() has made: a built-in object keeps state that no property shows`,
        );
        return null;
      }
      const tree: TreeObject = { ...blank };
      walk.inside(value, () => {
        for (const field of fields) {
          const member = encodeField(field, value, walk);
          if (member !== undefined) tree[field.key] = member;
          else if (field.optional && !hasNoInitial.has(field)) checkInitial(field, walk);
        }
        if (procedureName !== undefined) tree[PROCEDURE_NAME_KEY] = procedureName;
        walk.atContainer();
        walk.runUserCode(() => checkProperties(value, walk));
        walk.atContainer();
        if (constraints !== undefined) checkConstraints(constraints, value, walk);
      });
      return tree;
    },
    decode(tree, walk) {
      if (!isTreeObject(tree)) {
        walk.wrongType(tree, `an object for ${Class.name}`);
        return undefined;
      }
      return walk.inside(tree, () => {
        const instance = construct(Class);
        let found = 0;
        for (const field of fields) {
          const member = memberOf(tree, field.key);
          if (member !== undefined) found++;
          decodeInto(instance, field, member, walk);
        }
        if (procedureName !== undefined && checkProcedureName(procedureName, memberOf(tree, PROCEDURE_NAME_KEY), walk))
          found++;
        checkKeys(tree, found, walk);
        walk.atContainer();
        if (constraints !== undefined) checkConstraints(constraints, instance, walk);
        return instance;
      });
    },
  };
}

/** Checks the procedure's name, and tells whether it is there. */
function checkProcedureName(expected: string, found: Tree | undefined, walk: Walk): boolean {
  if (found === expected) return true;
  walk.atMember(PROCEDURE_NAME_KEY);
  if (found === undefined) walk.report('missing-field', `found no such key, expected ${describeValue(expected)}`);
  else walk.wrongValue(found, describeValue(expected));
  return found !== undefined;
}

/** Encodes a field of the instance that the walk is inside of. Returns undefined for a field that gets no key. */
export function encodeField(field: Field, instance: object, walk: EncodingWalk): Tree | undefined {
  walk.atMember(field.key);
  return walk.runUserCode(encodeProperty, field, instance);
}

function encodeProperty(field: Field, instance: object, walk: EncodingWalk): Tree | undefined {
  const value: unknown = instance[field.property as never];
  if (value === null && field.nullable) return null;
  if (value !== undefined) return field.codec.encode(value, walk);
  if (!field.optional) {
    const message = `found undefined in ${field.property}, expected a value: only a field with { optional: true } may be undefined`;
    walk.report('missing-field', message);
  }
  return undefined;
}

/** Decodes a field, which is undefined if the object that the walk is inside of has no such key. */
export function decodeField(field: Field, tree: Tree | undefined, walk: DecodingWalk): unknown {
  walk.atMember(field.key);
  if (tree === null && field.nullable) return null;
  if (tree !== undefined) return field.codec.decode(tree, walk);
  if (!field.optional)
    walk.report(
      'missing-field',
      'found no such key, expected one: only a field with { optional: true } may be without',
    );
  return undefined;
}

/** Decodes a field and sets it; one that could not be decoded keeps what the constructor gave it. */
function decodeInto(instance: Record<string, unknown>, field: Field, tree: Tree | undefined, walk: DecodingWalk): void {
  const before = walk.issueCount;
  const { ownership } = walk;
  if (ownership === 'borrow' && isUserCode(instance, field.property)) walk.ownership = 'copy';
  const value = decodeField(field, tree, walk);
  walk.ownership = ownership;
  if (walk.issueCount > before) return;
  if (tree === undefined) {
    walk.runUserCode(() => refuseInitial(field, instance[field.property]));
    return;
  }
  try {
    instance[field.property] = value;
  } catch (error) {
    walk.report('invalid-value', `found a value that ${field.property} cannot be set to: ${thrownText(error)}`);
  }
}

/** Refuses an initial value of a field that has no key: it would come back in the place of undefined. */
function refuseInitial(field: Field, initial: unknown): void {
  if (initial === undefined) return;
  const fault = `is optional, so undefined where a file has no key ${JSON.stringify(field.key)}, but a new instance has a value there: ${describeValue(initial)}; drop the initializer, or the option optional`;
  throw new DeclarationError(field.Class.name, field.property, fault);
}

/** Tells whether to set a property is to run code of the user's, which may change what it is given. */
const isUserCode = (instance: object, property: string): boolean =>
  types.isProxy(instance) || inheritedProperty(instance, property)?.set !== undefined;

function construct(Class: Class): Record<string, unknown> {
  let instance: Record<string, unknown>;
  try {
    instance = new (Class as new () => Record<string, unknown>)();
  } catch (cause) {
    const fault = `expected a constructor that works without arguments, as loading calls it; it throws ${thrownText(cause)}`;
    throw new DeclarationError(Class.name, undefined, fault, { cause });
  }
  if (Object.getPrototypeOf(instance) === Class.prototype) return instance;
  throw new DeclarationError(
    Class.name,
    undefined,
    'expected a constructor that gives an instance of the class itself',
  );
}

/** Adds what class-validator has against the instances, and throws if there is any fault. */
function check(walk: Walk, { Class, procedureName = Class.name }: Plan, path: string | undefined): void {
  const issues = walk.allIssuesWithViolations();
  if (issues.length > 0) throw new InvalidArtifactError(procedureName, path, issues);
}

/** @throws InvalidArtifactError (`ARTIFACT_INVALID`) if the value is no instance of any class. */
export function checkedClassOf<T extends object>(artifact: T): Class<T> {
  const walk = new EncodingWalk();
  const Class = walk.runUserCode(() => {
    const isObject = typeof artifact === 'object' && artifact !== null && !Array.isArray(artifact);
    const prototype = isObject ? Object.getPrototypeOf(artifact) : null;
    if (prototype !== null && prototype !== Object.prototype && typeof prototype.constructor === 'function') {
      return prototype.constructor as Class<T>;
    }
    const remedy = prototype === Object.prototype ? '; make it with YourClass.create({ … })' : '';
    walk.wrongType(artifact, `an instance of an artifact class${remedy}`);
    return undefined;
  });
  if (Class !== undefined) return Class;
  throw new InvalidArtifactError('unknown', undefined, walk.allIssues());
}
