import type { Class } from '../mapping/class.js';
import { bridge } from '../mapping/class-transformer/bridge.js';
import type { Create, FieldDeclaration, KeyNaming, Upgrade } from '../mapping/declarations.js';
import { declareClass } from '../mapping/plan.js';
import { DeclarationError } from '../model/errors.js';
import { inspected } from '../model/message-text.js';
import { optionNames, wrongChoice } from '../model/options.js';
import type { LoadedFields } from './artifact.js';
import { type Codec, fieldCodecOf } from './codec.js';
import { COMMON_OPTIONS, checkedOptions } from './decorated-field.js';
import { checkDecoratorOptions } from './decorator-calls.js';
import type { RestPropertyOf } from './property-types.js';
import type { StoredOptions } from './stored.js';
import { nameOfType } from './type-names.js';

/** The codec of a field without a decorator. */
export interface FieldWithCodec extends StoredOptions {
  readonly codec: Codec<unknown, never>;
}

/** The codecs of fields without decorators, by the names of their properties. */
export type FieldCodecs = Readonly<Record<string, Codec<unknown, never> | FieldWithCodec>>;

/**
 * The options of `@Persisted()` on a class, and of `persisted()`.
 *
 * @typeParam T - the type of the instances.
 */
// biome-ignore lint/suspicious/noExplicitAny: options that are not those of a known class.
export interface PersistedClassOptions<T extends object = any, Fields = FieldCodecs, Made = T> {
  /**
   * The name of the procedure. It makes the class an artifact class, and names the folder of its files.
   * @defaultValue the name of the class, if the class has the fields of an artifact, and its source text shows that no bundler or
   * minifier has changed the name. If the text does not show that, a missing name is a DeclarationError.
   */
  readonly procedure?: string;
  /**
   * Former names of the procedure. Files in their folders are found and loaded, too; files are saved under the present name.
   * @defaultValue none
   */
  readonly procedureAliases?: readonly string[];
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
  /**
   * The version of the class, which its files name. Raise it when files of before could not be loaded any more, or would be loaded
   * with another meaning, and add an upgrade. An artifact class alone has one, and does not inherit it.
   * @defaultValue 1
   */
  readonly schemaVersion?: number;
  /**
   * Makes files of older versions load: each function makes the members of the next version of those that a file has, by their keys.
   * It is synchronous. The chain may begin later than 1, and has no gaps up to the version before {@link schemaVersion}. A file on
   * disk is never changed.
   *
   * An array of a sealed file is given as a `StoredArray`, and may be kept, moved, or replaced by a typed array or by
   * `{ dtype, data, shape }`. In a file of another tool, which is of version 1, arrays are lists. A member that is undefined is left out.
   *
   * @example
   * { 1: ({ window, ...rest }) => ({ ...rest, window_size: window }), 2: (file) => ({ ...file, method: 'pelt' }) }
   */
  readonly upgradesFrom?: Readonly<Record<number, Upgrade>>;
  /**
   * The codecs of fields that bear no decorator, such as constructor parameters and inherited properties. `{ codec, optional, key, … }`
   * gives a field options.
   */
  readonly fields?: Fields;
  /**
   * The property that bears no `@Rest()` and holds all members of an object that no field names.
   * @defaultValue such members are faults
   */
  readonly rest?: RestPropertyOf<T>;
  /**
   * Makes an instance of the values of its fields. An optional field without a value is not among them.
   * @defaultValue the constructor is called without arguments, and then the fields are set
   */
  readonly create?: (fields: LoadedFields<T>) => Made;
}

const CLASS_OPTIONS = optionNames<PersistedClassOptions>({
  procedure: true,
  procedureAliases: true,
  naming: true,
  hidden: true,
  schemaVersion: true,
  upgradesFrom: true,
  fields: true,
  rest: true,
  create: true,
});

/**
 * Declares a class.
 *
 * @param metadata - the metadata of a class that a TC39 decorator declares.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if an option, the class or one of its fields is wrong.
 */
export function declareWithOptions(Class: Class, options: PersistedClassOptions, metadata?: object): void {
  checkDecoratorOptions(Class.name, undefined, options, CLASS_OPTIONS);
  const { procedure, procedureAliases, naming, hidden, schemaVersion, upgradesFrom, create } = options;
  const fault = wrongChoice('naming', naming, ['snake_case', 'as-is']) ?? wrongChoice('hidden', hidden, ['ignored']);
  if (fault !== undefined) throw new DeclarationError(Class.name, undefined, fault);
  const fields = declaredFields(Class.name, options.fields);
  const rest: unknown = options.rest;
  if (rest !== undefined && typeof rest !== 'string')
    throw new DeclarationError(
      Class.name,
      undefined,
      `found rest: ${inspected(rest)}, expected the name of a property`,
    );
  const declaration = {
    procedure,
    procedureAliases,
    naming,
    hidden,
    schemaVersion,
    upgradesFrom,
    create: create as Create | undefined,
    fields,
    rest,
  };
  bridge(declareClass(Class, declaration, metadata));
}

function declaredFields(className: string, fields: FieldCodecs | undefined): ReadonlyMap<string, FieldDeclaration> {
  const fail = (property: string | undefined, fault: string): never => {
    throw new DeclarationError(className, property, fault);
  };
  if (fields === undefined) return new Map();
  if (!isRecord(fields))
    fail(undefined, `found ${inspected(fields)} as fields, expected an object with a codec for each property`);
  return new Map(
    Reflect.ownKeys(fields).map((property) => {
      if (typeof property !== 'string')
        return fail(String(property), 'found a symbol, expected a property with a name, which becomes a key');
      return [property, declaredField(className, property, fields[property])];
    }),
  );
}

const FIELD_OPTIONS = optionNames<FieldWithCodec>({
  codec: true,
  ...COMMON_OPTIONS,
});

function declaredField(className: string, property: string, given: unknown): FieldDeclaration {
  const options = fieldCodecOf(given) === undefined && isRecord(given) ? given : { codec: given };
  const codec = fieldCodecOf(options['codec']);
  if (codec !== undefined) return { codec, ...checkedOptions(options, FIELD_OPTIONS, className, property) };
  const fault = `found ${nameOfType(given)}, expected a codec, such as codec.number, or { codec, optional, key }`;
  throw new DeclarationError(className, property, fault);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
