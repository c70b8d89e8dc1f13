import type { NdArray } from '../codecs/array/array-declaration.js';
import type { Reference } from '../codecs/reference.js';
import type { Class } from '../mapping/class.js';
import type { DType, ElementOf, TypedArrays } from '../model/dtypes.js';
import type { Codec } from './codec.js';

// The types of properties that each decorator takes, checked by the compiler in both protocols. A decorator's second parameter is its
// place: the name of the property, or a context of TC39. Here its type is `At & Fits<…>`. If the property's type is right, `Fits` is
// `unknown`, and the intersection is the place. If it is wrong, `Fits` is `Expected<…>`, which no place is, and the compiler's error shows
// what was expected:
//
//     @IsoDate() length!: number;
//     error TS1240: Unable to resolve signature of property decorator when called as an expression.
//       Argument of type '"length"' is not assignable to parameter of type '"length" & Expected<"a Date or a string">'.

/** Where a decorator of a property stands. */
type Place =
  | string
  | ClassFieldDecoratorContext
  | ClassAccessorDecoratorContext
  | ClassGetterDecoratorContext
  | ClassSetterDecoratorContext;

/** The type of the property at a place; {@link NotShown} if the compiler does not show it. */
type PropertyAt<Target, At> = At extends string
  ? Member<Target, At>
  : At extends MemberContext<infer Owner, infer Name>
    ? Member<Owner, Name>
    : NotShown;
interface MemberContext<Owner, Name extends string> {
  readonly name: Name;
  readonly static: false;
  readonly access: { has(owner: Owner): boolean };
}
type Member<Owner, Name> = Name extends keyof Owner ? Owner[Name] : NotShown;
interface NotShown {
  readonly [NOT_SHOWN]: unknown;
}
declare const NOT_SHOWN: unique symbol;

/** A type that no place has. The compiler's error shows the message. */
interface Expected<Message extends string> {
  readonly expected: Message;
}
/** A type that no place has. The compiler's error shows the type that the property should have, and where it comes from. */
interface ExpectedType<From extends string, Type> {
  readonly expected: { readonly from: From; readonly type: Type };
}

/** `unknown` if the type of a property is right, and what its field has by default fits it, else what is expected. */
type Fits<Value, Optional extends boolean, Fault, Default = never> =
  Is<Value, NotShown> extends true
    ? IsAny<Value> extends true
      ? unknown
      : Expected<'a public property in the body of the class: the compiler shows no decorator the type of a private or protected one'>
    : unknown extends Fault
      ? LacksOptional<Value, Optional> extends true
        ? Expected<'{ optional: true }, for the property may be undefined'>
        : Unless<[Default] extends [Value] ? true : false, ExpectedType<'the property, for the option default', Value>>
      : Fault;

/** `true` if a property may be undefined and its field may not. Without strictNullChecks every property may be undefined: then `false`. */
type LacksOptional<Value, Optional extends boolean> = [Optional, undefined extends 0 ? false : true] extends [
  false,
  true,
]
  ? unknown extends Value
    ? false
    : undefined extends Value
      ? true
      : false
  : false;

/** `unknown` if a condition holds, else the fault. */
type Unless<Condition extends boolean, Fault> = Condition extends true ? unknown : Fault;
type IsAny<T> = 0 extends 1 & T ? true : false;
type IsNever<T> = [T] extends [never] ? true : false;
/** `true` if two types are identical, not only assignable to each other. */
export type IsSame<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
type Is<Value, Right> =
  IsAny<Value> extends true
    ? true
    : IsNever<Value> extends true
      ? false
      : [NonNullable<Value>] extends [Right]
        ? true
        : false;

// ── Plain values ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Types that `@Persisted()` cannot store, neither alone nor in a union. */
type NotPlain =
  | Date
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | WeakKeyCollections
  | ArrayBufferView
  | ArrayBufferLike
  | PromiseLike<unknown>
  | RegExp
  | Error
  | Reference
  | symbol
  | ((...args: never[]) => unknown);
type WeakKeyCollections = WeakMap<WeakKey, unknown> | WeakSet<WeakKey>;

type IsPlain<Value> =
  IsAny<Value> extends true ? true : [Extract<NonNullable<Value>, NotPlain>] extends [never] ? true : false;

/** The types that the option `type` of `@Persisted()` may say. */
export type PlainType =
  | typeof String
  | typeof Number
  | typeof Boolean
  | typeof BigInt
  | typeof Array
  | typeof Object
  | undefined;

/** `true` if a property may have the type that the option says. */
type IsOfType<Value, Type> = unknown extends Value ? true : [NonNullable<Value>] extends [ValueOf<Type>] ? true : false;
type ValueOf<Type> = Type extends typeof String
  ? string
  : Type extends typeof Number
    ? number
    : Type extends typeof Boolean
      ? boolean
      : Type extends typeof BigInt
        ? bigint
        : Type extends typeof Array
          ? readonly unknown[]
          : unknown;

