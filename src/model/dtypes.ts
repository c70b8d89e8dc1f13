// Everything that the library has to know of a dtype is in this file: to add one, add its typed array to `TypedArrays` and its row to
// `DTYPES`. Code elsewhere asks for the traits of a dtype. It names a dtype only for a faster way (float64), for the distance of two floats
// in ULPs (float32), or for a type of DuckDB.

/** The typed array that holds the elements of each dtype. */
export interface TypedArrays {
  /** Each element is 0 or 1. */
  bool: Uint8Array;
  int8: Int8Array;
  uint8: Uint8Array;
  int16: Int16Array;
  uint16: Uint16Array;
  int32: Int32Array;
  uint32: Uint32Array;
  int64: BigInt64Array;
  uint64: BigUint64Array;
  float32: Float32Array;
  float64: Float64Array;
}

/**
 * The type of an array's elements, by its NumPy name.
 * @see https://numpy.org/doc/stable/reference/arrays.scalars.html#sized-aliases
 */
export type DType = keyof TypedArrays;

/** A typed array of any dtype. */
export type TypedArray = TypedArrays[DType];

type BigintArray = BigInt64Array | BigUint64Array;

/** The type of an element in JavaScript: boolean for bool, bigint for integers of 64 bits, number for all others. */
export type ElementOf<D extends DType> = D extends 'bool'
  ? boolean
  : TypedArrays[D] extends BigintArray
    ? bigint
    : number;

/** What the elements of a dtype are: booleans, integers that a double holds, integers of 64 bits, or floats. */
export type ElementKind = 'bool' | 'integer' | 'bigint' | 'float';

interface TypedArrayConstructor<Values extends TypedArray> {
  readonly BYTES_PER_ELEMENT: number;
  new (elements: number): Values;
  new (buffer: ArrayBufferLike, byteOffset: number, elements: number): Values;
}

interface DTypeTraits<Values extends TypedArray = TypedArray> {
  readonly TypedArray: TypedArrayConstructor<Values>;
  readonly kind: ElementKind;
  /** The least and the greatest element of an integer dtype. */
  readonly range?: { readonly min: bigint; readonly max: bigint };
  /** What an element has to be, in the words of a message. */
  readonly expected: string;
  /** What to do with a number that the dtype cannot hold, in the words of a message. */
  readonly remedy?: string;
  /** Returns what the typed array holds for a JavaScript value; undefined if the dtype cannot hold the value exactly. */
  readonly toHeld: (value: unknown) => number | bigint | undefined;
  /** Returns the JavaScript value of what the typed array holds. */
  readonly toElement: (held: number | bigint) => boolean | number | bigint;
}

const itself = (held: number | bigint) => held;

const integer = <Values extends TypedArray>(
  TypedArray: TypedArrayConstructor<Values>,
  min: number,
  max: number,
): DTypeTraits<Values> => ({
  TypedArray,
  kind: 'integer',
  range: { min: BigInt(min), max: BigInt(max) },
  expected: `an integer from ${min} to ${max}`,
  toHeld: (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max && !Object.is(value, -0)
      ? (value as number)
      : undefined,
  toElement: itself,
});

const bigInteger = <Values extends BigintArray>(
  TypedArray: TypedArrayConstructor<Values>,
  min: bigint,
  max: bigint,
): DTypeTraits<Values> => ({
  TypedArray,
  kind: 'bigint',
  range: { min, max },
  expected: `an integer from ${min} to ${max}`,
  toHeld: (value) => {
    const whole = Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value as number) : value;
    return typeof whole === 'bigint' && whole >= min && whole <= max ? whole : undefined;
  },
  toElement: itself,
});

const DTYPES: { readonly [D in DType]: DTypeTraits<TypedArrays[D]> } = {
  bool: {
    TypedArray: Uint8Array,
    kind: 'bool',
    expected: 'true or false',
    toHeld: (value) => (typeof value === 'boolean' ? Number(value) : undefined),
    toElement: (held) => held === 1,
  },
  int8: integer(Int8Array, -128, 127),
  uint8: integer(Uint8Array, 0, 255),
  int16: integer(Int16Array, -32768, 32767),
  uint16: integer(Uint16Array, 0, 65535),
  int32: integer(Int32Array, -2147483648, 2147483647),
  uint32: integer(Uint32Array, 0, 4294967295),
  int64: bigInteger(BigInt64Array, -(2n ** 63n), 2n ** 63n - 1n),
  uint64: bigInteger(BigUint64Array, 0n, 2n ** 64n - 1n),
  float32: {
    TypedArray: Float32Array,
    kind: 'float',
    expected: 'a number that float32 holds exactly',
    remedy: 'give Math.fround(…), or declare float64',
    toHeld: (value) => (typeof value === 'number' && Object.is(Math.fround(value), value) ? value : undefined),
    toElement: itself,
  },
  float64: {
    TypedArray: Float64Array,
    kind: 'float',
    expected: 'a number',
    toHeld: (value) => (typeof value === 'number' ? value : undefined),
    toElement: itself,
  },
};

/** The names of all dtypes. */
export const dtypeNames = Object.keys(DTYPES) as readonly DType[];

/** True if a value is the name of a dtype. */
export const isDType = (name: unknown): name is DType => typeof name === 'string' && Object.hasOwn(DTYPES, name);

/** Returns the traits of a dtype. In a loop over elements, call it before the loop. */
export const dtypeTraits = (dtype: DType): DTypeTraits => DTYPES[dtype];

/** True if each element of a dtype is an element of another one, whose typed array takes it as it is. */
export function isWithinDType(dtype: DType, other: DType): boolean {
  if (dtype === other) return true;
  const [inner, outer] = [DTYPES[dtype], DTYPES[other]];
  if (other === 'float64') return inner.kind === 'float' || inner.kind === 'integer';
  if (inner.kind !== 'integer' || outer.kind !== 'integer' || !inner.range || !outer.range) return false;
  return inner.range.min >= outer.range.min && inner.range.max <= outer.range.max;
}

/** Returns what the elements of a dtype are; undefined if the dtype is not known. */
export const elementKindOf = (dtype: DType | undefined): ElementKind | undefined =>
  dtype === undefined ? undefined : DTYPES[dtype].kind;

/** True if a typed array holds floats. */
export const isFloatArray = (values: TypedArray): boolean =>
  Object.values(DTYPES).some(({ kind, TypedArray }) => kind === 'float' && values instanceof TypedArray);

/** True if a typed array holds bigints. */
export const isBigintArray = (values: TypedArray): values is BigintArray =>
  values instanceof BigInt64Array || values instanceof BigUint64Array;

/**
 * The dtypes of an array whose file does not say its dtype. Its elements are read as the first of these that holds all of them.
 */
export const UNDECLARED_DTYPES = ['float64', 'int64', 'uint64'] as const;

/** Returns the dtype as which an array was read whose file does not say its dtype. */
export const undeclaredDTypeOf = (values: TypedArray): DType =>
  UNDECLARED_DTYPES.find((dtype) => values instanceof DTYPES[dtype].TypedArray) ?? 'float64';
