import { decimalOf, isPrintOf } from './decimal.js';
import { type DType, dtypeOf, type TypedArray } from './dtypes.js';

/**
 * Thrown where the quick reader cannot be sure: the text is not in the writer's layout, or its class wants lists where an array was
 * cut out. The exact reader then reads the file again and decides.
 */
export class OtherLayout extends Error {}

/** Objects and lists may be nested this deep, the root object included. */
export const MAX_DEPTH = 512;

/**
 * What a file holds, between instance and text: JSON's own values and, besides, bigint for the integers that a double
 * cannot hold, {@link Elements} for an array, {@link NumberList} for a long list that was read, {@link NumberText} for a number that has to keep its text, and
 * {@link ArrayPlace} for an array that was left in its file.
 */
export type Tree =
  | null
  | boolean
  | number
  | bigint
  | string
  | Tree[]
  | NumberList
  | TreeObject
  | Elements
  | NumberText
  | ArrayPlace;

/** A JSON object. */
export interface TreeObject {
  [key: string]: Tree;
}

/** An n-dimensional array: all elements in C order, without gaps. It stands for the nested lists of its elements. */
export class Elements {
  #values: TypedArray;

  constructor(
    readonly dtype: DType,
    readonly shape: readonly number[],
    values: TypedArray,
  ) {
    this.#values = values;
  }

  get values(): TypedArray {
    return this.#values;
  }

