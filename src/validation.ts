import type * as ClassValidator from 'class-validator';
import { DeclarationError, type Issue } from './errors.js';
import { pointerOf } from './json/pointer.js';
import { classValidator } from './libraries.cjs';
import { type Place, pointerAt, type Sighting } from './walk.js';

/** The key of a property in the file, or undefined if it has none. */
export type KeyOf = (instance: object, property: string) => string | undefined;

/** The constraints of a class as direct calls of class-validator's own functions. */
interface Constraints {
  /** Of the class. */
  readonly name: string;
  readonly properties: readonly ConstrainedProperty[];
  /** The properties with `@ValidateNested`, into which class-validator goes by itself. */
  readonly nested: ReadonlySet<string>;
}

interface ConstrainedProperty {
  readonly property: string;
  /** Of `@ValidateIf` and `@IsOptional`: the checks apply where all of these hold. */
  readonly conditions: readonly ((object: object, value: unknown) => boolean)[];
  readonly checks: readonly Check[];
}

interface Check {
  readonly name: string;
  readonly constraints: unknown[];
  /** Whether the check is for each element of a list, Set or Map. */
  readonly each: boolean;
  readonly validator: ClassValidator.ValidatorConstraintInterface;
}

type LoadedClassValidator = ReturnType<typeof classValidator>;

const compiled = new WeakMap<Function, Constraints>();

/** Tells whether a class has any constraint. */
export function isConstrained(Class: Function): boolean {
  const validator = loadedClassValidator();
  if (validator === undefined) return false;
  const { properties, nested } = constraintsOf(Class, validator);
  return properties.length > 0 || nested.size > 0;
}

/** Tells whether an instance passes all checks of its class, so that nobody need come back to it. */
export function isSatisfied(instance: object, Class: Function): boolean {
  const validator = loadedClassValidator();
  if (validator === undefined) return true;
  const constraints = constraintsOf(Class, validator);
  return constraints.nested.size === 0 && passes(instance, Class, constraints);
}

/**
 * What class-validator has against instances: its constraints on the fields that are stored.
 *
 * Only where a direct call refuses a value does class-validator itself give the verdict, and the messages. An instance in a
 * field with `@ValidateNested` is left to the validation of the instance that it lies in, as class-validator goes there by
 * itself.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if a constraint is asynchronous: it would count as passed.
 */
export function* constraintIssues(sightings: readonly Sighting[], keyOf: KeyOf): Generator<Issue> {
  const validator = loadedClassValidator();
  if (validator === undefined) return;
  for (const { instance, Class, place } of sightings) {
    if (!isSatisfied(instance, Class) && !isReachedByItself(place, validator))
      yield* issuesOf(instance, place, keyOf, validator);
  }
}

/** Tells whether an instance passes all checks of its class. A check that throws is one that does not pass. */
function passes(object: object, Class: Function, { name, properties }: Constraints): boolean {
  let isPassed = true;
  for (const { property, conditions, checks } of properties) {
    try {
      const value: unknown = object[property as never];
      if (conditions.length > 0 && !conditions.every((condition) => condition(object, value))) continue;
      for (const check of checks) {
        const args = { value, constraints: check.constraints, targetName: name, object, property };
        const items = check.each ? itemsOf(value) : undefined;
        const isHeld =
          items === undefined
            ? holds(check, value, args, Class)
            : items.map((item) => holds(check, item, args, Class)).every(Boolean);
        if (!isHeld) isPassed = false;
      }
    } catch (error) {
      if (error instanceof DeclarationError) throw error;
      isPassed = false;
    }
  }
  return isPassed;
}

function holds(check: Check, value: unknown, args: ClassValidator.ValidationArguments, Class: Function): boolean {
  const result = check.validator.validate(value, args);
  if (typeof result === 'boolean') return result;
  if (!(result instanceof Promise)) return Boolean(result);
  result.catch(() => undefined);
  throw asynchronous(Class, args.property, check.name);
}

function itemsOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof Set || value instanceof Map ? Array.from(value.values()) : undefined;
}

const asynchronous = (Class: Function, property: string, name: string): DeclarationError =>
  new DeclarationError(Class.name, property, `found the asynchronous constraint ${name}, expected synchronous ones`);

function constraintsOf(Class: Function, validator: LoadedClassValidator): Constraints {
  let constraints = compiled.get(Class);
  if (constraints === undefined) compiled.set(Class, (constraints = compile(Class, validator)));
  return constraints;
}

function compile(Class: Function, validator: LoadedClassValidator): Constraints {
  const storage = validator.getMetadataStorage();
  const metadata = storage.getTargetValidationMetadatas(Class, undefined as never, false, false);
  const ofType = (...types: string[]) => metadata.filter(({ type }) => types.includes(type));
  const checked = ofType('customValidation', 'isDefined');
  const properties = [...new Set(checked.map(({ propertyName }) => propertyName))].map(
    (property): ConstrainedProperty => {
      const isOfProperty = ({ propertyName }: { propertyName: string }) => propertyName === property;
      const conditions = ofType('conditionalValidation').filter(isOfProperty);
      const checks = checked.filter(isOfProperty).flatMap(({ constraintCls, constraints, each }) =>
        storage.getTargetValidatorConstraints(constraintCls).map((constraint): Check => {
          if (constraint.async) throw asynchronous(Class, property, constraint.name);
          return { name: constraint.name, constraints, each, validator: constraint.instance };
        }),
      );
      return { property, conditions: conditions.map(({ constraints }) => constraints[0]), checks };
    },
  );
  return {
    name: Class.name,
    properties,
    nested: new Set(ofType('nestedValidation').map(({ propertyName }) => propertyName)),
  };
}

function* issuesOf(
  instance: object,
  place: Place | undefined,
  keyOf: KeyOf,
  validator: LoadedClassValidator,
): Generator<Issue> {
  let errors: ClassValidator.ValidationError[];
  try {
    errors = new validator.Validator().validateSync(instance, { forbidUnknownValues: false });
  } catch (error) {
    yield {
      code: 'constraint',
      path: pointerAt(place),
      message: `found a value on which class-validator throws ${String(error)}`,
    };
    return;
  }
  yield* issuesOfErrors(errors, instance, errors.length > 0 ? pointerAt(place) : '', keyOf);
}

/** Tells whether class-validator comes to a place from the instance that it lies in. */
function isReachedByItself(place: Place | undefined, validator: LoadedClassValidator): boolean {
  let each = place;
  while (each !== undefined && each.field === undefined) each = each.parent;
  if (each?.field === undefined) return false;
  const { Class, property } = each.field;
  return constraintsOf(Class, validator).nested.has(property);
}

/** class-validator, if any class of the program has imported it: it keeps all constraints in one global object. */
function loadedClassValidator(): LoadedClassValidator | undefined {
  if (loaded === undefined && 'classValidatorMetadataStorage' in globalThis) loaded = classValidator();
  return loaded;
}

let loaded: LoadedClassValidator | undefined;

function* issuesOfErrors(
  errors: readonly ClassValidator.ValidationError[],
  parent: object,
  pointer: string,
  keyOf: KeyOf,
): Generator<Issue> {
  for (const { target = parent, property, constraints, children, value } of errors) {
    const key = keyOf(target, property);
    if (key === undefined) continue;
    const path = `${pointer}${pointerOf([key])}`;
    for (const message of Object.values(constraints ?? {})) yield { code: 'constraint', path, message };
    yield* issuesOfErrors(children ?? [], value ?? target, path, keyOf);
  }
}
