import { types } from 'node:util';
import type { Codec } from '../../codecs/codec.js';
import { OBJECT } from '../../codecs/forms.js';
import { jsonValueCodec } from '../../codecs/json-value.js';
import { isPlainMap, isPlainObject, isPlainSet } from '../../codecs/plain.js';
import type { Walk } from '../../codecs/walk/walk.js';
import { classTransformer } from '../../libraries.cjs';
import { DeclarationError, InvalidArtifactError } from '../../model/errors.js';
import { ignoreRejection } from '../../model/ignore-rejection.js';
import { isInstance } from '../../model/is-instance.js';
import { quoted, thrownText } from '../../model/message-text.js';
import { isTreeObject } from '../../model/tree.js';
import type { ValidationRules } from '../../model/validation-rules.js';
import type { Class } from '../class.js';
import { optionsWith } from './carried-rules.js';
import { exposedGetters } from './metadata.js';
import { classOfRecord, isRecord } from './record.js';
import { reportDifferences } from './report-differences.js';
import { reportUnseen } from './report-unseen.js';

/**
 * Returns the codec of a class-transformer class: one with class-transformer's decorators and none of ours.
 *
 * instance ⇄ the tree of the plain object that class-transformer makes of it
 *
 * class-transformer loses some values without an error. So every value is also mapped back, and refused if it does not come back
 * identical. State that class-transformer does not see is refused before.
 */
export const classTransformerCodec = (Class: Class): Codec => ({
  expected: `an instance of ${Class.name}`,
  forms: OBJECT,
  holds: (value) => isInstance(value, Class),
  encode(value, walk) {
    if (!isRecord(value) || Object.getPrototypeOf(value) !== Class.prototype) {
      walk.wrongType(value, `an instance of ${Class.name}`);
      return null;
    }
    const before = walk.issueCount;
    reportUnseen(value, walk);
    if (walk.issueCount > before) return null;
    const plain = runClassTransformer(walk, () => toPlain(value, walk.rules));
    if (walk.issueCount > before) return null;
    const tree = jsonValueCodec.encode(plain, walk);
    if (walk.issueCount > before) return null;
    const back = runClassTransformer(walk, () => toInstance(Class, plain, walk.rules));
    if (walk.issueCount === before) reportDifferences(value, back, Class, walk);
    return tree;
  },
  decode(tree, walk) {
    // class-transformer would give back what is no object as it is.
    if (!isTreeObject(tree)) {
      walk.wrongType(tree, `an object for ${Class.name}`);
      return undefined;
    }
    const before = walk.issueCount;
    const plain = jsonValueCodec.decode(tree, walk);
    if (walk.issueCount > before) return undefined;
    const instance = runClassTransformer(walk, () => toInstance(Class, plain, walk.rules));
    if (walk.issueCount > before) return undefined;
    walk.runUserCode(() => reportUnseen(instance, walk));
    if (walk.issueCount > before) return undefined;
    const back = runClassTransformer(walk, () => toPlain(instance as object, walk.rules));
    if (walk.issueCount === before) walk.runUserCode(() => reportDifferences(plain, back, Class, walk));
    return instance;
  },
  // Only class-transformer knows what is in it.
  schema: () => ({ type: 'object' }),
});

/** Returns what class-transformer makes of an instance. A discriminator of @Type would write into the instance, hence the copy. */
const toPlain = (instance: object, rules: ValidationRules): unknown =>
  withDatesAsText(
    classTransformer.instanceToPlain(copyOf(instance), { ...optionsWith(rules), exposeUnsetFields: false }),
  );

/** Returns what class-transformer makes of a plain value. */
const toInstance = (Class: Class, plain: unknown, rules: ValidationRules): object =>
  classTransformer.plainToInstance(Class as new () => object, copyOf(plain) as object, optionsWith(rules));

/** Returns a plain value with the text of each Date in its place: class-transformer leaves Dates to JSON.stringify. */
function withDatesAsText(plain: unknown): unknown {
  ignoreRejection(plain);
  if (types.isDate(plain)) return plain.toISOString();
  if (Array.isArray(plain)) return plain.map(withDatesAsText);
  if (!isRecord(plain) || !isPlainObject(plain)) return plain;
  return Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, withDatesAsText(value)]));
}

/** Calls a function that runs class-transformer, and in it code of the user. Reports what it throws, but for a DeclarationError. */
function runClassTransformer<T>(walk: Walk, act: () => T): T | undefined {
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

/** Returns a deep copy: instances, lists, Maps, Sets and plain objects are copied, all other values are shared. */
function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (types.isMap(value)) return isPlainMap(value) ? (new Map([...value].map(copyOf)) as T) : value;
  if (types.isSet(value)) return isPlainSet(value) ? (new Set([...value].map(copyOf)) as T) : value;
  if (!isRecord(value)) return value;
  const copy = Object.create(Object.getPrototypeOf(value));
  for (const [key, member] of Object.entries(value)) copy[key] = copyOf(member);
  // A getter may read private fields, which the copy lacks: so the copy has the value as a property. The property is not enumerable, so
  // that class-transformer reads it only if it is exposed.
  for (const { property } of exposedGetters(classOfRecord(value)))
    Object.defineProperty(copy, property, { value: copyOf(value[property]), writable: true, configurable: true });
  return copy;
}