type PlainFault<Value, At, Type> =
  IsPlain<Value> extends false
    ? Expected<'plain JSON values; a value of another type needs the decorator for its type, or @Stored() with a codec'>
    : IsNever<Type> extends true
      ? unknown
      : Type extends undefined
        ? At extends string
          ? unknown
          : Expected<'the option type, such as { type: Number }, or @Stored(): compilers emit no types for TC39 decorators'>
        : Unless<IsOfType<Value, Type>, ExpectedType<'the option type', ValueOf<Type>>>;

/** The decorator of a property with plain JSON values, whose type an option says. */
export type PersistedField<Optional extends boolean, Type extends PlainType, Default = never> = <
  Target,
  At extends Place,
>(
  target: Target,
  place: At & Fits<PropertyAt<Target, At>, Optional, PlainFault<PropertyAt<Target, At>, At, Type>, Default>,
  descriptor?: PropertyDescriptor,
) => void;
/** The decorator of a class, or of a property with plain JSON values. */
export type PersistedWithoutOptions = <Target, At extends Place | ClassDecoratorContext>(
  target: Target,
  place?: At &
    (At extends ClassDecoratorContext
      ? unknown
      : Fits<PropertyAt<Target, At>, false, PlainFault<PropertyAt<Target, At>, At, undefined>>),
  descriptor?: PropertyDescriptor,
) => void;

// ── Dates and arrays ────────────────────────────────────────────────────────────────────────────────────────────────

/** The decorator of a property with a date. */
export type IsoDateField<Optional extends boolean = boolean, Default = never> = <Target, At extends Place>(
  target: Target,
  place: At & Fits<PropertyAt<Target, At>, Optional, DateFault<PropertyAt<Target, At>>, Default>,
  descriptor?: PropertyDescriptor,
) => void;
type DateFault<Value> =
  Is<Value, Date> extends true ? unknown : Unless<Is<Value, string>, Expected<'a Date or a string'>>;

/** `true` for one container alone. A union of containers is wrong: loading has to know which of them to make. */
type IsArrayOf<D extends DType, Value> =
  Is<Value, TypedArrays[D]> extends true
    ? true
    : Is<Value, Lists<ElementOf<D>>> extends true
      ? true
      : IsNdArray<D, NonNullable<Value>>;
type IsNdArray<D extends DType, Value> = [Value] extends [NdArray<TypedArrays[D]>]
  ? [NdArray<TypedArrays[D]>] extends [Value]
    ? true
    : false
  : false;
type Lists<Element> = readonly (Element | Lists<Element>)[];

/** The decorator of a property with an array of a dtype. */
export type NdArrayField<D extends DType, Optional extends boolean = boolean, Default = never> = <
  Target,
  At extends Place,
>(
  target: Target,
  place: At & Fits<PropertyAt<Target, At>, Optional, ArrayFault<D, PropertyAt<Target, At>>, Default>,
  descriptor?: PropertyDescriptor,
) => void;
type ArrayFault<D extends DType, Value> = Unless<
  IsArrayOf<D, Value>,
  Expected<`the typed array of ${D}, nested lists of its elements, or NdArray of the typed array`>
>;

/** The decorator of a property with an array that a function of the user builds. */
export type BuiltField<Built, Optional extends boolean = boolean, Default = never> = <Target, At extends Place>(
  target: Target,
  place: At &
    Fits<
      PropertyAt<Target, At>,
      Optional,
      Unless<Is<Built, NonNullable<PropertyAt<Target, At>>>, Expected<'the type of what "as" makes'>>,
      Default
    >,
  descriptor?: PropertyDescriptor,
) => void;

// ── Codecs and instances ────────────────────────────────────────────────────────────────────────────────────────────

/** The decorator of a property with a codec, which gives `Out` and takes `In`. */
export type StoredField<Out, In, Optional extends boolean = boolean> = <Target, At extends Place>(
  target: Target,
  place: At & Fits<PropertyAt<Target, At>, Optional, StoredFault<PropertyAt<Target, At>, Out, In>>,
  descriptor?: PropertyDescriptor,
) => void;
/** `unknown` if a property has the type of a codec, else what is expected. */
type StoredFault<Value, Out, In> = Unless<Holds<Exclude<Value, undefined>, Out, In>, ExpectedType<'the codec', Out>>;

/** The decorator of a property with instances: `Out` when it is loaded, `In` when it is saved. It may be null too. */
export type NestedField<Out, In, Message extends string, Optional extends boolean = boolean, Default = never> = <
  Target,
  At extends Place,
>(
  target: Target,
  place: At &
    Fits<
      PropertyAt<Target, At>,
      Optional,
      Unless<Holds<NonNullable<PropertyAt<Target, At>>, Out, In>, Expected<Message>>,
      Default
    >,
  descriptor?: PropertyDescriptor,
) => void;

