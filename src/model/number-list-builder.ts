import { type DType, dtypeTraits, isBigintArray, type TypedArray } from './dtypes.js';
import type { Missing } from './elements.js';
import { SCALARS_PER_BLOCK } from './limits.js';
import { withMarks, withNullsMarked } from './marked-nans.js';
import { NumberBlock, NumberList, releasableArray } from './number-list.js';
import type { TreeScalar } from './tree-scalar.js';

/** The scalars of a block that is being filled. */
interface OpenBlock {
  readonly dtype: DType;
  /** Has room for more scalars than there are. */
  readonly values: TypedArray;
  /** What is true of all the scalars so far. */
  readonly facts: Facts;
}

/** What decides the dtype of some scalars. */
interface Facts {
  /** True if they are booleans; false if they are numbers, bigints and marked NaNs. */
  readonly areBooleans: boolean;
  /** True if all are integers, and none is -0. */
  readonly areIntegers: boolean;
  readonly areFloat32: boolean;
  readonly hasBigints: boolean;
  readonly hasMarks: boolean;
  /** Known if all are integers, … */
  readonly min: number | bigint;
  /** … as is the greatest one. */
  readonly max: number | bigint;
}

/** Collects the scalars of a {@link NumberList}. */
export class NumberListBuilder {
  readonly #blocks: NumberBlock[] = [];
  /** The doubles that came first. If no others come, they are the list as they are. */
  #first: Float64Array | undefined;
  #block: OpenBlock | undefined;
  /** The number of scalars in the open block. */
  #length = 0;
  #isEmpty = true;

