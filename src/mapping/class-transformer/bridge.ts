import type * as ClassTransformer from 'class-transformer';
import { ArrayTable } from '../../format/array-table.js';
import { schemaVersionOf } from '../../format/artifact-member.js';
import { ARTIFACT_KEY, FORMAT, NON_FINITE_KEY, PROCEDURE_NAME_KEY, SCHEMA_VERSION_KEY } from '../../format/layout.js';
import { EXPECTED_NON_FINITE_PLACES, nonFinitePlacesOf, restoreNonFinite } from '../../format/non-finite.js';
import { classTransformer } from '../../libraries.cjs';
import { DeclarationError, type InvalidArtifactError, oneIssueError } from '../../model/errors.js';
import { plainOf } from '../../model/plain-tree.js';
import { pointerOf } from '../../model/pointer.js';
import { isTreeObject, memberOf, type Tree, type TreeObject } from '../../model/tree.js';
import type { ValidationRules } from '../../model/validation-rules.js';
import { ARTIFACT_FIELDS } from '../artifact-fields.js';
import { type Class, classChain, classOf } from '../class.js';
import { type Field, takesFormerMembers } from '../fields.js';
import { decodeInstance, encodeInstance } from '../mapper.js';
import { type Plan, planOf } from '../plan.js';
import type { ReadTree } from '../upgrades.js';
import { rulesIn } from './carried-rules.js';
import {
  addExclude,
  addExpose,
  addTransform,
  addType,
  exposedProperties,
  isExcluded,
  refuseDecorators,
  takeExposedOnly,
} from './metadata.js';

// class-transformer goes through an object key by key, and calls a @Transform function for each field. The bridge gives every field one
// such function for each direction. The first of them that is called maps the whole object with our mapper; all of them take the value
// of their field from the result, and ignore what class-transformer itself has made of the value.

const { CLASS_TO_CLASS } = classTransformer.TransformationType;

/** The result of mapping an object, kept until class-transformer has asked for every field of it. */
interface MappedObject {
  /** The object that was mapped. */
  readonly source: object;
  /** The values of the fields, by property. */
  readonly values: ReadonlyMap<string, unknown>;
  /** The properties that class-transformer has not asked for yet. If it asks for any other, it has begun anew. */
  readonly remaining: Set<string>;
}

/**
 * The type of a field's value for class-transformer, on the way to an instance. class-transformer makes an instance of that type from the
 * value before it calls our @Transform function. This type excludes all keys, so that nothing is made in vain.
 */
class WithoutKeys {}

addExclude(WithoutKeys, undefined, {});

const bridgedClasses = new WeakSet<Class>();

/** By class: the keys under which plain objects have the results of exposed getters and methods, which are no fields. */
const computedKeys = new WeakMap<Class, ReadonlySet<string>>();

/**
 * The object that class-transformer fills, by the object that it reads. class-transformer passes both to a @Type function, and only the
 * second to a @Transform function, which needs both.
 */
const outputs = new WeakMap<object, object>();

/** The mapped objects, by the object that class-transformer fills. */
const mappedObjects = new WeakMap<object, MappedObject>();

/**
 * Makes class-transformer's `instanceToPlain`, `plainToInstance` and `instanceToInstance` give what the mapper gives for the fields of a
 * class, with all its checks.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if class-transformer's decorators contradict the declaration of a field.
 */
