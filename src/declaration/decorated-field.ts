import '../libraries.cjs';
import type { Codec } from '../codecs/codec.js';
import { declareField, declareLater, type FieldDeclaration } from '../mapping/declarations.js';
import { DeclarationError } from '../model/errors.js';
import { inspected } from '../model/message-text.js';
import { wrongChoice } from '../model/options.js';
import {
  checkDecoratorOptions,
  checkPlacement,
  classNameOf,
  contextOf,
  type DecoratorArguments,
} from './decorator-calls.js';
import { adviceFor, isConstructor, nameOfType } from './type-names.js';

/** The options of every field. */
export interface FieldOptions<Optional extends boolean = boolean, Default = unknown> {
  /**
   * The key in the file.
   * @defaultValue the property's name in snake_case
   */
  readonly key?: string;
  /**
   * Former keys, to the letter. A file has the field under its key, or under one of these; it is saved under its key.
   * @defaultValue none
   */
  readonly aliases?: readonly string[];
  /**
   * Whether the property may be undefined. The file then has no such key.
   * @defaultValue false
   */
  readonly optional?: Optional;
  /**
   * The value of the property where a file does not have the key: a primitive value, or a function that gives one for each instance.
   * Saving always writes the field.
   * @defaultValue a file without the key is refused, unless the field is optional
   */
  readonly default?: [Optional] extends [true] ? never : DefaultValue<Default>;
  /**
   * Whether the property may be null.
   * @defaultValue false
   */
  readonly nullable?: boolean;
}

/** The names of the options that a field has whatever declares it. */
export const COMMON_OPTIONS = { key: true, aliases: true, optional: true, default: true } as const;

/** A value where it is primitive, or else a function that gives it: instances must not share an object. */
type DefaultValue<T> = (T & Primitive) | (() => T);
type Primitive = string | number | bigint | boolean | null;
/** What a default may give. That primitive types are named keeps the compiler from widening the type of a literal. */
export type AnyDefault = Primitive | object | undefined;

/** The property on which a decorator stands. */
export interface DecoratedField {
  /** The property's type as the compiler emits it: `Object` if a union or a type of no class, undefined if it emits no types. */
  readonly designType: Function | undefined;
  /** True for a decorator of TC39. Compilers emit no types for those. */
  readonly isTc39: boolean;
  /**
   * Returns the property's type: what the compiler emits or, if that says nothing, what the option says; undefined if neither says it.
   *
   * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the type is not among `possible`, or if compiler and option say different types.
   */
  typeAmong(possible: readonly Function[], option: Function | undefined): Function | undefined;
  /** @throws DeclarationError (`ARTIFACT_DECLARATION`), always. */
  fail(fault: string): never;
}

/**
 * Decorators that have the name of a type. Compilers that see one file at a time, such as swc and oxc, emit the decorator as the type of
 * a property that has the type.
 */
export const NAMESAKES = new Set<Function | undefined>();

/**
 * Declares the field on which a decorator stands, after all checks that are the same for every decorator. A TC39 decorator of a member is
 * called before the class has a name; its field is checked and declared when the class is.
 *
 * @param codecOf - makes the codec; it makes the checks of the decorator itself.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`)
 */
export function declareDecorated(
  site: DecoratorArguments,
  decorator: string,
  options: FieldOptions,
  optionNames: readonly string[],
  codecOf: (field: DecoratedField) => Codec,
): void {
  declareAtProperty(site, decorator, (prototype, property, field) => {
    const declared = checkedOptions(options, optionNames, classNameOf(prototype), property);
    declareField(prototype, property, { codec: codecOf(field), ...declared });
  });
}

/**
 * Declares something of the property on which a decorator stands, as {@link declareDecorated} does.
 *
 * @param declareProperty - is called with the prototype of the class.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`)
 */