  /** True if nothing was taken yet. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /**
   * Adds doubles, 64-bit integers or the elements of a bool. They are copied.
   *
   * @param missing - null if each NaN stands for null.
   */
  takeElements(values: TypedArray, missing?: Missing): void {
    if (this.#isEmpty && values instanceof Float64Array && missing === undefined) this.#first = values.slice();
    else {
      this.#takeFirst();
      if (values instanceof Uint8Array) this.#take(values, () => BOOLEANS);
      else if (isBigintArray(values)) this.#take(values, integersFacts);
      else
        this.#take(missing === null ? withNullsMarked(values as Float64Array) : (values as Float64Array), doublesFacts);
    }
    this.#isEmpty = false;
  }

  /** Adds scalars: numbers, bigints, numbers that keep their text, booleans, null, and names of numbers that are not finite. */
  takeScalars(scalars: TreeScalar[]): void {
    this.#takeFirst();
    this.#isEmpty = false;
    const doubles = withMarks(scalars);
    if (doubles !== undefined) this.#take(doubles, doublesFacts);
    else if (scalars.every((scalar) => typeof scalar === 'boolean'))
      this.#take(Uint8Array.from(scalars, Number), () => BOOLEANS);
    else if (scalars.every(isInteger) && dtypeOf(integersFacts(scalars)) !== undefined)
      this.#take(scalars, integersFacts);
    else {
      this.#closeBlock();
      this.#blocks.push(new NumberBlock(undefined, scalars));
    }
  }

  /** Returns the list of all scalars. */
  list(shape: readonly number[]): NumberList {
    if (this.#first !== undefined) return new NumberList(shape, [new NumberBlock('float64', this.#first)]);
    this.#closeBlock();
    return new NumberList(shape, this.#blocks);
  }

  #takeFirst(): void {
    const first = this.#first;
    this.#first = undefined;
    if (first !== undefined) this.#take(first, doublesFacts);
  }

  #take<Values extends TypedArray | (number | bigint)[]>(scalars: Values, factsOf: (part: Values) => Facts): void {
    for (let at = 0; at < scalars.length; ) {
      const end = at + SCALARS_PER_BLOCK - this.#length;
      const part = (Array.isArray(scalars) ? scalars.slice(at, end) : scalars.subarray(at, end)) as Values;
      const facts = joined(this.#block?.facts, factsOf(part));
      const dtype = facts && dtypeOf(facts);
      if (facts === undefined || dtype === undefined) {
        // No dtype holds both what is in the block and what follows.
        this.#closeBlock();
        continue;
      }
      const length = this.#length + part.length;
      const values = this.#valuesOf(dtype, length);
      copyInto(values, part, this.#length);
      this.#block = { dtype, values, facts };
      this.#length = length;
      at += part.length;
      if (this.#length === SCALARS_PER_BLOCK) this.#closeBlock();
    }
  }

  /** Returns memory with room for so many scalars, with those of the open block in a dtype. */
  #valuesOf(dtype: DType, length: number): TypedArray {
    const block = this.#block;
    if (block?.dtype === dtype && length <= block.values.length) return block.values;
    // To release memory takes the time in which thousands of numbers are read: so the blocks of shorter lists are left to V8.
    const values =
      2 * length > SCALARS_PER_BLOCK
        ? releasableArray(dtype, SCALARS_PER_BLOCK)
        : new (dtypeTraits(dtype).TypedArray)(2 * length);
    if (block !== undefined) {
      copyInto(values, block.values.subarray(0, this.#length), 0);
      new NumberBlock(block.dtype, block.values).release();
    }
    return values;
  }

  #closeBlock(): void {
    const block = this.#block;
    this.#block = undefined;
    if (block === undefined) return;
    const { dtype, values, facts } = block;
    const isFull = this.#length === SCALARS_PER_BLOCK;
    this.#blocks.push(new NumberBlock(dtype, isFull ? values : values.slice(0, this.#length), facts.hasMarks));
    if (!isFull) new NumberBlock(dtype, values).release();
    this.#length = 0;
  }
}

const BOOLEANS: Facts = {
  areBooleans: true,
  areIntegers: false,
  areFloat32: false,
  hasBigints: false,
  hasMarks: false,
  min: 0,
  max: 0,
};

function doublesFacts(doubles: Float64Array): Facts {
  let [areIntegers, areFloat32, hasMarks] = [true, true, false];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < doubles.length; index++) {
    const value = doubles[index] as number;
    if (Number.isNaN(value)) {
      hasMarks = true;
      break;
    }
    if (areIntegers && (Math.floor(value) !== value || (value === 0 && Object.is(value, -0)))) areIntegers = false;
    if (areFloat32 && Math.fround(value) !== value) areFloat32 = false;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { ...BOOLEANS, areBooleans: false, areIntegers, areFloat32, hasMarks, min, max };
}

const isInteger = (scalar: TreeScalar): scalar is number | bigint =>
  typeof scalar === 'bigint' || (Number.isInteger(scalar) && !Object.is(scalar, -0));

function integersFacts(integers: ArrayLike<number | bigint>): Facts {
  let [min, max] = [integers[0] as number | bigint, integers[0] as number | bigint];
  for (let index = 1; index < integers.length; index++) {
    const value = integers[index] as number | bigint;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { ...BOOLEANS, areBooleans: false, areIntegers: true, hasBigints: true, min, max };
}

/** Returns what is true of both; undefined if they have no dtype in common. */
function joined(a: Facts | undefined, b: Facts): Facts | undefined {
  if (a === undefined) return b;
  if (a.areBooleans !== b.areBooleans) return undefined;
  return {
    areBooleans: a.areBooleans,
    areIntegers: a.areIntegers && b.areIntegers,
    areFloat32: a.areFloat32 && b.areFloat32,
    hasBigints: a.hasBigints || b.hasBigints,
    hasMarks: a.hasMarks || b.hasMarks,
    min: a.min < b.min ? a.min : b.min,
    max: a.max > b.max ? a.max : b.max,
  };
}

const SMALL_INTEGERS = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32'] as const;
const BIG_INTEGERS = ['int64', 'uint64'] as const;

/** Returns the smallest dtype that holds the scalars exactly; undefined if there is none. */
function dtypeOf({ areBooleans, areIntegers, areFloat32, hasBigints, hasMarks, min, max }: Facts): DType | undefined {
  if (areBooleans) return 'bool';
  const integer = (dtypes: readonly DType[]) =>
    areIntegers && !hasMarks
      ? dtypes.find((dtype) => {
          const { range } = dtypeTraits(dtype);
          return range !== undefined && min >= range.min && max <= range.max;
        })
      : undefined;
  if (hasBigints) return integer(BIG_INTEGERS);
  return integer(SMALL_INTEGERS) ?? (areFloat32 && !hasMarks ? 'float32' : 'float64');
}

function copyInto(target: TypedArray, values: ArrayLike<number | bigint>, at: number): void {
  if (!isBigintArray(target) || isBigintArray(values as TypedArray)) target.set(values as never, at);
  else for (let index = 0; index < values.length; index++) target[at + index] = BigInt(values[index] as number);
}
