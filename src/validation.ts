import { createRequire } from 'node:module';
import type * as ClassValidator from 'class-validator';
import { DeclarationError, type Issue } from './errors.js';
import { pointerOf } from './json/pointer.js';

/** The key of a property in the file, or undefined if it has none. */
export type KeyOf = (instance: object, property: string) => string | undefined;

const require = createRequire(import.meta.url);

/**
 * What class-validator has against an instance: its constraints on the fields that are stored.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if a constraint of the class is asynchronous: it would count as passed.
 */
export function constraintIssues(instance: object, pointer: string, keyOf: KeyOf): Issue[] {
  const validator = loadedClassValidator();
  if (validator === undefined) return [];
  let errors: ClassValidator.ValidationError[];
  try {
    errors = validator.validateSync(instance, { forbidUnknownValues: false });
  } catch (error) {
    return [
      { code: 'constraint', path: pointer, message: `found a value on which class-validator throws ${String(error)}` },
    ];
  }
  refuseAsynchronous(instance, validator);
  return issuesOf(errors, instance, pointer, keyOf);
}

/** class-validator, if any class of the program has imported it: it keeps all constraints in one global object. */
function loadedClassValidator(): typeof ClassValidator | undefined {
  return 'classValidatorMetadataStorage' in globalThis ? require('class-validator') : undefined;
}

/** Calls every constraint once more, for class-validator does not tell which of them answered with a promise. */
function refuseAsynchronous(instance: object, validator: typeof ClassValidator): void {
  const Class = instance.constructor;
  const storage = validator.getMetadataStorage();
  for (const metadata of storage.getTargetValidationMetadatas(Class, undefined as never, false, false)) {
    const { propertyName: property, constraints } = metadata;
    const value = instance[property as never];
    const args = { value, constraints, targetName: Class.name, object: instance, property };
    for (const constraint of storage.getTargetValidatorConstraints(metadata.constraintCls)) {
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

function issuesOf(
  errors: readonly ClassValidator.ValidationError[],
  parent: object,
  pointer: string,
  keyOf: KeyOf,
): Issue[] {
  return errors.flatMap(({ target = parent, property, constraints, children, value }) => {
    const key = keyOf(target, property);
    if (key === undefined) return [];
    const path = `${pointer}${pointerOf([key])}`;
    const own = Object.values(constraints ?? {}).map((message): Issue => ({ code: 'constraint', path, message }));
    return [...own, ...issuesOf(children ?? [], value ?? target, path, keyOf)];
  });
}
