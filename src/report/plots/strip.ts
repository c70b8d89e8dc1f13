import { roundedText } from '../../display/value-text.js';
import type { TypedArray } from '../../model/dtypes.js';
import type { PackedStrip } from '../data/page-data.js';
import { element, type Markup } from '../markup/element.js';
import { fromBase64, toBase64 } from './base64.js';
import { doublesOf, finiteRange, fractionOf } from './doubles.js';
import { PathText } from './path-text.js';

/** The columns of a strip: its width. Units: pixels. */
export const STRIP_WIDTH = 112;

/** Units: pixels. */
const STRIP_HEIGHT = 24;

/** The number of a strip's height that is the highest number, and the one that stands for NaN. */
const TOP = 254;
const NAN = 255;

/**
 * Returns the curve of an array in little: in each column, the lowest and the highest number. The curve of an array with several axes runs
 * along the last one, from the lowest to the highest over all others.
 */
export function packStrip(elements: TypedArray, shape: readonly number[]): PackedStrip {
  const { values } = doublesOf(elements);
  const length = shape.at(-1) ?? 1;
  const columns = Math.min(STRIP_WIDTH, length);
  const lows = new Float64Array(columns);
  const highs = new Float64Array(columns);
  for (let column = 0; column < columns; column++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const from = Math.floor((column * length) / columns);
    const to = Math.floor(((column + 1) * length) / columns);
    for (let start = 0; start < values.length; start += length)
      for (let at = start + from; at < start + to; at++) {
        const value = values[at] as number;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    lows[column] = low;
    highs[column] = high;
  }
  const [low, high] = rangeOfColumns(lows, highs) ?? finiteRange(values);
  const packed = new Uint8Array(2 * columns).fill(NAN);
  for (let column = 0; column < columns; column++) {
    // Of NaN alone, there is neither.
    if ((lows[column] as number) > (highs[column] as number)) continue;
    packed[2 * column] = levelOf(lows[column] as number, low, high);
    packed[2 * column + 1] = levelOf(highs[column] as number, low, high);
  }
  const text = toBase64(packed);
  return low <= high ? { range: [low, high], columns: text } : { columns: text };
}

/** Returns the lowest and the highest number of all columns; undefined if one of them is infinite, or there is none. */
function rangeOfColumns(lows: Float64Array, highs: Float64Array): readonly [low: number, high: number] | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let column = 0; column < lows.length; column++) {
    low = Math.min(low, lows[column] as number);
    high = Math.max(high, highs[column] as number);
  }
  return Number.isFinite(low) && Number.isFinite(high) ? [low, high] : undefined;
}

/** Returns the level of a number in a range; infinities stand at the edges. */
function levelOf(value: number, low: number, high: number): number {
  if (!(low < high)) return value === Number.POSITIVE_INFINITY ? TOP : value === Number.NEGATIVE_INFINITY ? 0 : TOP / 2;
  return Math.round(Math.min(1, Math.max(0, fractionOf(value, low, high))) * TOP);
}

/**
 * Draws a strip.
 *
 * @param range - the range of its scale, if that is not its own.
 */
export function stripPicture(strip: PackedStrip, range = strip.range): Markup {
  const columns = fromBase64(strip.columns);
  const count = columns.length / 2;
  const yOf = yOfLevel(strip.range, range);
  const step = STRIP_WIDTH / Math.max(1, count);
  const path = new PathText();
  let isLine = false;
  let [x, y] = [0, 0];
  for (let column = 0; column < count; column++) {
    if (columns[2 * column] === NAN) {
      isLine = false;
      continue;
    }
    const low = yOf(columns[2 * column] as number);
    const high = yOf(columns[2 * column + 1] as number);
    const at = Math.round((column + 0.5) * step);
    const [first, last] = Math.abs(low - y) <= Math.abs(high - y) ? [low, high] : [high, low];
    if (isLine) path.lineBy(at - x, first - y);
    else path.moveTo(at, first);
    if (last !== first || !isLine) path.lineBy(0, last - first);
    [x, y] = [at, last];
    isLine = true;
  }
  const label =
    strip.range === undefined
      ? 'no finite number'
      : `from ${strip.range.map((each) => roundedText(each)).join(' to ')}`;
  const attributes = {
    class: 'strip',
    width: STRIP_WIDTH,
    height: STRIP_HEIGHT,
    viewBox: `0 0 ${STRIP_WIDTH} ${2 * STRIP_HEIGHT}`,
    preserveAspectRatio: 'none',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-linecap': 'round',
    role: 'img',
    'aria-label': label,
  };
  return element('svg', attributes, element('path', { d: path.toString(), 'vector-effect': 'non-scaling-stroke' }));
}

/** Returns the function that gives the height of a level in a picture. Units: half pixels, from the top. */
function yOfLevel(own: PackedStrip['range'], range: PackedStrip['range']): (level: number) => number {
  const room = 2 * (STRIP_HEIGHT - 2);
  const place = (fraction: number) => 2 + Math.round((1 - fraction) * room);
  if (own === undefined || range === undefined || (own[0] === range[0] && own[1] === range[1]))
    return (level) => place(level / TOP);
  const low = fractionOf(own[0], ...range);
  const high = fractionOf(own[1], ...range);
  return (level) => place(Math.min(1, Math.max(0, low + (level / TOP) * (high - low))));
}
