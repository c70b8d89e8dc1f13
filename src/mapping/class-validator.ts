import { types } from 'node:util';
import type * as ClassValidator from 'class-validator';
import type { Walk } from '../codecs/walk/walk.js';
import type { TypedArray } from '../model/dtypes.js';
import { DeclarationError } from '../model/errors.js';
import { isInstance } from '../model/is-instance.js';
import { excerpt, thrownText } from '../model/message-text.js';
import { type ArrayConstraint, arrayConstraintOf, elementsOf } from './array-constraints.js';

/** The constraints of a class, its parents' included, as direct calls of class-validator's own functions. */
export interface Constraints {
  /** Of the class. */
  readonly name: string;
  readonly properties: readonly ConstrainedProperty[];
}

interface ConstrainedProperty {
  readonly property: string;
  /** Its key in the file. */
  readonly key: string;
  /** Of `@ValidateIf` and `@IsOptional`: the checks apply where all of these hold. */
  readonly conditions: readonly Condition[];
  readonly checks: readonly Check[];
  /** The messages of `@ValidateNested`, for what is no object. */
  readonly nested: readonly Message[];
}

type Condition = (object: object, value: unknown) => unknown;
type Message = Metadata['message'];
type Metadata = ReturnType<ClassValidator.MetadataStorage['getTargetValidationMetadatas']>[number];

interface Check {
  readonly name: string;
  readonly constraints: unknown[];
  /** Whether the check is for each element of a list, typed array, Set or Map. */
  readonly each: boolean;
  readonly condition: Condition | undefined;
  readonly validator: ClassValidator.ValidatorConstraintInterface;
  /** Takes the place of the validator for typed arrays. */
  readonly ofTypedArrays: ArrayConstraint | undefined;
  readonly message: Message;
}

/**
 * The constraints of a class on properties that are stored, or undefined if it has none. Those of the parents hold too, also
 * where the class has constraints of its own on the same property; class-validator itself would drop the parents' there.
 *
 * @param keyOf - the key of a property in the file, or undefined if the property is not stored.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if a constraint is asynchronous (it would count as passed), or no constraint.
 */
export function constraintsOf(
  Class: Function,
  keyOf: (property: string) => string | undefined,
): Constraints | undefined {
  // class-validator keeps all constraints in one global object, which all its copies in a program share.
  const { classValidatorMetadataStorage: storage } = globalThis as {
    classValidatorMetadataStorage?: ClassValidator.MetadataStorage;
  };
  if (storage === undefined) return undefined;
  try {
    const properties = [...byProperty(Class, storage)].flatMap(([property, metadata]) => {
      const key = keyOf(property);
      return key === undefined ? [] : [compileConstraints(Class, property, key, metadata, storage)];
    });
    const constrained = properties.filter(({ checks, nested }) => checks.length > 0 || nested.length > 0);
    return constrained.length === 0 ? undefined : { name: Class.name, properties: constrained };
  } catch (cause) {
    if (isInstance(cause, DeclarationError)) throw cause;
    const fault = `found constraints on which class-validator throws ${thrownText(cause)}`;
    throw new DeclarationError(Class.name, undefined, fault, { cause });
  }
}

/** What class-validator's decorators say of the properties of a class and its parents. */
function byProperty(Class: Function, storage: ClassValidator.MetadataStorage): Map<string, Metadata[]> {
  // Of a class's parents, class-validator gives only what the class does not replace. Hence a subclass that replaces nothing.
  const Subclass = class extends (Class as new () => object) {};
  const all = storage.getTargetValidationMetadatas(Subclass, undefined as never, false, false);
  const properties = new Map<string, Metadata[]>();
  for (const metadata of all) {
    const ofProperty = properties.get(metadata.propertyName);
    if (ofProperty === undefined) properties.set(metadata.propertyName, [metadata]);
    else ofProperty.push(metadata);
  }
  return properties;
}

function compileConstraints(
  Class: Function,
  property: string,
  key: string,
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
    key,
    conditions: latest(ofType('conditionalValidation')).map(({ constraints }) => constraints[0]),
    checks,
    nested: [...new Set(ofType('nestedValidation').map(({ message }) => message))],
  };
}

