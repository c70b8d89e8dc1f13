import type { NdArray } from './codecs/nd-array.js';
import type { DType, ElementOf, TypedArrays } from './dtypes.js';
import type { Class } from './plan.js';

/** Nothing where a property's type is right; where it is wrong, what the compiler is to say. */
type Fits<Target, Key, IsRight extends Record<PropertyKey, boolean>, Message extends string> = Key extends keyof Target
  ? IsRight[Key & keyof IsRight] extends true
    ? unknown
    : Expected<Message>
  : Expected<'a public property: the compiler shows no decorator the type of a private or protected one'>;

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

/** A decorator for properties of plain JSON values. */
export type PersistedField = <Target extends object, Key extends string>(
  target: Target,
  property: Key &
    Fits<
      Target,
      Key,
      { [P in keyof Target]-?: IsPlain<Target[P]> },
      'plain JSON values; for others there are @IsoDate, @NdArray, @Nested, @NestedList and @NestedMap'
    >,
) => void;
/** A decorator for classes. */
export type PersistedClass = (target: Class) => void;
/** A decorator for properties of dates. */
export type IsoDateField = <Target extends object, Key extends string>(
  target: Target,
  property: Key &
    Fits<
      Target,
      Key,
      { [P in keyof Target]-?: Is<Target[P], Date> extends true ? true : Is<Target[P], string> },
      'a Date or a string'
    >,
) => void;
/** A decorator for properties of arrays of a dtype. */
export type NdArrayField<D extends DType> = <Target extends object, Key extends string>(
  target: Target,
  property: Key &
    Fits<
      Target,
      Key,
      { [P in keyof Target]-?: IsArrayOf<D, Target[P]> },
      `the typed array of ${D}, nested lists of its elements, or NdArray of the typed array`
    >,
) => void;
/** A decorator for properties that take a value. */
export type FieldOf<Value, Message extends string> = <Target extends object, Key extends string>(
  target: Target,
  property: Key & Fits<Target, Key, { [P in keyof Target]-?: Is<Value, NonNullable<Target[P]>> }, Message>,
) => void;
