import { bufferOf } from '../json/bytes.js';
import { newReadingState } from '../json/kernel/kernel.js';
import { type ArrayLabels, type LabelsOrNone, labelsOf } from '../model/array-labels.js';
import { type DType, dtypeTraits, isBigintArray, type TypedArray } from '../model/dtypes.js';
import { ArrayPlace, type Elements, type Missing, sizeOf } from '../model/elements.js';
import { FormatError, IntegrityError } from '../model/errors.js';
import { LIMITS, type Limits } from '../model/limits.js';
import { excerpt } from '../model/message-text.js';
import { type Place, pointerOfPlace } from '../model/place.js';
import { isSameList } from '../model/same-list.js';
import { BytesSource, piecesOf } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import { ArrayReader } from './array-reader.js';
import type { ElementSink } from './element-sinks.js';
import { LayoutMismatch } from './layout-mismatch.js';
import { readSeal } from './seal.js';

/** Statistics of the elements of an array. The lowest, the highest and the mean leave NaN out. */
export interface ArrayStatistics {
  /** The number of elements that are NaN. */
  readonly nan: number;
  /** The lowest element, a bigint for 64-bit integers; undefined if there is no element but NaN. */
  readonly min: number | bigint | undefined;
  /** The highest element, as for `min`. */
  readonly max: number | bigint | undefined;
  /** The mean, always a number; undefined if there is no element but NaN. */
  readonly mean: number | undefined;
}

/** A file whose arrays are read later. */
export interface FileOfArrays {
  readonly path: string;
  readonly size: number;
  readonly seal: string;
  /** Opens the file once more. */
  open(): Promise<Source>;
  readonly limits?: Limits | undefined;
}

/** The memory or file that has the elements of a {@link StoredArray}. */
interface ElementSource {
  /** All elements; undefined if they are not in memory. */
  readonly values: TypedArray | undefined;
  /** Yields the elements from `start` up to `end` in pieces, each in memory of its own. */
  pieces(start: number, end: number): AsyncGenerator<TypedArray>;
}

/**
 * An array of a file. Its elements are in memory, or are read when a caller asks for them: all, or a range. It cannot be changed, but for
 * its elements in memory.
 */
export class StoredArray {
  readonly #elements: ElementSource;
  /** The dtype by NumPy's name; undefined in an unsealed file, which does not name it. */
  readonly dtype: DType | undefined;
  /** The length of each axis. */
  readonly shape: readonly number[];
  /** Null if the file has `null` for each NaN, as the option `missing` of the class says. */
  readonly missing: null | undefined;
  /** The unit of the numbers, as the class declares it; undefined if the file has none. */
  readonly unit: string | undefined;
  /** A name for each axis, as the class declares them; undefined if the file has none. */
  readonly axes: readonly string[] | undefined;
  /** The key of the array, in the same object, that has the x of each number, as the class declares it; undefined if the file has none. */
  readonly x: string | undefined;

  private constructor(
    dtype: DType | undefined,
    shape: readonly number[],
    elements: ElementSource,
    missing?: null | undefined,
    labels?: ArrayLabels | undefined,
  ) {
    this.dtype = dtype;
    this.shape = Object.freeze([...shape]);
    this.missing = missing;
    this.unit = labels?.unit;
    this.axes = labels?.axes;
    this.x = labels?.x;
    this.#elements = elements;
    Object.freeze(this);
  }

  /** Makes a stored array of elements in memory. */
  static ofElements({ dtype, shape, values, missing, labels }: Elements): StoredArray {
    return StoredArray.ofValues(dtype, shape, values, missing, labels);
  }

  /** Makes a stored array of values in memory, whose dtype may be unknown. */
  static ofValues(
    dtype: DType | undefined,
    shape: readonly number[],
    values: TypedArray,
    missing?: Missing,
    labels?: ArrayLabels | undefined,
  ): StoredArray {
    const source: ElementSource = {
      values,
      async *pieces(start, end) {
        if (end > start) yield values.slice(start, end);
      },
    };
    return new StoredArray(dtype, shape, source, missing, labels);
  }

  /**
   * Makes a stored array of an array that a reader has located in its file.
   *
   * @param place - the place of the array in the tree of the file, for errors.
   */
  static inFile(file: FileOfArrays, array: ArrayPlace, place: Place | undefined): StoredArray {
    const { dtype, shape = [], missing, labels } = array;
    return new StoredArray(dtype, shape, new FileElements(file, array, place), missing, labels);
  }

