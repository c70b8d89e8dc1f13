// Checks of how a decorator is called, before it is known what it declares.

import { DeclarationError } from '../model/errors.js';
import { wrongOptions } from '../model/options.js';

/** The arguments with which the compiled code calls a decorator: on a class the class alone, on a property the prototype and its name. */
export type DecoratorArguments = readonly [target: object, property?: string | symbol, descriptor?: unknown];

/**
 * Checks that the options of a decorator are an object and have known names.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`)
 */
export function checkDecoratorOptions(
  className: string,
  field: string | undefined,
  options: object,
  names: readonly string[],
): void {
  const fault = wrongOptions(options, names);
  if (fault !== undefined) throw new DeclarationError(className, field, fault);
}

/**
 * Checks that a decorator is compiled with `experimentalDecorators`, and is not on a parameter. A decorator of the TC39 proposal is not
 * given the class and the type of its property.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`)
 */
export function checkPlacement([target, property, position]: DecoratorArguments, decorator: string): void {
  if (typeof property === 'object' && property !== null) {
    const { kind, name } = property as { kind?: unknown; name?: unknown };
    const [className, field] = kind === 'class' ? [String(name), undefined] : ['(unknown class)', String(name)];
    const fault = `found ${decorator} called as a TC39 decorator, expected "experimentalDecorators": true in the tsconfig.json that the compiler reads`;
    throw new DeclarationError(className, field, fault);
  }
  if (typeof position === 'number') {
    const owner = property === undefined ? 'the constructor' : `the method ${String(property)}`;
    const fault = `found ${decorator} on a parameter of ${owner}, expected it on a property in the body of the class`;
    throw new DeclarationError(classNameOf(target), undefined, fault);
  }
}

/**
 * Checks that a decorator is written with parentheses. Without them, its first argument is the class or its prototype.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`)
 */
export function checkParentheses(first: unknown, decorator: string): void {
  const isClass = typeof first === 'function' && decorator === '@Persisted()';
  const isPrototype = typeof first === 'object' && first !== null && first.constructor?.prototype === first;
  if (!isClass && !isPrototype) return;
  const fault = `found ${decorator.slice(0, -2)} without parentheses, expected ${decorator}`;
  throw new DeclarationError(classNameOf(first), undefined, fault);
}

/** Returns the name of the class that a decorator's target is, or whose prototype it is. */
export const classNameOf = (target: object): string =>
  (typeof target === 'function' ? target : target.constructor).name;