export function declareAtProperty(
  site: DecoratorArguments,
  decorator: string,
  declareProperty: (prototype: object, property: string, field: DecoratedField) => void,
): void {
  checkPlacement(site, decorator);
  const [target, place] = site;
  const context = contextOf(site);
  const declare = (owner: object, property: string | symbol | undefined) => {
    const className = classNameOf(owner);
    const fail = (fault: string): never => {
      throw new DeclarationError(className, property === undefined ? undefined : String(property), fault);
    };
    if (property === undefined) fail(`found ${decorator} on a class, expected it on a property`);
    if (typeof property !== 'string')
      throw fail('found a symbol, expected a property with a name, which becomes a key');
    if (typeof owner === 'function') fail(`found ${decorator} on a static property, expected one of the instances`);
    if (context?.kind === 'method') fail(`found ${decorator} on a method, expected it on a property`);
    if (context !== undefined && 'private' in context && context.private)
      fail('is private, so that only the class itself can read it; expected a public property, or a getter and setter');
    // What the compiler emits stands for legacy decorators alone: here it could be that of a parent.
    const emitted = context === undefined ? emittedType(owner, property) : undefined;
    declareProperty(owner, property, decoratedField(decorator, emitted, context !== undefined, fail));
  };
  if (context === undefined) declare(target as object, place as string | symbol | undefined);
  else if (context.kind === 'class') declare(target as object, undefined);
  else
    declareLater(context.metadata as object, (prototype) =>
      declare(context.static ? prototype.constructor : prototype, context.name),
    );
}

/**
 * Returns what the options of a field declare.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if an option is wrong.
 */
export function checkedOptions(
  options: FieldOptions,
  optionNames: readonly string[],
  className: string,
  property: string,
): Omit<FieldDeclaration, 'codec'> {
  checkDecoratorOptions(className, property, options, optionNames);
  const { key, aliases = [], optional = false, default: given } = options;
  const nullable = optionNames.includes('nullable') ? (options.nullable ?? false) : undefined;
  const fault =
    key !== undefined && typeof key !== 'string'
      ? `found the key ${nameOfType(key)}, expected a string`
      : (wrongAliases(aliases) ??
        wrongChoice('optional', optional, [true, false]) ??
        wrongChoice('nullable', nullable, [true, false]) ??
        wrongDefault(given, optional));
  if (fault !== undefined) throw new DeclarationError(className, property, fault);
  return { key, aliases: Object.freeze([...aliases]), optional, default: given, nullable };
}

function wrongAliases(aliases: unknown): string | undefined {
  if (Array.isArray(aliases) && aliases.every((alias) => typeof alias === 'string')) return undefined;
  return `found the aliases ${inspected(aliases)}, expected a list of former keys`;
}

function wrongDefault(given: unknown, optional: boolean): string | undefined {
  if (given === undefined) return undefined;
  if (optional) return 'found a default and optional, expected one of them: a field with a default is never undefined';
  if (typeof given !== 'object' || given === null) return undefined;
  return `found ${nameOfType(given)} as default, expected a function that gives such an object for each instance`;
}

function emittedType(prototype: object, property: string): Function | undefined {
  const emitted: Function | undefined = Reflect.getMetadata('design:type', prototype, property);
  return NAMESAKES.has(emitted) ? Object : emitted;
}

function decoratedField(
  decorator: string,
  designType: Function | undefined,
  isTc39: boolean,
  fail: (fault: string) => never,
): DecoratedField {
  const typeAmong: DecoratedField['typeAmong'] = (possible, option) => {
    const names = possible.map((type) => type.name).join(' or ');
    if (option !== undefined && !possible.includes(option)) {
      const advice = isConstructor(option) ? adviceFor(option, decorator) : '';
      fail(`found the type ${nameOfType(option)} for ${decorator}, expected ${names}${advice}`);
    }
    if (designType === undefined || designType === Object) return option;
    const type = nameOfType(designType);
    if (!possible.includes(designType))
      fail(`has the type ${type}, but ${decorator} goes on ${names}${adviceFor(designType, decorator)}`);
    if (option !== undefined && option !== designType)
      fail(`has the type ${type}, but the option type says ${nameOfType(option)}`);
    return designType;
  };
  return { designType, isTc39, typeAmong, fail };
}
