import { indicesOf } from '../../display/indices.js';
import { elementKindOf } from '../../model/dtypes.js';
import { sizeOf } from '../../model/elements.js';
import { differencesOf } from '../comparison/array-differences.js';
import type { ArrayData, ArrayDifferenceData, ComparedArrayData, ComparedArtifactData } from '../data/page-data.js';
import { encoded, type PlotState } from '../data/page-state.js';
import { element, type Markup } from '../markup/element.js';
import { type Curve, curveOf, curveOfDrawn } from '../plots/curve.js';
import { legendOf } from '../plots/dash.js';
import { elementsOf } from '../plots/elements-text.js';
import { type LinePlotOptions, linePlot } from '../plots/line-plot.js';
import { comparedColumns } from './compared-columns.js';
import { comparedPictures, differencePictures } from './compared-pictures.js';
import { comparedValues } from './compared-values.js';
import { reasonNotes } from './reason-notes.js';

/** The greatest number of curves in one plot: each has a dash of its own. */
export const MOST_OVERLAID = 4;

/** The greatest number of numbers for which the cell of a table is enough. */
const MOST_IN_CELL = 4;

/** The height of a plot of differences, and of one of many plots. Units: pixels. */
const DIFFERENCE_HEIGHT = 96;
const MULTIPLE_HEIGHT = 80;

/** Returns the figure of an array that is not the same in all artifacts; undefined if a table says all of it. */
export function comparedFigure(
  compared: ComparedArrayData,
  artifacts: readonly ComparedArtifactData[],
  state: PlotState | undefined,
): Markup {
  const arrays = compared.arrays.filter((array) => array !== null);
  const size = Math.max(...arrays.map(({ shape }) => sizeOf(shape)));
  const axes = Math.max(...arrays.map(({ shape }) => shape.length));
  if (axes === 0 || size <= MOST_IN_CELL) return undefined;
  const areOfOneAxis = arrays.every(({ shape }) => shape.length === 1);
  const values = areOfOneAxis ? comparedValues(compared, artifacts) : undefined;
  const columns = comparedColumns(compared);
  const body = areOfOneAxis
    ? values
      ? [values, firstNote(compared, artifacts, '◆'), reasonNotes(compared, artifacts)]
      : curves(compared, artifacts, state)
    : columns
      ? columnsMarkup(compared, columns, artifacts, state)
      : arrays.every(({ shape }) => shape.length > 1)
        ? comparedPictures(compared, artifacts)
        : undefined;
  if (body === undefined) return undefined;
  const isOverlay = (columns || (areOfOneAxis && values === undefined)) && isOverlaid(compared);
  return element(
    'figure',
    { class: 'plot compared', 'data-pointer': encoded(compared.pointer) },
    element(
      'figcaption',
      {},
      element('h2', { dir: 'auto' }, compared.name),
      isOverlay ? legend(compared, artifacts) : undefined,
      unitsOf(arrays).size === 1 && arrays[0]?.unit !== undefined
        ? element('span', { class: 'unit' }, arrays[0].unit)
        : undefined,
    ),
    body,
  );
}

const legend = ({ arrays }: ComparedArrayData, artifacts: readonly ComparedArtifactData[]): Markup =>
  arrays.map((array, place) => (array === null ? undefined : legendOf(place, artifacts[place]?.id)));

const unitsOf = (arrays: readonly ArrayData[]): Set<string | undefined> => new Set(arrays.map(({ unit }) => unit));

/** True if the curves share one plot: they are few, of one unit, and have one x. */
export function isOverlaid({ arrays, differences }: ComparedArrayData): boolean {
  const present = arrays.filter((array) => array !== null);
  return (
    arrays.length <= MOST_OVERLAID &&
    unitsOf(present).size === 1 &&
    differences.every((difference) => difference?.reason !== 'another x')
  );
}

/** Draws the curves of each column, and the differences below them; as a picture, if the page does not have all elements. */
function columnsMarkup(
  compared: ComparedArrayData,
  columns: readonly ComparedArrayData[],
  artifacts: readonly ComparedArtifactData[],
  state: PlotState | undefined,
): Markup {
  const areDrawn = columns[0]?.differences.some((difference) => difference?.drawn !== undefined);
  return [
    columns.map((column) => [element('h3', {}, column.name), curves(column, artifacts, state)]),
    areDrawn ? undefined : differencePictures(compared, artifacts),
    reasonNotes(compared, artifacts),
  ];
}

function curves(compared: ComparedArrayData, artifacts: readonly ComparedArtifactData[], state?: PlotState): Markup {
  const all = onOneBase(compared.arrays.map((array) => (array === null ? undefined : curveOf(array))));
  if (all.every((curve) => curve === undefined)) return undefined;
  return isOverlaid(compared) ? overlay(compared, artifacts, all, state) : multiples(compared, artifacts, all, state);
}

/** Returns curves of 64-bit integers from which the same was subtracted. */
function onOneBase(curves: readonly (Curve | undefined)[]): (Curve | undefined)[] {
  const bases = curves.flatMap((curve) => (curve === undefined ? [] : [curve.base]));
  const least = bases.reduce((lowest, base) => (base < lowest ? base : lowest), bases[0] ?? 0n);
  return curves.map((curve) =>
    curve === undefined || curve.base === least
      ? curve
      : { ...curve, base: least, values: curve.values.map((value) => value + Number(curve.base - least)) },
  );
}

