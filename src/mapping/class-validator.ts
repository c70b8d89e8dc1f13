import { types } from 'node:util';
import type * as ClassValidator from 'class-validator';
import type { Walk } from '../codecs/walk/walk.js';
import type { TypedArray } from '../model/dtypes.js';
import { DeclarationError } from '../model/errors.js';
import { isInstance } from '../model/is-instance.js';
import { excerpt, thrownText } from '../model/message-text.js';
import { ALL_CONSTRAINTS, type ValidationRules } from '../model/validation-rules.js';
import { type ArrayConstraint, arrayConstraintOf, collectionElements } from './array-constraints.js';
import type { Class } from './class.js';
import { isDeclared } from './declarations.js';
import { NO_FORMER_KEYS } from './former-keys.js';
import { visitNested } from './nested-values.js';

/** The constraints of a class and its parents, prepared for calling class-validator's functions directly. */
export interface Constraints {
  /** The name of the class. */
  readonly name: string;
  readonly properties: readonly ConstrainedProperty[];
}

/** Gives the constraints of a class that some rules select; undefined if there are none. */
export type ConstraintsByRules = (rules: ValidationRules) => Constraints | undefined;

interface ConstrainedProperty {
  readonly property: string;
  /** What leads to it in the file: its key. */
  readonly keys: readonly string[];
  /** The conditions of `@ValidateIf` and `@IsOptional`. The checks apply if all conditions hold. */
  readonly conditions: readonly Condition[];
  /** For which values the checks may not apply: those that are null or undefined, by `@IsOptional`; any, by `@ValidateIf`. */
  readonly exceptions: 'none' | 'absent values' | 'any value';
  readonly checks: readonly Check[];
  /** The messages of `@ValidateNested` for a value that is not an object. */
  readonly nested: readonly Message[];
}

type Condition = (object: object, value: unknown) => unknown;
type Message = Metadata['message'];
type Metadata = ReturnType<ClassValidator.MetadataStorage['getTargetValidationMetadatas']>[number];

/** One constraint on a property. */
export interface Check {
  readonly name: string;
  readonly constraints: unknown[];
  /** True if the check is made for each element of a list, typed array, Set or Map. */
  readonly each: boolean;
  readonly condition: Condition | undefined;
  readonly validator: ClassValidator.ValidatorConstraintInterface;
  /** Replaces the validator if the value is a typed array. */
  readonly ofTypedArrays: ArrayConstraint | undefined;
  readonly message: Message;
}

/**
 * Returns the constraints on the stored properties of a class, by the rules that select them; undefined if there are none by any rules.
 * They are prepared once for the same rules. All are prepared at first, so that a wrong one is refused whatever its groups.
 *
 * @param storedKeyOf - returns the key of a property in the file; null if its members stand among those of the instance; undefined if the
 *   property is not stored.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) as {@link constraintsOf} does.
 */
export function constraintsByRules(
  Class: Function,
  storedKeyOf: (property: string) => string | null | undefined,
): ConstraintsByRules | undefined {
  let lastRules = ALL_CONSTRAINTS;
  let last = constraintsOf(Class, storedKeyOf);
  if (last === undefined) return undefined;
  const prepared = new WeakMap([[lastRules, last as Constraints | undefined]]);
  return (rules) => {
    // Most instances are checked by the rules of the last one.
    if (rules !== lastRules) {
      if (!prepared.has(rules)) prepared.set(rules, constraintsOf(Class, storedKeyOf, rules));
      last = prepared.get(rules);
      lastRules = rules;
    }
    return last;
  };
}

/**
 * Returns the constraints on the stored properties of a class that some rules select; undefined if there are none. The constraints of its
 * parents hold, too. (class-validator itself drops those of a parent on a property on which the class has constraints of its own.)
 *
 * @param storedKeyOf - returns the key of a property in the file; null if its members stand among those of the instance; undefined if the
 *   property is not stored.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if a constraint is asynchronous, and so would count as satisfied; or if `@Validate()`
 *   names a class that is not a constraint.
 */
export function constraintsOf(
  Class: Function,
  storedKeyOf: (property: string) => string | null | undefined,
  rules = ALL_CONSTRAINTS,
): Constraints | undefined {
  // All copies of class-validator in a program keep their constraints in one global object.
  const { classValidatorMetadataStorage: storage } = globalThis as {
    classValidatorMetadataStorage?: ClassValidator.MetadataStorage;
  };
  if (storage === undefined) return undefined;
  try {
    const properties = [...metadataByProperty(Class, rules, storage)].flatMap(([property, metadata]) => {
      const key = storedKeyOf(property);
      return key === undefined ? [] : [constrainedProperty(Class, property, key, metadata, storage)];
    });
    const constrained = properties.filter(({ checks, nested }) => checks.length > 0 || nested.length > 0);
    return constrained.length === 0 ? undefined : { name: Class.name, properties: constrained };
  } catch (cause) {
    if (isInstance(cause, DeclarationError)) throw cause;
    const fault = `found constraints on which class-validator throws ${thrownText(cause)}`;
    throw new DeclarationError(Class.name, undefined, fault, { cause });
  }
}

