import { isDeepStrictEqual, types } from 'node:util';
import { hasInternalSlots, isBuiltIn, timeOf } from '../../codecs/built-in.js';
import type { Codec } from '../../codecs/codec.js';
import { describeValue } from '../../codecs/describe-value.js';
import { jsonValueCodec } from '../../codecs/json-value.js';
import { isPlainDate, isPlainList, isPlainMap, isPlainObject, isPlainSet, NOT_PLAIN_LIST } from '../../codecs/plain.js';
import { type Walk } from '../../codecs/walk/walk.js';
import { DeclarationError, InvalidArtifactError } from '../../model/errors.js';
import { isInstance } from '../../model/is-instance.js';
import { quoted, thrownText } from '../../model/message-text.js';
import type { Class } from '../class.js';
import { type Constraints, checkConstraints, constraintsOf } from '../class-validator.js';
import { isDeclared } from '../declarations.js';
import { hiddenStateOf } from '../hidden-state.js';
import { exposedGetters, instanceToPlain, isExcluded, keyOfProperty, plainToInstance } from './bridge.js';

/**
 * The codec of a class that has class-transformer's decorators and none of ours. class-transformer loses values without a
 * word, so its work is checked both ways: what does not come back identical is refused, and so is what cannot be seen into.
 */
export const foreignCodec = (Class: Class): Codec => ({
  encode(value, walk) {
    if (!isRecord(value) || Object.getPrototypeOf(value) !== Class.prototype) {
      walk.wrongType(value, `an instance of ${Class.name}`);
      return null;
    }
    const before = walk.issueCount;
    inspectValue(value, walk);
    if (walk.issueCount > before) return null;
    const plain = attempt(walk, () => toPlain(value));
    if (walk.issueCount > before) return null;
    const tree = jsonValueCodec.encode(plain, walk);
    if (walk.issueCount > before) return null;
    const again = attempt(walk, () => toInstance(Class, plain));
    if (walk.issueCount === before) compare(value, again, Class, walk);
    return tree;
  },
  decode(tree, walk) {
    const before = walk.issueCount;
    const plain = jsonValueCodec.decode(tree, walk);
    if (walk.issueCount > before) return undefined;
    const instance = attempt(walk, () => toInstance(Class, plain));
    if (walk.issueCount > before) return undefined;
    walk.runUserCode(() => inspectValue(instance, walk));
    if (walk.issueCount > before) return undefined;
    const again = attempt(walk, () => toPlain(instance as object));
    if (walk.issueCount === before) walk.runUserCode(() => compare(plain, again, Class, walk));
    return instance;
  },
});

/** What class-transformer makes of an instance. A discriminator writes into what it is given, hence the copy. */
const toPlain = (instance: object): unknown => withDatesAsText(instanceToPlain(copyOf(instance)));

const toInstance = (Class: Class, plain: unknown): object => plainToInstance(Class, copyOf(plain) as object);

/** class-transformer leaves dates to JSON.stringify. */
function withDatesAsText(plain: unknown): unknown {
  silence(plain);
  if (types.isDate(plain)) return plain.toISOString();
  if (Array.isArray(plain)) return plain.map(withDatesAsText);
  if (!isRecord(plain) || !isPlainObject(plain)) return plain;
  return Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, withDatesAsText(value)]));
}

/** A promise of an asynchronous @Transform is refused where it is met. Nobody else waits for it: its failure would end the process. */
function silence(value: unknown): void {
  if (types.isPromise(value)) value.catch(() => undefined);
}

/** Does what runs class-transformer, and the program's own code in it. */
function attempt<T>(walk: Walk, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (isInstance(error, DeclarationError)) throw error;
    if (isInstance(error, InvalidArtifactError)) {
      for (const { code, path, message } of error.issues)
        walk.report(code, `${message}, at ${quoted(path)} of a nested ${error.procedure}`);
      return undefined;
    }
    walk.report('invalid-value', `found a value on which class-transformer throws ${thrownText(error)}`);
    return undefined;
  }
}

/** What is known of a class that is met in an instance. */
interface ClassFacts {
  readonly constraints: Constraints | undefined;
  /** What is wrong with a class whose instances have state in no property. */
  readonly hiddenState: string | undefined;
}

const factsByClass = new WeakMap<Class, ClassFacts>();

function factsOf(Class: Class): ClassFacts {
  let facts = factsByClass.get(Class);
  if (facts === undefined) {
    facts = {
      constraints: constraintsOf(Class, (property) => keyOfProperty(Class, property)),
      hiddenState: hiddenStateOf(Class, settable(Class)),
    };
    factsByClass.set(Class, facts);
  }
  return facts;
}

/**
 * Reports what class-transformer would pass over in a value and in all that lies in it: hidden state, and constraints. Instances of
 * declared classes are left to the mapper, which class-transformer comes to.
 */
function inspectValue(value: unknown, walk: Walk): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value) && !isPlainList(value)) {
    walk.report('invalid-value', NOT_PLAIN_LIST);
    return;
  }
  walk.inside(value, () => {
    if (isRecord(value) && !inspectRecord(value, walk)) return;
    for (const [key, member] of membersOf(value)) walk.member(key, () => inspectValue(member, walk));
  });
}

/** Inspects an object itself, and tells whether to go on with its members. */
function inspectRecord(record: Record<string, unknown>, walk: Walk): boolean {
  const Class = foreignClassOf(record);
  if (isDeclared(Class)) return false;
  const { constraints, hiddenState } = factsOf(Class);
  if (hiddenState !== undefined)
    walk.report('invalid-value', `found an instance of ${Class.name}, which ${hiddenState}`);
  for (const property of Reflect.ownKeys(record)) {
    if (typeof property === 'string' && (isEnumerable(record, property) || isExcluded(Class, property))) continue;
    walk.report(
      'unknown-field',
      `found the property ${String(property)}, which class-transformer does not see; expected enumerable names alone, or @Exclude()`,
    );
  }
  if (constraints !== undefined) checkConstraints(constraints, record, walk);
  return true;
}

