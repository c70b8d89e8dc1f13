import { createRequire } from 'node:module';
import type * as ClassValidator from 'class-validator';
import { DeclarationError, type Issue } from './errors.js';
import { pointerOf } from './json/pointer.js';
import { type Place, pointerAt, type Sighting } from './walk.js';

/** The key of a property in the file, or undefined if it has none. */
export type KeyOf = (instance: object, property: string) => string | undefined;

const require = createRequire(import.meta.url);

/**
 * What class-validator has against instances: its constraints on the fields that are stored.
 *
 * An instance in a field with `@ValidateNested` is left to the validation of the instance that it lies in, as
 * class-validator goes there by itself.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if a constraint is asynchronous: it would count as passed.
 */
export function* constraintIssues(sightings: readonly Sighting[], keyOf: KeyOf): Generator<Issue> {
  const validator = loadedClassValidator();
  if (validator === undefined) return;
  for (const { instance, Class, place } of sightings) {
    refuseAsynchronous(instance, Class, validator);
    if (!isReachedByItself(place, validator)) yield* issuesOf(instance, place, keyOf, validator);
  }
}

function* issuesOf(
  instance: object,
  place: Place | undefined,
  keyOf: KeyOf,
  validator: typeof ClassValidator,
): Generator<Issue> {
  let errors: ClassValidator.ValidationError[];
  try {
    errors = validator.validateSync(instance, { forbidUnknownValues: false });
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
function isReachedByItself(place: Place | undefined, validator: typeof ClassValidator): boolean {
  let each = place;
  while (each !== undefined && each.field === undefined) each = each.parent;
  if (each?.field === undefined) return false;
  const { Class, property } = each.field;
  return constraintsOf(Class, validator).some(
    ({ type, propertyName }) => type === 'nestedValidation' && propertyName === property,
  );
}

const constraintsOf = (Class: Function, validator: typeof ClassValidator) =>
  validator.getMetadataStorage().getTargetValidationMetadatas(Class, undefined as never, false, false);

/** class-validator, if any class of the program has imported it: it keeps all constraints in one global object. */
function loadedClassValidator(): typeof ClassValidator | undefined {
  return 'classValidatorMetadataStorage' in globalThis ? require('class-validator') : undefined;
}

/** Calls every constraint once more, for class-validator does not tell which of them answered with a promise. */
function refuseAsynchronous(instance: object, Class: Function, validator: typeof ClassValidator): void {
  for (const { propertyName: property, constraints, constraintCls } of constraintsOf(Class, validator)) {
    for (const constraint of validator.getMetadataStorage().getTargetValidatorConstraints(constraintCls)) {
      const value = attempt(() => instance[property as never]);
      const args = { value, constraints, targetName: Class.name, object: instance, property };
      if (constraint.async || isPromise(attempt(() => constraint.instance.validate(value, args)))) {
        const fault = `found the asynchronous constraint ${constraint.name}, expected synchronous ones`;
        throw new DeclarationError(Class.name, property, fault);
      }
    }
  }
}

function isPromise(result: unknown): boolean {
  if (!(result instanceof Promise)) return false;
  result.catch(() => undefined);
  return true;
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

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
