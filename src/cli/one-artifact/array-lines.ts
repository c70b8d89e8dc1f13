import { escaped } from '../../display/escaping.js';
import { indicesOf } from '../../display/indices.js';
import { shapeText } from '../../display/shape-text.js';
import { widthOf } from '../../display/text-width.js';
import { elementText, meanText, roundedText } from '../../display/value-text.js';
import { RunningStatistics, type StoredArray } from '../../format/stored-array.js';
import { elementKindOf, type TypedArray } from '../../model/dtypes.js';
import { sizeOf } from '../../model/elements.js';
import type { ProgressReporter } from '../../model/progress.js';
import { wrappedAt } from '../console/wrapped-at.js';
import type { Companions } from './companions.js';
import { ExtremePlaces } from './extreme-places.js';
import { Plot } from './plot.js';

// Shows an array: by its values if they are few, else by statistics and a plot. For example
//
//   peaks  int64[2]
//     28  82
//   curve  float64[100]  min 0  mean 0.498752  max 2.16225
//     … the lines of the plot

/** The greatest number of elements that are shown one by one of an array of one axis. */
const MOST_VALUES_IN_ONE_ROW = 16;

/** The greatest number of elements, and of rows, that are shown one by one of an array of several axes. */
const MOST_VALUES_IN_ROWS = 64;
const MOST_ROWS = 8;

/** The bytes that progress counts for each element. */
export const ELEMENT_BYTES = 8;

/** The widest plot. Units: columns of the terminal. */
const WIDEST_PLOT = 120;

/** The options of {@link arrayLines}. */
interface ArrayLinesOptions {
  /** The columns that a line may take; undefined if there is no limit. */
  readonly width: number | undefined;
  readonly hasPlots: boolean;
  /** Whether the heights of plots are logarithms. */
  readonly isLog?: boolean;
  readonly progress: ProgressReporter;
  /** Finds what is shown with a curve. */
  readonly companions?: () => Promise<Companions>;
  /** Adds the style of the name, such as bold. */
  readonly styleName?: (name: string) => string;
}

/**
 * Reads all elements of an array, and returns their lowest, highest and mean value and how many are NaN.
 *
 * @throws FormatError, IntegrityError if the file does not hold the array that it declares.
 */
export async function arrayStatistics(array: StoredArray, progress: ProgressReporter): Promise<RunningStatistics> {
  const statistics = new RunningStatistics();
  await addPieces(array, progress, statistics);
  return statistics;
}

/** Reads an array once, and passes each piece to all receivers. */
async function addPieces(
  array: StoredArray,
  progress: ProgressReporter,
  ...receivers: { add(piece: TypedArray): void }[]
): Promise<void> {
  let done = 0;
  for await (const piece of array.pieces()) {
    for (const receiver of receivers) receiver.add(piece);
    done += ELEMENT_BYTES * piece.length;
    await progress.report('read', done, ELEMENT_BYTES * array.size);
  }
}

/**
 * Returns the lines that show an array: its name, dtype and shape, then its values if they are few, else statistics and a plot.
 *
 * @throws FormatError, IntegrityError if the file does not hold the array that it declares.
 */
export async function arrayLines(
  name: string,
  array: StoredArray,
  { width, hasPlots, isLog, progress, companions, styleName = (text) => text }: ArrayLinesOptions,
): Promise<string[]> {
  const { dtype, shape } = array;
  const type = typeText(array);
  const head = `${styleName(name)}  ${type}`;
  const values = await valueLines(array, width);
  if (values !== undefined) return [head, ...values];
  const statistics = new RunningStatistics();
  const plotWidth = Math.min(WIDEST_PLOT, width ?? 80);
  const plot = hasPlots && shape.length > 0 ? new Plot(shape, dtype, plotWidth, isLog) : undefined;
  const places = new ExtremePlaces();
  await addPieces(array, progress, statistics, places, ...(plot === undefined ? [] : [plot]));
  const text = statisticsText(statistics, places, array);
  const isLong = width !== undefined && widthOf(`${name}  ${type}  ${text}`) > width;
  const heads = isLong ? [head, `  ${text}`] : [`${head}  ${text}`];
  // The plot of a constant array, or of nothing but NaN, would add nothing to the statistics.
  const isFlat = statistics.min === undefined || isConstant(statistics);
  if (isFlat || plot === undefined) return heads;
  return [...heads, ...plot.lines(shape.length === 1 ? await companions?.() : undefined)];
}

