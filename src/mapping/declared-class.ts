import { hasInternalSlots } from '../codecs/built-in.js';
import type { Codec } from '../codecs/codec.js';
import { describeValue } from '../codecs/describe-value.js';
import { OBJECT } from '../codecs/forms.js';
import type { DecodingWalk } from '../codecs/walk/decoding-walk.js';
import type { Walk } from '../codecs/walk/walk.js';
import { ARTIFACT_SCHEMA } from '../format/artifact-schema.js';
import { ARTIFACT_KEY, PROCEDURE_NAME_KEY } from '../format/layout.js';
import { isInstance } from '../model/is-instance.js';
import { excerpt, TWO_CLASSES } from '../model/message-text.js';
import { isSameStrings } from '../model/same-list.js';
import { isTreeObject, memberOf, type Tree, type TreeObject } from '../model/tree.js';
import type { Class } from './class.js';
import { isExcluded, refuseDecorators } from './class-transformer/metadata.js';
import { checkConstraints, constraintsByRules } from './class-validator.js';
import { compiledFields } from './compiled-fields.js';
import { construct, decodeByCreate } from './construction.js';
import { type Constant, decodeInto, fieldByField, refuseInitialValue } from './field-mapping.js';
import { type Field, takesFormerMembers } from './fields.js';
import { type FormerKeys, formerKeysIn, NO_FORMER_KEYS } from './former-keys.js';
import { objectSchema } from './object-schema.js';
import type { Plan } from './plan.js';
import { requirementsOf } from './requirements.js';
import { Rest } from './rest.js';

/**
 * Returns the codec of a declared class: instance ⇄ object with a key for each field.
 *
 * @param kind - the tag of the class, where instances of several classes may stand, and its key.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if class-transformer's or class-validator's decorators contradict the declaration.
 */