/** Returns what class-validator's decorators declare about the properties of a class and its parents, as far as the rules select it. */
function metadataByProperty(
  Class: Function,
  { groups, always = false, strictGroups = false }: ValidationRules,
  storage: ClassValidator.MetadataStorage,
): Map<string, Metadata[]> {
  // class-validator leaves out the constraints of parents that a class replaces. A subclass without constraints replaces none.
  const Subclass = class extends (Class as new () => object) {};
  const all = storage.getTargetValidationMetadatas(
    Subclass,
    undefined as never,
    always,
    strictGroups,
    groups as string[],
  );
  const properties = new Map<string, Metadata[]>();
  for (const metadata of all) {
    const ofProperty = properties.get(metadata.propertyName);
    if (ofProperty === undefined) properties.set(metadata.propertyName, [metadata]);
    else ofProperty.push(metadata);
  }
  return properties;
}

function constrainedProperty(
  Class: Function,
  property: string,
  key: string | null,
  metadata: readonly Metadata[],
  storage: ClassValidator.MetadataStorage,
): ConstrainedProperty {
  const ofType = (type: string) => metadata.filter((each) => each.type === type);
  const checks = [...ofType('isDefined'), ...ofType('customValidation')].flatMap((each) => {
    const constraints = storage.getTargetValidatorConstraints(each.constraintCls);
    if (constraints.length === 0) {
      const fault = `found @Validate(${each.constraintCls.name}), expected a class with @ValidatorConstraint()`;
      throw new DeclarationError(Class.name, property, fault);
    }
    return constraints.map((constraint): Check => {
      const name = constraint.name ?? each.type;
      if (constraint.async) throw asynchronous(Class.name, property, `constraint ${name}`);
      return {
        name,
        constraints: each.constraints,
        each: each.each,
        condition: each.validateIf,
        validator: constraint.instance,
        ofTypedArrays: arrayConstraintOf(name),
        message: each.message,
      };
    });
  });
  return {
    property,
    keys: key === null ? [] : [key],
    conditions: conditionsInForce(ofType('conditionalValidation')).map(({ constraints }) => constraints[0]),
    exceptions: exceptionsOf(ofType('conditionalValidation')),
    checks,
    nested: [...new Set(ofType('nestedValidation').map(({ message }) => message))],
  };
}

function exceptionsOf(conditions: readonly Metadata[]): ConstrainedProperty['exceptions'] {
  if (conditions.length === 0) return 'none';
  return conditions.every(({ name }) => name === 'isOptional') ? 'absent values' : 'any value';
}

/** Returns the conditions of the most derived class that has any. As in class-validator, they replace those of its parents. */
function conditionsInForce(conditions: readonly Metadata[]): readonly Metadata[] {
  const owner = conditions
    .map(({ target }) => target as Function)
    .reduce((Class, Other) => (Other.prototype instanceof Class ? Other : Class), Object as Function);
  return conditions.filter(({ target }) => target === owner);
}

/** Where an object is that has no place of its own in the file, because it belongs to a value of a type of the user. */
interface Within {
  /** The keys that lead from the position of the walk to that value. */
  readonly keys: readonly string[];
  /** The objects from that value to this one. */
  readonly objects: readonly object[];
}

/**
 * Reports every constraint that an instance does not satisfy. The walk is at the instance. A constraint that throws is not satisfied.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if a constraint returns a promise, which would count as satisfied.
 */
export function checkConstraints(
  { name, properties }: Constraints,
  object: object,
  walk: Walk,
  within?: Within,
  formerKeys = NO_FORMER_KEYS,
): void {
  for (const { property, keys, conditions, checks, nested } of properties) {
    /** The messages, each once: a class may repeat a constraint of its parent. */
    let messages: Set<string> | undefined;
    const formerKey = formerKeys.get(property);
    const place = within?.keys ?? (formerKey === undefined ? keys : [formerKey]);
    try {
      const value: unknown = object[property as never];
      if (conditions.length > 0) {
        const args = { value, constraints: NONE, targetName: name, object, property };
        if (!conditions.every((condition) => isMet(condition, args))) continue;
      }
      for (const check of checks) {
        const args = { value, constraints: check.constraints, targetName: name, object, property };
        const message = violationMessage(check, args);
        if (message !== undefined) messages = (messages ?? new Set()).add(message);
      }
      if (messages !== undefined) for (const message of messages) walk.reportViolation(place, message);
      if (nested.length > 0) {
        const args = { value, constraints: NONE, targetName: name, object, property };
        checkNested(nested, args, place, walk, within);
      }
    } catch (error) {
      if (isInstance(error, DeclarationError)) throw error;
      walk.reportViolation(place, `found a value on which class-validator throws ${thrownText(error)}`);
    }
  }
}

type Arguments = ClassValidator.ValidationArguments;

const NONE: unknown[] = [];

/**
 * Reports what `@ValidateNested` refuses: values that are no objects, and values of types of the user that do not satisfy the
 * constraints of their class. Instances of classes that are mapped have been checked already.
 *
 * @param keys - they lead to the value of the property.
 */