/** Returns dtype and shape of an array, its unit and the names of its axes: `float64[84]  m³/s  (year)`. */
function typeText(array: StoredArray): string {
  const { unit, axes } = array;
  return [
    shapeText(array),
    ...(unit ? [escaped(unit)] : []),
    ...(axes ? [`(${axes.map(escaped).join(', ')})`] : []),
  ].join('  ');
}

/** Returns the lines with the values of an array; undefined if they are too many or too wide. */
async function valueLines(array: StoredArray, width: number | undefined): Promise<string[] | undefined> {
  const { shape, size, dtype } = array;
  if (size === 0) return [];
  const isRow = shape.length <= 1;
  if (size > (isRow ? MOST_VALUES_IN_ONE_ROW : MOST_VALUES_IN_ROWS)) return undefined;
  const elements = (await array.read()) as ArrayLike<number | bigint>;
  const texts = Array.from(elements, (held) => elementText(held, dtype));
  if (isRow) return wrappedAt(texts.join('  '), 2, width).map((line) => `  ${line}`);
  const rows = sizeOf(shape.slice(0, -1));
  if (rows > MOST_ROWS) return undefined;
  const lines = rowsOf(texts, shape);
  return width === undefined || lines.every((line) => line.length <= width) ? lines : undefined;
}

/** Lays out the texts of elements in rows, in columns of one width. With more than two axes, each row begins with its indices. */
function rowsOf(texts: readonly string[], shape: readonly number[]): string[] {
  const length = shape.at(-1) as number;
  const axes = shape.slice(0, -1);
  const widest = Math.max(...texts.map((text) => text.length));
  return Array.from({ length: texts.length / length }, (_, row) => {
    const cells = texts.slice(row * length, (row + 1) * length).map((text) => text.padStart(widest));
    return `  ${axes.length > 1 ? `[${indicesOf(row, axes)}]  ` : ''}${cells.join('  ')}`;
  });
}

/** Returns a text such as `min 0 [0]  mean 0.296243  max 1.61132 [28]  3 NaN  1 infinite`, with the indices of the first lowest and highest. */
function statisticsText(
  statistics: RunningStatistics,
  { lowest = 0, highest = 0, infinite }: ExtremePlaces,
  { dtype, shape, size }: StoredArray,
): string {
  const { min, max, mean = Number.NaN, nan } = statistics;
  if (min === undefined || max === undefined) return 'all NaN';
  if (isConstant(statistics)) return `all ${elementText(min, dtype)}`;
  if (elementKindOf(dtype) === 'bool') return `${Math.round(mean * size)} of ${size} true`;
  const at = (index: number) => `[${indicesOf(index, shape)}]`;
  const parts = [
    `min ${boundText(min)} ${at(lowest)}`,
    `mean ${meanText(mean, min, max)}`,
    `max ${boundText(max)} ${at(highest)}`,
  ];
  return [...parts, ...(nan > 0 ? [`${nan} NaN`] : []), ...(infinite > 0 ? [`${infinite} infinite`] : [])].join('  ');
}

/** Returns the text of the lowest or highest element: an integer with all its digits, another number rounded. */
const boundText = (value: number | bigint): string =>
  typeof value === 'bigint' || Number.isInteger(value) ? elementText(value, undefined) : roundedText(value);

/** True if all elements are the same number. (0 and -0 count as the same.) */
const isConstant = ({ min, max, nan }: RunningStatistics): boolean => nan === 0 && min !== undefined && min === max;
