import { SEED_POINTER, VERSION_POINTER } from '../../display/key-names.js';
import { compareValues } from '../../display/order.js';
import type { StoredTree } from '../../format/stored-tree.js';
import { NumberText } from '../../model/number-text.js';
import { isTreeScalar, type TreeScalar } from '../../model/tree-scalar.js';
import { axisOf, type Tick } from '../plots/axis.js';
import { fractionOf } from '../plots/doubles.js';
import type { Column } from './column.js';
import { shortened } from './packed-values.js';

/** A page has room for so many axes. */
const MOST_AXES = 8;

/** So many different values of an axis have a tick each. */
const MOST_TICKED = 6;

/** More different texts are no categories. */
const MOST_CATEGORIES = 20;

/** An axis is logarithmic if its highest number is at least this times the lowest one, and that is above 0. */
const LOG_RATIO = 100;

/** Units: characters of a tick's text. */
const MOST_CHARACTERS = 14;

/** One value of an axis with few of them. */
export interface AxisValue extends Tick {
  readonly value: TreeScalar;
}

/** An axis of parallel lines. */
export interface LineAxis {
  readonly column: Column;
  readonly isLog: boolean;
  /** What the texts of all ticks leave out. */
  readonly apart: string;
  readonly ticks: readonly Tick[];
  /** All values from the foot up, if each of them has a place of its own that a brush takes whole. */
  readonly values: readonly AxisValue[] | undefined;
  /** The ends of an axis of numbers. */
  readonly low: number;
  readonly high: number;
  /** True if all numbers are integers. */
  readonly isWhole: boolean;
  /** Where each row crosses the axis, from 0 at its foot to 1; NaN for a value that has no place on it. */
  readonly places: Float64Array;
  /** What the values without a place are: `NaN`, `absent`, or `other` for several kinds; undefined if there are none. */
  readonly others: string | undefined;
}

/** Returns the axes for the columns of a table: at most eight, those of numbers first, without the seed and the version. */
export function lineAxes(columns: readonly Column[]): readonly LineAxis[] {
  const axes = columns
    .filter(({ varies, pointer }) => varies && pointer !== SEED_POINTER && pointer !== VERSION_POINTER)
    .flatMap((column) => (column.hasArrays ? [] : (axisOfColumn(column) ?? [])));
  const isOfNumbers = ({ low }: LineAxis) => !Number.isNaN(low);
  return [...axes.filter(isOfNumbers), ...axes.filter((axis) => !isOfNumbers(axis))].slice(0, MOST_AXES);
}

function axisOfColumn(column: Column): LineAxis | undefined {
  const { trees } = column;
  const isOfNumbers = column.isOfNumbers && trees.every((tree) => numberOf(tree) !== undefined || isPlaceless(tree));
  return isOfNumbers ? numberAxis(column) : categoryAxis(column);
}

/** Returns a number as a double; undefined for any other value. */
const numberOf = (tree: StoredTree | undefined): number | undefined =>
  typeof tree === 'number'
    ? tree
    : typeof tree === 'bigint'
      ? Number(tree)
      : tree instanceof NumberText
        ? Number(tree.text)
        : undefined;

/** True for a value that has no place among numbers: an absent one, null, a list. */
const isPlaceless = (tree: StoredTree | undefined): boolean =>
  tree === undefined || tree === null || !isTreeScalar(tree);

function numberAxis(column: Column): LineAxis | undefined {
  const numbers = Float64Array.from(column.trees, (tree) => numberOf(tree) ?? Number.NaN);
  let [low, high, isWhole] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true];
  const rows = new Map<number, number>();
  for (const [row, value] of numbers.entries()) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
    isWhole &&= Number.isInteger(value);
    if (rows.size <= MOST_TICKED && !rows.has(value)) rows.set(value, row);
  }
  if (!(low < high)) return undefined;
  const isLog = low > 0 && high / low >= LOG_RATIO;
  const axis = axisOf(low, high, { isLog, most: MOST_TICKED, width: 8 });
  const isFew = rows.size <= MOST_TICKED;
  const values = [...rows]
    .sort(([a], [b]) => a - b)
    .map(([value, row]) => ({
      at: axis.at(value),
      text: column.cells[row] as string,
      value: column.trees[row] as TreeScalar,
    }));
  return {
    column,
    isLog,
    apart: isFew ? '' : axis.apart,
    ticks: isFew ? values : axis.ticks,
    values: isFew ? values : undefined,
    low,
    high,
    isWhole,
    places: numbers.map((value) => (Number.isFinite(value) ? axis.at(value) : Number.NaN)),
    others: othersOf(column, numbers),
  };
}

function categoryAxis(column: Column): LineAxis | undefined {
  const rows = new Map<string, number>();
  for (const [row, tree] of column.trees.entries()) {
    if (isPlaceless(tree) || rows.has(keyOf(tree))) continue;
    if (rows.size === MOST_CATEGORIES) return undefined;
    rows.set(keyOf(tree), row);
  }
  if (rows.size < 2) return undefined;
  const sorted = [...rows].sort(([, a], [, b]) => compareValues(column.trees[a], column.trees[b], 'falling'));
  const at = new Map(sorted.map(([key], index) => [key, index / (sorted.length - 1)]));
  const values = sorted.map(([key, row]) => ({
    at: at.get(key) as number,
    text: shortened(column.cells[row] as string, MOST_CHARACTERS),
    value: column.trees[row] as TreeScalar,
  }));
  const places = Float64Array.from(column.trees, (tree) =>
    isPlaceless(tree) ? Number.NaN : (at.get(keyOf(tree)) as number),
  );
  const [low, high] = [Number.NaN, Number.NaN];
  const others = othersOf(column, places);
  return { column, isLog: false, apart: '', ticks: values, values, low, high, isWhole: false, places, others };
}

const keyOf = (tree: StoredTree | undefined): string =>
  `${typeof tree} ${tree instanceof NumberText ? tree.text : Object.is(tree, -0) ? '-0' : String(tree)}`;

function othersOf(column: Column, places: Float64Array): string | undefined {
  const kinds = new Set<string>();
  for (const [row, place] of places.entries()) {
    if (Number.isFinite(place)) continue;
    const tree = column.trees[row];
    kinds.add(tree === undefined ? 'absent' : isTreeScalar(tree) ? String(tree) : 'list');
    if (kinds.size > 1) return 'other';
  }
  return [...kinds][0];
}

/** Returns the number at a place of an axis of numbers. */
export function numberAt({ low, high, isLog }: LineAxis, place: number): number {
  if (!isLog) return low * (1 - place) + high * place;
  return 10 ** (Math.log10(low) * (1 - place) + Math.log10(high) * place);
}

/** Returns where a number stands on an axis of numbers, 0 to 1. */
export function placeOf({ low, high, isLog }: LineAxis, value: number): number {
  const place = isLog ? fractionOf(Math.log10(value), Math.log10(low), Math.log10(high)) : fractionOf(value, low, high);
  return Math.min(1, Math.max(0, Number.isNaN(place) ? 0 : place));
}
