import type { NdArray } from './codecs/nd-array.js';
import type { DType, ElementOf, TypedArrays } from './dtypes.js';
import type { Class } from './plan.js';

/** Nothing where a property's type is right, a sentence that no property's name can be where it is wrong. */
type Fits<Target, Key, IsRight extends Record<PropertyKey, boolean>, Message extends string> = Key extends keyof Target
  ? IsRight[Key & keyof IsRight] extends true
    ? unknown
    : Message
  : Message;

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
      '@Persisted() goes on plain JSON values: use @IsoDate, @NdArray, @Nested, @NestedList or @NestedMap'
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
      '@IsoDate() goes on a Date or a string'
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
      `@NdArray('${D}') goes on its own typed array, nested lists of its elements, or NdArray of it`
    >,
) => void;
/** A decorator for properties that take a value. */
export type FieldOf<Value, Message extends string> = <Target extends object, Key extends string>(
  target: Target,
  property: Key & Fits<Target, Key, { [P in keyof Target]-?: Is<Value, NonNullable<Target[P]>> }, Message>,
) => void;
