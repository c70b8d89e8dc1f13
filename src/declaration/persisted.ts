import type { Codec } from '../codecs/codec.js';
import { jsonListCodec, jsonValueCodec } from '../codecs/json-value.js';
import { bigintCodec, booleanCodec, numberCodec, stringCodec } from '../codecs/scalar.js';
import type { Class } from '../mapping/class.js';
import { DeclarationError } from '../model/errors.js';
import { optionNames } from '../model/options.js';
import { declareWithOptions, type FieldCodecs, type PersistedClassOptions } from './class-options.js';
import {
  type AnyDefault,
  COMMON_OPTIONS,
  type DecoratedField,
  declareDecorated,
  type FieldOptions,
} from './decorated-field.js';
import { checkParentheses, checkPlacement, contextOf, type DecoratorArguments } from './decorator-calls.js';
import type {
  FittingFields,
  PersistedClass,
  PersistedField,
  PersistedWithoutOptions,
  PlainType,
} from './property-types.js';
import { isConstructor, nameOfType } from './type-names.js';

/** The options of `@Persisted()` on a field. */
export interface PersistedFieldOptions<
  Optional extends boolean = boolean,
  Type extends PlainType = PlainType,
  Default = unknown,
> extends FieldOptions<Optional, Default> {
  /**
   * The type of the values, for a compiler that does not emit it: esbuild emits no types, every compiler emits `Object` for a union, and
   * none emits types for TC39 decorators.
   */
  readonly type?: Type;
}

const FIELD_OPTIONS = optionNames<PersistedFieldOptions>({
  ...COMMON_OPTIONS,
  nullable: true,
  type: true,
});

/**
 * On a class: declares that its instances can be stored. On a property: declares a field that is stored as a string, number, boolean,
 * bigint or plain JSON value.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) at class definition, if the class or the property cannot be stored so.
 * @example
 * `@Persisted({ procedure: 'ChangePoint' }) class ChangePointArtifact extends Artifact { … }`
 *
 * `@Persisted() index!: number;`
 *
 * `@Persisted({ optional: true, type: String }) comment?: string;`
 */
export function Persisted(): PersistedWithoutOptions;
// biome-ignore lint/suspicious/noExplicitAny: without a class, the fields are not checked.
export function Persisted<T extends object = any, const Fields extends FieldCodecs = NoFields, Made = T>(
  options: PersistedClassOptions<T, Fields, Made>,
): PersistedClass<T, Fields, Made>;
export function Persisted<
  Optional extends boolean = false,
  Type extends PlainType = undefined,
  Default extends AnyDefault = never,
>(options: PersistedFieldOptions<Optional, Type, Default>): PersistedField<Optional, Type, Default>;
export function Persisted(options: PersistedClassOptions & PersistedFieldOptions = {}, context?: unknown) {
  checkParentheses(options, context, '@Persisted()');
  return (...site: DecoratorArguments) => {
    checkPlacement(site, '@Persisted()');
    const [target, place] = site;
    const context = contextOf(site);
    const isOnClass =
      context === undefined ? typeof target === 'function' && place === undefined : context.kind === 'class';
    if (isOnClass) declareWithOptions(target as Class, options, context?.metadata);
    else declareDecorated(site, '@Persisted()', options, FIELD_OPTIONS, (field) => plainCodec(field, options.type));
  };
}

/**
 * Declares a class without decorators, as `@Persisted()` and the decorators of its fields would: for plain JavaScript, and for Node's type
 * stripping, which knows no decorators.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the class or a property cannot be stored so.
 * @example
 * persisted(ChangePoints, { procedure: 'ChangePointDetection', fields: { curve: codec.ndArray('float64') } });
 */
export function persisted<T extends object, const Fields extends FieldCodecs = NoFields>(
  Class: Class<T>,
  options: PersistedClassOptions<T, Fields & FittingFields<T, Fields>> = {},
): void {
  if (!isConstructor(Class))
    throw new DeclarationError(nameOfType(Class), undefined, 'is no class; is it imported as a type, or in a circle?');
  declareWithOptions(Class, options);
}

/** The type of the option `fields` if it is not given. */
type NoFields = Readonly<Record<never, never>>;

const CODECS = new Map<Function, Codec>([
  [String, stringCodec],
  [Number, numberCodec],
  [Boolean, booleanCodec],
  [BigInt, bigintCodec],
  [Array, jsonListCodec],
  [Object, jsonValueCodec],
]);

function plainCodec(field: DecoratedField, option: Function | undefined): Codec {
  const type = field.typeAmong([...CODECS.keys()], option) ?? field.designType;
  if (type !== undefined) return CODECS.get(type) as Codec;
  if (field.isTc39)
    return field.fail(
      'has no type at run time: compilers emit none for TC39 decorators; say it: @Persisted({ type: Number }), or take a codec: @Stored(codec.number)',
    );
  return field.fail(
    'has no type at run time; say it: @Persisted({ type: Number }). TypeScript, swc and Vite 8 emit types with "emitDecoratorMetadata": true; esbuild, tsx and Vite before 8 never do',
  );
}
