import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import {
  Exclude,
  Expose,
  instanceToPlain,
  plainToInstance,
  Transform,
  TransformationType,
  Type,
} from 'class-transformer';
import type { MetadataStorage } from 'class-transformer/types/MetadataStorage.js';
import { isBareList } from './codecs/bare.js';
import type { Codec } from './codecs/codec.js';
import { jsonValueCodec } from './codecs/json-value.js';
import { DeclarationError, InvalidArtifactError } from './errors.js';
import { ArrayTable } from './json/array-table.js';
import { ARTIFACT_KEY } from './json/layout.js';
import { isTreeObject, memberOf, plainOf, type Tree, type TreeObject } from './json/tree.js';
import { type Class, classOf, type Field, type Plan, PROCEDURE_KEY, planOf } from './plan.js';
import { describe, Walk } from './walk.js';

/** How one field of an instance is encoded, and decoded: the mapper's part in {@link bridge}. */
export interface FieldMapper {
  encodeField(field: Field, instance: object, walk: Walk): Tree | undefined;
  decodeField(field: Field, object: TreeObject, walk: Walk): unknown;
}

/** class-transformer looks for fields in a value before it asks us for ours. In an instance of this class it finds none. */
@Exclude()
class Opaque {}

/** What was said with class-transformer's decorators: it has no public way to ask whether a property is excluded. */
const { defaultMetadataStorage } = createRequire(import.meta.url)('class-transformer/cjs/storage.js') as {
  defaultMetadataStorage: MetadataStorage;
};

const bridged = new WeakSet<Class>();
/** What class-transformer makes of an object: it tells a @Type function, and a @Transform function needs to know. */
const targets = new WeakMap<object, Class>();

/**
 * Makes `instanceToPlain` and `plainToInstance` give what the mapper gives for the fields of a class.
 *
 * Every field gets one @Transform each way, which asks the mapper and ignores what class-transformer made of the value.
 */
export function bridge(plan: Plan, mapper: FieldMapper): void {
  const { Class, fields, procedure } = plan;
  const prototype = Class.prototype as object;
  const hasBridgedParent = (property: string) =>
    bridgedParents(Class).some((Parent) => planOf(Parent).byProperty.has(property));
  for (const { property, key } of fields) {
    Expose({ name: key })(prototype, property);
    if (hasBridgedParent(property)) continue;
    Type((place) => {
      if (place === undefined || !(place.newObject instanceof Class)) return undefined as never;
      targets.set(place.object, place.newObject.constructor as Class);
      return Opaque;
    })(prototype, property);
    Transform(({ key, obj }) => toPlain(mapper, obj, key), { toPlainOnly: true })(prototype, property);
    Transform(({ key, obj, type }) => toLive(mapper, obj, key, type), { toClassOnly: true })(prototype, property);
  }
  Exclude({ toClassOnly: true })(prototype, ARTIFACT_KEY);
  if (procedure !== undefined) {
    Expose({ name: PROCEDURE_KEY, toPlainOnly: true })(prototype, 'procedureName');
    Transform(({ obj }) => planOf(classOf(obj)).procedure, { toPlainOnly: true })(prototype, 'procedureName');
    Exclude({ toClassOnly: true })(prototype, PROCEDURE_KEY);
  }
  bridged.add(Class);
}

/** Tells whether class-transformer leaves a property of a class's instances out of plain objects. */
export function isExcluded(Class: Class, property: string): boolean {
  const excluded = defaultMetadataStorage.findExcludeMetadata(Class, property);
  if (excluded !== undefined) return !excluded.options.toClassOnly || excluded.options.toPlainOnly === true;
  const isClosed = defaultMetadataStorage.getStrategy(Class) === 'excludeAll';
  return isClosed && defaultMetadataStorage.findExposeMetadata(Class, property) === undefined;
}

/**
 * The codec of a class that has class-transformer's decorators and none of ours. class-transformer loses values without a
 * word, so its work is checked both ways: what does not come back identical is refused.
 */
export const foreignCodec = (Class: Class): Codec => ({
  encode(value, walk) {
    if (!isRecord(value) || Object.getPrototypeOf(value) !== Class.prototype) {
      walk.wrongType(value, `an instance of ${Class.name}`);
      return null;
    }
    return (
      attempt(walk, () => {
        const plain = plainOfForeign(value);
        const again = toForeign(Class, plain);
        if (!isSame(value, again)) reportUnfaithful(Class, walk);
        walk.meet(value, Class);
        return jsonValueCodec.encode(plain, walk);
      }) ?? null
    );
  },
  decode(tree, walk) {
    const plain = jsonValueCodec.decode(tree, walk);
    return attempt(walk, () => {
      const instance = toForeign(Class, plain);
      if (!isDeepStrictEqual(plainOfForeign(instance), plain)) reportUnfaithful(Class, walk);
      walk.meet(instance, Class);
      return instance;
    });
  },
});

/** What class-transformer makes of an instance. A discriminator writes into what it is given, hence the copy. */
const plainOfForeign = (instance: object): unknown =>
  withDatesAsText(instanceToPlain(copyOf(instance), { exposeUnsetFields: false }));

/** class-transformer leaves dates to JSON.stringify. */
function withDatesAsText(plain: unknown): unknown {
  if (plain instanceof Date) return plain.toISOString();
  if (Array.isArray(plain)) return plain.map(withDatesAsText);
  if (!isTreeObject(plain)) return plain;
  return Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, withDatesAsText(value)]));
}

