import { unpack } from '../data/packed.js';
import type { PackedStrip } from '../data/page-data.js';
import { element, type Markup } from '../markup/element.js';
import { fromBase64 } from './base64.js';
import { rounded } from './doubles.js';
import { type NumberRange, placeIn, rangeText } from './number-range.js';
import { PathText } from './path-text.js';

/** The columns of a strip: its width. Units: pixels. */
export const STRIP_WIDTH = 112;

/** Units: pixels. */
const STRIP_HEIGHT = 24;

/** The level of the highest number in a strip, and what stands for a column that has no finite number. */
export const TOP = 254;
export const NO_NUMBER = 255;

/** Returns the lowest and the highest finite number of a strip; undefined if there is none. */
export const rangeOfStrip = ({ range }: PackedStrip): NumberRange | undefined =>
  range && (range.map(unpack) as unknown as NumberRange);

/**
 * Draws a strip. Infinities stand beyond the room of the curve, as triangles that point away from it.
 *
 * @param scale - the range of its scale, if that is not its own.
 */
export function stripPicture(strip: PackedStrip, scale?: NumberRange): Markup {
  const range = rangeOfStrip(strip);
  const columns = fromBase64(strip.columns);
  const count = columns.length / 2;
  const yOf = yOfLevel(range, scale);
  const step = STRIP_WIDTH / Math.max(1, count);
  const xOf = (column: number) => rounded((column + 0.5) * step);
  const path = new PathText();
  let isLine = false;
  let [x, y] = [0, 0];
  for (let column = 0; column < count; column++) {
    if (columns[2 * column] === NO_NUMBER) {
      isLine = false;
      continue;
    }
    const low = yOf(columns[2 * column] as number);
    const high = yOf(columns[2 * column + 1] as number);
    const at = xOf(column);
    const [first, last] = Math.abs(low - y) <= Math.abs(high - y) ? [low, high] : [high, low];
    if (isLine) path.lineBy(at - x, first - y);
    else path.moveTo(at, first);
    if (last !== first || !isLine) path.lineBy(0, last - first);
    [x, y] = [at, last];
    isLine = true;
  }
  const attributes = {
    class: 'strip',
    width: STRIP_WIDTH,
    height: STRIP_HEIGHT,
    viewBox: `0 0 ${STRIP_WIDTH} ${2 * STRIP_HEIGHT}`,
    preserveAspectRatio: 'none',
    overflow: 'visible',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-linecap': 'round',
    role: 'img',
    'aria-label': labelOf(strip, range),
  };
  const triangles = [
    ...(strip.positiveInfinite?.columns ?? []).map((column) => `M${xOf(column) - 3} -1l3-7 3 7z`),
    ...(strip.negativeInfinite?.columns ?? []).map((column) => `M${xOf(column) - 3} ${2 * STRIP_HEIGHT + 1}l3 7 3-7z`),
  ];
  return element(
    'svg',
    attributes,
    element('path', { d: path.finish(), 'vector-effect': 'non-scaling-stroke' }),
    triangles.length === 0
      ? undefined
      : element('path', { class: 'infinite', d: triangles.join(''), fill: 'currentColor', stroke: 'none' }),
  );
}

/** Returns `from -5 to 5, 1 Infinity`. */
const labelOf = ({ positiveInfinite, negativeInfinite }: PackedStrip, range: NumberRange | undefined): string =>
  [
    range === undefined ? 'no finite number' : `from ${rangeText(range)}`,
    ...(positiveInfinite === undefined ? [] : [`${positiveInfinite.count} Infinity`]),
    ...(negativeInfinite === undefined ? [] : [`${negativeInfinite.count} -Infinity`]),
  ].join(', ');

/** Returns the function that gives the height of a level in a picture. Units: half pixels, from the top. */
function yOfLevel(own: NumberRange | undefined, scale: NumberRange | undefined): (level: number) => number {
  const room = 2 * (STRIP_HEIGHT - 2);
  const place = (fraction: number) => 2 + rounded((1 - fraction) * room);
  if (own === undefined || scale === undefined) return (level) => place(level / TOP);
  const [low, high] = own.map((each) => placeIn(scale, each)) as [number, number];
  return (level) => place(Math.min(1, Math.max(0, low + (level / TOP) * (high - low))));
}
