import type { DType } from '../model/dtypes.js';
import type { Missing } from '../model/elements.js';
import { type Limits, MAX_GATHERED } from '../model/limits.js';
import { NumberList, nested } from '../model/number-list.js';
import { NumberListBuilder } from '../model/number-list-builder.js';
import type { Tree } from '../model/tree.js';
import { NON_FINITE } from '../model/tree-numbers.js';
import { isTreeScalar, type TreeScalar } from '../model/tree-scalar.js';
import { readElementTexts } from './kernel/element-texts.js';
import { LAST, MAX_AXES, newReadingState, type ReadingState, STATE } from './kernel/kernel.js';
import { kernel } from './kernel/kernels.js';
import { areDoublesExact, NUMBER, numberOf } from './numbers.js';

/** A list that was not read to its end. */
export interface OpenList {
  /** Its items so far. */
  readonly items: Tree[];
  /** What came last in it. */
  readonly last: 'bracket' | 'comma' | 'item';
}

/**
 * Reads the text of a list of numbers, or of rows of numbers that are all alike, slice by slice. One reader reads many lists, one after the
 * other, because its memory costs more than a short list.
 */
export class NumberListReader {
  readonly #limits: Limits;
  readonly #takesScalars: boolean;
  readonly #state: ReadingState = newReadingState();
  /** The state before the slice that is being read. */
  readonly #before: ReadingState = newReadingState();
  #builder = new NumberListBuilder();
  #slice = 0;
  /** As which elements the last slice was read. */
  #way: Way = DOUBLES;

  /**
   * @param takesScalars - true to take bigints, booleans, null, names and bare tokens of numbers that are not finite, and numbers that keep
   * their text; false to take doubles alone.
   */
  constructor(limits: Limits, takesScalars: boolean) {
    this.#limits = limits;
    this.#takesScalars = takesScalars;
  }

  /**
   * Begins a list of numbers, which is read from its bracket on.
   *
   * @param length - the bytes up to the next closing bracket, as far as they are known. The kernel copies what it gets, and most lists are short.
   */
  begin(length: number): void {
    this.#state.fill(0);
    this.#builder = new NumberListBuilder();
    this.#slice = Math.min(length, this.#limits.slice);
    this.#way = DOUBLES;
  }

