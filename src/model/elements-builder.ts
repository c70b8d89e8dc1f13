import type { ArrayLabels } from './array-labels.js';
import { type DType, dtypeTraits, type TypedArray } from './dtypes.js';
import { Elements, type Missing } from './elements.js';
import type { NumberBlock } from './number-list.js';
import type { ToElement } from './tree-elements.js';
import type { TreeScalar } from './tree-scalar.js';

/** Collects elements in a typed array that grows with them. The readers of `format/` use it as an `ElementSink`. */
export class ElementsBuilder {
  #values: TypedArray;
  #length = 0;

  /**
   * @param capacity - the number of elements for which there is room at first. It must not come from a file unchecked: a small hostile file
   * must not make us allocate gigabytes.
   */
  constructor(
    readonly dtype: DType,
    capacity = 16,
    private readonly missing?: Missing,
    private readonly labels?: ArrayLabels | undefined,
  ) {
    this.#values = this.#allocate(capacity);
  }

  push(element: number | bigint): void {
    this.#makeRoom(1);
    this.#values[this.#length++] = element as never;
  }

  needs(): boolean {
    return true;
  }

  /** Adds elements. */
  take(values: TypedArray): void {
    this.#makeRoom(values.length);
    this.#values.set(values as never, this.#length);
    this.#length += values.length;
  }

  /**
   * Adds the elements that the scalars of a block stand for.
   *
   * @param refuse - is called with each scalar that stands for none.
   */
  takeBlock(block: NumberBlock, toElement: ToElement, refuse: (scalar: TreeScalar, index: number) => void): void {
    if (block.isWithin(this.dtype)) {
      this.take(block.values as TypedArray);
      return;
    }
    for (let index = 0; index < block.length; index++) {
      const scalar = block.at(index);
      const element = toElement(scalar);
      if (element === undefined) refuse(scalar, index);
      else this.push(element);
    }
  }

  count(): void {}

  elements(shape: readonly number[]): Elements {
    return new Elements(this.dtype, shape, this.values(), this.missing, this.labels);
  }

  values(): TypedArray {
    return this.#length === this.#values.length ? this.#values : this.#values.slice(0, this.#length);
  }

  #makeRoom(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#values.length) return;
    // A small array comes in one piece: exactly its size is allocated.
    const larger = this.#allocate(this.#length === 0 ? needed : Math.max(2 * this.#length, needed));
    larger.set(this.#values.subarray(0, this.#length) as never);
    this.#values = larger;
  }

  #allocate(capacity: number): TypedArray {
    return new (dtypeTraits(this.dtype).TypedArray)(capacity);
  }
}
