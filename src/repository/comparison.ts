import { StoredArray } from '../format/stored-array.js';
import { arrayOfTree, isStoredObject, type StoredObject, type StoredTree } from '../format/stored-tree.js';
import { inspected } from '../model/message-text.js';
import { checkOptions, optionNames } from '../model/options.js';
import type { ProgressOptions, ProgressReporter } from '../model/progress.js';
import { isSameList } from '../model/same-list.js';
import type { Tree } from '../model/tree.js';
import { type ArrayForm, alike, comparedValues } from './compared-values.js';
import type { Difference } from './difference.js';
import { comparisonOfElements } from './element-comparison.js';
import { pairedPieces } from './paired-pieces.js';
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
  { absolute, relative, exclude }: ComparisonRules,
  progress: ProgressReporter,
): AsyncGenerator<ComparedValue> {
  const tolerance = absolute === undefined && relative === undefined ? undefined : { absolute, relative };
  const total = bytesToCompare(a, b);
  let done = 0;
  for (const { path, difference, arrays } of comparedValues(a, b, STORED_ARRAYS, { tolerance, exclude })) {
    if (arrays === undefined) {
      yield { path, difference };
      continue;
    }
    const [first, second] = arrays;
    const elements = comparisonOfElements(first, second, tolerance);
    for await (const [here, there] of pairedPieces(first.pieces(), second.pieces())) {
      elements.add(here, there);
      done += BYTES_PER_ELEMENT * here.length;
      await progress.report('compare', done, total);
    }
    const { differences } = elements;
    yield { path, difference: differences && { path, kind: 'values', ...differences } };
  }
}

/** The arrays of files. */
const STORED_ARRAYS: ArrayForm<StoredArray> = {
  isArray: (value) => value instanceof StoredArray,
  arrayOf: (lists, { dtype, shape, missing }) => {
    const either = missing === null ? 'either' : undefined;
    return arrayOfTree(lists as Tree, { dtype, shape }, either) ?? arrayOfTree(lists as Tree, { dtype }, either);
  },
  rowsOf: ({ shape: [length = 0, ...shape], data }) => {
    const size = data.length / length;
    return Array.from({ length }, (_, row) =>
      StoredArray.ofValues(undefined, shape, data.subarray(row * size, (row + 1) * size)),
    );
  },
};

/** The bytes that progress counts for each element, whatever its dtype. */
const BYTES_PER_ELEMENT = 8;

/** Returns the total that {@link compareStored} reports as progress: the bytes of the arrays that both sides have. */
export function bytesToCompare(one: Side, other: Side): number {
  const [a, b] = alike(one, other, STORED_ARRAYS);
  if (a instanceof StoredArray)
    return b instanceof StoredArray && isSameList(a.shape, b.shape) ? BYTES_PER_ELEMENT * a.size : 0;
  if (Array.isArray(a) && Array.isArray(b))
    return a.reduce<number>((sum, item, index) => sum + bytesToCompare(item, b[index]), 0);
  if (!isStoredObject(a) || !isStoredObject(b)) return 0;
  return Object.keys(a).reduce((sum, key) => sum + bytesToCompare(a[key], memberOf(b, key)), 0);
}

const memberOf = (object: StoredObject, key: string): Side => (Object.hasOwn(object, key) ? object[key] : undefined);
