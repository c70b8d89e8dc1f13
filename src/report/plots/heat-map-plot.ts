import { sizeOf } from '../../model/elements.js';
import type { ArrayData } from '../data/page-data.js';
import { element, type Markup } from '../markup/element.js';
import { axisOf } from './axis.js';
import { rounded } from './doubles.js';
import type { PictureData } from './heat-map.js';
import { hasBothSigns, INFINITY_COLOURS, paletteOf, paletteRange, partOf } from './palettes.js';
import { pngUrl, storedDeflate } from './png.js';

/** The height of a row, and of a whole heat map. Units: pixels. */
const ROW_HEIGHT = 22;
const LEAST_HEIGHT = 44;
const MOST_HEIGHT = 320;

const GUTTER = 56;

const TEXTS = { fill: 'currentColor', stroke: 'none', 'font-size': 11 } as const;

/**
 * Draws a heat map: the picture with the indices of its rows and columns, and the scale of its colours.
 *
 * @param note - what the legend says of the scale.
 */
export function heatMapPlot(
  array: Pick<ArrayData, 'shape' | 'axes' | 'name'>,
  picture: PictureData,
  note?: string,
): Markup {
  const { shape, axes, name } = array;
  const columns = shape.at(-1) as number;
  const rows = sizeOf(shape.slice(0, -1));
  const height = Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, rows * ROW_HEIGHT));
  const names =
    shape.length === 2 ? [axes?.[0] ?? 'row', axes?.[1] ?? 'column'] : ['place', axes?.at(-1) ?? 'last axis'];
  const label = `${name}: heat map of ${rows} rows and ${columns} columns`;
  return [
    element(
      'div',
      { class: 'chart heat' },
      rowsMarkup(rows, height, names[0] as string),
      element(
        'div',
        { class: 'body' },
        element('img', { class: 'cells', src: picture.url, alt: label, width: picture.cells[1], height }),
        columnsMarkup(columns, names[1] as string),
      ),
    ),
    scaleMarkup(picture, note),
    shape.length === 2
      ? undefined
      : element('p', { class: 'note' }, `Each row is one place on the first ${shape.length - 1} axes, in order.`),
  ];
}

function rowsMarkup(rows: number, height: number, name: string): Markup {
  const most = Math.max(4, Math.min(8, Math.floor(height / 20)));
  const { ticks } = axisOf(0, Math.max(1, rows - 1), { isWhole: true, most, width: 8 });
  const yOf = (at: number) => ((at * Math.max(1, rows - 1) + 0.5) / rows) * height;
  return element(
    'svg',
    { class: 'y-axis', width: GUTTER, height: height + 24, 'aria-hidden': 'true' },
    element(
      'g',
      { ...TEXTS, 'text-anchor': 'end' },
      ticks
        .filter(({ at }) => yOf(at) <= height)
        .map(({ at, text }) => element('text', { x: GUTTER - 8, y: rounded(yOf(at) + 4, 10) }, text)),
      element('text', { x: GUTTER - 8, y: height + 17 }, name),
    ),
  );
}

function columnsMarkup(columns: number, name: string): Markup {
  const { ticks } = axisOf(0, Math.max(1, columns - 1), { isWhole: true, most: 6, width: 8 });
  const xOf = (at: number) => (at * Math.max(1, columns - 1) + 0.5) / columns;
  return element(
    'svg',
    { class: 'columns', width: '100%', height: 36, 'aria-hidden': 'true' },
    element(
      'g',
      { ...TEXTS, 'text-anchor': 'middle' },
      ticks
        .filter(({ at }) => xOf(at) <= 1)
        .map(({ at, text }) => element('text', { x: `${rounded(100 * xOf(at), 100)}%`, y: 17 }, text)),
      element('text', { x: '100%', y: 32, 'text-anchor': 'end' }, name),
    ),
  );
}

/** The width of the scale. Units: pixels. */
const SCALE_WIDTH = 200;

/** The colours of the scale. */
const SCALE_COLOURS = 64;

/** Returns the scale of the colours: the part of them that the numbers have. */
function scaleMarkup({ range, notFinite }: PictureData, note: string | undefined): Markup {
  const others = notFiniteMarkup(notFinite);
  if (range === undefined) return others && element('div', { class: 'scale' }, others);
  const [low, high] = range;
  const isConstant = low === high;
  const [from, to] = partOf(range, paletteRange(range));
  const colours = paletteOf(hasBothSigns(low, high), SCALE_COLOURS, from, to);
  const palette = new Uint8Array(3 * (SCALE_COLOURS + 1));
  palette.set(colours, 3);
  const bytes = Uint8Array.from({ length: SCALE_COLOURS }, (_, index) => index + 1);
  const href = pngUrl({ width: SCALE_COLOURS, height: 1, bytes, channels: 1, palette }, storedDeflate);
  const axis = isConstant
    ? { ticks: [{ at: 0.5, text: String(low) }], apart: '' }
    : axisOf(low, high, { most: 5, width: 8 });
  return element(
    'div',
    { class: 'scale' },
    element(
      'svg',
      {
        width: SCALE_WIDTH + 60,
        height: 30,
        fill: 'none',
        stroke: 'currentColor',
        role: 'img',
        'aria-label': `colours from ${low} to ${high}`,
      },
      element('image', { href, width: SCALE_WIDTH, height: 9, preserveAspectRatio: 'none' }),
      element('path', {
        d: `M0 11.5H${SCALE_WIDTH}${axis.ticks.map(({ at }) => `M${rounded(at * SCALE_WIDTH, 10)} 11v4`).join('')}`,
      }),
      element(
        'g',
        { ...TEXTS, 'text-anchor': 'middle' },
        axis.ticks.map(({ at, text }) => element('text', { x: rounded(at * SCALE_WIDTH, 10), y: 26 }, text)),
        axis.apart === ''
          ? undefined
          : element('text', { x: SCALE_WIDTH + 8, y: 15, 'text-anchor': 'start' }, axis.apart),
      ),
    ),
    note === undefined ? undefined : element('span', {}, note),
    others,
  );
}

/** Says which colours stand for no finite number, and of how many. */
const notFiniteMarkup = (counts: PictureData['notFinite']): Markup =>
  counts && [
    counted('Infinity', counts.positiveInfinite, INFINITY_COLOURS.positive),
    counted('-Infinity', counts.negativeInfinite, INFINITY_COLOURS.negative),
    counted('NaN', counts.nan),
  ];

/** @param colour - missing for NaN, which has the colour of the ground. */
function counted(name: string, count: number, colour?: string): Markup {
  if (count === 0) return undefined;
  const swatch = element('rect', { width: 12, height: 9, fill: `#${colour}` });
  return element(
    'span',
    {},
    element('svg', { class: 'swatch', width: 12, height: 9, 'aria-hidden': 'true' }, colour && swatch),
    `${name} (${count})`,
  );
}
