import type { NdArray } from '../codecs/array/array-declaration.js';
import type { Class } from '../mapping/class.js';
import type { DType, ElementOf, TypedArrays } from '../model/dtypes.js';

// The types of properties that each decorator takes, checked by the compiler. A decorator's second parameter is the name of its property;
// here its type is `Key & Fits<…>`. If the property's type is right, `Fits` is `unknown`, and the intersection is the name. If it is wrong,
// `Fits` is `Expected<…>`, which no name is, and the compiler's error shows what was expected:
//
//     @IsoDate() length!: number;
//     error TS1240: Unable to resolve signature of property decorator when called as an expression.
//       Argument of type '"length"' is not assignable to parameter of type '"length" & Expected<"a Date or a string">'.

/** `unknown` if the type of a property is right, else {@link Expected} with what is expected. */
type Fits<
  Target,
  Key,
  Optional extends boolean,
  IsRight extends Record<PropertyKey, boolean>,
  Message extends string,
> = Key extends keyof Target
  ? IsRight[Key & keyof IsRight] extends true
    ? LacksOptional<Target[Key], Optional> extends true
      ? Expected<'{ optional: true }, for the property may be undefined'>
      : unknown
    : Expected<Message>
  : Expected<'a public property in the body of the class: the compiler shows no decorator the type of a private or protected one'>;

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

/** A type that no property's name has. The compiler's error shows the message. */
interface Expected<Message extends string> {
  readonly expected: Message;
}

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
  | symbol
  | ((...args: never[]) => unknown);
type WeakKeyCollections = WeakMap<WeakKey, unknown> | WeakSet<WeakKey>;

type IsAny<T> = 0 extends 1 & T ? true : false;
type Is<Value, Right> = IsAny<Value> extends true ? true : [NonNullable<Value>] extends [Right] ? true : false;
type IsPlain<Value> =
  IsAny<Value> extends true ? true : [Extract<NonNullable<Value>, NotPlain>] extends [never] ? true : false;
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

// The third parameter of the decorators below is the descriptor that the compiler passes for an accessor.

/** The decorator of a property with plain JSON values. */
export type PersistedField<Optional extends boolean = boolean> = <Target extends object, Key extends string>(
  target: Target,
  property: Key &
    Fits<
      Target,
      Key,
      Optional,
      { [P in keyof Target]-?: IsPlain<Target[P]> },
      'plain JSON values; a value of another type needs the decorator for its type'
    >,
  descriptor?: PropertyDescriptor,
) => void;
/** The decorator of a class. */
export type PersistedClass = (target: Class) => void;
/** The decorator of a property with a date. */
export type IsoDateField<Optional extends boolean = boolean> = <Target extends object, Key extends string>(
  target: Target,
  property: Key &
    Fits<
      Target,
      Key,
      Optional,
      { [P in keyof Target]-?: Is<Target[P], Date> extends true ? true : Is<Target[P], string> },
      'a Date or a string'
    >,
  descriptor?: PropertyDescriptor,
) => void;
/** The decorator of a property with an array of a dtype. */
export type NdArrayField<D extends DType, Optional extends boolean = boolean> = <
  Target extends object,
  Key extends string,
>(
  target: Target,
  property: Key &
    Fits<
      Target,
      Key,
      Optional,
      { [P in keyof Target]-?: IsArrayOf<D, Target[P]> },
      `the typed array of ${D}, nested lists of its elements, or NdArray of the typed array`
    >,
  descriptor?: PropertyDescriptor,
) => void;
/** The decorator of a property to which a `Value` can be assigned. */
export type FieldOf<Value, Message extends string, Optional extends boolean = boolean> = <
  Target extends object,
  Key extends string,
>(
  target: Target,
  property: Key & Fits<Target, Key, Optional, { [P in keyof Target]-?: Is<Value, NonNullable<Target[P]>> }, Message>,
  descriptor?: PropertyDescriptor,
) => void;
/** The decorator of a property with a codec, which gives `Out` and takes `In`. */
export type StoredField<Out, In, Optional extends boolean = boolean> = <Target extends object, Key extends string>(
  target: Target,
  property: Key &
    Fits<
      Target,
      Key,
      Optional,
      { [P in keyof Target]-?: HoldsStored<Target[P], Out, In, Optional> },
      'the type of what the codec gives'
    >,
  descriptor?: PropertyDescriptor,
) => void;

type HoldsStored<Value, Out, In, Optional> =
  IsAny<Value> extends true
    ? true
    : [Out] extends [Value]
      ? [Optional extends true ? Exclude<Value, undefined> : Value] extends [In]
        ? true
        : false
      : false;