  /**
   * Takes a copy of the values, so that it does not matter any more what becomes of the user's own.
   *
   * @throws ChangedElements if the array has become shorter: a getter of a later field may have transferred its buffer.
   */
  keep(): void {
    if (this.#values.length !== sizeOf(this.shape)) throw new ChangedElements(this);
    this.#values = this.copy();
  }

  /** A copy of the values. (The slice of a Buffer is none.) */
  copy(): TypedArray {
    const copy = new (dtypeOf(this.dtype).TypedArray)(this.#values.length);
    copy.set(this.#values as never);
    return copy;
  }
}

/** An array that was left in its file. It stands for the nested lists of its elements. */
export class ArrayPlace {
  /**
   * @param shape - as `$artifact.arrays` says, or else as its lists show; undefined if neither was looked at.
   * @param start - the first byte of its text in the file.
   * @param end - the byte behind it.
   * @param text - its text, of a short one.
   */
  constructor(
    readonly dtype: DType,
    readonly shape: readonly number[] | undefined,
    readonly start: number,
    readonly end: number,
    readonly text: string | undefined,
  ) {}
}

/** What is thrown where an array is not what it was when it was taken. */
export class ChangedElements extends Error {
  constructor(readonly elements: Elements) {
    super('found other elements than those expected');
  }
}

/** How many elements an array has. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

/** A long list of nothing but numbers, as it is read. It stands for a list of them. */
export class NumberList {
  constructor(readonly values: Float64Array) {}
}

/**
 * The items of a list, however it is held; undefined if the tree is none.
 *
 * @throws OtherLayout for an array: only the exact reader has its lists.
 */
export function itemsOf(tree: unknown): readonly Tree[] | undefined {
  if (tree instanceof Elements || tree instanceof ArrayPlace) throw new OtherLayout();
  if (tree instanceof NumberList) return Array.from(tree.values);
  return Array.isArray(tree) ? tree : undefined;
}

/**
 * A number by its text, where the number alone would not show whether a program wrote it from a double: one that no double comes
 * near, such as 1e400, or an integer beyond ±(2^53 − 1) with a point or an exponent.
 */
export class NumberText {
  constructor(readonly text: string) {}

  /** The double that is written so; undefined if the text names a number that is none: 9007199254740993.0, 1e400. */
  get double(): number | undefined {
    const value = Number(this.text);
    return Number.isInteger(value) && isPrintOf(decimalOf(this.text), value) ? value : undefined;
  }

  /** The integer that the text names; undefined if it names none, or one with an exponent beyond those of doubles. */
  get integer(): bigint | undefined {
    if (/^-?\d+$/.test(this.text)) return bigintOf(this.text);
    const { digits, exponent } = decimalOf(this.text);
    if (exponent < 0 || !Number.isFinite(Number(this.text))) return undefined;
    return BigInt(`${this.text.startsWith('-') ? '-' : ''}${digits}${'0'.repeat(exponent)}`);
  }
}

/** Tells JSON objects from everything else. */
export const isTreeObject = (tree: unknown): tree is TreeObject =>
  typeof tree === 'object' && tree !== null && Object.getPrototypeOf(tree) === Object.prototype;

/** The member of an object, never one of its prototype's. */
export const memberOf = (object: TreeObject, key: string): Tree | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** Nested lists of an array's elements, each made by `element`; the bare element if the array has no axis. */
export function nestedLists<T>(elements: Elements, element: (held: number | bigint) => T): T | NestedList<T> {
  const { shape, values } = elements;
  let next = 0;
  const axis = (depth: number): T | NestedList<T> => {
    if (depth === shape.length) return element(values[next++] as number | bigint);
    return Array.from({ length: shape[depth] as number }, () => axis(depth + 1)) as NestedList<T>;
  };
  return axis(0);
}

/** Lists nested to any depth. */
export type NestedList<T> = (T | NestedList<T>)[];

/** The names of the doubles that JSON has no number for. */
export type NonFiniteName = 'NaN' | 'Infinity' | '-Infinity';

/** The double behind such a name. A file has the name, a tree the double, wherever it is known to be one. */
export const NON_FINITE: { readonly [Name in NonFiniteName]: number } = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** The integer of a decimal text, or undefined if it has more digits than any bigint. */
export function bigintOf(digits: string): bigint | undefined {
  try {
    return BigInt(digits);
  } catch {
    return undefined;
  }
}

/** A number as a tree holds it where the class declares one. */
export const treeOfNumber = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

/**
 * The double that a tree's number or name of a number stands for, or undefined if there is none: it is something else, or
 * an integer that is neither a double exactly nor the way a double is written.
 */
export function doubleOf(tree: Tree): number | undefined {
  if (typeof tree === 'number') return tree;
  if (typeof tree === 'string')
    return Object.hasOwn(NON_FINITE, tree) ? NON_FINITE[tree as keyof typeof NON_FINITE] : undefined;
  if (tree instanceof NumberText) return tree.double;
  if (typeof tree !== 'bigint') return undefined;
  const value = Number(tree);
  return BigInt(value) === tree || String(value) === String(tree) ? value : undefined;
}

/** The integer that a tree's number names exactly; undefined if there is none. -0 is none: no integer has its sign. */
export function integerOf(tree: Tree): bigint | undefined {
  if (typeof tree === 'bigint') return tree;
  if (tree instanceof NumberText) return tree.integer;
  if (typeof tree !== 'number' || !Number.isInteger(tree) || Object.is(tree, -0)) return undefined;
  // A reader gives a larger integer as a number only if its text was String(number).
  return Number.isSafeInteger(tree) ? BigInt(tree) : new NumberText(String(tree)).integer;
}

/** A tree as JSON.parse would have it: arrays as nested lists, 64-bit integers as numbers wherever a number is exact. */
export function plainOf(tree: Tree): unknown {
  if (tree instanceof Elements) {
    const { live } = dtypeOf(tree.dtype);
    return nestedLists(tree, (held) => plainScalar(live(held)));
  }
  if (tree instanceof NumberText) return tree.double ?? tree.text;
  const items = itemsOf(tree);
  if (items !== undefined) return items.map(plainOf);
  if (isTreeObject(tree))
    return Object.fromEntries(Object.entries(tree).map(([key, member]) => [key, plainOf(member)]));
  return typeof tree === 'number' ? treeOfNumber(tree) : tree;
}

function plainScalar(value: boolean | number | bigint): unknown {
  if (typeof value === 'number') return treeOfNumber(value);
  if (typeof value === 'bigint' && BigInt.asIntN(54, value) === value) return Number(value);
  return value;
}

/**
 * Where two trees first differ: numbers by Object.is, arrays by dtype, shape and every element. Undefined if nowhere.
 *
 * @returns the keys that lead there.
 */
export function differenceOf(a: Tree | undefined, b: Tree | undefined): (string | number)[] | undefined {
  if (a instanceof Elements && b instanceof Elements) {
    const isSame = a.dtype === b.dtype && isSameList(a.shape, b.shape) && isSameList(a.values, b.values);
    return isSame ? undefined : [];
  }
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) return firstDifference([...a.keys()], a, b);
  if (isTreeObject(a) && isTreeObject(b)) return firstDifference(new Set([...Object.keys(a), ...Object.keys(b)]), a, b);
  return Object.is(a, b) ? undefined : [];
}

/** The keys that lead to a part of a tree; undefined if it is none. */
export function keysTo(part: Tree, tree: Tree): (string | number)[] | undefined {
  if (part === tree) return [];
  const children: Iterable<[string | number, Tree]> = Array.isArray(tree)
    ? tree.entries()
    : isTreeObject(tree)
      ? Object.entries(tree)
      : [];
  for (const [key, child] of children) {
    const keys = keysTo(part, child);
    if (keys !== undefined) return [key, ...keys];
  }
  return undefined;
}

function firstDifference(
  keys: Iterable<string | number>,
  a: Tree[] | TreeObject,
  b: Tree[] | TreeObject,
): (string | number)[] | undefined {
  for (const key of keys) {
    const difference = differenceOf(a[key as never], b[key as never]);
    if (difference !== undefined) return [key, ...difference];
  }
  return undefined;
}

/** Tells whether two lists have the same elements, by Object.is. */
export function isSameList(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (!Object.is(a[index], b[index])) return false;
  return true;
}
