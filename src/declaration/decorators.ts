import {
  type ArrayDeclaration,
  type Container,
  type NdArray as NdArrayValue,
  ndArrayCodec,
} from '../codecs/array/nd-array.js';
import { isBuiltIn } from '../codecs/built-in.js';
import type { Codec } from '../codecs/codec.js';
import { dateCodec, guessedDateCodec, isoTextCodec } from '../codecs/iso-date.js';
import { jsonListCodec, jsonValueCodec } from '../codecs/json-value.js';
import { listCodec } from '../codecs/list.js';
import { mapCodec } from '../codecs/map.js';
import { bigintCodec, booleanCodec, numberCodec, stringCodec } from '../codecs/scalar.js';
import type { Class } from '../mapping/class.js';
import { bridge } from '../mapping/class-transformer/bridge.js';
import type { KeyNaming } from '../mapping/declarations.js';
import { classCodec, decodeInstance, encodeInstance } from '../mapping/mapper.js';
import { declareClass } from '../mapping/plan.js';
import { type DType, dtypeNames, dtypeTraits, isDType, type TypedArrays } from '../model/dtypes.js';
import { DeclarationError } from '../model/errors.js';
import { inspected, thrownText } from '../model/message-text.js';
import { optionNames, wrongChoice } from '../model/options.js';
import {
  checkDecoratorOptions,
  declare,
  type FieldOptions,
  type FieldSite,
  hintFor,
  isConstructor,
  NAMESAKES,
  nameOf,
  refuseMisplaced,
  refuseUncalled,
  type Site,
} from './field-site.js';
import type { FieldOf, IsoDateField, NdArrayField, PersistedClass, PersistedField } from './property-types.js';

/** Options of `@Persisted()` on a field. */
export interface PersistedFieldOptions<Optional extends boolean = boolean> extends FieldOptions<Optional> {
  /** The type of the values, where the compiler does not tell it: esbuild never does, and unions are `Object` to it. */
  readonly type?: typeof String | typeof Number | typeof Boolean | typeof BigInt | typeof Array | typeof Object;
}

/** Options of `@IsoDate()`. */
export interface IsoDateOptions<Optional extends boolean = boolean> extends FieldOptions<Optional> {
  /**
   * What the field is in memory, where the compiler does not tell it.
   * @defaultValue the property's type, or Date
   */
  readonly type?: typeof Date | typeof String;
}

/** Options of `@NdArray()`. */
export interface NdArrayOptions<Optional extends boolean = boolean> extends FieldOptions<Optional> {
  /**
   * The length of each axis, null where it is free.
   * @defaultValue any rank and lengths; of a typed array, one axis of any length
   */
  readonly shape?: readonly (number | null)[];
  /** What the field is in memory, where the compiler does not tell it: a typed array, Array for lists, Object for `{ data, shape }`. */
  readonly type?: Function;
}

/** Options of `@NdArray()` with a container of the user's own. */
export interface NdArrayContainerOptions<D extends DType, Built, Optional extends boolean = boolean>
  extends FieldOptions<Optional> {
  /**
   * The length of each axis, null where it is free.
   * @defaultValue any rank and lengths
   */
  readonly shape?: readonly (number | null)[];
  /** Makes the container from all elements in C order and the length of each axis, such as scijs `ndarray`. */
  readonly as: (data: TypedArrays[D], shape: number[]) => Built;
}

/** Options of `@Persisted()` on a class. */
export interface PersistedClassOptions {
  /**
   * The procedure's name, which makes the class an artifact class and names the folder of its files.
   * @defaultValue the class's name, if the class has the fields of an artifact, and its text shows that no bundler or minifier has
   * changed the name. Otherwise it is a DeclarationError to give none.
   */
  readonly procedure?: string;
  /**
   * How keys are made from the names of the properties that the class itself declares.
   * @defaultValue 'snake_case'
   */
  readonly naming?: KeyNaming;
  /**
   * What becomes of private fields (`#x`, and of an `accessor` that bears no decorator) of the class and its parents: they are a
   * DeclarationError, or are 'ignored', so that a loaded instance has what its constructor gives them.
   * @defaultValue a DeclarationError
   */
  readonly hidden?: 'ignored';
}

const FIELD_OPTIONS = optionNames<FieldOptions>({ key: true, optional: true, nullable: true });
const PERSISTED_FIELD_OPTIONS = optionNames<PersistedFieldOptions>({
  key: true,
  optional: true,
  nullable: true,
  type: true,
});
const PERSISTED_CLASS_OPTIONS = optionNames<PersistedClassOptions>({ procedure: true, naming: true, hidden: true });
const ISO_DATE_OPTIONS = optionNames<IsoDateOptions>({ key: true, optional: true, nullable: true, type: true });
const ND_ARRAY_OPTIONS = optionNames<NdArrayOptions & NdArrayContainerOptions<DType, unknown>>({
  key: true,
  optional: true,
  nullable: true,
  shape: true,
  type: true,
  as: true,
});