function checkNested(
  messages: readonly Message[],
  args: Arguments,
  keys: readonly string[],
  walk: Walk,
  within: Within | undefined,
): void {
  const isPassedOver = (value: unknown) =>
    Object(value) === value && (constraintsOfCustom(value as object) === undefined || walk.isChecked(value as object));
  visitNested(args.value, keys, isPassedOver, (value, keysToValue) => {
    const place = within?.keys ?? keysToValue;
    if (Object(value) !== value) {
      for (const message of messages) walk.reportViolation(place, messageText(message, { ...args, value }));
      return;
    }
    const object = value as object;
    const objects = within?.objects ?? [];
    const constraints = constraintsOfCustom(object)?.(walk.rules);
    // Such a value may contain itself: its codec stores what the user says.
    if (constraints === undefined || objects.includes(object)) return;
    checkConstraints(constraints, object, walk, { keys: place, objects: [...objects, object] });
  });
}

const customConstraints = new WeakMap<Class, ConstraintsByRules | undefined>();

/** Returns the constraints of the class of an object; undefined if it has none, or if the codec of the class checks them. */
function constraintsOfCustom(object: object): ConstraintsByRules | undefined {
  const prototype = Object.getPrototypeOf(object);
  const Class: unknown = prototype?.constructor;
  if (typeof Class !== 'function' || Class.prototype !== prototype) return undefined;
  const CustomClass = Class as Class;
  if (!customConstraints.has(CustomClass)) {
    const constraints = isDeclared(CustomClass) ? undefined : constraintsByRules(CustomClass, (property) => property);
    customConstraints.set(CustomClass, constraints);
  }
  return customConstraints.get(CustomClass);
}

/** Returns the message of a check that is not satisfied; undefined if it is satisfied, or does not apply. */
function violationMessage(check: Check, args: Arguments): string | undefined {
  const { name, each, condition, message, validator } = check;
  try {
    if (condition !== undefined && !isMet(condition, args)) return undefined;
    const elements = each ? collectionElements(args.value) : undefined;
    if (elements === undefined ? isSatisfied(check, args.value, args) : areAllSatisfied(check, elements, args))
      return undefined;
    const text = messageText(message || validator.defaultMessage?.(args), args);
    return text === '' ? `${args.property} does not satisfy the constraint ${name}` : text;
  } catch (error) {
    if (isInstance(error, DeclarationError)) throw error;
    return `found a value on which the constraint ${name} throws ${thrownText(error)}`;
  }
}

function areAllSatisfied(check: Check, elements: Iterable<unknown>, args: Arguments): boolean {
  for (const element of elements) if (!isSatisfied(check, element, args)) return false;
  return true;
}

function isSatisfied({ name, validator, ofTypedArrays }: Check, value: unknown, args: Arguments): boolean {
  const answer =
    ofTypedArrays !== undefined && types.isTypedArray(value)
      ? ofTypedArrays(value as TypedArray, args.constraints, (list) => validator.validate(list, args))
      : validator.validate(value, args);
  if (typeof answer === 'boolean') return answer;
  refusePromise(answer, `constraint ${name}`, args);
  return Boolean(answer);
}

function isMet(condition: Condition, args: Arguments): boolean {
  const answer = condition(args.object, args.value);
  refusePromise(answer, 'condition of a constraint', args);
  return Boolean(answer);
}

function refusePromise(answer: unknown, what: string, { targetName, property }: Arguments): void {
  if (typeof (answer as Partial<PromiseLike<unknown>> | null | undefined)?.then !== 'function') return;
  // Without a handler, a rejection of the promise would end the process.
  Promise.resolve(answer).catch(() => undefined);
  throw asynchronous(targetName, property, what);
}

const asynchronous = (className: string, property: string, what: string): DeclarationError =>
  new DeclarationError(className, property, `found the asynchronous ${what}, expected a synchronous one`);

/** Returns the text of a message as class-validator would: calls it if it is a function, and replaces `$property`, `$constraint1` and so on. */
function messageText(message: unknown, args: Arguments): string {
  const text: unknown = typeof message === 'function' ? message(args) : message;
  refusePromise(text, 'message of a constraint', args);
  if (typeof text !== 'string') return '';
  const { value, constraints, property, targetName } = args;
  const tokens = { $property: property, $target: targetName, $value: isShown(value) ? String(value) : undefined };
  const replaced = text.replace(/\$(?:property|target|value|constraint(\d+))/g, (token, number?: string) => {
    if (number === undefined) return tokens[token as keyof typeof tokens] ?? token;
    const index = Number(number) - 1;
    return constraints !== undefined && index in constraints ? constraintText(constraints[index]) : token;
  });
  return excerpt(replaced, MAX_MESSAGE);
}

/** Units: characters. A message may contain the value, which may be long. */
const MAX_MESSAGE = 1000;

const isShown = (value: unknown): boolean => ['string', 'boolean', 'number'].includes(typeof value);

function constraintText(constraint: unknown): string {
  if (Array.isArray(constraint)) return constraint.join(', ');
  return typeof constraint === 'symbol' ? String(constraint.description) : String(constraint);
}
