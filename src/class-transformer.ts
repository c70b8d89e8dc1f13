import { isDeepStrictEqual } from 'node:util';
import type * as ClassTransformer from 'class-transformer';
import { isBareList } from './codecs/bare.js';
import type { Codec } from './codecs/codec.js';
import { jsonValueCodec } from './codecs/json-value.js';
import { DeclarationError, isInstance, thrownText } from './errors.js';
import { ArrayTable } from './json/array-table.js';
import { ARTIFACT_KEY } from './json/layout.js';
import { isTreeObject, memberOf, plainOf, type Tree, type TreeObject } from './json/tree.js';
import { classTransformerStorage as said, classTransformer as transformer } from './libraries.cjs';
import { type Class, classOf, type Field, isDeclared, type Plan, PROCEDURE_KEY, planOf } from './plan.js';
import { type Constraints, checkConstraints, constraintsOf } from './validation.js';
import type { Walk } from './walk.js';

/** The mapper's part in {@link bridge}. */
export interface Mapper {
  toTree(instance: object): { readonly root: TreeObject; readonly arrays: ArrayTable };
  fromTree(Class: Class, tree: { readonly root: TreeObject; readonly arrays: ArrayTable | undefined }): object;
}

/** What the mapper makes of an object, for as long as class-transformer asks for its fields one by one. */
interface Mapped {
  readonly source: object;
  readonly values: ReadonlyMap<string, unknown>;
  /** The properties that were not asked for yet. One that is asked for again is asked for by another run. */
  readonly left: Set<string>;
}

/** class-transformer looks for fields in a value before it asks us for ours. In an instance of this class it finds none. */
class Opaque {}

said.addExcludeMetadata({ target: Opaque, propertyName: undefined, options: {} });

/** What we have added to the store ourselves. */
const ours = new WeakSet<object>();
const bridged = new WeakSet<Class>();
/** By class: the keys that class-transformer gives getters and methods which are exposed. */
const computed = new WeakMap<Class, ReadonlySet<string>>();
/** What class-transformer makes, by what it makes it of: it tells a @Type function, and a @Transform function needs to know. */
const targets = new WeakMap<object, object>();
const mapped = new WeakMap<object, Mapped>();

/**
 * Makes `instanceToPlain` and `plainToInstance` give what the mapper gives for the fields of a class, with all its checks.
 *
 * Every field gets one @Transform each way, which ignores what class-transformer made of the value. The first of them that
 * is asked maps the object as a whole.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if class-transformer's decorators say anything else of a field.
 */
export function bridge(plan: Plan, mapper: Mapper): void {
  const { Class: target, fields, procedure } = plan;
  refuseOtherDecorators(plan);
  const exposed = said.getExposedMetadatas(target).filter((metadata) => !ours.has(metadata));
  const parents = bridgedParents(target);
  const expose = (propertyName: string, options: ClassTransformer.ExposeOptions) =>
    said.addExposeMetadata(own({ target, propertyName, options }));
  const exclude = (propertyName: string) =>
    said.addExcludeMetadata(own({ target, propertyName, options: { toClassOnly: true } }));
  const transform = (
    propertyName: string,
    transformFn: (params: ClassTransformer.TransformFnParams) => unknown,
    options: ClassTransformer.TransformOptions,
  ) => said.addTransformMetadata(own({ target, propertyName, transformFn, options }));
  for (const { property: propertyName, key: name } of fields) {
    expose(propertyName, { name });
    if (parents.some((Parent) => planOf(Parent).byProperty.has(propertyName))) continue;
    said.addTypeMetadata(
      own({
        target,
        propertyName,
        // Of a Map class-transformer takes every key, whatever its options say of keys.
        reflectedType: Map,
        typeFunction: (place?: ClassTransformer.TypeHelpOptions) => {
          if (place !== undefined) targets.set(place.object, place.newObject);
          return (place?.newObject instanceof target ? Opaque : undefined) as never;
        },
        options: {},
      }),
    );
    transform(propertyName, ({ key, obj }) => asMaps(toPlain(mapper, obj, key)), { toPlainOnly: true });
    transform(propertyName, ({ key, obj, type }) => toLive(mapper, obj, key, type), { toClassOnly: true });
  }
  exclude(ARTIFACT_KEY);
  if (procedure !== undefined) {
    expose('procedureName', { name: PROCEDURE_KEY, toPlainOnly: true });
    transform('procedureName', ({ obj }) => planOf(classOf(obj)).procedure, { toPlainOnly: true });
    exclude(PROCEDURE_KEY);
  }
  const keys = new Set<string>();
  for (const { propertyName, options } of exposed) {
    if (propertyName === undefined || plan.byProperty.has(propertyName) || !(propertyName in target.prototype))
      continue;
    const key = options?.name ?? propertyName;
    refuseTakenKey(plan, propertyName, key);
    // On the way back class-transformer would set it, by its key in a plain object and by its own name in an instance.
    exclude(key);
    exclude(propertyName);
    if (options?.toClassOnly !== true) keys.add(key);
  }
  computed.set(target, keys);
  bridged.add(target);
}