/**
 * On a class: its instances can be stored. On a field: it is stored, as a string, number, boolean, bigint or plain JSON
 * value.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) at class definition, if the class or field cannot be stored so.
 */
export function Persisted(): PersistedClass & PersistedField<false>;
export function Persisted(options: PersistedClassOptions): PersistedClass;
export function Persisted<Optional extends boolean = false>(
  options: PersistedFieldOptions<Optional>,
): PersistedField<Optional>;
export function Persisted(options: PersistedClassOptions & PersistedFieldOptions = {}) {
  refuseUncalled(options, '@Persisted()');
  return (...site: Site) => {
    refuseMisplaced(site, '@Persisted()');
    const [target, property] = site;
    if (typeof target === 'function' && property === undefined) {
      checkDecoratorOptions(target.name, undefined, options, PERSISTED_CLASS_OPTIONS);
      const fault =
        wrongChoice('naming', options.naming, ['snake_case', 'as-is']) ??
        wrongChoice('hidden', options.hidden, ['ignored']);
      if (fault !== undefined) throw new DeclarationError(target.name, undefined, fault);
      bridge(declareClass(target as Class, options), { toTree: encodeInstance, fromTree: decodeInstance });
    } else {
      declare(site, '@Persisted()', options, PERSISTED_FIELD_OPTIONS, (field) => plainCodec(field, options.type));
    }
  };
}

/**
 * A date as ISO 8601 text: a `Date` to the millisecond in UTC, or a `string` that is kept to the letter.
 *
 * Units: milliseconds since 1970-01-01T00:00:00Z, for a Date.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) at class definition, if the property is neither Date nor string.
 * @see ISO 8601-1:2019, RFC 3339
 */
export function IsoDate<Optional extends boolean = false>(
  options: IsoDateOptions<Optional> = {},
): IsoDateField<Optional> {
  refuseUncalled(options, '@IsoDate()');
  return (...site: Site) => {
    declare(site, '@IsoDate()', options, ISO_DATE_OPTIONS, (field) => {
      const type = field.typeOr(options.type, [Date, String]);
      return type === undefined ? guessedDateCodec : type === Date ? dateCodec : isoTextCodec;
    });
  };
}

/**
 * An n-dimensional array as nested lists in C order.
 *
 * Shape: any rank; `shape` fixes it and any of the lengths. A typed array has one axis.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) at class definition, if the property cannot hold such an array.
 * @see https://numpy.org/doc/stable/reference/arrays.dtypes.html
 */
export function NdArray<D extends DType, Built, Optional extends boolean = false>(
  dtype: D,
  options: NdArrayContainerOptions<D, Built, Optional>,
): FieldOf<Built, 'the type of what "as" makes', Optional>;
export function NdArray<D extends DType, Optional extends boolean = false>(
  dtype: D,
  options?: NdArrayOptions<Optional>,
): NdArrayField<D, Optional>;
export function NdArray(dtype: DType, options: NdArrayOptions & Partial<NdArrayContainerOptions<DType, unknown>> = {}) {
  refuseUncalled(dtype, '@NdArray()');
  return (...site: Site) => {
    declare(site, '@NdArray()', options, ND_ARRAY_OPTIONS, (field) => {
      if (!isDType(dtype)) field.fail(`found the dtype ${nameOf(dtype)}, expected one of ${dtypeNames.join(', ')}`);
      const { shape } = options;
      if (shape !== undefined && !isDeclaredShape(shape)) {
        field.fail(`found the shape ${inspected(shape)}, expected a list of lengths from 0, or null where one is free`);
      }
      return ndArrayCodec({ dtype, shape, ...containerOf(field, dtype, options) });
    });
  };
}

NAMESAKES.add(NdArray);

/** An n-dimensional array in memory: the type of a property that bears the decorator of the same name. */
// biome-ignore lint/suspicious/noRedeclare: a type and a decorator, each where the other cannot stand.
export type NdArray<Data extends TypedArrays[DType] = TypedArrays[DType]> = NdArrayValue<Data>;

/**
 * An instance of another class: one with `@Persisted()`, or one with class-transformer's decorators.
 *
 * The class itself may be nested. For a class that is declared further down, or in a file that imports this one, the compiler's
 * own code throws a ReferenceError, unless the type says nothing of the class at run time: `type Ref<T> = T`, and
 * `@Nested(() => Later) later!: Ref<Later>`.
 *
 * @param classOf - gives the class, when it is needed.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) at class definition, if the property cannot hold an instance.
 */
export function Nested<T extends object, Optional extends boolean = false>(
  classOf: () => Class<T>,
  options: FieldOptions<Optional> = {},
): FieldOf<T, 'an instance of the class', Optional> {
  refuseUncalled(classOf, '@Nested()');
  return nested('@Nested()', undefined, classOf, options, (codec) => codec);
}

