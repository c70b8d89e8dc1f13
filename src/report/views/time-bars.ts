import { counted } from '../../display/wording.js';
import type { OverviewData, ProcedureData } from '../data/page-data.js';
import { element, type Markup } from '../markup/element.js';
import { rounded } from '../plots/doubles.js';
import { roundTimes } from './round-times.js';

// Bars over time, one picture for each procedure, all over the axis below them and in one height:
//
//   ▁     ▃█
//          ▂  ▁
//   12 Feb       19 Feb

/** Units: pixels. The width is that of the drawing, which is stretched to the width of its column. */
const WIDTH = 384;
const HEIGHT = 24;

/** A bar is never lower, so that one of a million artifacts is seen. Units: pixels. */
const LOWEST_BAR = 1.5;

/** The greatest number of round times below the bars. */
const MOST_TIMES = 5;

/** Returns the greatest number of artifacts that a bar stands for. */
export const highestBar = (procedures: OverviewData['procedures']): number =>
  procedures.reduce((highest, { bars }) => bars.reduce((most, bar) => Math.max(most, bar), highest), 0);

/**
 * When the artifacts of a procedure were made: a bar for each part of the span.
 *
 * @param highest - how many artifacts a bar of the full height stands for.
 */
export function timeBars({ name, count, bars }: ProcedureData, highest: number): Markup {
  const pitch = WIDTH / bars.length;
  const lines = bars.flatMap((bar, index) => {
    const height = Math.max(LOWEST_BAR, (bar / highest) * HEIGHT);
    return bar === 0 ? [] : `M${rounded((index + 0.5) * pitch, 100)} ${HEIGHT}V${rounded(HEIGHT - height, 100)}`;
  });
  return element(
    'svg',
    {
      class: 'bars',
      role: 'img',
      'aria-label': `${counted(count, 'artifact')} of ${name} over time, at most ${Math.max(0, ...bars)} in one bar`,
      width: '100%',
      height: HEIGHT,
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      fill: 'none',
      stroke: 'currentColor',
    },
    element('path', { d: lines.join(''), 'stroke-width': rounded(pitch * 0.75, 100) }),
  );
}

/** The axis below the bars. Its texts do not scale. */
export function timeAxis(from: number, to: number): Markup {
  const times = from < to ? roundTimes(from, to, MOST_TIMES) : [];
  return element(
    'svg',
    { class: 'axis', 'aria-hidden': 'true', width: '100%', height: 24, fill: 'currentColor' },
    times.map(({ time, label }) => {
      const share = (time - from) / (to - from);
      const x = `${rounded(100 * share, 100)}%`;
      const anchor = share < 0.08 ? 'start' : share > 0.92 ? 'end' : 'middle';
      return [
        element('rect', { x, width: 1, height: 4 }),
        element('text', { x, y: 16, 'text-anchor': anchor, 'font-size': 11 }, label),
      ];
    }),
  );
}
