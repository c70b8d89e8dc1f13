import { StoredArray } from '../format/stored-array.js';
import { arrayOfTree, isStoredObject, type StoredObject, type StoredTree } from '../format/stored-tree.js';
import { type DType, elementKindOf } from '../model/dtypes.js';
import { inspected } from '../model/message-text.js';
import { NumberText } from '../model/number-text.js';
import { checkOptions, optionNames } from '../model/options.js';
import { escapeKey } from '../model/pointer.js';
import type { ProgressOptions, ProgressReporter } from '../model/progress.js';
import { isSameList } from '../model/same-list.js';
import type { Tree } from '../model/tree.js';
import { ElementComparison, type ElementDifferences } from './element-comparison.js';
import { pairedPieces } from './paired-pieces.js';
import { isSameScalar } from './scalar-comparison.js';
import { checkTolerance, type Tolerance } from './tolerance.js';

/** What counts as a difference. */
export interface ComparisonRules extends Tolerance {
  /** JSON Pointers to the values that are not compared, with everything below them. */
  readonly exclude?: readonly string[] | undefined;
}

/** How two artifacts are compared. */
export interface CompareOptions extends ComparisonRules, ProgressOptions {}

const COMPARE_OPTIONS = optionNames<CompareOptions>({
  absolute: true,
  relative: true,
  exclude: true,
  signal: true,
  onProgress: true,
});

/** In what two artifacts differ. */
export interface Comparison {
  /** True if there is no difference. */
  readonly same: boolean;
  /** The differences, in the order of their keys. */
  readonly differences: readonly Difference[];
}

/** One place, a JSON Pointer, in which two artifacts, a and b, differ. */
export type Difference = { readonly path: string } & (
  | {
      /**
       * Two scalars, or two values of different kinds, such as a text and a list. A scalar is given as it is; a list, an object or an
       * array as a short text, such as 'list of 3'.
       */
      readonly kind: 'value';
      readonly values: readonly [unknown, unknown];
    }
  | {
      /** Only one of the artifacts has a value here. */
      readonly kind: 'missing';
      /** The artifact that has no value here. */
      readonly in: 'a' | 'b';
    }
  | { readonly kind: 'length'; readonly lengths: readonly [number, number] }
  | { readonly kind: 'dtype'; readonly dtypes: readonly [DType | undefined, DType | undefined] }
  | { readonly kind: 'shape'; readonly shapes: readonly [readonly number[], readonly number[]] }
  | ({ readonly kind: 'values' } & ElementDifferences)
);

/** A value that was compared: a scalar, an array, an empty list or object, two lists of different lengths, or a value of one side. */
export interface ComparedValue {
  /** Its JSON Pointer. */
  readonly path: string;
  /** Undefined if the two sides are the same. */
  readonly difference: Difference | undefined;
}

/** One of the two values at a place; undefined if an artifact has no value there. */
type Side = StoredTree | undefined;

/**
 * Checks the options of `compare`.
 *
 * @throws TypeError, RangeError for wrong options.
 */
export function checkCompareOptions(options: CompareOptions): void {
  checkOptions(options, COMPARE_OPTIONS);
  checkTolerance(options);
  const { exclude } = options;
  if (exclude === undefined) return;
  if (!Array.isArray(exclude))
    throw new TypeError(`found exclude: ${inspected(exclude)}, expected a list of JSON Pointers`);
  for (const pointer of exclude) {
    if (typeof pointer !== 'string' || !pointer.startsWith('/'))
      throw new TypeError(`found ${inspected(pointer)} in exclude, expected a JSON Pointer such as "/timestamp"`);
  }
}

/**
 * Returns in what two artifacts differ.
 *
 * @throws all that {@link compareStored} throws.
 */
export async function comparisonOf(
  a: StoredObject,
  b: StoredObject,
  rules: ComparisonRules,
  progress: ProgressReporter,
): Promise<Comparison> {
  const differences: Difference[] = [];
  for await (const { difference } of compareStored(a, b, rules, progress))
    if (difference !== undefined) differences.push(difference);
  return { same: differences.length === 0, differences };
}

/**
 * Compares two artifacts as they are stored, value by value, in the order of their keys. Arrays are read piece by piece.
 *
 * @throws all that {@link StoredArray.pieces} throws.
 */
export async function* compareStored(
  a: StoredObject,
  b: StoredObject,
  rules: ComparisonRules,
  progress: ProgressReporter,
): AsyncGenerator<ComparedValue> {
  yield* new ValueComparison(rules, progress, bytesToCompare(a, b)).compare(a, b, '');
}

/** The bytes that progress counts for each element, whatever its dtype. */
const BYTES_PER_ELEMENT = 8;

/** Returns the total that {@link compareStored} reports as progress: the bytes of the arrays that both sides have. */
export function bytesToCompare(one: Side, other: Side): number {
  const [a, b] = alike(one, other);
  if (a instanceof StoredArray)
    return b instanceof StoredArray && isSameList(a.shape, b.shape) ? BYTES_PER_ELEMENT * a.size : 0;
  if (Array.isArray(a) && Array.isArray(b))
    return a.reduce<number>((sum, item, index) => sum + bytesToCompare(item, b[index]), 0);
  if (!isStoredObject(a) || !isStoredObject(b)) return 0;
  return Object.keys(a).reduce((sum, key) => sum + bytesToCompare(a[key], memberOf(b, key)), 0);
}

