import type { ArrayData } from '../data/page-data.js';
import { type Attributes, element, type Markup } from '../markup/element.js';
import { type Axis, axisOf, type Tick } from './axis.js';
import type { Marks } from './companions.js';
import { type Curve, curveOf, rangeOfCurve } from './curve.js';
import { CURVE_UNITS, type CurvePaths, curvePaths, type Xs } from './curve-path.js';
import { COLUMNS, Decimation } from './decimation.js';
import { rounded } from './doubles.js';

/** Where the parts of a plot stand. Units: pixels. */
const PLOT = { top: 24, height: 150, gutter: 56, histogram: 62 } as const;

/** The x of a plot. */
export interface PlotX {
  /** How many numbers the array has. */
  readonly length: number;
  /** The array that has the x of each number; undefined: its index. */
  readonly array?: ArrayData | undefined;
  /** The name of the axis of indices. */
  readonly name?: string | undefined;
}

/** Options of {@link linePlot}. */
export interface LinePlotOptions {
  /** What it shows, for those who do not see it. */
  readonly label: string;
  readonly x: PlotX;
  /** The first and the last index that it shows; undefined for all. */
  readonly range?: readonly [first: number, last: number] | undefined;
  readonly isLog?: boolean;
  /** Whether 0 stands in the middle: for differences. */
  readonly isSymmetric?: boolean;
  /** Whether the numbers are integers. */
  readonly isWhole?: boolean;
  readonly marks?: readonly Pick<Marks, 'values' | 'kind'>[];
  /** The histogram of the first curve, from its lowest to its highest number, of equal steps on its axis. */
  readonly histogram?: { readonly heights: readonly number[]; readonly range: readonly [number, number] } | undefined;
  /** Curves of other plots that have the same scale. */
  readonly onScaleOf?: readonly (Curve | undefined)[];
  /** Units: pixels. */
  readonly height?: number;
  /** False if another plot with the same x stands below. */
  readonly hasXTexts?: boolean;
}

/** The dashes of the curves, by their place. They differ where no colour is seen, too. */
export const DASHES = [undefined, '7 3', '2 2.5', '9 3 2 3'] as const;

/** Returns what a plot of curves shows: its axes, and where its numbers are. */
export function plotFrame(
  curves: readonly (Curve | undefined)[],
  { x, range, isLog = false, isSymmetric = false, isWhole = false }: LinePlotOptions,
) {
  const last = Math.max(0, x.length - 1);
  const [from, to] = range === undefined ? [0, last] : [Math.min(range[0], last), Math.min(range[1], last)];
  const ranges = curves.flatMap((curve) => {
    const found = curve && rangeOfCurve(withBase(curve, commonBase(curves, isLog)), from, to, isLog);
    return found === undefined ? [] : [found];
  });
  const base = commonBase(curves, isLog);
  const y =
    ranges.length === 0
      ? undefined
      : valueAxis(Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high)), {
          isLog,
          isSymmetric,
          isWhole,
          base,
        });
  return { y, ...xAxis(x, from, to) };
}

/** Returns what is subtracted from the numbers of all curves of a plot. A logarithm has no use for distances. */
const commonBase = (curves: readonly (Curve | undefined)[], isLog: boolean): bigint =>
  (isLog ? undefined : curves.find((curve) => curve !== undefined)?.base) ?? 0n;

/** Returns a curve with another number subtracted. */
function withBase(curve: Curve, base: bigint): Curve {
  if (curve.base === base) return curve;
  const shift = Number(curve.base - base);
  return { ...curve, values: curve.values.map((value) => value + shift), base };
}

/** Returns the axis of the values. */
function valueAxis(
  lowest: number,
  highest: number,
  { isLog, isSymmetric, isWhole, base }: { isLog: boolean; isSymmetric: boolean; isWhole: boolean; base: bigint },
): Axis {
  let [low, high] = [lowest, highest];
  if (isLog) {
    if (low === high) [low, high] = [Math.max(low / 10, 5e-324), Math.min(high * 10, Number.MAX_VALUE)];
  } else if (isSymmetric) {
    high = Math.max(Math.abs(low), Math.abs(high)) || 1;
    low = -high;
  } else if (base === 0n) {
    if (low > 0 && (low < 0.3 * high || low === high)) low = 0;
    if (high < 0 && (high > 0.3 * low || low === high)) high = 0;
  }
  if (low === high) [low, high] = [low - 1, high + 1];
  return axisOf(low, high, { isLog, isWhole, base, most: 6, width: 8 });
}