  /**
   * Begins behind the comma after the first items of a list.
   *
   * @returns false if the items are not numbers, or not rows that are alike.
   */
  beginBehind(items: readonly Tree[]): boolean {
    const shape = shapeOfRow(items[0]);
    const scalars: TreeScalar[] = [];
    if (shape === undefined || shape.length >= MAX_AXES) return false;
    if (!items.every((item) => addScalars(item, shape, 0, scalars))) return false;
    this.begin(this.#limits.slice);
    this.#builder.takeScalars(scalars);
    const state = this.#state;
    state[STATE.depth] = 1;
    state[STATE.rank] = 1 + shape.length;
    state[STATE.last] = LAST.comma;
    state[STATE.size] = scalars.length;
    state[STATE.commas] = items.length;
    for (const [axis, length] of shape.entries()) state[STATE.lengths + 1 + axis] = length + 1;
    return true;
  }

  /**
   * Reads as far as it can.
   *
   * @returns `position`: of the first byte that was not read; and `status`: `ended` behind the last bracket; `more` if more bytes are needed;
   * `mismatch` if something else than such a list follows, or an item that this reader does not take.
   */
  read(bytes: Buffer, start: number): { readonly position: number; readonly status: 'more' | 'ended' | 'mismatch' } {
    let at = start;
    while (at < bytes.length) {
      const slice = bytes.subarray(at, at + this.#slice);
      const reading = this.#readSlice(slice);
      if (reading === undefined) return { position: at, status: 'mismatch' };
      at += reading.consumed;
      if (reading.isEnded) return { position: at, status: 'ended' };
      // An item that is longer than a slice is read by itself.
      if (reading.consumed === 0) return { position: at, status: slice.length < this.#slice ? 'more' : 'mismatch' };
      this.#slice = this.#limits.slice;
    }
    return { position: at, status: 'more' };
  }

  /** Returns the list after its end. */
  list(): NumberList {
    const state = this.#state;
    const shape: number[] = [];
    for (let axis = 0; axis < (state[STATE.rank] as number); axis++)
      shape.push((state[STATE.lengths + axis] as number) - 1);
    return this.#builder.list(shape);
  }

  /** Returns the lists that are open, from the outermost on, after a mismatch; none if nothing was read. */
  openLists(): OpenList[] {
    const state = this.#state;
    const scalars = this.#builder.list([]).scalars();
    const [depth, rank] = [state[STATE.depth] as number, state[STATE.rank] as number];
    const lists: OpenList[] = [];
    let at = 0;
    for (let level = 0; level < depth; level++) {
      const isInnermost = level === depth - 1;
      const last = isInnermost ? LASTS[state[STATE.last] as 0 | 1 | 2] : 'comma';
      const length = (state[STATE.commas + level] as number) + (isInnermost && last === 'item' ? 1 : 0);
      const shape = [length];
      for (let axis = level + 1; axis < rank; axis++) shape.push((state[STATE.lengths + axis] as number) - 1);
      const size = length === 0 ? 0 : shape.reduce((product, each) => product * each, 1);
      lists.push({ items: nested(scalars.slice(at, at + size), shape), last });
      at += size;
    }
    return lists;
  }

  /** Reads a slice by the kernel, if all its items are of one dtype, and else item by item. The state stays as it was on a mismatch. */
  #readSlice(slice: Buffer): SliceReading | undefined {
    this.#before.set(this.#state);
    const isFirst = this.#builder.isEmpty;
    const others = this.#takesScalars && !isFirst ? WAYS : [];
    for (const way of [this.#way, ...others]) {
      const reading = this.#readElements(slice, way);
      if (reading !== undefined) {
        this.#way = way;
        return reading;
      }
      this.#state.set(this.#before);
    }
    const reading = this.#takesScalars && !isFirst ? this.#readScalars(slice) : undefined;
    if (reading === undefined) this.#state.set(this.#before);
    return reading;
  }

  #readElements(slice: Buffer, { dtype, missing }: Way): SliceReading | undefined {
    const { consumed, values, status } = kernel.read(dtype, slice, this.#state, missing);
    if (status === 'mismatch') return undefined;
    const isExact = dtype !== 'float64' || areDoublesExact(slice.toString('latin1', 0, consumed), values, missing);
    if (!isExact) return undefined;
    if (values.length > 0) this.#builder.takeElements(values, missing);
    return { consumed, isEnded: status === 'ended' };
  }

  #readScalars(slice: Buffer): SliceReading | undefined {
    const texts = readElementTexts(slice, this.#state);
    if (texts === undefined) return undefined;
    const { consumed, count, status } = texts;
    const scalars: TreeScalar[] = [];
    for (const text of count > 0 ? texts.text().split(',') : []) {
      const scalar = scalarOf(text);
      if (scalar === undefined) return undefined;
      scalars.push(scalar);
    }
    if (scalars.length > 0) this.#builder.takeScalars(scalars);
    return { consumed, isEnded: status === 'ended' };
  }
}

/** The elements as which the items of a slice are read. */
interface Way {
  readonly dtype: DType;
  readonly missing?: Missing;
}

const DOUBLES: Way = { dtype: 'float64' };
const WAYS: readonly Way[] = [
  DOUBLES,
  { dtype: 'float64', missing: null },
  { dtype: 'int64' },
  { dtype: 'uint64' },
  { dtype: 'bool' },
];

interface SliceReading {
  readonly consumed: number;
  readonly isEnded: boolean;
}

const LASTS = { [LAST.comma]: 'comma', [LAST.open]: 'bracket', [LAST.close]: 'item' } as const;

const SCALARS: ReadonlyMap<string, TreeScalar> = new Map<string, TreeScalar>([
  ['null', null],
  ['true', true],
  ['false', false],
  ...Object.entries(NON_FINITE),
  ...Object.keys(NON_FINITE).map((name): [string, TreeScalar] => [`"${name}"`, name]),
]);

/** Returns the scalar of a text; undefined if a {@link NumberList} may not have it. */
function scalarOf(text: string): TreeScalar | undefined {
  const scalar = SCALARS.get(text);
  return scalar === undefined && NUMBER.test(text) ? numberOf(text) : scalar;
}

/** Returns the shape of an item, none for a scalar; undefined if it has an empty list. */
function shapeOfRow(item: Tree | undefined): number[] | undefined {
  const shape: number[] = [];
  let inner = item;
  for (; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
  if (inner instanceof NumberList) shape.push(...inner.shape);
  return shape.includes(0) ? undefined : shape;
}

/** Adds the scalars of an item; returns false if it has another shape, something else in it, or more scalars than are gathered. */
function addScalars(item: Tree, shape: readonly number[], axis: number, scalars: TreeScalar[]): boolean {
  if (item instanceof NumberList) {
    if (String(item.shape) !== String(shape.slice(axis)) || scalars.length + item.size > MAX_GATHERED) return false;
    for (const scalar of item.scalars()) scalars.push(scalar);
    return true;
  }
  if (axis < shape.length)
    return (
      Array.isArray(item) &&
      item.length === shape[axis] &&
      item.every((inner) => addScalars(inner, shape, axis + 1, scalars))
    );
  return isListable(item) && scalars.push(item) <= MAX_GATHERED;
}

/** True if a {@link NumberList} may have a tree as a scalar. */
const isListable = (tree: Tree): tree is TreeScalar =>
  isTreeScalar(tree) && (typeof tree !== 'string' || Object.hasOwn(NON_FINITE, tree));