  /**
   * Makes a stored array for a caller who gets no elements.
   *
   * @param onLook - called when it asks for them all the same.
   */
  static unread(
    { dtype, shape, missing, ...labels }: Pick<StoredArray, 'dtype' | 'shape' | 'missing'> & LabelsOrNone,
    onLook: () => void,
  ): StoredArray {
    const source: ElementSource = {
      get values() {
        onLook();
        return undefined;
      },
      // biome-ignore lint/correctness/useYield: it throws before it yields.
      async *pieces() {
        onLook();
        throw new Error('found an array whose elements were not read, expected the use of data, which gives them all');
      },
    };
    return new StoredArray(dtype, shape, source, missing, labelsOf(labels));
  }

  /** True if the elements are in memory, so that {@link StoredArray.data} has them. */
  get isInMemory(): boolean {
    return this.#elements.values !== undefined;
  }

  /**
   * All elements in C order, if they are in memory, as they are for an upgrade of a class: the typed array of the dtype.
   *
   * @throws Error if they are still in their file.
   */
  get data(): TypedArray {
    const { values } = this.#elements;
    if (values !== undefined) return values;
    throw new Error('found an array whose elements are still in its file; read them: await array.read()');
  }

  /** The number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /**
   * Reads elements into memory, in C order: all, or those from `start` up to `end`.
   *
   * @returns the typed array of the dtype. Where that is unknown, a Float64Array, or a BigInt64Array or BigUint64Array if there are
   * integers beyond 2^53.
   * @throws RangeError if the range is not within the array.
   * @throws FormatError (`ARTIFACT_FORMAT`), IntegrityError (`ARTIFACT_INTEGRITY`) if the file has another array than its table
   * says, or was changed since it was opened.
   */
  async read(start = 0, end: number = this.size): Promise<TypedArray> {
    const pieces: TypedArray[] = [];
    for await (const piece of this.pieces(start, end)) pieces.push(piece);
    return joined(pieces, end - start, this.dtype);
  }

  /**
   * Yields elements in C order, piece by piece, so that an array of any size needs little memory. Each piece is a typed array as
   * {@link StoredArray.read} returns.
   *
   * @throws all that {@link StoredArray.read} throws.
   */
  pieces(start = 0, end: number = this.size): AsyncGenerator<TypedArray> {
    const isWithin = [start, end].every(Number.isSafeInteger) && start >= 0 && start <= end && end <= this.size;
    if (isWithin) return this.#elements.pieces(start, end);
    throw new RangeError(`found the elements ${start} to ${end}, expected some between 0 and ${this.size}`);
  }

  /**
   * Reads all elements once and returns their statistics.
   *
   * @throws all that {@link StoredArray.read} throws.
   */
  async stats(): Promise<ArrayStatistics> {
    const statistics = new RunningStatistics();
    for await (const piece of this.pieces()) statistics.add(piece);
    const { nan, min, max, mean } = statistics;
    return { nan, min, max, mean };
  }
}

/** Statistics that take the elements piece by piece. */
export class RunningStatistics implements ArrayStatistics {
  nan = 0;
  min: number | bigint | undefined;
  max: number | bigint | undefined;
  #count = 0;
  #sum = 0;
  /**
   * What rounding has taken from the sum.
   * @see https://en.wikipedia.org/wiki/Kahan_summation_algorithm#Further_enhancements (Neumaier)
   */
  #lost = 0;
  #integers = 0n;

