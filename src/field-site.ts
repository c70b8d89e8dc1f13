import './libraries.cjs';
import type { Codec } from './codecs/codec.js';
import { DeclarationError } from './errors.js';
import { unknownOptions } from './options.js';
import { declareField } from './plan.js';

/** Options of every field. */
export interface FieldOptions<Optional extends boolean = boolean> {
  /**
   * The key in the file.
   * @defaultValue the property's name in snake_case
   */
  readonly name?: string;
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

/** Declares the field that a decorator stands on, once all that can be wrong about that is checked. */
export function declare(
  target: object,
  property: string | symbol | undefined,
  decorator: string,
  options: FieldOptions,
  otherOptions: readonly string[],
  codecOf: (field: FieldSite) => Codec,
): void {
  refuseStandardDecorators(property);
  const className = typeof target === 'function' ? target.name : target.constructor.name;
  const fail = (fault: string): never => {
    throw new DeclarationError(className, property === undefined ? undefined : String(property), fault);
  };
  if (property === undefined) fail(`found ${decorator} on a class, expected it on a property`);
  if (typeof property !== 'string') throw fail('found a symbol, expected a property with a name, which becomes a key');
  if (typeof target === 'function') fail(`found ${decorator} on a static property, expected one of the instances`);
  checkOptions(className, property, options, ['name', 'optional', 'nullable', ...otherOptions]);
  const { name, optional = false, nullable = false } = options;
  if (name !== undefined && typeof name !== 'string') fail(`found the name ${String(name)}, expected a string`);
  const emitted: Function | undefined = Reflect.getMetadata('design:type', target, property);
  const designType = NAMESAKES.has(emitted) ? Object : emitted;
  const typeOr: FieldSite['typeOr'] = (option, possible) => {
    const names = possible.map((type) => type.name).join(' or ');
    if (option !== undefined && !possible.includes(option))
      fail(`found the type ${nameOf(option)} for ${decorator}, expected ${names}`);
    if (designType === undefined || designType === Object) return option;
    if (!possible.includes(designType))
      fail(`is a ${nameOf(designType)}, but ${decorator} goes on ${names}${hintFor(designType)}`);
    if (option !== undefined && option !== designType)
      fail(`is a ${nameOf(designType)}, but the option type says ${nameOf(option)}`);
    return designType;
  };
  const codec = codecOf({ designType, typeOr, fail });
  declareField(target, property, { codec, name, optional, nullable });
}

/** Refuses options that nobody knows. */
export function checkOptions(
  className: string,
  field: string | undefined,
  options: object,
  known: readonly string[],
): void {
  const fault = unknownOptions(options, known);
  if (fault !== undefined) throw new DeclarationError(className, field, fault);
}

/** The decorators of the TC39 proposal are called with a context, and know nothing of types. */
export function refuseStandardDecorators(property: unknown): void {
  if (typeof property !== 'object' || property === null) return;
  const { name } = property as { name?: unknown };
  throw new DeclarationError(
    String(name),
    undefined,
    'found a TC39 decorator, expected "experimentalDecorators": true in tsconfig.json',
  );
}

/** The types of properties that hold no instance of a user's class. */
export const NOT_INSTANCES = new Set<Function | undefined>([
  String,
  Number,
  Boolean,
  BigInt,
  Array,
  Map,
  Set,
  Date,
  Symbol,
  Function,
]);

/** A type in the words of a message. */
export const nameOf = (type: unknown): string => (typeof type === 'function' ? type.name : String(type));

function hintFor(type: Function): string {
  if (type === Date) return '; use @IsoDate()';
  if (type === Map) return '; use @NestedMap()';
  if (type.prototype instanceof Object.getPrototypeOf(Uint8Array)) return '; use @NdArray()';
  if (type === Function) return '; is it a method, or its type imported with "import type"?';
  return NOT_INSTANCES.has(type) ? '' : '; use @Nested()';
}
