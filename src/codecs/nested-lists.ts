import { type DType, dtypeOf, type TypedArray } from '../dtypes.js';
import { Elements, NON_FINITE, NumberList, NumberText, type Tree } from '../json/tree.js';
import type { Walk } from '../walk.js';
import { BARE_LIST, isBareList } from './bare.js';
import { doubleOf } from './scalar.js';
import type { DeclaredShape } from './shape.js';

/** An element as its typed array holds it, or undefined if the dtype has no such element. */
type ToElement = (value: unknown) => number | bigint | undefined;

/** Elements of a file: floats may be names or integers of any size there. */
export function elementOfTree(dtype: DType): ToElement {
  const { exact } = dtypeOf(dtype);
  const isFloat = dtype === 'float32' || dtype === 'float64';
  return isFloat ? (tree) => exact(doubleOf(tree as Tree)) : exact;
}

/**
 * The shape that nested lists show by their first elements. Where an empty list ends it early, the declared lengths
 * stand for the rest.
 */
export function shapeOfLists(lists: unknown, declared: DeclaredShape): number[] {
  const shape: number[] = [];
  let inner = lists;
  while (isList(inner) && shape.length < (declared?.length ?? Number.POSITIVE_INFINITY)) {
    shape.push(lengthOf(inner));
    inner = inner instanceof NumberList ? inner.values[0] : inner[0];
  }
  if (shape.at(-1) === 0) for (const length of declared?.slice(shape.length) ?? []) shape.push(length ?? 0);
  return shape;
}

/**
 * Takes the elements out of nested lists, all of which must have the lengths that the shape says.
 *
 * @param isLive - the lists are the user's, and may have holes and properties.
 */
export function gather(
  lists: unknown,
  shape: readonly number[],
  dtype: DType,
  toElement: ToElement,
  walk: Walk,
  isLive: boolean,
): Elements | undefined {
  const before = walk.faults;
  const found = new Found(dtype);
  const axis = (depth: number, inner: unknown): void => {
    const length = shape[depth] as number;
    if (!isList(inner)) {
      walk.wrongType(inner, `a list of ${length}`);
    } else if (isLive && !isBareList(inner as unknown[])) {
      walk.report('invalid-value', BARE_LIST);
    } else if (lengthOf(inner) !== length) {
      walk.report('invalid-length', `found ${lengthOf(inner)} elements, expected ${length}`);
    } else if (dtype === 'float64' && inner instanceof NumberList && depth + 1 === shape.length) {
      found.pushAll(inner.values);
    } else {
      const items = inner instanceof NumberList ? inner.values : inner;
      for (let index = 0; index < length; index++) {
        const item = items[index];
        if (depth + 1 < shape.length) {
          walk.member(index, () => axis(depth + 1, item));
          continue;
        }
        const element = toElement(item);
        if (element === undefined) walk.member(index, () => reportElement(item, dtype, walk));
        else found.push(element);
      }
    }
  };
  if (shape.length > 0) axis(0, lists);
  else {
    const element = toElement(lists);
    if (element === undefined) reportElement(lists, dtype, walk);
    else found.push(element);
  }
  return walk.faults > before ? undefined : new Elements(dtype, shape, found.values());
}

const isList = (tree: unknown): tree is unknown[] | NumberList => Array.isArray(tree) || tree instanceof NumberList;

const lengthOf = (list: unknown[] | NumberList): number => (list instanceof NumberList ? list.values : list).length;

/** Elements on their way into a typed array, which grows with them: what a file says of its shape is not believed. */
class Found {
  #values: TypedArray;
  #length = 0;

  constructor(readonly dtype: DType) {
    this.#values = this.#allocate(16);
  }

  push(element: number | bigint): void {
    if (this.#length === this.#values.length) this.#grow(2 * this.#length);
    this.#values[this.#length++] = element as never;
  }

  pushAll(elements: Float64Array): void {
    if (this.#length + elements.length > this.#values.length) {
      // One row that is all there is needs no copy with room for more.
      this.#grow(this.#length === 0 ? elements.length : 2 * (this.#length + elements.length));
    }
    (this.#values as Float64Array).set(elements, this.#length);
    this.#length += elements.length;
  }

  values(): TypedArray {
    return this.#length === this.#values.length ? this.#values : this.#values.slice(0, this.#length);
  }

  #grow(capacity: number): void {
    const larger = this.#allocate(capacity);
    larger.set(this.#values.subarray(0, this.#length) as never);
    this.#values = larger;
  }

  #allocate(capacity: number): TypedArray {
    return new (dtypeOf(this.dtype).TypedArray)(capacity);
  }
}

function reportElement(found: unknown, dtype: DType, walk: Walk): void {
  const expected = `${dtypeOf(dtype).expected} (${dtype})`;
  const isNumber =
    typeof found === 'number' ||
    typeof found === 'bigint' ||
    found instanceof NumberText ||
    (typeof found === 'string' && Object.hasOwn(NON_FINITE, found));
  if (isNumber && dtype !== 'bool') walk.wrongValue(found, expected);
  else walk.wrongType(found, expected);
}
