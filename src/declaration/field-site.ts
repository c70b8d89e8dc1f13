import '../libraries.cjs';
import { isBuiltIn } from '../codecs/built-in.js';
import type { Codec } from '../codecs/codec.js';
import { declareField } from '../mapping/declarations.js';
import { DeclarationError } from '../model/errors.js';
import { inspected } from '../model/message-text.js';
import { wrongChoice, wrongOptions } from '../model/options.js';

/** Options of every field. */
export interface FieldOptions<Optional extends boolean = boolean> {
  /**
   * The key in the file.
   * @defaultValue the property's name in snake_case
   */
  readonly key?: string;
  /**
   * Whether the property may be undefined; there is no key then.
   * @defaultValue false
   */
  readonly optional?: Optional;
  /**
   * Whether the property may be null.
   * @defaultValue false
   */
  readonly nullable?: boolean;
}

/** The field that a decorator stands on. */
export interface FieldSite {
  /** What the compiler emits as the property's type: `Object` where it cannot say, undefined where it emits nothing. */
  readonly designType: Function | undefined;
  /**
   * The property's type out of those that are possible: as the compiler emits it, or else as the option says; undefined if
   * neither does.
   */
  typeOr(option: Function | undefined, possible: readonly Function[]): Function | undefined;
  /** @throws DeclarationError (`ARTIFACT_DECLARATION`) */
  fail(fault: string): never;
}

/** Decorators whose name is a type's too. Compilers that see one file at a time, such as swc and oxc, emit them as the type. */
export const NAMESAKES = new Set<Function | undefined>();

/** What a decorator is called with. */
export type Site = readonly [target: object, property?: string | symbol, descriptor?: unknown];

/** Declares the field that a decorator stands on, once all that can be wrong about that is checked. */
export function declare(
  site: Site,
  decorator: string,
  options: FieldOptions,
  optionNames: readonly string[],
  codecOf: (field: FieldSite) => Codec,
): void {
  refuseMisplaced(site, decorator);
  const [target, property] = site;
  const className = classNameOf(target);
  const fail = (fault: string): never => {
    throw new DeclarationError(className, property === undefined ? undefined : String(property), fault);
  };
  if (property === undefined) fail(`found ${decorator} on a class, expected it on a property`);
  if (typeof property !== 'string') throw fail('found a symbol, expected a property with a name, which becomes a key');
  if (typeof target === 'function') fail(`found ${decorator} on a static property, expected one of the instances`);
  checkDecoratorOptions(className, property, options, optionNames);
  const { key, optional = false, nullable = false } = options;
  if (key !== undefined && typeof key !== 'string') fail(`found the key ${nameOf(key)}, expected a string`);
  for (const [option, value] of Object.entries({ optional, nullable })) {
    const fault = wrongChoice(option, value, [true, false]);
    if (fault !== undefined) fail(fault);
  }
  const emitted: Function | undefined = Reflect.getMetadata('design:type', target, property);
  const designType = NAMESAKES.has(emitted) ? Object : emitted;
  const typeOr: FieldSite['typeOr'] = (option, possible) => {
    const names = possible.map((type) => type.name).join(' or ');
    if (option !== undefined && !possible.includes(option))
      fail(
        `found the type ${nameOf(option)} for ${decorator}, expected ${names}${isConstructor(option) ? hintFor(option, decorator) : ''}`,
      );
    if (designType === undefined || designType === Object) return option;
    if (!possible.includes(designType))
      fail(`has the type ${nameOf(designType)}, but ${decorator} goes on ${names}${hintFor(designType, decorator)}`);
    if (option !== undefined && option !== designType)
      fail(`has the type ${nameOf(designType)}, but the option type says ${nameOf(option)}`);
    return designType;
  };
  const codec = codecOf({ designType, typeOr, fail });
  declareField(target, property, { codec, key, optional, nullable });
}

/** Refuses what are no options, and options that nobody knows. */
export function checkDecoratorOptions(
  className: string,
  field: string | undefined,
  options: object,
  known: readonly string[],
): void {
  const fault = wrongOptions(options, known);
  if (fault !== undefined) throw new DeclarationError(className, field, fault);
}

/** Refuses a decorator on a parameter, and those of the TC39 proposal, which are told neither their class nor its types. */
export function refuseMisplaced([target, property, position]: Site, decorator: string): void {
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

/** Refuses a decorator without parentheses: it is called with a class or its prototype in the place of its first argument. */
export function refuseUncalled(first: unknown, decorator: string): void {
  const isClass = typeof first === 'function' && decorator === '@Persisted()';
  const isPrototype = typeof first === 'object' && first !== null && first.constructor?.prototype === first;
  if (!isClass && !isPrototype) return;
  const fault = `found ${decorator.slice(0, -2)} without parentheses, expected ${decorator}`;
  throw new DeclarationError(classNameOf(first), undefined, fault);
}

/** The name of the class that a decorator's target is, or is the prototype of. */
const classNameOf = (target: object): string => (typeof target === 'function' ? target : target.constructor).name;

/** A type in the words of a message. */
export function nameOf(type: unknown): string {
  if (typeof type !== 'function') return inspected(type);
  return type.name === '' || !isConstructor(type) ? String(type) : type.name;
}

/** Tells what may be a class from any other value: arrow functions have no prototype. */
export const isConstructor = (value: unknown): value is Function =>
  typeof value === 'function' && value.prototype !== undefined;

/** What to use for a type that a decorator does not go on. */
export function hintFor(type: Function, decorator: string): string {
  if (type === Array && decorator.startsWith('@Nested')) return '; use @NestedList()';
  if (type === Date) return '; use @IsoDate()';
  if (type === Map)
    return '; use @NestedMap() for instances of a class, and a plain object with @Persisted() for other values';
  if (type === Set) return '; use an array';
  if (type === Error) return '; nest a class of your own with the fields name and message';
  if (type === Function) return '; is it a method, or its type imported with "import type"?';
  if (type.prototype instanceof Object.getPrototypeOf(Uint8Array))
    return decorator.startsWith('@NdArray') ? '' : '; use @NdArray()';
  return isBuiltIn(type) ? '' : '; use @Nested() for a class of your own';
}