export function bridge(plan: Plan): void {
  const { Class, fields, rest, procedureName, schemaVersion } = plan;
  refuseDecorators(plan);
  const exposed = exposedProperties(Class);
  const parents = classChain(Class)
    .slice(1)
    .filter((Parent) => bridgedClasses.has(Parent));
  for (const { property, key } of fields) {
    addExpose(Class, property, { name: key });
    const isInherited = parents.some((Parent) => planOf(Parent).byProperty.has(property));
    if (!isInherited) bridgeField(Class, property);
  }
  if (rest !== undefined) {
    addExpose(Class, rest, { name: REST_KEY });
    if (!parents.some((Parent) => planOf(Parent).rest !== undefined)) bridgeRest(Class, rest);
  }
  for (const Parent of parents) refuseFormerKeys(plan, planOf(Parent));
  const excludeOnLoad = (property: string) => addExclude(Class, property, { toClassOnly: true });
  excludeOnLoad(ARTIFACT_KEY);
  for (const alias of plan.byAlias.keys()) excludeOnLoad(alias);
  if (procedureName !== undefined) {
    addExpose(Class, 'procedureName', { name: PROCEDURE_NAME_KEY, toPlainOnly: true });
    addTransform(Class, 'procedureName', ({ obj }) => planOf(classOf(obj)).procedureName, { toPlainOnly: true });
    excludeOnLoad(PROCEDURE_NAME_KEY);
  }
  if (schemaVersion > 1) {
    // class-transformer would copy the keys that an old plain object has. Whether it has unknown ones is checked by the mapper.
    takeExposedOnly(Class);
    // Without it, the plain object would be taken for one of version 1.
    addExpose(Class, ARTIFACT_KEY, { toPlainOnly: true });
    addTransform(Class, ARTIFACT_KEY, ({ obj, options }) => asMaps(plainArtifactMember(obj, rulesIn(options))), {
      toPlainOnly: true,
    });
  }
  const computed = new Set<string>();
  for (const { property, options } of exposed) {
    if (plan.byProperty.has(property) || !(property in Class.prototype)) continue;
    const key = options.name ?? property;
    refuseTakenKey(plan, property, key);
    // class-transformer would set the property: in plainToInstance by its key, in instanceToInstance by its own name.
    excludeOnLoad(key);
    excludeOnLoad(property);
    if (options.toClassOnly !== true) computed.add(key);
  }
  computedKeys.set(Class, computed);
  bridgedClasses.add(Class);
}

function bridgeField(Class: Class, property: string): void {
  // class-transformer takes all keys of a Map, whatever its options say of keys.
  addType(Class, property, Map, (place) => {
    if (place !== undefined) outputs.set(place.object, place.newObject);
    if (!(place?.newObject instanceof Class)) return undefined;
    if (!(place.object instanceof Class)) setIfFormer(place.newObject, property, place.object);
    return WithoutKeys;
  });
  addTransform(Class, property, ({ key, obj, options }) => asMaps(plainValue(obj, key, rulesIn(options))), {
    toPlainOnly: true,
  });
  addTransform(Class, property, ({ key, obj, type, options }) => instanceValue(obj, key, type, rulesIn(options)), {
    toClassOnly: true,
  });
}

/**
 * Bridges the property that holds the members which no field names. class-transformer gives each property one key. This one gets a key that no
 * file has, and what class-transformer fills gets a setter there, which puts the members among the others.
 */
function bridgeRest(Class: Class, property: string): void {
  addType(Class, property, Map, (place) => {
    if (place === undefined) return undefined;
    const { object, newObject } = place;
    outputs.set(object, newObject);
    const isCopied = newObject instanceof Class;
    if (object instanceof Class) {
      const set = (value: unknown) => {
        Reflect.deleteProperty(newObject, REST_KEY);
        Object.assign(newObject, isCopied ? { [property]: value } : value);
      };
      Object.defineProperty(newObject, REST_KEY, { set, configurable: true });
    }
    return isCopied ? WithoutKeys : undefined;
  });
  addTransform(Class, property, ({ key, obj, options }) => asMaps(plainValue(obj, key, rulesIn(options))), {
    toPlainOnly: true,
  });
  addTransform(
    Class,
    property,
    ({ key, obj, type, options }) => {
      if (type !== CLASS_TO_CLASS) removeForeignProperties(outputs.get(obj) as object, obj);
      return instanceValue(obj, key, type, rulesIn(options));
    },
    { toClassOnly: true },
  );
}

/** A key that stands for the members which no field names. */
const REST_KEY = '\0rest';

/** Removes the properties that class-transformer has made of members which no field names. */
function removeForeignProperties(instance: object, plain: object): void {
  const { Class, byKey, byAlias, byProperty, rest } = planOf(classOf(instance));
  for (const key of Object.keys(plain)) {
    const isOwn = byKey.has(key) || byAlias.has(key) || byProperty.has(key) || key === rest || isExcluded(Class, key);
    if (!isOwn) Reflect.deleteProperty(instance, key);
  }
}

/** Returns the members of a tree that no field names. */
const restOf = (root: TreeObject, { byKey, procedureName }: Plan): TreeObject =>
  Object.fromEntries(
    Object.entries(root).filter(
      ([key]) => !byKey.has(key) && !(procedureName !== undefined && key === PROCEDURE_NAME_KEY),
    ),
  );

