import { types } from 'node:util';
import { describeValue } from '../codecs/describe-value.js';
import { isWrongNull } from '../codecs/nullable.js';
import type { DecodingWalk } from '../codecs/walk/decoding-walk.js';
import type { EncodingWalk } from '../codecs/walk/encoding-walk.js';
import type { Walk } from '../codecs/walk/walk.js';
import { DeclarationError } from '../model/errors.js';
import { thrownText } from '../model/message-text.js';
import type { Tree, TreeObject } from '../model/tree.js';
import { inheritedProperty } from './class.js';
import { defaultValue } from './default-value.js';
import type { Field } from './fields.js';

// Property of an instance ⇄ member of an object.

/** Maps all fields of a class. The walk is inside of the instance or object that is read. */
export interface FieldsMapping {
  /** Encodes the fields of an instance. */
  encode(instance: object, walk: EncodingWalk): TreeObject;
  /** Decodes the members of an object that has the keys of all fields, and sets the properties of an instance. */
  decode(tree: TreeObject, instance: Record<string, unknown>, walk: DecodingWalk): void;
}

/** A key of an object that is no field, and the text that stands there: the name of the procedure, the tag of a kind. */
export interface Constant {
  readonly key: string;
  readonly text: string;
  /** Former texts, which a file may have in its place. */
  readonly aliases?: readonly string[];
}

/** Called for an optional field that gets no key. */
export type WhenOmitted = (field: Field, walk: EncodingWalk) => void;

/** Maps the fields of a class one after the other. Behaves as the code of `compiledFields` does, which is faster. */
export function fieldByField(
  fields: readonly Field[],
  constants: readonly Constant[],
  whenOmitted: WhenOmitted,
): FieldsMapping {
  const hasOptional = fields.some(({ optional }) => optional);
  const members: [key: string, initial: Tree][] = [
    ...fields.map(({ key }): [string, Tree] => [key, null]),
    ...constants.map(({ key, text }): [string, Tree] => [key, text]),
  ];
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  /** The initial tree. V8 stores an object that begins with all keys more compactly than one to which they are added one by one. */
  const blank: TreeObject = Object.fromEntries(hasOptional ? [] : members);
  return {
    encode(instance, walk) {
      const tree = { ...blank };
      for (const field of fields) {
        const member = encodeField(field, instance, walk);
        if (member !== undefined) tree[field.key] = member;
        else if (field.optional) whenOmitted(field, walk);
      }
      if (hasOptional) for (const { key, text } of constants) tree[key] = text;
      return tree;
    },
    decode(tree, instance, walk) {
      for (const field of fields) decodeInto(instance, field, tree[field.key], walk);
    },
  };
}

/** Encodes a field of the instance that the walk is inside of. Returns undefined for a field that gets no key. */
export function encodeField(field: Field, instance: object, walk: EncodingWalk): Tree | undefined {
  walk.atMember(field.key);
  const { level } = walk;
  try {
    const value: unknown = instance[field.property as never];
    if (value === null || value === undefined) return encodeAbsent(field, value, walk);
    return field.codec.encode(value, walk);
  } catch (error) {
    walk.reportThrown(error, level);
    return undefined;
  }
}

/** Encodes null or undefined. Returns undefined for a field that gets no key. */
export function encodeAbsent(field: Field, value: null | undefined, walk: EncodingWalk): Tree | undefined {
  if (value === null) return isRefusedNull(field, value, walk) ? null : field.codec.encode(null, walk);
  if (!field.optional) {
    const message = `found undefined in ${field.property}, expected a value: only a field with { optional: true } may be undefined`;
    walk.report('missing-field', message);
  }
  return undefined;
}

/** True if a value is null where the codec of a field, which decides that, takes no null. Reports that. */
const isRefusedNull = ({ hasNullOption, codec }: Field, value: unknown, walk: Walk): boolean =>
  !hasNullOption && isWrongNull(value, codec, walk);

/**
 * Decodes a field of the object that the walk is inside of.
 *
 * @param tree - undefined if the object lacks the key.
 * @param key - the key of the object, which may be a former key of the field.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the default of the field is wrong.
 */
export function decodeField(field: Field, tree: Tree | undefined, walk: DecodingWalk, key = field.key): unknown {
  walk.atMember(key);
  if (isRefusedNull(field, tree, walk)) return undefined;
  if (tree !== undefined) return field.codec.decode(tree, walk);
  if (field.default !== undefined) return defaultValue(field, walk.rules);
  if (!field.optional)
    walk.report(
      'missing-field',
      'found no such key, expected one: only a field with { optional: true } or { default } may be without',
    );
  return undefined;
}

/** Decodes a field and sets the property of an instance. A property whose value could not be decoded is not set. */
export function decodeInto(
  instance: Record<string, unknown>,
  field: Field,
  tree: Tree | undefined,
  walk: DecodingWalk,
  key = field.key,
): void {
  const before = walk.issueCount;
  const { ownership } = walk;
  if (ownership === 'borrow' && typeof tree === 'object' && isSetByUserCode(instance, field.property))
    walk.ownership = 'copy';
  const value = decodeField(field, tree, walk, key);
  walk.ownership = ownership;
  if (walk.issueCount > before) return;
  if (tree === undefined && field.default === undefined) {
    walk.runUserCode(() => refuseInitialValue(field, instance[field.property]));
    return;
  }
  try {
    instance[field.property] = value;
  } catch (error) {
    reportUnset(field, error, walk);
  }
}

/** Reports a property that throws when it is set. */
export function reportUnset({ property }: Pick<Field, 'property'>, error: unknown, walk: DecodingWalk): void {
  walk.report('invalid-value', `found a value that ${property} cannot be set to: ${thrownText(error)}`);
}

/**
 * Refuses the initial value of an optional field: a file without the key would be loaded with that value, and not with undefined.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`)
 */
export function refuseInitialValue(field: Field, initial: unknown): void {
  if (initial === undefined) return;
  const fault = `is optional, so undefined where a file has no key ${JSON.stringify(field.key)}, but a new instance has a value there: ${describeValue(initial)}; drop the initializer, or the option optional`;
  throw new DeclarationError(field.Class.name, field.property, fault);
}

/** True if setting a property runs code of the user, which may change the value that it gets. */
export const isSetByUserCode = (instance: object, property: string): boolean =>
  types.isProxy(instance) || inheritedProperty(instance, property)?.set !== undefined;