/** `true` if what a codec gives fits a property, what the property may hold fits the codec, and the property names no other types. */
type Holds<Value, Out, In> = true extends IsAny<Value> | IsNever<Out>
  ? true
  : [Out] extends [Value]
    ? [Value] extends [In]
      ? IsNever<Unlisted<Value, Out | In>>
      : false
    : false;

/**
 * The types that a property names and a codec does not, at any depth: a subclass in a union, whose instances would be assignable. `Known` is
 * all that the codec names at that depth. Classes count as one if they are identical, also in their structure.
 */
type Unlisted<Value, Known, Union = Value> = unknown extends Known
  ? never
  : Value extends Primitive | ArrayBufferView
    ? never
    : IsSame<Members<Union, Value>, Members<Known, Value>> extends true
      ? never
      : Value extends readonly (infer Item)[]
        ? Unlisted<Item, ItemOf<Known>>
        : Value extends ReadonlyMap<infer Key, infer Item>
          ? Unlisted<Key, KeyOf<Known>> | Unlisted<Item, ItemOf<Known>>
          : Value extends ReadonlySet<infer Item>
            ? Unlisted<Item, ItemOf<Known>>
            : UnlistedInObject<Value, Extract<Known, PlainObject>>;
type UnlistedInObject<Value, Known> = [Known] extends [never]
  ? Value
  : { [P in keyof Value]-?: Unlisted<Value[P], P extends keyof Known ? Known[P] : never> }[keyof Value];

type Primitive = string | number | bigint | boolean | symbol | null | undefined;
/** What the types of objects extend that are written as such. Classes and interfaces do not. */
type PlainObject = { readonly [key: string]: unknown };
/** The members of a union that are identical to a type. */
type Members<Union, Type> = Union extends unknown ? (IsSame<Union, Type> extends true ? Union : never) : never;
type ItemOf<Container> = Container extends readonly (infer Item)[]
  ? Item
  : Container extends ReadonlyMap<unknown, infer Item>
    ? Item
    : Container extends ReadonlySet<infer Item>
      ? Item
      : never;
type KeyOf<Container> = Container extends ReadonlyMap<infer Key, unknown> ? Key : never;

/** The decorator of a property with all members that no field names. */
export type RestField = <Target, At extends Place>(
  target: Target,
  place: At &
    Fits<PropertyAt<Target, At>, true, Unless<IsRest<PropertyAt<Target, At>>, Expected<'Record<string, unknown>'>>>,
  descriptor?: PropertyDescriptor,
) => void;
type IsRest<Value> =
  IsAny<Value> extends true
    ? true
    : [Record<string, unknown>, Value] extends [Value, Readonly<Record<string, unknown>>]
      ? true
      : false;
/** The names of the properties of a class that can hold all members that no field names. */
export type RestPropertyOf<T> =
  IsAny<T> extends true ? string : { [P in keyof T]: IsRest<T[P]> extends true ? P : never }[keyof T] & string;

// ── Fields without decorators ───────────────────────────────────────────────────────────────────────────────────────

/** `unknown` for each field of a class with a codec that fits its property, else what is expected. */
export type FittingFields<T, Fields> = {
  readonly [P in keyof Fields]: P extends keyof T
    ? FieldFits<T[P], Fields[P]>
    : Expected<'the name of a public property'>;
};
/**
 * The type of what a default gives. The compiler takes `new Set()` for a Set of unknown elements here, where it does not see the codec.
 */
type ValueOfDefault<Default> = Default extends () => infer Value
  ? IsSame<Value, Set<unknown>> extends true
    ? never
    : Value
  : Default;
type FieldFits<Value, Field> = Field extends { readonly optional: true; readonly default: unknown }
  ? Expected<'optional or default: a field with a default is never undefined'>
  : Field extends { readonly codec: Codec<infer Out, infer In> }
    ? Fits<
        Value,
        Field extends { readonly optional: infer Optional extends boolean } ? Optional : false,
        StoredFault<Value, Out, In>,
        Field extends { readonly default: infer Default } ? ValueOfDefault<Default> : never
      >
    : Field extends Codec<infer Out, infer In>
      ? Fits<Value, false, StoredFault<Value, Out, In>>
      : unknown;

/** The decorator of a class, with the codecs of fields that bear no decorator, and what its function `create` makes. */
export type PersistedClass<T extends object, Fields, Made> = (
  target: Class<T> & ClassFault<FittingFields<T, Fields>> & Unless<IsMade<Made, T>, ExpectedType<'create', T>>,
  context?: ClassDecoratorContext,
) => void;
/** `unknown` if all fields fit, else what is expected of those that do not. */
type ClassFault<Fitting> =
  IsNever<WrongKeys<Fitting>> extends true ? unknown : { readonly [P in WrongKeys<Fitting>]: Fitting[P] };
type WrongKeys<Fitting> = { [P in keyof Fitting]: unknown extends Fitting[P] ? never : P }[keyof Fitting];
type IsMade<Made, T> = [Made] extends [T] ? true : false;
