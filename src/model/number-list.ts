import { type DType, dtypeTraits, isBigintArray, isWithinDType, type TypedArray } from './dtypes.js';
import type { NestedList } from './elements.js';
import { markAt, withMarks } from './marked-nans.js';
import type { TreeScalar } from './tree-scalar.js';

/**
 * A long list of numbers, or of rows of numbers that are all alike, as a reader makes it. In a tree it stands for the nested lists of its
 * scalars: numbers, and also bigints, booleans, null and the names of numbers that are not finite.
 *
 * The scalars are in blocks, each in the smallest dtype that holds them exactly: until the class says the dtype of the array, the list takes no
 * more memory than the array will.
 */
export class NumberList {
  readonly #blocks: readonly NumberBlock[];

  /** @param shape - the length of each axis; at least one. The blocks have as many scalars, in C order. */
  constructor(
    readonly shape: readonly number[],
    blocks: readonly NumberBlock[],
  ) {
    this.#blocks = blocks;
  }

  /** Makes a list of doubles. */
  static of(values: Float64Array): NumberList {
    return new NumberList([values.length], [new NumberBlock('float64', values)]);
  }

  /** The number of items: of rows, if there are rows. */
  get length(): number {
    return this.shape[0] as number;
  }

  /** The number of scalars. */
  get size(): number {
    return this.#blocks.reduce((size, { length }) => size + length, 0);
  }

  get blocks(): readonly NumberBlock[] {
    return this.#blocks;
  }

  /** True if all scalars are what JavaScript has for JSON: no bigints, and no numbers that have to keep their text. */
  get isPlain(): boolean {
    return this.#blocks.every(({ isPlain }) => isPlain);
  }

  /** Returns the items as a plain list: scalars, or nested lists of them. */
  items(): NestedList<TreeScalar> {
    return nested(this.scalars(), this.shape);
  }

  /** Returns all scalars, in C order. */
  scalars(): TreeScalar[] {
    return this.#blocks.length === 1
      ? (this.#blocks[0] as NumberBlock).scalars()
      : this.#blocks.flatMap((block) => block.scalars());
  }
}

/** Returns scalars in C order as nested lists. */
export function nested(scalars: readonly TreeScalar[], shape: readonly number[]): NestedList<TreeScalar> {
  let items: NestedList<TreeScalar> = [...scalars];
  for (let axis = shape.length - 1; axis > 0; axis--) {
    const length = shape[axis] as number;
    const rows = new Array<NestedList<TreeScalar>>(items.length / length);
    for (let row = 0; row < rows.length; row++) rows[row] = items.slice(row * length, (row + 1) * length);
    items = rows;
  }
  return items;
}

/** Some consecutive scalars of a {@link NumberList}. */
export class NumberBlock {
  #values: TypedArray | TreeScalar[];
  readonly length: number;

  /**
   * @param dtype - undefined if no dtype holds the scalars: then the values are the scalars themselves.
   * @param hasMarks - true if NaNs among the doubles stand for other scalars (see {@link withMarks}).
   */
  constructor(
    readonly dtype: DType | undefined,
    values: TypedArray | TreeScalar[],
    readonly hasMarks = false,
  ) {
    this.#values = values;
    this.length = values.length;
  }

  /** What the typed array of the dtype holds for the scalars; the scalars themselves if there is no dtype. */
  get values(): TypedArray | TreeScalar[] {
    return this.#values;
  }

  get isPlain(): boolean {
    return this.dtype !== undefined && !isBigintArray(this.#values as TypedArray);
  }

  /** True if the typed array of a dtype takes the values as they are. */
  isWithin(dtype: DType): boolean {
    return this.dtype !== undefined && !this.hasMarks && isWithinDType(this.dtype, dtype);
  }

  every(test: (scalar: TreeScalar) => boolean): boolean {
    for (let index = 0; index < this.length; index++) if (!test(this.at(index))) return false;
    return true;
  }

  /** Returns the scalar at an index, as the reader of a short list makes it. */
  at(index: number): TreeScalar {
    const value = this.#values[index] as TreeScalar;
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    if (this.dtype === 'bool') return value === 1;
    return this.hasMarks && Number.isNaN(value) ? markAt(this.#values as Float64Array, index) : value;
  }

  scalars(): TreeScalar[] {
    if (this.dtype === undefined) return [...(this.#values as TreeScalar[])];
    if (this.isPlain && this.dtype !== 'bool' && !this.hasMarks) return Array.from(this.#values as Float64Array);
    return Array.from({ length: this.length }, (_, index) => this.at(index));
  }

  /** Gives the memory back, as nobody needs the scalars any more. The memory of a large block is free at once, and not when V8 collects garbage. */
  release(): void {
    const values = this.#values;
    this.#values = [];
    const buffer = (values as Partial<TypedArray>).buffer as ResizableBuffer | undefined;
    if (buffer?.resizable) buffer.resize(0);
  }
}

/** An ArrayBuffer that can be resized, which the library of TypeScript does not have yet. */
interface ResizableBuffer extends ArrayBuffer {
  readonly resizable: boolean;
  resize(bytes: number): void;
}

/** Allocates a typed array whose memory {@link NumberBlock.release} gives back at once. */
export function releasableArray(dtype: DType, elements: number): TypedArray {
  const { TypedArray } = dtypeTraits(dtype);
  const bytes = elements * TypedArray.BYTES_PER_ELEMENT;
  const Resizable = ArrayBuffer as unknown as new (bytes: number, options: { maxByteLength: number }) => ArrayBuffer;
  return new TypedArray(new Resizable(bytes, { maxByteLength: bytes }), 0, elements);
}

/** True if a tree is a list, in either way. */
export const isList = (tree: unknown): tree is unknown[] | NumberList =>
  Array.isArray(tree) || tree instanceof NumberList;
