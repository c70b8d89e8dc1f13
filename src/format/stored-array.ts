import { bufferOf } from '../json/bytes.js';
import { type DType, dtypeTraits, isBigintArray, type TypedArray } from '../model/dtypes.js';
import { ArrayPlace, type Elements, sizeOf } from '../model/elements.js';
import { FormatError, IntegrityError } from '../model/errors.js';
import { LIMITS, type Limits } from '../model/limits.js';
import { excerpt } from '../model/message-text.js';
import { type Place, pointerOfPlace } from '../model/place.js';
import { isSameList } from '../model/same-list.js';
import { BytesSource, readBytes } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import { ArrayReader } from './array-reader.js';
import { countIn, type ElementSink, ElementsBuilder } from './elements-builder.js';
import { LayoutMismatch } from './layout-mismatch.js';
import { readSeal } from './seal.js';

/** What the elements of an array are like. NaN does not count as lowest, highest, or for the mean. */
export interface ArrayStatistics {
  /** How many elements are NaN. */
  readonly nan: number;
  /** The lowest element; a bigint for 64-bit integers, undefined if there is none. */
  readonly min: number | bigint | undefined;
  /** The highest element. */
  readonly max: number | bigint | undefined;
  /** The mean; undefined if there is no element. */
  readonly mean: number | undefined;
}

/** The file in which arrays were left. */
export interface FileOfArrays {
  readonly path: string;
  readonly size: number;
  readonly seal: string;
  /** Opens it once more. */
  open(): Promise<Source>;
  readonly limits?: Limits | undefined;
}

/** Where the elements of a {@link StoredArray} come from. */
interface ElementSource {
  /** The elements from `start` up to `end`, piece by piece. Each piece is the caller's to keep. */
  pieces(start: number, end: number): AsyncGenerator<TypedArray>;
}

/** An array as it is stored: its elements are read when somebody asks for them, as many at a time as are asked for. */
export class StoredArray {
  readonly #elements: ElementSource;

  private constructor(
    /** NumPy's name; undefined in a file that another tool wrote, which says of its numbers nothing but their digits. */
    readonly dtype: DType | undefined,
    /** The length of each axis. */
    readonly shape: readonly number[],
    elements: ElementSource,
  ) {
    this.#elements = elements;
  }

  /** An array that is in memory. */
  static ofElements({ dtype, shape, values }: Elements): StoredArray {
    return StoredArray.ofValues(dtype, shape, values);
  }

  /** An array in memory, whose dtype may be unknown. */
  static ofValues(dtype: DType | undefined, shape: readonly number[], values: TypedArray): StoredArray {
    return new StoredArray(dtype, shape, {
      async *pieces(start, end) {
        if (end > start) yield values.slice(start, end);
      },
    });
  }

  /**
   * An array that was left in its file.
   *
   * @param place - where it is in the file, for errors.
   */
  static inFile(file: FileOfArrays, array: ArrayPlace, place: Place | undefined): StoredArray {
    return new StoredArray(array.dtype, array.shape ?? [], new FileElements(file, array, place));
  }

  /** How many elements there are. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /**
   * Reads elements into memory, in C order: all, or those from `start` up to `end`.
   *
   * @returns the typed array of the dtype. Where that is unknown, a Float64Array, or a BigInt64Array or BigUint64Array if there are
   * integers beyond 2^53.
   * @throws RangeError if there are no such elements.
   * @throws FormatError (`ARTIFACT_FORMAT`), IntegrityError (`ARTIFACT_INTEGRITY`) if the file does not hold what it says, or was
   * changed since it was opened.
   */
  async read(start = 0, end: number = this.size): Promise<TypedArray> {
    const pieces: TypedArray[] = [];
    for await (const piece of this.pieces(start, end)) pieces.push(piece);
    return joined(pieces, end - start, this.dtype);
  }

  /**
   * The elements in C order, a piece at a time, so that an array of any size needs little memory. Each piece is a typed array as
   * {@link StoredArray.read} gives.
   *
   * @throws all that {@link StoredArray.read} throws.
   */
  pieces(start = 0, end: number = this.size): AsyncGenerator<TypedArray> {
    const isWithin = [start, end].every(Number.isSafeInteger) && start >= 0 && start <= end && end <= this.size;
    if (isWithin) return this.#elements.pieces(start, end);
    throw new RangeError(`found the elements ${start} to ${end}, expected some between 0 and ${this.size}`);
  }

  /**
   * Goes through all elements.
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

/** The least, the greatest and the sum of elements, as they come. */
export class RunningStatistics implements ArrayStatistics {
  nan = 0;
  min: number | bigint | undefined;
  max: number | bigint | undefined;
  #count = 0;
  #sum = 0;
  /** What rounding has lost of the sum: Neumaier's improvement of Kahan's summation. */
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

/** Takes the elements of an array as they are read, and keeps those within a range until they are handed over. */
class ElementWindow implements ElementSink {
  readonly #builder: ElementsBuilder;
  /** How many elements were read so far. */
  length = 0;

  constructor(
    dtype: DType,
    private readonly start: number,
    private readonly end: number,
  ) {
    this.#builder = new ElementsBuilder(dtype);
  }

  takeText(text: string): number | undefined {
    const count = this.length < this.start ? countIn(text) : 0;
    if (count > 0 && this.length + count <= this.start) {
      this.length += count;
      return count;
    }
    const taken = this.#builder.takeText(text);
    this.length += taken ?? 0;
    return taken;
  }

  elements(): undefined {}

  /** Those within the range since the last call. */
  flush(): TypedArray {
    const piece = this.#builder.flush();
    const first = this.length - piece.length;
    return piece.slice(Math.max(0, this.start - first), Math.max(0, this.end - first));
  }
}

/** The elements of an array that was left in its file. */
class FileElements implements ElementSource {
  constructor(
    private readonly file: FileOfArrays,
    private readonly array: ArrayPlace,
    private readonly place: Place | undefined,
  ) {}

  async *pieces(start: number, end: number): AsyncGenerator<TypedArray> {
    if (start === end) return;
    const { dtype, shape = [], start: from, end: to, text } = this.array;
    const { limits = LIMITS, path } = this.file;
    const window = new ElementWindow(dtype, start, end);
    const reader = new ArrayReader(dtype, window, shape, 0, limits, { bytes: Buffer.alloc(0) });
    const source = text === undefined ? await openAgain(this.file) : new BytesSource(Buffer.from(text, 'latin1'));
    const offset = text === undefined ? 0 : from;
    try {
      let rest: Buffer = Buffer.alloc(0);
      const isToTheEnd = end === sizeOf(shape);
      for (let at = from; at < to && (isToTheEnd || window.length < end); ) {
        const bytes = bufferOf(await readBytes(source, at - offset, Math.min(to, at + limits.piece) - offset));
        at += bytes.length;
        rest = readOn(reader, rest.length === 0 ? bytes : Buffer.concat([rest, bytes]));
        // Every element fits into a slice. Without this check, a hostile array of blanks would be gathered as a whole.
        if (rest.length > limits.slice && !reader.isEnded) throw new LayoutMismatch();
        const piece = window.flush();
        if (piece.length > 0) yield piece;
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

/** Reads as much of an array as is there, and gives the rest. */
function readOn(reader: ArrayReader, bytes: Buffer): Buffer {
  let at = 0;
  for (let last = -1; at > last && !reader.isEnded; ) {
    last = at;
    at = reader.read(bytes, at);
  }
  return bytes.subarray(at);
}

/** @throws IntegrityError (`ARTIFACT_INTEGRITY`) if another file is there by now. */
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
