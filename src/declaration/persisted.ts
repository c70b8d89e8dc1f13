import type { Codec } from '../codecs/codec.js';
import { jsonListCodec, jsonValueCodec } from '../codecs/json-value.js';
import { bigintCodec, booleanCodec, numberCodec, stringCodec } from '../codecs/scalar.js';
import type { Class } from '../mapping/class.js';
import { bridge } from '../mapping/class-transformer/bridge.js';
import type { KeyNaming } from '../mapping/declarations.js';
import { declareClass } from '../mapping/plan.js';
import { DeclarationError } from '../model/errors.js';
import { optionNames, wrongChoice } from '../model/options.js';
import { type DecoratedField, declareDecorated, type FieldOptions } from './decorated-field.js';
import {
  checkDecoratorOptions,
  checkParentheses,
  checkPlacement,
  contextOf,
  type DecoratorArguments,
} from './decorator-calls.js';
import type { PersistedClass, PersistedField, PersistedWithoutOptions, PlainType } from './property-types.js';

/** The options of `@Persisted()` on a field. */
export interface PersistedFieldOptions<Optional extends boolean = boolean, Type extends PlainType = PlainType>
  extends FieldOptions<Optional> {
  /**
   * The type of the values, for a compiler that does not emit it: esbuild emits no types, every compiler emits `Object` for a union, and
   * none emits types for TC39 decorators.
   */
  readonly type?: Type;
}

const FIELD_OPTIONS = optionNames<PersistedFieldOptions>({ key: true, optional: true, nullable: true, type: true });

/** The options of `@Persisted()` on a class. */
export interface PersistedClassOptions {
  /**
   * The name of the procedure. It makes the class an artifact class, and names the folder of its files.
   * @defaultValue the name of the class, if the class has the fields of an artifact, and its source text shows that no bundler or
   * minifier has changed the name. If the text does not show that, a missing name is a DeclarationError.
   */
  readonly procedure?: string;
  /**
   * How keys are made from the names of the properties that the class itself declares.
   * @defaultValue 'snake_case'
   */
  readonly naming?: KeyNaming;
  /**
   * Whether private fields of the class and its parents (`#x`, and those of an `accessor` without a decorator) are ignored: a loaded
   * instance then has in them what its constructor assigns.
   * @defaultValue a private field is a DeclarationError
   */
  readonly hidden?: 'ignored';
}

const CLASS_OPTIONS = optionNames<PersistedClassOptions>({ procedure: true, naming: true, hidden: true });

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
export function Persisted(options: PersistedClassOptions): PersistedClass;
export function Persisted<Optional extends boolean = false, Type extends PlainType = undefined>(
  options: PersistedFieldOptions<Optional, Type>,
): PersistedField<Optional, Type>;
export function Persisted(options: PersistedClassOptions & PersistedFieldOptions = {}, context?: unknown) {
  checkParentheses(options, context, '@Persisted()');
  return (...site: DecoratorArguments) => {
    checkPlacement(site, '@Persisted()');
    const [target, place] = site;
    const context = contextOf(site);
    const isOnClass =
      context === undefined ? typeof target === 'function' && place === undefined : context.kind === 'class';
    if (isOnClass) declareDecoratedClass(target as Class, options, context?.metadata);
    else declareDecorated(site, '@Persisted()', options, FIELD_OPTIONS, (field) => plainCodec(field, options.type));
  };
}

function declareDecoratedClass(Class: Class, options: PersistedClassOptions, metadata: object | undefined): void {
  checkDecoratorOptions(Class.name, undefined, options, CLASS_OPTIONS);
  const fault =
    wrongChoice('naming', options.naming, ['snake_case', 'as-is']) ??
    wrongChoice('hidden', options.hidden, ['ignored']);
  if (fault !== undefined) throw new DeclarationError(Class.name, undefined, fault);
  bridge(declareClass(Class, options, metadata));
}

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