/** The room that the texts below the x axis have on a phone. Units: pixels. */
const X_ROOM = 270;

/** The most integers of an x axis that is drawn in units of indices. */
const MOST_X_UNITS = 2880;

/** Returns the axis of x, and the functions that place numbers on it. */
function xAxis(x: PlotX, first: number, last: number): { x: Axis; xs: Xs; xAt: (index: number) => number } {
  const curve = x.array && curveOf(x.array);
  const xAt = curve === undefined ? (index: number) => index : valuesAt(curve);
  const [low, high] = first === last ? around(xAt(first)) : [xAt(first), xAt(last)];
  const options = { isWhole: curve === undefined, base: curve?.base ?? 0n, width: 14 };
  let axis = axisOf(low, high, { ...options, most: 7 });
  for (let most = 6; most >= 3 && widthOf(axis.ticks) > X_ROOM; most--) axis = axisOf(low, high, { ...options, most });
  const isEven = first !== last && (curve === undefined || isEvenly(xAt, first, last));
  const width = isEven && last - first <= MOST_X_UNITS ? last - first : MOST_X_UNITS;
  const unitsAt = isEven
    ? width === last - first
      ? (index: number) => index - first
      : (index: number) => rounded(((index - first) / (last - first)) * width)
    : (index: number) => rounded(axis.at(xAt(index)) * width);
  return { x: axis, xs: { first, last, width, unitsAt }, xAt };
}

/** Returns a range around the only number of an axis. */
function around(value: number): readonly [number, number] {
  const half = Math.max(0.5, Math.abs(value) * 1e-9);
  return [value - half, Math.min(value + half, Number.MAX_VALUE)];
}

const widthOf = (ticks: readonly Tick[]): number =>
  ticks.reduce((width, { text }) => width + 14 + 6.5 * text.length, 0);

/** The most numbers that are looked at to see whether all rise in equal steps. */
const MOST_STEPS = 4096;

/** True if numbers rise in equal steps, but for less than one sees. */
function isEvenly(xAt: (index: number) => number, first: number, last: number): boolean {
  const [low, high] = [xAt(first), xAt(last)];
  const step = Math.ceil((last - first) / MOST_STEPS);
  for (let index = first + step; index < last; index += step) {
    const even = (index - first) / (last - first);
    if (!(Math.abs((xAt(index) - low) / (high - low) - even) < 1e-4)) return false;
  }
  return true;
}

/** Returns the function that gives the number of a curve at an index; between the numbers of a picture, it lies on their line. */
function valuesAt({ indices, values }: Curve): (index: number) => number {
  if (indices === undefined) return (index) => values[index] as number;
  return (index) => {
    let [below, above] = [0, indices.length - 1];
    while (above - below > 1) {
      const middle = (below + above) >> 1;
      if ((indices[middle] as number) <= index) below = middle;
      else above = middle;
    }
    const [from, to] = [indices[below] as number, indices[above] as number];
    const fraction = to === from ? 0 : (index - from) / (to - from);
    return (values[below] as number) * (1 - fraction) + (values[above] as number) * fraction;
  };
}

/**
 * Draws curves over one x: the axis of their values, the curves with the axis of x, and a histogram. Each of these is a picture of its
 * own, so that the curves fill the page and no text is scaled.
 *
 * @param curves - up to 8, on one scale. undefined keeps its place, and so its dashes, for a curve that is not there.
 */
export function linePlot(curves: readonly (Curve | undefined)[], options: LinePlotOptions): Markup {
  const { label, marks = [], histogram, isLog = false, height = PLOT.height, hasXTexts = true, x } = options;
  const frame = plotFrame([...curves, ...(options.onScaleOf ?? [])], options);
  const foot = PLOT.top + height;
  const total = foot + (hasXTexts ? 46 : 18);
  const based = curves.map((curve) => curve && withBase(curve, commonBase(curves, isLog)));
  const paths = based.map((curve) => curve && curvePaths(drawn(curve, frame.xs), frame.xs, frame.y));
  const body = element(
    'svg',
    {
      class: 'body',
      width: '100%',
      height: total,
      fill: 'none',
      stroke: 'currentColor',
      role: 'img',
      'aria-label': label,
    },
    options.isSymmetric
      ? ruler({ class: 'zero', x2: '100%', y1: PLOT.top + height / 2, y2: PLOT.top + height / 2 })
      : undefined,
    hasXTexts ? xTextsMarkup(frame.x, foot + 28, xName(x)) : undefined,
    marks.map((each) => marksMarkup(each, frame, foot)),
    element(
      'svg',
      {
        y: PLOT.top,
        width: '100%',
        height,
        viewBox: `0 0 ${frame.xs.width} ${CURVE_UNITS}`,
        preserveAspectRatio: 'none',
        overflow: 'visible',
      },
      xAxisPath(frame, CURVE_UNITS / height),
      paths.map((each, place) => each && curveMarkup(each, place)),
    ),
    infinitiesMarkup(paths, foot),
  );
  return element(
    'div',
    { class: 'chart' },
    yAxisMarkup(frame.y, height, total),
    body,
    histogram && frame.y && histogramMarkup(histogram, frame.y, height, total),
    isLog ? belowNote(based, frame.xs) : undefined,
  );
}