/** Refuses a field whose key is an alias in a parent: class-transformer passes over what a parent excludes, and would drop the field. */
function refuseFormerKeys({ Class, fields }: Plan, parent: Plan): void {
  for (const { property, key } of fields) {
    const former = parent.byAlias.get(key);
    if (former === undefined) continue;
    const fault = `has the key "${key}", which is an alias of ${former.property} in ${parent.Class.name}; give it another with the option key`;
    throw new DeclarationError(Class.name, property, fault);
  }
}

/** Refuses an exposed getter that has the key or an alias of a field: class-transformer would overwrite one by the other. */
function refuseTakenKey({ Class, byKey, byAlias, procedureName }: Plan, property: string, key: string): void {
  const owner =
    (byKey.get(key) ?? byAlias.get(key))?.property ??
    (procedureName !== undefined && key === PROCEDURE_NAME_KEY ? 'procedureName' : undefined);
  if (owner === undefined) return;
  const fault = `is exposed by the key "${key}", which ${owner} has already; give it another with @Expose({ name })`;
  throw new DeclarationError(Class.name, property, fault);
}

/** Returns the value of a field for a plain object. */
function plainValue(instance: object, property: string, rules: ValidationRules): unknown {
  const plan = planOf(classOf(instance));
  return mappedValue(instance, plan, property, () => {
    const { root, nonFinite } = encodeInstance(instance, { rules });
    if (nonFinite.firstPlain !== undefined) {
      const message = 'found a number that a plain object cannot tell from text, expected a finite one; use encode()';
      const owner = plan.procedureName ?? plan.Class.name;
      throw oneIssueError(owner, undefined, 'invalid-value', nonFinite.firstPlain, message);
    }
    return (each) => {
      const field = plan.byProperty.get(each);
      return plainOf(field === undefined ? restOf(root, plan) : (memberOf(root, field.key) as Tree));
    };
  });
}

/** Returns `$artifact` for a plain object, as a file has it, but for the seal. */
function plainArtifactMember(instance: object, rules: ValidationRules): TreeObject {
  const { root, arrays, nonFinite, schemaVersion = 1 } = encodeInstance(instance, { rules });
  const places = nonFinite.sortedIn(root);
  return {
    arrays: arrays.toTree(),
    format: FORMAT,
    ...(places.length > 0 && { [NON_FINITE_KEY]: places }),
    ...(schemaVersion > 1 && { [SCHEMA_VERSION_KEY]: schemaVersion }),
  };
}

/** Returns the value of a field for an instance. `source` is a plain object, or the instance that `instanceToInstance` copies. */
function instanceValue(
  source: TreeObject,
  property: string,
  type: ClassTransformer.TransformationType,
  rules: ValidationRules,
): unknown {
  const isCopy = type === CLASS_TO_CLASS;
  const Class = classOf(isCopy ? source : (outputs.get(source) as object));
  const plan = planOf(Class);
  refuseCreate(plan);
  if (isCopy) refuseRenaming(plan);
  return mappedValue(source, plan, property, () => {
    const tree = isCopy ? encodeInstance(source, { rules }) : treeOfPlain(source, Class);
    return valuesOf(decodeInstance(Class, tree, { ownership: 'copy', rules }));
  });
}

const valuesOf =
  (instance: object) =>
  (property: string): unknown =>
    instance[property as never];

/**
 * Sets a field that a plain object has under a former key, or not at all. With its option `exposeDefaultValues`, class-transformer would ask
 * for no value, and keep the initial one.
 */
function setIfFormer(instance: object, property: string, source: TreeObject): void {
  const Class = classOf(instance);
  const plan = planOf(Class);
  const field = plan.byProperty.get(property) as Field;
  if (!takesFormerMembers(field) || memberOf(source, field.key) !== undefined) return;
  refuseCreate(plan);
  const { values } = mappedObject(source, plan, property, () =>
    valuesOf(decodeInstance(Class, treeOfPlain(source, Class), { ownership: 'copy' })),
  );
  instance[property as never] = values.get(property) as never;
}