function own<T extends object>(metadata: T): T {
  ours.add(metadata);
  return metadata;
}

/** class-transformer would write one of the two over the other. */
function refuseTakenKey({ Class, byKey, procedure }: Plan, property: string, key: string): void {
  const owner =
    byKey.get(key)?.property ?? (procedure !== undefined && key === PROCEDURE_KEY ? 'procedureName' : undefined);
  if (owner === undefined) return;
  const fault = `is exposed by the key "${key}", which ${owner} has already; give it another with @Expose({ name })`;
  throw new DeclarationError(Class.name, property, fault);
}

/**
 * Refuses what class-transformer's decorators say of fields. A field is saved and shown whole, by one key and one codec, so that none
 * but a plain `@Expose()` would do what it says.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`)
 */
export function refuseOtherDecorators({ Class, fields }: Plan): void {
  for (const { property } of fields) {
    const fault = otherDecorator(Class, property);
    if (fault !== undefined) throw new DeclarationError(Class.name, property, `found ${fault}`);
  }
}

function otherDecorator(Class: Class, property: string): string | undefined {
  const isOther = (metadata: object | undefined) => metadata !== undefined && !ours.has(metadata);
  if (isOther(said.findExcludeMetadata(Class, property)))
    return '@Exclude() on a field that is stored, expected the one or the other';
  const expose = said.findExposeMetadata(Class, property);
  if (expose !== undefined && isOther(expose)) {
    const options = Object.entries(expose.options ?? {}).filter(([, value]) => value !== undefined && value !== false);
    const names = options.map(([name]) => name).join(', ');
    if (names !== '')
      return `@Expose({ ${names} }) on a field that is stored, expected @Expose() alone: everybody is shown a field, by the key that the option name of its own decorator gives it`;
  }
  if (isOther(said.findTypeMetadata(Class, property)))
    return '@Type() on a field that is stored, expected no type but that of its own decorator';
  const transforms = [TO_PLAIN, TO_CLASS].flatMap((type) => said.findTransformMetadatas(Class, property, type));
  if (transforms.some(isOther))
    return '@Transform() on a field that is stored, which saving would not run; expected a getter and a setter that convert the value, with the decorator of the field on them';
  return undefined;
}

/** class-transformer's enumeration, which is not loaded for its numbers. */
const TO_CLASS = 0 as ClassTransformer.TransformationType.PLAIN_TO_CLASS;
const TO_PLAIN = 1 as ClassTransformer.TransformationType.CLASS_TO_PLAIN;

/** Tells whether class-transformer leaves a property of a class's instances out of plain objects. */
export function isExcluded(Class: Class, property: string): boolean {
  const excluded = said.findExcludeMetadata(Class, property);
  if (excluded !== undefined) return !excluded.options.toClassOnly || excluded.options.toPlainOnly === true;
  const isClosed = said.getStrategy(Class) === 'excludeAll';
  return isClosed && said.findExposeMetadata(Class, property) === undefined;
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
        checkAll(value, walk);
        return jsonValueCodec.encode(plain, walk);
      }) ?? null
    );
  },
  decode(tree, walk) {
    const plain = jsonValueCodec.decode(tree, walk);
    return attempt(walk, () => {
      const instance = toForeign(Class, plain);
      if (!isDeepStrictEqual(plainOfForeign(instance), plain)) reportUnfaithful(Class, walk);
      checkAll(instance, walk);
      return instance;
    });
  },
});

/**
 * Checks the constraints of an instance, and of all instances in it. Those of declared classes are checked when class-transformer
 * asks for their fields.
 */
function checkAll(value: unknown, walk: Walk): void {
  if (Array.isArray(value) || value instanceof Map) {
    for (const [key, item] of value.entries()) walk.member(key, () => checkAll(item, walk));
  } else if (value instanceof Set) checkAll([...value], walk);
  else if (isRecord(value)) {
    const Class = Object.getPrototypeOf(value)?.constructor ?? Object;
    if (isDeclared(Class)) return;
    const constraints = foreignConstraintsOf(Class);
    if (constraints !== undefined) checkConstraints(constraints, value, walk);
    for (const [property, member] of Object.entries(value)) {
      const key = foreignKeyOf(Class, property);
      if (key !== undefined) walk.member(key, () => checkAll(member, walk));
    }
  }
}

const constraintsOfForeign = new WeakMap<Class, Constraints | undefined>();

function foreignConstraintsOf(Class: Class): Constraints | undefined {
  if (!constraintsOfForeign.has(Class)) {
    constraintsOfForeign.set(
      Class,
      constraintsOf(Class, (property) => foreignKeyOf(Class, property)),
    );
  }
  return constraintsOfForeign.get(Class);
}

/** The key that class-transformer gives a property in plain objects, or undefined if it leaves it out. */
const foreignKeyOf = (Class: Class, property: string): string | undefined =>
  isExcluded(Class, property) ? undefined : (said.findExposeMetadata(Class, property)?.options.name ?? property);