/**
 * An array of instances of another class.
 *
 * @param classOf - gives the class, when it is needed.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) at class definition, if the property is no array.
 */
export function NestedList<T extends object, Optional extends boolean = false>(
  classOf: () => Class<T>,
  options: FieldOptions<Optional> = {},
): FieldOf<T[], 'an array of the class', Optional> {
  refuseUncalled(classOf, '@NestedList()');
  return nested('@NestedList()', Array, classOf, options, listCodec);
}

/**
 * A Map from strings to instances of another class.
 *
 * @param classOf - gives the class, when it is needed.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) at class definition, if the property is no Map.
 */
export function NestedMap<T extends object, Optional extends boolean = false>(
  classOf: () => Class<T>,
  options: FieldOptions<Optional> = {},
): FieldOf<Map<string, T>, 'a Map from strings to the class', Optional> {
  refuseUncalled(classOf, '@NestedMap()');
  return nested('@NestedMap()', Map, classOf, options, mapCodec);
}

function nested(
  decorator: string,
  container: Function | undefined,
  classOf: () => Class,
  options: FieldOptions,
  wrap: (codec: Codec) => Codec,
) {
  return (...site: Site) => {
    declare(site, decorator, options, FIELD_OPTIONS, (field) => {
      const { designType } = field;
      if (typeof classOf !== 'function' || isClass(classOf))
        field.fail(`found ${nameOf(classOf)}, expected a function that gives the class: () => TheClass`);
      if (container !== undefined) field.typeOr(undefined, [container]);
      else if (designType !== undefined && designType !== Object && designType !== Function && isBuiltIn(designType))
        field.fail(
          `has the type ${designType.name}, but ${decorator} goes on an instance of a class${hintFor(designType, decorator)}`,
        );
      return wrap(classCodec(() => checkedClass(field, decorator, classOf)));
    });
  };
}

function checkedClass(field: FieldSite, decorator: string, classOf: () => unknown): Class {
  let Class: unknown;
  try {
    Class = classOf();
  } catch (error) {
    return field.fail(`found a function for the class that throws ${thrownText(error)}, expected one that gives it`);
  }
  if (!isConstructor(Class)) {
    const fault = `found ${nameOf(Class)} for the class, expected a class; is it imported as a type, or in a circle?`;
    return field.fail(fault);
  }
  if (isBuiltIn(Class)) {
    const fault = `found ${Class.name} for the class, but ${decorator} takes classes of your own, whose fields are declared`;
    return field.fail(`${fault}; a list, or a plain object, of other values is a field with @Persisted()`);
  }
  return Class as Class;
}

const PLAIN_CODECS = new Map<Function, Codec>([
  [String, stringCodec],
  [Number, numberCodec],
  [Boolean, booleanCodec],
  [BigInt, bigintCodec],
  [Array, jsonListCodec],
  [Object, jsonValueCodec],
]);

function plainCodec(field: FieldSite, option: Function | undefined): Codec {
  const type = field.typeOr(option, [...PLAIN_CODECS.keys()]) ?? field.designType;
  if (type !== undefined) return PLAIN_CODECS.get(type) as Codec;
  return field.fail(
    'has no type at run time; say it: @Persisted({ type: Number }). TypeScript, swc and Vite 8 emit types with "emitDecoratorMetadata": true; esbuild, tsx and Vite before 8 never do',
  );
}

function containerOf(
  field: FieldSite,
  dtype: DType,
  { as, shape, type: option, nullable }: NdArrayOptions & { as?: Container },
): Pick<ArrayDeclaration, 'container' | 'isGuessed'> {
  if (as !== undefined) {
    if (typeof as !== 'function')
      field.fail(`found ${inspected(as)} for "as", expected a function (data, shape) => container`);
    return { container: as, isGuessed: false };
  }
  const { TypedArray } = dtypeTraits(dtype);
  const type = field.typeOr(option, [TypedArray, Array, Object]);
  const rank = shape?.length ?? 1;
  if (type === TypedArray && rank !== 1) {
    field.fail(
      `is a ${TypedArray.name}, which has one axis, found a shape of ${rank}; declare it as NdArray<${TypedArray.name}> for ${rank} axes`,
    );
  }
  if (type === TypedArray) return { container: 'typed-array', isGuessed: false };
  if (type === Array) return { container: 'lists', isGuessed: false };
  if (type === Object) return { container: 'nd-array', isGuessed: false };
  // The compiler says Object of NdArray, and of a typed array that may be null; or it says nothing at all.
  const isTypedArray = rank === 1 && (field.designType === undefined || nullable === true);
  return { container: isTypedArray ? 'typed-array' : 'nd-array', isGuessed: true };
}

const isDeclaredShape = (shape: unknown): boolean =>
  Array.isArray(shape) && shape.every((length) => length === null || (Number.isSafeInteger(length) && length >= 0));

/** Tells a class from any other function. */
const isClass = (value: Function): boolean => /^class\b/.test(Function.prototype.toString.call(value));
