// Checks of how a decorator is called, before it is known what it declares.

import { DeclarationError } from '../model/errors.js';
import { wrongOptions } from '../model/options.js';

/**
 * The arguments with which the compiled code calls a decorator. A legacy one gets the class alone, or the prototype and the name of the
 * property. One of TC39 gets the class, or what the class has in the decorated place, and a context.
 */
export type DecoratorArguments = readonly [
  target: unknown,
  place?: string | symbol | DecoratorContext,
  descriptor?: unknown,
];

/** Returns the context of a decorator of TC39; undefined if a legacy one was called. */
export const contextOf = ([, place]: DecoratorArguments): DecoratorContext | undefined =>
  typeof place === 'object' && place !== null ? place : undefined;

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
 * Checks that a decorator is not on a parameter, and that one of TC39 gets metadata.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`)
 */
export function checkPlacement(site: DecoratorArguments, decorator: string): void {
  const [target, property, position] = site;
  const context = contextOf(site);
  if (context !== undefined && !context.metadata) {
    const [className, field] =
      context.kind === 'class' ? [String(context.name), undefined] : [UNKNOWN_CLASS, String(context.name)];
    const fault = `found ${decorator} called as a TC39 decorator without metadata, expected a compiler that gives it, as TypeScript 5.2, esbuild 0.21 and swc with "decoratorVersion": "2022-03" do; or "experimentalDecorators": true in the tsconfig.json that the compiler reads`;
    throw new DeclarationError(className, field, fault);
  }
  if (typeof position === 'number') {
    const owner = property === undefined ? 'the constructor' : `the method ${String(property)}`;
    const fault = `found ${decorator} on a parameter of ${owner}, expected it on a property in the body of the class`;
    throw new DeclarationError(classNameOf(target as object), undefined, fault);
  }
}

/**
 * Checks that a decorator is written with parentheses. Without them, it has the arguments of the decorator itself: first the class or its
 * prototype, or second a context of TC39.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`)
 */
export function checkParentheses(first: unknown, second: unknown, decorator: string): void {
  const isClass = typeof first === 'function' && decorator === '@Persisted()';
  const isPrototype = typeof first === 'object' && first !== null && first.constructor?.prototype === first;
  const context = typeof second === 'object' && second !== null && 'addInitializer' in second ? second : undefined;
  if (!isClass && !isPrototype && context === undefined) return;
  const fault = `found ${decorator.slice(0, -2)} without parentheses, expected ${decorator}`;
  if (isClass || isPrototype) throw new DeclarationError(classNameOf(first), undefined, fault);
  throw new DeclarationError(UNKNOWN_CLASS, String((context as DecoratorContext).name), fault);
}

/** The name of a class in the error of a TC39 decorator on a member: the decorator is called before the class has a name. */
const UNKNOWN_CLASS = '(unknown class)';

/** Returns the name of the class that a decorator's target is, or whose prototype it is. */
export const classNameOf = (target: object): string =>
  (typeof target === 'function' ? target : target.constructor).name;