/** What lies in an object that class-transformer goes into, by its key in the file. */
function* membersOf(object: object): Generator<[key: string | number, member: unknown]> {
  if (Array.isArray(object)) yield* object.entries();
  else if (types.isSet(object)) yield* [...object].entries();
  else if (types.isMap(object)) for (const [key, item] of object) yield [String(key), item];
  else if (isRecord(object)) {
    const Class = foreignClassOf(object);
    for (const [property, member] of Object.entries(object)) {
      const key = keyOfProperty(Class, property);
      if (key !== undefined) yield [key, member];
    }
  }
}

/** Reports where a value differs from what class-transformer has made of it, and of that again. */
function compare(found: unknown, again: unknown, owner: Class, walk: Walk): void {
  silence(again);
  const parts = partsOf(found);
  const others = partsOf(again);
  if (parts === undefined || others === undefined || kindOf(found) !== kindOf(again)) {
    if (!isSameLeaf(found, again)) reportDifference(found, again, owner, walk);
    return;
  }
  for (const key of new Set([...parts.keys(), ...others.keys()])) {
    const [part, other] = [parts.get(key), others.get(key)];
    walk.member(String(key), () => {
      if (parts.has(key) && others.has(key)) compare(part, other, owner, walk);
      else reportDifference(part, other, owner, walk);
    });
  }
}

function reportDifference(found: unknown, again: unknown, owner: Class, walk: Walk): void {
  const [what, other] = [describeValue(found), describeValue(again)];
  const fault = what === other ? 'does not bring back identical' : `brings back as ${other}`;
  walk.report(
    'invalid-value',
    `found ${what}, which class-transformer ${fault}; declare ${owner.name} with @Persisted()`,
  );
}

/**
 * What an object is made of, by keys; undefined if it has no parts, or cannot be seen into. An instance without any property that
 * is kept may hold anything.
 */
function partsOf(value: unknown): ReadonlyMap<unknown, unknown> | undefined {
  if (Array.isArray(value)) return isPlainList(value) ? new Map(value.entries()) : undefined;
  if (types.isMap(value)) return isPlainMap(value) ? value : undefined;
  if (types.isSet(value)) return isPlainSet(value) ? new Map([...value].entries()) : undefined;
  if (!isRecord(value)) return undefined;
  if (isPlainObject(value)) return new Map(Object.entries(value));
  const Class = foreignClassOf(value);
  const parts = new Map<unknown, unknown>();
  for (const property of [...Object.keys(value), ...settable(Class)]) {
    const key = keyOfProperty(Class, property);
    if (key !== undefined) parts.set(key, value[property]);
  }
  if (parts.size === 0) return undefined;
  // To class-transformer, a property that is undefined is none.
  for (const [key, part] of parts) if (part === undefined) parts.delete(key);
  return parts;
}

const KINDS = [Array.isArray, types.isMap, types.isSet, (value: unknown) => isRecord(value) && isPlainObject(value)];

/** What two objects have in common that are made of the same parts in the same way. */
const kindOf = (value: unknown): unknown => KINDS.find((isKind) => isKind(value)) ?? Object.getPrototypeOf(value);

/** Tells whether two values without parts are identical, and can be seen to be. */
function isSameLeaf(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null) return Object.is(a, b);
  if (types.isDate(a) && types.isDate(b)) return isPlainDate(a) && isPlainDate(b) && Object.is(timeOf(a), timeOf(b));
  return isBareTypedArray(a) && isBareTypedArray(b) && isDeepStrictEqual(a, b);
}

/** Tells whether a value is a typed array, or a Buffer, that is nothing but its elements. */
function isBareTypedArray(value: unknown): boolean {
  if (!types.isTypedArray(value) || Reflect.ownKeys(value).length !== value.length) return false;
  const Class: Function = Object.getPrototypeOf(value).constructor;
  return Class === Buffer || isBuiltIn(Class);
}

/** Instances, lists, Maps, Sets and plain objects copied, all else as it is. */
function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (types.isMap(value)) return isPlainMap(value) ? (new Map([...value].map(copyOf)) as T) : value;
  if (types.isSet(value)) return isPlainSet(value) ? (new Set([...value].map(copyOf)) as T) : value;
  if (!isRecord(value)) return value;
  const copy = Object.create(Object.getPrototypeOf(value));
  for (const [key, member] of Object.entries(value)) copy[key] = copyOf(member);
  // A getter may read private fields, which a copy has not. It is hidden, so that it is read only where class-transformer exposes it.
  for (const { property } of exposedGetters(foreignClassOf(value)))
    Object.defineProperty(copy, property, { value: copyOf(value[property]), writable: true, configurable: true });
  return copy;
}

/** The properties by which class-transformer keeps what a getter gives and a setter takes. */
const settable = (Class: Class): string[] =>
  exposedGetters(Class)
    .filter(({ isSettable }) => isSettable)
    .map(({ property }) => property);

/** The class of an object; Object, if it has no prototype. */
const foreignClassOf = (object: object): Class => Object.getPrototypeOf(object)?.constructor ?? Object;

/** Objects that class-transformer takes property by property. */
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !hasInternalSlots(value);

const isEnumerable = (object: object, property: string): boolean =>
  Object.prototype.propertyIsEnumerable.call(object, property);