/** What class-transformer makes of an instance. A discriminator writes into what it is given, hence the copy. */
const plainOfForeign = (instance: object): unknown =>
  withDatesAsText(transformer().instanceToPlain(copyOf(instance), { exposeUnsetFields: false }));

/** class-transformer leaves dates to JSON.stringify. */
function withDatesAsText(plain: unknown): unknown {
  if (plain instanceof Date) return plain.toISOString();
  if (Array.isArray(plain)) return plain.map(withDatesAsText);
  if (!isTreeObject(plain)) return plain;
  return Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, withDatesAsText(value)]));
}

const toForeign = (Class: Class, plain: unknown): object =>
  transformer().plainToInstance(Class as new () => object, structuredClone(plain) as object);

const reportUnfaithful = (Class: Class, walk: Walk): void =>
  walk.report(
    'invalid-value',
    `found a ${Class.name} that class-transformer does not bring back identical, expected one that it does; declare the class with @Persisted()`,
  );

function attempt<T>(walk: Walk, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (isInstance(error, DeclarationError)) throw error;
    walk.report('invalid-value', `found a value on which class-transformer throws ${thrownText(error)}`);
    return undefined;
  }
}

function toPlain(mapper: Mapper, instance: object, property: string): unknown {
  const plan = planOf(classOf(instance));
  return mappedValue(instance, plan, property, () => {
    const { root } = mapper.toTree(instance);
    return ({ key }) => plainOf(memberOf(root, key) as Tree);
  });
}

function toLive(
  mapper: Mapper,
  source: TreeObject,
  property: string,
  type: ClassTransformer.TransformationType,
): unknown {
  const isCopy = type === transformer().TransformationType.CLASS_TO_CLASS;
  const Class = classOf(isCopy ? source : (targets.get(source) as object));
  const plan = planOf(Class);
  if (isCopy) refuseRenaming(plan);
  return mappedValue(source, plan, property, () => {
    const live = mapper.fromTree(Class, isCopy ? plainTree(mapper.toTree(source)) : treeOfPlain(source, Class));
    return (field) => live[field.property as never];
  });
}

/** The value of a field of an object, all of which is mapped when the first field is asked for, and forgotten with the last. */
function mappedValue(source: object, plan: Plan, property: string, map: () => (field: Field) => unknown): unknown {
  const target = targets.get(source) as object;
  let entry = mapped.get(target);
  if (entry === undefined || entry.source !== source || !entry.left.has(property)) {
    const take = map();
    const values = new Map(plan.fields.map((field) => [field.property, take(field)]));
    mapped.set(target, (entry = { source, values, left: new Set(values.keys()) }));
  }
  entry.left.delete(property);
  if (entry.left.size === 0) mapped.delete(target);
  return entry.values.get(property);
}

/** A plain object as the tree of a file: without what getters gave, and with what `$artifact` says of its arrays, if it is there. */
function treeOfPlain({ [ARTIFACT_KEY]: artifact, ...members }: TreeObject, Class: Class) {
  const given = Object.entries(members).filter(
    ([key, member]) => member !== undefined && !computed.get(Class)?.has(key),
  );
  const arrays = isTreeObject(artifact) ? ArrayTable.ofTree(artifact['arrays']) : undefined;
  return { root: Object.fromEntries(given), arrays };
}

const plainTree = ({ root, arrays }: ReturnType<Mapper['toTree']>) => ({ root: plainOf(root) as TreeObject, arrays });

/** class-transformer sets what it copies by the name that `@Expose` gives it, so only names that are the properties' will do. */
function refuseRenaming({ Class, fields }: Plan): void {
  const renamed = fields.find(({ property, key }) => property !== key);
  if (renamed === undefined) return;
  const fault = `found instanceToInstance, which would name it ${renamed.key}; expected naming: 'as-is'`;
  throw new DeclarationError(Class.name, renamed.property, fault);
}

function bridgedParents(Class: Class): Class[] {
  const parents: Class[] = [];
  for (let each = Object.getPrototypeOf(Class); each !== null; each = Object.getPrototypeOf(each)) {
    if (bridged.has(each)) parents.push(each);
  }
  return parents;
}

/**
 * Plain objects as Maps. class-transformer walks through what a @Transform returns, and makes plain objects of Maps again;
 * of other objects it would leave out keys, by its options, and always one named "constructor". In a Map it looks at that
 * key only by ===, which a String object never is; and it asks what it makes for its constructor before each key, hence
 * the order.
 */
function asMaps(plain: unknown): unknown {
  if (Array.isArray(plain)) return plain.map(asMaps);
  if (!isTreeObject(plain)) return plain;
  const map = new Map<unknown, unknown>();
  for (const key of Object.keys(plain)) if (key !== 'constructor') map.set(key, asMaps(plain[key]));
  if (Object.hasOwn(plain, 'constructor')) map.set(Object('constructor'), asMaps(plain['constructor']));
  return map;
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
