import { RunningStatistics, type StoredArray } from '../../format/stored-array.js';
import type { DType, TypedArray } from '../../model/dtypes.js';
import { sizeOf } from '../../model/elements.js';
import type { ProgressReporter } from '../../model/progress.js';
import { widthOf } from '../console/table.js';
import { shapeText } from '../rows/cells.js';
import { indicesOf, Plot, roundedText } from './plot.js';
import { elementText, wrappedAt } from './value-text.js';

/** Elements up to which an array of one axis, or of several, is shown by its values. */
const FEW = 16;
const FEW_IN_ROWS = 64;

/** Rows of such an array of several axes. */
const FEW_ROWS = 8;

/** Digits of a mean, and of the lowest and the highest element. */
const DIGITS = 6;

/** The bytes that progress counts for each element. */
export const ELEMENT_BYTES = 8;

/** How wide a plot is at most. */
const WIDEST = 120;

/** How arrays are shown. */
interface ArrayLinesOptions {
  /** The columns that a line may take; undefined if there is no limit. */
  readonly width: number | undefined;
  readonly hasPlots: boolean;
  readonly progress: ProgressReporter;
  /** Styles the name. */
  readonly styleName?: (name: string) => string;
}

/** What the elements of an array are like. */
export async function statisticsOf(array: StoredArray, progress: ProgressReporter): Promise<RunningStatistics> {
  const statistics = new RunningStatistics();
  await addPieces(array, progress, statistics);
  return statistics;
}

async function addPieces(
  array: StoredArray,
  progress: ProgressReporter,
  ...takers: { add(piece: TypedArray): void }[]
): Promise<void> {
  let done = 0;
  for await (const piece of array.pieces()) {
    for (const taker of takers) taker.add(piece);
    done += ELEMENT_BYTES * piece.length;
    await progress.done('read', done, ELEMENT_BYTES * array.size);
  }
}

/** An array in lines: its name, dtype and shape, and its values if they are few, else what they are like and a plot. */
export async function arrayLines(
  name: string,
  array: StoredArray,
  { width, hasPlots, progress, styleName = (text) => text }: ArrayLinesOptions,
): Promise<string[]> {
  const { dtype, shape } = array;
  const head = `${styleName(name)}  ${shapeText(array)}`;
  const few = await fewLines(array, width);
  if (few !== undefined) return [head, ...few];
  const statistics = new RunningStatistics();
  const plotWidth = Math.min(WIDEST, width ?? 80);
  const plot = hasPlots && shape.length > 0 ? new Plot(shape, dtype, plotWidth) : undefined;
  await addPieces(array, progress, statistics, ...(plot === undefined ? [] : [plot]));
  const told = statisticsText(statistics, dtype, array.size);
  const isLong = width !== undefined && widthOf(`${name}  ${shapeText(array)}  ${told}`) > width;
  const heads = isLong ? [head, `  ${told}`] : [`${head}  ${told}`];
  const isPlain = statistics.min === undefined || isConstant(statistics);
  return isPlain ? heads : [...heads, ...(plot?.lines() ?? [])];
}

/** The values of an array, if they are few and fit; nothing if there are none. */
async function fewLines(array: StoredArray, width: number | undefined): Promise<string[] | undefined> {
  const { shape, size, dtype } = array;
  if (size === 0) return [];
  const isRow = shape.length <= 1;
  if (size > (isRow ? FEW : FEW_IN_ROWS)) return undefined;
  const elements = (await array.read()) as ArrayLike<number | bigint>;
  const texts = Array.from(elements, (held) => elementText(held, dtype));
  if (isRow) return wrappedAt(texts.join('  '), 2, width).map((line) => `  ${line}`);
  const rows = sizeOf(shape.slice(0, -1));
  if (rows > FEW_ROWS) return undefined;
  const lines = rowsOf(texts, shape);
  return width === undefined || lines.every((line) => line.length <= width) ? lines : undefined;
}

/** Texts of elements in rows, under each other; with more than two axes, each row tells its place. */
function rowsOf(texts: readonly string[], shape: readonly number[]): string[] {
  const length = shape.at(-1) as number;
  const axes = shape.slice(0, -1);
  const widest = Math.max(...texts.map((text) => text.length));
  return Array.from({ length: texts.length / length }, (_, row) => {
    const cells = texts.slice(row * length, (row + 1) * length).map((text) => text.padStart(widest));
    return `  ${axes.length > 1 ? `[${indicesOf(row, axes)}]  ` : ''}${cells.join('  ')}`;
  });
}

/** `min 0  mean 0.296243  max 1.61132  3 NaN` */
function statisticsText(statistics: RunningStatistics, dtype: DType | undefined, size: number): string {
  const { min, max, mean = Number.NaN, nan } = statistics;
  if (min === undefined || max === undefined) return 'all NaN';
  if (isConstant(statistics)) return `all ${elementText(min, dtype)}`;
  if (dtype === 'bool') return `${Math.round(mean * size)} of ${size} true`;
  const told = [`min ${endText(min)}`, `mean ${roundedText(mean, DIGITS)}`, `max ${endText(max)}`];
  return [...told, ...(nan > 0 ? [`${nan} NaN`] : [])].join('  ');
}

/** Integers have all their digits. */
const endText = (value: number | bigint): string =>
  typeof value === 'bigint' || Number.isInteger(value) ? elementText(value, undefined) : roundedText(value, DIGITS);

/** Tells whether all elements are the same number. (0 and -0 are not told apart.) */
const isConstant = ({ min, max, nan }: RunningStatistics): boolean => nan === 0 && min !== undefined && min === max;
