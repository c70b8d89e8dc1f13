import { sizeOf } from '../../model/elements.js';
import { keysOfPointer } from '../../model/pointer.js';
import type { ArrayData } from '../data/page-data.js';
import { type Curve, curveOf } from './curve.js';

// An array rarely comes alone: another one has the x of each of its numbers, or the places of what was detected in it. A class may say the
// former. All else is a guess by the names and the numbers, so a plot says which array it took.

/** Numbers that are marked on a curve. */
export interface Marks {
  readonly array: ArrayData;
  readonly values: Float64Array;
  /** What was subtracted from each of them: the same as from the x, if they are values of it. */
  readonly base: bigint;
  /** Whether they are indices of the curve, or values of its x. */
  readonly kind: 'index' | 'x';
}

/** The words of which the last in a name says that an array is an x. */
const X_WORDS: ReadonlySet<string> = new Set(
  'x grid time times t axis year years date dates freq freqs frequency frequencies lag lags bins centers centres'.split(
    ' ',
  ),
);

/** The words of which one in a name says that an array has marks. */
const MARK_WORD = /^(?:detect|peak|change|event|ind(?:ex|ices)$|idx$)/;

/** The most marks of a curve. */
const MOST_MARKS = 50;

/** An array that may have the x of another one. */
export interface Companion extends Pick<ArrayData, 'pointer' | 'shape' | 'x'> {
  /** Returns the numbers, or those of the picture of a long array; undefined if there are neither. */
  doubles(): Float64Array | undefined;
}

/** Returns the array that has the x of each number of an array: as its class says, or as the names suggest; undefined if there is none. */
export function xOf(array: ArrayData, arrays: readonly ArrayData[]): ArrayData | undefined {
  const companionOf = (each: ArrayData) => ({ ...each, array: each, doubles: () => curveOf(each)?.values });
  const companions = arrays.map(companionOf);
  return xAmong(companions.find((each) => each.array === array) ?? companionOf(array), companions)?.array;
}

/** Returns what {@link xOf} returns, of any arrays. */
export function xAmong<Item extends Companion>(array: Item, arrays: readonly Item[]): Item | undefined {
  const isX = (other: Item) =>
    other !== array && other.shape.length === 1 && other.shape[0] === array.shape[0] && isRising(other);
  if (array.shape.length !== 1) return undefined;
  if (array.x !== undefined) return arrays.find((other) => other.pointer === array.x && isX(other));
  const words = wordsOf(array);
  if (X_WORDS.has(words.at(-1) as string)) return undefined;
  return arrays.find((other) => {
    const otherWords = wordsOf(other);
    const isNamed = X_WORDS.has(otherWords.at(-1) as string) && (otherWords.length === 1 || otherWords[0] === words[0]);
    return isNamed && areSiblings(array, other) && isX(other);
  });
}

/**
 * Returns why the x that a class or a user names for an array is not used: `x: "time" does not rise at index 17; index used`. undefined if
 * it is used, or if none is named.
 */
export function xProblemOf(array: ArrayData, arrays: readonly ArrayData[]): string | undefined {
  if (array.x === undefined || xOf(array, arrays) !== undefined) return undefined;
  const other = arrays.find(({ pointer }) => pointer === array.x);
  const name = other?.name ?? keysOfPointer(array.x).at(-1);
  if (array.shape.length !== 1) return `x: "${name}" is not used, because the array has ${array.shape.length} axes`;
  return `x: ${other === undefined ? `there is no array "${name}"` : `"${name}" ${misfitOf(array, other)}`}; index used`;
}

/** Returns why an array is not the x of another one. */
function misfitOf(array: ArrayData, other: ArrayData): string {
  if (other === array) return 'is the array itself';
  if (other.shape.length !== 1) return `has ${other.shape.length} axes`;
  const [[length], [otherLength]] = [array.shape, other.shape];
  if (otherLength !== length) return `has the length ${otherLength} and not ${length}`;
  const curve = curveOf(other);
  if (curve === undefined) return 'cannot be read';
  const { indices, values } = curve;
  const at = firstNotRising(values);
  const value = values[at] as number;
  return `${Number.isFinite(value) ? 'does not rise' : `is ${value}`} at index ${indices?.[at] ?? at}`;
}

/** Returns the marks of a curve; none of an array that is the x of another one. */
export const marksOf = (array: ArrayData, arrays: readonly ArrayData[], x = xOf(array, arrays)): Marks[] =>
  marksOrMisfitsOf(array, arrays, x).filter((each) => typeof each !== 'string');