/** Says how many numbers have no place on a logarithmic axis. */
function belowNote(curves: readonly (Curve | undefined)[], { first, last }: Xs): Markup {
  let count = 0;
  let isExact = true;
  for (const curve of curves) {
    for (const [at, value] of curve?.values.entries() ?? []) {
      const index = curve?.indices?.[at] ?? at;
      if (index >= first && index <= last && value <= 0 && Number.isFinite(value)) count++;
    }
    if (curve?.indices !== undefined) isExact = false;
  }
  if (count === 0) return undefined;
  const subject = isExact ? `${count} ${count === 1 ? 'number is' : 'numbers are'}` : 'Some numbers are';
  return element('p', { class: 'note' }, `${subject} not above 0. A log axis has no place for them: bars at the foot.`);
}

/** Returns the part of a curve that is drawn: decimated if it has more numbers than a picture shows. */
function drawn(curve: Curve, { first, last }: Xs): Curve {
  const { indices, values, base } = curve;
  const count = last - first + 1;
  if (indices !== undefined || count <= 2 * COLUMNS) return curve;
  const decimation = new Decimation(count);
  decimation.add(values.subarray(first, last + 1));
  const shown = decimation.curve();
  return { indices: (shown.indices as Float64Array).map((index) => index + first), values: shown.values, base };
}

const ruler = (attributes: Attributes): Markup => element('line', attributes);

const percent = (fraction: number): string => `${rounded(100 * fraction, 100)}%`;

/** The attributes of texts in a picture whose lines are drawn in one colour. */
const TEXTS = { fill: 'currentColor', stroke: 'none', 'font-size': 11 } as const;

function yAxisMarkup(axis: Axis | undefined, height: number, total: number): Markup {
  const { gutter, top } = PLOT;
  const yOf = ({ at }: Tick) => rounded(top + (1 - at) * height, 10);
  const x = gutter - 0.5;
  return element(
    'svg',
    { class: 'y-axis', width: gutter, height: total, fill: 'none', stroke: 'currentColor', 'aria-hidden': 'true' },
    axis &&
      element('path', {
        d: `M${x} ${top}V${top + height}${axis.ticks.map((tick) => `M${x} ${yOf(tick)}h-4`).join('')}`,
      }),
    axis &&
      element(
        'g',
        { ...TEXTS, 'text-anchor': 'end' },
        axis.ticks.map((tick) => element('text', { x: gutter - 8, y: yOf(tick) + 4 }, tick.text)),
        axis.apart === '' ? undefined : element('text', apartPlace(axis.apart), axis.apart),
      ),
  );
}

/** Returns where the text stands that all ticks leave out: above the axis, and to its right if it is long. */
const apartPlace = ({ length }: string): Attributes =>
  length < 8 ? { x: PLOT.gutter, y: 11 } : { x: 0, y: 11, 'text-anchor': 'start' };

function xName({ array, name }: PlotX): string {
  if (array === undefined) return name ?? 'index';
  return array.unit === undefined ? array.name : `${array.name} (${array.unit})`;
}

/**
 * Draws the x axis below the curves, in their units.
 *
 * @param pixel - the height of a pixel in them.
 */
function xAxisPath({ x, xs: { width } }: ReturnType<typeof plotFrame>, pixel: number): Markup {
  const y = rounded(CURVE_UNITS + 11.5 * pixel, 10);
  const tick = rounded(3.5 * pixel, 10);
  const ticks = x.ticks.map(({ at }) => `M${rounded(at * width, 1000)} ${y}v${tick}`);
  return element('path', { d: `M0 ${y}H${width}${ticks.join('')}`, 'vector-effect': 'non-scaling-stroke' });
}

