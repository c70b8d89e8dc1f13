import type * as ClassTransformer from 'class-transformer';
import { ArrayTable } from '../../format/array-table.js';
import type { EncodedArtifact } from '../../format/artifact-text.js';
import { ARTIFACT_KEY, NON_FINITE_KEY, PROCEDURE_NAME_KEY } from '../../format/layout.js';
import { EXPECTED_NON_FINITE_PLACES, nonFinitePlacesOf, restoreNonFinite } from '../../format/non-finite.js';
import { classTransformer, classTransformerStorage as metadata } from '../../libraries.cjs';
import { DeclarationError, type InvalidArtifactError, oneIssueError } from '../../model/errors.js';
import { plainOf } from '../../model/plain-tree.js';
import { pointerOf } from '../../model/pointer.js';
import { isTreeObject, memberOf, type Tree, type TreeObject } from '../../model/tree.js';
import { type Class, classChain, classOf, inheritedProperty } from '../class.js';
import { ARTIFACT_FIELDS, type Field, type Plan, planOf } from '../plan.js';

const { CLASS_TO_CLASS, CLASS_TO_PLAIN, PLAIN_TO_CLASS } = classTransformer.TransformationType;

/** The mapper's part in {@link bridge}. */
export interface Mapper {
  toTree(instance: object): EncodedArtifact;
  fromTree(
    Class: Class,
    tree: { readonly root: TreeObject; readonly arrays: ArrayTable | undefined },
    path?: undefined,
    ownership?: 'copy',
  ): object;
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

metadata.addExcludeMetadata({ target: Opaque, propertyName: undefined, options: {} });

/** What we have added to the store ourselves. */
const ownMetadata = new WeakSet<object>();
const bridged = new WeakSet<Class>();
/** By class: the keys that class-transformer gives getters and methods which are exposed. */
const exposedKeys = new WeakMap<Class, ReadonlySet<string>>();
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
  const { Class: target, fields, procedureName } = plan;
  refuseOtherDecorators(plan);
  const exposed = metadata.getExposedMetadatas(target).filter((each) => !ownMetadata.has(each));
  const parents = classChain(target)
    .slice(1)
    .filter((Parent) => bridged.has(Parent));
  const expose = (propertyName: string, options: ClassTransformer.ExposeOptions) =>
    metadata.addExposeMetadata(own({ target, propertyName, options }));
  const exclude = (propertyName: string) =>
    metadata.addExcludeMetadata(own({ target, propertyName, options: { toClassOnly: true } }));
  const transform = (
    propertyName: string,
    transformFn: (params: ClassTransformer.TransformFnParams) => unknown,
    options: ClassTransformer.TransformOptions,
  ) => metadata.addTransformMetadata(own({ target, propertyName, transformFn, options }));
  for (const { property: propertyName, key: name } of fields) {
    expose(propertyName, { name });
    if (parents.some((Parent) => planOf(Parent).byProperty.has(propertyName))) continue;
    metadata.addTypeMetadata(
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
    transform(propertyName, ({ key, obj }) => asMaps(toPlainValue(mapper, obj, key)), { toPlainOnly: true });
    transform(propertyName, ({ key, obj, type }) => toLiveValue(mapper, obj, key, type), { toClassOnly: true });
  }
  exclude(ARTIFACT_KEY);
  if (procedureName !== undefined) {
    expose('procedureName', { name: PROCEDURE_NAME_KEY, toPlainOnly: true });
    transform('procedureName', ({ obj }) => planOf(classOf(obj)).procedureName, { toPlainOnly: true });
    exclude(PROCEDURE_NAME_KEY);
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
  exposedKeys.set(target, keys);
  bridged.add(target);
}

function own<T extends object>(entry: T): T {
  ownMetadata.add(entry);
  return entry;
}

/** Refuses an exposed getter whose key is that of a field: class-transformer would let one overwrite the other. */
function refuseTakenKey({ Class, byKey, procedureName }: Plan, property: string, key: string): void {
  const owner =
    byKey.get(key)?.property ??
    (procedureName !== undefined && key === PROCEDURE_NAME_KEY ? 'procedureName' : undefined);
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
  const isOther = (entry: object | undefined) => entry !== undefined && !ownMetadata.has(entry);
  if (isOther(metadata.findExcludeMetadata(Class, property)))
    return '@Exclude() on a field that is stored, expected the one or the other';
  const expose = metadata.findExposeMetadata(Class, property);
  if (expose !== undefined && isOther(expose)) {
    const options = Object.entries(expose.options ?? {}).filter(([, value]) => value !== undefined && value !== false);
    const names = options.map(([name]) => name).join(', ');
    if (names !== '')
      return `@Expose({ ${names} }) on a field that is stored, expected @Expose() without options: a stored field is always part of the plain object; its key is set by { name } of its own decorator`;
  }
  if (isOther(metadata.findTypeMetadata(Class, property)))
    return '@Type() on a field that is stored, expected no type but that of its own decorator';
  const transforms = [CLASS_TO_PLAIN, PLAIN_TO_CLASS].flatMap((type) =>
    metadata.findTransformMetadatas(Class, property, type),
  );
  if (transforms.some(isOther))
    return '@Transform() on a field that is stored, which saving would not run; expected a getter and a setter that convert the value, with the decorator of the field on them';
  return undefined;
}

/** Tells whether class-transformer leaves a property of a class's instances out of plain objects. */
export function isExcluded(Class: Class, property: string): boolean {
  const excluded = metadata.findExcludeMetadata(Class, property);
  if (excluded !== undefined) return !excluded.options.toClassOnly || excluded.options.toPlainOnly === true;
  const isClosed = metadata.getStrategy(Class) === 'excludeAll';
  return isClosed && metadata.findExposeMetadata(Class, property) === undefined;
}

/** The key that class-transformer gives a property in plain objects, or undefined if it leaves it out. */
export const keyOfProperty = (Class: Class, property: string): string | undefined =>
  isExcluded(Class, property) ? undefined : (metadata.findExposeMetadata(Class, property)?.options?.name ?? property);

/** The getters that class-transformer reads, for they are exposed, and whether they have setters. */
export const exposedGetters = (Class: Class): { readonly property: string; readonly isSettable: boolean }[] =>
  metadata.getExposedMetadatas(Class).flatMap(({ propertyName: property }) => {
    const accessor = property === undefined ? undefined : inheritedProperty(Class.prototype, property);
    return accessor?.get === undefined
      ? []
      : [{ property: property as string, isSettable: accessor.set !== undefined }];
  });

/** What class-transformer makes of an instance. */
export const instanceToPlain = (instance: object): unknown =>
  classTransformer.instanceToPlain(instance, { exposeUnsetFields: false });

/** What class-transformer makes of a plain object. */
export const plainToInstance = (Class: Class, plain: object): object =>
  classTransformer.plainToInstance(Class as new () => object, plain);

function toPlainValue(mapper: Mapper, instance: object, property: string): unknown {
  const plan = planOf(classOf(instance));
  return mappedValue(instance, plan, property, () => {
    const { root, nonFinite } = mapper.toTree(instance);
    if (nonFinite.firstPlain !== undefined) {
      const message = 'found a number that a plain object cannot tell from text, expected a finite one; use encode()';
      throw oneIssueError(
        plan.procedureName ?? plan.Class.name,
        undefined,
        'invalid-value',
        nonFinite.firstPlain,
        message,
      );
    }
    return ({ key }) => plainOf(memberOf(root, key) as Tree);
  });
}

function toLiveValue(
  mapper: Mapper,
  source: TreeObject,
  property: string,
  type: ClassTransformer.TransformationType,
): unknown {
  const isCopy = type === CLASS_TO_CLASS;
  const Class = classOf(isCopy ? source : (targets.get(source) as object));
  const plan = planOf(Class);
  if (isCopy) refuseRenaming(plan);
  return mappedValue(source, plan, property, () => {
    const live = isCopy
      ? mapper.fromTree(Class, mapper.toTree(source), undefined, 'copy')
      : mapper.fromTree(Class, treeOfPlain(source, Class), undefined, 'copy');
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
    ([key, member]) => member !== undefined && !exposedKeys.get(Class)?.has(key),
  );
  const root: TreeObject = Object.fromEntries(given);
  if (artifact === undefined) return { root, arrays: undefined };
  const arrays = isTreeObject(artifact) ? ArrayTable.ofTree(artifact['arrays']) : undefined;
  if (!isTreeObject(artifact) || arrays === undefined) throw misfit(Class, 'arrays', 'dtypes and shapes by pointer');
  if (artifact[NON_FINITE_KEY] === undefined) return { root, arrays };
  const places = nonFinitePlacesOf(artifact[NON_FINITE_KEY]);
  const restored = places && restoreNonFinite(root, places);
  if (restored?.fits !== true) throw misfit(Class, NON_FINITE_KEY, EXPECTED_NON_FINITE_PLACES);
  return { root: restored.root, arrays };
}

/** A member of `$artifact` that says something else than the values beside it. */
function misfit(Class: Class, key: string, expected: string): InvalidArtifactError {
  const message = `found what does not fit the values, expected ${expected}`;
  const { procedureName = Class.name } = planOf(Class);
  return oneIssueError(procedureName, undefined, 'invalid-value', pointerOf([ARTIFACT_KEY, key]), message);
}

/** class-transformer sets what it copies by the name that `@Expose` gives it, so only names that are the properties' will do. */
function refuseRenaming({ Class, fields, procedureName }: Plan): void {
  const renamed = fields.find(({ property, key }) => property !== key);
  if (renamed === undefined) return;
  const isArtifact = procedureName !== undefined;
  const fault = `found instanceToInstance, which would name it ${renamed.key}`;
  const naming = isArtifact && ARTIFACT_FIELDS.has(renamed.property) ? '' : "; expected naming: 'as-is'";
  const copying = `; artifacts, some of whose keys are fixed, cannot be copied so: use decode(encode(artifact), ${Class.name})`;
  throw new DeclarationError(Class.name, renamed.property, `${fault}${naming}${isArtifact ? copying : ''}`);
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
