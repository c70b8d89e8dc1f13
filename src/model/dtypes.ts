/** The typed array that holds the elements of each dtype. */
export interface TypedArrays {
  /** 0 and 1. */
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

/** Any typed array that a dtype is kept in. */
export type TypedArray = TypedArrays[DType];

/** An element as JavaScript has it: boolean for bool, bigint for the 64-bit integers, number for the rest. */
export type ElementOf<D extends DType> = D extends 'bool' ? boolean : D extends 'int64' | 'uint64' ? bigint : number;

interface DTypeRecord {
  readonly TypedArray: {
    new (elements: number): TypedArray;
    new (buffer: ArrayBufferLike, byteOffset: number, elements: number): TypedArray;
  };
  /** What an element has to be, for messages. */
  readonly expected: string;
  /** The element as its typed array holds it, or undefined if the dtype cannot hold it exactly. */
  readonly exact: (value: unknown) => number | bigint | undefined;
  /** The element as JavaScript has it, from what the typed array holds. */
  readonly live: (held: number | bigint) => boolean | number | bigint;
}

const itself = (held: number | bigint) => held;

const integer = (TypedArray: DTypeRecord['TypedArray'], min: number, max: number): DTypeRecord => ({
  TypedArray,
  expected: `an integer from ${min} to ${max}`,
  exact: (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max && !Object.is(value, -0)
      ? (value as number)
      : undefined,
  live: itself,
});

const bigInteger = (TypedArray: DTypeRecord['TypedArray'], min: bigint, max: bigint): DTypeRecord => ({
  TypedArray,
  expected: `an integer from ${min} to ${max}`,
  exact: (value) => {
    const whole = Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value as number) : value;
    return typeof whole === 'bigint' && whole >= min && whole <= max ? whole : undefined;
  },
  live: itself,
});

const DTYPES: { readonly [D in DType]: DTypeRecord } = {
  bool: {
    TypedArray: Uint8Array,
    expected: 'true or false',
    exact: (value) => (typeof value === 'boolean' ? Number(value) : undefined),
    live: (held) => held === 1,
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
    expected: 'a number that float32 holds exactly',
    exact: (value) => (typeof value === 'number' && Object.is(Math.fround(value), value) ? value : undefined),
    live: itself,
  },
  float64: {
    TypedArray: Float64Array,
    expected: 'a number',
    exact: (value) => (typeof value === 'number' ? value : undefined),
    live: itself,
  },
};

/** The names of all dtypes. */
export const dtypeNames = Object.keys(DTYPES) as readonly DType[];

/** Tells whether a text is the name of a dtype. */
export const isDType = (name: unknown): name is DType => typeof name === 'string' && Object.hasOwn(DTYPES, name);

/** What is known of a dtype. */
export const dtypeOf = (dtype: DType): DTypeRecord => DTYPES[dtype];