/** What all plots of an array have in common. */
function optionsFor(
  array: ArrayData,
  x: ArrayData | null | undefined,
  length: number,
  state: PlotState | undefined,
): Omit<LinePlotOptions, 'label'> {
  const kind = elementKindOf(array.dtype);
  return {
    x: { length, array: x ?? undefined, name: array.axes?.[0] },
    range: state?.range,
    isWhole: kind !== undefined && kind !== 'float',
  };
}

function overlay(
  compared: ComparedArrayData,
  artifacts: readonly ComparedArtifactData[],
  all: readonly (Curve | undefined)[],
  state: PlotState | undefined,
): Markup {
  const { arrays, xs, differences, name } = compared;
  const present = arrays.filter((array) => array !== null) as [ArrayData, ...ArrayData[]];
  const length = Math.max(...present.map(({ shape }) => shape[0] as number));
  const longest = arrays.findIndex((array) => array?.shape[0] === length);
  const options = optionsFor(present[0], xs[longest], length, state);
  const below = differences.map((difference, place) => differenceCurve(compared, difference, place));
  const hasDifferences = below.some((curve) => curve !== undefined);
  const firsts = new Set(differences.flatMap((difference) => difference?.first ?? []));
  const first = artifacts[0]?.id;
  return [
    linePlot(all, {
      ...options,
      label: `${name}: ${present.length} curves`,
      isLog: state?.isLog ?? false,
      marks: firsts.size === 0 ? [] : [{ values: Float64Array.from(firsts), kind: 'index' }],
      hasXTexts: !hasDifferences,
    }),
    hasDifferences
      ? [
          element('h3', { class: 'quiet' }, `Difference from ${first}`),
          linePlot(below, {
            ...options,
            label: `${name}: differences from ${first}`,
            isSymmetric: true,
            isWhole: options.isWhole ?? false,
            height: DIFFERENCE_HEIGHT,
          }),
        ]
      : undefined,
    firstNote(compared, artifacts, '▼'),
    reasonNotes(compared, artifacts),
  ];
}

/** Returns the curve of differences: of all elements if the page has them, so that it can be zoomed. */
function differenceCurve(
  { arrays }: ComparedArrayData,
  difference: ArrayDifferenceData | null,
  place: number,
): Curve | undefined {
  if (difference?.drawn === undefined) return undefined;
  const [a, b] = [arrays[0], arrays[place]].map((array) => array && elementsOf(array));
  return a && b ? { indices: undefined, values: differencesOf(a, b), base: 0n } : curveOfDrawn(difference.drawn);
}

/** Says where each array first differs, which the plot or the table marks with a sign. */
function firstNote(
  { arrays, differences }: ComparedArrayData,
  artifacts: readonly ComparedArtifactData[],
  sign: string,
): Markup {
  const texts = differences.flatMap((difference, place) =>
    difference?.first === undefined
      ? []
      : [`[${indicesOf(difference.first, arrays[place]?.shape ?? [])}] in ${artifacts[place]?.id}`],
  );
  if (texts.length === 0) return undefined;
  return element(
    'p',
    { class: 'marks' },
    element('span', { class: 'mark' }, `${sign} differs first at ${texts.join(', ')}`),
  );
}

/** Draws each curve in a plot of its own, all on one scale if they have one unit. */
function multiples(
  compared: ComparedArrayData,
  artifacts: readonly ComparedArtifactData[],
  all: readonly (Curve | undefined)[],
  state: PlotState | undefined,
): Markup {
  const { arrays, xs, name, differences } = compared;
  const hasOneUnit = unitsOf(arrays.filter((array) => array !== null)).size === 1;
  const plots = all.map((curve, place) => {
    const array = arrays[place];
    if (curve === undefined || !array) return undefined;
    const first = differences[place]?.first;
    return element(
      'div',
      {},
      element(
        'h3',
        { class: 'id' },
        artifacts[place]?.id,
        hasOneUnit || array.unit === undefined ? undefined : ` ${array.unit}`,
      ),
      linePlot([curve], {
        ...optionsFor(array, xs[place], array.shape[0] as number, state),
        label: `${name} of ${artifacts[place]?.id}`,
        isLog: state?.isLog ?? false,
        onScaleOf: hasOneUnit ? all : [],
        height: MULTIPLE_HEIGHT,
        marks: first === undefined ? [] : [{ values: Float64Array.of(first), kind: 'index' }],
      }),
    );
  });
  const scale = hasOneUnit ? 'All on one scale of values. ' : 'Each on a scale of its own. ';
  const marked = differences.some((difference) => difference?.first !== undefined)
    ? `▼ differs first from ${artifacts[0]?.id}.`
    : '';
  return [
    element('p', { class: 'quiet' }, scale + marked),
    element('div', { class: 'multiples' }, plots),
    arrays.length <= MOST_OVERLAID ? reasonNotes(compared, artifacts) : undefined,
  ];
}