/** Compares two trees from their roots down. */
class ValueComparison {
  readonly #tolerance: Tolerance | undefined;
  readonly #excluded: ReadonlySet<string>;
  readonly #progress: ProgressReporter;
  readonly #total: number;
  #done = 0;

  constructor({ absolute, relative, exclude }: ComparisonRules, progress: ProgressReporter, total: number) {
    this.#tolerance = absolute === undefined && relative === undefined ? undefined : { absolute, relative };
    this.#excluded = new Set(exclude);
    this.#progress = progress;
    this.#total = total;
  }

  /** Compares two values and all that is below them. */
  async *compare(one: Side, other: Side, path: string): AsyncGenerator<ComparedValue> {
    if (this.#excluded.has(path)) return;
    const [a, b] = alike(one, other);
    if (a === undefined || b === undefined) {
      yield { path, difference: { path, kind: 'missing', in: a === undefined ? 'b' : 'a' } };
    } else if (a instanceof StoredArray || b instanceof StoredArray) {
      yield { path, difference: await this.#arrayDifference(a, b, path) };
    } else if (Array.isArray(a) && Array.isArray(b)) {
      const isSame = a.length === b.length;
      if (!isSame || a.length === 0)
        yield { path, difference: isSame ? undefined : { path, kind: 'length', lengths: [a.length, b.length] } };
      for (let index = 0; index < Math.min(a.length, b.length); index++)
        yield* this.compare(a[index], b[index], `${path}/${index}`);
    } else if (isStoredObject(a) && isStoredObject(b)) {
      const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
      if (keys.length === 0) yield { path, difference: undefined };
      for (const key of keys) yield* this.compare(memberOf(a, key), memberOf(b, key), `${path}/${escapeKey(key)}`);
    } else {
      yield { path, difference: isSameScalar(a, b, this.#tolerance) ? undefined : valueDifference(a, b, path) };
    }
  }

  async #arrayDifference(a: StoredTree, b: StoredTree, path: string): Promise<Difference | undefined> {
    const [first, second] = [asArray(a, b), asArray(b, a)];
    if (first === undefined || second === undefined) return valueDifference(a, b, path);
    const dtypes = [first.dtype, second.dtype] as const;
    // An array of an unsealed file has no dtype: it may be of any dtype of numbers, but not of bool.
    const isOneBool = dtypes.some((dtype) => elementKindOf(dtype) === 'bool');
    if (first.dtype !== second.dtype && (isOneBool || !dtypes.includes(undefined)))
      return { path, kind: 'dtype', dtypes };
    if (!isSameList(first.shape, second.shape)) return { path, kind: 'shape', shapes: [first.shape, second.shape] };
    const elements = new ElementComparison(this.#tolerance, first.size, dtypes.includes('float32'));
    for await (const [here, there] of pairedPieces(first.pieces(), second.pieces())) {
      elements.add(here, there);
      this.#done += BYTES_PER_ELEMENT * here.length;
      await this.#progress.report('compare', this.#done, this.#total);
    }
    const { differences } = elements;
    return differences && { path, kind: 'values', ...differences };
  }
}

const memberOf = (object: StoredObject, key: string): Side => (Object.hasOwn(object, key) ? object[key] : undefined);

const valueDifference = (a: StoredTree, b: StoredTree, path: string): Difference => ({
  path,
  kind: 'value',
  values: [summaryOf(a), summaryOf(b)],
});

/** Returns a value as a difference gives it. */
function summaryOf(value: StoredTree): unknown {
  if (value instanceof StoredArray) return `array ${value.dtype ?? 'numbers'}[${value.shape}]`;
  if (value instanceof NumberText) return value.double ?? value.text;
  if (Array.isArray(value)) return `list of ${value.length}`;
  return isStoredObject(value) ? 'object' : value;
}

/** Returns lists as an array, if the other side has an array: unsealed files and plain JSON values have lists in its place. */
function asArray(value: StoredTree, other: StoredTree): StoredArray | undefined {
  if (value instanceof StoredArray) return value;
  if (!(other instanceof StoredArray) || hasText(value)) return undefined;
  const { dtype, shape } = other;
  const missing = other.missing === null ? 'either' : undefined;
  return arrayOfTree(value as Tree, { dtype, shape }, missing) ?? arrayOfTree(value as Tree, { dtype }, missing);
}

/** Returns two values; an array of an unsealed file, which does not tell it from a list of arrays, as its rows beside such a list. */
const alike = (a: Side, b: Side): [Side, Side] => [rowsBeside(a, b), rowsBeside(b, a)];

const rowsBeside = (value: Side, other: Side): Side =>
  value instanceof StoredArray && value.dtype === undefined && hasArray(other) ? rowsOf(value) : value;

/** True if there is an array in a list, or in a list within it. */
const hasArray = (value: Side): boolean =>
  Array.isArray(value) && value.some((item) => item instanceof StoredArray || hasArray(item));

/** Returns the rows of an array of an unsealed file. */
function rowsOf({ shape: [length = 0, ...shape], data }: StoredArray): StoredArray[] {
  const size = data.length / length;
  return Array.from({ length }, (_, row) =>
    StoredArray.ofValues(undefined, shape, data.subarray(row * size, (row + 1) * size)),
  );
}

/** True if there is a text in a list, or in a list within it. The text "NaN" is not a number here. */
const hasText = (value: StoredTree): boolean =>
  typeof value === 'string' || (Array.isArray(value) && value.some(hasText));
