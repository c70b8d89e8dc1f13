import { isBuiltIn } from '../codecs/built-in.js';
import type { Codec } from '../codecs/codec.js';
import { listCodec } from '../codecs/list.js';
import { mapCodec } from '../codecs/map.js';
import type { Class } from '../mapping/class.js';
import type { Kinds } from '../mapping/kinds.js';
import { optionNames } from '../model/options.js';
import {
  type AnyDefault,
  COMMON_OPTIONS,
  type DecoratedField,
  declareDecorated,
  type FieldOptions,
} from './decorated-field.js';
import { checkParentheses, type DecoratorArguments } from './decorator-calls.js';
import { nestedCodec } from './nested-codec.js';
import type { NestedField } from './property-types.js';
import { adviceFor } from './type-names.js';

/** The options of `@Nested()`, `@NestedList()` and `@NestedMap()`. */
export interface NestedOptions<Optional extends boolean = boolean, Default = unknown>
  extends FieldOptions<Optional, Default> {
  /**
   * The key of the tag in the file, where instances of several classes may stand.
   * @defaultValue "$kind"
   */
  readonly kindKey?: string;
}

const NESTED_OPTIONS = optionNames<NestedOptions>({
  ...COMMON_OPTIONS,
  nullable: true,
  kindKey: true,
});

/** The type of the instances of a class, or of any of several classes by their tags. */
export type InstanceOf<C extends Class | Kinds> = C extends Class
  ? InstanceType<C>
  : C extends Kinds
    ? InstanceType<C[keyof C]>
    : never;

/**
 * Declares an instance of another class: one with `@Persisted()`, or a class-transformer class.
 *
 * A class may nest itself. A class that is declared further down, or in a file that imports this one, does not exist yet when the
 * compiler's code reads the type of the property, so that it throws a ReferenceError. A type that says nothing at run time prevents that:
 * `type Ref<T> = T`, and `@Nested(() => Later) later!: Ref<Later>`.
 *
 * @param classOf - returns the class. It is called when the class is needed.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) at class definition, if the property cannot hold an instance; when the class is
 * needed, if `classOf` does not return one.
 * @example
 * `@Nested(() => Interval) interval!: Interval;`
 */
export function Nested<C extends Class | Kinds, Optional extends boolean = false, Default extends AnyDefault = never>(
  classOf: () => C,
  options: NestedOptions<Optional, Default> = {},
): NestedField<InstanceOf<C>, InstanceOf<C>, 'an instance of the class', Optional, Default> {
  checkParentheses(classOf, options, '@Nested()');
  return nested('@Nested()', undefined, classOf, options, (codec) => codec);
}

/**
 * Declares an array of instances of another class.
 *
 * @param classOf - returns the class. It is called when the class is needed.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) at class definition, if the property is not an array; when the class is needed, if
 * `classOf` does not return one.
 * @example
 * `@NestedList(() => Interval) intervals!: Interval[];`
 */
export function NestedList<
  C extends Class | Kinds,
  Optional extends boolean = false,
  Default extends AnyDefault = never,
>(
  classOf: () => C,
  options: NestedOptions<Optional, Default> = {},
): NestedField<InstanceOf<C>[], readonly InstanceOf<C>[], 'an array of the class', Optional, Default> {
  checkParentheses(classOf, options, '@NestedList()');
  return nested('@NestedList()', Array, classOf, options, listCodec);
}

/**
 * Declares a Map from strings to instances of another class. It is stored as an object.
 *
 * @param classOf - returns the class. It is called when the class is needed.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) at class definition, if the property is not a Map; when the class is needed, if
 * `classOf` does not return one.
 * @example
 * `@NestedMap(() => Interval) intervalsByName!: Map<string, Interval>;`
 */
export function NestedMap<
  C extends Class | Kinds,
  Optional extends boolean = false,
  Default extends AnyDefault = never,
>(
  classOf: () => C,
  options: NestedOptions<Optional, Default> = {},
): NestedField<
  Map<string, InstanceOf<C>>,
  ReadonlyMap<string, InstanceOf<C>>,
  'a Map from strings to the class',
  Optional,
  Default
> {
  checkParentheses(classOf, options, '@NestedMap()');
  return nested('@NestedMap()', Map, classOf, options, mapCodec);
}

function nested(
  decorator: string,
  container: Function | undefined,
  classOf: () => unknown,
  options: NestedOptions,
  codecOfContainer: (item: Codec) => Codec,
) {
  return (...site: DecoratorArguments) => {
    declareDecorated(site, decorator, options, NESTED_OPTIONS, (field) => {
      const codec = nestedCodec(classOf, options.kindKey, decorator, field.fail);
      if (container === undefined) checkHoldsInstance(field, decorator);
      else field.typeAmong([container], undefined);
      return codecOfContainer(codec);
    });
  };
}

function checkHoldsInstance(field: DecoratedField, decorator: string): void {
  const { designType: type } = field;
  const isUnknown = type === undefined || type === Object || type === Function;
  if (!isUnknown && isBuiltIn(type))
    field.fail(
      `has the type ${type.name}, but ${decorator} goes on an instance of a class${adviceFor(type, decorator)}`,
    );
}
