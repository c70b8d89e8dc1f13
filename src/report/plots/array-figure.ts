import { indicesOf } from '../../display/indices.js';
import { shapeText } from '../../display/shape-text.js';
import { elementKindOf } from '../../model/dtypes.js';
import { sizeOf } from '../../model/elements.js';
import type { ArrayData } from '../data/page-data.js';
import { encoded, type PlotState } from '../data/page-state.js';
import { element, type Markup } from '../markup/element.js';
import { columnsOf, isOfColumns } from './columns.js';
import { type Marks, marksOf, unmarkedOf, xOf, xProblemOf } from './companions.js';
import { type Curve, curveOf, rangeOfCurve } from './curve.js';
import { legendOf } from './dash.js';
import { elementsOf } from './elements-text.js';
import { heatMapPicture, isImage } from './heat-map.js';
import { heatMapPlot } from './heat-map-plot.js';
import { histogramOf } from './histogram.js';
import { type LinePlotOptions, linePlot } from './line-plot.js';
import { MOST_IN_LINE, matrixTable, numbersLine, numbersOf, textsOf } from './numbers.js';
import { storedDeflate } from './png.js';

/** The most numbers of an array with two axes that stand one by one, and its most columns, where the columns are no curves. */
const MOST_IN_TABLE = 64;
const MOST_TABLE_COLUMNS = 8;

/**
 * Returns the figure of an array: its name and type, its plot or its numbers, what is marked in it, and its statistics.
 *
 * @param arrays - all arrays of the artifact: some of them may have its x, or what is marked on its curve.
 * @param state - how the plot differs from what it is at first.
 */
export function arrayFigure(array: ArrayData, arrays: readonly ArrayData[], state?: PlotState): Markup {
  return element(
    'figure',
    { class: 'plot', 'data-pointer': encoded(array.pointer) },
    headMarkup(array),
    array.problem === undefined ? undefined : element('p', { class: 'problem' }, array.problem),
    bodyMarkup(array, arrays, state),
  );
}

function headMarkup({ name, dtype, shape, unit }: ArrayData): Markup {
  return element(
    'figcaption',
    {},
    element('h3', {}, name),
    ' ',
    element('span', { class: 'quiet' }, shapeText({ dtype, shape }), dtype === undefined ? ' (dtype not known)' : ''),
    unit === undefined ? undefined : [' ', element('span', { class: 'unit' }, unit)],
  );
}

function bodyMarkup(array: ArrayData, arrays: readonly ArrayData[], state: PlotState | undefined): Markup {
  const { shape, dtype } = array;
  const size = sizeOf(shape);
  if (size === 0) return element('p', { class: 'quiet' }, 'no numbers');
  if (isOfColumns(array)) return [columnsMarkup(array, state), xNote(array, arrays)];
  const elements = elementsOf(array);
  if (elements !== undefined) {
    if (shape.length < 2 && size <= MOST_IN_LINE) return numbersLine(elements, dtype);
    const [, columns = 0] = shape;
    if (shape.length === 2 && columns <= MOST_TABLE_COLUMNS && size <= MOST_IN_TABLE)
      return matrixTable(elements, shape, dtype);
  }
  if (shape.length === 1) return curveMarkup(array, arrays, state);
  const picture = array.picture ?? (elements && heatMapPicture(elements, shape, dtype, storedDeflate));
  if (picture === undefined) return undefined;
  if (isImage(shape, dtype)) return imageMarkup(array, picture.url, picture.cells);
  return [heatMapPlot(array, picture), unknownImageNote(array), xNote(array, arrays), statisticsMarkup(array)];
}

function imageMarkup({ name, shape }: ArrayData, src: string, [rows, columns]: readonly [number, number]): Markup {
  const [height, width] = shape;
  const note =
    rows === height
      ? undefined
      : element('p', { class: 'quiet' }, `${width} × ${height} pixels, shown as ${columns} × ${rows} means`);
  return [
    element('img', {
      class: 'image',
      src,
      alt: `${name}: image of ${width} × ${height} pixels`,
      width: columns,
      height: rows,
    }),
    note,
  ];
}