/** Returns why arrays of marks are not drawn on a curve: `detected_peaks is not marked: index 150 is beyond the last one, 99`. */
export const unmarkedOf = (array: ArrayData, arrays: readonly ArrayData[], x = xOf(array, arrays)): string[] =>
  marksOrMisfitsOf(array, arrays, x).filter((each) => typeof each === 'string');

/** Returns the marks of a curve, and of arrays that have marks, but none within the curve, why. */
function marksOrMisfitsOf(
  array: ArrayData,
  arrays: readonly ArrayData[],
  x: ArrayData | undefined,
): (Marks | string)[] {
  if (array.shape.length !== 1) return [];
  const [length = 0] = array.shape;
  const words = wordsOf(array);
  if (X_WORDS.has(words.at(-1) as string) || arrays.some((other) => other !== array && other.x === array.pointer))
    return [];
  const xCurve = x && curveOf(x);
  return arrays.flatMap((other): (Marks | string)[] => {
    const size = sizeOf(other.shape);
    const isCandidate = other !== array && other.shape.length === 1 && size > 0 && size <= MOST_MARKS && size < length;
    if (!isCandidate || !wordsOf(other).some((word) => MARK_WORD.test(word)) || !areSiblings(array, other)) return [];
    if (belongsToAnother(other, words, arrays)) return [];
    const curve = curveOf(other);
    if (curve === undefined || !areRising(curve.values)) return [];
    const { values, base } = curve;
    const [first, last] = [values[0] as number, values.at(-1) as number];
    const areIndices = base === 0n && values.every(Number.isInteger) && first >= 0 && last < length;
    const areFloats = other.dtype === 'float64' || other.dtype === 'float32';
    if (areIndices && !(areFloats && xCurve)) return [{ array: other, values, base, kind: 'index' }];
    if (x !== undefined && xCurve !== undefined) return [marksOnX(other, curve, x, xCurve)];
    const isBeyond = base === 0n && values.every(Number.isInteger) && first >= 0;
    return isBeyond ? [`${other.name} is not marked: index ${last} is beyond the last one, ${length - 1}`] : [];
  });
}

/** Returns the marks that are values of an x, or which of them is not within it. */
function marksOnX(array: ArrayData, marks: Curve, x: ArrayData, xCurve: Curve): Marks | string {
  const shift = Number(marks.base - xCurve.base);
  const values = marks.values.map((value) => value + shift);
  const [first, last] = [xCurve.values[0] as number, xCurve.values.at(-1) as number];
  const outside = values.findIndex((value) => value < first || value > last);
  if (outside === -1) return { array, values, base: xCurve.base, kind: 'x' };
  const text = String((marks.values[outside] as number) + Number(marks.base));
  return `${array.name} is not marked: ${text} lies outside of ${x.name}`;
}

/** True if marks share their first word with another curve, and not with the one that has the words: `density_peaks` are of `density_curve`. */
function belongsToAnother(marks: ArrayData, words: readonly string[], arrays: readonly ArrayData[]): boolean {
  const [first = ''] = wordsOf(marks);
  if (first === words[0] || MARK_WORD.test(first)) return false;
  const isLonger = ({ shape }: ArrayData) => shape.length === 1 && sizeOf(shape) > sizeOf(marks.shape);
  return arrays.some((other) => isLonger(other) && areSiblings(other, marks) && wordsOf(other)[0] === first);
}

/** Returns the words of the last key of an array: `densityGrid` and `density_grid` have two. */
const wordsOf = ({ pointer }: Pick<ArrayData, 'pointer'>): string[] =>
  (keysOfPointer(pointer).at(-1) as string)
    .replace(/(?<=[a-z\d])(?=[A-Z])/g, '_')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'));

const areSiblings = (array: Pick<ArrayData, 'pointer'>, other: Pick<ArrayData, 'pointer'>): boolean =>
  parentOf(array.pointer) === parentOf(other.pointer);

/** True if each number of an array is above the one before it. Of a long array, only the numbers of its picture are looked at. */
function isRising(array: Companion): boolean {
  const values = array.doubles();
  return values !== undefined && values.length > 0 && areRising(values);
}

/** True if all numbers are finite, and each is above the one before it. */
const areRising = (values: Float64Array): boolean => firstNotRising(values) === -1;

/** Returns the index of the first number that is not finite, or not above the one before it; -1 if there is none. */
const firstNotRising = (values: Float64Array): number =>
  values.findIndex((value, index) => !Number.isFinite(value) || (index > 0 && value <= (values[index - 1] as number)));