const toForeign = (Class: Class, plain: unknown): object =>
  plainToInstance(Class as new () => object, structuredClone(plain) as object);

const reportUnfaithful = (Class: Class, walk: Walk): void =>
  walk.report(
    'invalid-value',
    `found a ${Class.name} that class-transformer does not bring back identical, expected one that it does; declare the class with @Persisted()`,
  );

function attempt<T>(walk: Walk, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    walk.report('invalid-value', `found a value on which class-transformer throws ${describe(String(error))}`);
    return undefined;
  }
}

function toPlain(mapper: FieldMapper, instance: object, property: string): unknown {
  const plan = planOf(classOf(instance));
  const walk = Walk.encoding();
  const tree = mapper.encodeField(plan.byProperty.get(property) as Field, instance, walk);
  throwIssues(plan, walk);
  return tree === undefined ? undefined : withoutConstructorKeys(plainOf(tree));
}

function toLive(mapper: FieldMapper, source: TreeObject, property: string, type: TransformationType): unknown {
  if (type === TransformationType.CLASS_TO_CLASS) return copyOfField(mapper, source, property);
  const plan = planOf(targets.get(source) as Class);
  const artifact = memberOf(source, ARTIFACT_KEY);
  const walk = Walk.decoding(isTreeObject(artifact) ? ArrayTable.ofTree(artifact['arrays']) : undefined);
  checkProcedure(plan, memberOf(source, PROCEDURE_KEY), walk);
  const live = mapper.decodeField(plan.byProperty.get(property) as Field, source, walk);
  throwIssues(plan, walk);
  return live;
}

/** class-transformer sets what it copies by the name that `@Expose` gives it, so only a name that is the property's will do. */
function copyOfField(mapper: FieldMapper, instance: object, property: string): unknown {
  const plan = planOf(classOf(instance));
  const field = plan.byProperty.get(property) as Field;
  if (field.key !== property) {
    throw new DeclarationError(
      plan.Class.name,
      property,
      `found instanceToInstance, which would name it ${field.key}; expected naming: 'as-is'`,
    );
  }
  const walk = Walk.encoding();
  const tree = mapper.encodeField(field, instance, walk);
  const copying = Walk.decoding(walk.arrays);
  const copy = mapper.decodeField(field, tree === undefined ? {} : { [field.key]: plainOf(tree) as Tree }, copying);
  throwIssues(plan, walk);
  throwIssues(plan, copying);
  return copy;
}

/** Reports a file or plain object of another procedure than the plan's. */
export function checkProcedure(plan: Plan, found: Tree | undefined, walk: Walk): void {
  if (found === undefined || found === plan.procedure) return;
  walk.member(PROCEDURE_KEY, () => walk.wrongValue(found, describe(plan.procedure)));
}

function throwIssues(plan: Plan, walk: Walk): void {
  if (walk.faults > 0) throw new InvalidArtifactError(plan.procedure ?? plan.Class.name, undefined, walk.allIssues());
}

function bridgedParents(Class: Class): Class[] {
  const parents: Class[] = [];
  for (let each = Object.getPrototypeOf(Class); each !== null; each = Object.getPrototypeOf(each)) {
    if (bridged.has(each)) parents.push(each);
  }
  return parents;
}

/**
 * class-transformer walks through what a @Transform returns, takes the value of a key "constructor" for a class, and drops
 * it. In a Map it looks at keys only by ===, which a String object never is; and it asks what it makes for its constructor
 * before each key, hence the order.
 */
function withoutConstructorKeys(plain: unknown): unknown {
  if (Array.isArray(plain)) return plain.map(withoutConstructorKeys);
  if (!isTreeObject(plain)) return plain;
  const entries = Object.entries(plain).map(([key, value]) => [key, withoutConstructorKeys(value)] as const);
  if (!Object.hasOwn(plain, 'constructor')) return Object.fromEntries(entries);
  const others = entries.filter(([key]) => key !== 'constructor');
  return new Map<unknown, unknown>([...others, [Object('constructor'), withoutConstructorKeys(plain['constructor'])]]);
}

/** Instances, lists and plain objects copied, all else as it is. */
function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (!isRecord(value)) return value;
  const copy = Object.create(Object.getPrototypeOf(value));
  for (const [key, member] of Object.entries(value)) copy[key] = copyOf(member);
  return copy;
}

/** Tells whether two values are the same but for what class-transformer is told to leave out. */
function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) && isBareList(a) && a.length === b.length && a.every((item, index) => isSame(item, b[index]))
    );
  }
  if (!isRecord(a)) return isDeepStrictEqual(a, b);
  if (!isRecord(b) || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (Object.getOwnPropertySymbols(a).length > 0) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  const isPlain = isTreeObject(a);
  return [...keys].every((key) => {
    if (isPlain && Object.hasOwn(a, key) !== Object.hasOwn(b, key)) return false;
    return isSame(a[key], b[key]) || (!isPlain && isExcluded(classOf(a), key));
  });
}

/** Objects that are nothing but their own enumerable properties, as far as class-transformer knows. */
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !ArrayBuffer.isView(value) &&
  Object.prototype.toString.call(value) === '[object Object]';