function xTextsMarkup(axis: Axis, y: number, name: string): Markup {
  return element(
    'g',
    { ...TEXTS, 'text-anchor': 'middle' },
    axis.ticks.map(({ at, text }) =>
      element('text', { x: percent(at), y, 'text-anchor': at > 0.97 && text.length > 3 ? 'end' : undefined }, text),
    ),
    element(
      'text',
      { x: '100%', y: y + 14, 'text-anchor': 'end' },
      axis.apart === '' ? name : `${axis.apart}  ${name}`,
    ),
  );
}

/** Returns the class that gives a curve its colour. */
const curveClass = (place: number): string => `curve-${(place % DASHES.length) + 1}`;

function curveMarkup({ line, dots, gaps, below }: CurvePaths, place: number): Markup {
  const path = (d: string, attributes: Attributes) =>
    d === '' ? undefined : element('path', { ...attributes, d, 'vector-effect': 'non-scaling-stroke' });
  return element(
    'g',
    { class: curveClass(place) },
    path(line, { 'stroke-width': 1.5, 'stroke-linejoin': 'round', 'stroke-dasharray': DASHES[place % DASHES.length] }),
    path(dots, { 'stroke-width': 4, 'stroke-linecap': 'round' }),
    path(gaps, { class: 'gap', 'stroke-width': 4, 'stroke-linecap': 'square' }),
    path(below, { class: 'below', 'stroke-width': 4, 'stroke-linecap': 'square' }),
  );
}

/** How close two marks of infinities may stand, so that they do not touch on a phone. */
const INFINITIES_APART = 0.07;

/** Draws the infinities of all curves. Those that stand close together stand beside one another, one of each curve. */
function infinitiesMarkup(paths: readonly (CurvePaths | undefined)[], foot: number): Markup {
  const shown: { at: number; isUp: boolean; places: Set<number> }[] = [];
  for (const [place, path] of paths.entries()) {
    for (const { at, isUp } of path?.infinities ?? []) {
      const near = shown.find((each) => each.isUp === isUp && Math.abs(at - each.at) < INFINITIES_APART);
      if (near === undefined) shown.push({ at, isUp, places: new Set([place]) });
      else near.places.add(place);
    }
  }
  if (shown.length === 0) return undefined;
  return element(
    'g',
    { class: 'infinity', ...TEXTS, 'text-anchor': 'middle' },
    shown.map(({ at, isUp, places }) =>
      element(
        'text',
        { x: percent(at), y: isUp ? PLOT.top - 3 : foot + 10 },
        Array.from(places, (place) =>
          element('tspan', { class: curveClass(place), fill: 'currentColor' }, isUp ? '∞↑' : '∞↓'),
        ),
      ),
    ),
  );
}

function marksMarkup(
  { values, kind }: Pick<Marks, 'values' | 'kind'>,
  frame: ReturnType<typeof plotFrame>,
  foot: number,
): Markup {
  const fractions = Array.from(values, (value) => frame.x.at(kind === 'index' ? frame.xAt(value) : value)).filter(
    (at) => at >= 0 && at <= 1,
  );
  return element(
    'g',
    { class: 'mark' },
    element(
      'g',
      { ...TEXTS, 'text-anchor': 'middle' },
      fractions.map((at) => element('text', { x: percent(at), y: 10 }, '▼')),
    ),
    fractions.map((at) =>
      ruler({ x1: percent(at), x2: percent(at), y1: 13, y2: foot + 6, 'stroke-dasharray': '1.5 2.5' }),
    ),
  );
}

function histogramMarkup(
  { heights, range: [low, high] }: NonNullable<LinePlotOptions['histogram']>,
  axis: Axis,
  height: number,
  total: number,
): Markup {
  const highest = Math.max(...heights);
  const { top, histogram: width } = PLOT;
  const yAt = (value: number) => top + (1 - Math.min(1, Math.max(0, axis.at(value)))) * height;
  // Bars of equal steps on the axis are equally thick. That of a single number is 6 pixels thick.
  const [foot, thickness] = low === high ? [yAt(low) + 3, 6] : [yAt(low), (yAt(low) - yAt(high)) / heights.length];
  const bars = heights.map((count, bar) => {
    if (count === 0) return '';
    const across = Math.max(1, (count / highest) * (width - 2));
    return `M0 ${rounded(foot - (bar + 0.5) * thickness - 0.5, 10)}h${rounded(across, 10)}`;
  });
  return element(
    'svg',
    { class: 'histogram', width, height: total, role: 'img', 'aria-label': `histogram, highest bar ${highest}` },
    element('path', {
      d: bars.join(''),
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': rounded(Math.max(0.5, thickness - 1), 10),
    }),
    element('text', { ...TEXTS, y: top + height + 28 }, `to ${highest}`),
  );
}