function curveMarkup(array: ArrayData, arrays: readonly ArrayData[], state: PlotState | undefined): Markup {
  const curve = curveOf(array);
  if (curve === undefined) return statisticsMarkup(array);
  const { dtype, shape, statistics, axes, name } = array;
  const x = xOf(array, arrays);
  const marks = marksOf(array, arrays, x);
  const isLog = state?.isLog ?? false;
  const { lowest, highest } = statistics;
  const label = `${name}: ${lowest === undefined ? 'no finite number' : `curve from ${lowest.text} to ${highest?.text}`}`;
  const kind = elementKindOf(dtype);
  const plot = linePlot([curve], {
    label,
    x: { length: shape[0] as number, array: x, name: axes?.[0] },
    range: state?.range,
    isLog,
    isWhole: kind !== undefined && kind !== 'float',
    marks,
    histogram: histogramData(array, curve, state),
  });
  const unmarked = unmarkedOf(array, arrays, x).map((text) => element('p', { class: 'note' }, text));
  return [plot, xNote(array, arrays), marks.map(marksNote), unmarked, statisticsMarkup(array), numbersOf(array)];
}

/** Draws a curve for each column, over the index of the row. */
function columnsMarkup(array: ArrayData, state: PlotState | undefined): Markup {
  const columns = columnsOf(array);
  if (columns === undefined) return statisticsMarkup(array);
  const { name, shape, axes } = array;
  const plot = linePlot(columns.map(curveOf), {
    label: `${name}: ${columns.length} curves`,
    x: { length: shape[0] as number, name: axes?.[0] ?? 'row' },
    range: state?.range,
    isLog: state?.isLog ?? false,
  });
  const legend = columns.map((column, place) => [legendOf(place, column.name), ' ']);
  return [element('p', { class: 'legends' }, legend), plot, statisticsMarkup(array)];
}

/** Returns the histogram of the numbers on show; undefined if the page does not have all of them. */
function histogramData(
  { histogram }: ArrayData,
  curve: Curve,
  state: PlotState | undefined,
): LinePlotOptions['histogram'] {
  const isLog = state?.isLog ?? false;
  const [first, last] = state?.range ?? [0, Number.MAX_SAFE_INTEGER];
  const range = rangeOfCurve(curve, first, last, isLog);
  if (range === undefined) return undefined;
  if (state?.range === undefined && !isLog) return histogram && { heights: histogram, range };
  if (curve.indices !== undefined || (isLog && curve.base !== 0n)) return undefined;
  const shown = curve.values.subarray(first, last + 1);
  const heights = histogramOf(isLog ? shown.filter((value) => value > 0).map(Math.log10) : shown);
  return heights && { heights, range };
}

/** Says why the array that is to have the x is not used. */
function xNote(array: ArrayData, arrays: readonly ArrayData[]): Markup {
  const problem = xProblemOf(array, arrays);
  return problem === undefined ? undefined : element('p', { class: 'note' }, problem);
}

/** Says that an array may be an image, which a file without dtypes does not tell. */
const unknownImageNote = ({ shape, dtype }: ArrayData): Markup =>
  dtype === undefined && isImage(shape, 'uint8')
    ? element('p', { class: 'note' }, 'Its dtype is not known, so it is drawn as a heat map, even if it is an image.')
    : undefined;

/** Says what is marked, and in which array it stands. */
const marksNote = ({ array, kind }: Marks): Markup =>
  element(
    'p',
    { class: 'marks' },
    element(
      'span',
      { class: 'mark' },
      `▼ ${array.name} ${textsOf(elementsOf(array) ?? new Float64Array(), array.dtype).join('  ')}`,
    ),
    ' ',
    element('span', { class: 'quiet' }, `${shapeText(array)} as ${kind}`),
  );

function statisticsMarkup({ statistics, shape }: ArrayData): Markup {
  const { lowest, highest, mean, finite, nan, positiveInfinite, negativeInfinite } = statistics;
  const item = (name: string, text: string, index?: number): Markup =>
    element(
      'div',
      {},
      element('dt', {}, name),
      ' ',
      element(
        'dd',
        {},
        text,
        index === undefined
          ? undefined
          : [' ', element('span', { class: 'quiet' }, `[${indicesOf(index, shape).join(',')}]`)],
      ),
    );
  const count = (name: string, number: number): Markup => (number === 0 ? undefined : item(name, String(number)));
  return element(
    'dl',
    { class: 'statistics' },
    lowest && item('lowest', lowest.text, lowest.index),
    highest && item('highest', highest.text, highest.index),
    mean === undefined ? undefined : item('mean', mean),
    item('finite', `${finite} of ${sizeOf(shape)}`),
    count('NaN', nan),
    count('Infinity', positiveInfinite),
    count('-Infinity', negativeInfinite),
  );
}