  get mean(): number | undefined {
    if (this.#count === 0) return undefined;
    const sum = Number.isFinite(this.#sum) ? this.#sum + this.#lost : this.#sum;
    return (sum + Number(this.#integers)) / this.#count;
  }

  add(piece: TypedArray): void {
    if (isBigintArray(piece)) this.#addIntegers(piece);
    else this.#addNumbers(piece);
  }

  #addNumbers(piece: Exclude<TypedArray, BigInt64Array | BigUint64Array>): void {
    let [min, max] = [this.min as number | undefined, this.max as number | undefined];
    for (let index = 0; index < piece.length; index++) {
      const value = piece[index] as number;
      if (Number.isNaN(value)) {
        this.nan++;
        continue;
      }
      if (min === undefined || value < min) min = value;
      if (max === undefined || value > max) max = value;
      const sum = this.#sum + value;
      this.#lost += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - sum + value : value - sum + this.#sum;
      this.#sum = sum;
      this.#count++;
    }
    this.min = min;
    this.max = max;
  }

  #addIntegers(piece: BigInt64Array | BigUint64Array): void {
    for (const value of piece) {
      if (this.min === undefined || value < this.min) this.min = value;
      if (this.max === undefined || value > this.max) this.max = value;
      this.#integers += value;
    }
    this.#count += piece.length;
  }
}

/** Takes the elements of an array while they are read, and keeps those of a range until they are flushed. */
class ElementWindow implements ElementSink {
  #pieces: TypedArray[] = [];
  /** The number of elements read so far, within the range or not. */
  length = 0;

  constructor(
    private readonly start: number,
    private readonly end: number,
  ) {}

  needs(most: number): boolean {
    return this.length + most > this.start;
  }

  take(values: TypedArray): void {
    const piece = values.slice(Math.max(0, this.start - this.length), Math.max(0, this.end - this.length));
    if (piece.length > 0) this.#pieces.push(piece);
    this.length += values.length;
  }

  count(elements: number): void {
    this.length += elements;
  }

  elements(): undefined {}

  /** Returns the elements of the range that were read since the last call, in pieces. */
  flush(): TypedArray[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }
}

/** The elements of an array that is read from its file. */
class FileElements implements ElementSource {
  readonly values = undefined;

  constructor(
    private readonly file: FileOfArrays,
    private readonly array: ArrayPlace,
    private readonly place: Place | undefined,
  ) {}

  async *pieces(start: number, end: number): AsyncGenerator<TypedArray> {
    if (start === end) return;
    const { dtype, missing, shape = [], start: from, end: to, text } = this.array;
    const { limits = LIMITS, path } = this.file;
    const window = new ElementWindow(start, end);
    // The bytes are those of the array alone, so that none is copied in vain.
    const reader = new ArrayReader({ dtype, missing, shape }, window, 0, limits, newReadingState(), limits.slice);
    const source = text === undefined ? await openAgain(this.file) : new BytesSource(Buffer.from(text, 'latin1'));
    const offset = text === undefined ? 0 : from;
    try {
      let rest: Buffer = Buffer.alloc(0);
      const isToTheEnd = end === sizeOf(shape);
      for await (const bytes of piecesOf(source, from - offset, to - offset, limits.piece)) {
        const unread = rest.length === 0 ? bufferOf(bytes) : Buffer.concat([rest, bytes]);
        rest = unread.subarray(reader.read(unread, 0));
        yield* window.flush();
        if (!isToTheEnd && window.length >= end) break;
      }
      const isAsDeclared = isToTheEnd ? reader.isEnded && isSameList(reader.shape ?? [], shape) : window.length >= end;
      if (!isAsDeclared) throw new LayoutMismatch();
    } catch (error) {
      if (!(error instanceof LayoutMismatch)) throw error;
      const pointer = excerpt(pointerOfPlace(this.place));
      throw new FormatError(path, `has another array at ${pointer} than its $artifact.arrays says: ${dtype}[${shape}]`);
    } finally {
      await source.close();
    }
  }
}

/** @throws IntegrityError (`ARTIFACT_INTEGRITY`) if the file has another size or seal than when it was opened first. */
async function openAgain({ open, path, size, seal }: FileOfArrays): Promise<Source> {
  const source = await open();
  try {
    const found = await readSeal(source);
    if (source.size === size && found === seal) return source;
    const [expected, instead] = [`${seal} at byte ${size}`, `${found ?? 'no seal'} at byte ${source.size}`];
    throw new IntegrityError(path, expected, instead, 'was changed since it was opened');
  } catch (error) {
    await source.close();
    throw error;
  }
}

function joined(pieces: readonly TypedArray[], length: number, dtype: DType | undefined): TypedArray {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return first;
  const whole = new (
    first === undefined ? dtypeTraits(dtype ?? 'float64').TypedArray : (first.constructor as Float64ArrayConstructor)
  )(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece as never, at);
    at += piece.length;
  }
  return whole;
}
