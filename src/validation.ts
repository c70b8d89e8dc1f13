import { createRequire } from 'node:module';
import type * as ClassValidator from 'class-validator';
import { DeclarationError, type Issue } from './errors.js';
import { pointerOf } from './json/pointer.js';

/** The key of a property in the file, or undefined if it has none. */
export type KeyOf = (instance: object, property: string) => string | undefined;

const require = createRequire(import.meta.url);
const hasConstraints = new WeakMap<object, boolean>();

/**
 * What class-validator has against an instance: its constraints on the fields that are stored.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if a constraint of the class is asynchronous: it would count as passed.
 */
export function constraintIssues(instance: object, pointer: string, keyOf: KeyOf): Issue[] {
  const validator = loadedClassValidator();
  if (validator === undefined || !isConstrained(instance.constructor, validator)) return [];
  let errors: ClassValidator.ValidationError[];
  try {
    errors = validator.validateSync(instance, { forbidUnknownValues: false });
  } catch (error) {
    return [
      { code: 'constraint', path: pointer, message: `found a value on which class-validator throws ${String(error)}` },
    ];
  }
  return issuesOf(errors, instance, pointer, keyOf);
}

/** class-validator, if any class of the program has imported it: it keeps all constraints in one global object. */
function loadedClassValidator(): typeof ClassValidator | undefined {
  return 'classValidatorMetadataStorage' in globalThis ? require('class-validator') : undefined;
}

function isConstrained(Class: Function, validator: typeof ClassValidator): boolean {
  let known = hasConstraints.get(Class);
  if (known === undefined) {
    const storage = validator.getMetadataStorage();
    const constraints = storage.getTargetValidationMetadatas(Class, undefined as never, false, false);
    for (const { constraintCls, propertyName, name } of constraints) {
      const isAsync = storage
        .getTargetValidatorConstraints(constraintCls)
        .some((constraint) => constraint.async || constraint.instance.validate.constructor.name === 'AsyncFunction');
      if (isAsync) {
        throw new DeclarationError(
          Class.name,
          propertyName,
          `found the asynchronous constraint ${name ?? constraintCls.name}, expected synchronous ones`,
        );
      }
    }
    hasConstraints.set(Class, (known = constraints.length > 0));
  }
  return known;
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