/** Returns the value of a field. Maps the object when its first field is asked for, and forgets the result with its last. */
function mappedValue(source: object, plan: Plan, property: string, map: () => (property: string) => unknown): unknown {
  const { values, remaining } = mappedObject(source, plan, property, map);
  remaining.delete(property);
  if (remaining.size === 0) mappedObjects.delete(outputs.get(source) as object);
  return values.get(property);
}

/** Returns the mapped object, if class-transformer has not asked for a field of it yet; else maps it. */
function mappedObject(
  source: object,
  plan: Plan,
  property: string,
  map: () => (property: string) => unknown,
): MappedObject {
  const output = outputs.get(source) as object;
  let mapped = mappedObjects.get(output);
  if (mapped === undefined || mapped.source !== source || !mapped.remaining.has(property)) {
    const take = map();
    const properties = [...plan.byProperty.keys(), ...(plan.rest === undefined ? [] : [plan.rest])];
    const values = new Map(properties.map((each) => [each, take(each)]));
    mapped = { source, values, remaining: new Set(values.keys()) };
    mappedObjects.set(output, mapped);
  }
  return mapped;
}

/**
 * Returns a plain object as the tree of a file. Leaves out the results of getters. If the object has an `$artifact`, as that of a file
 * has, its arrays and non-finite numbers are those of the tree.
 */
export function treeOfPlain({ [ARTIFACT_KEY]: artifact, ...members }: TreeObject, Class: Class): ReadTree {
  const stored = Object.entries(members).filter(
    ([key, member]) => member !== undefined && !computedKeys.get(Class)?.has(key),
  );
  const root: TreeObject = Object.fromEntries(stored);
  if (artifact === undefined) return { root, arrays: undefined };
  const arrays = isTreeObject(artifact) ? ArrayTable.ofTree(artifact['arrays']) : undefined;
  if (!isTreeObject(artifact) || arrays === undefined)
    throw wrongArtifactMember(Class, 'arrays', 'dtypes and shapes by pointer');
  const schemaVersion = schemaVersionOf(artifact[SCHEMA_VERSION_KEY]);
  if (schemaVersion === undefined) throw wrongArtifactMember(Class, SCHEMA_VERSION_KEY, 'an integer above 1');
  if (artifact[NON_FINITE_KEY] === undefined) return { root, arrays, schemaVersion };
  const places = nonFinitePlacesOf(artifact[NON_FINITE_KEY]);
  const restored = places && restoreNonFinite(root, places);
  if (restored?.fits !== true) throw wrongArtifactMember(Class, NON_FINITE_KEY, EXPECTED_NON_FINITE_PLACES);
  return { root: restored.root, arrays, schemaVersion };
}

/** Returns the error for a member of `$artifact` that contradicts the values beside it. */
function wrongArtifactMember(Class: Class, key: string, expected: string): InvalidArtifactError {
  const message = `found what does not fit the values, expected ${expected}`;
  const { procedureName = Class.name } = planOf(Class);
  return oneIssueError(procedureName, undefined, 'invalid-value', pointerOf([ARTIFACT_KEY, key]), message);
}

/** Refuses to fill an instance of a class with a function `create`: class-transformer has called the constructor without arguments. */
function refuseCreate({ Class, create }: Plan): void {
  if (create === undefined) return;
  const fault = `is made by create, but class-transformer calls the constructor; expected decode(text, ${Class.name}), or a field of another class`;
  throw new DeclarationError(Class.name, undefined, fault);
}

/** Refuses `instanceToInstance` where a field has another key than its property: class-transformer would set the copy by the key. */
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
 * Returns a plain value with Maps in the place of its objects. class-transformer goes through what a @Transform function returns, and
 * makes plain objects of Maps. Of a plain object it would leave out the keys that its options exclude, and always a key `constructor`.
 *
 * In a Map, it recognizes that key by `===`, and a String object is never `===` to a string. Before each key, it reads the property
 * `constructor` of what it has made so far, so that key comes last.
 */
function asMaps(plain: unknown): unknown {
  if (Array.isArray(plain)) return plain.map(asMaps);
  if (!isTreeObject(plain)) return plain;
  const map = new Map<unknown, unknown>();
  for (const key of Object.keys(plain)) if (key !== 'constructor') map.set(key, asMaps(plain[key]));
  if (Object.hasOwn(plain, 'constructor')) map.set(Object('constructor'), asMaps(plain['constructor']));
  return map;
}
