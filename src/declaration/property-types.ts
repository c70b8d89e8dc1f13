import type { NdArray } from '../codecs/array/nd-array.js';
import type { Class } from '../mapping/class.js';
import type { DType, ElementOf, TypedArrays } from '../model/dtypes.js';

/** Nothing where a property's type is right; where it is wrong, what the compiler is to say. */
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

/** Tells whether a value may be undefined and its field may not. Without strictNullChecks everything may be undefined. */
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

/** No property's name is of this type: the compiler's complaint shows the message. */
interface Expected<Message extends string> {
  readonly expected: Message;
}

/** What `@Persisted()` cannot hold, on its own or in a union. */
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
/** One container and no other, for the declaration has to tell what comes back. */
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

// The third parameter of a decorator is what the compiler gives for an accessor.

/** A decorator for properties of plain JSON values. */
export type PersistedField<Optional extends boolean = boolean> = <Target extends object, Key extends string>(
  target: Target,
  property: Key &
    Fits<
      Target,
      Key,
      Optional,
      { [P in keyof Target]-?: IsPlain<Target[P]> },
      'plain JSON values; for others there are @IsoDate, @NdArray, @Nested, @NestedList and @NestedMap'
    >,
  descriptor?: PropertyDescriptor,
) => void;
/** A decorator for classes. */
export type PersistedClass = (target: Class) => void;
/** A decorator for properties of dates. */
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
/** A decorator for properties of arrays of a dtype. */
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
/** A decorator for properties that take a value. */
export type FieldOf<Value, Message extends string, Optional extends boolean = boolean> = <
  Target extends object,
  Key extends string,
>(
  target: Target,
  property: Key & Fits<Target, Key, Optional, { [P in keyof Target]-?: Is<Value, NonNullable<Target[P]>> }, Message>,
  descriptor?: PropertyDescriptor,
) => void;