/** Those of the most derived class that has any: its conditions replace its parents', as class-validator has it. */
function latest(conditions: readonly Metadata[]): readonly Metadata[] {
  const owner = conditions
    .map(({ target }) => target as Function)
    .reduce((Class, Other) => (Other.prototype instanceof Class ? Other : Class), Object as Function);
  return conditions.filter(({ target }) => target === owner);
}

/**
 * Tells the walk, which is at the instance, of every constraint that does not hold. One that throws does not hold.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if a constraint answers with a promise: it would count as passed.
 */
export function checkConstraints({ name, properties }: Constraints, object: object, walk: Walk): void {
  for (const { property, key, conditions, checks, nested } of properties) {
    /** Each message once: a class may repeat a constraint of its parent's. */
    let broken: Set<string> | undefined;
    try {
      const value: unknown = object[property as never];
      const args = { value, constraints: NONE, targetName: name, object, property };
      if (conditions.length > 0 && !conditions.every((condition) => isMet(condition, args))) continue;
      for (const check of checks) {
        const message = brokenMessage(check, { ...args, constraints: check.constraints });
        if (message !== undefined) broken = (broken ?? new Set()).add(message);
      }
      if (broken !== undefined) for (const message of broken) walk.reportViolation([key], message);
      if (nested.length === 0) continue;
      for (const keys of scalarsIn(value, [key])) {
        for (const message of nested) walk.reportViolation(keys, messageText(message, args));
      }
    } catch (error) {
      if (isInstance(error, DeclarationError)) throw error;
      walk.reportViolation([key], `found a value on which class-validator throws ${thrownText(error)}`);
    }
  }
}

type Arguments = ClassValidator.ValidationArguments;

const NONE: unknown[] = [];

/** The message of a check that does not hold; undefined if it holds, or does not apply. */
function brokenMessage(check: Check, args: Arguments): string | undefined {
  const { name, each, condition, message, validator } = check;
  try {
    if (condition !== undefined && !isMet(condition, args)) return undefined;
    const elements = each ? elementsOf(args.value) : undefined;
    if (elements === undefined ? holds(check, args.value, args) : allHold(check, elements, args)) return undefined;
    const text = messageText(message || validator.defaultMessage?.(args), args);
    return text === '' ? `${args.property} does not satisfy the constraint ${name}` : text;
  } catch (error) {
    if (isInstance(error, DeclarationError)) throw error;
    return `found a value on which the constraint ${name} throws ${thrownText(error)}`;
  }
}

function allHold(check: Check, elements: Iterable<unknown>, args: Arguments): boolean {
  for (const element of elements) if (!holds(check, element, args)) return false;
  return true;
}

function holds({ name, validator, ofTypedArrays }: Check, value: unknown, args: Arguments): boolean {
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
  // Nobody else waits for it: its failure would end the process.
  Promise.resolve(answer).catch(() => undefined);
  throw asynchronous(targetName, property, what);
}

const asynchronous = (className: string, property: string, what: string): DeclarationError =>
  new DeclarationError(className, property, `found the asynchronous ${what}, expected a synchronous one`);

const isCollection = (value: unknown): boolean => Array.isArray(value) || types.isMap(value) || types.isSet(value);

/** The keys that lead to what `@ValidateNested` refuses: it expects objects, or lists, Sets and Maps of them. */
function scalarsIn(value: unknown, keys: readonly string[]): (readonly string[])[] {
  const collection = Array.isArray(value) || types.isMap(value) ? value : types.isSet(value) ? [...value] : undefined;
  if (collection === undefined) return value === undefined || Object(value) === value ? [] : [keys];
  return [...collection.entries()].flatMap(([key, item]) =>
    item === undefined || (Object(item) === item && !isCollection(item)) ? [] : scalarsIn(item, [...keys, String(key)]),
  );
}

/** What class-validator makes of a message, or of a function that gives one: `$property`, `$constraint1`, … are replaced. */
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

/** So much of a message is shown: it may hold the value. */
const MAX_MESSAGE = 1000;

const isShown = (value: unknown): boolean => ['string', 'boolean', 'number'].includes(typeof value);

function constraintText(constraint: unknown): string {
  if (Array.isArray(constraint)) return constraint.join(', ');
  return typeof constraint === 'symbol' ? String(constraint.description) : String(constraint);
}
