import { integersOf, scalarsOf } from '../json/numbers.js';
import { type DType, dtypeTraits, elementKindOf, type TypedArray } from '../model/dtypes.js';
import { ChangedElements, Elements } from '../model/elements.js';
import { isSameList } from '../model/same-list.js';
import type { Tree } from '../model/tree.js';
import { doubleOf, integerOf } from '../model/tree-numbers.js';

/** Returns what the typed array of a dtype holds for a value; undefined if the dtype has no such element. */
export type ToElement = (value: unknown) => number | bigint | undefined;

/** Returns the conversion of a tree into an element. A float may be a name or a bigint in a tree, and an integer may have a point or an exponent. */
export function elementOfTree(dtype: DType): ToElement {
  const { kind, toHeld } = dtypeTraits(dtype);
  if (kind === 'float') return (tree) => toHeld(doubleOf(tree as Tree));
  return kind === 'bigint' ? (tree) => toHeld(integerOf(tree as Tree)) : toHeld;
}

/** Takes the elements of an array as they are read. */
export interface ElementSink {
  /** Takes the elements of a text that has commas between them. Returns how many they are; undefined if one is not an element. */
  takeText(text: string): number | undefined;
  /** Returns the array of all elements taken; undefined if the sink keeps none. */
  elements(shape: readonly number[]): Elements | undefined;
}

/** Collects elements in a typed array that grows with them. */
export class ElementsBuilder implements ElementSink {
  readonly #toElement: ToElement;
  #values: TypedArray;
  #length = 0;

  /**
   * @param capacity - the number of elements for which there is room at first. It must not come from a file unchecked: a small hostile file
   * must not make us allocate gigabytes.
   */
  constructor(
    readonly dtype: DType,
    capacity = 16,
  ) {
    this.#toElement = elementOfTree(dtype);
    this.#values = this.#allocate(capacity);
  }

  push(element: number | bigint): void {
    this.#makeRoom(1);
    this.#values[this.#length++] = element as never;
  }

  /** Takes doubles, if the dtype is float64. */
  pushDoubles(doubles: Float64Array): void {
    this.#makeRoom(doubles.length);
    (this.#values as Float64Array).set(doubles, this.#length);
    this.#length += doubles.length;
  }

  takeText(text: string): number | undefined {
    const items = elementKindOf(this.dtype) === 'bigint' ? integersOf(text) : scalarsOf(text, false);
    if (items === undefined) return undefined;
    this.#makeRoom(items.length);
    const values = this.#values;
    const toElement = this.#toElement;
    // Every number that was parsed is an element of float64, so that this hottest case needs no call.
    const isDouble = this.dtype === 'float64';
    let length = this.#length;
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      const element = isDouble && typeof item === 'number' ? item : toElement(item);
      if (element === undefined) return undefined;
      values[length++] = element as never;
    }
    this.#length = length;
    return items.length;
  }

  elements(shape: readonly number[]): Elements {
    return new Elements(this.dtype, shape, this.values());
  }

  values(): TypedArray {
    return this.#length === this.#values.length ? this.#values : this.#values.slice(0, this.#length);
  }

  /** Returns the elements taken since the last call. The next element overwrites them. */
  flush(): TypedArray {
    const values = this.#values.subarray(0, this.#length);
    this.#length = 0;
    return values;
  }

  #makeRoom(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#values.length) return;
    // A small array comes in one text: exactly its size is allocated.
    const larger = this.#allocate(this.#length === 0 ? needed : Math.max(2 * this.#length, needed));
    larger.set(this.#values.subarray(0, this.#length) as never);
    this.#values = larger;
  }

  #allocate(capacity: number): TypedArray {
    return new (dtypeTraits(this.dtype).TypedArray)(capacity);
  }
}

/** Counts the elements of a text that has at least one. */
export function countIn(text: string): number {
  let count = 1;
  for (let comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', comma + 1)) count++;
  return count;
}

/** Counts the elements of an array and keeps none. The reader then knows the shape by the lists. */
export const COUNTING: ElementSink = { takeText: countIn, elements: () => undefined };

/** Compares the elements of an array with the expected ones while they are read, and keeps none. Throws ChangedElements if they differ. */
export class ElementsComparison implements ElementSink {
  readonly #expected: Elements;
  readonly #piece: ElementsBuilder;
  #length = 0;

  constructor(expected: Elements) {
    this.#expected = expected;
    this.#piece = new ElementsBuilder(expected.dtype);
  }

  takeText(text: string): number | undefined {
    const count = this.#piece.takeText(text);
    const piece = this.#piece.flush();
    const expected = this.#expected.values.subarray(this.#length, this.#length + piece.length);
    if (!isSameList(piece, expected)) throw new ChangedElements(this.#expected);
    this.#length += piece.length;
    return count;
  }

  elements(shape: readonly number[]): Elements {
    if (isSameList(shape, this.#expected.shape)) return this.#expected;
    throw new ChangedElements(this.#expected);
  }
}