export function declaredClassCodec(plan: Plan, kind?: Constant): Codec {
  const { Class, fields, byKey, byAlias, byProperty, procedureName, procedureAliases, create } = plan;
  // Checked once more: a program may apply decorators after the definition of the class.
  refuseDecorators(plan);
  const constraintsUnder = constraintsByRules(Class, (property) =>
    property === plan.rest ? null : byProperty.get(property)?.key,
  );
  /** The properties of the last instance without undeclared ones. Most instances have the same, in the same order: they need no more checks. */
  let known: readonly string[] = [];

  const hasKnownProperties = (instance: object): boolean =>
    isSameStrings(Object.getOwnPropertyNames(instance), known) && Object.getOwnPropertySymbols(instance).length === 0;

  const isKnown = (property: string | symbol): boolean =>
    typeof property === 'string' && (byProperty.has(property) || property === plan.rest || isExcluded(Class, property));

  const checkProperties = (instance: object, walk: Walk): void => {
    const { level } = walk;
    try {
      if (!hasKnownProperties(instance)) reportUnknownProperties(instance, walk);
    } catch (error) {
      walk.reportThrown(error, level);
    }
  };

  const reportUnknownProperties = (instance: object, walk: Walk): void => {
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

  /** The optional fields that were found to be undefined in a new instance. */
  const withoutInitialValue = new Set<Field>();

  const checkInitialValue = (field: Field, walk: Walk): void => {
    // What `create` makes without a value of the field is known when it is called.
    if (create !== undefined || withoutInitialValue.has(field)) return;
    walk.runUserCode(() => refuseInitialValue(field, construct(Class)[field.property]));
    withoutInitialValue.add(field);
  };

  /** What an object has beside the fields. A field may hold the tag itself. */
  const constants: Constant[] = [
    ...(procedureName === undefined
      ? []
      : [{ key: PROCEDURE_NAME_KEY, text: procedureName, aliases: procedureAliases }]),
    ...(kind === undefined || byKey.has(kind.key) ? [] : [kind]),
  ];

  // Of a value class, a file may have many instances. To generate code takes longer than to map one.
  const isMany = procedureName === undefined;
  const mapping =
    (isMany && compiledFields(fields, constants, checkInitialValue)) ||
    fieldByField(fields, constants, checkInitialValue);

  /** All keys, as a file has them if no optional field is undefined. */
  const allKeys = [...byKey.keys(), ...constants.map(({ key }) => key)].sort();

  /** The keys that are not among the rest: those of a file of any age. */
  const takenKeys = new Set([...allKeys, ...byAlias.keys()]);
  const rest = plan.rest === undefined ? undefined : new Rest(plan.rest, (key) => takenKeys.has(key));

  const reportUnknownKeys = (tree: TreeObject, walk: DecodingWalk): void => {
    for (const key of Object.keys(tree)) {
      if (takenKeys.has(key) || walk.passesOver(key, tree[key] as Tree)) continue;
      walk.atMember(key);
      walk.report('unknown-field', `found a key that ${Class.name} does not declare`);
    }
  };

  const fieldsWithAliases = fields.filter(({ aliases }) => aliases.length > 0);

  const decodeFields = (tree: TreeObject, hasAllKeys: boolean, formerKeys: FormerKeys, walk: DecodingWalk): object => {
    const instance = construct(Class);
    if (hasAllKeys) mapping.decode(tree, instance, walk);
    else
      for (const field of fields) {
        const key = formerKeys.get(field.property) ?? field.key;
        decodeInto(instance, field, memberOf(tree, key), walk, key);
      }
    rest?.decodeInto(instance, tree, walk);
    return instance;
  };

  return {
    expected: `an instance of ${Class.name}`,
    forms: OBJECT,
    holds: (value) => isInstance(value, Class),
    parts: fields.map(({ codec }) => codec),
    takesFormerTrees: fields.some(takesFormerMembers),
    encode(value, walk) {
      if (!isDirectInstanceOf(Class, value)) {
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
      if (!walk.enter(value)) return null;
      const others = rest?.read(value, walk);
      const encoded = mapping.encode(value, walk);
      walk.atContainer();
      const tree = rest === undefined || others === undefined ? encoded : rest.encode(encoded, others, walk);
      walk.atContainer();
      checkProperties(value, walk);
      walk.atContainer();
      const constraints = constraintsUnder?.(walk.rules);
      if (constraints !== undefined) checkConstraints(constraints, value, walk);
      walk.leave();
      return tree;
    },
    decode(tree, walk) {
      if (!isTreeObject(tree)) {
        walk.wrongType(tree, `an object for ${Class.name}`);
        return undefined;
      }
      if (!walk.enter(tree)) return undefined;
      const hasAllKeys = hasKeys(tree, allKeys);
      const formerKeys =
        hasAllKeys || fieldsWithAliases.length === 0 ? NO_FORMER_KEYS : formerKeysIn(tree, fieldsWithAliases, walk);
      const instance =
        create === undefined
          ? decodeFields(tree, hasAllKeys, formerKeys, walk)
          : decodeByCreate(plan, create, tree, formerKeys, rest, walk);
      for (const constant of constants) {
        const isProcedure = procedureName !== undefined && constant.key === PROCEDURE_NAME_KEY;
        const found = memberOf(tree, constant.key);
        if (found !== undefined || !isProcedure || !walk.mayLackProcedure) checkConstant(constant, found, walk);
      }
      if (!hasAllKeys && rest === undefined) reportUnknownKeys(tree, walk);
      walk.atContainer();
      const constraints = constraintsUnder?.(walk.rules);
      if (constraints !== undefined && instance !== undefined)
        checkConstraints(constraints, instance, walk, undefined, formerKeys);
      walk.leave();
      return instance;
    },
    schema: (place) =>
      place.define({ of: Class, variant: kind && `${kind.key}: ${kind.text}`, name: Class.name }, (isRoot) => {
        const requirements = requirementsOf(Class, (property) => byProperty.has(property));
        const isFile = isRoot && procedureName !== undefined;
        return objectSchema(
          fields.map((field) => ({
            field,
            schema: field.codec.schema(place.within(requirements.get(field.property))),
          })),
          constants,
          isFile ? { [ARTIFACT_KEY]: ARTIFACT_SCHEMA } : {},
          rest !== undefined,
        );
      }),
  };
}

/** True if an object has these keys and no others, in this order. A list of them would be garbage for each instance. */
function hasKeys(tree: TreeObject, keys: readonly string[]): boolean {
  let count = 0;
  for (const key in tree) if (key !== keys[count++]) return false;
  return count === keys.length;
}

/** Reports a key that is missing, or has another text. */
function checkConstant({ key, text, aliases = [] }: Constant, found: Tree | undefined, walk: Walk): void {
  if (found === text || aliases.includes(found as string)) return;
  walk.atMember(key);
  const expected = [text, ...aliases].map(describeValue).join(' or ');
  if (found === undefined) walk.report('missing-field', `found no such key, expected ${expected}`);
  else walk.wrongValue(found, expected);
}

/** True if a value is an instance of the class itself, not of a subclass. */
export const isDirectInstanceOf = (Class: Class, value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Class.prototype;

/** Returns the text `an instance of X` for a message. Says more if the value is of a subclass, or of another class with that name. */
export function expectedInstance(Class: Class, found: unknown): string {
  const expected = `an instance of ${Class.name}`;
  if (typeof found !== 'object' || found === null) return expected;
  const name = Object.getPrototypeOf(found)?.constructor?.name;
  if (isInstance(found, Class))
    return `${expected} itself: a file tells no subclasses apart; give ${name} a field of its own`;
  return name === Class.name ? `an instance of another class of that name: ${TWO_CLASSES}` : expected;
}
