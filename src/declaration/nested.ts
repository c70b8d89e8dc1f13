import { isBuiltIn } from '../codecs/built-in.js';
import type { Codec } from '../codecs/codec.js';
import { listCodec } from '../codecs/list.js';
import { mapCodec } from '../codecs/map.js';
import type { Class } from '../mapping/class.js';
import { classCodec } from '../mapping/mapper.js';
import { thrownText } from '../model/message-text.js';
import { optionNames } from '../model/options.js';
import { type DecoratedField, declareDecorated, type FieldOptions } from './decorated-field.js';
import { checkParentheses, type DecoratorArguments } from './decorator-calls.js';
import type { FieldOf } from './property-types.js';
import { adviceFor, isConstructor, nameOfType } from './type-names.js';

const NESTED_OPTIONS = optionNames<FieldOptions>({ key: true, optional: true, nullable: true });

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
export function Nested<T extends object, Optional extends boolean = false>(
  classOf: () => Class<T>,
  options: FieldOptions<Optional> = {},
): FieldOf<T, 'an instance of the class', Optional> {
  checkParentheses(classOf, '@Nested()');
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
export function NestedList<T extends object, Optional extends boolean = false>(
  classOf: () => Class<T>,
  options: FieldOptions<Optional> = {},
): FieldOf<T[], 'an array of the class', Optional> {
  checkParentheses(classOf, '@NestedList()');
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
export function NestedMap<T extends object, Optional extends boolean = false>(
  classOf: () => Class<T>,
  options: FieldOptions<Optional> = {},
): FieldOf<Map<string, T>, 'a Map from strings to the class', Optional> {
  checkParentheses(classOf, '@NestedMap()');
  return nested('@NestedMap()', Map, classOf, options, mapCodec);
}

function nested(
  decorator: string,
  container: Function | undefined,
  classOf: () => Class,
  options: FieldOptions,
  codecOfContainer: (item: Codec) => Codec,
) {
  return (...site: DecoratorArguments) => {
    declareDecorated(site, decorator, options, NESTED_OPTIONS, (field) => {
      if (typeof classOf !== 'function' || isWrittenAsClass(classOf))
        field.fail(`found ${nameOfType(classOf)}, expected a function that gives the class: () => TheClass`);
      if (container === undefined) checkHoldsInstance(field, decorator);
      else field.typeAmong([container], undefined);
      return codecOfContainer(classCodec(() => checkedClass(field, decorator, classOf)));
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

/** Returns what `classOf` returns, if that is a class of the user. */
function checkedClass(field: DecoratedField, decorator: string, classOf: () => unknown): Class {
  let Class: unknown;
  try {
    Class = classOf();
  } catch (error) {
    return field.fail(`found a function for the class that throws ${thrownText(error)}, expected one that gives it`);
  }
  if (!isConstructor(Class)) {
    const fault = `found ${nameOfType(Class)} for the class, expected a class; is it imported as a type, or in a circle?`;
    return field.fail(fault);
  }
  if (isBuiltIn(Class)) {
    const fault = `found ${Class.name} for the class, but ${decorator} takes classes of your own, whose fields are declared`;
    return field.fail(`${fault}; a list, or a plain object, of other values is a field with @Persisted()`);
  }
  return Class as Class;
}

const isWrittenAsClass = (value: Function): boolean => /^class\b/.test(Function.prototype.toString.call(value));
